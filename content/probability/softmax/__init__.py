"""From logits to probabilities: only differences count, temperature divides them, and machines overflow."""

from __future__ import annotations

from explorable import Choice, Drawing, Figure, Option, Output, Preset, Readout, Width
from explorable.controls import Slider, Value
from explorable.format import NOTHING, number

from .columns import drawn
from .result import NAMES, TOKENS, Result, compute
from .said import machine, notes, sentence, share, table


def draw(result: Result, width: Width) -> Drawing:
    """Logits, their exponentials, and probabilities, beside each other."""
    said, partition = sentence(result), result.log_partition
    return Drawing(
        svg=drawn(result, width, said),
        readouts={
            "top": Readout(float(result.p.max()), number(float(result.p.max()))),
            "entropy": Readout(result.entropy, number(result.entropy), "nats"),
            "log_partition": Readout(partition, NOTHING if partition is None else number(partition)),
        },
        sentence=said,
        table=table(result),
        notes=tuple(notes(result)),
        controls={"t": "" if result.state.limit == "t" else "not used now: a limit is chosen"},
        clauses={"machine": machine(result), "share": share(result)},
    )


def _logit(name: str, token: str, default: float) -> Slider:
    return Slider(name, f"Logit of {token}", -10, 10, 0.1, default, symbol=f"z{NAMES.index(name) + 1}")


_LIMITS = (Option("t", "T"), Option("zero", "→ 0"), Option("infinity", "→ ∞"))
_FLOATS = (Option("float32", "float32"), Option("float64", "float64"))
_WAYS = (Option("plain", "left in"), Option("shifted", "subtracted first"))
_OVER: dict[str, Value] = {"shift": 100, "t": 1, "limit": "t", "floats": "float32"}

figure = Figure(
    id="softmax",
    title="Only differences between logits count, and temperature divides them",
    caption="Four logits, their exponentials in the machine’s own arithmetic, and the probabilities.",
    controls=(
        *map(_logit, NAMES, TOKENS, (2.0, 1.0, 0.0, -1.0)),
        Slider(
            "t",
            "Temperature",
            0.01,
            100,
            0.01,
            1,
            symbol="T",
            scale="log",
            help="Logits are divided by it before they are exponentiated.",
        ),
        Choice(
            "limit",
            "Temperature is",
            (Option("t", "T"), Option("zero", "→ 0"), Option("infinity", "→ ∞")),
            "t",
            help="Both limits exactly: nothing is divided by 0 or ∞.",
        ),
        Slider(
            "shift",
            "Added to all logits",
            0,
            1000,
            1,
            0,
            symbol="c",
            help="It changes no probability, and may be more than a machine can exponentiate.",
        ),
        Choice(
            "floats",
            "Computed with",
            (Option("float32", "float32"), Option("float64", "float64")),
            "float32",
            help="Numbers of 32 bits end at about 3.4×10³⁸, those of 64 at 1.8×10³⁰⁸.",
        ),
        Choice(
            "way",
            "Largest logit",
            (Option("plain", "left in"), Option("shifted", "subtracted first")),
            "plain",
            help="The shift that mends the overflow, and that every library does.",
        ),
    ),
    presets=(
        Preset("Cold", "The largest takes nearly all.", {"t": 0.2, "limit": "t"}),
        Preset("Two equals, T → 0", "They share.", {"z1": 2, "z2": 2, "limit": "zero"}),
        Preset("T → ∞", "All alike, the absurd ones too.", {"limit": "infinity"}),
        Preset(
            "Overflow",
            "More than 32 bits hold.",
            _OVER | {"way": "plain"},
        ),
        Preset(
            "… mended",
            "The largest subtracted first.",
            _OVER | {"way": "shifted"},
        ),
    ),
    outputs=(
        Output("top", "the likeliest has", tone="p", help="The largest probability."),
        Output("entropy", "entropy", help="From 0, where one takes all, to ln 4, where all are alike."),
        Output(
            "log_partition",
            "ln Z",
            help="Of the partition function: the sum of all exponentials.",
        ),
    ),
    clauses=("machine", "share"),
    compute=compute,
    draw=draw,
)
