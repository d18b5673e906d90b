"""Models that are code: model.py with a class Model, or with Triton's TritonPythonModel."""

import importlib.util
import inspect
import itertools
import os
import sys

from slipway import Context

from . import datatypes
from .errors import LoadError
from .signature import Annotations, declared
from .tensors import OutputError


def load(message):
    """The adapter of the class in the file."""
    path = message["path"]
    sys.path.insert(0, os.path.dirname(path))
    if message["model_folder"] not in sys.path:
        sys.path.insert(1, message["model_folder"])
    spec = importlib.util.spec_from_file_location("model", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["model"] = module
    spec.loader.exec_module(module)
    if hasattr(module, "TritonPythonModel"):
        from .triton_model import TritonModel

        return TritonModel(module.TritonPythonModel, message)
    return PythonModel(_find(module), message)


def _find(module):
    if inspect.isclass(getattr(module, "Model", None)):
        return module.Model
    own = [
        value
        for value in vars(module).values()
        if inspect.isclass(value) and value.__module__ == module.__name__ and callable(getattr(value, "predict", None))
    ]
    if len(own) == 1:
        return own[0]
    raise LoadError(
        "class-missing",
        "model.py has %s: give it one class called Model (with predict) or TritonPythonModel (with execute)"
        % ("several classes with predict" if own else "no class that can be served"),
    )


class PythonModel:
    """An instance of the user's class."""

    def __init__(self, kind, message):
        self._model = model = kind()
        if not callable(getattr(model, "predict", None)):
            raise LoadError("class-missing", "class %s has no method predict(self, inputs)" % kind.__name__)
        if callable(getattr(model, "load", None)):
            context = Context(
                message["name"], message["version"], message["folder"], message["model_folder"], message["parameters"]
            )
            _resolve(model.load(*[context][: _positional(model.load)]))
        self._before = getattr(model, "preprocess", None)
        self._after = getattr(model, "postprocess", None)
        first, last = self._before or model.predict, self._after or model.predict
        self._annotations = Annotations(first)
        self._first = first
        self._takes_parameters = "parameters" in inspect.signature(first).parameters
        self.inputs = declared(message["inputs"], self._annotations.inputs, "input")
        self.outputs = declared(message["outputs"], Annotations.outputs_of(last), "output")
        for specs, kind_of in ((self.inputs, "inputs"), (self.outputs, "outputs")):
            if not specs:
                raise LoadError(
                    "signature-missing",
                    "nothing says what its %s are: annotate predict with Tensor[...] from the module slipway, or "
                    "declare '%s:' in model.yaml" % (kind_of, kind_of),
                )
        self.facts = {"class": kind.__name__}
        self.explains = callable(getattr(model, "explain", None))
        #: Whether its last step gives one result after the other.
        self.streams = inspect.isgeneratorfunction(last) or inspect.isasyncgenfunction(last)

    def stream(self, inputs, request, responses):
        """Sends each result as soon as it is there."""
        results = self._begin(self._first, inputs, request)
        if self._before:
            results = self._model.predict(_resolve(results))
        if self._after:
            results = self._after(_resolve(results))
        if inspect.isasyncgen(results):
            results = _one_by_one(results)
        try:
            for result in results:
                responses.send(self._named(result))
        finally:
            results.close()

    def execute(self, inputs, request):
        result = self._call(self._first, inputs, request)
        if self._before:
            result = _resolve(self._model.predict(result))
        if self._after:
            result = _resolve(self._after(result))
        return self._named(result)

    def explain(self, inputs, request):
        """What the model's own explain gives for the inputs, under names of its own."""
        function = self._model.explain
        annotations = Annotations(function)
        parameters = inspect.signature(function).parameters
        by_name = annotations.takes == "names" or all(name in parameters for name in inputs)
        result = _resolve(function(**inputs) if by_name else function(inputs))
        return result if isinstance(result, dict) else {"explanation": result}

    def unload(self):
        if callable(getattr(self._model, "unload", None)):
            self._model.unload()

    def _call(self, function, inputs, request):
        return _resolve(self._begin(function, inputs, request))

    def _begin(self, function, inputs, request):
        more = {"parameters": request["parameters"]} if self._takes_parameters else {}
        takes = self._annotations.takes
        if takes == "names":
            return function(**inputs, **more)
        if takes == "dataclass":
            return function(self._annotations.kind(**inputs), **more)
        return function(inputs, **more)

    def _named(self, result):
        if isinstance(result, dict):
            return result
        names = [spec.name for spec in self.outputs]
        if hasattr(result, "__dataclass_fields__"):
            return {name: getattr(result, name) for name in names if hasattr(result, name)}
        if len(names) == 1:
            return {names[0]: result}
        if isinstance(result, tuple) and len(result) == len(names):
            return dict(zip(names, result))
        raise OutputError("predict gave %s, and not a dict with %s" % (type(result).__name__, ", ".join(names)))


def _positional(function):
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(p.kind in kinds for p in inspect.signature(function).parameters.values())


def _resolve(result):
    """What a coroutine comes to, and what the results of a generator are together."""
    if inspect.isawaitable(result):
        import asyncio

        async def wait():
            return await result

        return asyncio.run(wait())
    if inspect.isgenerator(result):
        return join(list(result))
    return result


def _one_by_one(results):
    """What an asynchronous generator gives, in a loop of its own."""
    import asyncio

    loop = asyncio.new_event_loop()
    try:
        while True:
            try:
                result = loop.run_until_complete(results.__anext__())
            except StopAsyncIteration:
                return
            yield result
    finally:
        loop.run_until_complete(results.aclose())
        loop.close()


def join(results):
    """Several results as one: each output's parts one behind the other, along the first dimension."""
    if len(results) == 1:
        return results[0]
    if not results:
        raise OutputError("predict gave no result at all")
    if isinstance(results[0], dict):
        return {name: _chain([result[name] for result in results if name in result]) for name in results[0]}
    return _chain(results)


def _chain(parts):
    if datatypes.numpy is not None:
        return datatypes.numpy.concatenate([datatypes.numpy.atleast_1d(part) for part in parts])
    return list(itertools.chain.from_iterable(p if isinstance(p, (list, tuple)) else [p] for p in parts))
