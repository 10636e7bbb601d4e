"""Distributions over ranks, one panel each, on a shared range of probabilities."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from explorable.plot.bins import Heights
from explorable.plot.marks import area, band, bars, caps, staircase
from explorable.plot.ranks import Ranks
from explorable.plot.scales import Array, Kind, Log, Scale
from explorable.plot.svg import path
from explorable.plot.ticks import rounded_out

SMALLEST_SHOWN = 1e-12  # the bottom of a log axis, however small the probabilities


def probability_range(kind: Kind, *distributions: Array) -> tuple[float, float]:
    """A round range that shows all of some distributions.

    On a log axis it begins at the power of ten below the least probability that is not zero, but never
    below `SMALLEST_SHOWN`, and spans at least a decade.
    """
    high = max(float(each.max()) for each in distributions)
    if kind == "linear":
        return rounded_out(0.0, high, 8)
    least = [low for low in (float(each.min()) for each in distributions) if low > 0]
    low = max(min(least, default=0.001), SMALLEST_SHOWN)
    bottom, top = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
    return float(f"1e{bottom}"), float(f"1e{max(top, bottom + 1)}")


@lru_cache(maxsize=8)
def distribution(heights: Heights, tone: str, ranks: Ranks, scale: Scale) -> str:
    """A mark for each token or run of tokens: solid up to its least value, pale up to its greatest.

    A line marks the mean. For one token the three are one, and its mark is a bar. A length means something
    only from zero: on a log axis the mean is a cap on a faint stem, and what lies below the axis has no cap.
    Kept, because often only the other distribution moves.
    """
    if isinstance(scale, Log):
        return _caps(heights, tone, ranks, scale)
    solid = path(f"{tone} bar", risers(ranks, scale.start, scale.of(heights.least)))
    if ranks.bins.single:
        return solid
    return solid + _band(heights, tone, ranks, scale) + _means(heights, tone, ranks, scale)


@lru_cache(maxsize=8)
def outline(heights: Heights, ranks: Ranks, scale: Scale) -> str:
    """The means as one line, level over each mark."""
    return staircase(ranks.edges, scale.of(heights.mean))


def _caps(heights: Heights, tone: str, ranks: Ranks, scale: Log) -> str:
    stems = path(f"{tone} stem", risers(ranks, scale.start, scale.of(heights.mean)))
    shown = heights.mean >= scale.low
    caps_at = caps(ranks.left[shown], ranks.right[shown], scale.of(heights.mean[shown]))
    ranges = "" if ranks.bins.single else _band(heights, tone, ranks, scale)
    return stems + ranges + path(f"{tone} cap", caps_at)


def _band(heights: Heights, tone: str, ranks: Ranks, scale: Scale) -> str:
    return path(f"{tone} band", risers(ranks, scale.of(heights.least), scale.of(heights.greatest)))


def _means(heights: Heights, tone: str, ranks: Ranks, scale: Scale) -> str:
    return path(f"{tone} mean", caps(ranks.left, ranks.right, scale.of(heights.mean)))


def risers(ranks: Ranks, start: Array | float, end: Array) -> str:
    """A bar for each mark from `start` to `end`; one shape where they touch, so that no seams are seen."""
    feet = np.broadcast_to(start, end.shape)
    first = slice(0, ranks.apart)
    alone = bars(ranks.left[first], ranks.right[first], feet[first], end[first])
    if ranks.apart == len(end):
        return alone
    rest = slice(ranks.apart, None)
    edges = ranks.edges[rest]
    joined = area(edges, end[rest], start) if isinstance(start, float) else band(edges, feet[rest], end[rest])
    return alone + joined
