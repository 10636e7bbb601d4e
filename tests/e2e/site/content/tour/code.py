"""Named like an element of HTML, with controls and outputs named like what every JavaScript object has."""

from __future__ import annotations

from explorable import Choice, Drawing, Figure, Option, Output, Preset, Readout, Slider, State, Width
from explorable.format import number
from explorable.plot import Linear, Panel, linear_labels, linear_ticks, path, picture, x_axis
from explorable.table import data_table

KINDS = (Option("toString", "as text"), Option("prototype", "as it is"))


def compute(state: State) -> float:
    """The sum of both sliders, twice of it for one of the kinds."""
    total = state.constructor + state.hasOwnProperty
    return 2 * total if state.valueOf == "prototype" else total


def draw(total: float, width: Width) -> Drawing:
    """A bar as long as the sum."""
    size = 720 if width == "wide" else 360
    panel = Panel(20, size - 20, 10, 90)
    across, ticks = Linear(0, 40, panel.left, panel.right), tuple(linear_ticks(0, 40, 5))
    bar = path("p bar", f"M{panel.left:g} 30H{across.at(total):.1f}V80H{panel.left:g}z")
    axis = x_axis(panel, across, ticks, tuple(linear_labels(ticks)), "sum")
    return Drawing(
        svg=picture(f"code-{width}", size, 130, "A sum", f"It is {number(total)}.", bar + axis),
        readouts={"toString": Readout(total, number(total)), "constructor": Readout(-total, number(-total))},
        sentence=f"It is {number(total)}.",
        table=data_table("A sum", ("toString", "constructor"), [(number(total), number(-total))]),
    )


figure = Figure(
    id="code",
    title="Words of the language",
    caption="What a figure and its parts are called is up to its author.",
    controls=(
        Slider("constructor", "Constructor", 0, 10, 1, 2, help="One of two."),
        Slider("hasOwnProperty", "Own property", 0, 10, 1, 3, help="The other."),
        Choice("valueOf", "Kind", KINDS, "toString", help="Either."),
    ),
    outputs=(
        Output("toString", "sum", help="Of both sliders."),
        Output("constructor", "its opposite", help="Below zero."),
    ),
    presets=(Preset("Both at ten", "The most that it can be.", {"constructor": 10, "hasOwnProperty": 10}),),
    compute=compute,
    draw=draw,
)
