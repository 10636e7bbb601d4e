"""The pictures of zipf-kl: whole and legible in every state, and true to the numbers."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from explorable.plot import Kind, styles
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.explorer import (
    AXES,
    ENTROPIES,
    VIEWS,
    WIDTHS,
    ask,
    check_path,
    compute,
    drawn,
    module,
    mount,
)
from tests.unit.figure_checks import SVG, Answer, value

PALETTE = {value for _, rule in styles.RULES for name, value in rule.items() if name == "fill"}
BOXES = {"wide": (720, 614), "narrow": (360, 470)}


@pytest.fixture(autouse=True, scope="module")
def _posts() -> None:
    mount()


# ------------------------------------------------------------------------------- whole and legible

# Advance widths in Inter, in hundredths of its size, figures all as wide as the widest; bold is wider.
ADVANCES = {
    character: advance
    for advance, characters in {
        14: "\u202f",
        26: "il",
        27: " ",
        28: "’",
        31: ",.:",
        32: ";",
        35: "t",
        37: "()",
        38: "f",
        39: "r",
        41: "⁰¹²³⁴⁵⁶⁷⁸⁹",
        47: "-",
        50: "ρ–‖",
        53: "⁻",
        54: "s",
        56: "kz",
        57: "La",
        58: "cvy",
        59: "e",
        61: "hnou",
        62: "bdgpq",
        65: "0123456789PS",
        67: "=×−<>+",
        69: "K",
        77: "OQ",
        83: "w",
        89: "m",
        100: "%∞→",
    }.items()
    for character in characters
}
BOLD = 1.05
EXPONENT = 0.78
type Box = tuple[float, float, float, float]


def advance(words: str) -> float:
    """The width of a line, in its font size."""
    return sum(ADVANCES[character] for character in re.sub(r" +", " ", words)) / 100


def extent(element: ElementTree.Element) -> Box:
    """Left, right, top and bottom of a line of text, as chart.css sets it."""
    classes = str(element.get("class")).split()
    size = 11.5 if "note" in classes else 12.5
    width = advance("".join(element.itertext())) * size
    raised = (part.text or "" for part in element.iter(f"{SVG}tspan") if part.get("class") == "exponent")
    width -= sum(map(advance, raised)) * size * (1 - EXPONENT)
    width *= BOLD if {"name", "sum"} & set(classes) else 1
    x, y = float(str(element.get("x"))), float(str(element.get("y")))
    left = {"end": x - width, "middle": x - width / 2}.get(str(element.get("text-anchor")), x)
    return left, left + width, y - 0.73 * size, y + 0.15 * size


def check_picture(svg: str, width: str) -> None:
    """Well formed, named, of constant size, every number finite, every mark and word inside and legible."""
    root = ElementTree.fromstring(svg)
    right, bottom = BOXES[width]
    assert root.get("viewBox") == f"0 0 {right} {bottom}"
    assert root.get("aria-labelledby") == f"zipf-kl-{width}-title zipf-kl-{width}-desc"
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(str(name).startswith(f"zipf-kl-{width}-") for name in ids)
    assert root.findtext(f"{SVG}title")
    assert root.findtext(f"{SVG}desc")
    assert 'style="' not in svg
    fills = {element.get("fill") for element in root.iter()}
    assert fills <= PALETTE | {None, f"url(#zipf-kl-{width}-hatch)"}
    for path in root.findall(f"{SVG}path"):
        check_path(path.get("d", ""), right, bottom)
    texts = root.findall(f"{SVG}text")
    check_words([(extent(text), "".join(text.itertext())) for text in texts], right, bottom)


def check_words(texts: list[tuple[Box, str]], right: float, bottom: float) -> None:
    for box, words in texts:
        assert -0.5 <= box[0] <= box[1] <= right + 0.5, (words, box)
        assert 0 <= box[2] <= box[3] <= bottom, (words, box)
    for (one, first), (other, second) in itertools.combinations(texts, 2):
        apart = one[0] >= other[1] or other[0] >= one[1] or one[2] >= other[3] or other[2] >= one[3]
        assert apart, (first, second, one, other)


def check_drawings(answer: Answer) -> None:
    for width, svg in answer["drawings"].items():
        check_picture(svg, width)


@pytest.mark.parametrize("n", [2, 3, 40, 41, 1000, 50_257])
@pytest.mark.parametrize(("h_p", "h_q"), ENTROPIES)
def test_every_extreme_is_drawn(n: int, h_p: float, h_q: float) -> None:
    for rho, axes in zip(itertools.cycle((-1, 0, 1)), AXES, strict=False):
        views = dict(zip(VIEWS, axes, strict=True))
        check_drawings(ask(n=n, h_p=h_p, h_q=h_q, rho=rho, unit="bits", **views))


@pytest.mark.parametrize(("p_axis", "rank_axis", "contrib"), AXES)
def test_the_largest_vocabulary_is_drawn_on_every_axis(p_axis: str, rank_axis: str, contrib: str) -> None:
    axes = {"p_axis": p_axis, "rank_axis": rank_axis, "contrib": contrib}
    for h_p, h_q, rho in ((0.6, 0.7, -1), (0, 0.5, 0), (1, 0, 0.5), (1, 0.998, -1), (0.6, 0.602, 1)):
        check_drawings(ask(n=200_000, h_p=h_p, h_q=h_q, rho=rho, unit="bits", **axes))


states = st.fixed_dictionaries(
    {
        "n": st.integers(2, 3000) | st.sampled_from([40, 41, 128, 129, 200_000]),
        "h_p": st.integers(0, 500).map(lambda k: k / 500),
        "h_q": st.integers(0, 500).map(lambda k: k / 500),
        "t": st.integers(25, 400).map(lambda k: k / 100),
        "rho": st.integers(-100, 100).map(lambda k: k / 100),
        "seed": st.integers(0, 2**32 - 1),
    }
)


@settings(max_examples=80)
@given(states, st.none() | states, st.sampled_from(AXES), st.sampled_from(["nats", "bits"]))
def test_any_state_is_drawn(
    state: dict[str, Any], pinned: dict[str, Any] | None, axes: tuple[str, str, str], unit: str
) -> None:
    check_drawings(ask(pin=pinned, unit=unit, **state, **dict(zip(VIEWS, axes, strict=True))))


def test_small_amounts_below_the_bars_keep_apart() -> None:
    for h_p in (0.67, 0.672, 0.678):
        check_drawings(ask(n=2, h_p=h_p, h_q=0.12, t=2.37, rho=0))


def test_the_probe_moves_along_the_rank_axis() -> None:
    for width, span in (("wide", "58 706"), ("narrow", "52 350")):
        assert ElementTree.fromstring(ask(width)["drawings"][width]).get("data-span") == span


# ----------------------------------------------------------------------------- what marks stand for


def words(answer: Answer, width: str) -> list[str]:
    root = ElementTree.fromstring(answer["drawings"][width])
    return ["".join(text.itertext()) for text in root.findall(f"{SVG}text")]


@pytest.mark.parametrize("n", [40, 128, 129, 1000, 50_257, 200_000])
@pytest.mark.parametrize("kind", ["linear", "log"])
def test_both_widths_say_the_same_of_what_a_mark_stands_for(n: int, kind: Kind) -> None:
    answer = ask(n=n, rank_axis=kind)
    wide, narrow = ([line for line in words(answer, width) if "each mark" in line] for width in WIDTHS)
    assert wide[0].split(";")[0] == narrow[0]
    measured, again = ([line for line in words(answer, width) if "nats per" in line] for width in WIDTHS)
    assert measured == again
    assert ("areas" if kind == "log" else "bars") in measured[0]


def test_what_a_mark_stands_for_is_said() -> None:
    assert "each mark: one token" in words(ask(n=40), "narrow")
    assert "each mark: 500 tokens; solid: least, band: greatest, line: mean" in words(ask(n=50_257), "wide")
    assert "KL(P‖Q) = sum of the bars, nats per 500 tokens" in words(ask(n=50_257), "wide")
    assert "band: least to greatest, line: mean" in words(ask(n=50_257, p_axis="log"), "narrow")


def test_one_token_has_a_bar_and_several_share_a_band() -> None:
    assert drawn(ask(n=40, p_axis="log"), "wide", "q cap").count("M") == 40
    assert drawn(ask(n=40), "wide", "p bar").count("Z") > 20
    assert drawn(ask(n=128), "wide", "q band") == drawn(ask(n=128), "wide", "q mean") == ""
    assert drawn(ask(n=129), "wide", "q mean").count("M") == 65


def places(d: str) -> list[float]:
    return [float(y) for y in re.findall(r"V([\d.]+)", d)]


def test_a_peak_among_thousands_is_not_lost() -> None:
    answer = ask("wide", n=50_257, rho=-1)
    layout = module("zipf_kl.scene").LAYOUTS["wide"]
    peak = min(places(drawn(answer, "wide", "p band"))) - layout["p"].top
    assert min(places(drawn(answer, "wide", "q band"))) - layout["q"].top == pytest.approx(peak, abs=0.2)
    assert 0 <= peak < 25


def test_p_and_q_share_their_range() -> None:
    root = ElementTree.fromstring(ask("wide", h_p=0.6, h_q=0.9)["drawings"]["wide"])
    layout = module("zipf_kl.scene").LAYOUTS["wide"]
    labels = [
        (text.text, float(str(text.get("y"))))
        for text in root.findall(f"{SVG}text")
        if text.get("class") == "tick" and float(str(text.get("x"))) < layout["p"].left
    ]
    of_p = [
        (label, y - layout["p"].bottom) for label, y in labels if layout["p"].top < y < layout["p"].bottom + 5
    ]
    of_q = [
        (label, y - layout["q"].bottom) for label, y in labels if layout["q"].top < y < layout["q"].bottom + 5
    ]
    assert len(of_p) >= 3
    assert of_p == of_q


# ------------------------------------------------------------------------------- shape and order


def widths_of(d: str) -> list[float]:
    return [float(end) - float(start) for start, end in re.findall(r"M([\d.]+) [\d.]+H([\d.]+)V", d)]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_bars_at_the_top_are_as_long_as_the_divergences(width: str) -> None:
    answer = ask(width, h_p=0.5, h_q=0.7, rho=0.8)
    drawn_ones = [widths_of(drawn(answer, width, f"{part} whole")) for part in ("shape", "order")]
    panel = module("zipf_kl.scene").LAYOUTS[width].bars[0]
    full = max(value(answer, "kl_pq"), value(answer, "kl_qp")) / (panel.right - panel.left)
    for part, lengths in zip(("shape", "order"), drawn_ones, strict=True):
        shown = [value(answer, f"{kl}_{part}") / full for kl in ("kl_pq", "kl_qp")]
        assert lengths == pytest.approx(shown, abs=0.11)


def test_a_bar_without_end_says_so() -> None:
    answer = ask("wide", h_q=0, rho=0.5)
    assert drawn(answer, "wide", "shape stem")
    assert drawn(answer, "wide", "open").count("M") == 3
    assert words(answer, "wide").count("∞") == 1
    assert drawn(ask("wide"), "wide", "open") == ""


def test_nothing_is_drawn_for_no_divergence() -> None:
    answer = ask("wide", rho=1)
    assert widths_of(drawn(answer, "wide", "shape whole") + drawn(answer, "wide", "order whole")) == []
    assert words(answer, "wide").count("0 nats") == 2


def line(answer: Answer, classes: str) -> str:
    """A line in Q's panel, without the sample of it in the heading."""
    return drawn(answer, "wide", classes).rsplit("M", 1)[0]


def test_the_lines_over_q_tell_shape_from_order() -> None:
    """P's line is P; the dashes are Q's values sorted: they meet P's line where the shapes are the same."""
    same = ask("wide", rho=0.3)
    assert line(same, "sorted line q") == line(same, "p line")
    result = compute(h_q=0.8, rho=0.3)
    assert result.marks.q_sorted == pytest.approx(np.sort(result.pair.q)[::-1], rel=1e-14)
    ordered = ask("wide", h_q=0.8, rho=1)
    bars = [float(y) for y in re.findall(r"V([\d.]+)H[\d.]+Z", drawn(ordered, "wide", "q bar"))]
    assert bars == staircase_of(line(ordered, "sorted line q"))[: len(bars)]


@pytest.mark.parametrize("kind", ["linear", "log"])
@pytest.mark.parametrize("n", [129, 50_257])
def test_the_sorted_line_is_the_mean_of_q_sorted(n: int, kind: Kind) -> None:
    result = compute(n=n, h_q=0.7, rho=0.3, rank_axis=kind)
    exact = result.bins.mean(np.sort(result.pair.q)[::-1])
    assert result.marks.q_sorted == pytest.approx(exact, rel=1e-9, abs=1e-15)


# ---------------------------------------------------------------------------------- contributions


@pytest.mark.parametrize("kind", ["linear", "log"])
@pytest.mark.parametrize("contrib", ["signed", "nonnegative"])
@pytest.mark.parametrize("n", [7, 40, 1000, 50_257])
def test_what_the_marks_hold_adds_up_to_the_divergence(n: int, contrib: str, kind: Kind) -> None:
    result = compute(n=n, h_p=0.5, h_q=0.7, rho=0.6, contrib=contrib, rank_axis=kind)
    gain, loss = result.marks.gain, result.marks.loss
    assert gain.sum() + loss.sum() == pytest.approx(result.pair.kl_pq, rel=1e-9)
    assert (gain >= 0).all()
    slack = 1e-15
    assert (loss <= slack).all() if contrib == "signed" else (loss >= -slack).all()


@pytest.mark.parametrize("kind", ["linear", "log"])
@pytest.mark.parametrize("contrib", ["signed", "nonnegative"])
@pytest.mark.parametrize("n", [40, 500, 50_257])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_drawn_areas_add_up_to_the_divergence(n: int, contrib: str, kind: Kind, width: str) -> None:
    """Read back from the picture: height above zero times width, those below zero taken away."""
    state = {"n": n, "h_p": 0.5, "h_q": 0.7, "rho": 0.6, "contrib": contrib, "rank_axis": kind}
    result = compute(**state)
    scene = module("zipf_kl.scene").scene_of(result, width)
    answer = ask(width, **state)
    hatched = next(
        path.get("d", "")
        for path in ElementTree.fromstring(answer["drawings"][width]).findall(f"{SVG}path")
        if path.get("class") == "hatched"
    )
    zero = scene.kl.at(0)
    total = sum(areas(drawn(answer, width, "gain bar"), scene, zero)) + sum(areas(hatched, scene, zero))
    rounding = 0.1 * len(result.bins.starts) * scene.ranks.spans.max() * unit(scene)
    assert total == pytest.approx(result.pair.kl_pq, abs=rounding)
    assert total == pytest.approx(result.pair.kl_pq, rel=0.25)


def unit(scene: Any) -> float:
    """What a unit of height stands for."""
    return abs(float(scene.kl.back(1) - scene.kl.back(0)))


def areas(d: str, scene: Any, zero: float) -> Iterator[float]:
    """The area of each bar in the units of the axes, that below zero negative."""
    for left, start, right, end in re.findall(r"M([\d.]+) ([\d.]+)H([\d.]+)V([\d.]+)H", d):
        middle = scene.ranks.scale.back((float(left) + float(right)) / 2)
        span = scene.ranks.spans[scene.ranks.bins.holding(round(middle))]
        yield (float(start) - float(end)) * unit(scene) * span


def test_a_contribution_without_end_is_pale() -> None:
    answer = ask("wide", h_q=0)
    assert drawn(answer, "wide", "gain stem").count("Z") == 39
    assert "p > q adds ∞" in words(answer, "wide")


# ---------------------------------------------------------------------------------------- shares


@settings(max_examples=60)
@given(states, st.sampled_from(["linear", "log"]), st.sampled_from(["signed", "nonnegative"]))
def test_the_share_grows_from_nothing_to_the_whole(state: dict[str, Any], kind: str, form: str) -> None:
    result = compute(**state, rank_axis=kind, contrib=form)
    share = result.marks.share
    if not 1e-9 < result.pair.kl_pq < math.inf:
        assert (share is None) == (not result.divided)
        return
    assert (np.diff(share) >= 0).all()
    assert share[0] >= 0
    assert share[-1] == pytest.approx(1, abs=1e-6)
    ends = result.bins.starts + result.bins.sizes - 1
    assert share == pytest.approx(result.pair.cumulative[ends] / result.pair.kl_pq, abs=1e-6)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("n", [2, 10, 11, 100, 101, 50_257])
def test_head_body_and_tail_are_named_in_their_order(n: int, width: str) -> None:
    answer = ask(width, n=n, rho=-1)
    found = [line for line in words(answer, width) if re.match("(head|body|tail)", line)]
    assert [line[:4] for line in found] == ["head", "body", "tail"][: 1 + (n > 10) + (n > 100)]
    for line, name in zip(found, ("head", "body", "tail"), strict=False):
        assert line.endswith(f": {100 * value(answer, name):.0f}\u202f%")
    assert drawn(answer, width, "divide").count("M") == (n > 10) + (n > 100)


# ---------------------------------------------------------------------------------------- pinned


@pytest.mark.parametrize("contrib", ["signed", "nonnegative"])
@pytest.mark.parametrize("kind", ["linear", "log"])
@pytest.mark.parametrize("n", [40, 129, 3000])
def test_the_ghost_of_the_same_state_coincides_with_it(n: int, kind: str, contrib: str) -> None:
    state = {"n": n, "h_p": 0.5, "h_q": 0.7, "rho": 0.6}
    answer = ask(pin=state, **state, rank_axis=kind, contrib=contrib)
    for width in WIDTHS:
        assert drawn(answer, width, "ghost share") == drawn(answer, width, "share line")
        for part in ("shape", "order"):
            ghost = widths_of(drawn(answer, width, f"ghost {part}"))
            assert ghost == widths_of(drawn(answer, width, f"{part} whole"))
        result = compute(**state, rank_axis=kind, contrib=contrib)
        scene = module("zipf_kl.scene").scene_of(result, width)
        tall = scene.tall if contrib == "signed" else scene.tall + scene.deep
        line = [round(y, 1) for y in scene.kl.of(tall).tolist()]
        assert staircase_of(drawn(answer, width, "ghost gain")) == pytest.approx(line, abs=0.051)
        for tone, heights in (("p", result.marks.p), ("q", result.marks.q)):
            line = getattr(scene, tone).of(heights.mean).tolist()
            assert staircase_of(drawn(answer, width, f"ghost {tone}")) == pytest.approx(line, abs=0.051)
    unpinned = ask(**state, rank_axis=kind, contrib=contrib)
    for width, svg in unpinned["drawings"].items():
        assert "ghost" not in svg
        assert re.sub(r'<path class="ghost[^>]*>', "", answer["drawings"][width]) == svg


def staircase_of(d: str) -> list[float]:
    return [float(y) for y in re.findall(r"V(-?[\d.]+)H", d)]


@pytest.mark.parametrize("kind", ["linear", "log"])
@pytest.mark.parametrize(("n", "pinned"), [(40, 200_000), (200_000, 40), (129, 128), (40, 2)])
def test_another_vocabulary_is_drawn_over_the_ranks_that_both_have(n: int, pinned: int, kind: str) -> None:
    answer = ask("wide", pin={"n": pinned, "rho": 0.2}, n=n, rank_axis=kind)
    check_drawings(answer)
    scene = module("zipf_kl.scene").scene_of(compute(n=n, rank_axis=kind), "wide")
    ends = [float(x) for x in re.findall(r"H([\d.]+)", drawn(answer, "wide", "ghost p"))]
    assert max(ends) == pytest.approx(scene.ranks.scale.at(min(n, pinned) + 0.5), abs=0.06)


def test_the_pinned_densities_are_counted_as_those_above_them() -> None:
    """500 tokens a mark against one token a mark: the pinned marks' heights are in the same measure."""
    figure, scenes = module().figure, module("zipf_kl.scene")
    many, few = compute(n=50_257, h_q=0.7), compute(n=40, h_q=0.7)
    ghost = scenes.scene_of(figure.compare(many, few), "wide").ghost
    assert ghost.tall.tolist() == pytest.approx([float(few.marks.gain.sum()) / (40 / 500)])
    ghost = scenes.scene_of(figure.compare(few, many), "wide").ghost
    assert ghost.tall == pytest.approx(np.maximum(many.terms[:40], 0))


def test_the_axes_reach_what_is_pinned() -> None:
    low, high = ask("wide", h_p=0.9, h_q=0.9), ask("wide", h_p=0.9, h_q=0.9, pin={"h_p": 0.2, "h_q": 0.2})
    assert places(drawn(low, "wide", "p bar"))[0] < places(drawn(high, "wide", "p bar"))[0]
    check_drawings(high)
