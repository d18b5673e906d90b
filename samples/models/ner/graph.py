"""The trained taggers as one ONNX graph: their average, with the field's forward and backward sums inside.

Weights are stored in half precision, which they were rounded to before they were measured; the graph computes in single.
"""

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from network import TAGS
from words import WORD_CHARACTERS

OPSET = 13
LEAST = 1e-30
"""Of a probability: the logarithm of none would be infinite."""


class Writer:
    """Nodes and weights, each name once."""

    def __init__(self):
        self.nodes, self.weights = [], []

    def op(self, kind, *inputs, **attributes):
        name = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def constant(self, value, dtype=np.int64):
        name = f"constant_{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(value, dtype), name))
        return name

    def half(self, name, value):
        self.weights.append(numpy_helper.from_array(value.detach().numpy().astype(np.float16), name))
        return name

    def single(self, name, value):
        return self.op("Cast", self.half(name, value), to=TensorProto.FLOAT)

    def rows(self, table, ids):
        return self.op("Cast", self.op("Gather", table, ids, axis=0), to=TensorProto.FLOAT)


def lstm(writer, name, both, x, lengths):
    """Both directions over [words, batch, features]; ONNX orders the gates i, o, f, c, PyTorch i, f, c, o."""

    def ordered(weight):
        i, f, c, o = weight.chunk(4)
        return torch.cat([i, o, f, c])

    sides = (both.left, both.right)
    w = torch.stack([ordered(side.weight_ih_l0) for side in sides])
    r = torch.stack([ordered(side.weight_hh_l0) for side in sides])
    b = torch.stack([torch.cat([ordered(side.bias_ih_l0), ordered(side.bias_hh_l0)]) for side in sides])
    y = writer.op(
        "LSTM",
        x,
        writer.single(f"{name}.w", w),
        writer.single(f"{name}.r", r),
        writer.single(f"{name}.b", b),
        lengths,
        direction="bidirectional",
        hidden_size=both.left.hidden_size,
    )
    y = writer.op("Transpose", y, perm=[0, 2, 1, 3])
    return writer.op("Reshape", y, writer.constant([0, 0, 2 * both.left.hidden_size]))


def marginals(writer, name, field, scores, mask, batch):
    """The log of each tag's probability, [words, batch, tags]."""
    between, first = (t.detach().numpy().astype(np.float32) for t in field.transitions())
    node, tags = helper.make_node, len(TAGS)
    zeros = writer.op("Expand", writer.constant(np.zeros((1, tags)), np.float32), batch)

    forward = helper.make_graph(
        [
            node("Add", ["so_far", "score"], ["alpha"]),
            node("Unsqueeze", ["alpha", "last_axis"], ["column"]),
            node("Add", ["column", "between"], ["paths"]),
            node("ReduceLogSumExp", ["paths"], ["next"], axes=[1], keepdims=0),
        ],
        f"{name}.forward",
        [value("so_far"), value("score")],
        [value("next"), value("alpha")],
        [numpy_helper.from_array(between, "between"), numpy_helper.from_array(np.array([2]), "last_axis")],
    )
    start = writer.op("Add", zeros, writer.constant(first, np.float32))
    alphas = scan(writer, forward, [start, scores], 0)

    backward = helper.make_graph(
        [
            node("Identity", ["so_far"], ["beta"]),
            node("Add", ["so_far", "score"], ["both"]),
            node("Unsqueeze", ["both", "middle_axis"], ["row"]),
            node("Add", ["row", "between"], ["paths"]),
            node("ReduceLogSumExp", ["paths"], ["summed"], axes=[2], keepdims=0),
            node("Where", ["is_word", "summed", "so_far"], ["next"]),
        ],
        f"{name}.backward",
        [value("so_far"), value("score"), value("is_word", TensorProto.BOOL)],
        [value("next"), value("beta")],
        [numpy_helper.from_array(between, "between"), numpy_helper.from_array(np.array([1]), "middle_axis")],
    )
    betas = scan(writer, backward, [zeros, scores, mask], 1)
    joint = writer.op("Add", alphas, betas)
    return writer.op("Sub", joint, writer.op("ReduceLogSumExp", joint, axes=[2], keepdims=1))


def value(name, kind=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, kind, None)


def scan(writer, step, inputs, direction):
    name = step.name
    writer.nodes.append(
        helper.make_node(
            "Scan",
            inputs,
            [f"{name}.end", f"{name}.all"],
            name=name,
            body=step,
            num_scan_inputs=len(inputs) - 1,
            scan_input_directions=[direction] * (len(inputs) - 1),
            scan_output_directions=[direction],
        )
    )
    return f"{name}.all"


def tagger(writer, name, model, shared):
    """One tagger's log probabilities, [words, batch, tags]."""
    table = torch.cat([model.characters.weight, model.kinds], 1)
    letters = writer.rows(writer.half(f"{name}.characters", table), shared["letters"])
    found = writer.op(
        "Conv",
        writer.op("Transpose", letters, perm=[0, 2, 1]),
        writer.single(f"{name}.conv.w", model.conv.weight),
        writer.single(f"{name}.conv.b", model.conv.bias),
        kernel_shape=[3],
        pads=[1, 1],
    )
    found = writer.op("Mul", writer.op("Relu", found), shared["known"])
    found = writer.op("ReduceMax", found, axes=[2], keepdims=0)
    first = writer.op("Squeeze", writer.op("Slice", letters, *shared["first_letter"]), writer.constant([1]))
    spelled = writer.op("Concat", found, first, axis=1)
    spelled = writer.op("Reshape", spelled, writer.op("Concat", shared["places"], writer.constant([-1]), axis=0))
    embedded = writer.rows(writer.half(f"{name}.words", model.words.weight), shared["words"])
    x = writer.op("Concat", embedded, spelled, axis=2)
    below = lstm(writer, f"{name}.lower", model.lower, x, shared["lengths"])
    above = lstm(writer, f"{name}.upper", model.upper, below, shared["lengths"])
    scores = writer.op(
        "Add",
        writer.op(
            "MatMul", writer.op("Concat", below, above, axis=2), writer.single(f"{name}.out.w", model.out.weight.T)
        ),
        writer.single(f"{name}.out.b", model.out.bias),
    )
    return marginals(writer, name, model.field, scores, shared["mask"], shared["batch"])


def build(models):
    w = Writer()
    words = w.op("Transpose", "words", perm=[1, 0])
    chars = w.op("Transpose", "chars", perm=[1, 0, 2])
    letters = w.op("Reshape", chars, w.constant([-1, WORD_CHARACTERS]))
    zero, one = w.constant(0), w.constant([1])
    places = w.op("Shape", words)
    mask = w.op("Greater", words, zero)
    counts = w.op("ReduceSum", w.op("Cast", mask, to=TensorProto.INT64), w.constant([0]), keepdims=0)
    shared = {
        "words": words,
        "letters": letters,
        "known": w.op("Unsqueeze", w.op("Cast", w.op("Greater", letters, zero), to=TensorProto.FLOAT), one),
        "first_letter": (w.constant([0]), w.constant([1]), w.constant([1])),
        "places": places,
        # A text without words would have no length that an LSTM takes.
        "lengths": w.op("Cast", w.op("Max", counts, one), to=TensorProto.INT32),
        "mask": w.op("Unsqueeze", mask, w.constant([2])),
        "batch": w.op("Concat", w.op("Slice", places, one, w.constant([2])), one, axis=0),
    }
    each = [w.op("Exp", tagger(w, f"tagger{i}", model, shared)) for i, model in enumerate(models)]
    mean = w.op("Mean", *each) if len(each) > 1 else each[0]
    logits = w.op("Log", w.op("Max", mean, w.constant(LEAST, np.float32)))
    logits = w.op("Where", shared["mask"], logits, w.constant(0, np.float32))
    w.nodes.append(helper.make_node("Transpose", [logits], ["logits"], name="logits", perm=[1, 0, 2]))
    graph = helper.make_graph(
        w.nodes,
        "ner",
        [
            helper.make_tensor_value_info("words", TensorProto.INT64, ["batch", "words"]),
            helper.make_tensor_value_info("chars", TensorProto.INT64, ["batch", "words", WORD_CHARACTERS]),
        ],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", "words", len(TAGS)])],
        w.weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    return model
