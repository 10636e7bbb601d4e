"""Where everything lies in one drawing: five panels, four of them on one rank axis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from explorable import Width
from explorable.plot import (
    MOST_MARKS,
    Array,
    Layout,
    Panel,
    Ranks,
    Scale,
    percent_axis,
    rank_axis,
    rounded_out,
    spans,
    value_axis,
)

from ..shared.rounding import NEGLIGIBLE
from .result import Marks, Result


@dataclass(frozen=True, eq=False)
class Measures(Layout):
    """The panels, and where words stand in and between them."""

    columns: tuple[int, int]  # of what is written over the two bars, beside the first
    samples: tuple[int, int]  # of lines, in Q's heading
    sides: int  # kept free in the third panel for a line of words
    parts: tuple[int, int, int]  # the room for what head, body and tail hold
    rank_ticks: int
    value_ticks: int

    @property
    def bars(self) -> tuple[Panel, Panel]:
        """The two bars at the top."""
        return self["bar pq"], self["bar qp"]

    @property
    def words(self) -> str:
        """The class of headings."""
        return "label" if self.roomy else "note"

    @property
    def line(self) -> int:
        """From one line of words to the next."""
        return 16 if self.roomy else 12

    @property
    def span(self) -> tuple[float, float]:
        """Where the rank axis begins and ends."""
        return self["kl"].left, self["kl"].right


LAYOUTS = {
    "wide": Measures(
        720,
        614,
        {
            "bar pq": Panel(58, 706, 19, 31),
            "bar qp": Panel(58, 706, 55, 67),
            "p": Panel(58, 706, 116, 198),
            "q": Panel(58, 706, 228, 310),
            "kl": Panel(58, 706, 342, 450),
            "share": Panel(58, 706, 498, 576),
        },
        columns=(170, 310),
        samples=(186, 230),
        sides=18,
        parts=(144, 122, 66),
        rank_ticks=9,
        value_ticks=4,
    ),
    "narrow": Measures(
        360,
        470,
        {
            "bar pq": Panel(52, 350, 15, 24),
            "bar qp": Panel(52, 350, 42, 51),
            "p": Panel(52, 350, 89, 140),
            "q": Panel(52, 350, 177, 228),
            "kl": Panel(52, 350, 253, 333),
            "share": Panel(52, 350, 370, 420),
        },
        columns=(84, 194),
        samples=(112, 146),
        sides=14,
        parts=(104, 112, 66),
        rank_ticks=5,
        value_ticks=3,
    ),
}


@dataclass(frozen=True, eq=False)
class Scene:
    """The scales of one drawing, its axes as text, and what the marks of the third panel measure."""

    layout: Measures
    ranks: Ranks
    p: Scale
    q: Scale
    kl: Scale
    share: Scale
    axes: str
    tall: Array  # how high gain stands, in displayed units over the measure of the rank axis
    deep: Array  # and loss
    ghost: Ghost | None

    @property
    def upright(self) -> tuple[Scale, ...]:
        """The scales of the panels on the rank axis, from the top."""
        return self.p, self.q, self.kl, self.share


@dataclass(frozen=True, eq=False)
class Ghost:
    """The pinned state's marks on the same axes."""

    marks: Marks
    edges: Array
    tall: Array
    deep: Array


@lru_cache(maxsize=4)
def scene_of(result: Result, width: Width) -> Scene:
    """The scene of a result at one width."""
    layout, state = LAYOUTS[width], result.state
    ranks = rank_axis(layout["share"], state.n, state.rank_axis, "rank in P", MOST_MARKS, layout.rank_ticks)
    tall, deep = _densities(result, result.marks)
    ghost = _ghost(result, ranks) if result.ghost else None
    signed = state.contrib == "signed"
    reach = _contribution_range(tall, deep, ghost, signed)
    p, p_axis = value_axis(layout["p"], *result.reach, state.p_axis, layout.value_ticks)
    q, q_axis = value_axis(layout["q"], *result.reach, state.p_axis, layout.value_ticks)
    inner = layout["kl"].inset(layout.sides, layout.sides if signed else 0)
    kl, kl_axis = value_axis(inner, *reach, "linear", layout.value_ticks + 1)
    share, share_axis = percent_axis(layout["share"])
    axes = p_axis + q_axis + kl_axis + share_axis + ranks.axis
    return Scene(layout, ranks, p, q, kl, share, axes, tall, deep, ghost)


def _densities(result: Result, marks: Marks) -> tuple[Array, Array]:
    """What the tokens of each mark add, over its width: the same measure for the pinned marks."""
    widths = spans(marks.bins, result.state.rank_axis, result.bins.largest) * result.nats_per_unit
    return marks.gain / widths, marks.loss / widths


def _ghost(result: Result, ranks: Ranks) -> Ghost:
    assert result.ghost
    return Ghost(result.ghost, ranks.scale.of(result.ghost.bins.edges), *_densities(result, result.ghost))


def _contribution_range(tall: Array, deep: Array, ghost: Ghost | None, signed: bool) -> tuple[float, float]:
    """What the axis spans: zero, and all that is finite."""
    if ghost:
        tall, deep = np.append(tall, ghost.tall), np.append(deep, ghost.deep)
    finite = np.isfinite(tall)
    high = float((tall if signed else tall + deep).max(where=finite, initial=0.0))
    low = float(deep.min(initial=0.0)) if signed else 0.0
    if max(high, -low) < NEGLIGIBLE:
        return (-0.1, 0.1) if signed else (0.0, 0.1)
    return rounded_out(low, high or -low / 4, 8)
