"""Text to words and characters: the rule that README.md states, and that the server's word vocabulary follows.

A word is a (start, end) pair of positions in the text. Nothing here knows of languages: the classes of characters are
Unicode's general categories.
"""

import unicodedata

PAD, UNKNOWN, URL = "[PAD]", "[UNK]", "[URL]"
WORD_CHARACTERS = 20
LONGEST_LOOKUP = 64

APOSTROPHES = "'\u2019"
CLITICS = {"s", "m", "d", "re", "ve", "ll"}
URL_STARTS = ("http://", "https://", "www.")
URL_STOPS = '<>"'
AFTER_URL = ".,;:!?'\")]}\u2019\u201d\u2026"
IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
ZERO_WIDTH_JOINERS = "\u200c\u200d"

SPACE, LETTER, DIGIT, NUMBER, IDEOGRAPH, EXTENDER, OTHER = range(7)


def kind(character):
    category = unicodedata.category(character)
    if category[0] == "L":
        point = ord(character)
        return IDEOGRAPH if any(low <= point <= high for low, high in IDEOGRAPHS) else LETTER
    if category[0] == "N":
        return DIGIT if category == "Nd" else NUMBER
    if character == "_":
        return NUMBER
    if category[0] == "M" or character in ZERO_WIDTH_JOINERS:
        return EXTENDER
    if category[0] == "Z" or category in ("Cc", "Cf"):
        return SPACE
    return OTHER


def split(text):
    """The words of a text, in order, as (start, end)."""
    kinds = [kind(c) for c in text]
    words, at = [], 0
    while at < len(text):
        if kinds[at] == SPACE:
            at += 1
            continue
        end = word_end(text, kinds, at)
        words.append((at, end))
        at = end
    return words


def word_end(text, kinds, start):
    if is_word(kinds, start):
        return url_end(text, kinds, start) or dotted_end(text, kinds, start) or run_end(text, kinds, start)
    if text[start] in APOSTROPHES:
        clitic = clitic_end(text, kinds, start)
        if clitic:
            return clitic
    end = extended(kinds, start + 1)
    if kinds[start] == OTHER:
        while end < len(text) and text[end] == text[start]:
            end = extended(kinds, end + 1)
    return end


def is_word(kinds, at):
    return at < len(kinds) and kinds[at] in (LETTER, DIGIT, NUMBER)


def extended(kinds, at):
    while at < len(kinds) and kinds[at] == EXTENDER:
        at += 1
    return at


def url_end(text, kinds, start):
    """Where the address that starts here ends, or 0."""
    head = text[start : start + 8].translate(LOWER)
    prefix = next((p for p in URL_STARTS if head.startswith(p)), None)
    if prefix is None:
        return 0
    end = start + len(prefix)
    while end < len(text) and kinds[end] != SPACE and text[end] not in URL_STOPS:
        end += 1
    while end > start + len(prefix) and text[end - 1] in AFTER_URL:
        end -= 1
    return end if end > start + len(prefix) else 0


def dotted_end(text, kinds, start):
    """Where single letters with full stops (U.S., p.m, F.) end, or 0; one alone is an initial if it is a capital but I."""
    end, letters = start, 0
    while end < len(text) and kinds[end] == LETTER and not is_continued(kinds, end + 1):
        stopped = end + 1 < len(text) and text[end + 1] == "."
        if not stopped and letters == 0:
            return 0
        end += 2 if stopped else 1
        letters += 1
        if not stopped:
            break
    initial = letters == 1 and text[start] != "I" and unicodedata.category(text[start]) == "Lu"
    return end if letters > 1 or initial else 0


def is_continued(kinds, at):
    return at < len(kinds) and kinds[at] in (LETTER, DIGIT, NUMBER, EXTENDER)


def run_end(text, kinds, start):
    end = extended(kinds, start + 1)
    while end < len(text):
        if is_word(kinds, end):
            end = extended(kinds, end + 1)
        elif end + 1 < len(text) and joins(text, kinds, end):
            end += 1
        else:
            break
    return end


def joins(text, kinds, at):
    """Whether the sign at this place, inside a word, belongs to it."""
    before, after = kinds[at - 1], kinds[at + 1]
    if text[at] in APOSTROPHES:
        return before == LETTER and after == LETTER and not clitic_end(text, kinds, at)
    return text[at] in ".,:" and before == DIGIT and after == DIGIT


def clitic_end(text, kinds, at):
    """Where 's, 'm, 'd, 're, 've, 'll ends that starts here, or 0."""
    for length in (1, 2):
        end = at + 1 + length
        if text[at + 1 : end].translate(LOWER) in CLITICS and not is_continued(kinds, end):
            return end
    return 0


LOWER = {c: c + 32 for c in range(ord("A"), ord("Z") + 1)}


def lower(word):
    """Lower case, one code point for one: what changes the number of code points is left as it is."""
    return "".join(low if len(low := c.lower()) == 1 else c for c in word)


def shape(word):
    """The word with every decimal digit as 0."""
    return "".join("0" if unicodedata.category(c) == "Nd" else c for c in word)


class Vocabulary:
    """Words to ids: an address is [URL]; else the lower-cased word, else that with zeros for digits, else [UNK]."""

    def __init__(self, words):
        self.words = words
        self.ids = {word: i for i, word in enumerate(words)}

    def __len__(self):
        return len(self.words)

    def id(self, word):
        if len(word) > LONGEST_LOOKUP and not is_url(word):
            return self.ids[UNKNOWN]
        if is_url(word):
            return self.ids[URL]
        low = lower(word)
        return self.ids.get(low, self.ids.get(shape(low), self.ids[UNKNOWN]))


def is_url(word):
    return word[:8].translate(LOWER).startswith(URL_STARTS)


class Characters:
    """Words to the ids of their code points, cased: of a longer word the first half and the last half of a row."""

    def __init__(self, characters):
        self.characters = characters
        self.ids = {c: i for i, c in enumerate(characters)}

    def __len__(self):
        return len(self.characters)

    def id_row(self, word, width=WORD_CHARACTERS):
        if len(word) > width:
            word = word[: width // 2] + word[len(word) - (width - width // 2) :]
        row = [self.ids.get(c, self.ids[UNKNOWN]) for c in word]
        return row + [self.ids[PAD]] * (width - len(row))
