"""The pictures: the sorted distribution over all ranks, and below it what each sampler keeps of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from explorable import Width
from explorable.format import number
from explorable.plot import (
    Array,
    Layout,
    Log,
    Panel,
    Ranks,
    Scale,
    box,
    dots,
    log_labels,
    log_ticks,
    path,
    percent_axis,
    polyline,
    rank_axis,
    text,
    y_axis,
)
from explorable.tokens import name_of, percent
from nexttoken import masses

from ..shared.distribution import Distribution
from .said import keeping, tokens
from .tail import Line, Tail

LEAST = 1e-12  # of the probabilities that are drawn
HEADROOM = 18  # above the likeliest, for its name
NAMED = (1, 10, 100, 1000, 10_000)  # ranks whose tokens are named on the curve
ROW = 25  # of a sampler
MARKS = 160
LETTER = 6.4

LAYOUTS = {
    "wide": Layout(720, 466, {"curve": Panel(56, 706, 46, 270), "cuts": Panel(56, 706, 318, 462)}),
    "narrow": Layout(360, 466, {"curve": Panel(46, 350, 62, 270), "cuts": Panel(46, 350, 318, 462)}),
}


@dataclass(frozen=True, eq=False)
class Scene:
    """Where everything lies."""

    layout: Layout
    ranks: Ranks
    up: Scale
    axis: str

    @property
    def curve(self) -> Panel:
        """Where the distribution is drawn."""
        return self.layout["curve"]

    @property
    def cuts(self) -> Panel:
        """Where the samplers are."""
        return self.layout["cuts"]


def scene_of(tail: Tail, width: Width) -> Scene:
    """The scene of a drawing."""
    return _scene(tail.size, str(tail.state.show), width)


@lru_cache(maxsize=8)
def _scene(size: int, show: str, width: Width) -> Scene:
    layout = LAYOUTS[width]
    curve = layout["curve"]
    ranks = rank_axis(curve, size, "log", "rank", MARKS, 6)
    if show == "mass":
        return Scene(layout, ranks, *percent_axis(curve))
    panel = curve.inset(HEADROOM, 0)
    up = Log(LEAST, 1, panel.bottom, panel.top)
    ticks = tuple(log_ticks(LEAST, 1, 5))
    return Scene(layout, ranks, up, y_axis(curve, up, ticks, tuple(log_labels(ticks))))


def content(tail: Tail, scene: Scene) -> str:
    """Everything in the picture."""
    curve = _mass(tail, scene) if tail.state.show == "mass" else _probability(tail, scene)
    return (
        _bands(tail, scene)
        + scene.axis
        + scene.ranks.axis
        + "".join(_cuts(tail, scene))
        + curve
        + _heading(tail, scene)
    )


def place(tail: Tail, scene: Scene, rank: int) -> tuple[float, float]:
    """Where a rank lies on the curve."""
    found = tail.found
    value = found.masses[rank - 1] if tail.state.show == "mass" else found.sorted_probs[rank - 1]
    return scene.ranks.scale.at(rank), scene.up.at(min(float(value), 1.0))


# ------------------------------------------------------------------------------------- head, body, tail


def _bands(tail: Tail, scene: Scene) -> str:
    """A ground for the head and for the body."""
    head, body = (scene.ranks.scale.at(bound + 0.5) for bound in tail.bounds)
    panel = scene.curve
    return path("head", box(panel.left, head, panel.top, panel.bottom)) + path(
        "body", box(head, body, panel.top, panel.bottom)
    )


def _heading(tail: Tail, scene: Scene) -> str:
    """What is drawn, and above each part what it has."""
    panel, roomy = scene.curve, scene.layout.roomy
    what = (
        "Probability of all tokens up to a rank" if tail.state.show == "mass" else "Probability of each token"
    )
    scale = "" if tail.state.show == "mass" else ", log scale"
    head, body = tail.bounds
    parts = (("head", 1, head), ("body", head + 1, body), ("tail", body + 1, tail.size))
    words = "".join(
        _part(scene, label, first, last, percent(tail.mass(first, last)))
        for label, first, last in parts
        if first <= last
    )
    above = panel.top - (28 if roomy else 42)
    return text(panel.left, above, f'<tspan class="name">{what}</tspan>{scale}') + words


def _part(scene: Scene, label: str, first: int, last: int, share: str) -> str:
    """The name of a part and its share, over its middle: in one line where there is room."""
    scale, top = scene.ranks.scale, scene.curve.top
    middle = (scale.at(first - 0.5) + scale.at(last + 0.5)) / 2
    if scene.layout.roomy:
        return text(middle, top - 8, f'{label} <tspan class="name">{share}</tspan>', "label", "middle")
    return text(middle, top - 22, label, "label", "middle") + text(middle, top - 7, share, "label", "middle")


# ------------------------------------------------------------------------------------------- probability


def _probability(tail: Tail, scene: Scene) -> str:
    """The sorted curve, the power law dashed, tokens named along it."""
    drawn = _line(tail.line, scene) + _curve(tail.found, scene)
    return drawn + _exponent(tail, scene) + _names(tail, scene) + _sought(tail, scene)


@lru_cache(maxsize=16)
def _curve(found: Distribution, scene: Scene) -> str:
    p = found.sorted_probs
    ranks = np.append(scene.ranks.bins.starts + 1, found.size)
    ranks = ranks[p[ranks - 1] >= LEAST]
    x, y = scene.ranks.scale.of(ranks.astype(float)), scene.up.of(p[ranks - 1])
    first = slice(0, min(10, len(ranks)))
    return path("line p", polyline(x, y)) + path("p", dots(x[first], y[first], 2.2))


@lru_cache(maxsize=16)
def _line(line: Line, scene: Scene) -> str:
    """Straight, down to the last rank or to the floor of the picture."""
    size = len(line.log_probs)
    ends = np.array([1.0, min(float(size), np.exp((line.log_probs[0] - np.log(LEAST)) / line.exponent))])
    heights = np.exp(line.log_probs[0] - line.exponent * np.log(ends))
    return path("line dashed", polyline(scene.ranks.scale.of(ends), scene.up.of(heights)))


def _exponent(tail: Tail, scene: Scene) -> str:
    """The power law's own words, on the side of it where the curve is not."""
    panel, words = (
        scene.curve,
        f'power law: 1 / rank<tspan class="exponent" dy="-4">{number(tail.line.exponent)}</tspan>',
    )
    long = LETTER * 24
    seen = np.flatnonzero(tail.line.log_probs >= np.log(LEAST) / 2)
    rank = max(int(seen[-1]) + 1 if len(seen) else 1, 2)
    x, under = scene.ranks.scale.at(rank), tail.times(rank) >= 1
    x = max(x - 8, panel.left + long) if under else min(x + 6, panel.right - long)
    log_p = tail.line.log_probs[scene.ranks.at(x) - 1]
    y = scene.up.at(float(np.exp(log_p))) + (16 if under else -26)
    return text(x, y, words, "note halo", "end" if under else "start")


def _names(tail: Tail, scene: Scene) -> str:
    """The tokens at round ranks: above the curve where the power law is not."""
    return "".join(_name(tail, scene, rank) for rank in NAMED if rank <= tail.size)


def _name(tail: Tail, scene: Scene, rank: int) -> str:
    x, y = place(tail, scene, rank)
    if tail.found.sorted_probs[rank - 1] < LEAST:
        return ""
    return path("p dot", dots(np.array([x]), np.array([y]), 3)) + _beside(tail, scene, rank)


def _beside(tail: Tail, scene: Scene, rank: int, tone: str = "") -> str:
    """The name of a token on the curve, on the side of it where the power law is not."""
    x, y = place(tail, scene, rank)
    words, above = name_of(tail.token(rank)), tail.times(rank) >= 1
    if tail.state.show == "mass":
        above = y > scene.curve.bottom - 20
    right = (above and x + 5 + LETTER * len(words) < scene.curve.right) or rank == 1
    words = f'<tspan class="{tone}">{words}</tspan>' if tone else words
    anchor = "start" if right else "end"
    return text(x + 5 if right else x - 5, y - 7 if above else y + 16, words, "label halo", anchor)


def _sought(tail: Tail, scene: Scene) -> str:
    """The tokens that a reader looks for, on the curve; those that are just that with their names."""
    found = tail.found
    ids = [*tail.sought.exact, *tail.sought.others]
    places = [place(tail, scene, int(found.ranks[id])) for id in ids]
    if not places:
        return ""
    x, y = (np.array(each) for each in zip(*places, strict=True))
    rings = path("home q", dots(x, y, 3.5))
    return rings + "".join(_beside(tail, scene, int(found.ranks[id]), "q") for id in tail.sought.exact)


# ---------------------------------------------------------------------------------------------- together


def _mass(tail: Tail, scene: Scene) -> str:
    """What all tokens up to each rank have, the same by the power law, and where half of it is reached."""
    return _masses(tail.found, tail.line, scene) + _reached(tail, scene) + _sought(tail, scene)


@lru_cache(maxsize=16)
def _masses(found: Distribution, line: Line, scene: Scene) -> str:
    ranks = np.append(scene.ranks.bins.starts + 1, found.size)
    x = scene.ranks.scale.of(ranks.astype(float))

    def drawn(classes: str, values: Array) -> str:
        return path(classes, polyline(x, scene.up.of(np.minimum(values, 1.0))))

    return drawn("line dashed", masses(line.exponent, found.size, ranks)) + drawn(
        "line p", found.masses[ranks - 1]
    )


def _reached(tail: Tail, scene: Scene) -> str:
    """Dots where 50, 90 and 99 % are reached, and after how many tokens that is."""
    panel, drawn = scene.curve, ""
    for row, part in enumerate((50, 90, 99)):
        rank = tail.reaching(part / 100)
        x, y = place(tail, scene, rank)
        words = f'{part} %: <tspan class="name">{tokens(rank)}</tspan>'
        drawn += path("p dot", dots(np.array([x]), np.array([y]), 3.5))
        drawn += text(panel.right - 6, panel.bottom - 42 + 16 * row, words, "label halo", "end")
    return drawn


# ---------------------------------------------------------------------------------------------- samplers


def _cuts(tail: Tail, scene: Scene) -> Iterator[str]:
    """A row for each sampler: the ranks that it keeps as a bar, and from its ends lines up to the curve."""
    panel, scale = scene.cuts, scene.ranks.scale
    rows = [(panel.top + row * ROW, kept) for row, kept in enumerate(tail.kept)]
    ends = ((scale.at(rank + 0.5), y) for y, kept in rows for rank in (kept.first - 1, kept.last))
    inside = (each for each in ends if panel.left < each[0] < panel.right)
    yield path("grid", "".join(f"M{panel.left:g} {y + 9:g}H{panel.right:g}" for y, _ in rows))
    yield path("divide", "".join(f"M{x:.1f} {scene.curve.top:g}V{y + 9:g}" for x, y in inside))
    for y, kept in rows:
        start, end = scale.at(kept.first - 0.5), scale.at(kept.last + 0.5)
        yield path("ink", box(start, end, y + 7, y + 11))
        yield text(
            panel.left, y + 2, f'<tspan class="name">{kept.name}</tspan> {keeping(kept)}', "label halo"
        )
