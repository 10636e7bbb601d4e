"""One bump fitted to two: forward KL lies over both, reverse KL settles in one."""

from __future__ import annotations

from explorable import Drawing, Figure, Output, Preset, Width
from explorable.controls import Slider

from .panels import drawn
from .result import STEPS, Result, compute
from .said import ending, notes, readouts, sentence, table, ways


def draw(found: Result, width: Width) -> Drawing:
    """Both fits; below them the ways on."""
    said = sentence(found)
    return Drawing(
        svg=drawn(found, width, said),
        below=ways(found.step, lambda steps: figure.link(found.state, steps=steps)),
        readouts=readouts(found),
        sentence=said,
        table=table(found),
        notes=tuple(notes(found)),
        clauses={"ending": ending(found)},
    )


# fmt: off
figure = Figure(
    id="two-fits",
    title="Forward KL lays Q over both modes; reverse KL puts it into one, and the start decides which",
    caption=(
        "Q is a normal distribution, which cannot have two modes as P has. From one start it goes down on "
        "either divergence, step by step."
    ),
    controls=(
        Slider("steps", "Steps made", 0, STEPS, 1, STEPS, help="Along either natural gradient."),
        Slider("start", "Q starts at", -4, 4, 0.1, 1, tone="q", help="The mean of Q before its first step."),
        Slider("width", "with a width of", 0.3, 3, 0.1, 1, tone="q",
               help="The standard deviation of Q before its first step."),
        Slider("apart", "Modes apart", 0, 8, 0.1, 5, tone="p", help="Both have a standard deviation of 0.7."),
        Slider("weight", "Weight of the left mode", 0.05, 0.95, 0.05, 0.5, tone="p"),
    ),
    presets=(
        Preset("From the left", "The other mode wins.", {"start": -1, "steps": STEPS}),
        Preset("Into the small mode", "A minimum of reverse KL that is not the best.",
               {"start": 2, "weight": 0.9, "steps": STEPS}),
        Preset("One mode", "A family that holds P: both find it.", {"apart": 0, "steps": STEPS}),
    ),
    outputs=(
        Output("forward", "KL(P‖Q)", help="What the forward fit goes down on."),
        Output("forward_mean", "forward: mean", tone="q", help="The mean of Q."),
        Output("forward_sd", "forward: width", tone="q", help="The standard deviation of Q."),
        Output("reverse", "KL(Q‖P)", help="What the reverse fit goes down on."),
        Output("reverse_mean", "reverse: mean", tone="q", help="The mean of Q."),
        Output("reverse_sd", "reverse: width", tone="q", help="The standard deviation of Q."),
    ),
    clauses=("ending",),
    compute=compute,
    draw=draw,
)
