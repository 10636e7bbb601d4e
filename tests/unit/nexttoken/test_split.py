"""What two rows differ in, against scipy."""

import numpy as np
import pytest
from nexttoken import log_probs
from nexttoken.split import split
from scipy.optimize import brentq
from scipy.special import kl_div, rel_entr
from scipy.stats import entropy, spearmanr


@pytest.fixture(params=[40, 2048])
def rows(request):
    drawn = np.random.default_rng(1).normal(size=(2, request.param)) * 3
    return drawn - np.log(np.exp(drawn).sum(axis=1, keepdims=True))


def test_each_part_is_what_scipy_has(rows):
    found, (p, q) = split(*rows), np.exp(rows)
    held = kl_div(p, q)[np.argsort(-p)]
    assert found.kl == pytest.approx(rel_entr(p, q).sum())
    assert found.shape == pytest.approx(rel_entr(np.sort(p), np.sort(q)).sum())
    assert found[2:5] == pytest.approx((held[:10].sum(), held[10:100].sum(), held[100:].sum()))
    assert found.rho == pytest.approx(spearmanr(p, q).statistic)


def test_the_zipf_line_is_that_of_the_first_list_s_entropy(rows):
    p = np.exp(rows[0])

    def line(exponent: float) -> np.ndarray:
        falling = np.arange(1.0, len(p) + 1) ** -exponent
        return falling / falling.sum()

    exponent = brentq(lambda s: entropy(line(s)) - entropy(p), 0, 9)
    assert split(*rows).zipf == pytest.approx(rel_entr(np.sort(p)[::-1], line(exponent)).sum())


def test_a_shuffled_list_differs_by_order_alone_and_a_flatter_one_by_shape(rows):
    shuffled = np.random.default_rng(2).permutation(rows[0])
    assert split(rows[0], shuffled).shape == pytest.approx(0, abs=1e-12)
    flatter = rows[0] / 2 - np.log(np.exp(rows[0] / 2).sum())
    found = split(rows[0], flatter)
    assert (found.shape, found.rho) == pytest.approx((found.kl, 1))


def test_of_equally_likely_tokens_the_first_are_the_head():
    even, falling = np.full(2000, -np.log(2000)), log_probs(0.5, 2000)
    held = kl_div(np.exp(even), np.exp(falling))
    assert split(even, falling)[2:5] == pytest.approx((held[:10].sum(), held[10:100].sum(), held[100:].sum()))


def test_a_zipf_line_is_on_its_own_line():
    line = log_probs(1.2, 500)
    assert split(line, line[::-1].copy()).zipf == pytest.approx(0, abs=1e-9)
