"""What a model takes and gives: from its annotations, with what the configuration declares in front."""

import dataclasses
import inspect
import typing

from slipway import TensorType

from .errors import LoadError


class Spec:
    """One input or output. A shape of None is any shape."""

    def __init__(self, name, datatype, shape, optional=False, names=None, text=False, labels=None):
        self.name = name
        self.datatype = datatype
        self.shape = shape
        self.optional = optional
        self.names = names
        self.text = text
        self.labels = labels

    def message(self):
        return {
            "name": self.name,
            "datatype": self.datatype,
            "shape": self.shape,
            "optional": self.optional,
            "names": self.names or [],
            "labels": self.labels or [],
        }


def declared(configs, own, kind):
    """The configuration's declarations laid over a model's own specs."""
    specs = {spec.name: spec for spec in own}
    for config in configs:
        name = config["name"]
        known = specs.get(name)
        datatype = config.get("datatype") or (known.datatype if known else None)
        if datatype is None:
            raise LoadError(
                "signature-missing",
                "the configuration names the %s '%s' and no datatype, and the model does not tell it: add 'datatype:' "
                "and 'shape:'" % (kind, name),
            )
        shape = config["shape"] if config.get("shape") is not None else (known.shape if known else None)
        specs[name] = Spec(
            name,
            datatype,
            shape,
            optional=config.get("optional") or (known is not None and known.optional),
            names=known.names if known and known.shape == shape else None,
            text=known is not None and known.text,
            labels=known.labels if known else None,
        )
    return list(specs.values())


class Annotations:
    """How a function takes its inputs: as one dict, as one dataclass, or each under its own name."""

    def __init__(self, function):
        hints = _hints(function)
        self.inputs = []
        self.takes = "dict"
        self.kind = None
        parameters = list(inspect.signature(function).parameters.values())
        tensors = [(p, _tensor(hints.get(p.name))) for p in parameters if _tensor(hints.get(p.name))]
        if tensors:
            self.takes = "names"
            self.inputs = [
                _spec(p.name, found, optional=p.default is not inspect.Parameter.empty) for p, found in tensors
            ]
        elif parameters:
            kind = hints.get(parameters[0].name)
            self.inputs = _fields(kind)
            if dataclasses.is_dataclass(kind):
                self.takes, self.kind = "dataclass", kind

    @staticmethod
    def outputs_of(function):
        """The outputs of a function's return annotation; a single tensor is called 'output'."""
        kind = _hints(function).get("return")
        single = _tensor(kind)
        if single:
            return [_spec("output", single)]
        if isinstance(kind, dict):
            return [_spec(name, _tensor(value)) for name, value in kind.items() if _tensor(value)]
        arguments = typing.get_args(kind)
        # What a generator or a coroutine gives.
        for argument in (kind, *arguments):
            found = _fields(argument) or ([_spec("output", _tensor(argument))] if _tensor(argument) else [])
            if found:
                return found
        return []


def _hints(function):
    try:
        return typing.get_type_hints(function)
    except Exception:
        return getattr(function, "__annotations__", {})


def _fields(kind):
    if not isinstance(kind, type):
        return []
    if dataclasses.is_dataclass(kind):
        hints = _hints(kind)
        return [
            _spec(
                field.name,
                _tensor(hints.get(field.name)),
                optional=field.default is not dataclasses.MISSING
                or field.default_factory is not dataclasses.MISSING,
            )
            for field in dataclasses.fields(kind)
            if _tensor(hints.get(field.name))
        ]
    if issubclass(kind, dict):
        required = getattr(kind, "__required_keys__", None)
        return [
            _spec(name, _tensor(hint), optional=required is not None and name not in required)
            for name, hint in _hints(kind).items()
            if _tensor(hint)
        ]
    return []


def _tensor(hint):
    if isinstance(hint, TensorType):
        return hint
    found = [argument for argument in typing.get_args(hint) if isinstance(argument, TensorType)]
    # Optional[Tensor[...]], and nothing else that has a tensor in it.
    return found[0] if found and typing.get_origin(hint) is typing.Union else None


def _spec(name, tensor, optional=False):
    return Spec(name, tensor.datatype, tensor.shape, optional, tensor.names, tensor.text)
