"""Distributions over ranks, one panel each, on a shared range of probabilities."""

from __future__ import annotations

import math

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


def distribution(values: Array, tone: str, ranks: Ranks, scale: Scale) -> str:
    """A bar for each token or, for many tokens, the range of each mark and its mean.

    A length means something only from zero: on a log axis the value is a cap, its bar a faint stem, and
    what lies below the axis has no cap.
    """
    mean = scale.of(ranks.bins.mean(values))
    if ranks.barred:
        return _bars(values, mean, tone, ranks, scale)
    low, high = scale.of(ranks.bins.least(values)), scale.of(ranks.bins.greatest(values))
    ground = "" if isinstance(scale, Log) else path(f"{tone} stem", area(ranks.edges, mean, scale.start))
    line = path(f"{tone} mean", staircase(ranks.edges, mean))
    return ground + path(f"{tone} band", band(ranks.edges, low, high)) + line


def _bars(values: Array, places: Array, tone: str, ranks: Ranks, scale: Scale) -> str:
    rising = bars(ranks.left, ranks.right, scale.start, places)
    if not isinstance(scale, Log):
        return path(f"{tone} bar", rising)
    shown = values >= scale.low
    return path(f"{tone} stem", rising) + path(
        f"{tone} cap", caps(ranks.left[shown], ranks.right[shown], places[shown])
    )
