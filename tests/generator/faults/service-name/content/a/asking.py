"""A figure that asks a service."""

from explorable import Call, Drawing, Figure, Output, Readout, Slider


def needs(state):
    return [Call("cells", "double", x=state.x), Call("cell", "double", x=state.x)]


def compute(state, double, again):
    return double


def draw(result, width):
    return Drawing("<svg></svg>", {"y": Readout(result, "1")}, "One.", "")


figure = Figure(
    id="asking",
    title="A figure",
    caption="",
    controls=(Slider("x", "x", 0, 1, 0.1, 0.5),),
    outputs=(Output("y", "y"),),
    compute=compute,
    draw=draw,
    needs=needs,
)
