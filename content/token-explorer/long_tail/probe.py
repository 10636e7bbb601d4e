"""Looking at one rank: which token stands there, and who keeps it."""

from __future__ import annotations

import numpy as np
from explorable import Look, Output, Probe, Readout, Width
from explorable.format import count, number
from explorable.plot import dots, overlay, path
from explorable.tokens import name_of, percent

from .said import round_ranks, verdict
from .scene import place, scene_of
from .tail import Tail

OUTPUTS = (
    Output("p", "probability", tone="p", help="Of the token at this rank."),
    Output("up_to", "with all before it", help="What all tokens up to this rank have together."),
    Output("times", "times the power law", help="How many times as likely as the power law says."),
)


def look(tail: Tail, width: Width, rank: int) -> Look:
    """What is read off at a rank."""
    scene, rows = scene_of(tail, width), round_ranks(tail.size)
    x, y = place(tail, scene, rank)
    marks = path("crosshair", f"M{x:.1f} {scene.curve.top:g}V{scene.cuts.bottom:g}")
    dot = path("p dot", dots(np.array([x]), np.array([y]), 3.5))
    p, up_to, times = tail.mass(rank, rank), tail.mass(1, rank), tail.times(rank)
    token = f"Rank {count(rank)}: {name_of(tail.token(rank))}, probability {number(p)}"
    return Look(
        x=x,
        overlay=overlay(scene.layout.width, scene.layout.height, marks + dot),
        readouts={
            "p": Readout(p, number(p)),
            "up_to": Readout(up_to, percent(up_to)),
            "times": Readout(times, number(times)),
        },
        sentence=f"{token}; {verdict(tail, rank)}.",
        row=rows.index(rank) if rank in rows else None,
    )


probe = Probe[Tail](
    label="Rank",
    outputs=OUTPUTS,
    last=lambda tail: tail.size,
    at=lambda tail, width, x: scene_of(tail, width).ranks.at(x),
    beside=lambda tail, width, rank, marks: scene_of(tail, width).ranks.beside(rank, marks),
    look=look,
)
