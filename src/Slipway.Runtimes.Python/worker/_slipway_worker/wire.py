"""Frames: two little-endian uint32, the lengths of the header and of the payload, then the header (JSON), then the payload."""

import json
import struct

_PREFIX = struct.Struct("<II")
_BUFFER = 1 << 18


class Wire:
    """One connection, with one frame under way at a time in either direction."""

    def __init__(self, connection):
        self._connection = connection
        self._buffer = bytearray(_BUFFER)

    def receive(self):
        """The header and a payload of its own, or None where the server has gone."""
        connection, buffer = self._connection, self._buffer
        filled = 0
        wanted = _PREFIX.size
        lengths = None
        while filled < wanted or lengths is None:
            with memoryview(buffer) as view:
                received = connection.recv_into(view[filled:])
            if received == 0:
                return None
            filled += received
            if lengths is None and filled >= _PREFIX.size:
                lengths = _PREFIX.unpack_from(buffer)
                wanted = _PREFIX.size + lengths[0] + lengths[1]
                if wanted > len(buffer):
                    buffer.extend(bytes(wanted - len(buffer)))
        start = _PREFIX.size + lengths[0]
        header = json.loads(bytes(buffer[_PREFIX.size : start]))
        payload = buffer[start:wanted]
        if len(buffer) > _BUFFER:
            self._buffer = bytearray(_BUFFER)
        return header, payload

    def send(self, header, payload=()):
        text = json.dumps(header, separators=(",", ":")).encode()
        length = sum(map(len, payload))
        self._connection.sendall(b"".join((_PREFIX.pack(len(text), length), text, *payload)))
