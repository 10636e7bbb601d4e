"""Readouts, clauses and handouts as plain JSON, every digit kept."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from explorable.controls import Json
from explorable.format import unparted
from explorable.outputs import Handout, Output, Readout


def plain_readouts(place: str, outputs: Iterable[Output], readouts: Mapping[str, Readout]) -> Json:
    """The readouts in the order of the outputs; `place` says in a fault where they come from.

    Raises TypeError for what is no `Readout`, ValueError for readouts that are not the outputs, and for NaN.
    """
    declared = [output.name for output in outputs]
    _check_names(f"{place}: declared outputs and drawn readouts", declared, readouts)
    return {name: _plain(place, name, readouts[name]) for name in declared}


def plain_clauses(place: str, declared: Iterable[str], clauses: Mapping[str, str]) -> Json:
    """The clauses in the order of their declaration. Raises ValueError where they are others, or empty."""
    declared = list(declared)
    _check_names(f"{place}: declared and drawn clauses", declared, clauses)
    for name in declared:
        if not clauses[name].strip():
            raise ValueError(f'{place}: the clause "{name}" is empty, and would leave a gap in the text.')
    return {name: unparted(clauses[name]) for name in declared}


def plain_handouts(place: str, declared: Iterable[Handout], handouts: Mapping[str, str]) -> Json:
    """The texts in the order of their declaration. Raises ValueError where they are others."""
    names = [handout.name for handout in declared]
    _check_names(f"{place}: declared and drawn handouts", names, handouts)
    return {name: handouts[name] for name in names}


def _check_names(what: str, declared: Iterable[str], drawn: Iterable[str]) -> None:
    if differing := set(declared) ^ set(drawn):
        raise ValueError(f"{what} differ in {', '.join(sorted(differing))}.")


def _plain(place: str, name: str, readout: Readout) -> Json:
    if not isinstance(readout, Readout):
        given = type(readout).__name__
        raise TypeError(f'{place}: the output "{name}" has to be a Readout(value, text), and is {given}.')
    if readout.value is not None and math.isnan(readout.value):
        raise ValueError(f'{place}: the output "{name}" is not a number.')
    return {
        "value": _full(readout.value),
        "text": readout.text,
        "unit": readout.unit,
        "pinned": readout.pinned,
    }


def _full(value: float | None) -> str:
    """Every digit, in a form that JavaScript's Number() reads; nothing of what is undefined."""
    if value is None:
        return ""
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return repr(float(value))
