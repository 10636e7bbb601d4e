"""The ways that were left behind and those ahead: the likeliest, as a tree, each with its probability."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from explorable import Width
from explorable.format import shortened
from explorable.parts import link, written
from explorable.plot import Layout, Panel, box, path, picture, text
from explorable.tokens import Token, percent, quoted, readable

from .result import Grown

ROWS = 12
_LINE, _TOP = 25.0, 42.0
COLUMNS = {"wide": 5, "narrow": 3}
_BEHIND = {"wide": 2, "narrow": 1}  # of them, for what was picked last
LAYOUTS = {
    width: Layout(size, 362, {"tree": Panel(0, size, _TOP, _TOP + _LINE * ROWS)})
    for width, size in (("wide", 720), ("narrow", 360))
}
_GAP = 14.0  # between columns, for the lines that join them
_GLYPH = 7.0  # px that a character takes
_NOWHERE = {"href": "#"}  # in the place of an address

type Link = Callable[[tuple[int, ...]], str]
"""The address of the state with these picks."""


@dataclass(eq=False)
class Way:
    """A way: the picks that lead there, its probability from the tree's root, the ways that go on from it.

    `node` is its place among what may follow, None where nothing does; `picked`, that the text goes along it.
    `row` is the line that it is written on: that of the first way on from it.
    """

    picks: tuple[int, ...]
    node: int | None
    column: int
    probability: float
    picked: bool = False
    further: list[Way] = field(default_factory=list)
    row: int = 0


def drawn(grown: Grown, width: Width, sentence: str, href: Link) -> str:
    """The picture."""
    first, *others = _pieces(grown, width, sentence)
    return first.markup + "".join(written({"href": href(each.picks)}) + each.markup for each in others)


class Piece(NamedTuple):
    """A part of the picture that ends before an address; it begins behind that of `picks`."""

    picks: tuple[int, ...]
    markup: str


@lru_cache(maxsize=4)
def _pieces(grown: Grown, width: Width, sentence: str) -> list[Piece]:
    """The picture without the addresses, which are all that the settings change of it."""
    ways = _ways(grown, width)
    markup = _picture(ways, grown, width, sentence).split(written(_NOWHERE))
    return [Piece(*each) for each in zip([(), *(way.picks for way in _all(ways))], markup, strict=True)]


def drawn_ways(grown: Grown, width: Width) -> list[Way]:
    """All ways of the picture, each before those that go on from it."""
    return [*_all(_ways(grown, width))]


@lru_cache(maxsize=4)
def _ways(grown: Grown, width: Width) -> list[Way]:
    """Those of the picture, which the table tells of, too."""
    return likeliest(grown, COLUMNS[width], _BEHIND[width])


def _picture(ways: Sequence[Way], grown: Grown, width: Width, sentence: str) -> str:
    layout, panel = LAYOUTS[width], LAYOUTS[width]["tree"]
    step = (panel.right - panel.left) / COLUMNS[width]
    ends = sum(not way.further for way in _all(ways))
    others = max(0.0, 1 - math.fsum(way.probability for way in _all(ways) if not way.further))
    below = f"all other ways: {percent(others)}" if ways else "Nobody has asked the model what follows."
    heading = '<tspan class="name">How it may go on</tspan>, and might have gone'
    if layout.roomy:
        heading += ": each way with its probability from the left"
    content = (
        text(panel.left, 12, heading),
        *(_joined(ways, panel, step)),
        *(_written(way, grown, panel, step) for way in _all(ways)),
        text(panel.left, panel.top + ends * _LINE, below, "note"),
    )
    title = "The likeliest ways"
    return picture(f"builder-{width}", layout.width, layout.height, title, sentence, "".join(content))


def likeliest(grown: Grown, columns: int, behind: int) -> list[Way]:
    """The likeliest ways, as many as there are rows for, from as many picks before the last as are wanted.

    What was picked is among them, however unlikely it was.
    """
    behind = min(behind, len(grown.picks))
    start = len(grown.picks) - behind
    root = Way(grown.ids[:start], grown.here if not behind else None, -1, 1.0, picked=True)
    order, rows = count(), 0
    waiting = [*_after(root, grown, order)]
    heapq.heapify(waiting)
    while waiting:
        _, _, way, before = heapq.heappop(waiting)
        rows += bool(before.further) or before is root
        if rows > ROWS:
            break
        before.further.append(way)
        if way.column + 1 < columns:
            for each in _after(way, grown, order):
                heapq.heappush(waiting, each)
    _number(root, count())
    return root.further


type _Waiting = tuple[float, int, Way, Way]


def _after(way: Way, grown: Grown, order: Iterator[int]) -> Iterator[_Waiting]:
    """What may come after a way, each with its place in the queue, and the way itself."""
    for further in _further(way, grown):
        yield -math.inf if further.picked else -further.probability, next(order), further, way


def _further(way: Way, grown: Grown) -> Iterator[Way]:
    at, column = len(way.picks), way.column + 1
    if way.picked and at < len(grown.picks):
        pick = grown.picks[at]
        if pick.log_prob is not None:
            node = grown.here if at + 1 == len(grown.picks) else None
            probability = way.probability * math.exp(pick.log_prob)
            yield Way((*way.picks, pick.id), node, column, probability, picked=True)
        for id, log_prob in pick.instead:
            yield Way((*way.picks, id), None, column, way.probability * math.exp(log_prob))
    elif way.node is not None:
        for branch in grown.tree.after(way.node):
            probability = way.probability * math.exp(branch.log_prob)
            yield Way((*way.picks, branch.id), branch.node, column, probability)


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


def _written(way: Way, grown: Grown, panel: Panel, step: float) -> str:
    """A token and its probability, with a line below it that is as long as this is large."""
    token = Token(readable(grown.tokens[way.picks[-1]]), probability=way.probability)
    left, y = panel.left + way.column * step, panel.top + way.row * _LINE
    right = left + step - _GAP
    share = percent(way.probability)
    words = shortened(quoted(token.text), int((right - left) / _GLYPH) - len(share))
    content = (
        text(left, y, words, "label name" if way.picked else "ink")
        + " "  # between words, as the link's name has it
        + text(right, y, share, "note", "end")
        + path("stem p", box(left, right, y + 5, y + 8))
        + path("ink" if way.picked else "p", box(left, left + (right - left) * way.probability, y + 5, y + 8))
    )
    key = f"way {'.'.join(map(str, way.picks))}"
    name = f"{token.name} from the left{', picked' if way.picked else ''}"
    return link(_NOWHERE["href"], content, name=name, key=key, current=way.picks == grown.ids)
