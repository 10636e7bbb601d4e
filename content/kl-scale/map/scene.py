"""The picture: models as marks that are links, the lines between them, and rings of equal KL."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from explorable import Width
from explorable.format import number
from explorable.plot import Array, Layout, Pan, Panel, box, dots, linked_marks, path, picture, shapes, text

from .chosen import ORIGIN
from .looks import COLOURINGS, SHAPES, TONES
from .result import Result
from .view import View, rings, segments, view_of

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
    x, y, legend = 4.0, 15.0, []
    for value, words in enumerate(colouring.values):
        room = _LETTER * len(words) + _ROOM
        if value not in there:
            continue
        if x + room > layout.width + _ROOM / 2:
            x, y = 4.0, y + 19
        (mark,) = shapes(SHAPES[value], np.array([[x + 7, y - 4]]), np.array([5.0]))
        legend.append(f'<g class="{TONES[value]}">{mark}</g>{text(x + 17, y, words)}')
        x += room
    return "".join(legend)


def _rings(found: Result, view: View, points: Array) -> str:
    """As far from the origin as the map has a round KL."""
    panel, (x, y) = view.panel, points[found.origin].tolist()
    radii = {kl: kl**0.5 * view.scale for kl in RINGS}
    seen = {kl: radius for kl, radius in radii.items() if 14 < radius < 2 * (panel.right - panel.left)}
    labels = [
        text(x + 3, y - radius - 3, f"{kl:g}", "tick halo")
        for kl, radius in seen.items()
        if panel.left <= x <= panel.right - 30 and panel.top + 14 <= y - radius <= panel.bottom
    ]
    return path("grid", rings(points[found.origin], np.array(list(seen.values())), panel)) + "".join(labels)


def _lines(found: Result, panel: Panel, points: Array) -> str:
    starts, ends = found.strung.pairs.T
    return path("line soft", segments(points[starts], points[ends], panel))


def _marks(found: Result, view: View, points: Array, near: Link) -> str:
    """A link for each model in the panel, those that look alike together."""
    holds, alike = view.holds(points).tolist(), [list[int]() for _ in SHAPES]
    for at in found.strung.there:
        if holds[at]:
            alike[found.looks[at]].append(at)
    address, foot = addresses(near), (view.panel.left, view.panel.bottom + 17)
    return "".join(
        linked_marks(
            TONES[look],
            shapes(SHAPES[look], points[there], _radii(found, there)),
            [address(found.numbers[at]) for at in there],
            [told(found, at) for at in there],
            [found.models[at].name for at in there],
            foot,
            there.index(found.origin) if found.origin in there else None,
        )
        for look, there in enumerate(alike)
        if there
    )


def _radii(found: Result, there: Sequence[int]) -> Array:
    """What is passed on the way through training is small."""
    heads, kinds = found.strung.heads, found.words.kinds
    return np.array([5.5 if at in heads else 3.5 if kinds[at] != "step" else 2.6 for at in there])


def addresses(near: Link) -> Callable[[int], str]:
    """What makes links to this map measured from a model: there are hundreds, and two of them are written."""
    first, default = near(origin=1), near(origin=ORIGIN)
    ahead, behind = first.split("origin=1")
    return lambda number: default if number == ORIGIN else f"{ahead}origin={number}{behind}"


def told(found: Result, at: int) -> str:
    """A model, and how far it is from the origin."""
    if at == found.origin:
        return f"{found.names[at]}: the origin"
    return f"{found.names[at]}: {number(float(found.kl[at]))} bits per byte"


def _origin(found: Result, view: View, points: Array) -> str:
    """A circle around the origin, and its name."""
    point = points[found.origin]
    inside = np.array([[point[0] - 9, point[1] - 9], [point[0] + 9, point[1] + 9]])
    if not view.holds(inside).all() or found.origin not in found.strung.there:
        return ""
    name = found.names[found.origin]
    room, right = _LETTER * len(name), point[0] + 14
    at, anchor = (right, "start") if right + room + 6 < view.panel.right else (point[0] - 14, "end")
    circle = path("here", dots(point[:1], point[1:], 8.5))
    if anchor == "end" and at - room < view.panel.left:
        return circle
    return circle + text(at, point[1] + 4, name, "name halo", anchor)


def _foot(found: Result, layout: Layout) -> str:
    """What rings mean; above it is room for what a model tells that is pointed at."""
    words = f"circles: bits/byte from {found.names[found.origin]}"
    return text(layout["map"].left, layout.height - 10, words, "note")
