"""A text as a model reads it: how surprising each token was, and what was expected in its place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from explorable import Call, Choice, Drawing, Figure, Need, Option, Output, Preset, State, Width
from explorable.controls import Slider

from ..shared.passages import MEASURED, OPTIONS, OWN, measured, read_here
from ..shared.prompts import MODEL, SMOLLM2, TEXT
from ..shared.vocabulary import tokens_of, vocabulary_of
from . import others
from .curve import drawn
from .result import Result, result_of
from .said import html, notes, readouts, sentence, table


def needs(state: State) -> list[Need]:
    """What was measured of the passage; of the reader's own text what the model says, and the comparison."""
    if state.passage != OWN:
        return [vocabulary_of(SMOLLM2), MEASURED[state.passage]]
    read = Call("model", "positions", model=state.model, text=state.text)
    beside = others.asked(state.other, state.model)
    compare = [Call("model", "differences", model=state.model, text=state.text, **beside)] if beside else []
    return [vocabulary_of(state.model), read, *compare]


def compute(state: State, vocabulary: Any, read: Any, differences: Any = None) -> Result:
    """The reading, and the words of the text."""
    own = state.passage == OWN
    reading = (
        read_here(state.text, read, differences) if own else measured(read, others.measured_name(state.other))
    )
    return result_of(state, tokens_of(vocabulary), reading)


def draw(found: Result, width: Width) -> Drawing:
    """The text in bands and what was expected; below, surprise and entropy along it."""
    said, near = sentence(found), figure.links(found.state)
    return Drawing(
        svg=drawn(found, width, said),
        html=html(found, lambda place: near(at=place + 1)),
        readouts=readouts(found),
        sentence=said,
        table=lambda: table(found),
        notes=tuple(notes(found)),
        controls={} if found.state.passage == OWN else {"text": "not read now: a passage is chosen"},
    )


figure = Figure(
    id="landscape",
    title="To one and the same model code is cheap, fiction is dear, and noise is dearest",
    caption=(
        "A text, each of its tokens in a band; outlined is what cost more than five bits. Point at one, or "
        "choose it, and see what was expected there."
    ),
    controls=(
        Choice("passage", "Text", OPTIONS, "fiction", help="Six that SmolLM2 was measured on, and yours."),
        replace(
            TEXT,
            default="It is a truth universally acknowledged, that a single man in possession of a good "
            "fortune, must be in want of a wife.",
        ),
        MODEL,
        Choice(
            "scale",
            "Bands",
            (
                Option("surprise", "Surprise"),
                Option("rank", "Rank"),
                Option("entropy", "Entropy"),
                Option("kl", "KL"),
            ),
            "surprise",
            help="What the bands stand for.",
        ),
        Choice(
            "unit",
            "Set in",
            (Option("tokens", "Tokens"), Option("words", "Words")),
            "tokens",
            help="A word’s surprise has the blank after it counted, and the blank before it not.",
        ),
        Choice("other", "Compared with", others.OPTIONS, others.NOTHING, help="Another reading of the same."),
        Slider("at", "Token that is looked at", 1, TEXT.max, 1, 6),
    ),
    presets=(
        Preset("Noise", "Nothing can be expected of it.", {"passage": "noise"}),
        Preset(
            "Two bits a weight", "What rounding breaks.", {"passage": "fact", "other": "2bit", "scale": "kl"}
        ),
        Preset("In words", "As linguists count.", {"passage": "fiction", "unit": "words"}),
    ),
    outputs=(
        Output("bits_per_byte", "per byte", tone="p", help="The surprise of the text for each of its bytes."),
        Output("bits_per_token", "per token", help="The mean surprise."),
        Output("expected", "expected per token", help="The mean entropy: what the model took for granted."),
        Output("perplexity", "perplexity", help="2 to the mean surprise in bits at a token."),
        Output("surprising", "surprising", help="Tokens that cost more than five bits."),
        Output("kl", "KL per token", tone="q", help="From this reading to the other one, on average."),
    ),
    compute=compute,
    draw=draw,
    needs=needs,
)
