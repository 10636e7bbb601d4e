"""A normal fitted to a mixture: against scipy's quadrature and minimiser, and by what a descent has to do."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nexttoken.normals import Mixture, Normal, forward_kl, forward_steps, reverse_kl, reverse_steps
from scipy import integrate, optimize
from scipy.stats import norm

normals = st.builds(Normal, st.floats(-4, 4), st.floats(0.4, 3))


def mixture(apart: float, weight: float, sd: float = 0.7) -> Mixture:
    return Mixture((weight, 1 - weight), (Normal(-apart / 2, sd), Normal(apart / 2, sd)))


mixtures = st.builds(mixture, st.floats(0, 8), st.floats(0.05, 0.95), st.floats(0.5, 1.5))


def density(p: Mixture, x: float) -> float:
    return sum(w * norm.pdf(x, part.mean, part.sd) for w, part in zip(p.weights, p.parts, strict=True))


@settings(max_examples=10)
@given(mixtures, normals)
def test_both_divergences_are_their_integrals(p: Mixture, q: Normal) -> None:
    def log_p(x: float) -> float:
        return float(p.log_density(np.array([x]))[0])

    def forward(x: float) -> float:
        return density(p, x) * (log_p(x) - norm.logpdf(x, *q))

    def reverse(x: float) -> float:
        return norm.pdf(x, *q) * (norm.logpdf(x, *q) - log_p(x))

    places = [-10, -4, -2, 0, 2, 4, 10]
    for found, integrand in ((forward_kl(p, q), forward), (reverse_kl(p, q), reverse)):
        wanted = sum(
            integrate.quad(integrand, low, high, limit=200)[0]
            for low, high in itertools.pairwise([-40, *places, 40])
        )
        assert found == pytest.approx(wanted, rel=1e-6, abs=1e-7)


@settings(max_examples=10)
@given(mixtures, st.floats(-6, 6))
def test_the_slope_is_that_of_the_log_density(p: Mixture, x: float) -> None:
    assert math.exp(p.log_density(np.array([x]))[0]) == pytest.approx(density(p, x), rel=1e-10)
    low, high = p.log_density(np.array([x - 1e-5, x + 1e-5]))
    assert p.slope(np.array([x]))[0] == pytest.approx((high - low) / 2e-5, abs=1e-4)


@pytest.mark.parametrize("start", [Normal(0.3, 1.5), Normal(-0.4, 1.2)])
def test_a_step_is_a_tenth_of_the_natural_gradient(start: Normal) -> None:
    """That is the gradient, here by differences, over Fisher's information: 1 / sd², and 2 of ln sd."""
    p, h = mixture(2, 0.6), 1e-5
    for steps, kl in ((forward_steps, forward_kl), (reverse_steps, reverse_kl)):
        before, after = itertools.islice(steps(p, start), 2)
        moved = [kl(p, Normal(start.mean + by, start.sd)) for by in (h, -h)]
        widened = [kl(p, Normal(start.mean, start.sd * math.exp(by))) for by in (h, -h)]
        by_mean, by_log_sd = ((up - down) / (2 * h) for up, down in (moved, widened))
        assert before == start
        assert after.mean - start.mean == pytest.approx(-0.1 * start.sd**2 * by_mean, abs=1e-8)
        assert math.log(after.sd / start.sd) == pytest.approx(-0.1 / 2 * by_log_sd, abs=1e-8)


@settings(max_examples=10)
@given(mixtures, normals)
def test_each_step_goes_down(p: Mixture, start: Normal) -> None:
    for steps, kl in ((forward_steps, forward_kl), (reverse_steps, reverse_kl)):
        heights = [kl(p, q) for q in itertools.islice(steps(p, start), 60)]
        assert all(after <= before + 1e-9 for before, after in itertools.pairwise(heights))


@settings(max_examples=10)
@given(mixtures, normals)
def test_forward_kl_ends_at_the_moments_from_anywhere(p: Mixture, start: Normal) -> None:
    end = next(itertools.islice(forward_steps(p, start), 300, None))
    assert end == pytest.approx(p.moments(), abs=1e-6)
    found = optimize.minimize(lambda at: forward_kl(p, Normal(at[0], math.exp(at[1]))), (0, 0))
    assert forward_kl(p, end) <= found.fun + 1e-9


@pytest.mark.parametrize(("start", "mode"), [(-1.0, -2.5), (1.0, 2.5)])
def test_reverse_kl_ends_in_the_mode_that_the_start_decides(start: float, mode: float) -> None:
    p = mixture(5, 0.5)
    end = next(itertools.islice(reverse_steps(p, Normal(start, 1)), 300, None))
    assert end.mean == pytest.approx(mode, abs=0.05) and end.sd == pytest.approx(0.7, abs=0.05)
    near = optimize.minimize(lambda at: reverse_kl(p, Normal(at[0], math.exp(at[1]))), (mode, -0.4))
    assert reverse_kl(p, end) == pytest.approx(near.fun, abs=1e-7)


def test_where_the_family_holds_p_both_find_it() -> None:
    p = mixture(0, 0.5)
    for steps in (forward_steps, reverse_steps):
        end = next(itertools.islice(steps(p, Normal(2, 2)), 300, None))
        assert end == pytest.approx((0, 0.7), abs=1e-6)
