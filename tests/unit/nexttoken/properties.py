"""What must hold for every pair of Zipf distributions, as plain functions: numpy and nexttoken only.

The same checks run natively over cases that hypothesis invents, and inside Pyodide over the fixed cases of
`fixed_cases` through `run_all`. A check raises AssertionError, naming what it found.
"""

import itertools
import math
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from nexttoken import (
    ZipfPair,
    entropy_of,
    kl_divergence,
    log_normalizer,
    log_probs,
    masses,
    mean_log_rank,
    rank_noise,
    ranking,
    shape_divergence,
    var_log_rank,
    zipf_pair,
)

NEAR = 5e-5  # of a target correlation, where the steps of the path are finer than can be seen
EXACT_UP_TO = 400


class Case(NamedTuple):
    n: int
    h_p: float
    h_q: float
    rho: float
    seed: int


def fixed_cases() -> Iterator[Case]:
    """Every size at which the code changes its method, every extreme, and ordinary states between them."""
    fractions = (
        (0.6, 0.8),
        (0.0, 0.5),
        (0.5, 0.0),
        (0.0, 0.0),
        (1.0, 0.3),
        (0.3, 1.0),
        (1.0, 1.0),
        (1.0, 0.0),
    )
    correlations = (1.0, 0.7, 0.123, 0.0, -0.5, -1.0, 0.99999)
    for n in (2, 3, 5, 19, 20, 21, 40, 400, 401, 1000):
        for k, (h_p, h_q) in enumerate(fractions):
            for rho in correlations if n <= 40 else correlations[k % 3 :: 3]:
                yield Case(n, h_p, h_q, rho, seed=n + k)
    for k in range(40):
        share = (k * 0.6180339887498949) % 1
        yield Case(2 + 23 * k, round(share, 3), round(1 - share / 2, 3), round(math.cos(k), 3), seed=k**9)
    yield Case(40, 1e-300, 0.5, 0.5, 1)
    yield Case(40, 0.5, 5e-324, 0.5, 1)
    yield Case(40, 0.6, 0.6 + 1e-12, 1.0, 1)
    for k in range(8):
        yield Case(900, 1 - 2**-53, 0.5, 0.95, seed=k)  # so flat that its order part is all rounding
    yield Case(50257, 0.6, 0.7, 0.7, 1)
    yield Case(50257, 0.002, 0.998, -0.3, 2**64 - 1)
    yield Case(200_000, 0.6, 0.55, 0.95, 0)
    yield Case(200_000, 0.0, 1.0, 0.0, 2**32 - 1)
    yield Case(200_000, 0.0, 0.0, 0.5, 7)


def pair_of(case: Case) -> ZipfPair:
    return zipf_pair(*case)


def scalars(pair: ZipfPair) -> dict[str, float]:
    """Every number that a pair answers with."""
    names = (
        "s_p s_q entropy_p entropy_q entropy_max rho rho_below rho_above"
        " shape_pq order_pq kl_pq shape_qp order_qp kl_qp"
        " total_variation acceptance jensen_shannon hellinger pinsker_pq pinsker_qp"
    )
    numbers = {name: getattr(pair, name) for name in names.split()}
    for direction in ("pq", "qp"):
        for alpha in (0.0, 0.5, 1 + 1e-9, 2.0, math.inf):
            numbers[f"renyi_{direction}_{alpha}"] = pair.renyi(alpha, direction)
    return numbers


def arrays(pair: ZipfPair) -> dict[str, np.ndarray]:
    """Every array that a pair answers with."""
    found = {name: getattr(pair, name) for name in ("log_p", "log_q", "p", "q", "ranks")}
    found["cumulative"] = pair.cumulative
    for direction in ("pq", "qp"):
        for form in ("signed", "nonnegative"):
            found[f"contributions_{direction}_{form}"] = pair.contributions(direction, form)
    return found


def check_never_nan(case: Case) -> None:
    """Every number is a number and not negative (correlations apart); infinite exactly where it must be."""
    pair = pair_of(case)
    numbers = scalars(pair)
    for name, value in numbers.items():
        assert type(value) is float, (case, name, value)
        assert not math.isnan(value), (case, name)
        assert value >= 0 or name.startswith("rho"), (case, name, value)
    for name, array in arrays(pair).items():
        assert array.shape == (case.n,), (case, name)
        assert not np.isnan(array).any(), (case, name)

    top_moved = pair.ranks[0] != 1
    expected = {
        "s_p": case.h_p == 0,
        "s_q": case.h_q == 0,
        "kl_pq": case.h_q == 0 and (case.h_p > 0 or top_moved),
        "kl_qp": case.h_p == 0 and (case.h_q > 0 or top_moved),
        "shape_pq": case.h_q == 0 < case.h_p,
        "shape_qp": case.h_p == 0 < case.h_q,
    }
    for name, infinite in expected.items():
        assert math.isinf(numbers[name]) == infinite, (case, name, numbers[name])


def check_distributions(case: Case) -> None:
    """P and Q are distributions with the entropies asked for; P falls with its ranks, Q with its own."""
    pair = pair_of(case)
    by_q_rank = np.argsort(pair.ranks)
    for fraction, reached, logs, probabilities in (
        (case.h_p, pair.entropy_p, pair.log_p, pair.p),
        (case.h_q, pair.entropy_q, pair.log_q[by_q_rank], pair.q[by_q_rank]),
    ):
        asked = fraction * math.log(case.n)
        assert close(reached, asked, tiny=1e-290), (case, reached, asked)
        assert close(entropy_of(logs), asked, tiny=1e-290), (case, entropy_of(logs), asked)
        assert close(float(probabilities.sum()), 1.0), (case, probabilities.sum())
        assert (logs[1:] <= logs[:-1]).all(), case
        assert np.array_equal(np.exp(logs), probabilities), case


def check_split(case: Case) -> None:
    """KL is shape + order to the last bit, and the sum of the contributions in either form."""
    pair = pair_of(case)
    assert pair.kl_pq == pair.shape_pq + pair.order_pq, case
    assert pair.kl_qp == pair.shape_qp + pair.order_qp, case
    for direction, kl in (("pq", pair.kl_pq), ("qp", pair.kl_qp)):
        for form in ("signed", "nonnegative"):
            terms = pair.contributions(direction, form)
            assert close(float(terms.sum()), kl, scale=scale_of(pair)), (
                case,
                direction,
                form,
                terms.sum(),
                kl,
            )
            assert form == "signed" or terms.min() >= 0, (case, direction)
    assert close(kl_divergence(pair.log_p, pair.log_q), pair.kl_pq, scale=scale_of(pair)), case

    same_order = log_probs(pair.s_q, case.n)
    assert close(kl_divergence(pair.log_p, same_order), pair.shape_pq, scale=scale_of(pair)), case
    assert close(kl_divergence(same_order, pair.log_p), pair.shape_qp, scale=scale_of(pair)), case
    if pair.rho == 1:
        assert pair.order_pq == pair.order_qp == 0, case


def check_bounds(case: Case) -> None:
    """Pinsker; TV + acceptance; JS <= TV ln 2; Hellinger² <= TV <= √2 Hellinger; Rényi's orders."""
    pair = pair_of(case)
    tv, slack = pair.total_variation, 1e-12
    assert tv <= min(pair.pinsker_pq, pair.pinsker_qp, 1.0) + 1e-7, case  # √ of a rounding error near 0
    assert abs(tv + pair.acceptance - 1) <= slack, (case, tv, pair.acceptance)
    assert pair.jensen_shannon <= tv * math.log(2) + slack, case
    assert pair.hellinger**2 <= tv + slack, case
    assert tv <= math.sqrt(2) * pair.hellinger + slack, case
    for direction, kl in (("pq", pair.kl_pq), ("qp", pair.kl_qp)):
        orders = (0.0, 0.5, 1 - 1e-9, 1 + 1e-9, 2.0, 1e200, math.inf)
        rising = [pair.renyi(alpha, direction) for alpha in orders]
        ordered = [*rising[:3], kl, *rising[3:]]
        for low, high in itertools.pairwise(ordered):
            assert low <= high * (1 + slack) + scale_of(pair) * slack, (case, direction, ordered)
    if case.h_p == case.h_q and pair.rho == 1:
        assert tv == pair.kl_pq == pair.kl_qp == pair.jensen_shannon == pair.hellinger == 0, case


def check_ranking(case: Case) -> None:
    """Q's ranks are a permutation; its correlation is what it says, and the nearest of its neighbours."""
    found = ranking(case.n, case.rho, case.seed)
    ranks = found.ranks
    assert ranks.dtype == np.int32, case
    assert not ranks.flags.writeable, case
    assert np.array_equal(np.sort(ranks), np.arange(1, case.n + 1)), case
    squares = sum(d * d for d in (ranks - np.arange(1, case.n + 1)).tolist())
    whole = case.n * (case.n**2 - 1)
    assert found.rho == (whole - 6 * squares) / whole, (case, found.rho)
    if abs(case.rho) == 1:
        same = np.arange(1, case.n + 1)
        assert np.array_equal(ranks, same if case.rho == 1 else same[::-1]), case
    if case.n > EXACT_UP_TO:
        assert found.rho_below == found.rho == found.rho_above, case
        assert abs(found.rho - case.rho) <= NEAR, (case, found.rho)
        return
    below, above = found.rho_below, found.rho_above
    assert below <= case.rho <= above, (case, below, above)
    assert above - below <= 12 / (case.n * (case.n + 1)) * 1.000001, (case, below, above)
    nearest = above if above - case.rho <= case.rho - below else below
    assert found.rho == nearest, (case, found)


def check_ranking_falls(case: Case) -> None:
    """A smaller target never gives a larger correlation, and undoes no exchange of a larger one."""
    slack = 0 if case.n <= EXACT_UP_TO else 2 * NEAR
    higher = ranking(case.n, case.rho, case.seed)
    lower = ranking(case.n, max(case.rho - 0.05, -1.0), case.seed)
    assert lower.rho <= higher.rho + slack, (case, lower.rho, higher.rho)
    if case.n <= 64 and lower.rho < higher.rho:
        inverted = [np.triu(r.ranks[:, None] > r.ranks[None, :], 1) for r in (higher, lower)]
        assert (inverted[0] <= inverted[1]).all(), case


def check_noise(case: Case) -> None:
    """A token keeps its noise whatever n is."""
    noise = rank_noise(case.seed, case.n)
    assert np.array_equal(noise, rank_noise(case.seed, 2 * case.n + 1025)[: case.n]), case
    assert np.isfinite(noise).all(), case
    assert np.abs(noise).max() < 9, case
    assert not np.array_equal(noise, rank_noise((case.seed + 1) % 2**64, case.n)), case


def check_shape(case: Case) -> None:
    """The shape part grows as Q's exponent leaves P's; the closed forms agree with sums over the ranks."""
    pair = pair_of(case)
    n, s_p, s_q = case.n, pair.s_p, pair.s_q
    if math.isfinite(s_p) and math.isfinite(s_q):
        between = shape_divergence(s_p, (s_p + s_q) / 2, n)
        assert between <= pair.shape_pq, (case, between, pair.shape_pq)
    if not 0 <= s_q <= 50:
        return
    logs = np.log(np.arange(1, n + 1))
    weights = np.exp(-s_q * logs)
    total, mean = weights.sum(), (weights * logs).sum() / weights.sum()
    assert close(log_normalizer(s_q, n), math.log1p(float(weights[1:].sum()))), case
    assert close(mean_log_rank(s_q, n), float(mean)), case
    variance = float((weights * (logs - mean) ** 2).sum() / total)
    assert close(var_log_rank(s_q, n), variance), (case, var_log_rank(s_q, n), variance)


def check_history(case: Case) -> None:
    """The same state gives the same bits: with cold caches, with warm ones, and after others."""
    forget()
    cold = bits(case)
    assert bits(case) == cold, case
    n, h_p, h_q, rho, seed = case
    for rho_before in (-0.97, -0.4, 0.2, 0.6, 0.9):
        ranking(n, rho_before, seed)
    ranking(n, min(rho + 0.001, 1.0), seed)
    rank_noise(seed, n + 5000)
    log_probs(pair_of(Case(n, h_q, h_p, rho, seed)).s_p, n)
    assert bits(case) == cold, case


def check_shares(case: Case) -> None:
    """What the ranks hold never falls, ends at KL, and its runs are shares of the whole."""
    pair = pair_of(case)
    cumulative, kl = pair.cumulative, pair.kl_pq
    assert cumulative.shape == (case.n,), case
    assert (cumulative[1:] >= cumulative[:-1]).all(), case
    assert kl == cumulative[-1] or abs(cumulative[-1] - kl) <= 1e-11 * kl + 1e-14 * scale_of(pair), case
    shares = pair.shares(10, 100)
    assert shares is None if kl == 0 or math.isinf(kl) else shares or kl < 1e-12, (case, shares)
    if shares is None or kl < 1e-12:
        return
    assert len(shares) == 3, case
    assert all(0 <= share <= 1 for share in shares), (case, shares)
    assert abs(math.fsum(shares) - 1) <= 1e-15, (case, shares)
    ends = (min(case.n, 10) - 1, min(case.n, 100) - 1, case.n - 1)
    for held, share in zip(np.diff(cumulative[list(ends)], prepend=0.0), shares, strict=True):
        assert abs(held / kl - share) <= 1e-11 + 1e-13 * scale_of(pair) / kl, (case, held / kl, share)


def check_masses(case: Case) -> None:
    """The probability of the first ranks is the sum of theirs."""
    pair = pair_of(case)
    ranks = np.unique(np.linspace(0, case.n, 50).astype(int))
    sums = np.concatenate(([0.0], np.cumsum(pair.p)))[ranks]
    found = masses(pair.s_p, case.n, ranks)
    assert np.abs(found - sums).max() <= 2e-12, (case, np.abs(found - sums).max())  # cumsum's own rounding
    assert (np.diff(found) >= -1e-15).all(), case
    assert found[0] == 0 and close(float(found[-1]), 1.0), case


def check_temperature(case: Case) -> None:
    """A temperature divides the exponent: every probability to the power 1/T, normalised again."""
    before = pair_of(case)
    for t in (0.25, 0.7, 1.0, 3.0):
        after = zipf_pair(*case, temperature_q=t)
        assert after.s_q == before.s_q / t, (case, t)
        assert after.s_p == before.s_p, (case, t)
        assert np.array_equal(after.ranks, before.ranks), (case, t)
        powers = np.exp((before.log_q - before.log_q.max()) / t)
        assert np.abs(after.q - powers / powers.sum()).max() <= 1e-13, (case, t)
    needed = before.temperature
    if needed and math.isfinite(needed):
        assert close(before.s_p / needed, before.s_q), (case, needed)


CHECKS: tuple[Callable[[Case], None], ...] = (
    check_never_nan,
    check_distributions,
    check_split,
    check_bounds,
    check_ranking,
    check_ranking_falls,
    check_noise,
    check_shape,
    check_shares,
    check_masses,
    check_temperature,
    check_history,
)


def run_all() -> int:
    """Make every check over every fixed case; return how many were made."""
    made = 0
    for case in fixed_cases():
        for check in CHECKS:
            check(case)
            made += 1
    return made


def close(value: float, truth: float, *, scale: float = 0.0, tiny: float = 0.0) -> bool:
    """Within 1e-12 relatively, or 1e-14 of `scale`, or `tiny`: sums over the ranks round a little."""
    return value == truth or abs(value - truth) <= max(1e-12 * abs(truth), 1e-14 * scale, tiny)


def scale_of(pair: ZipfPair) -> float:
    """The size of the terms that cancel in a divergence of the pair."""
    exponents = [s for s in (pair.s_p, pair.s_q) if math.isfinite(s)]
    return pair.entropy_max * (1 + max(exponents, default=0.0))


def bits(case: Case) -> tuple[object, ...]:
    pair = pair_of(case)
    return *scalars(pair).items(), *((name, array.tobytes()) for name, array in arrays(pair).items())


def forget() -> None:
    """Empty every cache of the package."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] == "nexttoken":
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
