"""The figure zipf-kl: complete and honest in every state, extremes above all."""

from __future__ import annotations

import itertools
import json
import math
import re
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from explorable import worker
from explorable.plot import Kind, Ranks, rank_axis
from hypothesis import given, settings
from hypothesis import strategies as st

CONTENT = Path(__file__).resolve().parents[2] / "content"
SVG = "{http://www.w3.org/2000/svg}"
type Answer = dict[str, Any]

OUTPUTS = [
    *("kl_pq", "kl_pq_shape", "kl_pq_order", "kl_qp", "kl_qp_shape", "kl_qp_order"),
    *("rho_reached", "rho_below", "rho_above", "s_p", "s_q", "entropy_p", "entropy_q", "tv", "js"),
]
PRESETS = {
    "Identical": (0.6, 0.6, 1),
    "Temperature": (0.45, 0.75, 1),
    "Reordered only": (0.6, 0.6, 0.7),
    "Sharp against flat": (0.3, 0.85, 1),
    "Two models": (0.55, 0.62, 0.95),
    "Scrambled": (0.6, 0.6, 0),
}
ENTROPIES = [(0.6, 0.6), (0, 0), (1, 1), (0, 1), (1, 0), (0.6, 0), (0, 0.6), (0.002, 0.998)]
AXES = list(itertools.product(("linear", "log"), ("linear", "log"), ("signed", "nonnegative")))


@pytest.fixture(autouse=True, scope="module")
def _posts() -> None:
    worker.mount(str(CONTENT))


def ask(*widths: str, **state: object) -> Answer:
    text = worker.answer("zipf-kl", "zipf-kl", json.dumps(state), json.dumps(widths or ("wide", "narrow")))
    answer: Answer = json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} in an answer"))
    return answer


def declaration() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(worker.load("zipf-kl", "zipf-kl"))
    return loaded


def value(answer: Answer, name: str) -> float:
    return float(answer["readouts"][name]["value"])


def module() -> Any:
    worker.load("zipf-kl", "zipf-kl")
    return sys.modules["posts.zipf-kl.zipf_kl"]


def ranks_of(n: int, kind: Kind, width: str) -> Ranks:
    layout = module().LAYOUTS[width]
    return rank_axis(layout.kl, n, kind, "rank in P", layout.marks, layout.rank_ticks)


# -------------------------------------------------------------------------------------- declaration


def test_the_controls_and_outputs_are_those_that_links_and_pages_name() -> None:
    controls = {control["name"]: control for control in declaration()["controls"]}
    assert list(controls) == ["n", "h_p", "h_q", "rho", "seed", "unit", "p_axis", "rank_axis", "contrib"]
    assert {name: control["default"] for name, control in controls.items()} == {
        "n": 40,
        "h_p": 0.6,
        "h_q": 0.6,
        "rho": 0.9,
        "seed": 1,
        "unit": "nats",
        "p_axis": "linear",
        "rank_axis": "linear",
        "contrib": "signed",
    }
    ranges = {name: (c["min"], c["max"], c["step"]) for name, c in controls.items() if c["kind"] == "slider"}
    assert ranges == {"n": (2, 200_000, 1), "h_p": (0, 1, 0.002), "h_q": (0, 1, 0.002), "rho": (-1, 1, 0.01)}
    assert sorted(output["name"] for output in declaration()["outputs"]) == sorted(OUTPUTS)


def test_presets_set_what_they_are_about_and_keep_units_axes_and_seed() -> None:
    presets = {preset["label"]: preset for preset in declaration()["presets"]}
    assert list(presets) == list(PRESETS)
    for label, (h_p, h_q, rho) in PRESETS.items():
        assert presets[label]["state"] == {"n": 40, "h_p": h_p, "h_q": h_q, "rho": rho}
        assert presets[label]["sentence"].endswith(".")


# ----------------------------------------------------------------------------------------- pictures


def check_picture(svg: str, width: str) -> None:
    """Well formed, named, of constant size, every number finite and every mark inside the drawing."""
    root = ElementTree.fromstring(svg)
    box = {"wide": "0 0 720 480", "narrow": "0 0 360 440"}[width]
    assert root.get("viewBox") == box
    assert root.get("aria-labelledby") == f"zipf-kl-{width}-title zipf-kl-{width}-desc"
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(str(name).startswith(f"zipf-kl-{width}-") for name in ids)
    assert root.findtext(f"{SVG}title")
    assert root.findtext(f"{SVG}desc")
    assert not re.search(r'(?:fill|stroke|style)="(?!url\()', svg)
    for path in root.findall(f"{SVG}path"):
        check_path(path.get("d", ""), *map(float, box.split()[2:]))


def check_path(d: str, width: float, height: float) -> None:
    assert not re.search(r"[^MHVZvaL0-9. -]", d), d[:80]
    x = [float(n) for n in re.findall(r"[MH](-?[\d.]+)", d)]
    y = [float(n) for n in re.findall(r"(?:V|M-?[\d.]+ )(-?[\d.]+)", d)]
    assert all(0 <= n <= width for n in x)
    assert all(0 <= n <= height for n in y)


def check_answer(answer: Answer) -> None:
    for width, svg in answer["drawings"].items():
        check_picture(svg, width)
    assert sorted(answer["readouts"]) == sorted(OUTPUTS)
    for readout in answer["readouts"].values():
        assert not math.isnan(float(readout["value"]))
        assert readout["text"]
    words = " ".join(
        [answer["sentence"], *answer["notes"], *answer["controls"].values(), answer["table"]]
        + [readout["text"] for readout in answer["readouts"].values()]
        + list(answer["drawings"].values())
    )
    assert not re.search(r"\b(nan|inf|None|e-\d\d)\b", words)
    check_table(answer["table"])


def check_table(html: str) -> None:
    table = ElementTree.fromstring(html)
    assert table.findtext("caption")
    columns = len(table.findall("thead/tr/th[@scope='col']"))
    rows = table.findall("tbody/tr")
    assert 2 <= len(rows) <= 40
    for row in [*rows, *table.findall("tfoot/tr")]:
        assert [cell.tag for cell in row] == ["th"] + ["td"] * (columns - 1)
        assert row[0].get("scope") == "row"


@pytest.mark.parametrize("n", [2, 3, 40, 41, 1000, 50_257])
@pytest.mark.parametrize(("h_p", "h_q"), ENTROPIES)
def test_every_extreme_is_drawn_and_said(n: int, h_p: float, h_q: float) -> None:
    for rho, axes in zip(itertools.cycle((-1, 0, 1)), AXES, strict=False):
        choices = dict(zip(("p_axis", "rank_axis", "contrib"), axes, strict=True))
        check_answer(ask(n=n, h_p=h_p, h_q=h_q, rho=rho, unit="bits", **choices))


@pytest.mark.parametrize(("p_axis", "rank_axis", "contrib"), AXES)
def test_the_largest_vocabulary_is_drawn_on_every_axis(p_axis: str, rank_axis: str, contrib: str) -> None:
    axes = {"p_axis": p_axis, "rank_axis": rank_axis, "contrib": contrib}
    for h_p, h_q, rho in ((0.6, 0.7, -1), (0, 0.5, 0), (1, 0, 0.5)):
        check_answer(ask(n=200_000, h_p=h_p, h_q=h_q, rho=rho, **axes))


@settings(max_examples=60, deadline=None)
@given(
    n=st.integers(2, 3000),
    h_p=st.integers(0, 500),
    h_q=st.integers(0, 500),
    rho=st.integers(-100, 100),
    seed=st.integers(0, 2**32 - 1),
    axes=st.sampled_from(AXES),
)
def test_any_state_is_drawn_and_said(
    n: int, h_p: int, h_q: int, rho: int, seed: int, axes: tuple[str, str, str]
) -> None:
    choices = dict(zip(("p_axis", "rank_axis", "contrib"), axes, strict=True))
    check_answer(ask(n=n, h_p=h_p / 500, h_q=h_q / 500, rho=rho / 100, seed=seed, **choices))


def test_only_the_width_asked_for_is_drawn() -> None:
    assert list(ask("narrow")["drawings"]) == ["narrow"]


def test_both_widths_say_the_same() -> None:
    wide, narrow = ask("wide", n=1000), ask("narrow", n=1000)
    del wide["drawings"], narrow["drawings"]
    assert wide == narrow


def test_the_same_state_gives_the_same_bytes_whatever_came_before() -> None:
    first = ask(n=777, rho=0.31)
    for n, rho, axis in ((40, 0.9, "log"), (50_257, -0.5, "linear"), (777, 0.3, "log")):
        ask(n=n, rho=rho, rank_axis=axis)
    worker.mount(str(CONTENT))
    assert ask(n=777, rho=0.31) == first


def drawn(answer: Answer, width: str, classes: str) -> str:
    """The path of a class in one drawing."""
    root = ElementTree.fromstring(answer["drawings"][width])
    return next(path.get("d", "") for path in root.findall(f"{SVG}path") if path.get("class") == classes)


def test_up_to_forty_tokens_have_bars_and_more_have_bands() -> None:
    assert drawn(ask(n=40, p_axis="log"), "wide", "q cap").count("M") == 40
    assert drawn(ask(n=40), "wide", "p bar").count("Z") > 20
    assert drawn(ask(n=41), "wide", "q mean").count("V") == 41
    assert "each mark: up to 311 tokens" in ask(n=50_257)["drawings"]["wide"]
    assert "each mark: one token" in ask(n=40)["drawings"]["narrow"]


def test_a_peak_among_thousands_is_not_lost() -> None:
    answer = ask("wide", n=50_257, rho=-1)
    tops = [float(y) for y in re.findall(r"V([\d.]+)", drawn(answer, "wide", "q band"))]
    peak = float(re.findall(r"M[\d.]+ ([\d.]+)V([\d.]+)", drawn(answer, "wide", "p band"))[0][1])
    assert min(tops) == pytest.approx(peak + 135, abs=0.2)  # Q's panel lies 135 below P's, on the same scale


def test_p_and_q_share_their_range() -> None:
    root = ElementTree.fromstring(ask("wide", h_p=0.3, h_q=0.9)["drawings"]["wide"])
    ticks = [label.text for label in root.findall(f"{SVG}text") if label.get("class") == "tick"]
    count = ticks.index("0", 1)
    assert ticks[:count] == ticks[count : 2 * count]


@pytest.mark.parametrize("kind", ["linear", "log"])
@pytest.mark.parametrize("contrib", ["signed", "nonnegative"])
@pytest.mark.parametrize("n", [7, 40, 1000, 50_257])
def test_what_is_drawn_adds_up_to_the_divergence(n: int, contrib: str, kind: Kind) -> None:
    figure = module().figure
    values = {"n": n, "h_p": 0.5, "h_q": 0.7, "rho": 0.6, "contrib": contrib, "rank_axis": kind}
    result = figure.compute(figure.state(values))
    for width in ("wide", "narrow"):
        gain, loss = module().contributions(result, ranks_of(n, kind, width).bins)
        assert gain.sum() + loss.sum() == pytest.approx(result.pair.kl_pq, rel=1e-9)
        assert (gain >= 0).all()
        assert (loss <= 0).all() if contrib == "signed" else (loss >= 0).all()


@pytest.mark.parametrize("kind", ["linear", "log"])
def test_the_area_of_the_contributions_is_the_divergence(kind: Kind) -> None:
    figure = module().figure
    result = figure.compute(figure.state({"n": 500, "h_q": 0.8, "rank_axis": kind}))
    ranks = ranks_of(500, kind, "wide")
    widths = np.diff(ranks.edges)
    assert ranks.spans / widths == pytest.approx(np.full(len(widths), ranks.spans[0] / widths[0]))
    gain, loss = module().contributions(result, ranks.bins)
    heights = (gain + loss) / ranks.spans
    assert heights @ ranks.spans == pytest.approx(result.pair.kl_pq)


# -------------------------------------------------------------------------------------------- words


def test_values_stay_in_nats_while_texts_are_in_the_displayed_unit() -> None:
    nats, bits = ask("wide"), ask("wide", unit="bits")
    for name in OUTPUTS:
        assert nats["readouts"][name]["value"] == bits["readouts"][name]["value"]
    entropy = value(nats, "entropy_p")
    assert nats["readouts"]["entropy_p"] == {"value": repr(entropy), "text": "2.213", "unit": "nats"}
    assert bits["readouts"]["entropy_p"]["text"] == f"{entropy / math.log(2):.3f}"
    assert bits["readouts"]["entropy_p"]["unit"] == "bits"
    assert bits["readouts"]["tv"]["unit"] == ""
    assert nats["controls"]["h_p"] == "2.21 of 3.69 nats"
    assert bits["controls"]["h_p"] == "3.19 of 5.32 bits"


def test_shape_and_order_are_the_whole() -> None:
    answer = ask("wide", h_p=0.5, h_q=0.7)
    assert value(answer, "kl_pq") == value(answer, "kl_pq_shape") + value(answer, "kl_pq_order")
    assert value(answer, "kl_qp") == value(answer, "kl_qp_shape") + value(answer, "kl_qp_order")


def test_the_temperature_preset_has_its_known_values() -> None:
    answer = ask("wide", h_p=0.45, h_q=0.75, rho=1)
    assert [answer["readouts"][name]["text"] for name in ("kl_pq", "kl_qp", "s_p", "s_q")] == [
        "0.232",
        "0.287",
        "1.874",
        "1.176",
    ]
    assert "Q is flatter than P" in answer["sentence"]
    assert "in the same order" in answer["sentence"]
    assert "nats, all of it shape" in answer["sentence"]


def test_identical_distributions_differ_by_exactly_nothing_to_the_reader() -> None:
    answer = ask("wide", rho=1)
    assert answer["readouts"]["kl_pq"]["text"] == "0"
    assert "KL is 0 in both directions" in answer["sentence"]
    assert "KL(P‖Q) is 0 nats: 0 from shape and 0 from order" in answer["drawings"]["wide"]


def test_infinity_is_shown_with_its_reason() -> None:
    answer = ask("wide", h_q=0)
    assert answer["readouts"]["kl_pq"] == {"value": "Infinity", "text": "∞", "unit": ""}
    assert "KL(P‖Q) is infinite: Q gives probability 0 to tokens that P can produce." in answer["notes"]
    assert "H(Q) = 0: Q puts everything on its first token (s = ∞)." in answer["notes"]
    assert any("KL(Q‖P) is infinite" in note for note in ask("wide", h_p=0)["notes"])
    assert any("Both divergences are infinite" in note for note in ask("wide", h_p=0, h_q=0, rho=-1)["notes"])


def test_point_masses_on_one_token_do_not_differ() -> None:
    answer = ask("wide", n=200_000, h_p=0, h_q=0, rho=1)
    assert value(answer, "kl_pq") == value(answer, "kl_qp") == 0


def test_a_uniform_distribution_is_explained() -> None:
    assert any("to Q all tokens are equally likely" in note for note in ask("wide", h_q=1)["notes"])


def test_a_correlation_out_of_reach_is_named_with_its_neighbours() -> None:
    answer = ask("wide", n=3, rho=0.7)
    below, above = value(answer, "rho_below"), value(answer, "rho_above")
    assert below < 0.7 < above
    note = next(note for note in answer["notes"] if "out of reach" in note)
    assert f"{below:.3f}" in note
    assert f"{above:.3f}" in note
    assert "Two tokens have only two orders: ρ is 1 or −1" in " ".join(ask("wide", n=2, rho=0)["notes"])
    assert ask("wide", n=40, rho=0.9)["notes"] == []


def test_a_log_axis_says_what_it_leaves_out() -> None:
    assert any("The log axis ends at 10⁻¹²" in note for note in ask("wide", h_p=0.002, p_axis="log")["notes"])
    assert not ask("wide", p_axis="log")["notes"]


def test_a_crowded_linear_axis_points_to_the_log_axis() -> None:
    assert any("a log rank axis gives them room" in note for note in ask("wide", n=50_257)["notes"])
    assert ask("wide", n=50_257, rank_axis="log")["notes"] == []


def test_the_table_holds_every_token_or_runs_of_them() -> None:
    few = ElementTree.fromstring(ask("wide")["table"])
    assert len(few.findall("tbody/tr")) == 40
    many = ElementTree.fromstring(ask("wide", n=200_000)["table"])
    sizes = [int(cell.text.replace("\u202f", "")) for cell in many.findall("tbody/tr/td[1]") if cell.text]
    assert sum(sizes) == 200_000
    assert many.findtext("tfoot/tr/td[1]") == "200\u202f000"


def test_every_state_of_a_preset_is_exceptional_in_nothing() -> None:
    for preset in declaration()["presets"]:
        assert ask("wide", **preset["state"])["notes"] == []
