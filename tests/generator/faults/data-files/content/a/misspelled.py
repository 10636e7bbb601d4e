"""A figure that names two files that are not there."""


from explorable import data_file, Drawing, Figure, Output, Readout, Slider


def compute(state):
    return float(len(data_file("data/word.json").read_text() + data_file("words.json").read_text()))


def draw(result, width):
    return Drawing("<svg></svg>", {"y": Readout(result, "1")}, "One.", "")


figure = Figure(
    id="misspelled",
    title="A figure",
    caption="",
    controls=(Slider("x", "x", 0, 1, 0.1, 0.5),),
    outputs=(Output("y", "y"),),
    compute=compute,
    draw=draw,
)
