"""All tokens from the likeliest to the last: how much lies where, and what each sampler would keep of it."""

from __future__ import annotations

from typing import Any

from explorable import Choice, Drawing, Figure, Option, Output, Preset, Slider, State, Text, Width
from explorable.plot import picture
from explorable.tokens import name_of

from ..shared.distribution import distribution, needs
from ..shared.prompts import CONTROLS
from .probe import probe
from .said import beside, html, notes, readouts, sentence, table, title
from .scene import content, scene_of
from .tail import Tail, tail


def compute(state: State, vocabulary: Any, expected: Any) -> Tail:
    """The distribution of the state's prompt, and what is to be shown of it."""
    return tail(state, distribution(state, vocabulary, expected))


def draw(found: Tail, width: Width) -> Drawing:
    """The prompt and the head as text, the whole vocabulary as a picture."""
    scene, said = scene_of(found, width), sentence(found)
    layout, panel = scene.layout, scene.curve
    return Drawing(
        svg=picture(
            f"long-tail-{width}",
            layout.width,
            layout.height,
            title(found),
            said,
            content(found, scene),
            (panel.left, panel.right),
        ),
        html=html(found, lambda words: _link(found.state, words)),
        readouts=readouts(found),
        sentence=said,
        table=lambda: table(found),
        notes=notes(found),
        controls=beside(found),
        clauses={"likeliest": name_of(found.token(1))},
    )


def _link(state: State, words: str) -> str:
    try:
        return figure.link(state, find=words)
    except ValueError:
        return ""


# ------------------------------------------------------------------------------------------ declaration

SHOW = (Option("probability", "Each token"), Option("mass", "All up to a rank"))

# fmt: off
CUTS = (
    Slider("top_k", "Top-k", 1, 1000, 1, 40, unit="tokens", scale="log",
           help="Keeps the k likeliest tokens, whatever their probabilities."),
    Slider("top_p", "Top-p", 0.01, 1, 0.01, 0.9,
           help="Keeps the fewest tokens that have this probability together."),
    Slider("min_p", "Min-p", 0.001, 1, 0.001, 0.05, scale="log",
           help="Keeps what has this share of the likeliest token’s probability."),
    Slider("typical_p", "Typical", 0.01, 1, 0.01, 0.9,
           help="Keeps this probability, of the tokens whose surprise is nearest to the entropy."),
    Slider("eta_cutoff", "Eta", 0.0001, 0.1, 0.0001, 0.0003, scale="log",
           help="This is ε; keeps p ≥ min(ε, √ε · e to the −entropy): the less certain, the more."),
    Slider("top_n_sigma", "Top-nσ", 0, 5, 0.1, 1,
           help="Keeps logits within so many standard deviations of the largest."),
)

SHAPE, REACHED, LINE = "The distribution", "So many tokens have", "The nearest power law"
OUTPUTS = (
    Output("vocabulary", "vocabulary", SHAPE, help="How many tokens the model knows."),
    Output("top_prob", "the likeliest", SHAPE, "p", help="The probability of the likeliest token."),
    Output("entropy", "entropy", SHAPE, "p", help="The mean surprise at the next token, by the model."),
    Output("effective_vocabulary", "as uncertain as", SHAPE,
           help="e to the entropy: so many tokens, all alike."),
    Output("tokens_50", "half", REACHED, help="The fewest tokens with half of the probability."),
    Output("tokens_90", "90 %", REACHED, help="The fewest tokens with nine tenths of it."),
    Output("tokens_99", "99 %", REACHED, help="The fewest tokens with 99 % of it."),
    Output("zipf_exponent", "exponent", LINE,
           help="Of all power laws 1 / rankˢ over all ranks, the one that is nearest in KL."),
    Output("kl_fit", "KL(model‖power law)", LINE, help="What it costs to take that for the model."),
)

PRESETS = (
    Preset("A fact", "One token has three quarters; ten have nine tenths.",
           {"prompt": "fact", "find": ""}),
    Preset("An open story", "No token has much, and much lies beyond rank 100.",
           {"prompt": "story", "find": ""}),
    Preset("Code", "One token has nearly all: a power law drawn through it says nothing of the rest.",
           {"prompt": "code", "find": ""}),
    Preset("Another language", "Spain’s capital, asked in French: Madrid comes after half of all tokens.",
           {"prompt": "language", "find": "Madrid"}),
    Preset("Without the obvious", "Typical sampling cuts at both ends.",
           {"prompt": "story", "find": "", "typical_p": 0.3}),
)
# fmt: on

figure = Figure(
    id="long-tail",
    title="A short head, a long tail, and no power law",
    caption=(
        "Every token that the model knows, sorted by its probability as the next one. Head, body and tail "
        "are the first ten, those up to rank 100, and all others. Below, what each sampler would keep."
    ),
    controls=(
        *CONTROLS,
        Text(
            "find",
            "Find a token",
            max=40,
            help="Its text, or its bytes as 0xE28099.",
        ),
        *CUTS,
        Choice("show", "Curve", SHOW, "probability", help="Both over the same ranks.", view=True),
    ),
    outputs=OUTPUTS,
    presets=PRESETS,
    clauses=("likeliest",),
    compute=compute,
    draw=draw,
    needs=needs,
    probe=probe,
)
