"""The tagger: words and characters in, a score for each tag out; and the conditional random field over the scores."""

import torch
from torch import nn

from corpora import TYPES

TAGS = ["O"] + [f"{prefix}-{type_}" for type_ in TYPES for prefix in "BI"]
FORBIDDEN = -1e4

WORD, CHARACTER, FILTERS, HIDDEN = 64, 24, 64, 96
DROPOUT, CHARACTER_DROPOUT = 0.4, 0.1


def legal(before, after):
    return after[0] != "I" or (before != "O" and before[2:] == after[2:])


class Field(nn.Module):
    """A linear-chain conditional random field that knows which tags may follow which."""

    def __init__(self):
        super().__init__()
        self.weights = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))
        self.first = nn.Parameter(torch.zeros(len(TAGS)))
        allowed = torch.tensor([[legal(a, b) for b in TAGS] for a in TAGS])
        self.register_buffer("bar", torch.where(allowed, 0.0, FORBIDDEN))
        self.register_buffer("first_bar", torch.tensor([FORBIDDEN if t[0] == "I" else 0.0 for t in TAGS]))

    def transitions(self):
        return self.weights + self.bar, self.first + self.first_bar

    def forward_sums(self, scores):
        """For each word [words][batch, tags]: the log of the summed weights of all paths that lead to a tag."""
        between, first = self.transitions()
        alphas = [scores[:, 0] + first]
        for t in range(1, scores.shape[1]):
            alphas.append(torch.logsumexp(alphas[-1].unsqueeze(2) + between, dim=1) + scores[:, t])
        return torch.stack(alphas, 1)

    def total(self, scores, lengths):
        """The log of the summed weights of all paths through scores [batch, words, tags]."""
        ends = self.forward_sums(scores)[torch.arange(len(scores)), lengths - 1]
        return torch.logsumexp(ends, dim=1)

    def loss(self, scores, allowed, lengths):
        """What goes to paths outside the allowed tags [batch, words, tags], by word."""
        barred = torch.where(allowed, scores, torch.full_like(scores, FORBIDDEN))
        free, bound = self.total(torch.cat([scores, barred]), lengths.repeat(2)).chunk(2)
        return (free - bound).sum() / lengths.sum()

    def marginals(self, scores, lengths):
        """The log of each tag's probability at each word."""
        between, _ = self.transitions()
        betas = [torch.zeros_like(scores[:, 0])]
        for t in range(scores.shape[1] - 1, 0, -1):
            step = torch.logsumexp(between + (betas[0] + scores[:, t]).unsqueeze(1), dim=2)
            betas.insert(0, torch.where((lengths > t)[:, None], step, betas[0]))
        joint = self.forward_sums(scores) + torch.stack(betas, 1)
        return joint - torch.logsumexp(joint, dim=2, keepdim=True)


class Both(nn.Module):
    """One LSTM from the left and one from the right, which begins at each text's own end."""

    def __init__(self, size, hidden):
        super().__init__()
        self.left = nn.LSTM(size, hidden, batch_first=True)
        self.right = nn.LSTM(size, hidden, batch_first=True)

    def forward(self, x, turned):
        back = self.right(x.gather(1, turned.expand(-1, -1, x.shape[2])))[0]
        return torch.cat([self.left(x)[0], back.gather(1, turned.expand(-1, -1, back.shape[2]))], 2)


def turn(lengths, width):
    """For each place, the place that it has in the reversed text; padding stays where it is."""
    place = torch.arange(width)[None]
    last = lengths[:, None] - 1
    return torch.where(place <= last, last - place, place).unsqueeze(2)


def shared_dropout(x, training):
    """Dropout with one mask for all words of a text."""
    if not training:
        return x
    keep = torch.full((x.shape[0], 1, x.shape[2]), 1 - DROPOUT)
    return x * torch.bernoulli(keep) / (1 - DROPOUT)


class Tagger(nn.Module):
    """
    Each word: its embedding, what a convolution finds in its spelling, and its first character. Two layers of LSTMs in both
    directions read them; both layers give the scores.
    """

    def __init__(self, words, kinds):
        super().__init__()
        self.words = nn.Embedding(words, WORD, padding_idx=0)
        self.characters = nn.Embedding(len(kinds), CHARACTER, padding_idx=0)
        nn.init.normal_(self.words.weight, std=0.3)
        self.words.weight.data[0] = 0
        self.register_buffer("kinds", kinds)
        letter = CHARACTER + kinds.shape[1]
        self.conv = nn.Conv1d(letter, FILTERS, 3, padding=1)
        self.lower = Both(WORD + FILTERS + letter, HIDDEN)
        self.upper = Both(2 * HIDDEN, HIDDEN)
        self.out = nn.Linear(4 * HIDDEN, len(TAGS))
        self.field = Field()

    def spelling(self, chars):
        letters = torch.cat([self.characters(chars), self.kinds[chars]], 2)
        seen = nn.functional.dropout(letters, CHARACTER_DROPOUT, self.training)
        found = torch.relu(self.conv(seen.transpose(1, 2))) * (chars != 0).unsqueeze(1)
        return torch.cat([found.amax(2), letters[:, 0]], 1)

    def forward(self, words, spellings, places, lengths):
        """
        The scores [batch, words, tags] of words [batch, words] that are spelled as the rows of spellings
        [different words, characters] which places [batch, words] names.
        """
        x = torch.cat([self.words(words), self.spelling(spellings)[places]], 2)
        turned = turn(lengths, words.shape[1])
        below = self.lower(shared_dropout(x, self.training), turned)
        above = self.upper(shared_dropout(below, self.training), turned)
        return self.out(shared_dropout(torch.cat([below, above], 2), self.training))
