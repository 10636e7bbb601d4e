"""The stages side by side: the same tokens in each, with what is left of their probability, or why none.

A move of a control writes anew what it changes: no names, and no columns before the stage that it sets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from explorable.format import count, shortened
from explorable.parts import link
from explorable.plot import path, rounded_out, text
from explorable.plot.marks import box
from explorable.tokens import brief_percent
from nexttoken.sampling import verdicts

from ..shared.reasons import reason, short
from .controls import CUTS, DRAW, LOGITS, PENALTIES, TEMPERATURE
from .result import Result, Stage

type Address = Callable[..., str]
"""The address of the state with some changes."""

_TITLES = {
    LOGITS: "Logits",
    PENALTIES: "Penalties",
    TEMPERATURE: "Temperature",
    CUTS: "Cuts",
    DRAW: "Draw",
}
_LETTERS = 6.6  # the width of a letter of a token's name


@dataclass(frozen=True)
class Grid:
    """Where things lie: the room for tokens' names, of a column, and of a row."""

    width: int
    names: float
    rows: int
    row: float
    roomy: bool
    head: float

    def top(self, at: int) -> float:
        """Where a row begins, from 0."""
        return self.head + at * self.row

    @property
    def height(self) -> float:
        """Of headings and rows."""
        return self.head + self.rows * self.row

    def columns(self, number: int) -> tuple[list[float], float]:
        """Where so many columns begin, and how wide they are."""
        wide = (self.width - self.names) / number
        return [self.names + at * wide for at in range(number)], wide


GRIDS = {"wide": Grid(720, 148, 12, 26, True, 48), "narrow": Grid(360, 118, 9, 44, False, 70)}


def drawn(result: Result, grid: Grid, address: Address) -> str:
    """Headings and rows; where there is little room, what the model said, and the stage that is opened."""
    stages = result.stages
    shown = stages if grid.roomy else _two(result, stages)
    ids = shown_ids(result, grid.rows)
    largest = max(float(stage.left.weights[0]) / stage.left.mass for stage in stages)
    full = rounded_out(0.0, largest, 3)[1]  # so that a move leaves the bars alone that it does not change
    starts, wide = grid.columns(len(shown))
    heads = "".join(_heads(result, grid, address))
    names = "".join(_names(result, grid, ids, address))
    cells = "".join(
        _column(result, stage, ids, grid, start, wide, full)
        for stage, start in zip(shown, starts, strict=True)
    )
    labels = "" if grid.roomy else "".join(_labels(shown, grid, starts))
    return heads + labels + _rules(grid, ids, result) + names + cells


def shown_ids(result: Result, most: int) -> list[int]:
    """The tokens of the rows, by the model's rank: the first few, and those at which something happens."""
    order, ranks = result.found.order, result.found.ranks
    wanted = [int(result.looked_at), result.drawn, *map(int, order[:3]), int(order[-1])]
    for step in result.chain.steps:
        if step.cut:
            start, stop = step.cut.kept.start, step.cut.kept.stop
            wanted += [int(step.before.ids[0])] * (start > 0)
            wanted += map(int, step.before.ids[stop - 1 : stop + 1])
    wanted += _penalised(result)
    wanted += map(int, order[3 : 3 + most])
    chosen = list(dict.fromkeys(wanted))[:most]
    return sorted(chosen, key=lambda id: int(ranks[id]))


def _penalised(result: Result) -> list[int]:
    """The likeliest token of those whose logits a penalty changed."""
    for step in result.chain.steps:
        if step.stage == PENALTIES and step.left is not step.before:
            said = {*result.found.ids}
            return [next(int(id) for id in step.before.ids if int(id) in said)]
    return []


def _two(result: Result, stages: Sequence[Stage]) -> tuple[Stage, Stage]:
    opened = next((stage for stage in stages if stage.holds(result.state.open)), stages[-1])
    return stages[0], opened if opened.kind != LOGITS else stages[-1]


# ------------------------------------------------------------------------------------------- headings


def _heads(result: Result, grid: Grid, address: Address) -> Iterator[str]:
    stages = result.stages
    starts, wide = grid.columns(len(stages))
    if not grid.roomy:
        wide = grid.width / len(stages)
        starts = [at * wide for at in range(len(stages))]
    for at, (stage, start) in enumerate(zip(stages, starts, strict=True)):
        current = stage.holds(result.state.open)
        words = _short_title(stage.kind, wide)
        under = _under(stage, wide > 84)
        content = (
            f'<rect x="{start:g}" y="0" width="{wide - 4:g}" height="44" fill="none" pointer-events="all"/>'
            + text(start + 2, 18, "→ " * (at > 0 and wide > 84) + words, "name" if current else "ink")
            + " "  # between words, as the link's name has it
            + text(start + 2, 35, under, "note")
            + path("share line" if current else "axis", f"M{start:g} 43.5H{start + wide - 8:g}")
        )
        name = f"{_TITLES[stage.kind]}: {_under(stage, True)}"
        yield link(address(open=opens(result, stage)), content, name, f"stage {at}", current)


def _under(stage: Stage, roomy: bool) -> str:
    """How many are left, or that nothing is done."""
    if stage.steps and all(step.left is step.before for step in stage.steps):
        return "off"
    return f"{count(len(stage.left))} left" if roomy else count(len(stage.left))


def opens(result: Result, stage: Stage) -> str:
    """What a stage's heading opens: of some cuts, the one that is open, or the first that cut something."""
    if stage.kind != CUTS:
        return stage.kind
    if stage.holds(result.state.open):
        return str(result.state.open)
    return next((step.stage for step in stage.steps if step.cut), stage.steps[0].stage)


def _labels(shown: Sequence[Stage], grid: Grid, starts: Sequence[float]) -> Iterator[str]:
    """What the two columns are, where headings do not stand above them."""
    for stage, start in zip(shown, starts, strict=True):
        words = "by the model" if stage.kind == LOGITS else _TITLES[stage.kind].lower()
        yield text(start, grid.head - 6, words, "note")


def _short_title(kind: str, wide: float) -> str:
    return "Temp." if kind == TEMPERATURE and wide < 100 else _TITLES[kind]


# ----------------------------------------------------------------------------------------------- rows


def _rules(grid: Grid, ids: list[int], result: Result) -> str:
    """A light line between rows, a stronger one where ranks are left out."""
    ranks = [int(result.found.ranks[id]) for id in ids]
    light: list[str] = []
    gap: list[str] = []
    for at in range(1, len(ids)):
        line = f"M0 {grid.top(at):g}H{grid.width:g}"
        (light if ranks[at] == ranks[at - 1] + 1 else gap).append(line)
    return path("grid", "".join(light)) + path("line dashed", "".join(gap))


def _names(result: Result, grid: Grid, ids: list[int], address: Address) -> Iterator[str]:
    cut = result.chain.verdicts(ids)
    for at, id in enumerate(ids):
        rank, name, current = int(result.found.ranks[id]), result.name(id), id == result.looked_at
        said = f"rank {count(rank)}, {name}: {reason(*cut[id]) if id in cut else 'left'}"
        yield link(address(rank=rank), _name(grid, at, rank, name, current), said, f"token {id}", current)


@lru_cache(maxsize=64)
def _name(grid: Grid, at: int, rank: int, name: str, current: bool) -> str:
    top, middle = grid.top(at), grid.top(at) + grid.row / 2 + 4
    return (
        f'<rect x="0" y="{top + 0.5:g}" width="{grid.names - 4:g}" height="{grid.row - 1:g}" fill="none"'
        ' pointer-events="all"/>'
        + text(40, middle, count(rank), "note", "end")
        + " "
        + text(48, middle, shortened(name, int((grid.names - 50) / _LETTERS)), "name" if current else "ink")
    )


def _column(
    result: Result, stage: Stage, ids: list[int], grid: Grid, start: float, wide: float, full: float
) -> str:
    """A cell a row: a bar and its percentage, or what cut the token; a tick where the model's own ends."""
    if stage.kind == DRAW:
        return _draws(result, ids, grid, start, wide)
    probs, cut = stage.left.probs_of(ids), verdicts(stage.steps, ids)
    given = np.exp(result.found.log_probs[ids]).tolist()
    room = wide - (58 if wide > 80 else 42)  # beside a bar, for its words
    bars: list[str] = []
    ticks: list[str] = []
    words: list[str] = []
    for at, id in enumerate(ids):
        top = grid.top(at) + (grid.row - 12) / 2
        if id in probs:
            cell = _cell(start, top, room / full, probs[id], given[at])
            for part, parts in zip(cell, (bars, ticks, words), strict=True):
                parts.append(part)
        elif id in cut:  # and in later columns nothing, which leaves it the room
            words += _why(short(*cut[id]), start, top + 10, grid)
    shown = "" if stage.kind == LOGITS else "".join(ticks)
    return path("p", "".join(bars)) + path("crosshair", shown) + "".join(words)


@lru_cache(maxsize=256)
def _cell(start: float, top: float, scale: float, p: float, given: float) -> tuple[str, str, str]:
    """A bar, a tick where the model's own would end, and the percentage."""
    end = start + scale * p
    return (
        box(start, max(end, start + 0.6), top, top + 12),
        f"M{start + scale * given:.1f} {top - 2:g}v16",
        text(end + 4, top + 10, brief_percent(p), "note"),
    )


def _why(said: tuple[str, str], x: float, y: float, grid: Grid) -> list[str]:
    """The rule and its numbers, in a line or, where there is little room, in two; at the edge one number."""
    rule, numbers = said
    room = (grid.width - x) / _LETTERS - (len(rule) + 3 if grid.roomy else 0)
    numbers = numbers if len(numbers) <= room else numbers.split(" ", 1)[0]
    if grid.roomy:
        return [text(x, y, f"✕ {rule} {numbers}", "note")]
    return [text(x, y - 7, f"✕ {rule}", "note"), text(x, y + 8, numbers, "note")]


def _draws(result: Result, ids: list[int], grid: Grid, start: float, wide: float) -> str:
    """The piece of the line from 0 to 1 that is each token's, and where the number fell."""
    left, room = result.chain.left, wide - 8
    places = left.places(ids)
    pieces, words = [], []
    for at, id in enumerate(ids):
        top = grid.top(at) + (grid.row - 12) / 2
        if id not in places:
            continue
        place = places[id]
        low, high = float(left.cumulative[place - 1]) if place else 0.0, float(left.cumulative[place])
        pieces.append(box(start + room * low, start + max(room * high, room * low + 0.8), top, top + 12))
        if id == result.drawn:
            side = "end" if result.number > 0.5 else "start"
            x = start + room * result.number + (-7 if side == "end" else 7)
            words.append(text(x, top + 10, "drawn", "name halo", side))
    x = start + room * result.number
    line = path("crosshair", f"M{x:.1f} {grid.head:g}V{grid.height:g}")
    return path("p", "".join(pieces)) + line + "".join(words)
