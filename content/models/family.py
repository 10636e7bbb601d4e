"""The model's card: what it learnt from, how large it is, how well it does, and how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from explorable import Call, Drawing, Figure, Need, Output, Readout, State, Width
from explorable.format import count, number
from explorable.plot import (
    Layout,
    Linear,
    Log,
    Panel,
    dots,
    linear_labels,
    linear_ticks,
    log_labels,
    log_ticks,
    path,
    picture,
    polyline,
    rounded_out,
    text,
    x_axis,
    y_axis,
)
from explorable.table import data_table

MODEL = "s"
CORPORA = {"austen": "Austen", "kjv": "the King James Bible", "jargon": "the Jargon File"}


@dataclass(frozen=True)
class Card:
    """What was written down of a model, and its surprise at held-out text, in nats a token, at each step."""

    told: Mapping[str, Any]
    steps: tuple[int, ...]
    surprise: tuple[float, ...]


def needs(state: State) -> list[Need]:
    """The card, of the model's service."""
    return [Call("model", "cards")]


def compute(state: State, cards: Any) -> Card:
    """What is told of the model; before its first step it has no place on a scale of factors."""
    told = cards[MODEL]
    learnt = [(int(each["step"]), float(each["held_out"])) for each in told["checkpoints"] if each["step"]]
    return Card(told, *map(tuple, zip(*learnt, strict=True)))


# ------------------------------------------------------------------------------------------------- draw

LAYOUTS = {
    "wide": Layout(720, 226, {"learning": Panel(64, 706, 28, 180)}),
    "narrow": Layout(360, 226, {"learning": Panel(50, 344, 28, 180)}),
}


def draw(card: Card, width: Width) -> Drawing:
    """The card as a table, and how the surprise fell as the model learnt."""
    layout, said = LAYOUTS[width], sentence(card)
    learning = _learning(card, layout["learning"])
    title = "Surprise at held-out text as the model learnt"
    return Drawing(
        svg=picture(f"family-{width}", layout.width, layout.height, title, said, learning),
        html=data_table("Model card", ("Model", card.told["name"]), rows(card.told)),
        readouts=readouts(card.told),
        sentence=said,
        table=data_table(
            title,
            ("step", "nats a token"),
            [(count(step), number(nats)) for step, nats in zip(card.steps, card.surprise, strict=True)],
        ),
    )


def _learning(card: Card, panel: Panel) -> str:
    low, high = rounded_out(min(card.surprise), max(card.surprise), 5)
    across = Log(card.steps[0], card.steps[-1], panel.left, panel.right)
    up = Linear(low, high, panel.bottom, panel.top)
    ticks, steps = log_ticks(card.steps[0], card.steps[-1], 5), linear_ticks(low, high, 5)
    x, y = across.of(np.array(card.steps, float)), up.of(np.array(card.surprise))
    heading = '<tspan class="name">Learning</tspan>: surprise at text held out, nats a token'
    return "".join(
        (
            y_axis(panel, up, tuple(steps), tuple(linear_labels(steps))),
            x_axis(panel, across, tuple(ticks), tuple(log_labels(ticks)), "step"),
            path("line p", polyline(x, y)),
            path("p", dots(x, y, 3)),
            text(panel.left, panel.top - 10, heading),
        )
    )


# -------------------------------------------------------------------------------------------------- say


def rows(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The card, line by line."""
    size, corpus, recipe = told["size"], told["corpus"], told["recipe"]
    versions = ", ".join(f"{name} {version}" for name, version in told["versions"].items())
    held_out = [
        (f"surprise at {title}", f"{number(told['held_out'][name]['bits_per_byte'])} bits a byte, held out")
        for name, title in CORPORA.items()
    ]
    return [
        ("learnt from", f"{corpus['title']} ({corpus['licence']}; Debian package {corpus['package']})"),
        ("which is", f"{count(told['tokens_seen'])} tokens, in {count(recipe['steps'])} steps"),
        ("weights", f"{count(size['weights'])}, in {count(told['bytes'])} bytes"),
        ("layers", f"{size['layers']} of width {size['width']}, {size['heads']} heads"),
        ("vocabulary", f"{count(size['vocabulary'])} tokens"),
        ("reads at most", f"{count(size['context'])} tokens"),
        *held_out,
        ("made by", told["made_by"]),
        ("with", f"{versions}; seed {recipe['seed']}"),
        ("sha256", told["sha256"]),
    ]


def readouts(told: Mapping[str, Any]) -> dict[str, Readout]:
    """The declared outputs."""
    size, held_out = told["size"], told["held_out"]
    counts = {
        "weights": size["weights"],
        "context": size["context"],
        "vocabulary": size["vocabulary"],
        "seen": told["tokens_seen"],
        "bytes": told["bytes"],
    }
    surprise = {name: held_out[name]["bits_per_byte"] for name in CORPORA}
    return {
        **{name: Readout(float(value), count(value)) for name, value in counts.items()},
        **{name: Readout(value, number(value), "bits") for name, value in surprise.items()},
    }


def sentence(card: Card) -> str:
    """What the picture shows."""
    return (
        f"In {count(card.steps[-1])} steps the surprise fell from {number(card.surprise[0])} to "
        f"{number(card.surprise[-1])} nats a token."
    )


figure = Figure(
    id="family",
    title="It is at home in one author’s prose",
    caption="The model’s card, as it was written down when the model was trained, and how it learnt.",
    controls=(),
    outputs=(
        Output("austen", "Austen", "Surprise a byte", "p", help="At parts of her novels, held out."),
        Output("kjv", "King James Bible", "Surprise a byte", help="It has read nothing of it."),
        Output("jargon", "Jargon File", "Surprise a byte", help="It has read nothing of it."),
        Output("weights", "weights", "Size"),
        Output("bytes", "bytes", "Size"),
        Output("context", "context", "Size", help="How many tokens it reads at most."),
        Output("vocabulary", "vocabulary", "Size", help="How many tokens it has."),
        Output("seen", "learnt from", "Size", help="How many tokens it read in training."),
    ),
    compute=compute,
    draw=draw,
    needs=needs,
)
