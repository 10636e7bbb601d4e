"""The fields into which a reader types a divergence."""

from __future__ import annotations

from explorable import Choice, Option, Slider, Text

from .reading import UNITS

LINE = Text(
    "line",
    "Or paste what a tool printed",
    max=200,
    help="Such as: Mean KLD: 0.031, or: 0.031 nats per token, 4.2 bytes per token.",
)
KL = Slider(
    "kl",
    "Divergence",
    0.00001,
    100,
    0.00001,
    0.031,
    scale="log",
    help="In the unit below.",
)
UNIT = Choice("unit", "Unit", tuple(Option(name, label) for name, label in UNITS.items()), "nats-token")
BYTES = Slider(
    "bytes", "Bytes per token", 1, 12, 0.1, 4.2, help="The bytes of the text, divided by its tokens."
)
