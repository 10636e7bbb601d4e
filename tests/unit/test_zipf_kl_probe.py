"""Looking at one token of zipf-kl: the numbers are the token's own, and lie where the picture has them."""

from __future__ import annotations

import math
import re
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.explorer import (
    AXES,
    VIEWS,
    WIDTHS,
    ask,
    check_path,
    compute,
    declaration,
    drawn,
    look,
    module,
    mount,
)
from tests.unit.figure_checks import SVG, Answer, value


@pytest.fixture(autouse=True, scope="module")
def _posts() -> None:
    mount()


def over(seen: Answer, classes: str) -> str:
    """The path of a class in an overlay; empty where there is none."""
    root = ElementTree.fromstring(seen["overlay"])
    return "".join(path.get("d", "") for path in root.findall(f"{SVG}path") if path.get("class") == classes)


def centre(d: str) -> tuple[float, float]:
    """The middle of a disc."""
    left, y, width = map(float, re.findall(r"M(-?[\d.]+) (-?[\d.]+)a.*? (-?[\d.]+) 0a", d)[0])
    return left + width / 2, y


def test_what_is_read_off_is_declared() -> None:
    probe = declaration()["probe"]
    assert probe["label"] == "Token"
    assert [(output["name"], output["tone"]) for output in probe["outputs"]] == [
        ("rank_q", "q"),
        ("p", "p"),
        ("q", "q"),
        ("adds", ""),
        ("up_to", ""),
    ]


@pytest.mark.parametrize("contrib", ["signed", "nonnegative"])
@pytest.mark.parametrize("n", [2, 40, 129, 50_257])
def test_the_numbers_are_the_token_s_own(n: int, contrib: str) -> None:
    state = {"n": n, "h_q": 0.7, "rho": 0.6, "contrib": contrib}
    pair = compute(**state).pair
    terms, shares = pair.contributions("pq", contrib), pair.cumulative / pair.cumulative[-1]
    for rank in sorted({1, 2, n // 2 or 1, n - 1 or 1, n}):
        seen = look(at={"place": rank}, **state)
        assert (seen["place"], seen["last"]) == (rank, n)
        assert value(seen, "rank_q") == pair.ranks[rank - 1]
        assert value(seen, "p") == pair.p[rank - 1]
        assert value(seen, "q") == pair.q[rank - 1]
        assert value(seen, "adds") == terms[rank - 1]
        assert value(seen, "up_to") == pytest.approx(shares[rank - 1], rel=1e-12)
    assert value(seen, "up_to") == 1


def test_the_sentence_is_whole() -> None:
    seen = look(at={"place": 7})
    readouts = {name: readout["text"] for name, readout in seen["readouts"].items()}
    carried = f"the first 7 tokens carry {100 * value(seen, 'up_to'):.0f} % of KL(P‖Q)"
    assert seen["sentence"] == (
        f"Token 7: number {readouts['rank_q']} for Q; p = {readouts['p']}, q = {readouts['q']}; "
        f"adds {readouts['adds']} nats; {carried}."
    )
    assert "; this token alone carries" in look(at={"place": 1})["sentence"]
    assert look(at={"place": 3}, unit="bits")["sentence"].count("bits") == 1


@pytest.mark.parametrize("state", [{"rho": 1}, {"h_q": 0}, {"h_p": 0, "h_q": 0, "rho": -1}])
def test_without_a_divergence_to_share_nothing_is_carried(state: dict[str, float]) -> None:
    seen = look(at={"place": 1}, **state)
    assert seen["readouts"]["up_to"]["text"] == "–"
    assert "carr" not in seen["sentence"]
    assert over(seen, "dot share") == ""


def test_the_pinned_state_s_token_of_the_same_rank_stands_beside_it() -> None:
    seen, pinned = (
        look(pin={"n": 50, "rho": 0.3}, at={"place": 45}, n=60),
        look(at={"place": 45}, n=50, rho=0.3),
    )
    for name, readout in seen["readouts"].items():
        assert readout["pinned"] == pinned["readouts"][name]["text"]
    beyond = look(pin={"n": 50, "rho": 0.3}, at={"place": 51}, n=60)
    assert all(readout["pinned"] == "" for readout in beyond["readouts"].values())


def test_an_infinite_contribution_is_said() -> None:
    pair = compute(h_q=0, rho=0.5).pair
    rank = 1 + int(np.flatnonzero(pair.q == 0)[0])
    seen = look(at={"place": rank}, h_q=0, rho=0.5)
    assert seen["readouts"]["adds"] == {"value": "Infinity", "text": "∞", "unit": "", "pinned": ""}
    assert "adds ∞." in seen["sentence"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", ["linear", "log"])
@pytest.mark.parametrize("n", [2, 40, 129, 50_257, 200_000])
def test_the_token_under_a_place_is_the_one_shown_there(n: int, kind: str, width: str) -> None:
    for rank in sorted({1, 2, min(3, n), n // 3 or 1, n - 1 or 1, n}):
        x = look(width, at={"place": rank}, n=n, rank_axis=kind)["x"]
        assert look(width, at={"x": x}, n=n, rank_axis=kind)["place"] == rank
    assert look(width, at={"x": -50.0}, n=n, rank_axis=kind)["place"] == 1
    assert look(width, at={"x": 5000.0}, n=n, rank_axis=kind)["place"] == n


def test_a_step_is_a_token_or_a_mark() -> None:
    assert look(at={"place": 7, "marks": 1})["place"] == 8
    assert look(at={"place": 7, "marks": -1})["place"] == 6
    assert look(at={"place": 1, "marks": -1})["place"] == 1
    assert look(at={"place": 40, "marks": 1})["place"] == 40
    assert look(at={"place": 17, "marks": 1}, n=50_257)["place"] == 750
    assert look(at={"place": 750, "marks": -1}, n=50_257)["place"] == 250
    assert look(at={"place": 1, "marks": 1}, n=50_257, rank_axis="log")["place"] == 2


@pytest.mark.parametrize("n", [40, 200_000])
def test_the_row_is_the_table_s(n: int) -> None:
    answer = ask("wide", n=n)
    rows = ElementTree.fromstring(answer["table"]).findall("tbody/tr")
    for rank in (1, 2, n // 2, n):
        heading = str(rows[look(at={"place": rank}, n=n)["row"]][0].text).replace("\u202f", "")
        first, last = (heading.split("–") * 2)[:2] if "–" in heading else (heading, heading)
        assert int(first) <= rank <= int(last)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_marks_of_the_token_are_outlined_where_they_stand(width: str) -> None:
    state = {"h_q": 0.7, "rho": 0.6}
    answer = ask(width, **state)
    for rank in (1, 4, 9):
        seen = look(width, at={"place": rank}, **state)
        for tone in ("p", "q"):
            outline = over(seen, f"here {tone}")
            assert outline in drawn(answer, width, f"{tone} bar")
            left, right = re.findall(r"[MH]([\d.]+)", outline)[:2]
            assert float(left) < seen["x"] < float(right)
        assert over(seen, "here gain") in drawn(answer, width, "gain bar")
        assert bool(over(seen, "here gain")) != bool(over(seen, "here loss"))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("n", [40, 50_257])
def test_the_dots_lie_at_the_token_s_own_heights(n: int, width: str) -> None:
    state = {"n": n, "h_q": 0.7, "rho": 0.6, "rank_axis": "log", "p_axis": "log"}
    scene = module("zipf_kl.scene").scene_of(compute(**state), width)
    seen = look(width, at={"place": 29}, **state)
    for tone, scale, name in (("p", scene.p, "p"), ("q", scene.q, "q"), ("share", scene.share, "up_to")):
        x, y = centre(over(seen, f"dot {tone}"))
        assert x == pytest.approx(seen["x"], abs=0.11)
        assert y == pytest.approx(scale.at(value(seen, name)), abs=0.06)
    assert (
        re.findall(r"M([\d.]+) ", over(seen, "crosshair")) == [f"{seen['x']:.1f}".rstrip("0").rstrip(".")] * 4
    )


def test_the_dot_of_the_share_lies_on_the_line() -> None:
    line = drawn(ask("wide", rho=0.5), "wide", "share line")
    numbers = re.findall(r"-?[\d.]+", line)
    points = np.cumsum(np.array(numbers, float).reshape(-1, 2), axis=0)  # each told from the one before
    for rank in (1, 5, 23, 40):
        x, y = centre(over(look(at={"place": rank}, rho=0.5), "dot share"))
        assert min(abs(x - a) + abs(y - b) for a, b in points) < 0.25


@pytest.mark.parametrize("kind", ["linear", "log"])
def test_a_level_line_leads_to_the_token_s_place_in_q_s_own_order(kind: str) -> None:
    """There the dashes, Q sorted, are as high as Q's bar is here."""
    state = {"h_q": 0.7, "rho": 0.4, "rank_axis": kind}
    result = compute(**state)
    scene = module("zipf_kl.scene").scene_of(result, "wide")
    for rank in (2, 5, 11):
        seen, place = look(at={"place": rank}, **state), int(result.pair.ranks[rank - 1])
        x, y = centre(over(seen, "home q"))
        assert x == pytest.approx(scene.ranks.scale.at(place), abs=0.11)
        assert y == pytest.approx(float(scene.q.of(result.marks.q_sorted)[place - 1]), abs=0.06)
        assert y == centre(over(seen, "dot q"))[1]


@settings(max_examples=80)
@given(
    n=st.integers(2, 3000) | st.just(200_000),
    h_p=st.integers(0, 500),
    h_q=st.integers(0, 500),
    rho=st.integers(-100, 100),
    part=st.floats(0, 1),
    axes=st.sampled_from(AXES),
    width=st.sampled_from(WIDTHS),
    pin=st.none() | st.just({"n": 500, "rho": -1}),
)
def test_any_token_of_any_state_is_read_off_inside_the_picture(
    n: int,
    h_p: int,
    h_q: int,
    rho: int,
    part: float,
    axes: tuple[str, str, str],
    width: str,
    pin: dict[str, Any] | None,
) -> None:
    state = {"n": n, "h_p": h_p / 500, "h_q": h_q / 500, "rho": rho / 100}
    views = dict(zip(VIEWS, axes, strict=True))
    seen = look(width, pin, at={"place": max(1, round(part * n))}, **state, **views)
    box = {"wide": (720, 614), "narrow": (360, 470)}[width]
    root = ElementTree.fromstring(seen["overlay"])
    assert (root.get("class"), root.get("viewBox")) == ("chart overlay", f"0 0 {box[0]} {box[1]}")
    assert root.get("aria-hidden") == "true"
    for path in root.findall(f"{SVG}path"):
        check_path(path.get("d", ""), *box)
    assert not re.search(r"\b(nan|inf|None|e-\d\d)\b", seen["overlay"] + seen["sentence"])
    values = [readout["value"] for readout in seen["readouts"].values()]
    assert not any(math.isnan(float(value)) for value in values if value)


def test_a_look_after_an_answer_computes_nothing_anew() -> None:
    ask("wide", n=200_000)
    kept = module()._pair, module("zipf_kl.result")._marks, module("zipf_kl.scene").scene_of
    misses = [each.cache_info().misses for each in kept]
    for x in (60.0, 61.5, 700.0):
        look(at={"x": x}, n=200_000)
    assert [each.cache_info().misses for each in kept] == misses
