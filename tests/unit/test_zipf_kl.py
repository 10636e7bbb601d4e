"""The figure zipf-kl: what it declares, the numbers that it shows and what it says, extremes above all."""

from __future__ import annotations

import itertools
import json
import math
import re
from xml.etree import ElementTree

import pytest
from explorable import worker
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.explorer import AXES, ENTROPIES, VIEWS, ask, compute, declaration, module, mount, notes
from tests.unit.figure_checks import CONTENT, Answer, value

SHARES = ("head", "body", "tail")
GROUPS = {
    "KL(P‖Q)": ("kl_pq", "kl_pq_shape", "kl_pq_order"),
    "KL(Q‖P)": ("kl_qp", "kl_qp_shape", "kl_qp_order"),
    "Order": ("rho_reached", "rho_below", "rho_above"),
    "Shape": ("s_p", "s_q", "temperature", "entropy_p", "entropy_q"),
    "Where it is": SHARES,
    "Other distances": ("tv", "acceptance", "js"),
}
OUTPUTS = [name for names in GROUPS.values() for name in names]
PRESETS = {
    "Identical": (0.6, 0.6, 1),
    "Temperature": (0.45, 0.75, 1),
    "Reordered only": (0.6, 0.6, 0.7),
    "Sharp against flat": (0.3, 0.85, 1),
    "Two models": (0.55, 0.62, 0.95),
    "Scrambled": (0.6, 0.6, 0),
}


@pytest.fixture(autouse=True, scope="module")
def _posts() -> None:
    mount()


# -------------------------------------------------------------------------------------- declaration


def test_the_controls_are_those_that_links_and_pages_name() -> None:
    controls = {control["name"]: control for control in declaration()["controls"]}
    views = {"unit": "nats", "p_axis": "linear", "rank_axis": "linear", "contrib": "signed"}
    assert {name: control["default"] for name, control in controls.items()} == {
        "n": 40,
        "h_p": 0.6,
        "h_q": 0.6,
        "t": 1,
        "rho": 0.9,
        "seed": 1,
        **views,
    }
    assert list(controls) == ["n", "h_p", "h_q", "t", "rho", "seed", *views]
    ranges = {name: (c["min"], c["max"], c["step"]) for name, c in controls.items() if c["kind"] == "slider"}
    assert ranges == {
        "n": (2, 200_000, 1),
        "h_p": (0, 1, 0.002),
        "h_q": (0, 1, 0.002),
        "t": (0.25, 4, 0.01),
        "rho": (-1, 1, 0.01),
    }
    assert controls["rho"]["fine"] == 0.001
    assert controls["h_q"]["same_as"] == "h_p"
    assert [name for name, control in controls.items() if control.get("view")] == list(views)


def test_the_outputs_are_in_their_groups_and_everything_is_explained() -> None:
    declared = declaration()
    grouped = [(output["name"], output["group"]) for output in declared["outputs"]]
    assert grouped == [(name, group) for group, names in GROUPS.items() for name in names]
    explained = [*declared["controls"], *declared["outputs"], *declared["probe"]["outputs"]]
    assert all(each["help"].endswith(".") for each in explained)
    assert declared["compares"] is True


def test_presets_set_what_they_are_about_and_keep_units_axes_and_seed() -> None:
    presets = {preset["label"]: preset for preset in declaration()["presets"]}
    assert list(presets) == list(PRESETS)
    for label, (h_p, h_q, rho) in PRESETS.items():
        assert presets[label]["state"] == {"n": 40, "h_p": h_p, "h_q": h_q, "t": 1, "rho": rho}
        assert presets[label]["sentence"].endswith(".")


# ------------------------------------------------------------------------------------- every state


def check_words(answer: Answer) -> None:
    assert list(answer["readouts"]) == OUTPUTS
    for readout in answer["readouts"].values():
        assert not readout["value"] or not math.isnan(float(readout["value"]))
        assert readout["text"]
    words = " ".join(
        [
            answer["sentence"],
            *notes(answer),
            *answer["controls"].values(),
            *answer["clauses"].values(),
            answer["table"],
        ]
        + [readout["text"] + readout["pinned"] for readout in answer["readouts"].values()]
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
def test_every_extreme_is_said(n: int, h_p: float, h_q: float) -> None:
    for rho, t, axes in zip(itertools.cycle((-1, 0, 1)), itertools.cycle((1, 0.25)), AXES, strict=False):
        views = dict(zip(VIEWS, axes, strict=True))
        check_words(ask("narrow", n=n, h_p=h_p, h_q=h_q, t=t, rho=rho, unit="bits", **views))


@settings(max_examples=60)
@given(
    n=st.integers(2, 3000),
    h_p=st.integers(0, 500),
    h_q=st.integers(0, 500),
    t=st.integers(25, 400),
    rho=st.integers(-100, 100),
    seed=st.integers(0, 2**32 - 1),
    pinned=st.none() | st.fixed_dictionaries({"n": st.integers(2, 3000), "rho": st.integers(-1, 1)}),
)
def test_any_state_is_said(
    n: int, h_p: int, h_q: int, t: int, rho: int, seed: int, pinned: dict[str, object] | None
) -> None:
    state = {"n": n, "h_p": h_p / 500, "h_q": h_q / 500, "t": t / 100, "rho": rho / 100, "seed": seed}
    check_words(ask("narrow", pin=pinned, **state))


def test_only_the_width_asked_for_is_drawn() -> None:
    assert list(ask("narrow")["drawings"]) == ["narrow"]


def test_both_widths_say_the_same() -> None:
    wide, narrow = ask("wide", n=1000), ask("narrow", n=1000)
    del wide["drawings"], narrow["drawings"]
    assert wide == narrow


def test_the_same_state_gives_the_same_bytes_whatever_came_before() -> None:
    first = ask(n=777, rho=0.31, pin={"n": 99})
    for n, rho, axis in ((40, 0.9, "log"), (50_257, -0.5, "linear"), (777, 0.3, "log"), (99, 0.9, "linear")):
        ask(n=n, rho=rho, rank_axis=axis)
    worker.mount(str(CONTENT))
    assert ask(n=777, rho=0.31, pin={"n": 99}) == first


@pytest.mark.parametrize("n", [40, 3000])
def test_a_view_choice_changes_no_value(n: int) -> None:
    plain = {name: readout["value"] for name, readout in ask("wide", n=n)["readouts"].items()}
    for axes in AXES:
        shown = ask("wide", n=n, unit="bits", **dict(zip(VIEWS, axes, strict=True)))["readouts"]
        assert {name: readout["value"] for name, readout in shown.items()} == plain


# ------------------------------------------------------------------------------------------ numbers


def test_values_stay_in_nats_while_texts_are_in_the_displayed_unit() -> None:
    nats, bits = ask("wide"), ask("wide", unit="bits")
    entropy = value(nats, "entropy_p")
    assert nats["readouts"]["entropy_p"] == {
        "value": repr(entropy),
        "text": "2.213",
        "unit": "nats",
        "pinned": "",
    }
    assert bits["readouts"]["entropy_p"]["text"] == f"{entropy / math.log(2):.3f}"
    assert bits["readouts"]["entropy_p"]["unit"] == "bits"
    assert bits["readouts"]["tv"]["unit"] == ""
    assert nats["controls"]["h_p"] == "2.21 of 3.69 nats"
    assert bits["controls"]["h_p"] == "3.19 of 5.32 bits"


def test_shape_and_order_are_the_whole() -> None:
    answer = ask("wide", h_p=0.5, h_q=0.7)
    assert value(answer, "kl_pq") == value(answer, "kl_pq_shape") + value(answer, "kl_pq_order")
    assert value(answer, "kl_qp") == value(answer, "kl_qp_shape") + value(answer, "kl_qp_order")


@pytest.mark.parametrize("n", [2, 10, 11, 40, 100, 101, 50_257])
def test_the_shares_of_head_body_and_tail_add_up(n: int) -> None:
    answer = ask("wide", n=n, rho=-1, h_q=0.7)
    head, body, tail = (value(answer, name) for name in SHARES)
    assert head + body + tail == pytest.approx(1, abs=1e-12)
    assert min(head, body, tail) >= 0
    assert (body > 0) == (n > 10)
    assert (tail > 0) == (n > 100)


def test_a_share_is_a_percentage_to_the_reader() -> None:
    answer = ask("wide")
    assert answer["readouts"]["head"]["text"] == f"{100 * value(answer, 'head'):.1f}\u202f%"


@pytest.mark.parametrize("state", [{"rho": 1}, {"h_q": 0}, {"h_p": 0, "h_q": 0, "rho": -1}])
def test_without_a_divergence_to_share_there_are_no_shares(state: dict[str, float]) -> None:
    answer = ask("wide", **state)
    for name in SHARES:
        assert answer["readouts"][name] == {"value": "", "text": "–", "unit": "", "pinned": ""}
    assert "nothing to share out" in answer["sentence"] or "No token has a share" in " ".join(notes(answer))
    assert "no shares: KL(P‖Q) is " in answer["drawings"]["wide"]


def test_a_speculative_decoder_keeps_what_total_variation_leaves() -> None:
    answer = ask("wide", n=500, h_q=0.8)
    assert value(answer, "acceptance") == pytest.approx(1 - value(answer, "tv"), abs=1e-14)


# -------------------------------------------------------------------------------------- temperature


def test_the_temperature_preset_has_its_known_values() -> None:
    answer = ask("wide", h_p=0.45, h_q=0.75, rho=1)
    names = ("kl_pq", "kl_qp", "s_p", "s_q", "temperature")
    assert [answer["readouts"][name]["text"] for name in names] == [
        "0.232",
        "0.287",
        "1.874",
        "1.176",
        "1.593",
    ]
    assert "Q is flatter than P" in answer["sentence"]
    assert "in the same order" in answer["sentence"]
    assert "nats, all of it shape" in answer["sentence"]


def test_a_temperature_divides_q_s_exponent_and_is_said() -> None:
    before, after = ask("wide"), ask("wide", t=2)
    assert value(after, "s_q") == value(before, "s_q") / 2
    assert value(after, "s_p") == value(before, "s_p")
    assert value(after, "temperature") == pytest.approx(2)
    assert after["controls"]["h_q"] == f"2.21 of 3.69 nats; {value(after, 'entropy_q'):.2f} at T"
    assert after["controls"]["t"] == "exponent 1.510 → 0.755"
    assert before["controls"]["t"] == ""
    (note,) = after["notes"]
    assert note["text"] == "Q is drawn at T = 2.00: its exponent 1.510 becomes 0.755."
    assert (note["link"], note["state"]) == ("Set T back to 1", {"t": 1})


def test_the_text_says_what_expecting_q_costs() -> None:
    assert ask("wide", rho=1)["clauses"]["cost"] == "costs nothing"
    assert ask("wide", h_q=0)["clauses"]["cost"] == "costs infinitely much"
    mixed = ask("wide", t=1.1, unit="bits")
    part = round(100 * value(mixed, "kl_pq_shape") / value(mixed, "kl_pq"))
    told = f"costs {mixed['readouts']['kl_pq']['text']} bits, {part} % shape and {100 - part} % order"
    assert mixed["clauses"]["cost"] == told


def test_the_rule_of_the_square_holds_near_and_fails_far() -> None:
    """Its error is of third order; at 2 it is too little, at 0.5 too much, as the text says."""
    second_order = module("zipf_kl.clauses").second_order

    def off(t: float, **state: object) -> float:
        pair = compute(rho=1, t=t, **state).pair
        return float(second_order(pair) / pair.shape_pq - 1)

    assert off(2) < -0.1
    assert off(0.5) > 0.1
    for n in (2, 40, 50_257):
        assert abs(off(1.01, n=n)) < 0.02
        assert off(1.04, n=n) / off(1.02, n=n) == pytest.approx(2, rel=0.1)


def test_the_rule_of_the_square_is_told_for_the_shapes_alone() -> None:
    ordered, shuffled = (ask("wide", rho=rho, t=1.1)["clauses"]["square"] for rho in (1, 0.3))
    assert ordered == shuffled == "0.0102 nats here, against 0.0107 in full"
    assert ask("wide")["clauses"]["square"] == "nothing here, for the shapes are the same"
    assert ask("wide", h_p=0)["clauses"]["square"] == "no number here, for an exponent is infinite"


def test_a_temperature_that_changes_nothing_is_said_to() -> None:
    for h_q, exponent in ((0, "∞"), (1, "0")):
        assert f"No temperature changes Q: its exponent is {exponent}." in notes(ask("wide", h_q=h_q, t=0.5))


def test_where_no_temperature_leads_from_p_to_q_there_is_a_dash() -> None:
    assert ask("wide", h_p=1, h_q=0.5)["readouts"]["temperature"]["text"] == "–"
    assert ask("wide", h_p=0.5, h_q=1)["readouts"]["temperature"]["text"] == "∞"
    assert value(ask("wide", h_p=0, h_q=0), "temperature") == 1


# -------------------------------------------------------------------------------------------- words


def test_identical_distributions_differ_by_exactly_nothing_to_the_reader() -> None:
    answer = ask("wide", rho=1)
    assert answer["readouts"]["kl_pq"]["text"] == "0"
    assert "KL is 0 in both directions" in answer["sentence"]
    assert "KL(P‖Q) is 0 nats: 0 from shape and 0 from order" in answer["drawings"]["wide"]


def test_the_sentence_gives_both_divergences_and_where_the_first_comes_from() -> None:
    answer = ask("wide", h_p=0.5, h_q=0.7, rho=0.8)
    texts = {name: readout["text"] for name, readout in answer["readouts"].items()}
    shape = round(100 * value(answer, "kl_pq_shape") / value(answer, "kl_pq"))
    assert (
        f"KL(P‖Q) is {texts['kl_pq']} nats, {shape} % shape and {100 - shape} % order" in answer["sentence"]
    )
    assert f"and KL(Q‖P) is {texts['kl_qp']} nats;" in answer["sentence"]
    assert f"the first ten for P carry {100 * value(answer, 'head'):.0f} % of it." in answer["sentence"]
    assert "KL(Q‖P) is infinite" in ask("wide", h_p=0)["sentence"]
    assert ask("wide", h_q=0)["sentence"].count("infinite") == 1


def test_infinity_is_shown_with_its_reason() -> None:
    answer = ask("wide", h_q=0)
    shown = {"value": "Infinity", "text": "∞", "unit": "", "pinned": ""}
    assert answer["readouts"]["kl_pq"] == shown
    said = " ".join(notes(answer))
    assert "KL(P‖Q) is infinite: Q gives probability 0 to tokens that P can produce." in said
    assert "H(Q) = 0: Q puts everything on its first token (s = ∞)." in said
    assert any("KL(Q‖P) is infinite" in note for note in notes(ask("wide", h_p=0)))
    assert any("Both divergences are infinite" in note for note in notes(ask("wide", h_p=0, h_q=0, rho=-1)))


def test_point_masses_on_one_token_do_not_differ() -> None:
    answer = ask("wide", n=200_000, h_p=0, h_q=0, rho=1)
    assert value(answer, "kl_pq") == value(answer, "kl_qp") == 0


def test_a_uniform_distribution_is_explained() -> None:
    assert any("to Q all tokens are equally likely" in note for note in notes(ask("wide", h_q=1)))


def test_a_correlation_out_of_reach_is_named_with_its_neighbours() -> None:
    answer = ask("wide", n=3, rho=0.7)
    below, above = value(answer, "rho_below"), value(answer, "rho_above")
    assert below < 0.7 < above
    note = next(note for note in notes(answer) if "out of reach" in note)
    assert f"{below:.3f}" in note
    assert f"{above:.3f}" in note
    assert "Two tokens have only two orders: ρ is 1 or −1" in " ".join(notes(ask("wide", n=2, rho=0)))
    assert ask("wide", n=40, rho=0.9)["notes"] == []


def test_a_log_axis_says_what_it_leaves_out() -> None:
    floor = "The log axis ends at 10⁻¹²"
    assert any(floor in note for note in notes(ask("wide", h_p=0.002, p_axis="log")))
    assert not ask("wide", p_axis="log")["notes"]


def links(answer: Answer) -> dict[str, dict[str, str]]:
    return {note["link"]: note["state"] for note in answer["notes"]}


def test_where_marks_crowd_or_vanish_a_click_helps() -> None:
    assert links(ask("wide", n=50_257)) == {
        "Use a log rank axis": {"rank_axis": "log"},
        "Use a log probability axis": {"p_axis": "log"},
    }
    assert links(ask("wide", n=50_257, rank_axis="log")) == {"Use a log probability axis": {"p_axis": "log"}}
    assert ask("wide", n=50_257, rank_axis="log", p_axis="log")["notes"] == []


def test_how_much_of_p_cannot_be_seen_is_true() -> None:
    answer = ask("wide", n=3000, h_p=0.55, rank_axis="log")
    note = next(note for note in notes(answer) if "too low" in note)
    found = re.fullmatch(r"(\d+) % of P lies beyond rank (\d+), in bars too low to be seen\.", note)
    assert found
    held, rank = map(int, found.groups())
    weights = [i ** -value(answer, "s_p") for i in range(1, 3001)]
    assert round(100 * sum(weights[rank:]) / sum(weights)) == held
    assert weights[rank] < max(weights) / 60


def test_every_state_of_a_preset_is_exceptional_in_nothing() -> None:
    for preset in declaration()["presets"]:
        assert ask("wide", **preset["state"])["notes"] == []


# -------------------------------------------------------------------------------------------- table


def test_the_table_holds_every_token_or_runs_of_them() -> None:
    few = ElementTree.fromstring(ask("wide")["table"])
    assert len(few.findall("tbody/tr")) == 40
    many = ElementTree.fromstring(ask("wide", n=200_000)["table"])
    sizes = [int(cell.text.replace("\u202f", "")) for cell in many.findall("tbody/tr/td[1]") if cell.text]
    assert sum(sizes) == 200_000
    assert many.findtext("tfoot/tr/td[1]") == "200\u202f000"


@pytest.mark.parametrize("contrib", ["signed", "nonnegative"])
@pytest.mark.parametrize("n", [3, 40, 5000])
def test_the_table_s_last_column_grows_to_the_whole(n: int, contrib: str) -> None:
    table = ElementTree.fromstring(ask("wide", n=n, h_q=0.8, contrib=contrib)["table"])
    shares = [float(str(row[-1].text).rstrip("\u202f%")) for row in table.findall("tbody/tr")]
    assert shares == sorted(shares)
    assert shares[-1] == 100
    assert table.find("tfoot/tr")[-1].text == "100.0\u202f%"  # type: ignore[index]


def test_the_table_s_last_column_is_the_same_in_both_forms() -> None:
    columns = []
    for form in ("signed", "nonnegative"):
        table = ElementTree.fromstring(ask("wide", n=900, contrib=form)["table"])
        columns.append([row[-1].text for row in table.findall("tbody/tr")])
    assert columns[0] == columns[1]


# ------------------------------------------------------------------------------------------- pinned


def test_pinned_values_stand_beside_the_others() -> None:
    pinned, both = ask("wide", rho=0.3, unit="bits"), ask("wide", unit="bits", pin={"rho": 0.3})
    for name, readout in both["readouts"].items():
        assert readout["pinned"] == pinned["readouts"][name]["text"]
    assert all(readout["pinned"] == "" for readout in pinned["readouts"].values())


def test_what_is_pinned_is_said_in_what_it_differs() -> None:
    kl = ask("wide", n=1000, rho=0.3)["readouts"]["kl_pq"]["text"]
    said = notes(ask("wide", pin={"n": 1000, "rho": 0.3, "contrib": "nonnegative"}))
    assert said == [f"Thin outlines: the pinned state (N = 1\u202f000, ρ = 0.30): KL(P‖Q) = {kl} nats."]
    said = notes(ask("wide", h_p=0.5, h_q=0.4, t=1, seed=3, pin={"t": 2}))
    assert "(H(P) = 0.600 ln N, H(Q) = 0.600 ln N, T = 2.00, seed = 1)" in said[0]
    assert "(the same as this one)" in notes(ask("wide", pin={}))[0]
    assert notes(ask("wide", pin={"h_q": 0}))[0].endswith("KL(P‖Q) = ∞.")


def test_a_question_may_hold_everything_at_once() -> None:
    question = {"state": {"n": 300}, "pin": {"n": 40}, "widths": ["wide"], "place": 250}
    answer = json.loads(worker.answer("zipf-kl", "zipf-kl", json.dumps(question)))
    assert answer["looks"]["wide"]["place"] == 250


# ------------------------------------------------------------------------------------- notes that pin


@pytest.mark.parametrize(
    ("name", "pinned", "said"),
    [
        ("n", 1000, "N = 1\u202f000"),
        ("h_p", 0.5, "H(P) = 0.500 ln N"),
        ("h_q", 0.5, "H(Q) = 0.500 ln N"),
        ("t", 2, "T = 2.00"),
        ("rho", 0.5, "ρ = 0.50"),
        ("seed", 7, "seed = 7"),
    ],
)
def test_the_pinned_state_is_told_by_each_control_that_has_moved(name: str, pinned: float, said: str) -> None:
    answer = ask(pin={name: pinned})
    assert f"the pinned state ({said})" in " ".join(notes(answer))


@pytest.mark.parametrize("n", [41, 100, 128, 129, 150, 199])
def test_few_ranks_are_said_to_crowd_only_where_they_share_a_mark(n: int) -> None:
    said = " ".join(notes(ask(n=n, h_p=0)))
    assert ("left edge" in said) == (n > 128)
    assert "1 ranks" not in said


def test_a_pinned_bar_without_end_is_open() -> None:
    drawing = ask(pin={"h_q": 0})["drawings"]["wide"]
    assert drawing.count('class="ghost open"') == 1, "KL(P‖Q) has no end, KL(Q‖P) has one"
    assert drawing.count('class="ghost shape"') == 1
    assert 'class="ghost open"' not in ask(pin={"h_q": 0.1})["drawings"]["wide"]
