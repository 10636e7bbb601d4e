"""How the text may go on: the likeliest ways, as a tree, with the exact probability of each."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from explorable import Width
from explorable.parts import link
from explorable.plot import Layout, Panel, box, path, picture, text
from explorable.tokens import SIGNS, Token, percent, readable

from .result import Result

ROWS = 12
_LINE, _TOP = 25.0, 42.0
COLUMNS = {"wide": 5, "narrow": 3}
LAYOUTS = {
    width: Layout(size, 362, {"tree": Panel(0, size, _TOP, _TOP + _LINE * ROWS)})
    for width, size in (("wide", 720), ("narrow", 360))
}
_GAP = 14.0  # between columns, for the lines that join them
_GLYPH = 7.6  # px that a character takes

type Link = Callable[[tuple[int, ...]], str]
"""The address of the state with these picks."""


@dataclass(eq=False)
class Way:
    """A way on: the picks that lead there, its probability from here, and the ways that go on from it.

    `row` is the line that it is written on: that of the likeliest way on from it.
    """

    picks: tuple[int, ...]
    node: int
    column: int
    probability: float
    further: list[Way] = field(default_factory=list)
    row: int = 0


def drawn(found: Result, width: Width, sentence: str, href: Link) -> str:
    """The picture."""
    layout, panel = LAYOUTS[width], LAYOUTS[width]["tree"]
    step = (panel.right - panel.left) / COLUMNS[width]
    ways = likeliest(found, COLUMNS[width])
    ends = sum(not way.further for way in _all(ways))
    others = max(0.0, 1 - math.fsum(way.probability for way in _all(ways) if not way.further))
    below = f"all other ways: {percent(others)}" if ways else "Nobody has asked the model what follows."
    heading = '<tspan class="name">How it may go on</tspan>, and how probable that is from here'
    content = (
        text(panel.left, 12, heading),
        *(_joined(ways, panel, step)),
        *(_written(way, found, panel, step, href) for way in _all(ways)),
        text(panel.left, panel.top + ends * _LINE, below, "note"),
    )
    title = "The likeliest ways on"
    return picture(f"builder-{width}", layout.width, layout.height, title, sentence, "".join(content))


def likeliest(found: Result, columns: int) -> list[Way]:
    """The likeliest ways on from here, as many as there are rows for."""
    root = Way(found.state.picks, found.here, -1, 1.0)
    order, rows = count(), 0
    waiting = [*_after(root, found, order)]
    while waiting:
        _, _, way, before = heapq.heappop(waiting)
        rows += bool(before.further) or before is root
        if rows > ROWS:
            break
        before.further.append(way)
        if way.column + 1 < columns:
            for each in _after(way, found, order):
                heapq.heappush(waiting, each)
    _number(root, count())
    return root.further


type _Waiting = tuple[float, int, Way, Way]


def _after(way: Way, found: Result, order: Iterator[int]) -> Iterator[_Waiting]:
    """What may come after a way, each with its place in the queue, and the way itself."""
    for branch in found.tree.after(way.node):
        probability = way.probability * math.exp(branch.log_prob)
        further = Way((*way.picks, branch.id), branch.node, way.column + 1, probability)
        yield -probability, next(order), further, way


def _number(way: Way, rows: Iterator[int]) -> None:
    for further in way.further:
        _number(further, rows)
    way.row = way.further[0].row if way.further else next(rows)


def _all(ways: Sequence[Way]) -> Iterator[Way]:
    for way in ways:
        yield way
        yield from _all(way.further)


def _joined(ways: Sequence[Way], panel: Panel, step: float) -> Iterator[str]:
    """Lines from each way to those that go on from it."""
    for way in _all(ways):
        if not way.further:
            continue
        x, y = panel.left + (way.column + 1) * step - _GAP / 2, panel.top + way.row * _LINE - 4
        rows = (panel.top + further.row * _LINE - 4 for further in way.further)
        branches = "".join(f"M{x:g} {y:g}V{row:g}h{_GAP / 2 - 2:g}" for row in rows)
        yield path("line soft", f"M{x - _GAP / 2 + 2:g} {y:g}H{x:g}{branches}")


def _written(way: Way, found: Result, panel: Panel, step: float, href: Link) -> str:
    """A token and its probability, with a line below it that is as long as this is large."""
    token = Token(readable(found.tokens[way.picks[-1]]), probability=way.probability)
    left, y = panel.left + way.column * step, panel.top + way.row * _LINE
    right = left + step - _GAP
    share = percent(way.probability)
    words = _cut(written(token.text), int((right - left) / _GLYPH) - len(share))
    content = (
        text(left, y, words, "label name")
        + text(right, y, share, "note", "end")
        + path("stem p", box(left, right, y + 5, y + 8))
        + path("p", box(left, left + (right - left) * way.probability, y + 5, y + 8))
    )
    key = f"way {'.'.join(map(str, way.picks))}"
    return link(href(way.picks), content, name=f"{token.name} from here", key=key)


def _cut(words: str, room: int) -> str:
    return words if len(words) <= room else f"{words[: max(room - 1, 1)]}…"


def written(token: str | bytes) -> str:
    """A token in a picture: with a dot for each space, and the signs that tokens have elsewhere."""
    if isinstance(token, bytes):
        return token.hex(" ").upper()
    return "".join("·" if sign == " " else SIGNS[sign][0] if sign in SIGNS else sign for sign in token)
