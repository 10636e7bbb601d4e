"""The last panel: what the ranks add up to, and how much of it head, body and tail hold."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from explorable.format import THIN_SPACE
from explorable.plot import Array, Bins, Heights, Ranks, Scale, box, path, polyline, text
from nexttoken.split import BODY, HEAD

from .labels import KL_PQ, heading
from .result import Result
from .scene import Measures, Scene

WIDE_NAMES = ("head, ranks 1–10", "body, 11–100", "tail")
NARROW_NAMES = ("head 1–10", "body 11–100", "tail")


def panel_share(result: Result, scene: Scene) -> str:
    """The cumulative share of KL(P‖Q), always in the non-negative form, and of P beside it."""
    marks, ranks = result.marks, scene.ranks
    share = marks.share if marks.share is not None else np.empty(0)
    return "".join(
        (
            _grounds(scene),
            path("mass line p", _mass(marks.p, ranks, scene.share)),
            path("share line", _rising(ranks, scene.share, ranks.bins, share)),
            _ghost_share(scene),
            _heading(scene.layout),
            _parts(result, scene),
        )
    )


def _grounds(scene: Scene) -> str:
    """Head and body set apart from the tail."""
    panel, n = scene.layout["share"], scene.ranks.bins.n
    head, body = (round(scene.ranks.scale.at(min(last, n) + 0.5), 1) for last in (HEAD, BODY))
    return "".join(
        (
            path("head", box(panel.left, head, panel.top, panel.bottom)),
            path("body", box(head, body, panel.top, panel.bottom)),
            path("divide", f"M{head:g} {panel.top:g}V{panel.bottom:g}" if n > HEAD else ""),
            path("divide", f"M{body:g} {panel.top:g}V{panel.bottom:g}" if n > BODY else ""),
        )
    )


def _ghost_share(scene: Scene) -> str:
    marks = scene.ghost.marks if scene.ghost else None
    if marks is None or marks.share is None:
        return ""
    return path("ghost share", _rising(scene.ranks, scene.share, marks.bins, marks.share))


@lru_cache(maxsize=4)
def _mass(p: Heights, ranks: Ranks, scale: Scale) -> str:
    """What P adds up to; kept, for often only Q moves."""
    return _rising(ranks, scale, ranks.bins, np.cumsum(p.mean * ranks.bins.sizes))


def _rising(axis: Ranks, scale: Scale, bins: Bins, sums: Array) -> str:
    """What the ranks add up to, from nothing: at each mark's last rank all of the mark is in."""
    if not len(sums):
        return ""
    ranks = np.concatenate(([0.5], bins.starts + bins.sizes, [bins.n + 0.5]))
    return polyline(axis.scale.of(ranks), scale.of(np.concatenate(([0.0], sums, sums[-1:]))))


def _heading(layout: Measures) -> str:
    line = '<tspan class="p">thin line: share of P</tspan>'
    words = f"Share of {KL_PQ} up to each rank; {line}"
    return heading(layout, layout["share"], words, "counted in the non-negative form", above=layout.line)


def _parts(result: Result, scene: Scene) -> str:
    """What head, body and tail hold, each over its ranks where there is room, else in their order."""
    layout, panel, n = scene.layout, scene.layout["share"], result.pair.n
    y = panel.top - 7
    if result.shares is None:
        why = "infinite" if math.isinf(result.pair.kl_pq) else "0"
        return text(panel.left, y, f"no shares: KL(P‖Q) is {why}", "note")
    names = WIDE_NAMES if layout.roomy else NARROW_NAMES
    firsts = [rank for rank in (0, HEAD, BODY) if rank < n]
    begins = [scene.ranks.scale.at(rank + 0.5) + (2 if rank else 0) for rank in firsts]
    places = _set_apart(begins, layout.parts, panel.right)
    return "".join(
        text(x, y, f"{name}: {100 * share:.0f}{THIN_SPACE}%", "note")
        for x, name, share in zip(places, names, result.shares, strict=False)
    )


def _set_apart(begins: list[float], rooms: tuple[int, ...], right: float) -> list[float]:
    """Where labels of certain widths begin: where they want to, or near it in their order."""
    places: list[float] = []
    for x, _ in zip(begins, rooms, strict=False):
        places.append(max(x, places[-1] + rooms[len(places) - 1]) if places else x)
    for index in reversed(range(len(places))):
        places[index] = min(places[index], right - rooms[index])
        right = places[index]
    return [round(x, 1) for x in places]
