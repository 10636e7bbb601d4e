"""A figure that imports its module as if that were a library."""

import sides

from explorable import Drawing, Figure, Output, Readout, Slider


def compute(state):
    return float(sides.SIDES)


def draw(result, width):
    return Drawing("<svg></svg>", {"y": Readout(result, "1")}, "One.", "")


figure = Figure(
    id="absolute",
    title="A figure",
    caption="",
    controls=(Slider("x", "x", 0, 1, 0.1, 0.5),),
    outputs=(Output("y", "y"),),
    compute=compute,
    draw=draw,
)
