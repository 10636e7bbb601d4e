"""What it costs to expect Q where P comes: the entropy of P, and the divergence on top of it."""

from __future__ import annotations

from explorable import Drawing, Figure, Output, Preset, Seed, Width
from explorable.controls import Slider

from ..shared.five import P, Q
from ..shared.units import UNIT, readout
from .lengths import drawn
from .result import Result, compute
from .said import notes, sentence, surplus, table


def draw(result: Result, width: Width) -> Drawing:
    """What each token costs; below, the sums as lengths."""
    said = sentence(result)
    return Drawing(
        svg=drawn(result, width, said),
        readouts={
            "cross_entropy": readout(result.cost, result.unit),
            "entropy": readout(result.entropy, result.unit),
            "kl": readout(result.kl, result.unit),
            "loss": readout(result.loss, result.unit),
        },
        sentence=said,
        table=table(result),
        notes=tuple(notes(result)),
        clauses={"surplus": surplus(result)},
    )


figure = Figure(
    id="cross-entropy",
    title="Expecting Q where P comes costs the entropy of P, and the divergence on top",
    caption=(
        "Each token is as wide as it is probable and as high as it costs: the area of all is the "
        "cross-entropy. Below, the same as lengths, and the mean over a text that is drawn from P."
    ),
    controls=(
        P,
        Q,
        UNIT,
        Slider(
            "n",
            "Tokens in the text",
            1,
            100_000,
            1,
            1000,
            symbol="n",
            scale="log",
            help="A text drawn from P, on which Q is scored as in training.",
        ),
        Seed("seed", "Another text", help="The same seed draws the same text."),
    ),
    presets=(
        Preset("Q is P", "No divergence, and yet a cost.", {"p": P.default, "q": P.default}),
        Preset(
            "Q the other way round", "What is rare is expected.", {"p": P.default, "q": (5, 15, 10, 30, 40)}
        ),
        Preset("Q rules out the moon", "One zero.", {"p": P.default, "q": (42, 32, 10, 16, 0)}),
    ),
    outputs=(
        Output(
            "cross_entropy", "H(P, Q)", help="The mean of −log q over tokens drawn from P: the cross-entropy."
        ),
        Output("entropy", "H(P)", tone="p", help="What even P itself would cost."),
        Output("kl", "KL(P‖Q)", tone="q", help="What Q costs beyond that."),
        Output("loss", "loss on the text", help="The mean of −log q over the n tokens that were drawn."),
    ),
    clauses=("surplus",),
    compute=compute,
    draw=draw,
)
