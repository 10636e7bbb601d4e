"""A figure that reads a file that it does not name."""

import json
from pathlib import Path


from explorable import Drawing, Figure, Output, Readout, Slider


def compute(state):
    return float(json.loads((Path(__file__).parent / "data" / "words.json").read_text())[0])


def draw(result, width):
    return Drawing("<svg></svg>", {"y": Readout(result, "1")}, "One.", "")


figure = Figure(
    id="unnamed",
    title="A figure",
    caption="",
    controls=(Slider("x", "x", 0, 1, 0.1, 0.5),),
    outputs=(Output("y", "y"),),
    compute=compute,
    draw=draw,
)
