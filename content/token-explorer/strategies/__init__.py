"""Four strategies and a beam search, from one beginning: what each makes of it, and how likely that is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from explorable import Call, Drawing, Figure, Need, Output, Preset, Seed, Slider, State, Width
from explorable.controls import Value
from explorable.plot import Layout, Panel, picture

from ..shared.prompts import MODEL, TEXT
from ..shared.vocabulary import tokens_of, vocabulary_of
from . import curves
from .result import Result, result_of, settings_of
from .said import (
    MOST,
    html,
    labels,
    notes,
    readouts,
    sentence,
    short_labels,
    table,
    ways_on,
)

LAYOUTS = {
    "wide": Layout(720, 290, {"lines": Panel(52, 590, 34, 244)}),
    "narrow": Layout(360, 290, {"lines": Panel(44, 276, 34, 244)}),
}


def needs(state: State) -> list[Need]:
    """The model's tokens, and how it goes on."""
    asked = {"settings": settings_of(state), "seed": state.seed, "count": state.count, "width": state.width}
    found = Call("model", "strategies", model=state.model, text=state.text, **asked)
    return [vocabulary_of(state.model), found]


def compute(state: State, vocabulary: Any, found: Any) -> Result:
    """All ways on."""
    return result_of(state, tokens_of(vocabulary), found)


def draw(result: Result, width: Width) -> Drawing:
    """The texts, and below how likely each was as it grew."""

    def address(**changes: Value) -> str:
        try:
            return figure.link(result.state, None, **changes)
        except ValueError:  # the field would not take that text
            return ""

    layout, said = LAYOUTS[width], sentence(result)
    names = labels(result) if layout.roomy else short_labels(result)
    return Drawing(
        html=ways_on(result, address) + html(result, address),
        svg=picture(
            f"strategies-{width}",
            layout.width,
            layout.height,
            "How likely each text is, as it grows",
            said,
            curves.drawn(result, layout["lines"], names),
        ),
        readouts=readouts(result),
        sentence=said,
        table=table(result),
        notes=notes(result),
    )


_NAMES = {
    "greedy": "greedy",
    "top_k": "top-k",
    "top_p": "top-p",
    "creative": "creative",
    "beam": "beam",
}

figure = Figure(
    id="strategies",
    title="The likeliest next token is not the way to the likeliest text",
    caption=(
        "From one beginning: the likeliest token each time; drawn from the k likeliest; from the fewest that "
        "have probability p; the same at a high temperature; and the best text that a beam search finds. The "
        "same numbers draw in each. Choose a token, and all go on from there."
    ),
    controls=(
        replace(TEXT, label="Beginning"),
        replace(MODEL, label="Model"),
        Slider("count", "Tokens", 1, MOST, 1, MOST, help="So many are added to the beginning."),
        Slider("k", "Top-k", 1, 200, 1, 40, symbol="k"),
        Slider("p", "Top-p", 0.01, 1, 0.01, 0.9, symbol="p", help="Of both strategies that have one."),
        Slider("temperature", "Creative temperature", 0.05, 3, 0.05, 1.5, symbol="T"),
        Slider("width", "Beam", 1, 8, 1, 4, unit="texts", help="So many texts are kept at each step."),
        Seed("seed", "Seed", help="Its numbers draw, the first one the first token, for all alike."),
    ),
    presets=(
        Preset("One step", "All begin alike, or nearly.", {"count": 1}),
        Preset("A wider beam", "It looks at more texts at once.", {"width": 8}),
        Preset("Very creative", "What is drawn far out is seldom a word.", {"temperature": 3}),
    ),
    outputs=(
        *(
            Output(f"{name}_log_p", label, "ln P", "p" if name == "beam" else "")
            for name, label in _NAMES.items()
        ),
        *(
            Output(f"{name}_perplexity", label, "Perplexity", "p" if name == "beam" else "")
            for name, label in _NAMES.items()
        ),
    ),
    compute=compute,
    draw=draw,
    needs=needs,
)
