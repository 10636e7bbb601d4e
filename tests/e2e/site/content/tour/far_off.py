"""Two words in its name; a choice that changes numbers."""

from __future__ import annotations

from dataclasses import dataclass

from explorable import Choice, Drawing, Figure, Option, Output, Preset, Readout, Slider, State, Width
from explorable.format import number
from explorable.plot import (
    Linear,
    Panel,
    linear_labels,
    linear_ticks,
    path,
    picture,
    polyline,
    rounded_out,
    x_axis,
    y_axis,
)
from explorable.table import data_table

from .lists import Pair, pair_of


@dataclass(frozen=True, eq=False)
class Result:
    """A pair of lists, and whether it is counted in halves."""

    pair: Pair
    halved: bool

    @property
    def gap(self) -> float:
        """How far they are apart."""
        return self.pair.gap / 2 if self.halved else self.pair.gap


def compute(state: State) -> Result:
    """The gap between two lists of one shape."""
    return Result(pair_of(state.n, 0.5, 0.5, 1.0, state.rho, 1), state.count == "halves")


def draw(result: Result, width: Width) -> Drawing:
    """What the places up to each add."""
    size = 720 if width == "wide" else 360
    panel = Panel(58, size - 12, 14, 210)
    sums = result.pair.terms.cumsum()
    low, high = rounded_out(min(float(sums.min()), 0.0), max(float(sums.max()), 0.1), 5)
    across, up = Linear(1, result.pair.n, panel.left, panel.right), Linear(low, high, panel.bottom, panel.top)
    ticks, steps = tuple(linear_ticks(1, result.pair.n, 5)), tuple(linear_ticks(low, high, 5))
    places = across.of(1.0 + (sums * 0).cumsum() + range(result.pair.n))
    sentence = f"The lists are {number(result.gap)} apart."
    content = (
        y_axis(panel, up, steps, tuple(linear_labels(steps))),
        x_axis(panel, across, ticks, tuple(linear_labels(ticks)), "place"),
        path("line ink", polyline(places, up.of(sums))),
    )
    return Drawing(
        svg=picture(f"far-off-{width}", size, 252, "How far off", sentence, "".join(content)),
        readouts={"gap": Readout(result.gap, number(result.gap))},
        sentence=sentence,
        table=data_table("The gap", ("gap", "likeness"), [(number(result.gap), number(result.pair.reached))]),
    )


figure = Figure(
    id="far-off",
    title="What the places up to each add",
    caption="The gap, place by place.",
    controls=(
        Slider("n", "Number of places", 2, 1000, 1, 100, scale="log", help="Of both lists."),
        Slider("rho", "Likeness of order", -1, 1, 0.01, 0.5, help="1 is the same."),
        Choice("count", "Counted in", (Option("wholes", "wholes"), Option("halves", "halves")), "wholes"),
    ),
    outputs=(Output("gap", "gap", help="How far they are apart."),),
    presets=(Preset("Alike", "No gap at all.", {"rho": 1}),),
    compute=compute,
    draw=draw,
)
