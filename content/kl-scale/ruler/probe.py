"""Looking at one dot: which pair it is, and what else was measured of it."""

from __future__ import annotations

import math

from explorable import Look, Output, Probe, Readout, Width
from explorable.format import number
from explorable.plot import overlay, path
from explorable.tokens import percent

from ..shared.measured import Measure, Pair
from .result import Ruler
from .scene import dot, ring, scene_of

OUTPUTS = (
    Output("forward", "KL(first‖second)", help="Token by token, in bits per byte."),
    Output("back", "KL(second‖first)", help="The same the other way round."),
    Output("estimated", "the estimate", help="Half the variance of the log-likelihoods’ difference."),
    Output("agree", "same likeliest token", help="How often both name the same."),
)


def look(ruler: Ruler, width: Width, place: int) -> Look:
    """What is read off at a dot."""
    scene, (row, index) = scene_of(ruler, width), ruler.places[place - 1]
    pair, (x, y) = row.pairs[index], dot(ruler, scene, place)
    cross = path("crosshair", f"M{x:.1f} {scene.panel.top:g}V{scene.panel.bottom:g}")
    return Look(
        x=x,
        overlay=overlay(scene.layout.width, scene.layout.height, cross + ring(x, y)),
        readouts={
            "forward": Readout(pair.kl.value, number(pair.kl.value), "bits/byte"),
            "back": Readout(pair.reverse.value, number(pair.reverse.value), "bits/byte"),
            "estimated": Readout(pair.estimate.value, number(pair.estimate.value), "bits/byte"),
            "agree": Readout(pair.same_top.value, percent(pair.same_top.value)),
        },
        sentence=named(pair, shown(ruler, pair)),
        row=index if ruler.row else ruler.rows.index(row),
    )


def shown(ruler: Ruler, pair: Pair) -> Measure:
    """What a pair's dot shows."""
    return pair.estimate if ruler.state.measure == "estimate" else pair.kl


def named(pair: Pair, measure: Measure) -> str:
    """A pair, and a measure of it with its interval."""
    interval = f"{number(measure.low)} to {number(measure.high)}"
    return (
        f"{pair.setting.label}, {pair.name}: {number(measure.value)} bits per byte, 95 % interval {interval}."
    )


def _at(ruler: Ruler, width: Width, x: float) -> int:
    value = scene_of(ruler, width).across.back(x)
    return 1 + min(range(len(ruler.places)), key=lambda place: abs(math.log(_value(ruler, place) / value)))


def _value(ruler: Ruler, place: int) -> float:
    row, index = ruler.places[place]
    return float(row.values[index])


probe = Probe[Ruler](
    label="Pair",
    outputs=OUTPUTS,
    last=lambda ruler: len(ruler.places),
    at=_at,
    beside=lambda ruler, width, place, marks: min(max(place + marks, 1), len(ruler.places)),
    look=look,
)
