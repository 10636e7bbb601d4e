"""Every token of the vocabulary, sorted: what the model gave it, what is left, and where each rule cut."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from explorable.plot import (
    Array,
    Log,
    Panel,
    dots,
    log_labels,
    log_ticks,
    path,
    polyline,
    text,
    x_axis,
    y_axis,
)

from ..shared.distribution import Distribution
from .controls import NAMES
from .result import Result

LEAST = 1e-9  # of a probability that is drawn
_POINTS = 240
_HEADING = 336  # its width


def drawn(result: Result, panel: Panel) -> str:
    """Two curves over the model's ranks, and a line at each cut."""
    across, up = _scales(result.found.size, panel)
    left = result.chain.left
    places = result.found.ranks[left.ids]
    by_rank = np.argsort(places, kind="stable") if _moved(places) else np.arange(len(places))
    some = by_rank[_sampled(len(left))]
    shown: Array = left.weights[some] / left.mass
    x, y = across.of(places[some].astype(float)), up.of(shown)
    at = result.looked_at
    return "".join(
        (
            _axes(result.found.size, panel),
            "".join(_cuts(result, across, panel)),
            _by_the_model(result.found, panel),
            path("line p", polyline(x, y)),
            path("p", dots(x[:40], y[:40], 2)),
            path(
                "here",
                dots(
                    np.array([across.at(float(result.found.ranks[at]))]),
                    np.array([up.at(float(np.exp(result.found.log_probs[at])))]),
                    4.5,
                ),
            ),
            _label(result, across, up),
            text(
                min(panel.left, panel.right - _HEADING),
                panel.top - 12,
                '<tspan class="name">Every token</tspan>, by the model (thin), and what is '
                '<tspan class="p name">left</tspan>',
            ),
        )
    )


def _scales(size: int, panel: Panel) -> tuple[Log, Log]:
    return Log(1, size, panel.left, panel.right), Log(LEAST, 1, panel.bottom, panel.top)


@lru_cache(maxsize=4)
def _axes(size: int, panel: Panel) -> str:
    across, up = _scales(size, panel)
    steps, ticks = log_ticks(LEAST, 1, 5), log_ticks(1, size, 6)
    return y_axis(panel, up, tuple(steps), tuple(log_labels(steps))) + x_axis(
        panel, across, tuple(ticks), tuple(log_labels(ticks)), "rank by the model"
    )


@lru_cache(maxsize=4)
def _by_the_model(found: Distribution, panel: Panel) -> str:
    """The curve that no setting moves."""
    across, up = _scales(found.size, panel)
    every, raw = _sampled(found.size), found.sorted_probs
    seen = every[raw[every] >= LEAST]
    return path("line soft", polyline(across.of(seen + 1.0), up.of(raw[seen])))


def _label(result: Result, across: Log, up: Log) -> str:
    """The name of the token that is looked at, below its place."""
    id = result.looked_at
    x, y = across.at(float(result.found.ranks[id])), up.at(float(np.exp(result.found.log_probs[id])))
    side, aside = ("end", -3) if x > (across.start + across.end) / 2 else ("start", 3)
    return text(x + aside, y + 18, result.name(id), "note halo", side)


@lru_cache(maxsize=64)
def _sampled(n: int) -> np.ndarray:
    """Places from 0 to n − 1, in equal factors of their ranks."""
    return np.unique(np.geomspace(1, n, _POINTS).round().astype(np.intp)) - 1


def _moved(places: np.ndarray) -> bool:
    """Whether a penalty has changed the order."""
    return bool((np.diff(places) < 0).any())


def _cuts(result: Result, across: Log, panel: Panel) -> Iterator[str]:
    """A line behind the last token that a rule left, where it cut something."""
    at = 0
    for step in result.chain.steps:
        if step.cut and len(step.left) < len(step.before):
            x = across.at(float(result.found.ranks[step.left.ids].max()) + 0.5)
            y = panel.top + 12 + 13 * at
            at += 1
            side, aside = ("end", -4) if x > panel.right - 80 else ("start", 4)
            yield path("line dashed", f"M{x:.1f} {y - 10:g}V{panel.bottom:g}")
            yield text(x + aside, y, NAMES[step.stage].lower(), "note halo", side)
