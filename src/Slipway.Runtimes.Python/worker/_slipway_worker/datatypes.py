"""The protocol's datatypes, in numpy and without it."""

try:
    import numpy
except ImportError:
    numpy = None

#: numpy's name and the letter of array and memoryview.
TYPES = {
    "BOOL": ("bool", "?"),
    "UINT8": ("uint8", "B"),
    "UINT16": ("uint16", "H"),
    "UINT32": ("uint32", "I"),
    "UINT64": ("uint64", "Q"),
    "INT8": ("int8", "b"),
    "INT16": ("int16", "h"),
    "INT32": ("int32", "i"),
    "INT64": ("int64", "q"),
    "FP16": ("float16", "e"),
    "FP32": ("float32", "f"),
    "FP64": ("float64", "d"),
}

if numpy is not None:
    DTYPES = {name: numpy.dtype(kind) for name, (kind, _) in TYPES.items()}
    DATATYPES = {dtype: name for name, dtype in DTYPES.items()}


def of_dtype(dtype):
    """The datatype of numpy's, BYTES for text and objects; None where nothing carries it."""
    if dtype.kind in "OSU":
        return "BYTES"
    return DATATYPES.get(dtype.newbyteorder("="))
