"""MLflow's folders with the python_function flavour."""

import json
import os

from . import estimators
from .datatypes import numpy
from .errors import LoadError
from .signature import Spec, declared

_TYPES = {
    "double": "FP64",
    "float": "FP32",
    "integer": "INT32",
    "long": "INT64",
    "boolean": "BOOL",
    "string": "BYTES",
    "binary": "BYTES",
}


def load(message):
    """The model of the folder: scikit-learn's and XGBoost's by themselves, others through the package mlflow."""
    folder = message["path"]
    with open(os.path.join(folder, "MLmodel"), encoding="utf-8") as file:
        flavors = parse(file.read())
    function = flavors.get("flavors", {}).get("python_function")
    if not isinstance(function, dict):
        raise LoadError("no-python-function", "its MLmodel has no flavour python_function")
    loader = function.get("loader_module", "")
    path = function.get("model_path") or function.get("data") or ""
    place = os.path.realpath(os.path.join(folder, path))
    if not place.startswith(os.path.realpath(folder)):
        raise LoadError("outside", "its MLmodel names '%s', which lies outside the folder" % path)
    if loader == "mlflow.sklearn" and os.path.isfile(place):
        return estimators.load_pickle(dict(message, path=place))
    if loader == "mlflow.xgboost" and os.path.isfile(place) and place.endswith((".ubj", ".json", ".xgb")):
        return estimators.load_xgboost(dict(message, path=place))
    try:
        import mlflow.pyfunc
    except ImportError as error:
        raise LoadError(
            "module-missing",
            "its flavour %s is loaded by the package mlflow, and '%s' is not in the interpreter's environment: install "
            "it there (pip install -r requirements.txt), or choose another with 'virtual_environment:' under python: in "
            "model.yaml" % (loader or "python_function", error.name),
        ) from error
    return PyFunc(mlflow.pyfunc.load_model(folder), flavors.get("signature") or {}, message)


class PyFunc:
    """A model that the package mlflow loaded: columns become a data frame, tensors stay arrays."""

    def __init__(self, model, signature, message):
        self._model = model
        inputs, self._is_frame = _specs(signature.get("inputs"), "input")
        outputs, _ = _specs(signature.get("outputs"), "output")
        self.inputs = declared(message["inputs"], inputs, "input")
        self.outputs = declared(message["outputs"], outputs, "output")
        if not self.inputs or not self.outputs:
            raise LoadError(
                "signature-missing",
                "its MLmodel has no signature: log the model with one, or declare 'inputs:' and 'outputs:' in model.yaml",
            )
        self.facts = {"class": "mlflow.pyfunc"}

    def execute(self, inputs, request):
        if self._is_frame:
            import pandas

            data = pandas.DataFrame({name: list(value.reshape(-1)) for name, value in inputs.items()})
        else:
            data = inputs if len(self.inputs) > 1 else inputs[self.inputs[0].name]
        result = self._model.predict(data)
        names = [spec.name for spec in self.outputs]
        if isinstance(result, dict):
            return result
        if len(names) == 1:
            return {names[0]: numpy.asarray(result)}
        return {name: numpy.asarray(result[name]) for name in names}

    def unload(self):
        """Nothing is held but memory."""


def _specs(text, name):
    if not text:
        return [], False
    specs, is_frame = [], False
    for i, column in enumerate(json.loads(text)):
        own = column.get("name") or (name if i == 0 else "%s_%d" % (name, i))
        if column["type"] == "tensor":
            tensor = column["tensor-spec"]
            dtype = numpy.dtype(tensor["dtype"])
            datatype = "BYTES" if dtype.kind in "OSU" else _of(dtype)
            specs.append(Spec(own, datatype, [int(size) for size in tensor["shape"]]))
        else:
            is_frame = True
            specs.append(Spec(own, _TYPES.get(column["type"], "BYTES"), [-1], text=column["type"] == "string"))
    return specs, is_frame


def _of(dtype):
    from .datatypes import of_dtype

    return of_dtype(dtype) or "FP64"


def parse(text):
    """The maps and scalars of the YAML that MLflow writes; lists are passed over."""
    root = {}
    stack = [(-1, root)]
    lines = iter(text.splitlines())
    for line in lines:
        content = line.strip()
        if not content or content.startswith(("#", "- ", "---")) or ":" not in content:
            continue
        indent = len(line) - len(line.lstrip())
        key, _, value = content.partition(":")
        value = value.strip()
        while stack[-1][0] >= indent:
            stack.pop()
        if value[:1] in ("'", '"'):
            # Long texts are folded at blanks.
            while not _closed(value):
                more = next(lines, None)
                if more is None:
                    break
                value += " " + more.strip()
            value = value[1:-1].replace("''", "'") if value[0] == "'" else json.loads(value)
        parent = stack[-1][1]
        if value == "":
            parent[key] = {}
            stack.append((indent, parent[key]))
        else:
            parent[key] = None if value in ("null", "~") else value
    return root


def _closed(value):
    quote = value[0]
    if len(value) < 2 or value[-1] != quote:
        return False
    if quote == "'":
        return value[1:].replace("''", "").endswith("'")
    return not value.endswith('\\"')
