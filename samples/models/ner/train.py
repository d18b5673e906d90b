#!/usr/bin/env python3
"""Trains the ner sample and writes model.onnx, words.txt, chars.txt, config.json and requests/ beside this file.

    python3 train.py FOLDER             trains on all but the test part, and tests
    python3 train.py FOLDER --tune      trains on the training part alone, scores the tuning part, writes nothing

FOLDER holds the corpora. Needs torch, onnx and numpy; one thread. Deterministic on one machine; another processor may round
differently and so end a few weights elsewhere.
"""

import argparse
import copy
import json
import random
import time
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper

import corpora
import graph
from batches import Batches, kinds, label, vocabularies
from network import TAGS, Tagger
from examples import write_requests
from scoring import score

HERE = Path(__file__).resolve().parent
SEEDS = (1, 2)
EPOCHS = 12
RATE, WARM_UP, DECAY = 2e-3, 100, 1e-5
AVERAGED = 0.998
CLIP = 5.0


def train(seed, examples, words, letters, often):
    """One tagger: the moving average of its weights, rounded to half precision."""
    torch.manual_seed(seed)
    batches = Batches(words, letters, often, random.Random(seed))
    model = Tagger(len(words), kinds(letters))
    average = copy.deepcopy(model)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY)
    step, total, began = 0, None, time.time()
    for epoch in range(EPOCHS):
        losses = []
        model.train()
        taken = batches.epoch(examples)
        total = total or len(taken) * EPOCHS
        for batch in taken:
            *inputs, allowed = batches.training(batch)
            step += 1
            optimizer.param_groups[0]["lr"] = RATE * min(1, step / WARM_UP) * max(0.02, 1 - step / total)
            loss = model.field.loss(model(*inputs), allowed, inputs[-1])
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
            optimizer.step()
            losses.append(loss.item())
            with torch.no_grad():
                for slow, fast in zip(average.parameters(), model.parameters()):
                    slow.lerp_(fast, 1 - min(AVERAGED, (step + 1) / (step + 10)))
        print(f"seed {seed} epoch {epoch + 1} loss {np.mean(losses):.4f} {time.time() - began:.0f} s", flush=True)
    with torch.no_grad():
        for parameter in average.parameters():
            parameter.copy_(parameter.half().float())
    return average.eval()


class Ensemble:
    """What the graph computes: the mean of the taggers' probabilities, as logarithms."""

    def __init__(self, models, batches):
        self.models, self.batches = models, batches

    def log_probabilities(self, texts):
        """Of lists of words, in one batch: [texts, words, tags]."""
        with torch.no_grad():
            inputs = self.batches.tensors(texts)
            lengths = inputs[-1]
            each = [model.field.marginals(model(*inputs), lengths).exp() for model in self.models]
            logits = torch.log(torch.clamp(torch.stack(each).mean(0), min=graph.LEAST))
            return torch.where(inputs[0].unsqueeze(2) > 0, logits, torch.zeros_like(logits))

    def scores(self, examples):
        found = [None] * len(examples)
        order = sorted(range(len(examples)), key=lambda i: len(examples[i].words))
        for at in range(0, len(order), 48):
            some = order[at : at + 48]
            for i, rows in zip(some, self.log_probabilities([examples[i].words for i in some])):
                found[i] = rows[: len(examples[i].words)].numpy()
        return found


def report(name, table):
    for key, (f1, precision, recall, count) in table.items():
        print(f"{name:24} {key:5} F1 {f1:.3f}  precision {precision:.3f}  recall {recall:.3f}  entities {count}")


def save(models, words, letters, table):
    model = graph.build(models)
    model.producer_name, model.producer_version = "slipway-samples", "1"
    model.doc_string = "Tags of the words of a text: people, organisations, places and other names."
    helper.set_model_props(
        model,
        {
            "data": "Wikigold, Broad Twitter Corpus and WNUT 2017 (CC BY 4.0), SEC filings FIN5 (CC BY 3.0)",
            "trained_with": f"PyTorch {torch.__version__}",
            "wikigold_test_f1": f"{table['all'][0]:.4f}",
        },
    )
    onnx.save(model, HERE / "model.onnx")
    (HERE / "words.txt").write_text("\n".join(words.words) + "\n", encoding="utf-8")
    (HERE / "chars.txt").write_text("\n".join(letters.characters) + "\n", encoding="utf-8")
    config = {"id2label": {str(i): tag for i, tag in enumerate(TAGS)}}
    (HERE / "config.json").write_text(json.dumps(config, indent=2) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tune", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)

    parts = {key: [label(s) for s in sentences] for key, sentences in corpora.load(arguments.folder).items()}
    parts = {key: [e for e in examples if e.words] for key, examples in parts.items()}
    used = ("train",) if arguments.tune else ("train", "dev")
    examples = {corpus: [e for part in used for e in parts[corpus, part]] for corpus in corpora.CORPORA}
    words, letters, often = vocabularies([e for some in examples.values() for e in some])
    print(f"words {len(words)}, characters {len(letters)}")

    models = [train(seed, examples, words, letters, often) for seed in SEEDS]
    batches = Batches(words, letters, often, random.Random(0))
    held_out = "dev" if arguments.tune else "test"
    if arguments.tune:
        for seed, model in zip(SEEDS, models):
            alone = Ensemble([model], batches).scores(parts["wikigold", held_out])
            report(f"wikigold, seed {seed}", {"all": score(parts["wikigold", held_out], alone)["all"]})
    ensemble = Ensemble(models, batches)
    tables = {}
    for corpus in corpora.CORPORA:
        tables[corpus] = score(parts[corpus, held_out], ensemble.scores(parts[corpus, held_out]))
        report(f"{corpus}, {held_out}", tables[corpus])
    print(f"parameters {sum(p.numel() for m in models for p in m.parameters())}")
    if not arguments.tune:
        save(models, words, letters, tables["wikigold"])
        write_requests(HERE / "requests", ensemble)


if __name__ == "__main__":
    main()
