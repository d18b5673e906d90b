"""Tensors in messages: small ones in the payload, others in shared memory."""

import struct
import sys

from . import datatypes
from .memory import Region

numpy = datatypes.numpy

#: Above this a tensor goes through shared memory.
INLINE = 16 << 10
#: What a message has of small ones at most.
INLINE_TOTAL = 64 << 10

_LENGTH = struct.Struct("<I")


class OutputError(Exception):
    """A model gave what cannot be answered with; the message says what."""


class Exchange:
    """Reads inputs out of the server's messages and puts outputs into ours."""

    def __init__(self, folder):
        self._folder = folder
        self.inputs = Region("in", folder)
        self.outputs = Region("out", folder)
        self._idle_references = 0

    def read(self, descriptions, payload, texts):
        """The inputs by name: arrays on the server's memory itself, without a copy."""
        reach = max((d["offset"] + d["length"] for d in descriptions if d["shared"]), default=0)
        if reach > self.inputs.size:
            self.inputs.reach(reach)
            self._idle_references = sys.getrefcount(self.inputs.mapping)
            if numpy is not None:
                whole = numpy.frombuffer(self.inputs.mapping, numpy.uint8)
                self.inputs.address = whole.__array_interface__["data"][0]
        return {
            d["name"]: self._read(d, self.inputs.mapping if d["shared"] else payload, d["name"] in texts)
            for d in descriptions
        }

    def _read(self, description, buffer, text):
        datatype, shape = description["datatype"], description["shape"]
        offset, length = description["offset"], description["length"]
        if datatype == "BYTES":
            return _read_bytes(memoryview(buffer)[offset : offset + length], shape, text)
        if datatype == "BF16":
            return _read_bf16(memoryview(buffer)[offset : offset + length], shape)
        if numpy is not None:
            dtype = datatypes.DTYPES[datatype]
            return numpy.frombuffer(buffer, dtype, length // dtype.itemsize, offset).reshape(shape)
        view = memoryview(buffer)[offset : offset + length]
        letter = datatypes.TYPES[datatype][1]
        # A shape with a zero, or none at all, is nothing that a view can have.
        return view.cast(letter, shape) if shape and 0 not in shape else view.cast(letter)

    def write(self, outputs):
        """Their descriptions, and the parts of the payload. Outputs: name, datatype or None, value."""
        descriptions, parts = [], []
        inline = used = 0
        for name, datatype, value in outputs:
            datatype, shape, content = _content(name, datatype, value)
            length = content.nbytes if hasattr(content, "nbytes") else len(content)
            description = {"name": name, "datatype": datatype, "shape": shape, "length": length}
            descriptions.append(description)
            if length <= INLINE and inline + length <= INLINE_TOTAL:
                part = content.tobytes() if hasattr(content, "tobytes") else content
                description.update(where="payload", offset=inline)
                parts.append(part)
                inline += length
                continue
            place = self._place_in_inputs(content, length)
            if place is not None:
                description.update(where="inputs", offset=place)
                continue
            mapping = self.outputs.reach(used + length)
            if numpy is not None and isinstance(content, numpy.ndarray):
                target = numpy.frombuffer(mapping, content.dtype, content.size, used).reshape(content.shape)
                numpy.copyto(target, content)
            else:
                mapping[used : used + length] = content if isinstance(content, bytes) else content.tobytes()
            description.update(where="outputs", offset=used)
            used += -(-length // 64) * 64
        return descriptions, parts

    # What a model hands on as it came is where the server can read it.
    def _place_in_inputs(self, content, length):
        region = self.inputs
        if not region.address or numpy is None or not isinstance(content, numpy.ndarray):
            return None
        if not content.flags.c_contiguous:
            return None
        place = content.__array_interface__["data"][0] - region.address
        return place if 0 <= place <= region.size - length else None

    def renew(self):
        """A new region for inputs where the model has kept some of the last, which stay as they are; else None."""
        if self.inputs.mapping is None or sys.getrefcount(self.inputs.mapping) <= self._idle_references:
            return None
        self.inputs.close()
        self.inputs = Region("in", self._folder)
        return self.inputs.path


def _read_bytes(view, shape, text):
    elements, position, end = [], 0, len(view)
    while position < end:
        (length,) = _LENGTH.unpack_from(view, position)
        position += _LENGTH.size
        element = bytes(view[position : position + length])
        elements.append(element.decode() if text else element)
        position += length
    if numpy is None:
        return _nested(elements, shape)
    array = numpy.empty(len(elements), object)
    array[:] = elements
    return array.reshape(shape)


def _nested(elements, shape):
    if not shape:
        return elements[0]
    for size in reversed(shape[1:]):
        elements = [elements[i : i + size] for i in range(0, len(elements), size)] if size else [[]]
    return elements


def _read_bf16(view, shape):
    if numpy is None:
        raise OutputError("BF16 needs numpy in the model's environment.")
    return (numpy.frombuffer(view, numpy.uint16).astype(numpy.uint32) << 16).view(numpy.float32).reshape(shape)


def _write_bf16(array):
    bits = numpy.ascontiguousarray(array, numpy.float32).view(numpy.uint32)
    rounded = (bits + (((bits >> 16) & 1) + 0x7FFF)) >> 16
    # Rounding must not turn a NaN into an infinity.
    return numpy.where(numpy.isnan(array), 0x7FC0, rounded).astype(numpy.uint16)


def frame(elements):
    """Byte strings as the protocol has them; text is encoded, other values are written as text."""
    parts = []
    for element in elements:
        if not isinstance(element, (bytes, bytearray, memoryview)):
            element = (element if isinstance(element, str) else str(element)).encode()
        parts.append(_LENGTH.pack(len(element)))
        parts.append(bytes(element))
    return b"".join(parts)


def _content(name, datatype, value):
    """The datatype, the shape, and an array or bytes."""
    if numpy is None:
        return _plain_content(name, datatype, value)
    try:
        array = numpy.asarray(value)
    except Exception as error:
        raise OutputError("output '%s' cannot be made an array of: %s" % (name, error)) from error
    own = datatypes.of_dtype(array.dtype)
    if own is None:
        raise OutputError("output '%s' is of numpy's type %s, which answers cannot carry" % (name, array.dtype))
    datatype = datatype or own
    shape = list(array.shape)
    if datatype == "BYTES":
        return datatype, shape, frame(array.reshape(-1).tolist())
    if datatype == "BF16":
        return datatype, shape, _write_bf16(array)
    wanted = datatypes.DTYPES[datatype]
    if array.dtype != wanted:
        if own == "BYTES" or not numpy.can_cast(array.dtype, wanted, "same_kind"):
            if not (array.size == 0 and isinstance(value, (list, tuple))):
                raise OutputError("output '%s' is %s, and its declaration says %s" % (name, array.dtype, datatype))
        array = array.astype(wanted)
    return datatype, shape, array


def _plain_content(name, datatype, value):
    shape, flat = [], value
    if isinstance(value, (bytes, str, int, float, bool)):
        flat = [value]
    elif isinstance(value, (list, tuple)):
        shape = [len(value)]
        while flat and isinstance(flat[0], (list, tuple)):
            size = len(flat[0])
            if any(not isinstance(row, (list, tuple)) or len(row) != size for row in flat):
                raise OutputError("output '%s' has rows of different lengths" % name)
            shape.append(size)
            flat = [element for row in flat for element in row]
    else:
        try:
            view = memoryview(value)
        except TypeError:
            raise OutputError(
                "output '%s' is %s: without numpy it is a number, a text, bytes, a list of them or an array"
                % (name, type(value).__name__)
            ) from None
        letters = {letter: kind for kind, (_, letter) in datatypes.TYPES.items()}
        own = {"l": "INT64", "L": "UINT64"}.get(view.format) or letters.get(view.format)
        if own is None:
            raise OutputError("output '%s' has elements of format '%s'" % (name, view.format))
        if datatype in (None, own):
            return own, list(view.shape), view.tobytes()
        shape, flat = list(view.shape), view.cast("B").cast(view.format).tolist()
    first = flat[0] if flat else 0.0
    datatype = datatype or _plain_datatype(first)
    if datatype == "BYTES":
        return datatype, shape, frame(flat)
    if datatype not in datatypes.TYPES:
        raise OutputError("output '%s' is %s, which needs numpy in the model's environment" % (name, datatype))
    try:
        return datatype, shape, struct.pack("<%d%s" % (len(flat), datatypes.TYPES[datatype][1]), *flat)
    except struct.error as error:
        raise OutputError("output '%s' does not fit %s: %s" % (name, datatype, error)) from error


def _plain_datatype(value):
    if isinstance(value, bool):
        return "BOOL"
    if isinstance(value, int):
        return "INT64"
    return "FP64" if isinstance(value, float) else "BYTES"
