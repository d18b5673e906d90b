"""A worker's life: it says hello, is told the model, loads it, and computes one request after the other."""

import ctypes
import gc
import os
import signal
import socket
import sys
import threading

from .errors import Cancelled, LoadError, last_line, trace

_TRITON_CODES = {2: "not-found", 3: "invalid-argument", 4: "unavailable", 5: "unsupported", 6: "already-exists"}


def main(path, parent):
    _stay_with(parent)
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    from .wire import Wire

    wire = Wire(connection)
    wire.send({"op": "hello", "pid": os.getpid(), "python": sys.version.split()[0], "executable": sys.executable})
    received = wire.receive()
    if received is not None:
        Worker(wire, received[0], os.path.dirname(path)).run()
    # Threads of the model's, and what its libraries do at the end, must not keep the process.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _stay_with(parent):
    """A group of its own, so that the terminal's Ctrl+C is the server's; and the end with the server's end."""
    try:
        os.setsid()
    except OSError:
        pass
    if sys.platform.startswith("linux"):
        try:
            ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)
        except (OSError, AttributeError):
            pass
        # It may have ended before it was watched.
        if os.getppid() == 1 != parent:
            os._exit(0)


class Worker:
    """One model and the connection that requests for it come by."""

    def __init__(self, wire, message, folder):
        self._wire = wire
        self._message = message
        self._folder = folder
        self._executing = False
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGUSR1, self._cancel)

    def run(self):
        message = self._message
        try:
            _limit_memory(message["memory_limit"])
            os.chdir(message["folder"])
            from .tensors import Exchange

            self._exchange = Exchange(self._folder)
            self._model = _load(message)
            for spec in (*self._model.inputs, *self._model.outputs):
                if spec.shape is not None and len(spec.shape) > 32:
                    raise LoadError("signature-invalid", "'%s' has over 32 dimensions" % spec.name)
        except BaseException as error:
            self._fail(error)
            return
        from . import datatypes

        self._streams = getattr(self._model, "streams", False)
        facts = dict(self._model.facts)
        if datatypes.numpy is not None:
            facts["numpy"] = datatypes.numpy.__version__
        self._wire.send(
            {
                "op": "loaded",
                "inputs": [spec.message() for spec in self._model.inputs],
                "outputs": [spec.message() for spec in self._model.outputs],
                "facts": {name: str(value)[:200] for name, value in facts.items()},
                "input_region": self._exchange.inputs.path,
                "output_region": self._exchange.outputs.path,
                "streams": self._streams,
                "explains": getattr(self._model, "explains", False),
            }
        )
        self._datatypes = {spec.name: spec.datatype for spec in self._model.outputs}
        self._texts = {spec.name for spec in self._model.inputs if spec.text}
        # What loading made stays; it need not be looked at again.
        gc.collect()
        gc.freeze()
        self._serve()

    def _serve(self):
        while True:
            received = self._wire.receive()
            if received is None or received[0]["op"] == "stop":
                break
            header, payload = received
            answer = self._stream if self._streams else self._execute
            try:
                header, parts = answer(header, payload)
            except Cancelled:
                # It came between the answer and its sending.
                header, parts = self._error("cancelled", ""), ()
            received = payload = None
            renewed = self._exchange.renew()
            if renewed:
                header["input_region"] = renewed
            self._wire.send(header, parts)
        try:
            self._model.unload()
        except Exception as error:
            sys.stderr.write("The model's end failed: %s\n" % last_line(error))

    def _execute(self, header, payload):
        try:
            self._executing = True
            inputs = self._exchange.read(header["inputs"], payload, self._texts)
            if header["explain"]:
                results = self._model.explain(inputs, header)
                outputs, parts = self._exchange.write([(name, None, value) for name, value in results.items()])
            else:
                outputs, parts = self._write(header, self._model.execute(inputs, header))
            self._executing = False
            return {"op": "result", "outputs": outputs}, parts
        except Cancelled:
            self._executing = False
            return self._error("cancelled", ""), ()
        except BaseException as error:
            self._executing = False
            return self._refusal(error), ()

    def _stream(self, header, payload):
        responses = Responses(self, header)
        try:
            self._executing = True
            inputs = self._exchange.read(header["inputs"], payload, self._texts)
            self._model.stream(inputs, header, responses)
            self._executing = False
            responses.end()
            return {"op": "end"}, ()
        except Cancelled:
            self._executing = False
            responses.end()
            return self._error("cancelled", ""), ()
        except BaseException as error:
            self._executing = False
            responses.end()
            return self._refusal(error), ()

    def _write(self, header, results):
        wanted = header["outputs"] or list(self._datatypes)
        missing = [name for name in wanted if name not in results]
        if missing:
            from .tensors import OutputError

            raise OutputError("the model gave no output '%s'" % missing[0])
        return self._exchange.write([(name, self._datatypes.get(name), results[name]) for name in wanted])

    def _refusal(self, error):
        from slipway import InvalidInput

        from .tensors import OutputError

        if isinstance(error, InvalidInput):
            return self._error("invalid-argument", str(error)[:2000])
        if isinstance(error, OutputError):
            return self._error("internal", str(error)[:2000])
        if type(error).__name__ == "TritonModelException":
            code = _TRITON_CODES.get(getattr(error, "triton_code", None), "internal")
            return self._error(code, str(error)[:2000])
        sys.stderr.write("\n".join(trace(error)) + "\n")
        return self._error("internal", last_line(error))

    @staticmethod
    def _error(code, message):
        return {"op": "error", "code": code, "message": message}

    def _fail(self, error):
        reason = error.reason if isinstance(error, LoadError) else "load-failed"
        lines = [str(error)] if isinstance(error, LoadError) else trace(error, 12)
        missing = None
        if isinstance(error, ImportError) and error.name:
            reason, missing = "module-missing", error.name
        elif isinstance(error, MemoryError):
            reason = "out-of-memory"
        elif isinstance(error, LoadError) and reason == "module-missing":
            missing = ""
        self._wire.send({"op": "failed", "reason": reason, "lines": lines, "module": missing})

    def _cancel(self, *_):
        if self._executing:
            self._executing = False
            raise Cancelled


class Responses:
    """Takes the responses to one request, from any thread, and holds each back until the server has taken the last."""

    def __init__(self, worker, header):
        self._worker = worker
        self._header = header
        self._lock = threading.Lock()
        self._ended = False

    @property
    def ended(self):
        """Whether nobody waits for a response any more."""
        return self._ended

    def send(self, results):
        """Sends one; raises Cancelled where the caller has gone."""
        worker = self._worker
        # A signal is for the thread that computes; while that one waits here it is told by the server's answer.
        computes = threading.current_thread() is threading.main_thread()
        if computes:
            worker._executing = False
        try:
            with self._lock:
                if self._ended:
                    raise Cancelled
                outputs, parts = worker._write(self._header, results)
                worker._wire.send({"op": "part", "outputs": outputs}, parts)
                answer = worker._wire.receive()
                if answer is None:
                    os._exit(0)
                if answer[0]["op"] == "leave":
                    self._ended = True
                    raise Cancelled
        finally:
            # Who was told that the caller has gone is tidying up, which the signal for the same must not cut short.
            if computes:
                worker._executing = not self._ended

    def end(self):
        """Sends no more."""
        with self._lock:
            self._ended = True


def _limit_memory(limit):
    if not limit:
        return
    import resource

    # Data, and not addresses: those of libraries and of threads' stacks are many times what they take.
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _load(message):
    kind = message["kind"]
    if kind == "code":
        from . import model_file

        return model_file.load(message)
    if kind == "mlflow":
        from . import mlflow_model

        return mlflow_model.load(message)
    from . import estimators

    return estimators.load_xgboost(message) if kind == "xgboost" else estimators.load_pickle(message)
