"""Scales, ticks, bins, marks and axes: the properties that pictures rely on."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from xml.etree import ElementTree

import numpy as np
import pytest
from explorable.plot import (
    Bins,
    Heights,
    Kind,
    Linear,
    Log,
    Panel,
    Ranks,
    Scale,
    area,
    band,
    bars,
    box,
    caps,
    distribution,
    dots,
    hatch,
    linear_bins,
    linear_labels,
    linear_ticks,
    linked_marks,
    log_bins,
    log_labels,
    log_ticks,
    outline,
    overlay,
    path,
    percent_axis,
    picture,
    polyline,
    probability_range,
    raised,
    rank_axis,
    rank_bins,
    reference,
    risers,
    rounded_out,
    shapes,
    spans,
    staircase,
    text,
    value_axis,
    x_axis,
    y_axis,
)
from hypothesis import assume, given
from hypothesis import strategies as st

SPACE = "\u202f"
ends = st.tuples(st.floats(-1e6, 1e6), st.floats(1e-9, 1e6)).map(lambda pair: (pair[0], pair[0] + pair[1]))


# ------------------------------------------------------------------------------------------- scales


def test_scales_place_one_value_and_many_alike() -> None:
    for scale in (Linear(0, 4, 10, 50), Log(1, 10_000, 10, 50)):
        values = np.array([1.0, 2.0, 4.0])
        assert scale.of(values) == pytest.approx([scale.at(value) for value in values])
        assert (scale.at(scale.low), scale.at(scale.high)) == (10, 50)


@given(ends, st.floats(0, 1), st.booleans())
def test_the_value_at_a_place_is_the_one_placed_there(
    span: tuple[float, float], part: float, log: bool
) -> None:
    low, high = span if not log else (abs(span[0]) + 1e-3, 2 * abs(span[0]) + abs(span[1]) + 1e-2)
    assume(high - low > 1e-6 * abs(low))
    scale = Log(low, high, 58, 706) if log else Linear(low, high, 58, 706)
    value = low + part * (high - low)
    assert scale.back(scale.at(value)) == pytest.approx(value, abs=1e-9 * (high - low))
    assert (scale.back(58), scale.back(706)) == (pytest.approx(low), pytest.approx(high))


def test_a_log_scale_gives_equal_factors_equal_room_and_keeps_zero_at_its_end() -> None:
    scale = Log(0.01, 1, 100, 0)
    assert scale.at(0.1) == pytest.approx(50)
    assert scale.at(0) == scale.at(1e-30) == 100
    assert scale.of(np.array([0.0, 0.1])) == pytest.approx([100, 50])


# -------------------------------------------------------------------------------------------- ticks


@given(ends, st.integers(2, 10))
def test_linear_ticks_are_few_round_and_inside(span: tuple[float, float], most: int) -> None:
    low, high = span
    assume(high - low > 1e-6 * abs(low))
    ticks = linear_ticks(low, high, most)
    room = 1e-8 * (high - low)
    assert len(ticks) <= most
    assert all(low - room <= tick <= high + room for tick in ticks)
    if low <= 0 <= high:
        assert 0 in ticks
    steps = {f"{b - a:.4e}" for a, b in itertools.pairwise(ticks)}
    assert len(steps) <= 1
    assert all(step[0] in "125" for step in steps if max(map(abs, ticks)) < 1e6 * (high - low))


def test_linear_ticks_are_the_decimals_that_readers_expect() -> None:
    assert linear_ticks(0, 0.44, 5) == [0, 0.1, 0.2, 0.3, 0.4]
    assert linear_ticks(-0.06, 0.1, 5) == [-0.05, 0, 0.05, 0.1]
    assert linear_ticks(0, 200_000, 4) == [0, 100_000, 200_000]


@given(st.floats(-12, 5), st.floats(0.05, 12), st.integers(3, 9))
def test_log_ticks_are_few_and_inside(low: float, decades: float, most: int) -> None:
    ticks = log_ticks(10**low, 10 ** (low + decades), most)
    assert 1 <= len(ticks) <= most
    assert all(10**low * (1 - 1e-6) <= tick <= 10 ** (low + decades) * (1 + 1e-6) for tick in ticks)
    assert ticks == sorted(set(ticks))


def test_log_ticks_thin_out_evenly_and_keep_one() -> None:
    assert log_ticks(1, 50_257, 6) == [1, 10, 100, 1000, 10_000]
    assert log_ticks(1e-7, 1, 5) == [1e-6, 1e-4, 1e-2, 1]
    assert log_ticks(1e-12, 1, 5) == [1e-12, 1e-9, 1e-6, 1e-3, 1]
    assert log_ticks(1, 40, 9) == [1, 2, 5, 10, 20]
    assert log_ticks(1, 2, 9) == [1, 2]


@given(ends, st.integers(2, 10))
def test_a_range_rounded_out_holds_what_it_was_made_of(span: tuple[float, float], most: int) -> None:
    low, high = span
    assume(high - low > 1e-6 * abs(low))
    bottom, top = rounded_out(low, high, most)
    room = 1e-8 * (high - low)
    assert bottom <= low + room
    assert top >= high - room
    assert top - bottom <= (high - low) * 6


def test_a_range_rounded_out_is_tight() -> None:
    assert rounded_out(0, 0.44, 8) == (0, 0.5)
    assert rounded_out(-0.051, 0.094, 8) == (-0.06, 0.1)


def test_labels_of_one_linear_axis_are_written_alike() -> None:
    assert linear_labels([0, 0.05, 0.1]) == ["0", "0.05", "0.10"]
    assert linear_labels([-0.5, 0, 0.5]) == ["−0.5", "0", "0.5"]
    assert linear_labels([0, 50_000]) == ["0", f"50{SPACE}000"]
    assert linear_labels([0, 5e-6, 1e-5]) == ["0", "0.5×10⁻⁵", "1.0×10⁻⁵"]
    assert linear_labels([0, 2e7, 4e7]) == ["0", "2×10⁷", "4×10⁷"]
    assert linear_labels([0.0]) == ["0"]


def test_labels_of_a_log_axis_are_powers_where_decimals_would_be_long() -> None:
    assert log_labels([1e-4, 0.001, 0.01, 1, 1000, 1e6]) == [
        "10⁻⁴",
        "0.001",
        "0.01",
        "1",
        f"1{SPACE}000",
        "10⁶",
    ]
    assert log_labels([2e-5, 0.02]) == ["2×10⁻⁵", "0.02"]


# --------------------------------------------------------------------------------------------- bins


@given(st.integers(2, 200_000), st.sampled_from([40, 100, 128]), st.sampled_from([linear_bins, log_bins]))
def test_bins_hold_every_rank_once_and_are_not_too_many(n: int, most: int, make: object) -> None:
    bins = make(n, most)  # type: ignore[operator]
    assert bins.sizes.sum() == n
    assert bins.sizes.min() >= 1
    assert len(bins.starts) <= 2 * most
    assert (bins.edges[0], bins.edges[-1]) == (0.5, n + 0.5)
    assert len(bins.edges) == len(bins.starts) + 1


@given(st.integers(2, 200_000))
def test_linear_bins_are_of_one_round_size_and_log_bins_grow(n: int) -> None:
    bins = linear_bins(n, 128)
    assert len(bins.starts) <= 128
    assert set(bins.sizes[:-1]) <= {bins.largest}
    assert str(bins.largest).rstrip("0") in {"1", "2", "5"}
    assert n <= 128 or len(bins.starts) > 50
    growing = log_bins(n, 128).sizes[:-1]
    assert (np.diff(growing) >= 0).all()
    assert growing[0] == 1
    assert len(growing) <= 128


@pytest.mark.parametrize("make", [linear_bins, log_bins])
@pytest.mark.parametrize("n", [2, 40, 128])
def test_tokens_have_marks_of_their_own_while_these_fit(n: int, make: Callable[[int, int], Bins]) -> None:
    assert make(n, 128).single
    assert not make(129, 128).single


def test_what_a_mark_shows_of_one_token_is_that_token() -> None:
    values = np.array([0.5, 0.3, 0.2])
    heights = linear_bins(3, 128).heights(values)
    assert heights.mean.tolist() == heights.least.tolist() == heights.greatest.tolist() == [0.5, 0.3, 0.2]
    shared = linear_bins(3, 2).heights(values)
    assert (shared.mean.tolist(), shared.least.tolist(), shared.greatest.tolist()) == (
        [0.4, 0.2],
        [0.3, 0.2],
        [0.5, 0.2],
    )


@given(st.integers(2, 5000), st.integers(1, 5000), st.sampled_from([linear_bins, log_bins]))
def test_a_rank_is_held_by_the_bin_around_it(n: int, rank: int, make: Callable[[int, int], Bins]) -> None:
    bins, rank = make(n, 128), min(rank, n)
    index = bins.holding(rank)
    assert bins.edges[index] < rank < bins.edges[index + 1]


def test_the_first_ranks_of_bins_keep_their_bounds() -> None:
    bins = linear_bins(1000, 128)
    assert bins.first(1000) is bins.first(5000) is bins
    cut = bins.first(25)
    assert (cut.edges.tolist(), cut.sizes.tolist()) == ([0.5, 10.5, 20.5, 25.5], [10, 10, 5])
    assert bins.first(20).sizes.tolist() == [10, 10]


def test_bins_keep_sums_and_peaks() -> None:
    values = np.random.default_rng(1).exponential(size=1000)
    values[777] = 50.0
    bins = linear_bins(1000, 30)
    assert bins.total(values).sum() == pytest.approx(values.sum(), rel=1e-14)
    assert bins.greatest(values).max() == 50
    assert bins.least(values).min() == values.min()
    assert bins.mean(values) @ bins.sizes == pytest.approx(values.sum(), rel=1e-14)


# -------------------------------------------------------------------------------------------- marks


def test_bars_are_rectangles_and_flat_ones_are_left_out() -> None:
    left, right = np.array([0.0, 10.0]), np.array([8.04, 18.0])
    assert bars(left, right, 100.0, np.array([50.0, 100.04])) == "M0 100H8V50H0Z"
    assert bars(left[:0], right[:0], 1.0, 2.0) == ""


def test_a_box_without_width_is_left_out() -> None:
    assert box(0, 10.04, 5, 9) == "M0 5H10V9H0Z"
    assert box(10, 10.04, 5, 9) == box(10, 4, 5, 9) == ""


def test_staircases_areas_bands_and_caps_run_from_edge_to_edge() -> None:
    edges, y, low = np.array([0.0, 5.0, 10.0]), np.array([3.0, 4.0]), np.array([6.0, 7.0])
    assert staircase(edges, y) == "M0 3V3H5V4H10"
    assert polyline(edges, np.array([3.04, 4.0, 2.96])) == "M0 3l5 1 5 -1"
    assert polyline(edges[:1], y[:1]) == "M0 3"
    assert area(edges, y, 9) == "M0 9V3H5V4H10V9Z"
    assert band(edges, low, y) == "M0 6V3H5V4H10V7H5V6H0Z"
    assert caps(edges[:-1], edges[1:], y) == "M0 3H5M5 4H10"
    disc = "a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0 -3 0Z"
    assert dots(np.array([4.0, 4.24]), np.array([2.0, 1.0]), 1.5) == f"M2.5 2{disc}m0.2 -1{disc}"
    assert dots(edges[:0], y[:0], 1.5) == ""


def test_no_mark_is_written_without_a_place() -> None:
    with pytest.raises(ValueError, match="A mark has no place in the drawing"):
        bars(np.array([0.0]), np.array([1.0]), 0.0, np.array([np.inf]))
    with pytest.raises(ValueError, match="A mark has no place in the drawing"):
        staircase(np.array([0.0, 1.0]), np.array([np.nan]))


def test_no_minus_zero_is_written() -> None:
    assert "-0" not in staircase(np.array([-0.01, 1.0]), np.array([-0.0]))


SPOTS = np.array([[4.0, 2.0], [-0.01, 7.26]]), np.array([1.5, 2.0])


def test_shapes_lie_around_their_places() -> None:
    triangle = ((0.0, -1.0), (1.0, 1.0), (-1.0, 1.0))
    assert shapes(triangle, *SPOTS) == [
        '<polygon points="4 0.5 5.5 3.5 2.5 3.5"/>',
        '<polygon points="0 5.3 2 9.3 -2 9.3"/>',
    ]
    assert shapes((), *SPOTS) == ['<circle cx="4" cy="2" r="1.5"/>', '<circle cx="0" cy="7.3" r="2"/>']
    with pytest.raises(ValueError, match="A mark has no place in the drawing"):
        shapes((), np.array([[np.nan, 0.0]]), np.array([1.0]))


def test_each_linked_mark_says_where_it_leads_what_it_is_and_whether_the_reader_is_there() -> None:
    group = ElementTree.fromstring(
        linked_marks(
            "p", shapes((), *SPOTS), ["#m?a=1&b=2", "#m?a=2"], ["<one>", "“two”"], ["1", "2"], (4, 99.5), 1
        )
    )
    assert group.tag == "g" and group.attrib == {"class": "p marks"}
    first, second = group
    assert first.attrib == {"href": "#m?a=1&b=2", "aria-label": "<one>", "data-key": "1"}
    assert second.get("aria-current") == "true"
    assert [part.tag for part in second] == ["circle", "text"]
    assert second[1].attrib == {"display": "none", "x": "4", "y": "99.5"}
    assert ["".join(link.itertext()) for link in group] == ["<one>", "“two”"]
    assert linked_marks("p", ["<g/>"], ["#m"], ["one"], ["1"], (0, 0)).count("aria-current") == 0
    assert linked_marks("p", [], [], [], [], (0, 0)) == ""
    assert linked_marks("p", ["<g/>"], ["#m"], ["one\ntwo"], ["1"], (0, 0)).count("one\ntwo") == 2


# -------------------------------------------------------------------------- ranks and probabilities

PANEL = Panel(50, 350, 20, 120)


@pytest.mark.parametrize("kind", ["linear", "log"])
@pytest.mark.parametrize("n", [2, 3, 7, 40, 41, 999, 50_257, 99_999, 200_000])
def test_ranks_are_marked_from_one_on_by_labels_that_keep_apart(n: int, kind: Kind) -> None:
    axis = ElementTree.fromstring(f"<g>{rank_axis(PANEL, n, kind, 'rank', 100, 5).axis}</g>")
    labels = [label for label in axis.findall("text") if label.get("class") == "tick"]
    ticks = [int(str(label.text).replace(SPACE, "")) for label in labels]
    assert ticks[0] == 1
    assert ticks == sorted(set(ticks))
    assert ticks[-1] <= n
    sides = [sides_of(label) for label in labels]
    assert all(right < left for (_, right), (left, _) in itertools.pairwise(sides))
    assert sides[-1][1] <= 360


def sides_of(label: ElementTree.Element) -> tuple[float, float]:
    """Where a label begins and ends, its digits being about 7.3 wide."""
    x, width = float(str(label.get("x"))), 7.3 * len(str(label.text))
    return (x - width, x) if label.get("text-anchor") == "end" else (x - width / 2, x + width / 2)


@pytest.mark.parametrize("kind", ["linear", "log"])
@pytest.mark.parametrize("n", [2, 40, 41, 1000, 50_257])
def test_marks_stand_side_by_side_and_their_spans_are_their_widths(n: int, kind: Kind) -> None:
    ranks = rank_axis(PANEL, n, kind, "rank", 100, 5)
    widths = np.diff(ranks.edges)
    assert (ranks.edges[0], ranks.edges[-1]) == (pytest.approx(50), pytest.approx(350))
    assert (ranks.left < ranks.right).all()
    assert (ranks.left[1:] >= ranks.right[:-1]).all()
    assert ranks.spans / widths == pytest.approx(np.full(len(widths), ranks.spans[0] / widths[0]))


def test_a_mark_says_what_it_stands_for() -> None:
    def said(n: int, kind: Kind) -> tuple[str, str]:
        ranks = rank_axis(PANEL, n, kind, "rank", 128, 5)
        return ranks.key, ranks.measure

    assert said(40, "log") == ("each mark: one token", "decade of rank")
    assert said(128, "linear") == ("each mark: one token", "token")
    assert said(129, "linear") == ("each mark: 2 tokens", "2 tokens")
    assert said(50_257, "linear") == ("each mark: 500 tokens", "500 tokens")
    assert said(200_000, "linear") == (f"each mark: 2{SPACE}000 tokens", f"2{SPACE}000 tokens")
    assert said(1000, "log") == ("each mark: 1 to 50 tokens", "decade of rank")


def test_bars_draw_together_gradually_as_they_grow_thin() -> None:
    """No gap opens or closes at once: from one vocabulary to the next it changes by a fifth of a unit."""
    axes = [rank_axis(PANEL, n, "linear", "rank", 128, 5) for n in range(10, 129)]
    gaps = [float(ranks.left[0] - ranks.edges[0]) for ranks in axes]
    assert gaps[0] == 1.5
    assert gaps[-1] == 0
    assert all(before >= after >= before - 0.2 for before, after in itertools.pairwise(gaps))


def test_a_rank_s_span_is_counted_alike_in_the_marks_of_another_vocabulary() -> None:
    bins = rank_bins(1000, "linear")
    assert spans(bins.first(25), "linear", bins.largest).tolist() == [1, 1, 0.5]
    assert spans(bins.first(5), "linear", bins.largest).tolist() == [0.5]
    assert spans(bins.first(25), "log", bins.largest).sum() == pytest.approx(np.log10(51))


@pytest.mark.parametrize("kind", ["linear", "log"])
@pytest.mark.parametrize("n", [2, 40, 129, 50_257, 200_000])
def test_the_rank_under_a_place_is_the_one_placed_there(n: int, kind: Kind) -> None:
    ranks = rank_axis(PANEL, n, kind, "rank", 128, 5)
    some = sorted({1, 2, n, n // 2 or 1, *range(1, n + 1, max(1, n // 37))})
    assert [ranks.at(ranks.scale.at(rank)) for rank in some] == some
    assert (ranks.at(-1e6), ranks.at(1e6)) == (1, n)


@pytest.mark.parametrize("kind", ["linear", "log"])
@pytest.mark.parametrize("n", [2, 40, 129, 50_257])
def test_a_step_goes_from_mark_to_mark_and_stays_inside(n: int, kind: Kind) -> None:
    ranks = rank_axis(PANEL, n, kind, "rank", 128, 5)
    seen, rank = [], 1
    while not seen or rank != seen[-1]:
        seen.append(rank)
        rank = ranks.beside(rank, 1)
    held = [ranks.bins.holding(each) for each in seen]
    assert sorted(set(held)) == list(range(len(ranks.bins.starts)))
    assert seen[-1] == n
    middles = (ranks.bins.edges[1:-1] + ranks.bins.edges[2:]) / 2
    assert np.abs(np.array(seen[1 : len(middles) + 1]) - middles).max(initial=0) <= 0.5
    assert ranks.beside(1, -1) == 1
    assert ranks.bins.holding(ranks.beside(n, -1)) == max(len(ranks.bins.starts) - 2, 0)


def test_a_range_of_probabilities_is_round_and_its_log_passes_over_zero() -> None:
    half, point = np.array([0.5, 0.5]), np.array([1.0, 0.0])
    assert probability_range("linear", half, np.array([0.44, 0.1])) == (0, 0.5)
    assert probability_range("log", half, point) == (0.1, 1)
    assert probability_range("log", point) == (0.001, 1)
    assert probability_range("log", np.array([1.0, 1e-40])) == (1e-12, 1)
    assert probability_range("log", np.full(100, 0.01)) == (0.01, 0.1)


def drawn(values: np.ndarray, ranks: Ranks, scale: Scale) -> dict[str, str]:
    """The paths of a distribution by their class."""
    heights = ranks.bins.heights(values)
    picture = ElementTree.fromstring(f"<g>{distribution(heights, 'p', ranks, scale)}</g>")
    return {str(part.get("class")): str(part.get("d")) for part in picture}


def test_on_a_log_axis_only_what_it_reaches_has_a_cap() -> None:
    ranks = rank_axis(PANEL, 3, "linear", "rank", 100, 5)
    paths = drawn(np.array([0.9, 0.01, 0.0]), ranks, Log(0.01, 1, 120, 20))
    assert list(paths) == ["p stem", "p cap"]
    assert paths["p cap"].count("M") == 2


def test_one_token_s_mark_is_a_bar() -> None:
    ranks = rank_axis(PANEL, 20, "linear", "rank", 128, 5)
    paths = drawn(np.linspace(1, 0.1, 20), ranks, Linear(0, 1, 120, 20))
    assert list(paths) == ["p bar"]
    assert paths["p bar"].count("Z") == 20


@pytest.mark.parametrize("kind", ["linear", "log"])
@pytest.mark.parametrize("n", [129, 300, 50_257])
def test_a_peak_in_a_mark_is_reached_and_the_solid_part_is_below_all(n: int, kind: Kind) -> None:
    """Wherever it stands: the band ends at the greatest value, the solid part at the least."""
    values = np.full(n, 0.2)
    values[n - 3], values[n // 2] = 0.9, 0.1
    ranks, scale = rank_axis(PANEL, n, kind, "rank", 128, 5), Linear(0, 1, 120, 20)
    paths = drawn(values, ranks, scale)
    assert list(paths) == ["p bar", "p band", "p mean"]
    places = {name: [float(y) for y in re.findall(r"V([\d.]+)", d)] for name, d in paths.items()}
    assert min(places["p band"]) == scale.at(0.9)
    assert scale.at(0.1) in places["p bar"]
    assert min(places["p bar"]) == scale.at(0.2)


@pytest.mark.parametrize("n", [40, 100, 128])
def test_where_marks_touch_they_are_one_shape(n: int) -> None:
    ranks = rank_axis(PANEL, n, "linear", "rank", 128, 5)
    shape = risers(ranks, 120.0, np.linspace(20, 110, n))
    assert shape.count("Z") == (n if ranks.apart else 1)
    assert ranks.apart == (n if n < 60 else 0)


def test_on_a_log_axis_the_broad_marks_stand_apart_and_the_others_touch() -> None:
    ranks = rank_axis(PANEL, 1000, "log", "rank", 128, 5)
    assert 5 < ranks.apart < 40
    assert risers(ranks, 120.0, np.full(len(ranks.left), 50.0)).count("Z") == ranks.apart + 1
    assert risers(ranks, 120.0, np.full(len(ranks.left), 50.0)).startswith(f"M{ranks.left[0]:.1f} 120H")


def test_an_outline_runs_along_the_means() -> None:
    ranks = rank_axis(PANEL, 2, "linear", "rank", 128, 5)
    mean = np.array([0.75, 0.25])
    assert outline(Heights(mean, mean, mean), ranks, Linear(0, 1, 120, 20)) == "M50 45V45H200V95H350"


# ------------------------------------------------------------------------------------- axes and svg


def test_a_y_axis_marks_zero_and_labels_every_tick() -> None:
    scale = Linear(-1, 1, 120, 20)
    axis = ElementTree.fromstring(f"<g>{y_axis(PANEL, scale, (-1.0, 0.0, 1.0), ('−1', '0', '1'))}</g>")
    assert [line.get("class") for line in axis.findall("path")] == ["grid", "zero"]
    assert axis.findall("path")[1].get("d") == "M50 70H350"
    assert [label.text for label in axis.findall("text")] == ["−1", "0", "1"]


def test_a_factor_common_to_all_labels_stands_above_them() -> None:
    scale, axis = value_axis(PANEL, 0.0, 5e-6, "linear", 5)
    labels = ElementTree.fromstring(f"<g>{axis}</g>").findall("text")
    assert ["".join(label.itertext()) for label in labels] == ["0", "2", "4", "×10−6"]
    assert float(str(labels[-1].get("y"))) < PANEL.top
    assert scale == Linear(0.0, 5e-6, 120, 20)


def test_shares_are_written_in_percent() -> None:
    scale, axis = percent_axis(PANEL)
    labels = [label.text for label in ElementTree.fromstring(f"<g>{axis}</g>").findall("text")]
    assert labels == ["0", f"50{SPACE}%", f"100{SPACE}%"]
    assert (scale.at(0), scale.at(1)) == (PANEL.bottom, PANEL.top)


def test_an_x_axis_keeps_its_last_label_inside() -> None:
    scale = Linear(0.5, 200_000.5, 50, 350)
    axis = ElementTree.fromstring(
        f"<g>{x_axis(PANEL, scale, (1.0, 200_000.0), ('1', '200 000'), 'rank')}</g>"
    )
    assert [label.get("text-anchor") for label in axis.findall("text")] == ["middle", "end", "end"]
    assert axis.findall("text")[-1].text == "rank"


def test_exponents_are_raised() -> None:
    label = ElementTree.fromstring(f"<text>{raised('2×10⁻¹²')}</text>")
    assert label.text == "2×10"
    assert [part.text for part in label] == ["−12"]
    assert raised("0.01") == "0.01"


def test_a_picture_is_named_and_described_by_ids_of_its_own() -> None:
    svg = ElementTree.fromstring(picture("a-wide", 720, 480, "P < Q", "All & more", text(1, 2, "words")))
    assert svg.get("viewBox") == "0 0 720 480"
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "a-wide-title a-wide-desc"
    assert [(part.get("id"), part.text) for part in svg[:2]] == [
        ("a-wide-title", "P < Q"),
        ("a-wide-desc", "All & more"),
    ]


def test_a_picture_says_where_a_probe_can_move() -> None:
    svg = ElementTree.fromstring(picture("a-wide", 720, 480, "P", "All", "", (58, 706.5)))
    assert svg.get("data-span") == "58 706.5"
    assert "data-span" not in picture("a-wide", 720, 480, "P", "All", "")


def test_an_overlay_has_the_size_of_its_drawing_and_is_not_read_out() -> None:
    svg = ElementTree.fromstring(overlay(720, 480, path("crosshair", "M0 0V9")))
    assert (svg.get("class"), svg.get("viewBox"), svg.get("aria-hidden")) == (
        "chart overlay",
        "0 0 720 480",
        "true",
    )


def test_a_hatch_is_used_by_its_name() -> None:
    assert 'id="a-hatch"' in hatch("a-hatch", "loss")
    assert 'fill="url(#a-hatch)"' in reference("a-hatch", "hatched", "M0 0Z")


def test_an_empty_path_is_left_out() -> None:
    assert path("bar", "") == reference("a-hatch", "hatched", "") == ""


def test_the_plot_library_writes_no_colour() -> None:
    svg = hatch("h", "loss") + reference("h", "hatched", "M0 0Z") + path("p", "M0 0Z") + text(0, 0, "x")
    assert not re.search(r"#[0-9a-f]{3,8}\b|rgb|hsl|(?:fill|stroke)=\"(?!url)", svg)


ODD = 'p<q & "r" > <s> &amp;'
BOX, ACROSS, UP = Panel(50, 350, 10, 200), Linear(0, 1, 50, 350), Linear(0, 1, 200, 10)


@pytest.mark.parametrize(
    ("drawn", "times"),
    [
        (text(0, 0, ODD), 1),
        (text(0, 0, f'<tspan class="name">{ODD}</tspan> {ODD}'), 2),
        (x_axis(BOX, ACROSS, (0.0, 1.0), (ODD, "1"), ODD), 2),
        (y_axis(BOX, UP, (0.0, 1.0), (ODD, "1"), ODD), 2),
        (rank_axis(BOX, 10, "linear", ODD, 10, 5).axis, 1),
        (picture("p", 9, 9, ODD, ODD, ""), 2),
    ],
)
def test_words_stand_in_a_picture_as_they_were_given(drawn: str, times: int) -> None:
    read = ElementTree.fromstring(f"<all>{drawn}</all>")
    assert "".join(read.itertext()).count(ODD) == times


def test_the_exponent_of_a_label_is_raised() -> None:
    (label,) = ElementTree.fromstring(text(0, 0, raised("10⁻⁵")))
    assert (label.tag, label.text) == ("tspan", "−5")
