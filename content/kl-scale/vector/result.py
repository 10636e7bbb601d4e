"""Two models' log-likelihoods of the texts so far, and how the estimate of KL settles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from explorable import State
from nexttoken import rank_noise
from nexttoken.loglik import bits_per_byte
from nexttoken.settling import Settling, settling

from ..shared.measured import Floats, Model, Pair, models, pairs, texts, vectors

type Counts = np.ndarray[tuple[int], np.dtype[np.intp]]

FEWEST = 10  # texts, below which an interval says nothing
_POINTS = 28  # at which the interval is drawn
_NEAR = 0.1  # of the last estimate: within so much of it, the estimate has settled


@dataclass(frozen=True, eq=False)
class Result:
    """Two models over all texts, in the order in which these are added; of which there are `n` so far.

    `first` and `second` are log-likelihoods, in nats; `sizes` the texts' bytes. `running` is the estimate
    after each text, `settling` that after some with its interval, `now` after n: nats per text.
    """

    state: State
    models: tuple[Model, Model]
    count: int
    texts: Sequence[str]
    sizes: Floats
    first: Floats
    second: Floats
    n: int
    running: Floats
    settling: Settling
    now: Settling

    @property
    def difference(self) -> Floats:
        """What the first model gives to each text so far, less what the second gives: nats."""
        found: Floats = (self.first - self.second)[: self.n]
        return found

    def in_bits(self, nats: Floats, after: Counts) -> Floats:
        """Bits per byte, of nats per text after so many texts."""
        found: Floats = nats * bits_per_byte(1.0, 1.0) / (np.cumsum(self.sizes) / self.per)[after - 1]
        return found

    @property
    def per(self) -> Floats:
        """1, 2, … for each text."""
        return np.arange(1.0, len(self.sizes) + 1)

    @property
    def settled(self) -> int:
        """From which text on the estimate stays within a tenth of the last one."""
        bits = self.in_bits(self.running, np.arange(1, len(self.sizes) + 1))
        off = np.flatnonzero(np.abs(bits - bits[-1]) > _NEAR * bits[-1])
        return int(off[-1]) + 2 if len(off) else 1


def result_of(state: State, models_file: Path, vectors_file: Path, texts_file: Path) -> Result:
    """Look a pair up, put the texts in order, and add so many of them."""
    everyone = {model.name: at for at, model in enumerate(models(models_file))}
    options = _pairs(frozenset(everyone), state.setting, state.size)
    pair = options[min(state.which, len(options)) - 1]
    rows = everyone[pair.first], everyone[pair.second]
    read = texts(texts_file)
    order = _order(state.seed, len(read))
    first, second = (vectors(vectors_file)[row][order] for row in rows)
    n = min(state.n, len(read))
    all_models = models(models_file)
    return Result(
        state,
        (all_models[rows[0]], all_models[rows[1]]),
        len(options),
        [read[at] for at in order[:n].tolist()],
        _sizes(texts_file)[order],
        first,
        second,
        n,
        *_along(vectors_file, rows, state.seed),
        settling(first, second, [n]),
    )


def _pairs(known: frozenset[str], setting: str, size: str) -> list[Pair]:
    """Those of a setting and a size, of models that give every text something; else the nearest to that."""
    there = [pair for pair in pairs() if {pair.first, pair.second} <= known]
    alike = [pair for pair in there if pair.setting.key == setting] or there
    sizes = ((each.partition("-")[0] for each in (pair.first, pair.second)) for pair in alike)
    return [pair for pair, both in zip(alike, sizes, strict=True) if size in both] or alike


@lru_cache(maxsize=4)
def _along(vectors_file: Path, rows: tuple[int, int], seed: int) -> tuple[Floats, Settling]:
    """The estimate after each text, and with its interval after some: the same however many are added."""
    order = _order(seed, vectors(vectors_file).shape[1])
    first, second = (vectors(vectors_file)[row][order] for row in rows)
    away = first - second
    away = away - away.mean()
    per = np.arange(1.0, len(away) + 1)
    running = np.maximum(np.cumsum(away**2) / per - (np.cumsum(away) / per) ** 2, 0) / 2
    points = np.geomspace(min(FEWEST, len(away)), len(away), _POINTS).round().astype(int)
    return running, settling(first, second, np.unique(points).tolist())


@lru_cache(maxsize=4)
def _order(seed: int, count: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    return np.argsort(rank_noise(seed, count), kind="stable")


@lru_cache(maxsize=2)
def _sizes(texts_file: Path) -> Floats:
    return np.array([len(text.encode()) for text in texts(texts_file)], np.float64)
