"""A figure that computes the name of a file."""


from explorable import data_file, Drawing, Figure, Output, Readout, Slider


def compute(state):
    return float(len([data_file(f"data/{name}.json").read_text() for name in ("words",)]))


def draw(result, width):
    return Drawing("<svg></svg>", {"y": Readout(result, "1")}, "One.", "")


figure = Figure(
    id="computed",
    title="A figure",
    caption="",
    controls=(Slider("x", "x", 0, 1, 0.1, 0.5),),
    outputs=(Output("y", "y"),),
    compute=compute,
    draw=draw,
)
