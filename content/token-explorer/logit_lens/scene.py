"""The pictures: a cell for each token and layer; below, layer by layer, what became of tokens that led."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from explorable import Width
from explorable.format import escape, shortened
from explorable.parts import written
from explorable.plot import (
    Layout,
    Linear,
    Log,
    Panel,
    box,
    dots,
    log_labels,
    log_ticks,
    path,
    percent_axis,
    polyline,
    text,
    x_axis,
    y_axis,
)
from explorable.tokens import marked, percent, readable

from .layers import Chosen, Layers, Position
from .said import Way, called, name

COLUMNS: dict[Width, int] = {"wide": 16, "narrow": 6}  # tokens side by side
LETTER, TALL = 5.7, 9.5  # words in a cell
LEAST, MOST = 0.01, 200.0  # nats that are drawn
NAMED = 4  # leaders beside the answer that have a name in the picture


def _layout(width: int) -> Layout:
    left, right = 46, width - 14
    panels = {"grid": Panel(left, right, 44, 416), "leaders": Panel(left, right, 478, 590)}
    return Layout(width, 744, panels | {"nats": Panel(left, right, 640, 706)})


LAYOUTS = {"wide": _layout(720), "narrow": _layout(360)}


def content(seen: Chosen, width: Width, way: Way) -> str:
    """Everything in the picture."""
    layout = LAYOUTS[width]
    start = _start(seen, width)
    grid = _grid(seen.layers, start, width, way) + _here(seen, start, width)
    return grid + _leaders(seen, layout) + _nats(seen.position, layout) + _crosshair(seen, layout)


# ---------------------------------------------------------------------------------------------- the grid


def _start(seen: Chosen, width: Width) -> int:
    """The first token that has a column: the chosen one has one, too."""
    most, count = COLUMNS[width], len(seen.layers.ids)
    return min(max(seen.at - most // 2, 0), max(count - most, 0))


def _edges(layers: Layers, start: int, width: Width) -> tuple[list[float], list[float]]:
    """The bounds of columns and of rows."""
    panel, count = LAYOUTS[width]["grid"], min(COLUMNS[width], len(layers.ids) - start)
    across = np.linspace(panel.left, panel.right, count + 1)
    down = np.linspace(panel.top, panel.bottom, layers.last + 2)
    return across.tolist(), down.tolist()


@lru_cache(maxsize=8)
def _grid(layers: Layers, start: int, width: Width, way: Way) -> str:
    """All cells in view, the tokens above their columns, and the layers beside some of the rows."""
    across, down = _edges(layers, start, width)
    columns = "".join(
        _column(layers, start + column, across[column], across[column + 1], down, way)
        for column in range(len(across) - 1)
    )
    panel, step = LAYOUTS[width]["grid"], 5 if layers.last > 8 else 1
    rows = "".join(
        text(panel.left - 7, (down[layer] + down[layer + 1]) / 2 + 4, str(layer), "tick", "end")
        for layer in range(0, layers.last + 1, step)
    )
    seen, last = (start + 1, start + len(across) - 1), len(layers.ids)
    which = f"tokens {seen[0]}–{seen[1]} of {last}" if seen != (1, last) else "after each token"
    heading = f'<tspan class="name">What layers would say</tspan> {which}'
    return text(panel.left, panel.top - 30, heading) + columns + rows


def _column(layers: Layers, at: int, left: float, right: float, down: list[float], way: Way) -> str:
    """A token, and under it a cell for each layer; a line where the answer comes to stay."""
    here, letters = layers.positions[at], int((right - left - 5) / LETTER)
    token = text(
        (left + right) / 2, down[0] - 8, _short(layers.tokens[layers.ids[at]], letters), "label", "middle"
    )
    cells = (
        _cell(layers, at, layer, (left + 0.5, right - 0.5, down[layer] + 0.5, down[layer + 1] - 0.5), way)
        for layer in range(here.last + 1)
    )
    stays = path("line ink", f"M{left + 0.5:.1f} {down[here.settled]:.1f}H{right - 0.5:.1f}")
    return token + "".join(cells) + stays


def _cell(layers: Layers, at: int, layer: int, bounds: tuple[float, float, float, float], way: Way) -> str:
    """A link to the place, as deep as its token is likely, and in the answer's hue from where that stays."""
    left, right, top, bottom = bounds
    here, p = layers.positions[at], layers.positions[at].top_probability(layer)
    id = int(here.top[layer, 0])
    tone, depth = ("p", 0.5) if layer >= here.settled else ("ink", 0.2)
    ground = f'<path class="{tone}" fill-opacity="{max(depth * math.sqrt(p), 0.02):.2f}" d="{box(*bounds)}"/>'
    short = escape(_short(layers.tokens[id], int((right - left - 3) / LETTER)))
    at_words = f'x="{left + 2:.1f}" y="{(top + bottom) / 2 + 3.4:.1f}"'
    words = f'<text font-size="{TALL}" {at_words} pointer-events="none">{short}</text>'
    said = f"{called(layer)}, after {name(layers, layers.ids[at])}: {name(layers, id)}, {percent(p)}"
    # Not in the order of Tab: there are hundreds, and two sliders lead to the same places.
    attributes = {"href": way(at, layer), "tabindex": "-1", "data-key": f"{at}.{layer}", "aria-label": said}
    return f"<a{written(attributes)}>{ground}</a>{words}"  # in the link they would be underlined


def _short(token: bytes, letters: int) -> str:
    """As much of a token as there is room for, its spaces as dots."""
    return shortened(marked(readable(token)), letters)


def _here(seen: Chosen, start: int, width: Width) -> str:
    """An outline around the place chosen."""
    across, down = _edges(seen.layers, start, width)
    column, row = seen.at - start, seen.layer
    return path("here", box(across[column], across[column + 1], down[row], down[row + 1]))


# --------------------------------------------------------------------------------------- layer by layer


def _across(here: Position, panel: Panel) -> Linear:
    return Linear(0, here.last, panel.left, panel.right)


def _layer_axis(here: Position, panel: Panel, title: str) -> str:
    ticks = tuple(float(layer) for layer in range(0, here.last + 1, 5 if here.last > 8 else 1))
    return x_axis(panel, _across(here, panel), ticks, tuple(f"{tick:.0f}" for tick in ticks), title)


def _leaders(seen: Chosen, layout: Layout) -> str:
    """The probability of each token that is the likeliest of some layer, through all of them."""
    here, panel = seen.position, layout["leaders"]
    up, axis = percent_axis(panel)
    x = _across(here, panel).of(np.arange(here.last + 1.0))
    heights = {
        int(id): up.of(np.exp(column))
        for id, column in zip(here.leaders, here.leader_log_probs.T, strict=True)
    }
    others = "".join(path("line soft", polyline(x, y)) for id, y in heights.items() if id != here.answer)
    heading = (
        '<tspan class="name">Whoever led in some layer</tspan>; <tspan class="p">heavy, the answer</tspan>'
    )
    return "".join(
        (
            axis,
            _layer_axis(here, panel, ""),
            others,
            path("line p", polyline(x, heights[here.answer])),
            *_names(seen, panel, x.tolist(), {id: y.tolist() for id, y in heights.items()}),
            text(panel.left, panel.top - 24, heading),
        )
    )


def _names(seen: Chosen, panel: Panel, x: list[float], heights: dict[int, list[float]]) -> Iterator[str]:
    """Names at the peaks: of the answer, and of those that led by most, as far as there is room."""
    answer = seen.position.answer
    peaks = {id: min(range(len(y)), key=y.__getitem__) for id, y in heights.items()}
    others = sorted((id for id in heights if id != answer), key=lambda id: heights[id][peaks[id]])
    taken: list[tuple[float, float]] = []
    for id in (answer, *others[:NAMED]):
        words = name(seen.layers, id)
        half = 3.4 * len(words)
        place = min(max(x[peaks[id]], panel.left + half), panel.right - half), heights[id][peaks[id]] - 6
        if any(abs(place[0] - left) < 2 * half + 8 and abs(place[1] - top) < 15 for left, top in taken):
            continue
        taken.append(place)
        tone = f'<tspan class="p">{words}</tspan>' if id == answer else words
        yield text(*place, tone, "label halo", "middle")


def _nats(here: Position, layout: Layout) -> str:
    """How far each layer is from the model, and how uncertain it is."""
    panel = layout["nats"]
    up, ticks = Log(LEAST, MOST, panel.bottom, panel.top), tuple(log_ticks(LEAST, MOST, 3))
    x = _across(here, panel).of(np.arange(here.last + 1.0))
    heading = '<tspan class="q">KL(model‖layer)</tspan>; dashed: entropy; in nats'
    return "".join(
        (
            y_axis(panel, up, ticks, tuple(log_labels(ticks))),
            _layer_axis(here, panel, "layer"),
            path("line dashed", polyline(x, up.of(np.minimum(here.entropies, MOST)))),
            path("line q", polyline(x, up.of(np.minimum(here.kl, MOST)))),
            text(panel.left, panel.top - 12, heading),
        )
    )


def _crosshair(seen: Chosen, layout: Layout) -> str:
    """A line through both panels at the layer chosen, and dots on the answer's and on the KL."""
    here, leaders, nats = seen.position, layout["leaders"], layout["nats"]
    x = _across(here, leaders).at(seen.layer)
    up, _ = percent_axis(leaders)
    y = np.array([up.at(here.probability(seen.layer, here.answer))])
    lines = "".join(f"M{x:.1f} {panel.top:g}V{panel.bottom:g}" for panel in (leaders, nats))
    return path("crosshair", lines) + path("p dot", dots(np.array([x]), y, 3.5))
