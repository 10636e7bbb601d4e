"""What is said of a place in the layers: readouts, sentences, notes, tokens as text and the table."""

from __future__ import annotations

import math
from typing import Protocol

from explorable import Note, Readout
from explorable.format import count, number
from explorable.table import data_table
from explorable.tokens import Token, legend, name_of, percent, ranking, readable
from explorable.tokens import sentence as tokens_in_line

from ..shared.prompts import idle_note
from .layers import Chosen, Layers


class Way(Protocol):
    """Gives addresses of states that look at another place; equal ways lead alike."""

    def __call__(self, at: int, layer: int) -> str:
        """The address of the one that looks after a token, counted from 0, at a layer."""

    def __hash__(self) -> int:
        """Equal for equal ways."""


def name(layers: Layers, id: int) -> str:
    """What a token is called."""
    return name_of(layers.tokens[id])


def called(layer: int) -> str:
    """What a layer is called."""
    return f"layer {layer}" if layer else "the embedding"


def title(seen: Chosen) -> str:
    """What the picture is."""
    return f"What each of {count(seen.layers.last)} layers would say next, if it were the last"


def sentence(seen: Chosen) -> str:
    """What is seen at the place chosen, and over the text."""
    here, layers = seen.position, seen.layers
    says = f"{name(seen.layers, int(here.top[seen.layer, 0]))}, {percent(here.top_probability(seen.layer))}"
    after = f"After {name(seen.layers, layers.ids[seen.at])}"
    if seen.layer == here.last:
        said = f"{after} the model says {says}, as every layer does from {called(here.settled)} on"
    else:
        said = (
            f"{after} {called(seen.layer)} of {here.last} would say {says}; the model itself says "
            f"{name(seen.layers, here.answer)}, the likeliest from {called(here.settled)} on"
        )
    median = f"{layers.median_settled:g}"
    return f"{said}. In the median over the text, answers stay from layer {median} on."


def readouts(seen: Chosen) -> dict[str, Readout]:
    """The declared outputs."""
    here, layer = seen.position, seen.layer
    shares = {"top_prob": here.top_probability(layer), "answer_prob": here.probability(layer, here.answer)}
    nats = {"entropy": float(here.entropies[layer]), "kl": float(here.kl[layer])}
    counts = {"first": here.first, "settled": here.settled}
    median = seen.layers.median_settled
    return {
        **{key: Readout(value, percent(value)) for key, value in shares.items()},
        **{key: Readout(value, number(value), "nats") for key, value in nats.items()},
        **{key: Readout(float(value), str(value)) for key, value in counts.items()},
        "median_settled": Readout(median, f"{median:g}"),
    }


def beside(seen: Chosen) -> dict[str, str]:
    """What is said beside the controls."""
    ids = seen.layers.ids
    after = f"after {name(seen.layers, ids[seen.at])}, token {count(seen.at + 1)} of {count(len(ids))}"
    return {"back": after, "layer": f"{called(seen.layer)} of {seen.layers.last}"} | idle_note(
        seen.state.prompt
    )


def notes(seen: Chosen) -> tuple[Note, ...]:
    """What is exceptional about the place."""
    here = seen.position
    if seen.layer == 0 and int(here.top[0, 0]) == seen.layers.ids[seen.at]:
        said = (
            "The embedding says the token again that it stands for: what goes in is also how it is read off."
        )
        return (Note(said, "Go to the last layer", {"layer": 30}),)
    if here.first < here.settled and seen.layer < here.settled:
        said = f"The answer was the likeliest at {called(here.first)} already, and was lost again."
        return (Note(said, "Look there", {"layer": here.first}),)
    return ()


def html(seen: Chosen, way: Way) -> str:
    """The text, each of its tokens a link to what is said after it; then the five likeliest of the layer."""
    layers, here = seen.layers, seen.position
    text = [
        Token(readable(layers.tokens[id]), way(at, seen.layer), f"after {at}", current=at == seen.at)
        for at, id in enumerate(layers.ids)
    ]
    five = [
        Token(readable(layers.tokens[int(id)]), probability=math.exp(log_prob), rank=rank)
        for rank, (id, log_prob) in enumerate(
            zip(here.top[seen.layer], here.top_log_probs[seen.layer], strict=True), start=1
        )
    ]
    return tokens_in_line(text) + ranking(five, "p") + legend(text + five)


def table(seen: Chosen, way: Way) -> str:
    """A row for each layer, a link to it."""
    here = seen.position
    rows = (
        (
            str(layer),
            name(seen.layers, int(here.top[layer, 0])),
            percent(here.top_probability(layer)),
            number(float(here.entropies[layer])),
            number(float(here.kl[layer])),
            number(here.probability(layer, here.answer)),
        )
        for layer in range(here.last + 1)
    )
    columns = ("layer", "likeliest", "probability", "entropy, nats", "KL(model‖layer), nats", "of the answer")
    caption = (
        f"What each layer would say after {name(seen.layers, seen.layers.ids[seen.at])}; 0 is the embedding"
    )
    return data_table(caption, columns, rows, links=(way(seen.at, layer) for layer in range(here.last + 1)))
