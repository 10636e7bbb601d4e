"""What real pairs of models differ in: shape or order, head or tail, and how near a Zipf line is."""

from __future__ import annotations

from typing import Any

from explorable import Call, Drawing, Figure, Need, Output, Preset, State, Text, Width

from ..shared.chosen import SETTING
from ..shared.whose import LARGE, OF
from .others import ASKED, OTHER
from .probe import probe
from .result import Result, result_of
from .said import clauses, notes, readouts, sentence, table
from .scene import drawing

MODEL = "s"


def needs(state: State) -> list[Need]:
    """The model's tokens, those of the text, and what the two models differ in."""
    return [
        Call("model", "vocabulary", model=MODEL),
        Call("model", "tokenize", model=MODEL, text=state.text),
        Call("model", "splits", model=MODEL, text=state.text, **ASKED[state.other]),
    ]


def compute(state: State, known: Any, tokenized: Any, splits: Any) -> Result:
    """The pairs of the setting that is looked into, and the reader's text."""
    return result_of(state, known, tokenized, splits)


def draw(result: Result, width: Width) -> Drawing:
    """The share of shape of each pair; below, the text position by position."""
    said = sentence(result)
    return Drawing(
        svg=drawing(result, width, said),
        readouts=readouts(result),
        sentence=said,
        table=lambda: table(result),
        notes=notes(result),
        clauses=clauses(result),
    )


PAIRS, YOURS = "Median of the pairs shown", "Your text"

figure = Figure(
    id="real-pairs",
    title="What real pairs of models differ in: shape and order",
    caption=(
        "Above, a dot for each measured pair, upright through it the 95 % interval over texts: how much of "
        "KL is left once both lists are sorted. Below, your text as two models read it in this page: a bar "
        "for each token, filled the part of KL that is shape, hollow on it the part that is order."
    ),
    controls=(
        OF,
        SETTING,
        Text(
            "text",
            "Your text",
            "She had never in her life been so happy as on that morning.",
            max=300,
            lines=2,
            help="It is read in your browser, as the beginning of a line, and goes nowhere.",
        ),
        OTHER,
    ),
    presets=(
        Preset("Seeds", "Nothing but chance.", {"setting": "seed"}),
        Preset("Four bits", "Rounded weights, above and below.", {"setting": "4-bits", "other": "4bit"}),
        Preset("SmolLM2", "A larger model, against itself.", {"of": LARGE}),
        Preset("Hotter", "The order stays.", {"setting": "temperature", "other": "t2"}),
    ),
    outputs=(
        Output("shape", "shape", PAIRS, help="What is left of KL where both lists are sorted."),
        Output("head", "head", PAIRS, help="What the first model’s likeliest 10 tokens hold."),
        Output("body", "body", PAIRS, help="What the ranks 11 to 100 hold."),
        Output("tail", "tail", PAIRS, help="What all tokens beyond rank 100 hold."),
        Output("rho", "ρ", PAIRS, help="Spearman’s of both orders of all tokens: the mean over positions."),
        Output(
            "zipf",
            "a Zipf line over KL",
            PAIRS,
            help="KL from the first model’s sorted list to the Zipf line of its entropy, over KL.",
        ),
        Output("count", "pairs", PAIRS),
        Output("text_kl", "KL per token", YOURS),
        Output("text_shape", "shape", YOURS),
        Output("text_head", "head", YOURS),
        Output("text_body", "body", YOURS),
        Output("text_tail", "tail", YOURS),
        Output("text_rho", "ρ", YOURS),
        Output("text_zipf", "a Zipf line over KL", YOURS),
        Output("text_same", "same likeliest token", YOURS),
    ),
    clauses=("verdict", "texts", "range", "line", "sorted", "falls", "by_setting", "yours"),
    compute=compute,
    draw=draw,
    needs=needs,
    probe=probe,
)
