"""A log-likelihood vector, text by text: what two models give to each, and what KL that makes."""

from __future__ import annotations

from pathlib import Path

from explorable import Choice, Drawing, Figure, Need, Option, Output, Preset, Seed, Slider, State, Width

from ..shared.measured import MODELS, TEXTS, VECTORS
from ..shared.named import SIZES
from ..shared.settings import SETTINGS
from .panels import drawn
from .result import Result, result_of
from .said import clauses, html, notes, readouts, sentence, table, told_of_controls

MOST = 1200  # texts, and some: there are as many as there are
NO_VECTOR = "top-k"  # the setting whose models give nothing at all to some texts


def needs(state: State) -> list[Need]:
    """Models, their vectors, and the texts."""
    return [MODELS, VECTORS, TEXTS]


def compute(state: State, models: Path, vectors: Path, texts: Path) -> Result:
    """Add texts, and estimate."""
    return result_of(state, models, vectors, texts)


def draw(found: Result, width: Width) -> Drawing:
    """The newest texts, their differences, and the estimate."""
    said = sentence(found)
    return Drawing(
        html=html(found, width),
        svg=drawn(found, width, said),
        readouts=readouts(found),
        sentence=said,
        table=table(found),
        notes=tuple(notes(found)),
        controls=told_of_controls(found),
        clauses=clauses(found),
    )


# fmt: off
figure = Figure(
    id="vector",
    title="Half the variance of how two models differ, text by text, estimates KL",
    caption=(
        "Two models give a log-likelihood to each text. Their difference, less its mean, squared and "
        "averaged, is twice the estimate of KL; the more texts, the surer."
    ),
    controls=(
        Choice("setting", "Two models that differ in",
               tuple(Option(each.key, each.label) for each in SETTINGS if each.name != NO_VECTOR), "seed"),
        Choice("size", "Size", tuple(Option(size, label) for size, label in SIZES.items()), "m"),
        Slider("n", "Texts added", 1, MOST, 1, 40, unit="texts", scale="log",
               help="Each is a piece of a paragraph that no model has learnt."),
        Slider("which", "Which of such pairs", 1, 20, 1, 1),
        Seed("seed", "Order of the texts", help="In which they are added: in the end that is one."),
    ),
    presets=(
        Preset("Ten texts", "Hardly an estimate.", {"n": 10}),
        Preset("A hundred", "Its order of magnitude.", {"n": 100}),
        Preset("All", "As sure as it gets.", {"n": MOST}),
    ),
    outputs=(
        Output("kl", "KL", "Estimate", help="Half the variance, for each byte of the texts, in bits."),
        Output("low", "at least", "Estimate", help="Where 95 % of texts drawn anew from these have more."),
        Output("high", "at most", "Estimate", help="The other end of that interval."),
        Output("variance", "variance", "Made of", help="Of the differences, each text counting alike."),
        Output("bytes", "bytes a text", "Made of", help="The mean length so far."),
        Output("mean", "mean difference", "Made of", help="What is taken off: it tells who is better."),
        Output("n", "texts", "Made of", help="How many there are so far."),
        Output("settled", "settled after", "Made of",
               help="From there on the estimate stays within a tenth of the one of all texts."),
    ),
    clauses=("pair", "in_the_end"),
    compute=compute,
    draw=draw,
    needs=needs,
)
# fmt: on
