"""Memory that is shared with the server: one region for each direction, grown and used again."""

import mmap
import os
import tempfile

_PAGE = 1 << 20


class Region:
    """A file in memory, and the mapping of it. Its path is how the server opens it."""

    def __init__(self, name, folder):
        if hasattr(os, "memfd_create"):
            self._file = os.memfd_create("slipway-" + name)
            self.path = "/proc/%d/fd/%d" % (os.getpid(), self._file)
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
            self.mapping = mmap.mmap(self._file, length)
            self.size = length
            self.address = 0
        return self.mapping

    def close(self):
        os.close(self._file)
