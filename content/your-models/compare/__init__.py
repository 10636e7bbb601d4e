"""Two models compared by what their files say of one text: how far apart, where, and by which tokens."""

from __future__ import annotations

from typing import Any

from explorable import Choice, Drawing, Figure, File, Option, Output, Preset, State, Text, Width

from .files import OPTIONS, needs
from .findings import above
from .handouts import HANDOUTS, ROWS, handouts
from .result import PLACE_OPTIONS, Result, result_of
from .rows import below
from .said import clauses, notes, readouts, sentence, table
from .scene import drawing
from .spoiled import SPOILED

EXAMPLE = ("files", "spoiled")  # these controls say what is compared while there is no file of the reader's
KINDS = "A .kld file of llama.cpp, an array of numpy (.npy, .npz), or a server’s answers (JSON, JSON Lines)."
NO_FILES = {"a": "", "b": "", "tokens": ""}


def compute(state: State, *brought: Any) -> Result:
    """Compare the files."""
    return result_of(state, *brought)


def draw(result: Result, width: Width) -> Drawing:
    """What the files are, the picture, and one row of them."""
    said, href = sentence(result), figure.links(result.state)
    return Drawing(
        svg=drawing(result, width, said, href),
        readouts=readouts(result),
        sentence=said,
        table=table(result),
        notes=notes(result),
        clauses=clauses(result),
        handouts=handouts(result),
        html=above(result),
        below=below(result, href),
    )


APART, MADE, BOTH, FILES = "KL(A‖B) per token", "What it is made of", "Both models", "The files"

figure = Figure(
    id="compare",
    title="A mean hides where two models differ, and by which tokens",
    caption="Two files of log-probabilities of one text, compared row by row. Nothing leaves your browser.",
    controls=(
        File(
            "a",
            "Your file A, the base",
            KINDS,
            pasted=True,
            help="It stays on your device: no link holds it.",
            instead=EXAMPLE,
        ),
        File("b", "Your file B, of the same text", KINDS, pasted=True, instead=EXAMPLE),
        File(
            "tokens",
            "How its tokens read, if you like",
            "A tokenizer.json, or a GGUF file: of that only the beginning is read.",
            help="Without it tokens that a file knows by number are shown so.",
            instead=EXAMPLE,
        ),
        Choice(
            "known",
            "Tokens without a name",
            (Option("no", "By number"), Option("smollm2", "As SmolLM2’s")),
            "no",
            help="For your files: vocabularies of 49 152 tokens may be SmolLM2’s.",
        ),
        Choice("files", "Example", OPTIONS, "4-bits"),
        SPOILED,
        Choice("place", "Row shown", PLACE_OPTIONS, "largest", help="By how far apart the models are there."),
        Text("row", "Row", max=9, help="Its number, from 0 on: the nearest that was compared is shown."),
    ),
    presets=(
        Preset("Four bits", "A copy that is close.", {"files": "4-bits", **NO_FILES}),
        Preset("Two bits", "A copy that is not.", {"files": "2-bits", **NO_FILES}),
    ),
    outputs=(
        Output("kl_mean", "mean", APART),
        Output(
            "kl_error",
            "its standard error",
            APART,
            help="Over chunks of text, as tokens are not independent: of one chunk there is none.",
        ),
        Output("kl_median", "median", APART),
        Output("kl_q99", "99 %", APART),
        Output("kl_max", "largest", APART),
        Output("kl_reverse_mean", "the other way", APART, help="KL(B‖A), mean."),
        Output("kl_low", "at least", APART, help="Certain, but for rounding, where tails were cut off."),
        Output(
            "kl_high",
            "at most",
            APART,
            help="If B’s tail is no deeper than twice a floor: 32 nats, of ik_llama.cpp 48.",
        ),
        Output("shape_share", "shape", MADE, help="What is left where both lists are sorted."),
        Output("order_share", "order", MADE),
        Output("head_share", "head", MADE, help="A’s likeliest 10 tokens."),
        Output("body_share", "body", MADE, help="Its ranks 11 to 100."),
        Output("tail_share", "tail", MADE, help="All others."),
        Output("same_top", "same likeliest token", BOTH),
        Output("tv_mean", "total variation", BOTH, help="Mean over rows, from 0 to 1."),
        Output("acceptance", "drafts accepted", BOTH, help="Of B’s drafts A would keep so many."),
        Output("ppl_a", "perplexity of A", BOTH),
        Output("ppl_b", "perplexity of B", BOTH),
        Output("rows", "rows", FILES),
        Output("chunks", "chunks of text", FILES),
        Output("vocabulary", "vocabulary", FILES),
        Output(
            "mass_error",
            "mass off by",
            FILES,
            help="By how much the worst row, as it is written, does not add up to 1.",
        ),
    ),
    clauses=("verdict", "sure", "flips"),
    handouts=HANDOUTS,
    downloads=(ROWS,),
    compute=compute,
    draw=draw,
    needs=needs,
)
