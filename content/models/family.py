"""A model's card: what it learnt from, how large it is, how well it does, and how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from explorable import Call, Choice, Drawing, Figure, Need, Option, Output, Readout, State, Width
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

from .shared.family import FAMILY

CORPORA = {"austen": "Austen", "kjv": "the King James Bible", "jargon": "the Jargon File"}


@dataclass(frozen=True)
class Learning:
    """A model's surprise at held-out text, in nats per token, after some steps; `size` is as in "small"."""

    size: str
    steps: tuple[int, ...]
    surprise: tuple[float, ...]


@dataclass(frozen=True)
class Card:
    """What was written down of a model, and how it learnt, before all others of the family."""

    told: Mapping[str, Any]
    learnt: tuple[Learning, ...]


def needs(state: State) -> list[Need]:
    """The card, of the model's service."""
    return [Call("model", "cards")]


def compute(state: State, cards: Any) -> Card:
    """What is told of the model that was chosen."""
    options = sorted(FAMILY, key=lambda option: option.value != state.model)
    return Card(cards[state.model], tuple(_learning(option, cards[option.value]) for option in options))


def _learning(option: Option, told: Mapping[str, Any]) -> Learning:
    """Before its first step a model has no place on a scale of factors."""
    found = [(int(each["step"]), float(each["held_out"])) for each in told["checkpoints"] if each["step"]]
    size, _, _ = option.label.partition(",")
    return Learning(size.lower(), *map(tuple, zip(*found, strict=True)))


# ------------------------------------------------------------------------------------------------- draw

LAYOUTS = {
    "wide": Layout(720, 226, {"learning": Panel(64, 706, 28, 180)}),
    "narrow": Layout(360, 226, {"learning": Panel(50, 344, 28, 180)}),
}


def draw(card: Card, width: Width) -> Drawing:
    """The card as a table, and how the surprise fell as the model learnt."""
    layout, said = LAYOUTS[width], sentence(card)
    title = "Surprise at held-out text as the model learnt"
    first = card.learnt[0]
    return Drawing(
        svg=picture(
            f"family-{width}", layout.width, layout.height, title, said, _curves(card, layout["learning"])
        ),
        html=data_table("Model card", ("Model", card.told["name"]), rows(card.told)),
        readouts=readouts(card.told),
        sentence=said,
        table=data_table(
            title,
            ("step", "nats per token"),
            [(count(step), number(nats)) for step, nats in zip(first.steps, first.surprise, strict=True)],
        ),
    )


def _curves(card: Card, panel: Panel) -> str:
    """The chosen model's with a dot at each step that was measured, the others' dashed behind it."""
    surprise = [nats for each in card.learnt for nats in each.surprise]
    steps = [step for each in card.learnt for step in each.steps]
    low, high = rounded_out(min(surprise), max(surprise), 5)
    across = Log(min(steps), max(steps), panel.left, panel.right)
    up = Linear(low, high, panel.bottom, panel.top)
    ticks, levels = log_ticks(min(steps), max(steps), 5), linear_ticks(low, high, 5)
    heading = '<tspan class="name">Learning</tspan>: nats per token of held-out text'
    first, *others = (
        (across.of(np.array(each.steps, float)), up.of(np.array(each.surprise))) for each in card.learnt
    )
    return "".join(
        (
            y_axis(panel, up, tuple(levels), tuple(linear_labels(levels))),
            x_axis(panel, across, tuple(ticks), tuple(log_labels(ticks)), "step"),
            *(path("line soft dashed", polyline(x, y)) for x, y in others),
            path("line p", polyline(*first)),
            path("p", dots(*first, 3)),
            text(panel.left, panel.top - 10, heading),
        )
    )


# -------------------------------------------------------------------------------------------------- say


def rows(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The card, line by line."""
    size, corpus, recipe = told["size"], told["corpus"], told["recipe"]
    versions = ", ".join(f"{name} {version}" for name, version in told["versions"].items())
    held_out = [
        (f"surprise at {title}", f"{number(told['held_out'][name]['bits_per_byte'])} bits per byte, held out")
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
    counts = {"weights": size["weights"], "bytes": told["bytes"]}
    tokens = {"context": size["context"], "vocabulary": size["vocabulary"], "seen": told["tokens_seen"]}
    surprise = {name: held_out[name]["bits_per_byte"] for name in CORPORA}
    return {
        **{name: Readout(float(value), count(value)) for name, value in counts.items()},
        **{name: Readout(float(value), count(value), "tokens") for name, value in tokens.items()},
        **{name: Readout(value, number(value), "bits") for name, value in surprise.items()},
    }


def sentence(card: Card) -> str:
    """What the picture shows."""
    first, *others = card.learnt
    rest = ", ".join(f"that of the {each.size} one to {number(each.surprise[-1])}" for each in others)
    return (
        f"In {count(first.steps[-1])} steps the surprise of the {first.size} model fell from "
        f"{number(first.surprise[0])} to {number(first.surprise[-1])} nats per token; dashed, {rest}."
    )


figure = Figure(
    id="family",
    title="They are at home in one author’s prose",
    caption="A model’s card, as it was written down when the model was trained, and how it learnt.",
    controls=(Choice("model", "Model", FAMILY, "s", help="All learnt the same text."),),
    outputs=(
        Output("austen", "Austen", "Surprise per byte", "p", help="At parts of her novels, held out."),
        Output("kjv", "King James Bible", "Surprise per byte", help="The models have read nothing of it."),
        Output("jargon", "Jargon File", "Surprise per byte", help="The models have read nothing of it."),
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
