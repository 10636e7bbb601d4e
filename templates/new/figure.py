"""A softmax over six scores, and the temperature that sharpens or flattens it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from explorable import Drawing, Figure, Output, Preset, Readout, Slider, State, Width
from explorable.format import number
from explorable.plot import (
    Array,
    Linear,
    Panel,
    bars,
    linear_labels,
    linear_ticks,
    path,
    picture,
    x_axis,
    y_axis,
)
from explorable.table import data_table

SCORES = np.arange(5.0, -1.0, -1.0)
TOKENS = np.arange(1.0, len(SCORES) + 1)


@dataclass(frozen=True)
class Result:
    """The probabilities of the tokens, most likely first, and their entropy in nats."""

    probabilities: Array
    entropy: float


def compute(state: State) -> Result:
    """The softmax; the largest score is subtracted first, so that no exponential overflows."""
    logits = SCORES / state.temperature
    weights = np.exp(logits - logits.max())
    p = weights / weights.sum()
    surprise = np.log(weights.sum()) - (logits - logits.max())
    return Result(p, float(p @ surprise))


def draw(result: Result, width: Width) -> Drawing:
    """A bar for each token."""
    first = float(result.probabilities[0])
    sentence = (
        f"The likeliest token has probability {number(first)}; the entropy is {number(result.entropy)} nats."
    )
    rows = [(f"{i:.0f}", number(float(p))) for i, p in zip(TOKENS, result.probabilities, strict=True)]
    return Drawing(
        svg=_picture(result, width, sentence),
        readouts={
            "first": Readout(first, number(first), ""),
            "entropy": Readout(result.entropy, number(result.entropy), "nats"),
        },
        sentence=sentence,
        table=data_table("Probability of each token", ("Token", "Probability"), rows),
    )


def _picture(result: Result, width: Width, sentence: str) -> str:
    size = 720 if width == "wide" else 360
    panel = Panel(50, size - 10, 12, 220)
    across = Linear(0.5, len(TOKENS) + 0.5, panel.left, panel.right)
    up = Linear(0.0, 1.0, panel.bottom, panel.top)
    ticks = linear_ticks(0, 1, 5)
    shape = bars(across.of(TOKENS - 0.4), across.of(TOKENS + 0.4), panel.bottom, up.of(result.probabilities))
    marks = (
        y_axis(panel, up, tuple(ticks), tuple(linear_labels(ticks))),
        x_axis(panel, across, tuple(TOKENS), tuple(f"{token:.0f}" for token in TOKENS), "token"),
        path("p bar", shape),
    )
    return picture(f"@ID@-{width}", size, 264, "Probability of each token", sentence, "".join(marks))


figure = Figure(
    id="@ID@",
    title="A lower temperature favours the likeliest token",
    caption="Six tokens, their scores one apart, after a softmax.",
    controls=(
        Slider(
            "temperature",
            "Temperature",
            0.05,
            5,
            0.05,
            1,
            symbol="T",
            help="Below 1 sharpens, above 1 flattens.",
        ),
    ),
    outputs=(
        Output("first", "first token", help="The probability of the likeliest token."),
        Output("entropy", "entropy", help="From 0, one token only, to ln 6, all equally likely."),
    ),
    presets=(
        Preset("Cold", "Nearly all of the probability on one token.", {"temperature": 0.2}),
        Preset("Hot", "Nearly the same probability for all.", {"temperature": 5}),
    ),
    compute=compute,
    draw=draw,
)
