"""The picture: models as marks that are links, the lines between them, and rings of equal KL."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from explorable import Width
from explorable.format import number
from explorable.parts import link
from explorable.plot import Array, Layout, Pan, Panel, box, path, picture, text

from .chosen import ORIGIN
from .looks import COLOURINGS, SHAPES, TONES
from .result import Result
from .view import View, ring, segments, view_of

LAYOUTS = {
    "wide": Layout(720, 500, {"map": Panel(4, 716, 34, 456)}),
    "narrow": Layout(360, 430, {"map": Panel(4, 356, 52, 386)}),
}
RINGS = tuple(float(f"1e{power}") for power in range(-6, 4))
_LETTER, _ROOM = 6.7, 30.0  # of a label, and beside it

type Link = Callable[..., str]


def drawn(found: Result, width: Width, said: str, near: Link) -> str:
    """The picture at one width; `near` writes links to states near this one."""
    layout = LAYOUTS[width]
    panel = layout["map"]
    state = found.state
    view = view_of(found.places, panel, state.zoom, state.x, state.y)
    points = view.of(found.places)
    content = "".join(
        (
            _legend(found, layout),
            path("axis", box(panel.left, panel.right, panel.top, panel.bottom)),
            _rings(found, view, points),
            _lines(found, panel, points),
            _marks(found, view, points, near),
            _origin(found, view, points),
            _foot(found, layout),
        )
    )
    per = 1 / (view.scale * view.unit)
    pan = Pan("x", "y", "zoom", (float(view.centre[0]), float(view.centre[1])), (per, -per))
    title = "Models on a map of how far they are from each other"
    return picture(f"map-{width}", layout.width, layout.height, title, said, content, pan=pan)


def _legend(found: Result, layout: Layout) -> str:
    """The values of the setting that models are coloured by, each with its mark."""
    colouring = COLOURINGS[found.state.colour]
    there = set(found.looks)
    x, y, marks = 4.0, 15.0, []
    for value, words in enumerate(colouring.values):
        room = _LETTER * len(words) + _ROOM
        if value not in there:
            continue
        if x + room > layout.width + _ROOM / 2:
            x, y = 4.0, y + 19
        marks.append(path(TONES[value], SHAPES[value](x + 7, y - 4, 5)) + text(x + 17, y, words))
        x += room
    return "".join(marks)


def _rings(found: Result, view: View, points: Array) -> str:
    """As far from the origin as the map has a round KL."""
    panel, centre, marks = view.panel, points[found.origin], []
    for kl in RINGS:
        radius = kl**0.5 * view.scale
        if not 14 < radius < 2 * (panel.right - panel.left):
            continue
        marks.append(path("grid", ring(centre, radius, panel)))
        x, y = float(centre[0]), float(centre[1]) - radius
        if view.holds(np.array([[x, y - 14], [x + 30, y]])).all():
            marks.append(text(x + 3, y - 3, f"{kl:g}", "tick halo"))
    return "".join(marks)


def _lines(found: Result, panel: Panel, points: Array) -> str:
    pairs = found.strung.pairs
    starts, ends = (points[[pair[side] for pair in pairs]].reshape(-1, 2) for side in (0, 1))
    return path("line soft", segments(starts, ends, panel))


def _marks(found: Result, view: View, points: Array, near: Link) -> str:
    """A link for each model in the panel; what is passed on the way through training is small."""
    address, looks, kinds = addresses(near), found.looks, found.words.kinds
    foot = f'<text class="told" display="none" x="{view.panel.left:g}" y="{view.panel.bottom + 17:g}">'
    holds, places, marks = view.holds(points).tolist(), points.tolist(), []
    for at in found.strung.there:
        if not holds[at]:
            continue
        radius = 5.5 if at in found.strung.heads else 3.5 if kinds[at] != "step" else 2.6
        (x, y), shape, words = places[at], SHAPES[looks[at]], told(found, at)
        content = f'<path class="{TONES[looks[at]]} mark" d="{shape(x, y, radius)}"/>{foot}{words}</text>'
        name, current = found.models[at].name, at == found.origin
        marks.append(link(address(found.numbers[at]), content, words, name, current))
    return "".join(marks)


def addresses(near: Link) -> Callable[[int], str]:
    """What makes links to this map measured from a model: there are hundreds, and two of them are written."""
    first, default = near(origin=1), near(origin=ORIGIN)
    ahead, behind = first.split("origin=1")
    return lambda number: default if number == ORIGIN else f"{ahead}origin={number}{behind}"


def told(found: Result, at: int) -> str:
    """A model, and how far it is from the origin."""
    name = found.names[at]
    if at == found.origin:
        return f"{name}: the origin"
    return f"{name}: {number(float(found.kl[at]))} bits per byte"


def _origin(found: Result, view: View, points: Array) -> str:
    """A circle around the origin, and its name."""
    point = points[found.origin]
    inside = np.array([[point[0] - 9, point[1] - 9], [point[0] + 9, point[1] + 9]])
    if not view.holds(inside).all() or found.origin not in found.strung.there:
        return ""
    name = found.names[found.origin]
    room, right = _LETTER * len(name), point[0] + 14
    at, anchor = (right, "start") if right + room + 6 < view.panel.right else (point[0] - 14, "end")
    if anchor == "end" and at - room < view.panel.left:
        return path("here", SHAPES[0](point[0], point[1], 8.5))
    return path("here", SHAPES[0](point[0], point[1], 8.5)) + text(
        at, point[1] + 4, name, "name halo", anchor
    )


def _foot(found: Result, layout: Layout) -> str:
    """What rings mean; above it is room for what a model tells that is pointed at."""
    words = f"circles: bits/byte from {found.names[found.origin]}"
    return text(layout["map"].left, layout.height - 10, words, "note")
