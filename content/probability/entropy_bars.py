"""Entropy as an area: each token as wide as it is probable, and as high as it is surprising."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from explorable import Drawing, Figure, Note, Output, Preset, Readout, State, Width
from explorable.format import NOTHING, number
from explorable.plot import (
    Array,
    Layout,
    Linear,
    Panel,
    bars,
    linear_labels,
    linear_ticks,
    path,
    picture,
    text,
    value_axis,
    x_axis,
)
from explorable.table import data_table
from explorable.tokens import percent
from nexttoken import entropy_of

from .shared.five import TOKENS, P, logs, probabilities
from .shared.units import UNIT, amount, in_unit, readout


@dataclass(frozen=True, eq=False)
class Result:
    """The probabilities, their logarithms and their entropy in nats; `unit` is the one it is shown in."""

    unit: str
    p: Array
    log_p: Array
    entropy: float

    @property
    def perplexity(self) -> float:
        """How many tokens, all alike, are as uncertain."""
        return math.exp(self.entropy)


MOST = math.log(len(TOKENS))  # nats: the entropy of equal shares


def compute(state: State) -> Result:
    """−Σ p ln p; equal shares come to ln 5 exactly."""
    p = probabilities(state.p)
    log_p = logs(p)
    return Result(state.unit, p, log_p, min(entropy_of(log_p), MOST))


LAYOUTS = {
    "wide": Layout(720, 296, {"areas": Panel(52, 628, 28, 252)}),
    "narrow": Layout(360, 296, {"areas": Panel(40, 294, 28, 252)}),
}
_SCALES = {"bits": (5.0, 7.0), "nats": (4.0, 5.0)}  # the larger one holds a share of a hundredth
_WIDE = 34  # of a rectangle that has its name in it


def draw(result: Result, width: Width) -> Drawing:
    """A rectangle for each token, and their mean height."""
    layout, sentence = LAYOUTS[width], _sentence(result)
    title = "Probability times surprise, for each token"
    return Drawing(
        svg=picture(
            f"entropy-bars-{width}",
            layout.width,
            layout.height,
            title,
            sentence,
            _areas(result, layout["areas"]),
        ),
        readouts={
            "entropy": readout(result.entropy, result.unit),
            "perplexity": Readout(result.perplexity, number(result.perplexity)),
            "max_entropy": readout(MOST, result.unit),
        },
        sentence=sentence,
        table=_table(result),
        notes=tuple(_notes(result)),
        clauses={"uncertain": _uncertain(result)},
    )


def _areas(result: Result, panel: Panel) -> str:
    surprises = in_unit(1.0, result.unit) * -result.log_p[result.p > 0]
    high = next(high for high in _SCALES[result.unit] if surprises.max() < high)
    up, axis = value_axis(panel, 0.0, high, "linear", 8)
    across, ticks = Linear(0, 1, panel.left, panel.right), linear_ticks(0, 1, 6)
    there = result.p > 0
    edges = across.of(np.concatenate([[0.0], np.cumsum(result.p)]))
    left, right = edges[:-1][there], edges[1:][there]
    heights = up.of(surprises)
    mean, most = up.at(in_unit(result.entropy, result.unit)), up.at(in_unit(MOST, result.unit))
    names = [name for name, some in zip(TOKENS, there.tolist(), strict=True) if some]
    return "".join(
        (
            axis,
            x_axis(panel, across, tuple(ticks), tuple(linear_labels(ticks)), "probability p, side by side"),
            path("p band", bars(left + 0.75, right - 0.75, panel.bottom, heights)),
            *(
                text(round((a + b) / 2, 1), panel.bottom - 6, name, "note halo", "middle")
                for a, b, name in zip(left.tolist(), right.tolist(), names, strict=True)
                if b - a > _WIDE
            ),
            path("line dashed", f"M{panel.left:g} {most:.1f}H{panel.right:g}"),
            path("line ink", f"M{panel.left:g} {mean:.1f}H{panel.right:g}"),
            *_levels(panel, mean, most),
            text(panel.left, panel.top - 11, f'<tspan class="name">Surprise</tspan> −log p, {result.unit}'),
        )
    )


def _levels(panel: Panel, mean: float, most: float) -> tuple[str, str]:
    """What the lines are called, at their right ends; where they meet, one below the other."""
    x, apart = panel.right + 6, max(mean - most, 13.0)
    return (
        text(x, round(most + 1, 1), "the most", "note"),
        text(x, round(most + 1 + apart, 1), '<tspan class="name">mean</tspan>'),
    )


def _uncertain(result: Result) -> str:
    if result.entropy == 0:
        return "as certain as can be"
    return f"as uncertain as {number(result.perplexity)} tokens, all alike"


def _sentence(result: Result) -> str:
    mean, most = amount(result.entropy, result.unit), amount(MOST, result.unit)
    return f"The mean surprise is {mean}, of {most} at most: {_uncertain(result)}."


def _notes(result: Result) -> list[Note]:
    if result.entropy == 0:
        return [Note("What is certain is no surprise, and has no area.", "Share alike", {"p": (20,) * 5})]
    if not result.p.all():
        return [Note("A token that never comes adds nothing: 0 times its surprise counts as 0.")]
    return []


def _table(result: Result) -> str:
    rows = []
    for name, p, log_p in zip(TOKENS, result.p.tolist(), result.log_p.tolist(), strict=True):
        surprise = in_unit(-log_p, result.unit)
        rows.append((name, percent(p), number(surprise), number(p * surprise) if p else NOTHING))
    columns = ("token", "p", f"surprise, {result.unit}", f"p times surprise, {result.unit}")
    total = ("all", percent(1), "", number(in_unit(result.entropy, result.unit)))
    return data_table("Every token", columns, rows, total)


figure = Figure(
    id="entropy-bars",
    title="Entropy is the mean surprise, and nothing has more of it than equal shares",
    caption=(
        "After “The cat sat on the”, say. Each token is as wide as it is probable and as high as it is "
        "surprising; the area of all is the entropy. Pull the bars."
    ),
    controls=(P, UNIT),
    presets=(
        Preset("All alike", "Nothing is more uncertain.", {"p": (20, 20, 20, 20, 20)}),
        Preset("Two alike", "One question, yes or no.", {"p": (50, 50, 0, 0, 0)}),
        Preset("One for certain", "No surprise.", {"p": (100, 0, 0, 0, 0)}),
    ),
    outputs=(
        Output("entropy", "entropy", tone="p", help="The mean surprise, −Σ p log p: from 0 to log 5."),
        Output("perplexity", "perplexity", help="How many tokens, all alike, would be as uncertain."),
        Output("max_entropy", "the most", help="The entropy of five tokens that are all alike."),
    ),
    clauses=("uncertain",),
    compute=compute,
    draw=draw,
)
