"""The path of a large vocabulary, searched: a coarse table, then interpolation.

The path (see `ranking`) sorts tokens by cos(a) ln i + sin(a) z_i while the angle a turns from 0 to pi. On
it the correlation falls, never rises, and arccos(rho) is a smooth function of a up to noise that shrinks as
1/n.
"""

import math
from bisect import bisect_right
from collections.abc import Iterator

from .arrays import Floats, Order, Ranks
from .noise import rank_noise
from .ordering import by_high_half, by_low_half, halves_of, order_of, ranks_of, spearman
from .zipf import log_ranks

TOLERANCE = 5e-5  # in rho
_NODES = 32  # enough for one sort per target from n = 50 000 up, two at 5000
_LIMIT = 64  # evaluations: bisection alone would have reached neighbouring doubles
_HALFWAY = (0, 1.8, 3.3, 4.6, 5.75, 6.75, 7.7, 8.6, 9.45, 10.25, 11.05, 11.85, 12.65, 13.5, 14.3, 15.15, 16)
_ABOUT = (
    *_HALFWAY,
    *(_NODES - y for y in _HALFWAY[-2::-1]),
)  # arccos(rho) at the nodes, in nodes

type Point = tuple[float, float]  # arccos(rho), angle


class SweepPath:
    """A path that remembers the correlation at fixed angles, found when first needed.

    What is remembered are values of a pure function of (n, seed, angle), and which angles a search asks for
    depends on the target only: so the history of earlier searches never shows in a result.
    """

    def __init__(self, n: int, seed: int):
        """Prepare the path of a vocabulary of n > 400 tokens; sorts nothing yet."""
        self.noise = rank_noise(seed, n)
        self.logs = log_ranks(n)
        self._turned: dict[int, float] = {0: 0.0, _NODES: math.pi}

    def search(self, target: float) -> tuple[Ranks, float]:
        """Return ranks whose correlation is within TOLERANCE of the target, and it; -1 < target < 1.

        Should rounding ever make that impossible, these are the last ranks tried.
        """
        wanted = math.acos(target)
        low, high = self._bracket(wanted)
        angle = self._guess(wanted, low, high)
        below, above = self._node(low), self._node(high)
        for attempt in range(_LIMIT):
            if not below[1] < angle < above[1]:
                angle = (below[1] + above[1]) / 2
            ranks = ranks_of(self._order(angle))
            rho = spearman(ranks)
            if abs(rho - target) <= TOLERANCE:
                break
            point = (math.acos(rho), angle)
            below, above = (point, above) if point[0] < wanted else (below, point)
            angle = _secant(below, above, wanted) if attempt % 3 < 2 else math.nan  # NaN: bisect
        return ranks, rho

    def search_ahead(self, target: float) -> Iterator[None]:
        """Fill in the table, from the angles near a target on; yields twice for each sort."""
        near = math.acos(target) * _NODES / math.pi
        for node in sorted(range(1, _NODES), key=lambda node: abs(_ABOUT[node] - near)):
            if node not in self._turned:
                halves = halves_of(self._keys(_angle(node)))
                half = by_low_half(halves)
                yield
                self._turn(node, by_high_half(halves, half))
                yield

    def _bracket(self, wanted: float) -> tuple[int, int]:
        """Return neighbouring nodes low, high with arccos(rho) at low <= wanted < at high.

        There is one such pair; where to look first decides only how many other nodes are asked on the way.
        """
        low = bisect_right(_ABOUT, wanted * _NODES / math.pi) - 1
        while self._node(low)[0] > wanted:
            low -= 1
        while self._node(low + 1)[0] <= wanted:
            low += 1
        return low, low + 1

    def _guess(self, wanted: float, low: int, high: int) -> float:
        """Interpolate the angle through the four nodes around a bracket (Lagrange's formula)."""
        first = min(max(low - 1, 0), _NODES - 3)
        points = [self._node(node) for node in range(first, first + 4)]
        angle = 0.0
        for x, y in points:
            weight = 1.0
            for other, _ in points:
                if other != x:
                    weight *= (wanted - other) / (x - other)
            angle += weight * y
        return angle

    def _node(self, node: int) -> Point:
        if node not in self._turned:
            self._turn(node, self._order(_angle(node)))
        return self._turned[node], _angle(node)

    def _turn(self, node: int, order: Order) -> None:
        self._turned[node] = math.acos(spearman(order + 1))  # that of its ranks: they are its inverse

    def _order(self, angle: float) -> Order:
        return order_of(self._keys(angle))

    def _keys(self, angle: float) -> Floats:
        keys: Floats = self.noise * math.sin(angle)
        keys += self.logs * math.cos(angle)
        return keys


def _angle(node: int) -> float:
    return node * math.pi / _NODES


def _secant(below: Point, above: Point, wanted: float) -> float:
    """The angle at which the straight line through two points reaches `wanted`."""
    share = (wanted - below[0]) / (above[0] - below[0])
    return below[1] + share * (above[1] - below[1])
