"""The part of Triton's module of this name that models of one request at a time use.

Names and meanings are those of Triton's Python backend; calls of other models from within a model are not here.
"""

import json
import struct
import sys

import numpy as np

TRITONSERVER_REQUEST_RELEASE_ALL = 1
TRITONSERVER_RESPONSE_COMPLETE_FINAL = 1

_NAMES = [
    "INVALID",
    "BOOL",
    "UINT8",
    "UINT16",
    "UINT32",
    "UINT64",
    "INT8",
    "INT16",
    "INT32",
    "INT64",
    "FP16",
    "FP32",
    "FP64",
    "STRING",
]
_TYPES = {
    "BOOL": np.bool_,
    "UINT8": np.uint8,
    "UINT16": np.uint16,
    "UINT32": np.uint32,
    "UINT64": np.uint64,
    "INT8": np.int8,
    "INT16": np.int16,
    "INT32": np.int32,
    "INT64": np.int64,
    "FP16": np.float16,
    "FP32": np.float32,
    "FP64": np.float64,
    "STRING": np.object_,
    "BYTES": np.object_,
}


class TritonModelException(Exception):
    """A failure of the model's; the caller is told its message."""


class TritonError:
    """The error of a response."""

    UNKNOWN = 0
    INTERNAL = 1
    NOT_FOUND = 2
    INVALID_ARG = 3
    UNAVAILABLE = 4
    UNSUPPORTED = 5
    ALREADY_EXISTS = 6
    CANCELLED = 7

    def __init__(self, message="", code=INTERNAL):
        self._message = str(message)
        self._code = code

    def message(self):
        return self._message

    def code(self):
        return self._code

    def exception(self):
        failure = TritonModelException(self._message)
        failure.triton_code = self._code
        return failure

    def __str__(self):
        return self._message


class Tensor:
    """A name and an array."""

    def __init__(self, name, numpy_array):
        self._name = name
        self._array = np.asarray(numpy_array)

    def name(self):
        return self._name

    def as_numpy(self):
        return self._array

    def shape(self):
        return list(self._array.shape)

    def triton_dtype(self):
        return numpy_to_triton_type(self._array.dtype.type)

    def is_cpu(self):
        return True

    def to_dlpack(self):
        return self._array.__dlpack__()

    @staticmethod
    def from_dlpack(name, tensor):
        return Tensor(name, np.from_dlpack(tensor))


class InferenceRequest:
    """One request."""

    def __init__(
        self,
        request_id="",
        correlation_id=0,
        inputs=(),
        requested_output_names=(),
        model_name="",
        model_version=-1,
        flags=0,
        timeout=0,
        parameters=None,
        **_,
    ):
        self._id = request_id
        self._correlation_id = correlation_id
        self._inputs = list(inputs)
        self._outputs = list(requested_output_names)
        self._model_name = model_name
        self._model_version = model_version
        self._flags = flags
        self._timeout = timeout
        self._parameters = parameters or {}
        self._sender = None

    def inputs(self):
        return self._inputs

    def request_id(self):
        return self._id

    def correlation_id(self):
        return self._correlation_id

    def requested_output_names(self):
        return self._outputs

    def model_name(self):
        return self._model_name

    def model_version(self):
        return self._model_version

    def flags(self):
        return self._flags

    def set_flags(self, flags):
        self._flags = flags

    def timeout(self):
        return self._timeout

    def parameters(self):
        return json.dumps(self._parameters)

    def is_cancelled(self):
        return self._sender is not None and self._sender.is_cancelled()

    def get_response_sender(self):
        return self._sender

    def exec(self, *_, **__):
        raise TritonModelException("Calls of other models from within a model are not served here.")

    async_exec = exec


class InferenceResponse:
    """The answer to one request: tensors, or an error."""

    def __init__(self, output_tensors=(), error=None, parameters=None):
        self._outputs = list(output_tensors or ())
        self._error = error if error is None or isinstance(error, TritonError) else TritonError(str(error))
        self._parameters = parameters

    def output_tensors(self):
        return self._outputs

    def has_error(self):
        return self._error is not None

    def error(self):
        return self._error

    def parameters(self):
        return json.dumps(self._parameters or {})


class InferenceResponseSender:
    """Takes the responses of a model that sends them itself."""

    def __init__(self, send):
        self._send = send
        self._ended = False
        self._cancelled = False

    def send(self, response=None, flags=0):
        if self._ended:
            raise TritonModelException("A response was sent after the one that was flagged as the last.")
        self._ended = bool(flags & TRITONSERVER_RESPONSE_COMPLETE_FINAL)
        self._cancelled = bool(self._send(response, self._ended)) or self._cancelled

    def is_cancelled(self):
        return self._cancelled


class ModelConfig:
    """What auto_complete_config fills in. What the configuration file says stays as it is."""

    def __init__(self, config):
        self._config = config

    def as_dict(self):
        return self._config

    def set_max_batch_size(self, rows):
        if not self._config["max_batch_size"]:
            self._config["max_batch_size"] = rows

    def set_dynamic_batching(self):
        self._config.setdefault("dynamic_batching", {})

    def set_model_transaction_policy(self, policy):
        self._config["model_transaction_policy"] = dict(policy)

    def add_input(self, tensor):
        self._add("input", tensor)

    def add_output(self, tensor):
        self._add("output", tensor)

    def _add(self, kind, tensor):
        for key in ("name", "data_type", "dims"):
            if key not in tensor:
                raise ValueError("auto_complete_config adds an %s without '%s'" % (kind, key))
        for present in self._config[kind]:
            if present["name"] != tensor["name"]:
                continue
            if present["data_type"] == "TYPE_INVALID":
                present["data_type"] = tensor["data_type"]
            elif present["data_type"] != tensor["data_type"]:
                raise ValueError(
                    "%s '%s' is %s in the configuration and %s in auto_complete_config"
                    % (kind, tensor["name"], present["data_type"], tensor["data_type"])
                )
            if not present["dims"]:
                present["dims"] = list(tensor["dims"])
            return
        self._config[kind].append(dict(tensor))


class Logger:
    """Lines for the server's log."""

    INFO, WARNING, ERROR, VERBOSE = range(4)

    @staticmethod
    def log(message, level=INFO):
        print(message, file=sys.stderr if level in (Logger.WARNING, Logger.ERROR) else sys.stdout)

    @staticmethod
    def log_info(message):
        Logger.log(message)

    @staticmethod
    def log_warn(message):
        Logger.log(message, Logger.WARNING)

    @staticmethod
    def log_error(message):
        Logger.log(message, Logger.ERROR)

    @staticmethod
    def log_verbose(message):
        """Nothing: lines of this kind are not asked for."""


def _by_name(tensors, name):
    return next((tensor for tensor in tensors if tensor.name() == name), None)


def get_input_tensor_by_name(inference_request, name):
    return _by_name(inference_request.inputs(), name)


def get_output_tensor_by_name(inference_response, name):
    return _by_name(inference_response.output_tensors(), name)


def _config_by_name(model_config, kind, name):
    return next((dict(tensor) for tensor in model_config.get(kind, ()) if tensor["name"] == name), None)


def get_input_config_by_name(model_config, name):
    return _config_by_name(model_config, "input", name)


def get_output_config_by_name(model_config, name):
    return _config_by_name(model_config, "output", name)


def using_decoupled_model_transaction_policy(model_config):
    return bool(model_config.get("model_transaction_policy", {}).get("decoupled"))


def triton_string_to_numpy(triton_type_string):
    name = str(triton_type_string)
    return _TYPES.get(name[5:] if name.startswith("TYPE_") else name)


def triton_to_numpy_type(data_type):
    """From the number of a type in Triton's interface."""
    name = _NAMES[data_type] if 0 < data_type < len(_NAMES) else ""
    return _TYPES.get(name)


def numpy_to_triton_type(data_type):
    """The number of a type in Triton's interface."""
    kind = np.dtype(data_type)
    if kind.kind in "OSU":
        return _NAMES.index("STRING")
    return next((i for i, name in enumerate(_NAMES) if name in _TYPES and np.dtype(_TYPES[name]) == kind), 0)


def serialize_byte_tensor(input_tensor):
    """Byte strings, each behind its length, as an array of bytes."""
    parts = []
    for element in np.asarray(input_tensor).reshape(-1).tolist():
        content = element if isinstance(element, bytes) else str(element).encode()
        parts.append(struct.pack("<I", len(content)) + content)
    return np.frombuffer(b"".join(parts), np.uint8)


def deserialize_bytes_tensor(encoded_tensor):
    """The byte strings of such an array."""
    content, elements, position = bytes(encoded_tensor), [], 0
    while position < len(content):
        (length,) = struct.unpack_from("<I", content, position)
        elements.append(content[position + 4 : position + 4 + length])
        position += 4 + length
    array = np.empty(len(elements), object)
    array[:] = elements
    return array
