"""The reader's own sentence, scored token by token by a model that runs in the page."""

from __future__ import annotations

from typing import Any

from explorable import Call, Choice, Drawing, Figure, Need, Option, Output, Preset, State, Text, Width
from explorable.controls import Slider

from .reading import Reading, reading_of
from .said import clauses, html, readouts, sentence, table
from .stack import drawn

SENTENCE = "She had never in her life been so happy."


def needs(state: State) -> list[Need]:
    """The model's tokens, and what it says of the text and of the one to compare with."""
    return [
        Call("model", "vocabulary", model=state.model),
        Call("model", "positions", model=state.model, text=state.text),
        Call("model", "positions", model=state.model, text=SENTENCE),
    ]


def compute(state: State, vocabulary: Any, positions: Any, first: Any) -> Reading:
    """The text, its tokens and its words with their log-probabilities."""
    return reading_of(state, vocabulary, positions, first)


def draw(found: Reading, width: Width) -> Drawing:
    """The text; below it the sum of its tokens’ log-probabilities."""
    said = sentence(found)
    return Drawing(
        svg=drawn(found, width, said),
        html=html(found, lambda place: figure.link(found.state, at=place + 1)),
        readouts=readouts(found),
        sentence=said,
        table=table(found),
        clauses=clauses(found),
    )


figure = Figure(
    id="sentence",
    title="Probabilities multiply, so their logarithms add up: a token hangs where the last one ended",
    caption=(
        "A sentence, scored by a small model that runs in this page. Choose a token, by pointer or keyboard, "
        "to see what it does to the sum."
    ),
    controls=(
        Text(
            "text",
            "Your sentence",
            SENTENCE,
            max=300,
            lines=2,
            help="It is read in your browser, as the beginning of a line, and goes nowhere.",
        ),
        Choice(
            "model",
            "Model",
            (Option("s", "Small"), Option("m", "Medium")),
            "s",
            help="Both learnt the same English prose; the medium one has more weights.",
        ),
        Choice(
            "unit",
            "Counted in",
            (Option("tokens", "Tokens"), Option("words", "Words")),
            "tokens",
            help="Of a word, the blank after it counts, and the blank before it does not.",
            view=True,
        ),
        Slider("at", "Token that is looked at", 1, 300, 1, 8),
    ),
    presets=(
        Preset(
            "Same words, other order",
            "A bag of words is no sentence.",
            {"text": "Happy so been life her in never had she."},
        ),
        Preset(
            "Off its subject",
            "Words that it met seldom or never.",
            {"text": "She had never in her life rebooted so often."},
        ),
        Preset("In words", "The end of a word counts.", {"unit": "words"}),
    ),
    outputs=(
        Output("log_prob", "ln P", tone="p", help="The sum: ln of the probability of the whole text."),
        Output("probability", "P", help="e to that."),
        Output("perplexity", "perplexity", help="e to the mean surprise at a token."),
        Output("bits_per_byte", "per byte", help="The surprise of the text for each byte it is written in."),
        Output(
            "bits_per_word", "per word", help="The mean surprise at a word; blanks counted where they belong."
        ),
    ),
    clauses=("sum", "costliest", "ratio"),
    compute=compute,
    draw=draw,
    needs=needs,
)
