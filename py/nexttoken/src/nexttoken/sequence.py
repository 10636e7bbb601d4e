"""Texts token by token: how likely they are, and how one is made, greedily, by chance or by beam search.

A model is a function: of the ids so far it gives the log-probabilities of the next, in nats, shape
(vocabulary,). What comes after depends on what was picked before, so no step is independent of the earlier
ones.
"""

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from .arrays import Floats
from .noise import uniform_noise
from .ordering import likeliest
from .sampling import Candidates

type Model = Callable[[tuple[int, ...]], Floats]


def running(log_probs: Floats) -> Floats:
    """Return the log-probability of a text's first 1, 2, …, n tokens, of that of each: shape (n,), nats."""
    total: Floats = np.cumsum(log_probs)
    return total


def perplexity(log_probs: Floats) -> float:
    """Return e to the mean of −ln p, at least 1: the inverse geometric mean of the tokens' probabilities.

    log_probs: shape (n,), of the tokens that came, nats; n >= 1, else ValueError. A model that knows nothing,
    and gives each of V tokens 1/V, has V; a worse one has more.
    """
    if not len(log_probs):
        raise ValueError("A text without tokens has no perplexity.")
    return math.exp(-float(np.mean(log_probs)))


def bits_per_byte(log_probs: Floats, size: int) -> float:
    """Return −Σ ln p / (ln 2 · size): the bits in which the model could write a byte of a text of so many.

    Raises ValueError unless size >= 1.
    """
    if size < 1:
        raise ValueError("A text without bytes has no bits a byte.")
    return abs(float(np.sum(log_probs))) / (math.log(2) * size)


class Picked(NamedTuple):
    """A token that was picked, and its log-probability by the model, whatever it was picked from."""

    id: int
    log_prob: float


def greedy(model: Model, ids: Sequence[int] = ()) -> Iterator[Picked]:
    """Yield the likeliest token after `ids`, and after that, without end; of equals, the smallest id."""
    return _grown(model, ids, lambda log_probs, so_far: int(log_probs.argmax()))


def sampled(
    model: Model,
    seed: int,
    ids: Sequence[int] = (),
    left: Callable[[Floats, tuple[int, ...]], Candidates] = lambda log_probs, ids: Candidates.of(log_probs),
) -> Iterator[Picked]:
    """Yield tokens after `ids` that are drawn, without end: the n-th by the n-th number of the seed's noise.

    left: what is drawn from, of the log-probabilities and the ids so far. Raises ValueError unless
    0 <= seed < 2^64.
    """

    def pick(log_probs: Floats, so_far: tuple[int, ...]) -> int:
        step = len(so_far) - len(ids) + 1
        return left(log_probs, so_far).draw(float(uniform_noise(seed, step)[-1]))

    return _grown(model, ids, pick)


def _grown(
    model: Model, ids: Sequence[int], pick: Callable[[Floats, tuple[int, ...]], int]
) -> Iterator[Picked]:
    so_far = tuple(ids)
    while True:
        log_probs = model(so_far)
        id = pick(log_probs, so_far)
        yield Picked(id, float(log_probs[id]))
        so_far = (*so_far, id)


class Beam(NamedTuple):
    """A way on: its ids, ln of its probability, and its score, by which ways are compared."""

    ids: tuple[int, ...]
    log_prob: float
    score: float


def beam_search(
    model: Model,
    width: int,
    length: int,
    ids: Sequence[int] = (),
    ends: Collection[int] = (),
    length_penalty: float = 0.0,
) -> tuple[Beam, ...]:
    """Return up to `width` ways on after `ids`, of at most `length` tokens, the best first.

    At each step all ways are continued by all tokens, and the `width` likeliest kept; one that ends, with a
    token of `ends`, is set aside. The score is ln p / n^length_penalty, n tokens (transformers; 0 compares
    probability, 1 the mean). Equals keep the order of ways, then of ids. Width 1 is greedy. It need not find
    the likeliest. Raises ValueError unless width and length are at least 1.
    """
    *_, found = beams(model, width, length, ids, ends, length_penalty)
    return found


def beams(
    model: Model,
    width: int,
    length: int,
    ids: Sequence[int] = (),
    ends: Collection[int] = (),
    length_penalty: float = 0.0,
) -> Iterator[tuple[Beam, ...]]:
    """Yield what `beam_search` has found after each of its steps."""
    if width < 1 or length < 1:
        raise ValueError("A beam search keeps one way at least, of one token at least.")
    open_ways, ended = [Beam((), 0.0, 0.0)], list[Beam]()
    for _ in range(length):
        longer = _continued(model, open_ways, width, tuple(ids), length_penalty)
        ended += [way for way in longer if way.ids[-1] in ends]
        open_ways = [way for way in longer if way.ids[-1] not in ends]
        yield tuple(sorted((*ended, *open_ways), key=lambda way: -way.score)[:width])
        if not open_ways:
            break


def _continued(
    model: Model, ways: list[Beam], width: int, before: tuple[int, ...], length_penalty: float
) -> list[Beam]:
    """The likeliest of all continuations by one token."""
    longer: list[Beam] = []
    for way in ways:
        log_probs = model((*before, *way.ids))
        for id in likeliest(log_probs, width).tolist():
            total = way.log_prob + float(log_probs[id])
            longer.append(Beam((*way.ids, id), total, total / (len(way.ids) + 1) ** length_penalty))
    longer = [way for way in longer if way.log_prob > -math.inf]
    return sorted(longer, key=lambda way: -way.log_prob)[:width]
