"""What a language model expects next, over its whole vocabulary; and how a text surprised it."""

from __future__ import annotations

from typing import Any

import numpy as np
from explorable import Call, Choice, Drawing, Figure, Need, Option, Output, Preset, State, Text, Width
from explorable.format import count
from explorable.plot import (
    Layout,
    Log,
    Panel,
    dots,
    log_labels,
    log_ticks,
    path,
    picture,
    polyline,
    text,
    x_axis,
    y_axis,
)
from nexttoken.stored import parted

from ..shared.family import FAMILY
from .result import SHOWN, Result, result_of
from .said import clause, html, notes, readouts, sentence, table, title

MODELS = (*FAMILY, Option("smollm2", "SmolLM2, 135 million weights"))
MOST = 400  # characters: a link holds them all


def needs(state: State) -> list[Need]:
    """The model's tokens, how it reads the text, and what it expects after that."""
    return [
        Call("model", "vocabulary", model=state.model),
        Call("model", "positions", model=state.model, text=state.text),
        Call("model", "next_tokens", model=state.model, text=state.text),
    ]


def compute(state: State, vocabulary: Any, positions: Any, after: Any) -> Result:
    """All of it together."""
    return result_of(state, parted(vocabulary["lengths"], vocabulary["bytes"]), positions, after["logprobs"])


# ------------------------------------------------------------------------------------------------- draw

LAYOUTS = {
    "wide": Layout(720, 250, {"all": Panel(64, 706, 28, 204)}),
    "narrow": Layout(360, 250, {"all": Panel(58, 344, 28, 204)}),
}
LEAST = 1e-7  # of a probability that the curve shows


def draw(found: Result, width: Width) -> Drawing:
    """The text and what may follow, as text; below, all of the vocabulary as a curve."""
    layout, said = LAYOUTS[width], sentence(found)
    return Drawing(
        svg=picture(
            f"next-token-{width}",
            layout.width,
            layout.height,
            title(found),
            said,
            _curve(found, layout["all"]),
        ),
        html=html(found, lambda words: _link(found.state, words)),
        readouts=readouts(found),
        sentence=said,
        table=table(found),
        notes=notes(found),
        controls={"text": f"{count(len(found.read))} tokens, {count(found.bytes)} bytes"},
        clauses={"likeliest": clause(found)},
    )


def _link(state: State, words: str) -> str:
    """The address of the state with this text, "" where the field would not take it."""
    try:
        return figure.link(state, text=words)
    except ValueError:
        return ""


def _curve(found: Result, panel: Panel) -> str:
    """Probability over rank, both in equal factors; the tokens shown above as dots."""
    most = len(found.sorted)
    across, up = Log(1, most, panel.left, panel.right), Log(LEAST, 1, panel.bottom, panel.top)
    seen = int((found.sorted >= LEAST).sum())
    ranks = np.unique(np.geomspace(1, seen, 300).round().astype(int))
    ticks, steps = log_ticks(1, most, 6), log_ticks(LEAST, 1, 5)
    x, y = across.of(ranks.astype(float)), up.of(found.sorted[ranks - 1])
    shown = min(SHOWN, most)
    even, half = up.at(1 / most), across.at(found.half)
    heading = '<tspan class="name">Every token</tspan>, sorted: its probability'
    return "".join(
        (
            y_axis(panel, up, tuple(steps), tuple(log_labels(steps))),
            x_axis(panel, across, tuple(ticks), tuple(log_labels(ticks)), "rank"),
            path("line dashed", f"M{panel.left:g} {even:.1f}H{panel.right:g}"),
            path("line soft", f"M{half:.1f} {panel.top:g}V{panel.bottom:g}"),
            text(panel.left + 6, even + 15, "if all were equally likely", "note halo"),
            path("line p", polyline(x, y)),
            path("p", dots(across.of(np.arange(1.0, shown + 1)), up.of(found.sorted[:shown]), 2.5)),
            text(half + 5, panel.bottom - 7, f"half by rank {count(found.half)}", "note halo"),
            text(panel.left, panel.top - 10, heading),
        )
    )


figure = Figure(
    id="next-token",
    title="A model picks no word: it grades every one it has",
    caption=(
        "First the text as the model reads it: the deeper a token’s shade, the likelier it was; outlined "
        "is what was not among the twenty likeliest. Then the twenty likeliest for what comes next: choose "
        "one, and the text goes on. Last, the whole vocabulary."
    ),
    controls=(
        Text(
            "text",
            "Your text",
            "She had never in her life been so",
            max=MOST,
            lines=3,
            help="It is read as the beginning of a line. It stays here: the model runs in your browser.",
        ),
        Choice("model", "Model", MODELS, "s", help="The larger one is fetched only if you ask for it."),
    ),
    presets=(
        Preset("A name begins", "One token takes nearly all.", {"text": "My dear Mr"}),
        Preset("Another century", "It is surprised.", {"text": "I left my phone in the taxi"}),
        Preset("Nothing yet", "How does a line begin?", {"text": ""}),
    ),
    outputs=(
        Output("entropy", "entropy of the next", tone="p", help="The mean surprise at it, by the model."),
        Output("choices", "as uncertain as", help="e to the entropy: so many tokens, all alike."),
        Output("half", "half is on", help="So many tokens, the likeliest first, have half of it."),
        Output("bits_per_byte", "the text, per byte", help="Its surprise, for each of its bytes."),
        Output("perplexity", "its perplexity", help="e to the mean surprise at a token of the text."),
    ),
    clauses=("likeliest",),
    compute=compute,
    draw=draw,
    needs=needs,
)
