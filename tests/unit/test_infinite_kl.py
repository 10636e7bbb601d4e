"""The figure infinite-kl: infinite exactly where a token is ruled out, and right everywhere else."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from explorable import worker
from hypothesis import given, settings
from hypothesis import strategies as st
from nexttoken import zipf_pair
from scipy.special import rel_entr

CONTENT = Path(__file__).resolve().parents[2] / "content"
TEXT = "{http://www.w3.org/2000/svg}text"
EPSILONS = ("0", "1e-8", "1e-6", "1e-4", "1e-2")
states = st.fixed_dictionaries(
    {
        "k": st.integers(1, 40),
        "epsilon": st.sampled_from(EPSILONS),
        "rho": st.integers(-100, 100).map(lambda hundredths: hundredths / 100),
        "seed": st.integers(0, 99),
    }
)
type Answer = dict[str, Any]


@pytest.fixture(autouse=True, scope="module")
def _posts() -> None:
    worker.mount(str(CONTENT))


def ask(**state: object) -> Answer:
    question = {"state": state, "pin": None, "widths": ["wide", "narrow"]}
    text = worker.answer("zipf-kl", "infinite-kl", json.dumps(question))
    answer: Answer = json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} in an answer"))
    return answer


def value(answer: Answer, name: str) -> float:
    return float(answer["readouts"][name]["value"])


def lists(k: int, epsilon: str, rho: float, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """P, Q and whether Q keeps each token, from the definition."""
    pair, e = zipf_pair(40, 0.6, 0.6, rho, seed), float(epsilon)
    kept = np.argsort(np.argsort(-pair.q, kind="stable")) < k
    q = np.where(kept, pair.q, 0)
    return pair.p, (1 - e) * q / q.sum() + e / 40, kept


@settings(max_examples=60)
@given(states)
def test_every_readout_is_what_the_definition_says(state: dict[str, Any]) -> None:
    answer, (p, q, kept) = ask(**state), lists(**state)
    assert value(answer, "kl_pq") == pytest.approx(rel_entr(p, q).sum(), rel=1e-9, abs=1e-12)
    assert value(answer, "kl_qp") == pytest.approx(rel_entr(q, p).sum(), rel=1e-9, abs=1e-12)
    assert value(answer, "tv") == pytest.approx(np.abs(p - q).sum() / 2, abs=1e-12)
    middle = (p + q) / 2
    js = (rel_entr(p, middle).sum() + rel_entr(q, middle).sum()) / 2
    assert value(answer, "js") == pytest.approx(js, abs=1e-12)
    assert value(answer, "cut") == pytest.approx(p[~kept].sum(), abs=1e-12)


@settings(max_examples=60)
@given(states)
def test_it_is_infinite_exactly_where_a_token_is_ruled_out_and_nothing_else_ever_is(
    state: dict[str, Any],
) -> None:
    answer = ask(**state)
    assert math.isinf(value(answer, "kl_pq")) == (state["k"] < 40 and state["epsilon"] == "0")
    assert all(math.isfinite(value(answer, name)) for name in ("kl_qp", "tv", "js"))
    assert value(answer, "js") <= math.log(2)


@pytest.mark.parametrize("k", [1, 10, 39])
def test_a_list_that_is_only_cut_lies_at_minus_ln_of_what_was_kept(k: int) -> None:
    answer = ask(k=k, epsilon="0", rho=1)
    assert value(answer, "kl_qp") == pytest.approx(-math.log1p(-value(answer, "cut")), rel=1e-12)
    assert value(answer, "tv") == pytest.approx(value(answer, "cut"), rel=1e-12)


@settings(max_examples=20)
@given(states)
def test_each_hundredth_of_the_share_adds_the_same(state: dict[str, Any]) -> None:
    """The slope that the note names: P's mass on the cut tokens, for each factor e."""
    tiny, small = (
        ask(**state | {"k": min(state["k"], 39), "epsilon": epsilon}) for epsilon in ("1e-8", "1e-6")
    )
    step = value(tiny, "kl_pq") - value(small, "kl_pq")
    assert step == pytest.approx(value(small, "cut") * math.log(100), rel=1e-3, abs=1e-5)


@settings(max_examples=20)
@given(states)
def test_the_curve_passes_through_what_the_readout_says(state: dict[str, Any]) -> None:
    answer, module = ask(**state), sys.modules["posts.zipf-kl.infinite_kl"]
    if state["epsilon"] == "0":
        return
    result = module.compute(module.figure.state(state))
    place = int(np.argmin(np.abs(np.log(module.EPSILONS) - math.log(float(state["epsilon"])))))
    assert module.EPSILONS[place] == pytest.approx(float(state["epsilon"]), rel=1e-12)
    assert result.curve[place] == pytest.approx(value(answer, "kl_pq"), abs=1e-9)


@settings(max_examples=30)
@given(states)
def test_both_drawings_mark_each_token_that_is_ruled_out(state: dict[str, Any]) -> None:
    answer = ask(**state)
    out = 40 - state["k"] if state["epsilon"] == "0" else 0
    for svg in answer["drawings"].values():
        texts = [node.text for node in ElementTree.fromstring(svg).iter(TEXT)]
        assert texts.count("×") == out
        assert "nan" not in svg and "inf " not in svg
    assert answer["table"].count("<td>∞</td>") == out + (out > 0)
    assert answer["sentence"].count("infinite") == (out > 0)


def test_names_that_links_and_the_text_use() -> None:
    declaration = json.loads(worker.load("zipf-kl", "infinite-kl"))
    assert [control["name"] for control in declaration["controls"]] == ["k", "epsilon", "rho", "seed"]
    assert [output["name"] for output in declaration["outputs"]] == ["kl_pq", "cut", "kl_qp", "tv", "js"]
