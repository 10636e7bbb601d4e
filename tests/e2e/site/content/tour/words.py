"""A figure that reads a file."""

from __future__ import annotations

import json

from explorable import Choice, Drawing, Figure, Option, Output, Readout, Slider, State, Width, data_file
from explorable.format import count, number
from explorable.plot import Linear, Panel, bars, linear_labels, linear_ticks, path, picture, x_axis
from explorable.plot.scales import Array
from explorable.table import data_table

WORDS = json.loads(data_file("data/words.json").read_text("utf-8"))


def compute(state: State) -> list[int]:
    """The counts from one rank to another."""
    counts: list[int] = WORDS[state.corpus]
    return counts[state.first - 1 : max(state.last, state.first)]


def draw(counts: list[int], width: Width) -> Drawing:
    """A bar for each."""
    import numpy as np

    size = 720 if width == "wide" else 360
    panel = Panel(30, size - 12, 10, 130)
    across = Linear(0.5, 20.5, panel.left, panel.right)
    ranks: Array = np.arange(1.0, len(counts) + 1)
    ticks = tuple(linear_ticks(0, 20, 5))[1:]
    heights = panel.bottom - np.sqrt(np.array(counts, float)) * 4
    marks = path("q bar", bars(across.of(ranks - 0.4), across.of(ranks + 0.4), panel.bottom, heights))
    axis = x_axis(panel, across, ticks, tuple(linear_labels(ticks)), "rank")
    sentence = f"{count(sum(counts))} words of {count(len(counts))} kinds."
    return Drawing(
        svg=picture(f"words-{width}", size, 170, "Counts", sentence, marks + axis),
        readouts={
            "total": Readout(sum(counts), count(sum(counts))),
            "mean": Readout(sum(counts) / len(counts), number(sum(counts) / len(counts))),
        },
        sentence=sentence,
        table=data_table(
            "Counts", ("rank", "count"), [(count(i + 1), count(c)) for i, c in enumerate(counts)]
        ),
    )


figure = Figure(
    id="words",
    title="Counts that lie in a file",
    caption="How often each word of a list occurs.",
    controls=(
        Choice("corpus", "List", (Option("short", "a short one"), Option("long", "a long one")), "long"),
        Slider("first", "First rank", 1, 5, 1, 1, help="From here."),
        Slider("last", "Last rank", 6, 20, 1, 20, scale="log", help="To here."),
    ),
    outputs=(Output("total", "words", help="All of them."), Output("mean", "mean", help="Of one kind.")),
    compute=compute,
    draw=draw,
)
