#!/usr/bin/env python3
"""Trains the topic sample and writes model.keras, words.txt, config.json and requests/ beside this file.

    python3 train.py FOLDER

FOLDER holds the corpora. Needs torch, numpy and h5py, but no Keras: the file is written here, in Keras 3's form. Shares the
splitter and the reading of the corpora with the ner sample. Deterministic on one machine.
"""

import argparse
import io
import json
import sys
import zipfile
from collections import Counter
from pathlib import Path

import h5py
import numpy as np
import torch
from torch import nn

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "ner"))

import corpora  # noqa: E402
import words as rules  # noqa: E402

KINDS = {"encyclopaedia": ("wikigold",), "tweet": ("btc", "wnut17"), "filing": ("sec-filings",)}
LABELS = list(KINDS)

SEED = 0
EPOCHS, BATCH, RATE, DECAY = 12, 64, 3e-3, 1e-3
EMBEDDING, HIDDEN = 24, 32
DROPOUT, WORD_DROPOUT = 0.3, 0.15

TEXTS = {
    "three-texts": [
        "The village lies on the river and had 1,204 inhabitants in 1931.",
        "omg cant believe its friday already!! see u all tonight :)",
        "The Borrower shall pay all amounts due under this Agreement on the Maturity Date.",
    ],
    "one-text": ["He was born in Vienna and studied law."],
}


class Classifier(nn.Module):
    """The mean of the words' embeddings, and two dense layers."""

    def __init__(self, words):
        super().__init__()
        self.embedding = nn.Embedding(words, EMBEDDING, padding_idx=0)
        self.hidden = nn.Linear(EMBEDDING, HIDDEN)
        self.out = nn.Linear(HIDDEN, len(LABELS))

    def forward(self, ids):
        if self.training:
            dropped = (torch.rand(ids.shape) < WORD_DROPOUT) & (ids > 0)
            ids = torch.where(dropped, torch.ones_like(ids), ids)
        known = (ids > 0).unsqueeze(2)
        mean = (self.embedding(ids) * known).sum(1) / known.sum(1)
        hidden = torch.relu(self.hidden(nn.functional.dropout(mean, DROPOUT, self.training)))
        return self.out(nn.functional.dropout(hidden, DROPOUT, self.training))


def load(folder):
    """By part, the texts with the numbers of their kinds."""
    parts = {"train": [], "test": []}
    for (corpus, part), sentences in corpora.load(folder).items():
        kind = next(i for i, names in enumerate(KINDS.values()) if corpus in names)
        texts = [(words_of(s.text), kind) for s in sentences]
        parts["test" if part == "test" else "train"] += [text for text in texts if text[0]]
    return parts


def words_of(text):
    return [text[a:b] for a, b in rules.split(text)]


def make_vocabulary(texts):
    """Words that come three times, and numbers by their shape."""
    counts = Counter()
    for words, _ in texts:
        counts.update(rules.shape(rules.lower(word)) for word in words if not rules.is_url(word))
    kept = sorted((word for word, count in counts.items() if count >= 3), key=lambda word: (-counts[word], word))
    return rules.Vocabulary([rules.PAD, rules.UNKNOWN, rules.URL, *kept])


def padded(vocabulary, texts):
    ids = np.zeros((len(texts), max(len(words) for words in texts)), np.int64)
    for row, words in zip(ids, texts):
        row[: len(words)] = [vocabulary.id(word) for word in words]
    return ids


def train(texts, vocabulary):
    """Each epoch takes as many texts of each kind as the rarest has, twice."""
    torch.manual_seed(SEED)
    generator = np.random.default_rng(SEED)
    model = Classifier(len(vocabulary))
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY)
    by_kind = [[i for i, (_, kind) in enumerate(texts) if kind == number] for number in range(len(LABELS))]
    share = 2 * min(len(some) for some in by_kind)
    for epoch in range(EPOCHS):
        optimizer.param_groups[0]["lr"] = RATE * (1 - epoch / EPOCHS)
        order = np.concatenate([generator.choice(some, share) for some in by_kind])
        generator.shuffle(order)
        for batch in np.array_split(order, len(order) // BATCH):
            ids = torch.from_numpy(padded(vocabulary, [texts[i][0] for i in batch]))
            kinds = torch.tensor([texts[i][1] for i in batch])
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(ids), kinds).backward()
            optimizer.step()
    return {name: weight.numpy() for name, weight in model.eval().state_dict().items()}


def forward(weights, ids):
    """What the Keras file says, in numpy."""
    known = (ids > 0)[:, :, None]
    mean = (weights["embedding.weight"][ids] * known).sum(1) / known.sum(1)
    hidden = np.maximum(mean @ weights["hidden.weight"].T + weights["hidden.bias"], 0)
    logits = hidden @ weights["out.weight"].T + weights["out.bias"]
    shares = np.exp(logits - logits.max(1, keepdims=True))
    return shares / shares.sum(1, keepdims=True)


def layer(kind, name, built, **config):
    entry = {
        "module": "keras.layers",
        "class_name": kind,
        "config": {"name": name, **config},
        "registered_name": None,
    }
    return {**entry, "build_config": {"input_shape": built}} if built else entry


def write_keras(path, weights):
    """An archive as `model.save` of Keras 3 writes it: the layers, and their weights in HDF5."""
    rows, columns = weights["embedding.weight"].shape
    config = {
        "module": "keras",
        "class_name": "Sequential",
        "config": {
            "name": "topic",
            "trainable": True,
            "dtype": "float32",
            "layers": [
                layer("InputLayer", "words", None, batch_shape=[None, None], dtype="int64", sparse=False),
                layer(
                    "Embedding", "embedding", [None, None], input_dim=rows, output_dim=columns, mask_zero=True, dtype="float32"
                ),
                layer(
                    "GlobalAveragePooling1D", "mean", None, data_format="channels_last", keepdims=False, dtype="float32"
                ),
                layer("Dense", "hidden", [None, columns], units=HIDDEN, activation="relu", use_bias=True, dtype="float32"),
                layer(
                    "Dense",
                    "probabilities",
                    [None, HIDDEN],
                    units=len(LABELS),
                    activation="softmax",
                    use_bias=True,
                    dtype="float32",
                ),
            ],
            "build_input_shape": [None, None],
        },
        "registered_name": None,
        "build_config": {"input_shape": [None, None]},
    }
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.create_group("vars")
        for group, name, arrays in (
            ("embedding", "embedding", [weights["embedding.weight"]]),
            ("global_average_pooling1d", "mean", []),
            ("dense", "hidden", [weights["hidden.weight"].T, weights["hidden.bias"]]),
            ("dense_1", "probabilities", [weights["out.weight"].T, weights["out.bias"]]),
        ):
            variables = file.create_group(f"layers/{group}/vars")
            variables.attrs["name"] = name
            for i, array in enumerate(arrays):
                variables.create_dataset(str(i), data=array, track_times=False)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            ("metadata.json", json.dumps({"keras_version": "3.9.0", "date_saved": "2026-01-01@00:00:00"})),
            ("config.json", json.dumps(config)),
            ("model.weights.h5", buffer.getvalue()),
        ):
            # The time is part of an archive's bytes.
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def write_case(name, texts, vocabulary, weights):
    ids = padded(vocabulary, [words_of(text) for text in texts])
    shares = forward(weights, ids)
    request = {"name": "words", "shape": list(ids.shape), "datatype": "INT64", "data": ids.flatten().tolist()}
    expected = {
        "name": "probabilities",
        "shape": list(shares.shape),
        "datatype": "FP32",
        "data": [float(f"{v:.9g}") for v in shares.flatten().tolist()],
    }
    labels = [LABELS[kind] for kind in shares.argmax(1)]
    dump(f"{name}.json", {"inputs": [request]})
    dump(f"{name}.expected.json", {"outputs": [expected]})
    dump(f"{name}.text.json", {"text": texts if len(texts) > 1 else texts[0]})
    dump(f"{name}.text.expected.json", [{"label": label} for label in labels] if len(texts) > 1 else {"label": labels[0]})


def dump(name, body):
    (HERE / "requests" / name).write_text(json.dumps(body) + "\n")


def report(texts, predicted):
    print("rows: truth; columns:", ", ".join(LABELS))
    table = np.zeros((len(LABELS), len(LABELS)), int)
    for (_, kind), found in zip(texts, predicted):
        table[kind, found] += 1
    print(table)
    print(f"accuracy {table.trace() / table.sum():.4f}, mean of the kinds {np.mean(table.diagonal() / table.sum(1)):.4f}")
    for low, high in ((1, 5), (6, 12), (13, 24), (25, 999)):
        some = [f == k for (words, k), f in zip(texts, predicted) if low <= len(words) <= high]
        print(f"of {low} to {high} words: {np.mean(some):.4f} of {len(some)}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    parts = load(folder)
    vocabulary = make_vocabulary(parts["train"])
    weights = train(parts["train"], vocabulary)
    predicted = [int(forward(weights, padded(vocabulary, [words])).argmax()) for words, _ in parts["test"]]
    print(f"words {len(vocabulary)}, texts {len(parts['train'])} + {len(parts['test'])}")
    report(parts["test"], predicted)

    write_keras(HERE / "model.keras", weights)
    (HERE / "words.txt").write_text("\n".join(vocabulary.words) + "\n", encoding="utf-8")
    config = {"id2label": {str(i): label for i, label in enumerate(LABELS)}}
    (HERE / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    (HERE / "requests").mkdir(exist_ok=True)
    for name, texts in TEXTS.items():
        write_case(name, texts, vocabulary, weights)


if __name__ == "__main__":
    main()
