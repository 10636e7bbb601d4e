"""Marks as path data, for arrays of places.

All numbers of a path are written by one formatting call: a loop over marks in Python would cost more
than the arithmetic behind them. Places that are not finite raise ValueError, for a path must not hold them.
"""

from __future__ import annotations

import math

import numpy as np

from explorable.plot.scales import Array


def bars(left: Array, right: Array, start: Array | float, end: Array | float) -> str:
    """Rectangles between `left` and `right`, from `start` to `end`; those without height are left out."""
    corners = np.empty((5, len(left)))
    corners[0], corners[1], corners[2], corners[3], corners[4] = left, start, right, end, left
    corners = np.round(corners, 1)
    return written("M%g %gH%gV%gH%gZ", corners[:, corners[1] != corners[3]])


def box(left: float, right: float, top: float, bottom: float) -> str:
    """One rectangle; nothing where it has no width."""
    start, end = round(left, 1), round(right, 1)
    return f"M{start:g} {top:g}H{end:g}V{bottom:g}H{start:g}Z" if start < end else ""


def caps(left: Array, right: Array, y: Array) -> str:
    """Level lines, one a mark, not joined."""
    return _draw("M%g %gH%g", left, y, right)


def staircase(edges: Array, y: Array) -> str:
    """One line, level from edge to edge: `edges` has one more than `y`."""
    return f"M{_draw('%g', edges[:1])} {_draw('%g', y[:1])}" + _draw("V%gH%g", y, edges[1:])


def polyline(x: Array, y: Array) -> str:
    """One line from point to point. Each is told from the one before, which takes a page a third less."""
    points: Array = np.round(np.array([x, y]), 1)
    steps = written(" %g %g", np.round(np.diff(points), 1))
    return f"M{written('%g %g', points[:, :1])}{steps and 'l' + steps[1:]}"


def area(edges: Array, y: Array, base: float) -> str:
    """What lies between a staircase and a level base."""
    return f"M{_draw('%g %g', edges[:1], np.array([base]))}{_draw('V%gH%g', y, edges[1:])}V{base:g}Z"


def band(edges: Array, low: Array, high: Array) -> str:
    """What lies between two staircases."""
    there = _draw("V%gH%g", high, edges[1:])
    back = _draw("V%gH%g", low[::-1], edges[-2::-1])
    return f"M{_draw('%g %g', edges[:1], low[:1])}{there}{back}Z"


def dots(x: Array, y: Array, radius: float) -> str:
    """Discs, as pairs of arcs. Each is told from the one before, as in a polyline."""
    r = f"{radius:g} {radius:g} 0 1 0"
    disc = f"a{r} {2 * radius:g} 0a{r} {-2 * radius:g} 0Z"
    starts: Array = np.round(np.array([x - radius, y]), 1)
    steps = np.round(np.diff(starts), 1)
    return written(f"M%g %g{disc}", starts[:, :1]) + written(f"m%g %g{disc}", steps)


def _draw(mark: str, *numbers: Array) -> str:
    """`mark`, a format with one place for each array, written once for each index."""
    table: Array = np.array(numbers)
    return written(mark, np.round(table, 1))


def written(mark: str, table: Array) -> str:
    """`mark`, with one place for each row, written once for each column."""
    if not math.isfinite(float(table.sum())):
        raise ValueError("A mark has no place in the drawing: clip or leave out values that are not finite.")
    table = table + 0.0  # turns -0.0 into 0.0
    text: str = mark * table.shape[1] % tuple(table.T.ravel().tolist())
    return text
