"""Memory that is shared with the server: one region for each direction, grown and used again."""

import mmap
import os
import tempfile

_PAGE = 1 << 20
_ADD_SEALS = 1033
_SEAL_SEAL, _SEAL_SHRINK = 1, 2
_POPULATE = 0x8000


class Region:
    """A file in memory, and the mapping of it. Its path is how the server opens it."""

    def __init__(self, name, folder):
        self._flags = mmap.MAP_SHARED
        if hasattr(os, "memfd_create"):
            import fcntl

            self._file = os.memfd_create("slipway-" + name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
            # It never gets shorter: so the server may map it too, and need not go through the descriptor.
            fcntl.fcntl(self._file, _ADD_SEALS, _SEAL_SHRINK | _SEAL_SEAL)
            self.path = "/proc/%d/fd/%d" % (os.getpid(), self._file)
            self._flags |= _POPULATE
        else:
            self._file, self.path = tempfile.mkstemp(prefix=name + "-", dir=folder)
        self.mapping = None
        self.address = 0
        self.size = 0

    def reach(self, size):
        """The mapping, of at least so many bytes; what the file has not is added."""
        if size > self.size:
            length = os.fstat(self._file).st_size
            if length < size:
                length = -(-max(size, 2 * length) // _PAGE) * _PAGE
                os.ftruncate(self._file, length)
            self.mapping = mmap.mmap(self._file, length, flags=self._flags)
            self.size = length
            self.address = 0
        return self.mapping

    def close(self):
        os.close(self._file)
