"""Four strategies and a beam search, from one beginning: what each makes of it, and how likely that is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from explorable import Call, Data, Drawing, Figure, Need, Output, Preset, Seed, Slider, State, Width
from explorable.controls import Value
from explorable.format import shortened
from explorable.plot import Layout, Panel, picture

from ..shared.prompts import MODEL, PROMPT, RUN, SMOLLM2, TEXT, asked_of, runs
from ..shared.vocabulary import tokens_of, vocabulary_of
from . import curves
from .result import BEAM, COLUMNS, NAMES, Result, measured, result_of, settings_of
from .said import MOST, html, idle_notes, labels, notes, readouts, sentence, table, ways_on

MEASURED = Data("../data/strategies.json", travels=True)
_LETTERS = {"wide": 18, "narrow": 11}  # of a name beside its line
LAYOUTS = {
    "wide": Layout(720, 290, {"lines": Panel(52, 590, 34, 244)}),
    "narrow": Layout(360, 290, {"lines": Panel(44, 276, 34, 244)}),
}


def needs(state: State) -> list[Need]:
    """The model's tokens, and how it goes on."""
    if not runs(state):
        return [vocabulary_of(SMOLLM2), MEASURED]
    text, model, before = asked_of(state)
    settings = [settings_of(state, name) for name in COLUMNS]
    asked = {"settings": settings, "seed": state.seed, "count": state.count, "width": state.width}
    found = Call("model", "strategies", model=model, text=text, before=before, **asked)
    return [vocabulary_of(model), found]


def compute(state: State, vocabulary: Any, found: Any) -> Result:
    """All ways on."""
    return (result_of if runs(state) else measured)(state, tokens_of(vocabulary), found)


def draw(result: Result, width: Width) -> Drawing:
    """The texts, and below how likely each was as it grew."""

    def address(**changes: Value) -> str:
        try:
            return figure.link(result.state, None, **changes)
        except ValueError:  # the field would not take that text
            return ""

    layout, said = LAYOUTS[width], sentence(result)
    names = {name: shortened(label, _LETTERS[width]) for name, label in labels(result).items()}
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
        table=lambda: table(result),
        notes=tuple(notes(result)),
        controls=idle_notes(result.state),
    )


# Of each strategy temperature, top-k and top-p at first: greedy, top-k, top-p, and a creative one.
_AT_FIRST = ((0, 0, 1), (1, 40, 1), (1, 0, 0.9), (1.5, 0, 0.9))


def _dials(name: str, temperature: float, top_k: int, top_p: float) -> tuple[Slider, ...]:
    label = name.capitalize()
    return (
        Slider(
            f"{name}_temperature",
            f"{label}: temperature",
            0,
            3,
            0.05,
            temperature,
            symbol="T",
            help="0 is greedy, 1 is off.",
            group=label,
        ),
        Slider(
            f"{name}_top_k", f"{label}: top-k", 0, 200, 1, top_k, symbol="k", help="0 is off.", group=label
        ),
        Slider(
            f"{name}_top_p",
            f"{label}: top-p",
            0.01,
            1,
            0.01,
            top_p,
            symbol="p",
            help="1 is off.",
            group=label,
        ),
    )


def _outputs(name: str, group: str) -> tuple[Output, ...]:
    return tuple(Output(f"{each}_{name}", each, group, "p" if each == BEAM else "") for each in NAMES)


figure = Figure(
    id="strategies",
    title="The likeliest next token is not the way to the likeliest text",
    caption=(
        "From one beginning: the likeliest token each time; drawn from the k likeliest; from the fewest that "
        "have probability p; the same at a high temperature; and the best text that a beam search finds. "
        "Each of the four is yours to change. The same numbers draw in all."
    ),
    controls=(
        replace(PROMPT, default="garden-path"),
        TEXT,
        MODEL,
        RUN,
        *(dial for name, values in zip(COLUMNS, _AT_FIRST, strict=True) for dial in _dials(name, *values)),
        Slider("count", "Tokens", 1, MOST, 1, MOST, help="So many are added to the beginning."),
        Slider("width", "Beam", 1, 8, 1, 4, unit="texts", help="So many texts are kept at each step."),
        Seed("seed", "Seed", 2, help="Its numbers draw, the first one the first token, for all alike."),
    ),
    presets=(
        Preset("One step", "All begin alike, or nearly.", {"count": 1}),
        Preset("Other numbers", "Three draw again; two have nothing to draw.", {"seed": 4}),
        Preset(
            "Very creative",
            "What is drawn far out is seldom a word.",
            {"prompt": "own", "fourth_temperature": 3},
        ),
    ),
    outputs=(*_outputs("log_p", "ln P"), *_outputs("perplexity", "Perplexity")),
    compute=compute,
    draw=draw,
    needs=needs,
)
