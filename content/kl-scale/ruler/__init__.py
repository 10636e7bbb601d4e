"""A ruler for divergences: every pair of models that was measured, and the number that a reader brings."""

from __future__ import annotations

from explorable import Choice, Drawing, Figure, Option, Output, Preset, Width

from ..shared.chosen import ALL, SETTING
from .fields import BYTES, KL, LINE, UNIT
from .probe import probe
from .result import Ruler, compute
from .said import beside, clauses, notes, readouts, sentence, table
from .scene import drawing


def draw(ruler: Ruler, width: Width) -> Drawing:
    """The strips, the paper's medians, and the reader's number."""
    said = sentence(ruler)
    return Drawing(
        svg=drawing(ruler, width, said),
        readouts=readouts(ruler),
        sentence=said,
        table=table(ruler),
        notes=notes(ruler),
        controls=beside(ruler),
        clauses=clauses(ruler),
    )


# ------------------------------------------------------------------------------------------ declaration

YOURS, INTO = "Your number", "The setting looked into"

OUTPUTS = (
    Output(
        "bits_per_byte",
        "on the scale",
        YOURS,
        help="KL in nats per token, divided by ln 2 and by the bytes of a token.",
    ),
    Output("nats_per_token", "per token", YOURS, help="The same at each token, in nats."),
    Output("nearest", "nearest", YOURS, help="The setting whose median is nearest, by factors."),
    Output(
        "tv",
        "total variation at most",
        YOURS,
        help="On average over tokens: √(KL / 2), or √(1 − e to the −KL), which is less above 1.6 nats.",
    ),
    Output(
        "acceptance",
        "accepted at least",
        YOURS,
        help="Of tokens drafted by one, so many are kept by the other: 1 − total variation.",
    ),
    Output(
        "tokens",
        "tokens to tell",
        YOURS,
        help="ln 20 / KL: so many, on average, until the text makes it 20 to 1 which of the two wrote it.",
    ),
    Output("median", "median", INTO, help="Of all pairs of the setting."),
    Output("least", "least", INTO, help="Of all pairs of the setting."),
    Output("most", "most", INTO, help="Of all pairs of the setting."),
    Output("count", "pairs", INTO, help="How many are shown."),
)

figure = Figure(
    id="ruler",
    title="A divergence has neighbours",
    caption=(
        "Pairs of models that differ in one thing, a dot each: of the family that was trained here, s-1@3000 "
        "is the small one of seed 1 after 3000 steps; hollow dots are SmolLM2 and its copies. Uprights are "
        "medians, boxes hold the middle half, diamonds are the paper’s medians. The line is yours."
    ),
    controls=(
        LINE,
        KL,
        UNIT,
        BYTES,
        Choice(
            "measure",
            "Our pairs by",
            (Option("exact", "KL, token by token"), Option("estimate", "the estimate")),
            "exact",
            help="What a tool prints is the first; the paper’s medians are the second.",
        ),
        SETTING,
    ),
    presets=(
        Preset(
            "A line of llama.cpp",
            "In nats, after the original’s own text.",
            {"line": "Mean    KLD:   0.031234 ±   0.000456"},
        ),
        Preset(
            "By the paper’s measure", "Our dots and its diamonds by one estimate.", {"measure": "estimate"}
        ),
        Preset("Two seeds", "Alike in all but chance.", {"setting": "seed"}),
        Preset("All of it", "Every setting.", {"setting": ALL, "line": ""}),
    ),
    outputs=OUTPUTS,
    clauses=(
        "between",
        "family",
        "order",
        "least_setting",
        "most_setting",
        "decades",
        "beside_paper",
        "against_paper",
    ),
    compute=compute,
    draw=draw,
    probe=probe,
)
