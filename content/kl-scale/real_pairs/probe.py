"""Looking at one position of the text: what KL is made of there."""

from __future__ import annotations

from explorable import Look, Output, Probe, Readout, Width
from explorable.format import fixed, number
from explorable.plot import overlay, path

from .result import Result, order, where
from .scene import scene_of

OUTPUTS = (
    Output("at_kl", "KL here"),
    Output("at_shape", "shape here", help="What is left where both lists are sorted."),
    Output("at_order", "order here", help="The rest."),
    Output("at_rho", "ρ here", help="Spearman’s of both orders of all tokens."),
)


def look(result: Result, width: Width, place: int) -> Look:
    """What is read off at a position; places are counted from the first token."""
    scene, reading, at = scene_of(result, width), result.reading, place - 1
    panel, x = scene.layout["text"], scene.along.at(place)
    kl, shape, rho = (float(column[at]) for column in (reading.kl, reading.shape, reading.rho))
    rest, there = order(kl, shape), where(reading, at)
    marks = path("crosshair", f"M{x:.1f} {panel.top:g}V{panel.bottom:g}")
    return Look(
        x=x,
        overlay=overlay(scene.layout.width, scene.layout.height, marks),
        readouts={
            "at_kl": Readout(kl, number(kl), "bits"),
            "at_shape": Readout(shape, number(shape), "bits"),
            "at_order": Readout(rest, number(rest), "bits"),
            "at_rho": Readout(rho, fixed(rho, 2)),
        },
        sentence=(
            f"{there[0].upper()}{there[1:]}: {number(kl)} bits, of which {number(shape)} are shape and "
            f"{number(rest)} order; ρ is {fixed(rho, 2)}, and the likeliest token is "
            f"{'the same' if reading.same_top[at] else 'another'}."
        ),
        row=None if result.row else at,
    )


def _at(result: Result, width: Width, x: float) -> int:
    last = len(result.reading.kl)
    return min(max(round(scene_of(result, width).along.back(x)), 1), last)


probe = Probe[Result](
    label="Token",
    outputs=OUTPUTS,
    last=lambda result: len(result.reading.kl),
    at=_at,
    beside=lambda result, width, place, marks: min(max(place + marks, 1), len(result.reading.kl)),
    look=look,
)
