"""The ruler: what a line says, where a number lies among the pairs, and the bounds that follow from it."""

from __future__ import annotations

import json
import math
import re
from statistics import median
from typing import Any

import numpy as np
import pytest
from explorable import worker
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.figure_checks import Answer, ask, check, read, states, value
from tests.unit.kl_scale_pairs import LARGE, POST, SETTINGS, in_bits, measured, part
from tests.unit.kl_scale_pairs import PAIRS as FAMILY

FIGURE = "ruler"
PAIRS = FAMILY + LARGE["pairs"]
__all__ = ["measured"]


def medians(measure: str) -> dict[str, float]:
    """Of each setting, from the file alone."""
    told = [pair for pair in PAIRS if pair[measure]]
    names = {pair["setting"] for pair in told}
    return {
        name: median(in_bits(pair[measure][0]) for pair in told if pair["setting"] == name) for name in names
    }


def look(at: dict[str, float], **state: object) -> Answer:
    question = json.dumps({"state": state, "width": "wide", **at})
    ask(FIGURE)
    return read(worker.look(POST, FIGURE, question))


@settings(max_examples=25, deadline=None)
@given(states(FIGURE, without=("line",)))
def test_every_state_is_answered_whole(state: dict[str, object]) -> None:
    check(ask(FIGURE, **state))


@settings(max_examples=20, deadline=None)
@given(st.floats(1e-5, 10), st.floats(1, 12))
def test_a_number_is_the_same_in_each_unit(kl: float, size: float) -> None:
    """By hand: a bit is ln 2 nats, a token so many bytes."""
    nats = value(ask(FIGURE, kl=kl, bytes=size), "bits_per_byte")
    assert nats == pytest.approx(kl / math.log(2) / size)
    bits = value(ask(FIGURE, kl=kl, bytes=size, unit="bits-token"), "bits_per_byte")
    assert bits == pytest.approx(kl / size)
    assert value(ask(FIGURE, kl=kl, bytes=size, unit="bits-byte"), "bits_per_byte") == pytest.approx(kl)
    a_byte = ask(FIGURE, kl=kl, bytes=size, unit="nats-byte")
    assert value(a_byte, "bits_per_byte") == pytest.approx(kl / math.log(2))
    assert value(a_byte, "nats_per_token") == pytest.approx(kl * size)


LINES = {
    "Mean    KLD:   0.031234 ±   0.000456": (0.031234, "nats-token", 4.2),
    "KLD 0.031 nats per token, 4.2 bytes per token": (0.031, "nats-token", 4.2),
    "3.6 bytes/token, KL divergence = 0.02 bits per byte": (0.02, "bits-byte", 3.6),
    "0.5 bits per token": (0.5, "bits-token", 4.2),
    "bpb 0.004": (0.004, "bits-byte", 4.2),
    "99.9%   KLD:   1.250000": (1.25, "nats-token", 4.2),
    "KL 1.2e-05 nats/tok": (1.2e-5, "nats-token", 4.2),
    "0,031 nats per token, 3,5 bytes per token": (0.031, "nats-token", 3.5),
}


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_read_as_it_is_meant(line: str) -> None:
    reading = part("ruler.reading")
    amount, unit, size = LINES[line]
    assert reading.read(line, reading.Asked(9.0, "nats-token", 4.2)) == reading.Asked(amount, unit, size)


def test_what_a_line_leaves_open_the_fields_say() -> None:
    reading = part("ruler.reading")
    fields = reading.Asked(9.0, "bits-byte", 3.0)
    assert reading.read("KLD: 0.5", fields) == reading.Asked(0.5, "bits-byte", 3.0)
    assert reading.read("KLD: 0.5 nats", fields) == reading.Asked(0.5, "nats-byte", 3.0)


@pytest.mark.parametrize(
    "line", ["nothing at all", "KLD: -0.001", "KLD: 0.000", "4.2 bytes per token", "KLD: nan"]
)
def test_a_line_without_a_divergence_leaves_it_to_the_fields_and_says_so(line: str) -> None:
    answer = ask(FIGURE, line=line, kl=0.5)
    assert value(answer, "nats_per_token") == 0.5
    assert "the fields count" in answer["controls"]["line"]


def test_a_line_can_be_taken_into_the_fields() -> None:
    answer = ask(FIGURE, line="KLD 0.25 bits per token, 3.5 bytes per token")
    (note,) = answer["notes"]
    assert note["state"] == {"kl": 0.25, "unit": "bits-token", "bytes": 3.5, "line": ""}
    assert ask(FIGURE, **note["state"])["readouts"] == answer["readouts"]


@pytest.mark.parametrize("measure", ["exact", "estimate"])
def test_the_nearest_is_that_of_the_nearest_median_by_factors(measure: str) -> None:
    """Between the first two, a little nearer to the second: by differences it would be the first."""
    first, second, *_ = sorted(medians({"exact": "kl", "estimate": "estimate"}[measure]).values())
    near = ask(FIGURE, kl=1.2 * math.sqrt(first * second), unit="bits-byte", measure=measure)
    assert first + second > 2.4 * math.sqrt(first * second)
    assert value(near, "nearest") == pytest.approx(second)


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_setting_is_spread_as_its_pairs_are_and_the_table_lists_them(setting: str) -> None:
    answer = ask(FIGURE, setting=setting.replace(" ", "-"))
    own = [in_bits(pair["kl"][0]) for pair in PAIRS if pair["setting"] == setting]
    assert value(answer, "median") == pytest.approx(median(own))
    assert value(answer, "least") == pytest.approx(min(own))
    assert value(answer, "most") == pytest.approx(max(own))
    assert value(answer, "count") == len(own) == answer["table"].count('<tr><th scope="row">')
    check(answer)


@pytest.mark.parametrize(
    ("ours", "said"),
    [
        (0.0011, "0.100 times the paper’s 0.011 (late checkpoints)"),
        (0.03, "between the paper’s 0.011 (late checkpoints) and 0.067 (early checkpoints)"),
        (0.67, "10.00 times the paper’s 0.067 (early checkpoints)"),
    ],
)
def test_a_setting_is_held_against_the_paper_s_nearest_median(ours: float, said: str) -> None:
    checkpoint = part("shared.settings").BY_NAME["checkpoint"]
    row = part("shared.spread").Row(checkpoint, (), np.array([ours]))
    assert part("ruler.said")._against(row) == said


def test_the_family_is_counted_without_its_children_and_without_smollm2() -> None:
    """s-0 to s-4 and m-0 to m-4."""
    assert ask(FIGURE)["clauses"]["family"] == "10 models of 2 sizes"


def test_pairs_of_smollm2_are_hollow_dots_among_the_others() -> None:
    drawing = ask(FIGURE)["drawings"]["wide"]
    (hollow,) = re.findall(r'class="open"[^>]* d="([^"]*)"', drawing)
    assert hollow.count("Z") == len(LARGE["pairs"])
    assert "SmolLM2-135M 4 bits" in ask(FIGURE, setting="4-bits")["table"]


def test_a_number_is_said_to_lie_between_its_neighbours() -> None:
    found = sorted(medians("kl").values())
    middle = math.sqrt(found[0] * found[1])
    assert ask(FIGURE, kl=middle, unit="bits-byte")["clauses"]["between"].startswith("between ")
    assert "less than any" in ask(FIGURE, kl=1e-5, unit="bits-token", bytes=12)["clauses"]["between"]
    assert "more than any" in ask(FIGURE, kl=100, unit="bits-byte")["clauses"]["between"]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.02, 3.0))
def test_total_variation_is_never_more_than_is_said(seed: int, unlike: float) -> None:
    """Of positions that differ by chance: on average over them, of their mean divergence."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(size=(2, 8, 20)) * np.array([1.0, unlike])[:, None, None]
    p, q = np.exp(logits) / np.exp(logits).sum(axis=2, keepdims=True)
    kl = float((p * np.log(p / q)).sum(axis=1).mean())
    variation = float(np.abs(p - q).sum(axis=1).mean()) / 2
    answer = ask(FIGURE, kl=min(kl, 100.0))
    assert variation <= value(answer, "tv") <= 1
    assert value(answer, "acceptance") == pytest.approx(1 - value(answer, "tv"))


def test_two_models_are_told_apart_after_about_so_many_tokens_and_rarely_wrongly() -> None:
    """Wald's: tokens are drawn until the odds are 20 to 1."""
    rng = np.random.default_rng(1)
    p, q = np.array([0.5, 0.3, 0.2]), np.array([0.4, 0.35, 0.25])
    kl = float(p @ np.log(p / q))
    steps = np.log(p / q)
    by_p = np.cumsum(steps[rng.choice(3, (2000, 4000), p=p)], axis=1) >= math.log(20)
    needed = value(ask(FIGURE, kl=kl), "tokens")
    assert by_p.any(axis=1).all()
    assert needed < (by_p.argmax(axis=1) + 1).mean() < 1.1 * needed
    by_q = np.cumsum(steps[rng.choice(3, (2000, 4000), p=q)], axis=1) >= math.log(20)
    assert by_q.any(axis=1).mean() < 1 / 20 + 0.015


@given(st.lists(st.tuples(st.floats(0, 600), st.floats(5, 150)), max_size=12))
def test_no_label_lies_on_another_or_on_its_thread(labels: list[tuple[float, float]]) -> None:
    labels.sort()
    xs, widths = [x for x, _ in labels], [w for _, w in labels]
    lines = part("ruler.scene").hung(xs, widths)
    for first, (x, w) in enumerate(labels):
        for second in range(first + 1, len(labels)):
            if x <= xs[second] < x + w:
                assert lines[second] < lines[first]


@pytest.mark.parametrize("place", [1, 2, 10**6])
def test_a_dot_names_its_pair_with_its_interval_and_its_row(place: int) -> None:
    setting = max(SETTINGS, key=lambda name: sum(pair["setting"] == name for pair in PAIRS))
    seen = look({"place": place}, setting=setting.replace(" ", "-"))
    own = sorted(
        (pair for pair in PAIRS if pair["setting"] == setting), key=lambda pair: float(pair["kl"][0])
    )
    pair = own[min(place, len(own)) - 1]
    assert f"{pair['first']} and {pair['second']}" in seen["sentence"] and "95 % interval" in seen["sentence"]
    assert seen["row"] == min(place, len(own)) - 1
    assert float(seen["readouts"]["forward"]["value"]) == pytest.approx(in_bits(pair["kl"][0]))


def test_a_dot_is_found_where_it_lies() -> None:
    for place in (1, len(PAIRS) // 2, len(PAIRS)):
        x = look({"place": place})["x"]
        assert look({"x": x})["x"] == pytest.approx(x, abs=0.5)


def test_each_dot_can_be_traced_to_the_command_that_made_it() -> None:
    told: Any = ask(FIGURE)["table"]
    assert "python -m lab scale" in told and "sha256 0123456789ab" in told and "--smollm2" in told
