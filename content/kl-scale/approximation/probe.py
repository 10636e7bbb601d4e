"""Looking at one pair: KL both ways round, and the estimate."""

from __future__ import annotations

import math

import numpy as np
from explorable import Look, Output, Probe, Readout, Width
from explorable.format import number
from explorable.plot import dots, overlay, path

from ..shared.measured import Pair
from ..shared.strips import RADIUS
from .result import Comparison, ratio
from .scene import in_strip, scene_of

OUTPUTS = (
    Output("forward", "KL(first‖second)", help="Token by token, in bits per byte."),
    Output("back", "KL(second‖first)", help="The same the other way round."),
    Output("estimated", "the estimate", help="Half the variance of the log-likelihoods’ difference."),
    Output("times", "the estimate over KL"),
)


def look(comparison: Comparison, width: Width, place: int) -> Look:
    """What is read off at a pair; places are counted from the least KL."""
    scene, pair = scene_of(comparison, width), comparison.pairs[place - 1]
    panel, (x, y) = scene.layout["scatter"], scene.place(pair)
    rings = np.array([(x, y), in_strip(comparison, scene, pair)])
    marks = path(
        "crosshair", f"M{x:.1f} {panel.top:g}V{panel.bottom:g}M{panel.left:g} {y:.1f}H{panel.right:g}"
    )
    marks += path("here", dots(rings[:, 0], rings[:, 1], RADIUS + 3))
    return Look(
        x=x,
        overlay=overlay(scene.layout.width, scene.layout.height, marks),
        readouts={
            "forward": Readout(pair.kl.value, number(pair.kl.value), "bits/byte"),
            "back": Readout(pair.reverse.value, number(pair.reverse.value), "bits/byte"),
            "estimated": Readout(pair.estimate.value, number(pair.estimate.value), "bits/byte"),
            "times": Readout(ratio(pair), number(ratio(pair))),
        },
        sentence=named(pair),
        row=_row(comparison, pair, place),
    )


def named(pair: Pair) -> str:
    """A pair with both measures, and their intervals."""
    both = (
        f"{number(each.value)} ({number(each.low)} to {number(each.high)})"
        for each in (pair.kl, pair.estimate)
    )
    kl, estimate = both
    return (
        f"{pair.setting.label}, {pair.name}: {kl} bits per byte token by token, {estimate} by the estimate."
    )


def _row(comparison: Comparison, pair: Pair, place: int) -> int:
    """The pair's own row, or in the table of settings that of its setting."""
    if comparison.row:
        return place - 1
    return next(n for n, row in enumerate(comparison.rows) if row.setting == pair.setting)


def _at(comparison: Comparison, width: Width, x: float) -> int:
    value = scene_of(comparison, width).across.back(x)
    near = [abs(math.log(pair.kl.value / value)) for pair in comparison.pairs]
    return 1 + int(np.argmin(near))


probe = Probe[Comparison](
    label="Pair",
    outputs=OUTPUTS,
    last=lambda comparison: len(comparison.pairs),
    at=_at,
    beside=lambda comparison, width, place, marks: min(max(place + marks, 1), len(comparison.pairs)),
    look=look,
)
