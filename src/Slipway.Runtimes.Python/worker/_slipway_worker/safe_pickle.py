"""Reads pickles, joblib's too, that name nothing but what fitted models consist of.

A pickle may call whatever it can name. Here it can name types of the libraries below, and a handful of functions that
put arrays together: module by module is not enough, since those modules hold functions that run code or write files.
"""

import bz2
import gzip
import importlib
import io
import lzma
import pickle
import zlib

from .errors import LoadError

_BUILTINS = {
    "bool", "bytearray", "bytes", "complex", "dict", "float", "frozenset", "int", "list", "object", "range", "set",
    "slice", "str", "tuple",
}  # fmt: skip

#: Types and functions by their full names.
_NAMED = {
    "_codecs": {"encode"},
    "collections": {"Counter", "OrderedDict", "defaultdict", "deque"},
    "copyreg": {"_reconstructor", "__newobj__"},
    "datetime": {"date", "datetime", "time", "timedelta", "timezone"},
    "decimal": {"Decimal"},
    "numpy": {"dtype", "ndarray"},
    "numpy.ma.core": {"MaskedArray", "_mareconstruct"},
    "numpy.core.multiarray": {"_reconstruct", "scalar"},
    "numpy._core.multiarray": {"_reconstruct", "scalar"},
    "numpy.core.numeric": {"_frombuffer"},
    "numpy._core.numeric": {"_frombuffer"},
    "numpy.core._internal": {"_convert_to_numpy_dtype"},
    "numpy.random._pickle": {"__bit_generator_ctor", "__generator_ctor", "__randomstate_ctor"},
    "xgboost.core": {"Booster", "XGBoostLabelEncoder"},
    "lightgbm.basic": {"Booster"},
}

#: Where any type may be taken from, and where in there it may not.
_TYPES = ("sklearn.", "scipy.sparse.", "scipy.interpolate.", "scipy.spatial.", "scipy.stats._distn_infrastructure",
          "numpy.random.", "xgboost.sklearn", "lightgbm.sklearn")  # fmt: skip
_NOT_TYPES = ("sklearn.datasets.", "sklearn.externals.", "sklearn._build_utils.", "sklearn.utils._testing",
              "sklearn.utils.parallel", "sklearn.utils.estimator_checks")  # fmt: skip

#: Whose functions compute and do nothing else; scores and kernels that estimators keep.
_FUNCTIONS = ("sklearn.feature_selection.", "sklearn.metrics.")

#: Functions that put compiled types together, by the beginning of their names.
_CONSTRUCTORS = ("__pyx_unpickle_", "newObj")

_MODULES = {"copy_reg": "copyreg", "__builtin__": "builtins"}


def find(module, name):
    """The named thing, where a model may consist of it."""
    module = _MODULES.get(module, module)
    if module == "builtins" and name in _BUILTINS or name in _NAMED.get(module, ()):
        return _import(module, name)
    root = module.split(".")[0]
    if "." in name or root not in ("sklearn", "scipy", "numpy", "xgboost", "lightgbm"):
        raise _refusal(module, name)
    dotted = module + "."
    if dotted.startswith(_NOT_TYPES) or (root != "numpy" and not dotted.startswith(_TYPES + _FUNCTIONS)):
        raise _refusal(module, name)
    found = _import(module, name)
    home = str(getattr(found, "__module__", None) or "") + "."
    if isinstance(found, type):
        import numpy

        of_numpy = root == "numpy" and issubclass(found, (numpy.generic, numpy.dtype))
        if of_numpy or (home.startswith(_TYPES) and not home.startswith(_NOT_TYPES)):
            return found
    elif type(found).__name__ == "ufunc" and root in ("numpy", "scipy"):
        return found
    elif name.startswith(_CONSTRUCTORS) and dotted.startswith(_TYPES):
        return found
    elif home.startswith(_FUNCTIONS) and callable(found):
        return found
    raise _refusal(module, name)


def _import(module, name):
    try:
        return getattr(importlib.import_module(module), name)
    except ImportError as error:
        raise LoadError(
            "module-missing",
            "the file needs the module '%s', which is not in the interpreter's environment: install it there (pip "
            "install %s), or choose another with 'interpreter:' or 'virtual_environment:' under python: in model.yaml"
            % (error.name or module, {"sklearn": "scikit-learn"}.get(module.split(".")[0], module.split(".")[0])),
        ) from error
    except AttributeError as error:
        raise LoadError(
            "version-mismatch",
            "the file names '%s.%s', which the installed version of %s does not have: install the version that it was "
            "saved with" % (module, name, module.split(".")[0]),
        ) from error


def _refusal(module, name):
    return LoadError(
        "unsafe-pickle",
        "the file asks for '%s.%s', which no fitted model needs, so it was not read any further; if you trust the file, "
        "set 'trust_pickle: true' under python: in model.yaml" % (module, name),
    )


class _Unpickler(pickle._Unpickler):
    """In Python, so that joblib's arrays, which lie between the instructions, can be read where they come."""

    dispatch = dict(pickle._Unpickler.dispatch)

    def __init__(self, file):
        super().__init__(file)
        self.file = file

    def find_class(self, module, name):
        if (module, name) == ("joblib.numpy_pickle", "NumpyArrayWrapper"):
            return _ArrayWrapper
        if (module, name) == ("joblib.numpy_pickle", "NDArrayWrapper"):
            raise LoadError("old-joblib", "the file is in the form of joblib before 0.10: save it again")
        return find(module, name)

    def load_build(self):
        super().load_build()
        if isinstance(self.stack[-1], _ArrayWrapper):
            self.stack[-1] = self.stack[-1].read(self)

    dispatch[pickle.BUILD[0]] = load_build


class _ArrayWrapper:
    """joblib's record of an array whose bytes follow."""

    def read(self, unpickler):
        import numpy

        file = unpickler.file
        shape = self.shape
        if self.dtype.hasobject:
            return _Unpickler(file).load()
        if getattr(self, "numpy_array_alignment_bytes", None) is not None:
            file.read(int.from_bytes(file.read(1), "little"))
        count = 1
        for size in shape:
            count *= int(size)
        length = count * self.dtype.itemsize
        content = file.read(length)
        if len(content) != length:
            raise EOFError("an array is cut off")
        array = numpy.frombuffer(bytearray(content), self.dtype, count)
        return array.reshape(shape[::-1]).transpose() if self.order == "F" else array.reshape(shape)


def load(path):
    """The object in the file."""
    with open(path, "rb") as raw:
        file = _decompressed(raw)
        try:
            return _Unpickler(file).load()
        except (LoadError, MemoryError, ImportError):
            raise
        except Exception as error:
            raise LoadError("invalid-model", "it is no pickle that can be read: %s" % error) from error


def _decompressed(raw):
    head = raw.read(6)
    raw.seek(0)
    if head.startswith(b"\x1f\x8b"):
        return io.BufferedReader(gzip.GzipFile(fileobj=raw))
    if head.startswith(b"BZh"):
        return io.BufferedReader(bz2.BZ2File(raw))
    if head.startswith((b"\xfd7zXZ", b"\x5d\x00")):
        return io.BufferedReader(lzma.LZMAFile(raw))
    if head[:1] == b"\x78":
        return io.BytesIO(zlib.decompress(raw.read()))
    return io.BufferedReader(raw) if not isinstance(raw, io.BufferedReader) else raw
