"""Starts a worker: python -u start.py SOCKET. The server on the other end says which model it is for."""

import sys

if sys.version_info < (3, 9):  # noqa: UP036  (said before anything that an older one cannot read)
    sys.stderr.write("Python 3.9 or later is needed, and this is %d.%d.\n" % sys.version_info[:2])
    sys.exit(64)

from _slipway_worker.main import main  # noqa: E402

main(sys.argv[1], int(sys.argv[2]))
