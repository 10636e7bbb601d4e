"""How far training goes in so many steps: in weights, and in what the models predict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from explorable import State
from nexttoken.loglik import PowerLaw, holder_exponent, power_law

from ..shared.measured import Floats, Walk, walks

FEWEST = 3  # points that a line takes


@dataclass(frozen=True)
class Laws:
    """c_w and c_q with their intervals, and α = c_q / c_w with its own."""

    weights: PowerLaw
    kl: PowerLaw
    alpha: tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Way:
    """From one checkpoint on: after how many more `steps`, how far, squared, weights and predictions are.

    `kl` is in bits per byte.
    """

    member: str
    steps: Floats
    weights: Floats
    kl: Floats

    def within(self, window: tuple[int, int]) -> Way:
        """The part of it that is fitted."""
        there = (self.steps >= window[0]) & (self.steps <= window[1])
        return Way(self.member, self.steps[there], self.weights[there], self.kl[there])

    def laws(self, window: tuple[int, int]) -> Laws | None:
        """The power laws of its part; None where that has too few points."""
        part = self.within(window)
        if len(part.steps) < FEWEST:
            return None
        weights, kl = power_law(part.steps, part.weights), power_law(part.steps, part.kl)
        return Laws(weights, kl, holder_exponent(weights, kl))


@dataclass(frozen=True, eq=False)
class Result:
    """All members' ways from one checkpoint, of which `way` is the one that is shown; `start` is its step."""

    state: State
    ways: Sequence[Way]
    way: Way
    start: int
    window: tuple[int, int]
    laws: Sequence[Laws | None]

    @property
    def own(self) -> Laws | None:
        """The laws of the one that is shown."""
        return self.laws[self.ways.index(self.way)]

    @property
    def fitted(self) -> list[Laws]:
        """Those of all that have any."""
        return [laws for laws in self.laws if laws]


def result_of(state: State, walks_file: Path) -> Result:
    """Look the way up, and fit the window."""
    everyone = walks(walks_file)
    start = int(state.start)
    window = min(state.low, state.high), max(state.low, state.high)
    ways = [way_of(walk, start) for walk in everyone]
    wanted = f"{state.size}-{state.seed}"
    way = next((way for way in ways if way.member == wanted), ways[0])
    return Result(state, ways, way, start, window, [way.laws(window) for way in ways])


def way_of(walk: Walk, start: int) -> Way:
    """What comes after a step, or after the next one that there is."""
    steps = np.array(walk.steps, np.float64)
    at = min(int(np.searchsorted(steps, start)), len(steps) - 1)
    moved = (walk.weights[at] > 0) & (walk.kl[at] > 0) & (steps > steps[at])  # a logarithm has no place for 0
    return Way(walk.member, steps[moved] - steps[at], walk.weights[at, moved], walk.kl[at, moved])


def explained(way: Way) -> tuple[float, float] | None:
    """What of KL's variance an offset with a straight line explains, and what a power law does."""
    if len(way.steps) <= FEWEST:
        return None
    law, off = power_law(way.steps, way.kl), way.steps - way.steps.mean()
    line = way.kl.mean() + float(off @ way.kl) / float(off @ off) * off
    return _share(way.kl, line), _share(way.kl, law.factor * way.steps**law.exponent)


def _share(found: Floats, expected: Floats) -> float:
    """R²."""
    away = found - found.mean()
    return 1 - float(((found - expected) ** 2).sum() / (away @ away))
