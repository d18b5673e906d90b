"""Triton's form of a Python model: a class TritonPythonModel with initialize, execute and finalize."""

import json
import threading

import triton_python_backend_utils as utils

from .errors import Cancelled, LoadError
from .model_file import join
from .signature import declared
from .tensors import OutputError


def _name_of(datatype):
    return "TYPE_" + ("STRING" if datatype == "BYTES" else datatype)


def _datatype_of(name):
    name = str(name)
    name = name[5:] if name.startswith("TYPE_") else name
    return "BYTES" if name == "STRING" else name


class TritonModel:
    """An instance of the user's class, called with lists of one request."""

    def __init__(self, kind, message):
        self._name, self._version = message["name"], str(message["version"])
        config = self._config(message)
        if hasattr(kind, "auto_complete_config"):
            completed = kind.auto_complete_config(utils.ModelConfig(config))
            config = (completed if completed is not None else utils.ModelConfig(config)).as_dict()
        rows = config.get("max_batch_size") or 0
        # What the configuration file says comes first, as it does there.
        self.inputs = declared(_declarations(config["input"], rows), [], "input")
        self.outputs = declared(_declarations(config["output"], rows), [], "output")
        if not self.inputs or not self.outputs:
            raise LoadError(
                "signature-missing",
                "nothing says what its inputs and outputs are: declare them in config.pbtxt, or in the class's "
                "auto_complete_config",
            )
        self.facts = {"class": kind.__name__}
        self.streams = utils.using_decoupled_model_transaction_policy(config)
        self._model = kind()
        if not callable(getattr(self._model, "execute", None)):
            raise LoadError("class-missing", "class TritonPythonModel has no method execute(self, requests)")
        if hasattr(self._model, "initialize"):
            self._model.initialize(
                {
                    "model_config": json.dumps(config),
                    "model_name": self._name,
                    "model_version": self._version,
                    "model_repository": message["model_folder"],
                    "model_instance_name": "%s_%d" % (self._name, message["worker"]),
                    "model_instance_kind": "CPU",
                    "model_instance_device_id": "0",
                }
            )

    @staticmethod
    def _config(message):
        rows = message["max_batch_size"] or 0

        def dims(tensor):
            shape = tensor.get("shape")
            return [] if shape is None else shape[1:] if rows else shape

        def tensors(configs):
            return [
                {"name": c["name"], "data_type": _name_of(c.get("datatype") or "INVALID"), "dims": dims(c)}
                for c in configs
            ]

        return {
            "name": message["name"],
            "platform": "",
            "backend": "python",
            "max_batch_size": rows,
            "input": tensors(message["inputs"]),
            "output": tensors(message["outputs"]),
            "instance_group": [{"name": message["name"], "kind": "KIND_CPU", "count": message["workers"]}],
            "parameters": {k: {"string_value": v} for k, v in message["parameters"].items()},
            "model_transaction_policy": {"decoupled": message["decoupled"]},
        }

    def stream(self, inputs, request, responses):
        """Has the model send its responses; returns when it has said that there are no more."""
        call = self._request(inputs, request)
        ended = threading.Event()
        failures = []
        results = []

        def send(response, last):
            try:
                if response is not None:
                    responses.send(_named(response))
            except Cancelled:
                last = True
            except BaseException as error:
                failures.append(error)
                last = True
            if last:
                ended.set()
            return responses.ended

        call._sender = utils.InferenceResponseSender(send)
        results = self._model.execute([call])
        if results is not None:
            for response in results:
                if response is None:
                    raise OutputError("execute gave None in place of a response")
                responses.send(_named(response))
            ended.set()
        # From its own threads it may go on after execute.
        ended.wait()
        if failures:
            raise failures[0]
        if responses.ended:
            raise Cancelled

    def execute(self, inputs, request):
        collected = []
        call = self._request(inputs, request)
        call._sender = utils.InferenceResponseSender(
            lambda response, last: response is not None and collected.append(response)
        )
        responses = self._model.execute([call])
        if responses is None:
            if not collected:
                raise OutputError("execute returned None and sent no response")
        elif len(responses) != 1:
            raise OutputError("execute returned %d responses for 1 request" % len(responses))
        for response in collected if responses is None else responses:
            if response is None:
                raise OutputError("execute gave None in place of a response")
        return join([_named(response) for response in (collected if responses is None else responses)])

    def _request(self, inputs, request):
        wanted = request["outputs"] or [spec.name for spec in self.outputs]
        return utils.InferenceRequest(
            inputs=[utils.Tensor(name, value) for name, value in inputs.items()],
            request_id=request.get("id") or "",
            requested_output_names=wanted,
            model_name=self._name,
            model_version=int(self._version),
            parameters=request["parameters"],
        )

    def unload(self):
        if hasattr(self._model, "finalize"):
            self._model.finalize()


def _named(response):
    if response.has_error():
        raise response.error().exception()
    return {tensor.name(): tensor.as_numpy() for tensor in response.output_tensors()}


def _declarations(tensors, rows):
    return [
        {
            "name": tensor["name"],
            "datatype": _datatype_of(tensor["data_type"]),
            "shape": ([-1] if rows else []) + [int(size) for size in tensor["dims"]],
            "optional": bool(tensor.get("optional")),
        }
        for tensor in tensors
    ]
