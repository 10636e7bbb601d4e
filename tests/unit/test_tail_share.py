"""The figure tail-share: who holds how much of KL, over six seeds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from explorable.controls import LARGEST_SEED
from hypothesis import given, settings
from nexttoken import zipf_pair
from scipy.special import kl_div, rel_entr

from tests.unit.figure_checks import ask, check, declaration, module, states, value
from tests.unit.nexttoken.properties import forget

FIGURE = "tail-share"


@pytest.fixture(autouse=True, scope="module")
def parts() -> Any:
    return module("tail_share.parts")


@pytest.mark.parametrize(
    ("n", "h_p", "h_q", "rho", "seed"),
    [
        (50_000, 0.6, 0.6, 0.7, 1),
        (2000, 0.3, 0.8, -0.4, 9),
        (300, 0.6, 0.5, 0.9, 4),
        (101, 0.9, 0.98, 1, 2),
        (100, 0.1, 0.2, -1, 0),
    ],
)
@pytest.mark.parametrize("form", ["nonnegative", "signed"])
def test_shares_are_those_of_the_whole_sum(
    parts: Any, n: int, h_p: float, h_q: float, rho: float, seed: int, form: str
) -> None:
    found = parts.parts(n, h_p, h_q, rho, seed, form)
    for row, each in enumerate(range(seed, seed + 6)):
        pair = zipf_pair(n, h_p, h_q, rho, each)
        terms = (rel_entr if form == "signed" else kl_div)(pair.p, pair.q)
        expected = np.array([terms[:10].sum(), terms[10:100].sum(), terms[100:].sum()]) / terms.sum()
        assert found.shares[:, row] == pytest.approx(expected, abs=1e-9)
        assert found.kl[row] == pytest.approx(terms.sum(), rel=1e-9)
        assert found.rho[row] == pair.rho
    assert found.mass_shares == pytest.approx(
        [pair.p[:10].sum(), pair.p[10:100].sum(), pair.p[100:].sum()], abs=1e-12
    )


def test_the_curves_end_at_everything_and_never_fall(parts: Any) -> None:
    found = parts.parts(50_000, 0.6, 0.6, 0.7, 1, "nonnegative")
    assert {10, 100, 50_000} <= set(found.marks)
    assert found.held[:, -1] == pytest.approx(np.ones(6))
    assert np.diff(found.held).min() >= 0
    assert found.mass[-1] == pytest.approx(1)
    signed = parts.parts(50_000, 0.6, 0.6, 0.7, 1, "signed")
    assert np.diff(signed.held).min() < 0


def test_what_was_asked_before_does_not_show(parts: Any) -> None:
    fresh = parts.parts(3000, 0.6, 0.6, 0.37, 5, "nonnegative")
    forget()
    for rho in (0.9, -0.2, 0.36):
        parts.parts(3000, 0.6, 0.6, rho, 5, "nonnegative")
    assert list(parts.fill_ahead(3000, 0.37, 5))
    again = parts.parts(3000, 0.6, 0.6, 0.37, 5, "nonnegative")
    assert (fresh.held == again.held).all()


def test_after_the_largest_seed_comes_zero(parts: Any) -> None:
    assert parts.seeds_from(LARGEST_SEED - 1) == (LARGEST_SEED - 1, LARGEST_SEED, 0, 1, 2, 3)


def test_the_tail_is_not_negligible() -> None:
    answer = ask(FIGURE)
    least, median, most = (value(answer, f"tail_{name}") for name in ("min", "median", "max"))
    assert 0.30 < least < median < most < 0.55
    signed = ask(FIGURE, contrib="signed")
    assert 0.24 < value(signed, "tail_min") < value(signed, "tail_max") < 0.48
    assert answer["readouts"]["kl"] == signed["readouts"]["kl"]


def test_it_is_where_there_is_little_entropy_and_not_where_orders_are_close() -> None:
    _, sure, slight, unrelated = (ask(FIGURE, **preset["state"]) for preset in declaration(FIGURE)["presets"])
    assert value(sure, "tail_max") < 0.06
    assert "negligible" in sure["notes"][0]["text"]
    assert value(slight, "tail_median") > value(ask(FIGURE), "tail_median") + 0.1
    assert value(unrelated, "tail_max") - value(unrelated, "tail_min") < 0.03


def test_readouts_are_those_of_the_chosen_seed() -> None:
    answer = ask(FIGURE, seed=7)
    assert sum(value(answer, name) for name in ("head", "body", "tail")) == pytest.approx(1)
    pair = zipf_pair(50_000, 0.6, 0.6, 0.7, 7)
    assert value(answer, "kl") == pytest.approx(pair.kl_pq, rel=1e-9)
    assert value(answer, "head") == pytest.approx(kl_div(pair.p, pair.q)[:10].sum() / pair.kl_pq)


def test_nothing_is_shared_out_where_p_and_q_are_the_same() -> None:
    answer = ask(FIGURE, rho=1)
    assert value(answer, "kl") == 0
    assert "nothing" in answer["notes"][0]["text"]
    for name in ("head", "body", "tail", "tail_min", "tail_median", "tail_max"):
        readout = answer["readouts"][name]
        assert (readout["value"], readout["text"], readout["unit"]) == ("", "–", "")
    assert answer["readouts"]["p_tail"]["text"] != "–"
    assert ask(FIGURE, rho=1, h_q=0.7)["notes"] != answer["notes"]


@settings(max_examples=40)
@given(state=states(FIGURE))
def test_every_state_has_a_whole_answer(state: dict[str, object]) -> None:
    check(ask(FIGURE, **state))
