"""The path of a large vocabulary, searched: a coarse table, then interpolation.

The path (see `ranking`) sorts tokens by cos(a) ln i + sin(a) z_i while the angle a turns from 0 to pi. On
it the correlation falls, never rises, and arccos(rho) is a smooth function of a up to noise that shrinks as
1/n.
"""

import math

from .arrays import Order, Ranks
from .noise import rank_noise
from .ordering import order_of, ranks_of, spearman
from .zipf import log_ranks

TOLERANCE = 5e-5  # in rho
_NODES = 32  # enough for one sort per target from n = 50 000 up, two at 5000
_LIMIT = 64  # evaluations: bisection alone would have reached neighbouring doubles

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
            ranks = self._ranks(angle)
            rho = spearman(ranks)
            if abs(rho - target) <= TOLERANCE:
                break
            point = (math.acos(rho), angle)
            below, above = (point, above) if point[0] < wanted else (below, point)
            angle = _secant(below, above, wanted) if attempt % 3 < 2 else math.nan  # NaN: bisect
        return ranks, rho

    def search_ahead(self) -> bool:
        """Fill in one angle of the table, at the cost of one sort; False when none is left."""
        left = [node for node in range(1, _NODES) if node not in self._turned]
        if left:
            self._node(left[0])
        return len(left) > 1

    def _bracket(self, wanted: float) -> tuple[int, int]:
        """Return neighbouring nodes low, high with arccos(rho) at low <= wanted <= at high."""
        low, high = 0, _NODES
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._node(middle)[0] <= wanted else (low, middle)
        return low, high

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
        angle = node * math.pi / _NODES
        if node not in self._turned:
            self._turned[node] = math.acos(spearman(self._ranks(angle)))
        return self._turned[node], angle

    def _ranks(self, angle: float) -> Ranks:
        keys = self.noise * math.sin(angle)
        keys += self.logs * math.cos(angle)
        order: Order = order_of(keys)
        return ranks_of(order)


def _secant(below: Point, above: Point, wanted: float) -> float:
    """The angle at which the straight line through two points reaches `wanted`."""
    share = (wanted - below[0]) / (above[0] - below[0])
    return below[1] + share * (above[1] - below[1])
