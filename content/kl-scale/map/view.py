"""Which part of the map is in the panel, and what of a line is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from explorable.plot import Array, Panel

_TURN = np.linspace(0, 2 * np.pi, 97)
_ROUND = np.column_stack([np.sin(_TURN), -np.cos(_TURN)])  # a circle, clockwise from the top
_AIR = 1.12  # the whole map's extent, with room for marks at its edge


@dataclass(frozen=True, eq=False)
class View:
    """A panel on the map: `middle` is what lies in its middle, and one unit of the map takes `scale` of its.

    `unit` is what x and y of a state count.
    """

    panel: Panel
    middle: Array
    scale: float
    unit: float

    @property
    def centre(self) -> Array:
        """The panel's middle, in the drawing's units."""
        return np.array([(self.panel.left + self.panel.right) / 2, (self.panel.top + self.panel.bottom) / 2])

    def of(self, places: Array) -> Array:
        """Where places of the map lie in the drawing: up is up."""
        found: Array = self.centre + (places - self.middle) * [self.scale, -self.scale]
        return found

    def holds(self, points: Array) -> Array:
        """Whether points of the drawing are in the panel."""
        (x, y), panel = points.T, self.panel
        found: Array = (x >= panel.left) & (x <= panel.right) & (y >= panel.top) & (y <= panel.bottom)
        return found


def extent(places: Array) -> tuple[Array, Array]:
    """The middle of all places, and how far they go from there: across, and up."""
    low, high = places.min(axis=0), places.max(axis=0)
    return (low + high) / 2, (high - low) / 2


def unit(places: Array) -> float:
    """What x and y of a state count: how far the places go in the direction in which they go farthest."""
    return float(extent(places)[1].max()) or 1.0


def view_of(places: Array, panel: Panel, zoom: float, x: float, y: float) -> View:
    """All of the map, with as much up as across; nearer by `zoom`, and moved by so many units."""
    middle, reach = extent(places)
    sides = np.array([panel.right - panel.left, panel.bottom - panel.top]) / 2
    least = 1e-9 * unit(places)
    scale = zoom * float((sides / np.maximum(_AIR * reach, least)).min())
    return View(panel, middle + np.array([x, y]) * unit(places), scale, unit(places))


def segments(starts: Array, ends: Array, panel: Panel) -> str:
    """Straight lines between points of the drawing, (n, 2) each, as far as they are in the panel.

    Liang & Barsky's clipping (1984).
    """
    if not len(starts):
        return ""
    way = ends - starts
    low, high = np.array([panel.left, panel.top]), np.array([panel.right, panel.bottom])
    with np.errstate(divide="ignore", invalid="ignore"):
        first, last = (low - starts) / way, (high - starts) / way
    flat = way == 0
    inside = (starts >= low) & (starts <= high)
    enter = np.where(flat, np.where(inside, 0.0, 2.0), np.minimum(first, last)).max(axis=1).clip(0, None)
    leave = np.where(flat, 1.0, np.maximum(first, last)).min(axis=1).clip(None, 1)
    seen = enter < leave
    way, starts, enter, leave = way[seen], starts[seen], enter[seen, None], leave[seen, None]
    ends_seen = np.round(np.hstack([starts + enter * way, starts + leave * way]), 1) + 0.0
    written: str = "M%g %gL%g %g" * len(ends_seen) % tuple(ends_seen.ravel().tolist())
    return written


def rings(centre: Array, radii: Array, panel: Panel) -> str:
    """Circles, as far as they are in the panel."""
    points = centre + radii[:, None, None] * _ROUND
    return segments(points[:, :-1].reshape(-1, 2), points[:, 1:].reshape(-1, 2), panel)
