"""Fitted models without code: scikit-learn's and what is called like them, and XGBoost's own files."""

import warnings

import slipway

from . import safe_pickle
from .datatypes import numpy, of_dtype
from .errors import LoadError
from .signature import Spec, declared

_METHODS = ("predict", "predict_proba", "decision_function")
_INPUT = "X"


def load_pickle(message):
    """An estimator out of a pickle."""
    _need("numpy", message)
    path = message["path"]
    if message["trust_pickle"]:
        model = _load_trusted(path)
    else:
        model = safe_pickle.load(path)
    if type(model).__module__.startswith("xgboost.") and type(model).__name__ == "Booster":
        return Booster(model, message)
    return Estimator(model, message)


def load_xgboost(message):
    """A model out of XGBoost's JSON or UBJSON."""
    _need("xgboost", message)
    import xgboost

    booster = xgboost.Booster()
    try:
        booster.load_model(message["path"])
    except xgboost.core.XGBoostError as error:
        raise LoadError("invalid-model", str(error).strip().splitlines()[-1]) from error
    return Booster(booster, message)


def _need(module, message):
    try:
        __import__(module)
    except ImportError as error:
        raise LoadError(
            "module-missing",
            "the module '%s' is not in the interpreter's environment: install it there (pip install %s), or choose "
            "another with 'interpreter:' or 'virtual_environment:' under python: in model.yaml" % (error.name, module),
        ) from error


def _load_trusted(path):
    with open(path, "rb") as file:
        is_plain = file.read(1) == b"\x80"
    if path.endswith(".joblib") or not is_plain:
        import joblib

        return joblib.load(path)
    import pickle

    with open(path, "rb") as file:
        return pickle.load(file)


class Estimator:
    """Its input is called X; its outputs are called as the methods that give them."""

    def __init__(self, model, message):
        self._model = model
        self._methods = [name for name in _METHODS if callable(getattr(model, name, None))]
        if not self._methods and callable(getattr(model, "transform", None)):
            self._methods = ["transform"]
        if not self._methods:
            raise LoadError(
                "not-a-model",
                "it holds %s, which has neither predict nor transform: serve it through a model.py"
                % type(model).__name__,
            )
        self._columns = _columns(model)
        own = [self._input(message)]
        self.inputs = declared(message["inputs"], own, "input")
        if len(self.inputs) != 1:
            raise LoadError("signature-mismatch", "its one input is called 'X'; the configuration names others")
        self.outputs = declared(message["outputs"], self._try(own[0]), "output")
        self._methods = [spec.name for spec in self.outputs]
        unknown = [name for name in self._methods if not callable(getattr(model, name, None))]
        if unknown:
            raise LoadError("signature-mismatch", "it has no method '%s' for that output" % unknown[0])
        self.facts = {"estimator": _name_of(model), "library": _library(model)}

    def _input(self, message):
        model = self._model
        said = next((config for config in message["inputs"] if config["name"] == _INPUT), {})
        columns = getattr(model, "n_features_in_", None)
        if columns is None and callable(getattr(model, "num_feature", None)):
            columns = model.num_feature()
        text = columns is None and said.get("datatype") in (None, "BYTES")
        if columns is None and not said:
            # Text goes in one by one; what else does not tell its columns is tried with none known.
            return Spec(_INPUT, "BYTES", [-1], text=True) if self._takes_text() else Spec(_INPUT, "FP64", [-1, -1])
        datatype = said.get("datatype") or ("FP32" if type(model).__module__.startswith("xgboost") else "FP64")
        return Spec(_INPUT, datatype, [-1, -1 if columns is None else int(columns)], text=text)

    def _takes_text(self):
        steps = getattr(self._model, "steps", None)
        first = steps[0][1] if steps else self._model
        return type(first).__name__ in ("CountVectorizer", "TfidfVectorizer", "HashingVectorizer")

    # One row of zeros shows what comes out.
    def _try(self, spec):
        if spec.datatype == "BYTES":
            row = numpy.array(["a text with some words"], object)
            row = row if len(spec.shape) == 1 else numpy.full((1, spec.shape[1]), "", object)
        else:
            columns = spec.shape[1] if spec.shape[1] > 0 else 1
            row = numpy.zeros((1, columns), _dtype(spec.datatype))
        specs = []
        for method in list(self._methods):
            try:
                value = numpy.asarray(_dense(self._run(method, row)))
            except Exception as error:
                if method != self._methods[0]:
                    continue
                # Then only the kind of model says what comes out.
                classes = getattr(self._model, "classes_", None)
                value = classes[:1] if classes is not None else numpy.zeros(1)
                if spec.shape[-1] != -1 and not self._columns:
                    raise LoadError("trial-failed", "a row of zeros cannot be computed: %s" % error) from error
            datatype = of_dtype(value.dtype)
            if datatype is None:
                raise LoadError("unsupported-type", "its %s gives %s" % (method, value.dtype))
            classes = getattr(self._model, "classes_", None)
            labels = None
            if method != "predict" and value.ndim == 2 and classes is not None and len(classes) == value.shape[1]:
                labels = [str(label) for label in classes]
            specs.append(Spec(method, datatype, [-1] + list(value.shape[1:]), labels=labels))
        return specs

    def _run(self, method, rows):
        if self._columns is not None:
            import pandas

            rows = pandas.DataFrame(rows, columns=self._columns)
        with warnings.catch_warnings():
            # That names of columns are missing is how requests are.
            warnings.filterwarnings("ignore", message="X does not have valid feature names")
            return getattr(self._model, method)(rows)

    def execute(self, inputs, request):
        rows = inputs[_INPUT]
        results = {}
        for method in request["outputs"] or self._methods:
            try:
                results[method] = _dense(self._run(method, rows))
            except ValueError as error:
                raise slipway.InvalidInput(str(error).splitlines()[0]) from error
        return results

    def unload(self):
        """Nothing is held but memory."""


class Booster:
    """XGBoost's own: predictions, the margins in front of them, and the leaf of each tree."""

    def __init__(self, booster, message):
        import xgboost

        self._booster = booster
        self._matrix = xgboost.DMatrix
        self._names = booster.feature_names
        columns = booster.num_features()
        self.inputs = declared(message["inputs"], [Spec(_INPUT, "FP32", [-1, columns])], "input")
        row = numpy.zeros((1, columns), numpy.float32)
        own = []
        for name in ("predict", "margin", "leaf"):
            value = self._run(name, row)
            own.append(Spec(name, of_dtype(value.dtype), [-1] + list(value.shape[1:])))
        self.outputs = declared(message["outputs"], own, "output")
        self.facts = {"estimator": "xgboost.Booster", "library": "xgboost " + xgboost.__version__}

    def _run(self, name, rows):
        matrix = self._matrix(rows, feature_names=self._names)
        return self._booster.predict(matrix, output_margin=name == "margin", pred_leaf=name == "leaf")

    def execute(self, inputs, request):
        names = request["outputs"] or [spec.name for spec in self.outputs]
        return {name: self._run(name, inputs[_INPUT]) for name in names}

    def unload(self):
        """Nothing is held but memory."""


def _columns(model):
    names = getattr(model, "feature_names_in_", None)
    if names is None:
        return None
    try:
        import pandas  # noqa: F401
    except ImportError:
        return None
    return [str(name) for name in names]


def _dense(value):
    return value.toarray() if hasattr(value, "toarray") else value


def _dtype(datatype):
    from .datatypes import DTYPES

    return DTYPES[datatype]


def _name_of(model):
    steps = getattr(model, "steps", None)
    inner = " → ".join(type(step).__name__ for _, step in steps) if steps else ""
    return type(model).__name__ + (" (%s)" % inner if inner else "")


def _library(model):
    root = type(model).__module__.split(".")[0]
    module = __import__(root)
    return "%s %s" % ({"sklearn": "scikit-learn"}.get(root, root), getattr(module, "__version__", ""))
