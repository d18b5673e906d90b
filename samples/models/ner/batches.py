"""Labelled words: what the splitter makes of the corpora's texts, the vocabularies of it, and batches to train on."""

import unicodedata
from collections import Counter, namedtuple

import numpy as np
import torch

import words as rules
from corpora import CORPORA, TYPES
from network import TAGS

SHARES = {"wikigold": 3.0, "btc": 0.2, "wnut17": 0.5, "sec-filings": 0.25}
"""How often an epoch takes a corpus; of what is taken in part, another part each time."""

BATCH, LONGEST = 32, 160
REPLACED, LOWERED, RAISED, FOLLOWED = 0.3, 0.05, 0.03, 0.15
WORD_DROPOUT = 0.1

Example = namedtuple("Example", "corpus text bounds words tags spans")


def label(sentence):
    """A sentence's words as the splitter makes them, tagged by the entities that they are in."""
    bounds = rules.split(sentence.text)
    tags = ["O"] * len(bounds)
    for start, end, type_ in sentence.spans:
        inside = [i for i, (a, b) in enumerate(bounds) if a < end and b > start]
        for i in inside:
            tags[i] = ("B-" if i == inside[0] else "I-") + type_
    return Example(sentence.corpus, sentence.text, bounds, [sentence.text[a:b] for a, b in bounds], tags, sentence.spans)


def vocabularies(examples):
    """Words that come twice, numbers by their shape, characters that come five times; and how often each word comes."""
    counts, characters = Counter(), Counter()
    for example in examples:
        for word in example.words:
            characters.update(word)
            if not rules.is_url(word):
                counts[rules.lower(word)] += 1
    shapes = Counter()
    for word, count in counts.items():
        if count < 2 and rules.shape(word) != word:
            shapes[rules.shape(word)] += count
    kept = Counter({word: count for word, count in counts.items() if count >= 2})
    kept += Counter({word: count for word, count in shapes.items() if count >= 2})
    ordered = sorted(kept, key=lambda word: (-kept[word], word))
    words = rules.Vocabulary([rules.PAD, rules.UNKNOWN, rules.URL, *ordered])
    letters = rules.Characters([rules.PAD, rules.UNKNOWN, *sorted(c for c, n in characters.items() if n >= 5)])
    often = torch.tensor([1e9] * 3 + [float(kept[word]) for word in ordered])
    return words, letters, often


def kinds(letters):
    """What each character is, whatever it is trained to be: upper case, lower case, number, punctuation or symbol."""

    def of(character):
        category = unicodedata.category(character) if len(character) == 1 else "Cn"
        return [category == "Lu", category == "Ll", category[0] == "N", category[0] in "PS"]

    return torch.tensor([of(c) for c in letters.characters], dtype=torch.float32)


class Batches:
    """Tensors of examples, and epochs of them that are never twice the same."""

    def __init__(self, words, letters, often, generator):
        self.words, self.letters, self.often, self.generator = words, letters, often, generator
        self.tags = {tag: i for i, tag in enumerate(TAGS)}
        self.known = {}

    def tensors(self, texts):
        """Of lists of words: their ids, the different spellings, each word's place among those, and the lengths."""
        width = max(len(text) for text in texts)
        ids = np.zeros((len(texts), width), np.int64)
        places = np.zeros((len(texts), width), np.int64)
        seen, rows = {}, [[0] * rules.WORD_CHARACTERS]
        for i, text in enumerate(texts):
            for j, word in enumerate(text):
                if word not in self.known:
                    self.known[word] = (self.words.id(word), self.letters.id_row(word))
                ids[i, j], row = self.known[word]
                if word not in seen:
                    seen[word] = len(rows)
                    rows.append(row)
                places[i, j] = seen[word]
        lengths = torch.tensor([len(text) for text in texts])
        return torch.from_numpy(ids), torch.tensor(rows), torch.from_numpy(places), lengths

    def training(self, batch):
        """Tensors with words dropped, rare ones more often, and the tags that each word may have."""
        ids, rows, places, lengths = self.tensors([words for _, words, _ in batch])
        dropped = torch.rand(ids.shape) < WORD_DROPOUT + 0.3 / (0.3 + self.often[ids])
        ids = torch.where(dropped & (ids > 2), torch.ones_like(ids), ids)
        allowed = np.zeros((*ids.shape, len(TAGS)), bool)
        for i, (corpus, _, tags) in enumerate(batch):
            for j, tag in enumerate(tags):
                allowed[i, j, self.tags[tag]] = True
                # That corpus does not know MISC: what it calls nothing may be of it.
                if corpus == "btc" and tag == "O":
                    allowed[i, j, [self.tags["B-MISC"], self.tags["I-MISC"]]] = True
            allowed[i, len(tags) :, 0] = True
        return ids, rows, places, lengths, torch.from_numpy(allowed)

    def epoch(self, train):
        """Batches of (corpus, words, tags), similar lengths together."""
        bank = self.entities(train)
        taken = []
        for corpus in CORPORA:
            examples = train[corpus]
            for i in self.sample(len(examples), int(len(examples) * SHARES[corpus])):
                words, tags = self.altered(examples[i], bank)
                if self.generator.random() < FOLLOWED and i + 1 < len(examples):
                    more = self.altered(examples[i + 1], bank)
                    words, tags = words + more[0], tags + more[1]
                taken.append((corpus, words[:LONGEST], tags[:LONGEST]))
        taken.sort(key=lambda one: len(one[1]) + self.generator.random() * 6)
        batches, batch = [], []
        for one in taken:
            if batch and (len(batch) >= BATCH or len(one[1]) * (len(batch) + 1) > BATCH * 40):
                batches.append(batch)
                batch = []
            batch.append(one)
        batches.append(batch)
        self.generator.shuffle(batches)
        return batches

    def sample(self, count, wanted):
        places = []
        while len(places) < wanted:
            places += self.generator.sample(range(count), min(count, wanted - len(places)))
        return places

    def altered(self, example, bank):
        """At times with other entities of the same types, at times all in small or in capital letters."""
        words, tags = example.words, example.tags
        if self.generator.random() < REPLACED:
            words, tags = self.replaced(words, tags, bank)
        draw = self.generator.random()
        if draw < LOWERED:
            words = [word.lower() for word in words]
        elif draw < LOWERED + RAISED:
            words = [word.upper() for word in words]
        return words, tags

    def replaced(self, words, tags, bank):
        new_words, new_tags = [], []
        for start, end, type_ in runs(tags):
            entity = words[start:end]
            if type_ and self.generator.random() < 0.5:
                entity = self.generator.choice(bank[type_])
            new_words += entity
            new_tags += [f"B-{type_}"] + [f"I-{type_}"] * (len(entity) - 1) if type_ else tags[start:end]
        return new_words, new_tags

    @staticmethod
    def entities(train):
        """By type, the entities to put into other sentences; those of the filings are parties to contracts."""
        bank = {type_: [] for type_ in TYPES}
        for corpus in ("wikigold", "btc", "wnut17"):
            for example in train[corpus]:
                for start, end, type_ in runs(example.tags):
                    if type_:
                        bank[type_].append(example.words[start:end])
        return bank


def runs(tags):
    """Runs of tags as (start, end, type), with type None for what is in no entity."""
    found = []
    for i, tag in enumerate(tags):
        type_ = None if tag == "O" else tag[2:]
        if found and tag[0] != "B" and found[-1][2] == type_:
            found[-1] = (found[-1][0], i + 1, type_)
        else:
            found.append((i, i + 1, type_))
    return found
