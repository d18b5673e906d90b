"""What a model may import from its server.

    from slipway import Tensor, InvalidInput

    class Model:
        def load(self, context): ...
        def predict(self, x: Tensor["float32", None, 4]) -> {"y": Tensor["float32", None]}: ...
"""

import sys

__all__ = ["Context", "InvalidInput", "Tensor", "TensorType"]

_DATATYPES = {
    "bool": "BOOL",
    "bool_": "BOOL",
    "uint8": "UINT8",
    "uint16": "UINT16",
    "uint32": "UINT32",
    "uint64": "UINT64",
    "int8": "INT8",
    "int16": "INT16",
    "int32": "INT32",
    "int64": "INT64",
    "int": "INT64",
    "float16": "FP16",
    "bfloat16": "BF16",
    "float32": "FP32",
    "float64": "FP64",
    "float": "FP64",
    "bytes": "BYTES",
    "bytes_": "BYTES",
    "str": "BYTES",
    "str_": "BYTES",
}


class InvalidInput(ValueError):
    """Raised by a model where the caller's values are wrong: the caller is told the message, as a bad request."""


class TensorType:
    """The type of one input or output: written as Tensor["float32", None, 4]."""

    def __init__(self, datatype, shape, names, text):
        self.datatype = datatype
        self.shape = shape
        self.names = names
        self.text = text

    # Before Python 3.11, typing takes only what can be called for a type.
    def __call__(self, *args, **kwargs):
        raise TypeError("Tensor[...] describes an array; it does not make one.")

    def __repr__(self):
        return "Tensor[%s%s]" % (self.datatype, "" if self.shape is None else ", %s" % self.shape)


class Tensor:
    """Tensor[type, size, ...]: sizes are numbers, None or a name where free; none at all, or ..., for any shape.

    Types are numpy's names ("float32", or numpy.float32 itself), "str" and "bytes", or the protocol's ("FP32").
    A "str" input arrives as str, a "bytes" input as bytes.
    """

    def __class_getitem__(cls, item):
        parts = item if isinstance(item, tuple) else (item,)
        kind = parts[0]
        name = kind if isinstance(kind, str) else getattr(kind, "__name__", None) or str(kind)
        datatype = _DATATYPES.get(name, name)
        if datatype not in _DATATYPES.values():
            raise TypeError(
                "Tensor[%r] is of no type that requests can carry: name one of %s." % (kind, ", ".join(_DATATYPES))
            )
        sizes = parts[1:]
        if not sizes or Ellipsis in sizes:
            return TensorType(datatype, None, None, name in ("str", "str_"))
        shape, names = [], []
        for size in sizes:
            free = size is None or isinstance(size, str)
            if not free and (not isinstance(size, int) or size < -1):
                raise TypeError("A size in Tensor[...] is a number, a name or None, not %r." % (size,))
            shape.append(-1 if free else size)
            names.append(size if isinstance(size, str) else None)
        return TensorType(datatype, shape, names if any(names) else None, name in ("str", "str_"))


class Context:
    """What a model is told when it is loaded."""

    def __init__(self, name, version, folder, model_folder, parameters):
        #: The name and the version that it is served under.
        self.name = name
        self.version = version
        #: The folder of the version, which is the current folder too, and that of the model.
        self.folder = folder
        self.model_folder = model_folder
        #: The texts under 'parameters' in model.yaml.
        self.parameters = parameters

    @staticmethod
    def log(message):
        """Writes a line into the server's log, as print does."""
        print(message, file=sys.stdout)
