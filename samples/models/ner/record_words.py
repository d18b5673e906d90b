#!/usr/bin/env python3
"""Prints what words.py makes of difficult texts, for the tests of the server's own splitter and vocabularies.

    python3 record_words.py > ../../../test/Slipway.Tasks.Tests/Text/Words/words.recorded.json

Offsets are in UTF-16 code units. The texts are made up here: no corpus is in them.
"""

import json
import random

import words as rules

SEED = 0
WIDTH = 5
RANDOM_TEXTS = 300

TEXTS = [
    "",
    " ",
    "\u00a0\u2003\u3000\t\r\n",
    "Ada Lovelace was born in London.",
    "Don't tell O'Neill\u2019s aunt; they'LL say it isn't rock'n'roll, y'all'd've.",
    "The '90s, 'tis said, were 'good' \u2018times\u2019. It's James' and the dogs'.",
    "'s 's' 'S. 'sx 're 'res 'm'd",
    "U.S. and U.S.A and p.m. and e.g. this; J.R.R. Tolkien, J.Smith, J. Smith, e.coli, U.S.Steel, a.b.c.d",
    "Plan B. Then I. And Elizabeth I. Henry V. \u00c9. Zola \u0416. \u01c5. x. 3. A.1",
    "In 1999 it cost $1,000.50, \u20ac3.-, 10:30, 1.2.3, 1,2,,3, .5, 5., 1:a, a:1, 50% and 8th.",
    "http://example.com/a?b=1&c=(d). See www.example.org, HTTPS://EXAMPLE.NET/x_y\u2026 and (http://a.b)!",
    "http:// https://. www. www.. http:/x wwww.example.com xhttp://a.b 1http://a.b http://a<b>c http://\"x\"",
    "http://))))))))))) http://a)b))) www.\u00e9\u4e16\ud7a3.com",
    "@user #tag @@x ##y $MAR user@example.com C# C++ AT&T R&D &amp; <3 :) :-( ;) \u00af\\_(\u30c4)_/\u00af",
    "face-to-face co-op -- --- - \u2013 \u2014 a-b_c_d __init__ _ a_ _a",
    "wait... what?! no!!! ok?? ,,,...!! !?!?",
    "caf\u00e9 cafe\u0301 \u0301 \u0301a a\u0301\u0302b 'e\u0301 e\u0301's e\u0301'a 1\u03012 \u0301\u0301 .\u0301. .\u0301.",
    "\u4e16\u754c\u4f60\u597d world\u4e16 \u4e16world \u3053\u3093\u306b\u3061\u306f\u4e16\u754c \ud55c\uad6d\uc5b4 \u4e16\u0301\u754c \U00020000\U00020001",
    "\U0001f600\U0001f600\U0001f601 \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f44d\U0001f3fd \u2764\ufe0f\u2764\ufe0f \U0001f1e9\U0001f1ea a\U0001f600b",
    "\U00010400\U00010428 \U0001d7d8\U0001d7d9.\U0001d7da \U0001d400. \U0001d400.\U0001d401.",
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u0661\u0662\u0663\u066b\u0664 \u05e9\u05dc\u05d5\u05dd\u200f! \u0939\u093f\u0928\u094d\u0926\u0940 \u0e44\u0e17\u0e22 a\u200bb a\u00adb a\u200cb a\u200db \u200d \ufeffx",
    "\u00bd \u00b2 x\u00b2 \u2167 \u2460 1\u00bd \u0bef \u0be7\u0be8.\u0be9",
    "\u0130stanbul \u0131s \u1e9e \u03a3\u0391\u03a3 \u2126 \u212a \u01c5 \u10a0 \u1c90 \u13a0 \uab70 \u00c5\u212b",
    "x" * 64 + " " + "x" * 65 + " " + "\U00010400" * 64 + " " + "\U00010400" * 65,
    "a\u0000b \u0001 \u007f \ufffd\ufffd \ufffc \ue000\ue000 \U0010ffff \u0378",
    "Ab " * 50,
    "'" * 9 + "a" + "\u2019" * 3 + "s",
    "I.I. I.A I.",
    "A" * 5 + "." * 5 + "B",
]

PIECES = [
    *"aZIsmd1'\u2019.,:;-_ \u0301\u200d\u4e16\u0662\U0001f600\U00010400\ufffd\u00bd\"(<",
    "re", "ll", "U.S.", "J.", "http://", "www.", "1,0", "...", "'s", " ", " ",
]  # fmt: skip

WORDS = [
    "ada", "london", "'s", "u.s.", "0000", "0,000.00", "00", "10:30", "\u00e9t\u00e9", "\u4e16", "a", "z", "s", "i", "...",
    "\u03c3\u03b1\u03c3", "\u03c9", "k", "\u00df", "\U00010428\U00010428", "\U00010428", "\u0130stanbul", "x" * 64, "x" * 65,
    "0\u0301", "00.0", "\u0662", "a0", "0a", "1", "-", ".", "caf\u00e9", "\U0001f600",
]  # fmt: skip
CHARACTERS = list("aAbzIsx1'.\u0301\u00e9\u4e16\U0001f600\U00010400")


def random_texts():
    generator = random.Random(SEED)
    for _ in range(RANDOM_TEXTS):
        yield "".join(generator.choice(PIECES) for _ in range(generator.randrange(1, 24)))


def units(text, at):
    return len(text[:at].encode("utf-16-le", "surrogatepass")) // 2


def record(text, vocabulary, characters):
    split = rules.split(text)
    found = [text[start:end] for start, end in split]
    return {
        "text": text,
        "words": [[units(text, start), units(text, end)] for start, end in split],
        "ids": [vocabulary.id(word) for word in found],
        "chars": [characters.id_row(word, WIDTH) for word in found],
    }


def main():
    vocabulary = rules.Vocabulary([rules.PAD, rules.UNKNOWN, rules.URL, *WORDS])
    characters = rules.Characters([rules.PAD, rules.UNKNOWN, *CHARACTERS])
    lines = [json.dumps(record(text, vocabulary, characters)) for text in [*TEXTS, *random_texts()]]
    print('{"words": ' + json.dumps(vocabulary.words) + ",")
    print(' "characters": ' + json.dumps(characters.characters) + ",")
    print(' "texts": [\n' + ",\n".join(lines) + "\n]}")


if __name__ == "__main__":
    main()
