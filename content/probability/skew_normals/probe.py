"""Looking at one x: both densities there, and the logarithm of their ratio."""

from __future__ import annotations

import math

import numpy as np
from explorable import Look, Output, Probe, Readout, Width
from explorable.format import fixed, number
from explorable.plot import overlay, path

from .panels import LAYOUTS, PLACES, across, places
from .result import Result
from .said import ratio


def _at(found: Result, width: Width, x: float) -> int:
    panel = LAYOUTS[width]["both"]
    share = (x - panel.left) / (panel.right - panel.left)
    return min(max(round(share * (PLACES - 1)) + 1, 1), PLACES)


def _beside(found: Result, width: Width, place: int, marks: int) -> int:
    return min(max(place + marks, 1), PLACES)


def _look(found: Result, width: Width, place: int) -> Look:
    layout, at = LAYOUTS[width], float(places(found)[place - 1])
    x = across(found, layout["both"]).at(at)
    log_p, log_q = (float(each[0]) for each in found.logs(np.array([at])))
    p, q = math.exp(log_p), math.exp(log_q)
    line = path("crosshair", f"M{x:.1f} {layout['both'].top:g}V{layout['terms'].bottom:g}")
    told = ratio(log_p, log_q)
    return Look(
        x,
        overlay(layout.width, layout.height, line),
        {
            "x": Readout(at, fixed(at, 2)),
            "p": Readout(p, number(p)),
            "q": Readout(q, number(q)),
            "ratio": Readout(log_p - log_q, told, "nats" if math.isfinite(log_q) else ""),
        },
        f"At x = {fixed(at, 2)} p is {number(p)} and q {number(q)}; ln p/q is {told}.",
    )


probe = Probe(
    "Place",
    (
        Output("x", "x"),
        Output("p", "p", tone="p"),
        Output("q", "q", tone="q"),
        Output("ratio", "ln p/q"),
    ),
    last=lambda found: PLACES,
    at=_at,
    beside=_beside,
    look=_look,
)
