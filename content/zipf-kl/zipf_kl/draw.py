"""The pictures: how each divergence splits, P, Q, what each token adds, and what the ranks add up to."""

from __future__ import annotations

import math

import numpy as np
from explorable import Drawing, Width
from explorable.format import INFINITE
from explorable.plot import (
    Heights,
    Log,
    Scale,
    bars,
    distribution,
    hatch,
    outline,
    path,
    picture,
    reference,
    staircase,
    text,
)

from .clauses import clauses_of
from .labels import KL_PQ, heading
from .result import Result
from .said import table, words_of
from .scene import Ghost, Measures, Scene, scene_of
from .share import panel_share
from .strip import strip


def draw(result: Result, width: Width) -> Drawing:
    """The panels at one width, and the words."""
    words = words_of(result)
    return Drawing(
        svg=_picture(result, width),
        readouts=words.readouts,
        sentence=words.sentence,
        table=lambda: table(result),
        notes=words.notes,
        controls=words.hints,
        clauses=clauses_of(result),
    )


def _picture(result: Result, width: Width) -> str:
    scene, words, name = scene_of(result, width), words_of(result), f"zipf-kl-{width}"
    layout = scene.layout
    content = (
        hatch(f"{name}-hatch", "loss"),
        strip(result, layout),
        scene.axes,
        _panel_p(result, scene),
        _panel_q(result, scene),
        _panel_kl(result, scene, f"{name}-hatch"),
        panel_share(result, scene),
        _key(scene),
    )
    return picture(
        name, layout.width, layout.height, words.title, words.sentence, "".join(content), layout.span
    )


def _key(scene: Scene) -> str:
    """What a mark stands for, at the foot of the drawing."""
    ranks, layout = scene.ranks, scene.layout
    x, y = layout["share"].left, layout["share"].bottom + 32
    if ranks.bins.single:
        return text(x, y, ranks.key, "note")
    ground = "band: least to greatest" if isinstance(scene.p, Log) else "solid: least, band: greatest"
    reading = f"{ground}, line: mean"
    if layout.roomy:
        return text(x, y, f"{ranks.key}; {reading}", "note")
    return text(x, y, ranks.key, "note") + text(x, y + 13, reading, "note")


# -------------------------------------------------------------------------------------- distributions


def _panel_p(result: Result, scene: Scene) -> str:
    layout, pair = scene.layout, result.pair
    log = ", log scale" if result.state.p_axis == "log" else ""
    words = f'<tspan class="p name">P</tspan>  probability of each token{log}'
    aside = f"entropy {result.amount(pair.entropy_p)}"
    ghost = _ghost_line("p", scene.ghost, scene.ghost.marks.p, scene.p) if scene.ghost else ""
    marks = distribution(result.marks.p, "p", scene.ranks, scene.p)
    return marks + ghost + heading(layout, layout["p"], words, aside)


def _panel_q(result: Result, scene: Scene) -> str:
    """Q over P's ranks: from P to the sorted line shape is at work, from there to the bars order."""
    ranks, marks = scene.ranks, result.marks
    return "".join(
        (
            distribution(marks.q, "q", ranks, scene.q),
            _ghost_line("q", scene.ghost, scene.ghost.marks.q, scene.q) if scene.ghost else "",
            path("p line", outline(marks.p, ranks, scene.q)),
            path("sorted line q", staircase(ranks.edges, scene.q.of(marks.q_sorted))),
            _heading_q(scene.layout),
        )
    )


def _heading_q(layout: Measures) -> str:
    panel = layout["q"]
    lesson = "line to dashes: shape; dashes to bars: order"
    if layout.roomy:
        y, left = panel.top - 9, '<tspan class="q name">Q</tspan>  the same tokens, in place'
        last = text(panel.right, y, lesson, "label", "end")
    else:
        y, left = panel.top - 20, '<tspan class="q name">Q</tspan>  in P’s places'
        last = text(panel.left, panel.top - 8, lesson, "note")
    first, second = (panel.left + x for x in layout.samples)
    return "".join(
        (
            text(panel.left, y, left, layout.words),
            path("p line", f"M{first:g} {y - 4:g}h16"),
            text(first + 20, y, "P", f"{layout.words} p"),
            path("sorted line q", f"M{second:g} {y - 4:g}h19"),
            text(second + 23, y, "Q sorted", f"{layout.words} q"),
            last,
        )
    )


def _ghost_line(tone: str, ghost: Ghost, heights: Heights, scale: Scale) -> str:
    return path(f"ghost {tone}", staircase(ghost.edges, scale.of(heights.mean)))


# -------------------------------------------------------------------------------------- contributions


def _panel_kl(result: Result, scene: Scene, pattern: str) -> str:
    """What each mark adds: areas, those below zero taken away, add up to KL(P‖Q)."""
    signed, ranks, scale, panel = result.state.contrib == "signed", scene.ranks, scene.kl, scene.layout["kl"]
    finite = np.isfinite(scene.tall)
    zero, tops = scale.at(0.0), scale.of(np.where(finite, scene.tall, 0.0))
    feet = zero if signed else tops
    ends = scale.of(scene.deep) if signed else scale.of(np.where(finite, scene.tall + scene.deep, 0.0))
    return "".join(
        (
            path("gain stem", bars(ranks.left[~finite], ranks.right[~finite], zero, scale.end)),
            path("gain bar", bars(ranks.left, ranks.right, zero, tops)),
            reference(pattern, "hatched", bars(ranks.left, ranks.right, feet, ends)),
            path("zero", f"M{panel.left:g} {zero:.1f}H{panel.right:g}"),
            _ghost_contributions(scene, signed),
            heading(scene.layout, panel, *_what_adds_up(result, scene)),
            _sides(result, scene.layout, signed),
        )
    )


def _ghost_contributions(scene: Scene, signed: bool) -> str:
    if not scene.ghost:
        return ""
    ghost, scale = scene.ghost, scene.kl
    tall, deep = np.minimum(ghost.tall, scale.high), np.minimum(ghost.deep, scale.high)
    if not signed:
        return path("ghost gain", staircase(ghost.edges, scale.of(np.minimum(tall + deep, scale.high))))
    return path("ghost gain", staircase(ghost.edges, scale.of(tall))) + path(
        "ghost loss", staircase(ghost.edges, scale.of(deep))
    )


def _what_adds_up(result: Result, scene: Scene) -> tuple[str, str]:
    kind = "areas" if scene.ranks.logarithmic else "bars"
    measure = f"{result.state.unit} per {scene.ranks.measure}"
    words = f'<tspan class="name">{KL_PQ}</tspan> = sum of the {kind}, {measure}'
    if math.isinf(result.pair.kl_pq):
        return words, f"{INFINITE}: the pale bars have no end"
    return words, f"{kind} below zero are taken away" if result.state.contrib == "signed" else ""


def _sides(result: Result, layout: Measures, signed: bool) -> str:
    """What the two kinds of bar are, said beside them with their sums."""
    panel, marks = layout["kl"], result.marks
    gain, loss = (result.shown(abs(float(side.sum()))) for side in (marks.gain, marks.loss))
    top, classes = panel.top + layout.sides - 6, ("halo gain", "halo loss")
    if layout.words == "note":
        classes = ("halo note gain", "halo note loss")
    if signed:
        return text(panel.right, top, f"p > q adds {gain}", classes[0], "end") + text(
            panel.right, panel.bottom - 3, f"p < q takes away {loss}", classes[1], "end"
        )
    apart = 150 if layout.roomy else 132
    return text(panel.right - apart, top, f"p > q adds {gain}", classes[0], "end") + text(
        panel.right, top, f"p < q adds {loss}", classes[1], "end"
    )
