"""Nats, and bits for those who want them."""

from __future__ import annotations

import math

from explorable import Choice, Option, Readout
from explorable.format import number

BIT = math.log(2)  # nats
UNIT = Choice("unit", "Unit", (Option("bits", "bits"), Option("nats", "nats")), "bits", view=True)


def in_unit(nats: float, unit: str) -> float:
    """An amount of information in the unit that the reader chose."""
    return nats / BIT if unit == "bits" else nats


def amount(nats: float, unit: str) -> str:
    """The same in words: 1.38 bits."""
    return f"{number(in_unit(nats, unit))} {unit}" if math.isfinite(nats) else "infinitely many"


def readout(nats: float, unit: str) -> Readout:
    """The same as a readout, whose value is in nats whatever is shown."""
    return Readout(nats, number(in_unit(nats, unit)), unit if math.isfinite(nats) else "")
