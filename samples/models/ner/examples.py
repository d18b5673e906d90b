"""The sample's example requests: tensors with the answers of PyTorch, and texts with the entities of them."""

import json

import words as rules
from batches import Example
from scoring import entities

TEXTS = {
    "meeting": ["Angela Merkel met Emmanuel Macron in Paris on Tuesday, said Reuters."],
    "three-texts": [
        "The University of Manchester hired Alan Turing in 1948.",
        "He's from Florida.",
        "Later they played a concert in Berlin, then flew home to the U.S. with Lufthansa: \u201cwonderful\u201d, said Peter O\u2019Brien.",
    ],
}


def write_requests(folder, ensemble):
    folder.mkdir(exist_ok=True)
    for name, texts in TEXTS.items():
        write_tensors(folder, name, texts, ensemble)
        write_texts(folder, name, texts, ensemble)


def split(texts):
    bounds = [rules.split(text) for text in texts]
    return bounds, [[text[a:b] for a, b in some] for text, some in zip(texts, bounds)]


def write_tensors(folder, name, texts, ensemble):
    """All texts in one padded batch, as the tensor protocols send it."""
    _, words = split(texts)
    ids, rows, places, _ = ensemble.batches.tensors(words)
    chars = rows[places]
    logits = ensemble.log_probabilities(words)
    dump(folder / f"{name}.json", {"inputs": [tensor("words", "INT64", ids), tensor("chars", "INT64", chars)]})
    dump(folder / f"{name}.expected.json", {"outputs": [tensor("logits", "FP32", logits)]})


def write_texts(folder, name, texts, ensemble):
    bounds, words = split(texts)
    answers = []
    for text, some, its in zip(texts, bounds, words):
        scores = ensemble.log_probabilities([its])[0].numpy()
        example = Example("", text, some, its, None, None)
        answers.append({"entities": [described(text, *entity) for entity in entities(example, scores)]})
    dump(folder / f"{name}.text.json", {"text": texts if len(texts) > 1 else texts[0]})
    dump(folder / f"{name}.text.expected.json", answers if len(answers) > 1 else answers[0])


def described(text, start, end, type_):
    def units(at):
        return len(text[:at].encode("utf-16-le")) // 2

    return {"type": type_, "text": text[start:end], "start": units(start), "end": units(end)}


def tensor(name, datatype, values):
    flat = values.flatten().tolist()
    data = flat if datatype == "INT64" else [float(f"{v:.9g}") for v in flat]
    return {"name": name, "shape": list(values.shape), "datatype": datatype, "data": data}


def dump(path, body):
    path.write_text(json.dumps(body) + "\n")
