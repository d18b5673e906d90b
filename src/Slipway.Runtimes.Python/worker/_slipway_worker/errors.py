"""What goes wrong, as the server is told it."""

import traceback

#: What the server's log and messages have of a traceback.
_MOST = 40


class LoadError(Exception):
    """A model that cannot be served, with the machine-readable reason."""

    def __init__(self, reason, message):
        super().__init__(message)
        self.reason = reason


class Cancelled(BaseException):
    """Raised within the model where its caller has gone; no Exception, so that it is not taken for a failure."""


def last_line(error):
    """The last line of the traceback: the type and the message."""
    line = "".join(traceback.format_exception_only(type(error), error)).strip().splitlines()[-1][:2000]
    place = error.lineno if isinstance(error, SyntaxError) else None
    return "%s (line %d)" % (line, place) if place else line


def trace(error, most=_MOST):
    """The last lines of the traceback, without the worker's own frames."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if not f.filename.startswith("<frozen") and "_slipway_worker" not in f.filename]
    lines = "".join(traceback.format_list(frames)).splitlines()
    return [line[:500] for line in lines][-most:] + [last_line(error)]
