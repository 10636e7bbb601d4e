"""The two bars at the top: how each divergence splits into shape and order."""

from __future__ import annotations

import math

from explorable.plot import Linear, Panel, box, linear_labels, linear_ticks, path, raised, text
from nexttoken import ZipfPair

from ..shared.rounding import NEGLIGIBLE
from .labels import KL_PQ, KL_QP
from .result import Result
from .scene import Measures

type Split = tuple[float, float]  # shape and order, nats


def strip(result: Result, layout: Measures) -> str:
    """Both divergences as bars from zero, on one scale, each cut into shape and order."""
    pair, pinned = result.pair, result.pinned.pair if result.pinned else None
    both = [split for each in (pair, pinned) if each for split in _splits(each)]
    longest = max(
        (sum(split) for split in both if NEGLIGIBLE < sum(split) < math.inf), default=result.nats_per_unit
    )
    left, right = layout.bars[0].left, layout.bars[0].right
    scale = Linear(0.0, longest, left, right)
    ghosts = _splits(pinned) if pinned else (None, None)
    rows = zip(layout.bars, (KL_PQ, KL_QP), _splits(pair), ghosts, strict=True)
    return _ruler(result, layout, scale) + "".join(
        _bar(result, layout, panel, scale, name, split) + (_ghost_bar(panel, scale, ghost) if ghost else "")
        for panel, name, split, ghost in rows
    )


def _splits(pair: ZipfPair) -> tuple[Split, Split]:
    return (pair.shape_pq, pair.order_pq), (pair.shape_qp, pair.order_qp)


def _bar(result: Result, layout: Measures, panel: Panel, scale: Linear, name: str, split: Split) -> str:
    shape, order = split
    middle, end = scale.at(min(shape, scale.high)), scale.at(min(shape + order, scale.high))
    endless = math.isinf(shape + order)
    whole = "stem" if endless else "whole"
    return "".join(
        (
            path(f"shape {whole}", box(panel.left, middle, panel.top, panel.bottom)),
            path(f"order {whole}", box(middle, end, panel.top, panel.bottom)),
            path("open", _chevrons(panel)) if endless else "",
            path("zero", f"M{panel.left:g} {panel.top - 2:g}V{panel.bottom + 2:g}"),
            text(panel.left - 5, (panel.top + panel.bottom + 9) / 2, name, f"{layout.words} name", "end"),
            _amounts(result, layout, panel.top - 5, split),
            _lesson(layout, panel),
        )
    )


def _lesson(layout: Measures, panel: Panel) -> str:
    """What the two parts are, where there is room."""
    if not layout.roomy:
        return ""
    words = "shape: what is left when both are sorted", "order: what the different orders add"
    return text(panel.right, panel.top - 5, words[layout.bars.index(panel)], "note", "end")


def _amounts(result: Result, layout: Measures, y: float, split: Split) -> str:
    """The whole, and its two parts beside samples of what stands for them."""
    left = layout.bars[0].left
    parts = zip(layout.columns, ("shape", "order"), split, strict=True)
    whole = result.amount(sum(split)) if layout.roomy else result.shown(sum(split))
    return text(left, y, whole, f"{layout.words} sum") + "".join(
        path(f"{part} whole", f"M{left + x - 12:g} {y - 8:g}h8v8h-8Z")
        + text(left + x, y, f"{part} {result.shown(nats)}", layout.words)
        for x, part, nats in parts
    )


def _ghost_bar(panel: Panel, scale: Linear, split: Split) -> str:
    if math.isinf(sum(split)):
        sides = f"M{panel.right:g} {panel.top:g}H{panel.left:g}V{panel.bottom:g}H{panel.right:g}"
        return path("ghost open", sides + _chevrons(panel))
    shape, order = (min(nats, scale.high) for nats in split)
    middle, end = scale.at(shape), scale.at(min(shape + order, scale.high))
    return path("ghost shape", box(panel.left, middle, panel.top, panel.bottom)) + path(
        "ghost order", box(middle, end, panel.top, panel.bottom)
    )


def _ruler(result: Result, layout: Measures, scale: Linear) -> str:
    """The few ticks below both bars."""
    lower, unit = layout.bars[1], result.nats_per_unit
    y, ticks = lower.bottom + 14, _ticks(result, scale.high / unit, layout.rank_ticks)
    places = [round(scale.at(tick * unit), 1) for tick in ticks]
    words = [text(lower.left - 12, y, result.state.unit, "tick", "end")]
    for x, label in zip(places, linear_labels(ticks), strict=True):
        over = x + 4.2 * len(label) > lower.right + 9
        words.append(text(x, y, raised(label), "tick", "end" if over else "middle"))
    return path("axis", "".join(f"M{x:g} {lower.bottom + 2:g}v3" for x in places)) + "".join(words)


def _ticks(result: Result, longest: float, most: int) -> list[float]:
    """Round amounts up to the longest bar: fewer where their labels are long, none but 0 if no bar ends."""
    if min(result.pair.kl_pq, result.pair.kl_qp) == math.inf:
        return [0.0]
    return linear_ticks(0.0, longest, most if 0.05 <= longest < 1000 else (most + 1) // 2)


def _chevrons(panel: Panel) -> str:
    """What says that a bar goes on."""
    half = (panel.bottom - panel.top) / 2
    return "".join(
        f"M{panel.right - x:g} {panel.top:g}l{half:g} {half:g}l{-half:g} {half:g}" for x in (16, 11, 6)
    )
