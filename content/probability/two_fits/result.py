"""One start, two descents: Q as it falls on forward and on reverse KL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from explorable import State
from nexttoken.normals import Mixture, Normal, forward_kl, forward_steps, reverse_kl, reverse_steps

STEPS = 100  # to the end
SD = 0.7  # of either mode


@dataclass(frozen=True)
class Descent:
    """Q after 0, 1, …, `STEPS` steps, and the divergence that it falls on, in nats."""

    path: tuple[Normal, ...]
    heights: tuple[float, ...]


@dataclass(frozen=True)
class Result:
    """P, both descents from one start, and how far the reader has followed them."""

    state: State
    p: Mixture
    forward: Descent
    reverse: Descent

    @property
    def step(self) -> int:
        """How many steps were made."""
        return int(self.state.steps)

    @property
    def mode(self) -> int:
        """Where reverse KL ends: −1 in the left mode, 1 in the right one, 0 in neither alone."""
        end = self.reverse.path[-1]
        left, right = (part.mean for part in self.p.parts)
        if right - left < 2 * SD or abs(end.mean) < 0.1 or end.sd > 1.5 * SD:
            return 0
        return -1 if end.mean < 0 else 1


def compute(state: State) -> Result:
    """The mixture, and both descents to the end."""
    p = mixture(state.apart, state.weight)
    start = Normal(state.start, state.width)
    return Result(state, p, *_descents(p, start))


def mixture(apart: float, weight: float) -> Mixture:
    """Two normals at either side of 0, the left one of so much weight."""
    return Mixture((weight, 1 - weight), (Normal(-apart / 2, SD), Normal(apart / 2, SD)))


@lru_cache(maxsize=4)
def _descents(p: Mixture, start: Normal) -> tuple[Descent, Descent]:
    """While the reader steps along, they are not computed anew."""
    return _descent(p, forward_steps(p, start), forward_kl), _descent(p, reverse_steps(p, start), reverse_kl)


def _descent(p: Mixture, steps: Iterator[Normal], kl: Callable[[Mixture, Normal], float]) -> Descent:
    path = tuple(islice(steps, STEPS + 1))
    return Descent(path, tuple(kl(p, q) for q in path))
