"""The answer of a figure to a state: what the page shows, as plain JSON."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from explorable.controls import Json
from explorable.figure import WIDTHS, Figure, Readout, Width


def answer[R](figure: Figure[R], values: Mapping[str, object], widths: Iterable[str]) -> Json:
    """Compute once, draw at each of `widths` ("wide", "narrow"; at least one), and say it all.

    Raises ValueError for a value that a control does not take, an unknown width, or readouts that are
    not the declared outputs; whatever the figure raises passes through.
    """
    state = figure.state(values)
    asked = _widths(widths)
    result = figure.compute(state)
    drawings = {width: figure.draw(result, width) for width in asked}
    drawing = drawings[asked[0]]
    return {
        "state": dict(state.values),
        "drawings": {width: drawings[width].svg for width in asked},
        "readouts": _readouts(figure, drawing.readouts),
        "controls": dict(drawing.controls),
        "sentence": drawing.sentence,
        "notes": list(drawing.notes),
        "table": drawing.table,
    }


def _widths(widths: Iterable[str]) -> list[Width]:
    widths = list(widths)
    asked: list[Width] = [width for width in WIDTHS if width in widths]
    if not asked or len(asked) != len(widths):
        raise ValueError(f'Ask for "wide", "narrow" or both, each once, not {widths!r}.')
    return asked


def _readouts[R](figure: Figure[R], readouts: Mapping[str, Readout]) -> Json:
    declared = [output.name for output in figure.outputs]
    if sorted(readouts) != sorted(declared):
        differing = ", ".join(sorted(set(readouts) ^ set(declared)))
        raise ValueError(f'Figure "{figure.id}": declared outputs and drawn readouts differ in {differing}.')
    return {name: _readout(figure.id, name, readouts[name]) for name in declared}


def _readout(figure_id: str, name: str, readout: Readout) -> Json:
    if math.isnan(readout.value):
        raise ValueError(f'Figure "{figure_id}": the output "{name}" is not a number.')
    return {"value": _full(readout.value), "text": readout.text, "unit": readout.unit}


def _full(value: float) -> str:
    """Every digit, in a form that JavaScript's Number() reads."""
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return repr(float(value))
