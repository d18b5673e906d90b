"""The corpora as texts with spans: read, joined to what a person would type, split into parts.

    python3 corpora.py FOLDER           prints how much of them the splitter gives back
"""

import sys
from collections import namedtuple
from pathlib import Path

import words

CORPORA = ("wikigold", "btc", "wnut17", "sec-filings")
TYPES = ("PER", "ORG", "LOC", "MISC")
BLOCK = 20

Sentence = namedtuple("Sentence", "corpus text spans tokens")
"""A text, its entities as (start, end, type), and the corpus's own tokens as (start, end)."""

NO_SPACE_BEFORE = set(",.;:!?)]}%\u2026\u201d") | {
    "...", "..", "'s", "'m", "'d", "'re", "'ve", "'ll", "n't", "'S", "N'T", "'M",
    "),", ").", ");", '")', '"),', ".,", '").', "\u201d)", ',"', '".', '",', "%)", '";', "):", "\u201d),", "\u201d,",
}  # fmt: skip
NO_SPACE_AFTER = set("([{$\u00a3\u20ac#@\u201c") | {'("', "($", "(\u201c"}
ENDINGS = {"s", "t", "m", "d", "re", "ve", "ll", "S", "T"}


def read(folder, corpus):
    """The sentences of a corpus as lists of (token, tag)."""
    text = (Path(folder) / f"{corpus}.tsv").read_text(encoding="utf-8").strip()
    # One corpus writes its quotes quoted.
    text = text.replace("'\"'", '"')
    return [[tuple(line.split("\t")) for line in block.split("\n") if line] for block in text.split("\n\n")]


def join(rows, natural=True):
    """The tokens as a text: with the usual spaces around punctuation, or with a space between any two."""
    text, places, quotes = "", [], 0
    glue = True
    for i, (token, _) in enumerate(rows):
        token = token.strip()
        glued = glue
        after = False
        if natural:
            following = rows[i + 1][0] if i + 1 < len(rows) else ""
            before = rows[i - 1][0] if i > 0 else ""
            if token in NO_SPACE_BEFORE:
                glued = True
            if token in ("'", "\u2019") and following in ENDINGS and before[-1:].isalpha():
                glued, after = True, True
            if token == '"':
                quotes += 1
                glued, after = (glue, True) if quotes % 2 else (True, False)
            if token in NO_SPACE_AFTER:
                after = True
            if token == "," and before.isdigit() and len(following) == 3 and following.isdigit():
                after = True
        if text and not glued:
            text += " "
        places.append((len(text), len(text) + len(token)))
        text += token
        glue = after
    return text, places


def spans_of(rows, places):
    """The entities of tagged tokens as (start, end, type) in the text; an I- after another type begins one."""
    spans, open_type = [], None
    for (_, tag), (start, end) in zip(rows, places):
        prefix, _, type_ = tag.partition("-")
        if prefix == "O":
            open_type = None
        elif prefix == "I" and open_type == type_:
            spans[-1] = (spans[-1][0], end, type_)
        else:
            spans.append((start, end, type_))
            open_type = type_
    return spans


def sentence(corpus, rows, natural=True):
    text, places = join(rows, natural)
    return Sentence(corpus, text, spans_of(rows, places), places)


def part_of(index):
    """Blocks of consecutive sentences: of every five, one is tested on and one is tuned on."""
    return {4: "test", 2: "dev"}.get(index // BLOCK % 5, "train")


def load(folder, natural=True):
    """Every corpus's sentences by part."""
    parts = {}
    for corpus in CORPORA:
        for i, rows in enumerate(read(folder, corpus)):
            parts.setdefault((corpus, part_of(i)), []).append(sentence(corpus, rows, natural))
    return parts


def main():
    """Prints how much of the corpora the splitter gives back from joined texts."""
    for corpus in CORPORA:
        rows = read(sys.argv[1], corpus)
        natural, spaced = ([sentence(corpus, one, way) for one in rows] for way in (True, False))
        texts = [[s.text[a:b] for a, b in words.split(s.text)] for s in natural]
        own = sum(words.split(s.text) == s.tokens for s in natural)
        same = sum(text == [s.text[a:b] for a, b in words.split(s.text)] for text, s in zip(texts, spaced))
        entities, kept = 0, 0
        for s in natural:
            starts, ends = (set(places) for places in zip(*words.split(s.text))) if s.text.strip() else ((), ())
            entities += len(s.spans)
            kept += sum(start in starts and end in ends for start, end, _ in s.spans)
        print(
            f"{corpus}: {len(rows)} sentences; {own} with the corpus's own tokens, {same} with the same words however they "
            f"are spaced; {entities} entities, {kept} of whole words"
        )


if __name__ == "__main__":
    main()
