"""The picture: a strip for each setting, the paper's medians below, and through all the reader's number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from explorable import Width
from explorable.format import number
from explorable.plot import Layout, Log, Panel, dots, log_labels, log_ticks, path, picture, text, x_axis

from ..shared.settings import PAPERS, Median
from ..shared.strips import RADIUS, Strip, drawn, places, strips
from .result import Ruler, limits

LAYOUTS = {
    "wide": Layout(720, 528, {"strips": Panel(112, 664, 44, 318), "paper": Panel(112, 664, 372, 524)}),
    "narrow": Layout(360, 584, {"strips": Panel(14, 346, 44, 364), "paper": Panel(14, 346, 432, 580)}),
}
_LETTER = 6.3  # of a note
_LINE = 14  # from one line of labels to the next
_DIAMOND = 4.5


@dataclass(frozen=True, eq=False)
class Scene:
    """Where everything lies: `at[row]` is where the strip of a row of the ruler does."""

    layout: Layout
    across: Log
    at: tuple[Strip, ...]

    @property
    def panel(self) -> Panel:
        """Where the strips are."""
        return self.layout["strips"]


def scene_of(ruler: Ruler, width: Width) -> Scene:
    """The scene of a ruler at a width."""
    layout = LAYOUTS[width]
    panel = layout["strips"]
    across = Log(*limits(), panel.left, panel.right)
    return Scene(layout, across, tuple(strips(panel, len(ruler.rows), layout.roomy)))


def drawing(ruler: Ruler, width: Width, sentence: str) -> str:
    """Both panels, and the reader's number."""
    scene = scene_of(ruler, width)
    layout, panel = scene.layout, scene.panel
    ticks = tuple(log_ticks(*limits(), 9 if layout.roomy else 6))
    content = "".join(
        (
            path(
                "grid",
                "".join(f"M{scene.across.at(tick):.1f} {panel.top:g}V{panel.bottom:g}" for tick in ticks),
            ),
            x_axis(panel, scene.across, ticks, tuple(log_labels(ticks)), "bits per byte, log scale"),
            *_rows(ruler, scene),
            *_papers(scene),
            _own(ruler, scene),
        )
    )
    title = "Pairs of models by their divergence"
    span = (panel.left, panel.right)
    return picture(f"ruler-{width}", layout.width, layout.height, title, sentence, content, span)


def _rows(ruler: Ruler, scene: Scene) -> Iterator[str]:
    """The strips, and in each the paper's medians as diamonds."""
    for row, strip in zip(ruler.rows, scene.at, strict=True):
        yield drawn(row, strip, scene.across, row.setting == ruler.setting, scene.layout.roomy)
        beside = [scene.across.at(each.bits_per_byte) for each in PAPERS if each.setting == row.setting.name]
        yield path("order", "".join(_diamond(x, strip.middle) for x in beside))


def _papers(scene: Scene) -> Iterator[str]:
    """The paper's medians once more, in a row of their own, with their names hanging from it."""
    panel = scene.layout["paper"]
    xs = [scene.across.at(each.bits_per_byte) for each in PAPERS]
    words = [_named(each) for each in PAPERS]
    lines = hung(xs, [_LETTER * len(each) for each in words])
    first = panel.top + 20
    ends = [first + _LINE * line for line in lines]
    yield text(panel.left, panel.top - 12, '<tspan class="name">The paper’s medians</tspan>, by its estimate')
    yield path("axis", f"M{panel.left:g} {panel.top:g}H{panel.right:g}")
    yield path("divide", "".join(f"M{x:.1f} {panel.top:g}V{end:g}" for x, end in zip(xs, ends, strict=True)))
    yield path("order", "".join(_diamond(x, panel.top) for x in xs))
    for x, end, each in zip(xs, ends, words, strict=True):
        turned = x + 4 + _LETTER * len(each) > scene.layout.width
        yield text(round(x - 4 if turned else x + 4, 1), end, each, "note halo", "end" if turned else "start")


def _named(median: Median) -> str:
    return f"{median.label} {median.bits_per_byte:g}"


def hung(xs: list[float], widths: list[float]) -> list[int]:
    """The line on which each label hangs from its place, so that no label lies on another, or on its thread.

    `xs` are rising; a label begins at its place. From the last one back, each hangs below all that begin
    before it ends.
    """
    lines: list[int] = []
    for index in reversed(range(len(xs))):
        after = zip(xs[index + 1 :], lines, strict=True)
        lines.insert(0, 1 + max((line for x, line in after if x < xs[index] + widths[index] + 8), default=-1))
    return lines


def _own(ruler: Ruler, scene: Scene) -> str:
    """The reader's number: a line through all strips, a wedge at its top, and what it is called."""
    panel, below, at = scene.panel, scene.layout["paper"].top, ruler.asked.bits_per_byte
    low, high = limits()
    x = scene.across.at(min(max(at, low), high))
    words = f'<tspan class="name">yours {number(at)}</tspan>'
    room = _LETTER * len(f"yours {number(at)}") / 2 + 4
    middle = min(max(x, room), scene.layout.width - room)
    wedge = f"M{x - 5:.1f} {panel.top - 10:g}H{x + 5:.1f}L{x:.1f} {panel.top - 2:g}Z"
    return (
        path("line ink", f"M{x:.1f} {panel.top - 4:g}V{panel.bottom:g}M{x:.1f} {below - 8:g}V{below + 8:g}")
        + path("ink", wedge)
        + text(round(middle, 1), panel.top - 16, words, "label halo", "middle")
    )


def _diamond(x: float, y: float) -> str:
    r = _DIAMOND
    return f"M{x - r:.1f} {y:.1f}L{x:.1f} {y - r:.1f}L{x + r:.1f} {y:.1f}L{x:.1f} {y + r:.1f}Z"


def dot(ruler: Ruler, scene: Scene, place: int) -> tuple[float, float]:
    """Where a dot lies that can be looked at; places are counted from 1."""
    row, index = ruler.places[place - 1]
    x, y = places(row.values, scene.at[ruler.rows.index(row)], scene.across)
    return float(x[index]), float(y[index])


def ring(x: float, y: float) -> str:
    """A ring about a dot."""
    return path("here", dots(np.array([x]), np.array([y]), RADIUS + 3))
