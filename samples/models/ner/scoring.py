"""The best tags of scores, and how many entities they find: exact span and type, over all texts together."""

from collections import Counter

import numpy as np

from batches import runs
from corpora import TYPES
from network import FORBIDDEN, TAGS, legal

BETWEEN = np.array([[0.0 if legal(a, b) else FORBIDDEN for b in TAGS] for a in TAGS])
FIRST = np.array([FORBIDDEN if tag[0] == "I" else 0.0 for tag in TAGS])


def best_tags(scores):
    """The most probable sequence of tags in which each I- goes on with what is before it."""
    best, origins = scores[0] + FIRST, []
    for row in scores[1:]:
        paths = best[:, None] + BETWEEN
        origins.append(paths.argmax(0))
        best = paths.max(0) + row
    tags = [int(best.argmax())]
    for origin in reversed(origins):
        tags.append(int(origin[tags[-1]]))
    return [TAGS[tag] for tag in reversed(tags)]


def entities(example, scores):
    """The entities of a text as (start, end, type) in it."""
    return [
        (example.bounds[start][0], example.bounds[end - 1][1], type_)
        for start, end, type_ in runs(best_tags(scores))
        if type_
    ]


def score(examples, all_scores):
    """By type and for all: F1, precision, recall and the number of entities."""
    right, found, wanted = Counter(), Counter(), Counter()
    for example, scores in zip(examples, all_scores):
        predicted, true = set(entities(example, scores)), set(example.spans)
        for counter, spans in ((right, predicted & true), (found, predicted), (wanted, true)):
            counter.update(type_ for _, _, type_ in spans)
    table = {}
    for key in ("all", *TYPES):
        r, f, w = (c.total() if key == "all" else c[key] for c in (right, found, wanted))
        table[key] = (2 * r / max(1, f + w), r / max(1, f), r / max(1, w), w)
    return table
