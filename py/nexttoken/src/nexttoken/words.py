"""Words of a text whose tokens are pieces of them, and how surprising each word is.

A word is what stands between blanks. Where tokens carry the blank before them, as those of most models do,
that a word is over is only known from the token after it: the product of its own tokens' probabilities counts
`cat` and the beginning of `caterpillar` as one. The correction is of Pimentel & Meister, "How to compute the
probability of a word", and of Oh & Schuler, "Leading whitespaces of language models' subword vocabulary pose
a confound for calculating word probabilities" (both EMNLP 2024).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .arrays import Floats, Marks

BLANKS = b" \n\t\r\x0b\x0c"


class Word(NamedTuple):
    """A word: its tokens, `start` to `stop`; ln p, and ln of the product of its tokens' p alone, in nats."""

    start: int
    stop: int
    log_prob: float
    product: float


def begins_word(token: bytes) -> bool:
    """Return whether a token begins a new word: it starts with a blank."""
    return token[:1] in BLANKS and bool(token)


def word_ends(tokens: Sequence[bytes]) -> Marks:
    """Return for each token whether the word before it is over: (vocabulary,).

    That is where the token begins another, or ends the text, as one does without bytes, or of the sort <|…|>.
    """
    return np.array([begins_word(token) or not token or _special(token) for token in tokens])


def boundary_masses(log_probs: Floats, ends: Marks) -> Floats:
    """Return ln of the probability that a word is over: that the next token is one of `ends`.

    log_probs: ln p of each token as the next, shape (n, vocabulary); the result, shape (n,), nats.
    """
    over: Floats = np.log(np.exp(log_probs[:, ends]).sum(axis=1))
    return over


def words(tokens: Sequence[bytes], log_probs: Floats, boundaries: Floats) -> list[Word]:
    """Return the words of a text, each with its log-probability given all before it.

    tokens: n of them; log_probs: of each, shape (n,), nats; boundaries: ln of the probability that a word is
    over before each token and after the last, shape (n + 1,). The first word is known to begin there.
    """
    starts = [at for at, token in enumerate(tokens) if at == 0 or begins_word(token)]
    found = []
    for start, stop in zip(starts, [*starts[1:], len(tokens)], strict=True):
        product = float(np.sum(log_probs[start:stop]))
        before = float(boundaries[start]) if begins_word(tokens[start]) else 0.0
        found.append(Word(start, stop, product - before + float(boundaries[stop]), product))
    return found


def _special(token: bytes) -> bool:
    return token.startswith(b"<|") and token.endswith(b"|>")
