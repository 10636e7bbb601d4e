"""Readouts as plain JSON, every digit kept."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from explorable.controls import Json
from explorable.outputs import Output, Readout


def plain_readouts(place: str, outputs: Iterable[Output], readouts: Mapping[str, Readout]) -> Json:
    """The readouts in the order of the outputs; `place` says in a fault where they come from.

    Raises ValueError for readouts that are not the outputs, and for NaN.
    """
    declared = [output.name for output in outputs]
    if sorted(readouts) != sorted(declared):
        differing = ", ".join(sorted(set(readouts) ^ set(declared)))
        raise ValueError(f"{place}: declared outputs and drawn readouts differ in {differing}.")
    return {name: _plain(place, name, readouts[name]) for name in declared}


def _plain(place: str, name: str, readout: Readout) -> Json:
    if math.isnan(readout.value):
        raise ValueError(f'{place}: the output "{name}" is not a number.')
    return {
        "value": _full(readout.value),
        "text": readout.text,
        "unit": readout.unit,
        "pinned": readout.pinned,
    }


def _full(value: float) -> str:
    """Every digit, in a form that JavaScript's Number() reads."""
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return repr(float(value))
