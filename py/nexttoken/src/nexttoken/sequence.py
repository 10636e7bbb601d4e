"""Texts token by token: how likely they are, and how one is made, greedily, by chance or by beam search.

A model is a function: of the ids so far it gives the log-probabilities of the next, in nats, shape
(vocabulary,). What comes after depends on what was picked before, so no step is independent of the earlier
ones.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from .arrays import Floats
from .noise import uniform_noise
from .ordering import likeliest
from .sampling import Candidates, Engine, Settings, chain

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
        raise ValueError("A text without bytes has no bits per byte.")
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


def left_by(settings: Settings, engine: Engine) -> Callable[[Floats, tuple[int, ...]], Candidates]:
    """Return what `sampled` is to draw from: what an engine leaves with these settings, penalties aside.

    Those are of logits, which log-probabilities are only but for a number that all of them share.
    """

    def left(log_probs: Floats, ids: tuple[int, ...]) -> Candidates:
        return chain(Candidates.of(log_probs), settings, engine).left

    return left


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
    """A way on: its ids, and ln of its probability, by which ways are compared."""

    ids: tuple[int, ...]
    log_prob: float


def beam_search(model: Model, width: int, length: int) -> tuple[Beam, ...]:
    """Return up to `width` ways on of `length` tokens, the likeliest first.

    At each step all ways are continued by all tokens, and the `width` likeliest kept. All are of one length,
    so nothing is made up for it. Equals keep the order of ways, then of ids. Width 1 is greedy. It need not
    find the likeliest. Raises ValueError unless width and length are at least 1.
    """
    *_, found = beams(model, width, length)
    return found


def beams(model: Model, width: int, length: int) -> Iterator[tuple[Beam, ...]]:
    """Yield what `beam_search` has found after each of its steps."""
    if width < 1 or length < 1:
        raise ValueError("A beam search keeps one way at least, of one token at least.")
    ways: tuple[Beam, ...] = (Beam((), 0.0),)
    for _ in range(length):
        ways = _continued(model, ways, width)
        yield ways


def _continued(model: Model, ways: Sequence[Beam], width: int) -> tuple[Beam, ...]:
    """The likeliest of all continuations by one token."""
    longer: list[Beam] = []
    for way in ways:
        said = model(way.ids)
        best = likeliest(said, width).tolist()
        longer += [Beam((*way.ids, id), way.log_prob + float(said[id])) for id in best]
    possible = [way for way in longer if way.log_prob > -math.inf]
    return tuple(sorted(possible, key=lambda way: -way.log_prob)[:width])
