"""The reader as the sampler: a text that grows by what is picked among all tokens that a model knows."""

from __future__ import annotations

from typing import Any

from explorable import (
    Call,
    Choice,
    Drawing,
    Figure,
    Need,
    Option,
    Output,
    Preset,
    Seed,
    State,
    Text,
    Tokens,
    Width,
)
from explorable.controls import Slider, Value

from ..shared import distribution as shared
from ..shared.continuations import measured
from ..shared.measured import MEASURED
from ..shared.prompts import CONTROLS, RUN, SMOLLM2, asked_of, idle_note, runs
from ..shared.vocabulary import vocabulary_of
from .branches import drawn
from .result import Result, from_measured, from_model
from .said import MOST, html, notes, readouts, sentence, table

_OPENED = {SMOLLM2: 8}  # beginnings that are continued: the large model takes its time
_MANY = 40


def needs(state: State) -> list[Need]:
    """What was measured; or the tokens, and what the model says of the text and of the picks."""
    if not runs(state):
        return [*shared.needs(state), MEASURED[state.prompt].tree]
    text, model, before = asked_of(state)
    asked = {"model": model, "text": text, "picks": [*state.picks], "before": before}
    return [
        vocabulary_of(model),
        Call("model", "next_tokens", **asked),
        Call("model", "positions", **asked),
        Call("model", "continuations", **asked, opened=_OPENED.get(model, _MANY)),
    ]


def compute(state: State, vocabulary: Any, expected: Any, *further: Any) -> Result:
    """What was picked, what may come next, and how it may go on."""
    if not runs(state):
        return from_measured(state, shared.distribution(state, vocabulary, expected), measured(*further))
    text, model, _ = asked_of(state)
    told = shared.asked((model, text, state.picks), text, vocabulary, expected)
    return from_model(state, told, *further)


def draw(found: Result, width: Width) -> Drawing:
    """The text and the vocabulary as text; below, how it may go on."""
    said = sentence(found)

    near = figure.links(found.state)

    def href(**changes: Value) -> str:
        first = {"page": 1} if "picks" in changes else {}
        return near(**first, **changes)

    return Drawing(
        svg=drawn(found.text, width, said, lambda picks: href(picks=picks[:MOST])),
        html=html(found, width, href),
        readouts=readouts(found),
        sentence=said,
        table=lambda: table(found),
        notes=tuple(notes(found)),
        controls=idle_note(found.state.prompt),
    )


figure = Figure(
    id="builder",
    title="You are the sampler: the model grades, and somebody has to pick",
    caption=(
        "The prompt, what you picked after it (the deeper its shade, the likelier it was), and every token "
        "that may come next. Choose one and the text goes on; choose an earlier one and you are back "
        "there. Below, the likeliest ways on, and those that you left behind."
    ),
    controls=(
        *CONTROLS,
        RUN,
        Tokens("picks", "Picked", 49152, most=MOST, help="The ids of the tokens that you picked."),
        Text("find", "Find among all tokens", max=30, help="Text, or bytes, as in 0xE2 0x80."),
        Choice(
            "sort",
            "Sort",
            (
                Option("likely", "Likeliest first"),
                Option("unlikely", "Least likely"),
                Option("bytes", "By their bytes"),
                Option("id", "By id"),
            ),
            "likely",
        ),
        Slider("temperature", "Temperature", 0, 3, 0.05, 1, symbol="T", help="0 keeps the likeliest alone."),
        Slider("top_k", "Top-k", 0, 200, 1, 0, symbol="k", help="0 keeps all."),
        Slider("top_p", "Top-p", 0, 1, 0.01, 1, symbol="p", help="1 keeps all."),
        Slider("repetition_penalty", "Repetition penalty", 1, 2, 0.05, 1, help="1 changes nothing."),
        Seed("seed", "Seed", 1, help="It decides what Sample picks: the same seed, the same tokens."),
        Slider("page", "Page of the table", 1, 4916, 1, 1, scale="log", help="Ten tokens each."),
    ),
    presets=(
        Preset("A fact", "One token has most of it.", {"prompt": "fact", "picks": ()}),
        Preset("An open story", "Hundreds of ways on.", {"prompt": "story", "picks": ()}),
        Preset(
            "A trap",
            "One token has most of it; the way out comes after.",
            {"prompt": "repetition", "picks": ()},
        ),
    ),
    outputs=(
        Output("log_prob", "log-probability", tone="p", help="ln p of all picks together."),
        Output("perplexity", "perplexity", help="e to the mean surprise at a pick."),
        Output("bits_per_byte", "bits per byte", help="The surprise for each byte picked."),
        Output("entropy", "entropy", help="Of all tokens, before any setting."),
        Output("left", "left to pick from", help="After temperature and cuts."),
    ),
    compute=compute,
    draw=draw,
    needs=needs,
)
