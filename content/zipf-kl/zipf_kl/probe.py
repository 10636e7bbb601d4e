"""Looking at one token, through all panels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from explorable import Look, Output, Probe, Readout, Width
from explorable.format import count, number
from explorable.plot import Scale, bars, dots, overlay, path

from .result import Result
from .said import share_readout, table_row
from .scene import Scene, scene_of

# fmt: off
OUTPUTS = (
    Output("rank_q", "rank in Q", tone="q", help="Where the same token stands in Q’s order."),
    Output("p", "p", tone="p", help="Its probability under P."),
    Output("q", "q", tone="q", help="Its probability under Q."),
    Output("adds", "adds", help="What it adds to KL(P‖Q), in the form that is shown."),
    Output("up_to", "adds up to", help="The share of KL(P‖Q) that the tokens up to it carry."),
)
# fmt: on


def look(result: Result, width: Width, rank: int) -> Look:
    """What is read off at the token with this rank in P."""
    scene, shown = scene_of(result, width), _readouts(result, rank)
    if result.pinned and rank <= result.pinned.pair.n:
        behind = _readouts(result.pinned, rank)
        shown = {name: replace(readout, pinned=behind[name].text) for name, readout in shown.items()}
    return Look(
        x=scene.ranks.scale.at(rank),
        overlay=_overlay(result, scene, rank),
        readouts=shown,
        sentence=_sentence(result, rank, shown),
        row=table_row(result, rank),
    )


def _readouts(result: Result, rank: int) -> dict[str, Readout]:
    pair = result.pair
    rank_q, p, q, term = (float(each[rank - 1]) for each in (pair.ranks, pair.p, pair.q, result.terms))
    return {
        "rank_q": Readout(rank_q, count(int(rank_q))),
        "p": Readout(p, number(p)),
        "q": Readout(q, number(q)),
        "adds": Readout(term, result.shown(term), result.unit(term)),
        "up_to": share_readout(_share(result, rank)),
    }


def _sentence(result: Result, rank: int, shown: Mapping[str, Readout]) -> str:
    texts = {name: f"{readout.text} {readout.unit}".rstrip() for name, readout in shown.items()}
    return (
        f"Token {count(rank)}: number {texts['rank_q']} for Q; p = {texts['p']}, q = {texts['q']}; "
        f"adds {texts['adds']}{_carried(rank, _share(result, rank))}."
    )


def _share(result: Result, rank: int) -> float | None:
    """The share of KL(P‖Q), in the non-negative form, that the ranks 1 … rank carry."""
    if not result.divided:
        return None
    cumulative = result.pair.cumulative
    return float(cumulative[rank - 1] / cumulative[-1])


def _carried(rank: int, share: float | None) -> str:
    if share is None:
        return ""
    tokens = "this token alone carries" if rank == 1 else f"the first {count(rank)} tokens carry"
    return f"; {tokens} {100 * share:.0f} % of KL(P‖Q)"


def _overlay(result: Result, scene: Scene, rank: int) -> str:
    layout, x = scene.layout, round(scene.ranks.scale.at(rank), 1)
    share = _share(result, rank)
    content = (
        path("crosshair", "".join(f"M{x:g} {scale.end:g}V{scale.start:g}" for scale in scene.upright)),
        _outlines(scene, result, rank),
        _home(result, scene, rank),
        _dot("p", x, scene.p, float(result.pair.p[rank - 1])),
        _dot("q", x, scene.q, float(result.pair.q[rank - 1])),
        "" if share is None else _dot("share", x, scene.share, share),
    )
    return overlay(layout.width, layout.height, "".join(content))


def _outlines(scene: Scene, result: Result, rank: int) -> str:
    """The mark that holds the token, in each panel of bars."""
    index = scene.ranks.bins.holding(rank)
    left, right = (each[index : index + 1] for each in (scene.ranks.left, scene.ranks.right))
    marks, scale = result.marks, scene.kl
    zero = scale.at(0.0)
    tall, deep = (min(float(each[index]), scale.high) for each in (scene.tall, scene.deep))
    low = deep if result.state.contrib == "signed" else 0.0
    high = tall if result.state.contrib == "signed" else min(tall + deep, scale.high)

    def outline(tone: str, start: float, end: float) -> str:
        return path(f"here {tone}".rstrip(), bars(left, right, start, np.array([end])))

    return "".join(
        (
            outline("p", scene.p.start, scene.p.at(float(marks.p.greatest[index]))),
            outline("q", scene.q.start, scene.q.at(float(marks.q.greatest[index]))),
            outline("gain", zero, scale.at(high)),
            outline("loss", zero, scale.at(low)),
        )
    )


def _home(result: Result, scene: Scene, rank: int) -> str:
    """From Q's bar, level, to where the token stands in Q's own order: on the sorted line."""
    x, home = (scene.ranks.scale.at(each) for each in (rank, int(result.pair.ranks[rank - 1])))
    y = scene.q.at(float(result.pair.q[rank - 1]))
    ring = dots(np.array([home]), np.array([y]), 3.0)
    return path("link q", f"M{x:.1f} {y:.1f}H{home:.1f}") + path("home q", ring)


def _dot(tone: str, x: float, scale: Scale, value: float) -> str:
    return path(f"dot {tone}", dots(np.array([x]), np.array([scale.at(value)]), 3.0))


PROBE = Probe[Result](
    label="Token",
    outputs=OUTPUTS,
    last=lambda result: result.pair.n,
    at=lambda result, width, x: scene_of(result, width).ranks.at(x),
    beside=lambda result, width, rank, marks: scene_of(result, width).ranks.beside(rank, marks),
    look=look,
)
