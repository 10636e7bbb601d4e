"""Rankings at a prescribed correlation, against brute force and scipy."""

import itertools
import math

import numpy as np
import pytest
from nexttoken import Ranking, rank_ahead, rank_noise, ranking, reachable_orders, spearman
from nexttoken.ordering import order_of, ranks_of
from nexttoken.ranking import EXACT_UP_TO, _sweep_path
from nexttoken.sweep import TOLERANCE, SweepPath
from scipy import stats

from tests.unit.nexttoken.properties import forget


def path_by_brute_force(n, seed):
    """Every ranking of the path, by sorting between any two neighbouring angles at which two keys cross."""
    noise, logs = rank_noise(seed, n), np.log(np.arange(1, n + 1))
    crossings = [
        math.atan2(logs[j] - logs[i], noise[i] - noise[j]) for i, j in itertools.combinations(range(n), 2)
    ]
    angles = [0.0, *sorted(crossings), math.pi]
    for low, high in itertools.pairwise(angles):
        angle = (low + high) / 2
        yield stats.rankdata(math.cos(angle) * logs + math.sin(angle) * noise).astype(int)


@pytest.mark.parametrize("n", [2, 3, 4, 7, 12, 25])
@pytest.mark.parametrize("seed", [0, 1, 77, 2**64 - 1])
def test_small_rankings_are_the_nearest_of_the_whole_path(n, seed):
    reachable = {spearman(ranks): ranks for ranks in path_by_brute_force(n, seed)}
    assert len(reachable) == n * (n - 1) // 2 + 1  # rho falls at every exchange
    for target in [*np.linspace(-1, 1, 41), *list(reachable)[:: max(1, n // 3)]]:
        found = ranking(n, float(target), seed)
        assert found.rho_above == min(rho for rho in reachable if rho >= target)
        assert found.rho_below == max(rho for rho in reachable if rho <= target)
        assert abs(found.rho - target) == min(abs(rho - target) for rho in reachable)
        assert found.ranks.tolist() == reachable[found.rho].tolist()


@pytest.mark.parametrize("n", [2, 3, 7, 25, 120])
def test_reachable_orders_are_all_those_of_the_path_and_where_each_stands(n):
    found = reachable_orders(n, 3)
    assert len(found.angles) == len(found.rho) + 1
    assert (found.angles[0], found.angles[-1], found.rho[0], found.rho[-1]) == (0, math.pi, 1, -1)
    assert np.diff(found.angles).min() >= 0 > np.diff(found.rho).max()
    noise, logs = rank_noise(3, n), np.log(np.arange(1, n + 1))
    for k in range(0, len(found.rho), max(1, len(found.rho) // 50)):
        angle = (found.angles[k] + found.angles[k + 1]) / 2
        if found.angles[k + 1] - angle > 1e-9:
            key = math.cos(angle) * logs + math.sin(angle) * noise
            assert found.rho[k] == pytest.approx(stats.spearmanr(key, logs).statistic, abs=1e-12)
        assert ranking(n, float(found.rho[k]), 3).rho == found.rho[k]
    with pytest.raises(ValueError, match="read-only"):
        found.rho[0] = 0


@pytest.mark.parametrize(("n", "seed"), [(1, 1), (EXACT_UP_TO + 1, 1), (40, -1)])
def test_reachable_orders_refuse_what_they_cannot_list(n, seed):
    with pytest.raises(ValueError, match=r"tokens|seed"):
        reachable_orders(n, seed)


def test_six_seeds_asked_in_turn_keep_their_paths():
    forget()
    for rho in (0.2, 0.3, 0.4):
        for seed in range(6):
            ranking(EXACT_UP_TO + 1, rho, seed)
    assert _sweep_path.cache_info().misses == 6


@pytest.mark.parametrize("n", [2, 5, 40, 1000, 200_000])
def test_spearman_is_scipy_s(n):
    ranks = (np.random.default_rng(n).permutation(n) + 1).astype(np.int32)
    assert spearman(ranks) == pytest.approx(stats.spearmanr(np.arange(n), ranks).statistic, abs=1e-12)


def test_spearman_of_known_permutations():
    assert spearman(np.array([1, 2, 3], dtype=np.int32)) == 1
    assert spearman(np.array([3, 2, 1], dtype=np.int32)) == -1
    assert spearman(np.array([2, 1, 3], dtype=np.int32)) == 0.5
    assert spearman(np.arange(300_000, 0, -1, dtype=np.int32)) == -1
    with pytest.raises(ValueError, match="two tokens"):
        spearman(np.array([1], dtype=np.int32))


def test_two_tokens_reach_only_one_and_minus_one():
    for seed in range(20):
        found = [ranking(2, rho, seed) for rho in (1.0, 0.2, 0.0, -0.2, -1.0)]
        assert [r.rho for r in found] == [1, 1, 1, -1, -1]  # midway counts as the upper
        assert all((r.rho_below, r.rho_above) == (-1, 1) for r in found[1:-1])


@pytest.mark.parametrize("n", [EXACT_UP_TO + 1, 1000, 5000, 50257])
def test_large_rankings_come_within_the_tolerance_everywhere(n):
    for seed in (0, 1, 2**40) if n < 50_000 else (4,):
        for target in (-0.99999, -0.9, -0.3, 1e-9, 0.05, 0.31, 0.5, 0.77, 0.9, 0.97, 0.995, 0.9999, 0.99999):
            found = ranking(n, target, seed)
            assert abs(found.rho - target) <= TOLERANCE
            assert found.rho_below == found.rho_above == found.rho


def test_the_path_joins_where_the_method_changes():
    """400 tokens are listed, 401 searched: the same noise, so nearly the same ranking of the first 400."""
    listed, searched = ranking(EXACT_UP_TO, 0.6, 1), ranking(EXACT_UP_TO + 1, 0.6, 1)
    among = stats.rankdata(searched.ranks[:-1])
    assert stats.spearmanr(among, listed.ranks).statistic > 0.9995


def test_the_map_from_noise_to_correlation_at_large_n():
    """The correlation of ln i + tau z with the order of i, at seven tau."""
    n = 200_000
    noise, logs = rank_noise(9, n), np.log(np.arange(1, n + 1))
    table = {0.19: 0.951, 0.5: 0.804, 0.71: 0.709, 1: 0.600, 2: 0.374, 4: 0.205, 16: 0.053}
    for tau, rho in table.items():
        assert spearman(ranks_of(order_of(logs + tau * noise))) == pytest.approx(rho, abs=0.006)


def test_below_the_noise_s_own_correlation_the_keys_turn_round():
    """At or above rho(z) the order is that of ln i + tau z_i, below it that of -ln i + tau z_i."""
    n, seed = 40, 3
    noise, logs = rank_noise(seed, n), np.log(np.arange(1, n + 1))
    alone = spearman(ranks_of(np.argsort(noise)))
    for target, sign in ((alone + 0.3, 1), (alone + 0.01, 1), (alone - 0.01, -1), (alone - 0.5, -1)):
        ranks = ranking(n, target, seed).ranks.tolist()
        taus = np.geomspace(1e-3, 1e4, 20_000)
        assert any(ranks_of(np.argsort(sign * logs + t * noise)).tolist() == ranks for t in taus)


def test_gaps_at_forty_tokens():
    """No gap of the path at N = 40 is wider than 12 / (40 · 41) = .0073."""
    for target in (0.0, -0.8, 0.3, 0.9):
        for seed in range(10):
            found = ranking(40, target, seed)
            assert found.rho_above - found.rho_below <= 12 / (40 * 41)
            assert abs(found.rho - target) <= 6 / (40 * 41)


class CountedSweep(SweepPath):
    sorts = 0

    def _order(self, angle):
        self.sorts += 1
        return super()._order(angle)


@pytest.mark.parametrize(("n", "cold", "warm"), [(401, 12, 10), (5000, 6, 2), (50257, 5, 1)])
def test_a_search_costs_few_sorts(n, cold, warm):
    """Bounded on a first visit; about one sort once the nodes around the target are known."""
    targets = [-0.9999, -0.999, -0.97, -0.5, 0.0, 0.123, 0.7, 0.95, 0.999, 0.9999]
    for seed in range(2):
        for target in targets:
            path = CountedSweep(n, seed)
            path.search(target)
            assert path.sorts <= cold, (seed, target)
            path.sorts = 0
            path.search(target + 1e-4 if target < 0 else target - 1e-4)
            assert path.sorts <= warm, (seed, target)


@pytest.mark.parametrize("n", [40, 401, 3000])
def test_history_never_shows(n):
    """The same ranking after any order of other requests as from cold caches."""
    targets = [-0.6, 0.123, 0.7, 0.95]
    cold = []
    for target in targets:
        forget()
        cold.append(ranking(n, target, 5).ranks.tobytes())
    for order in itertools.permutations(range(len(targets))):
        forget()
        for k in order:
            assert ranking(n, targets[k], 5).ranks.tobytes() == cold[k]


@pytest.mark.parametrize("n", [40, 401, 3000])
def test_work_ahead_ends_and_never_shows(n):
    """Only a search is ever left to do, half a sort at a time; the ranking is the one from cold caches."""
    forget()
    cold = ranking(n, 0.123, 5).ranks.tobytes()
    forget()
    assert len(list(rank_ahead(n, 0.9, 5))) == (0 if n <= EXACT_UP_TO else 2 * 31)
    assert not list(rank_ahead(n, -0.2, 5))
    assert ranking(n, 0.123, 5).ranks.tobytes() == cold


def test_after_work_ahead_a_search_costs_one_sort():
    path = CountedSweep(50_257, 1)
    list(path.search_ahead(0.7))
    path.search(0.7)
    assert path.sorts == 1


def test_work_ahead_begins_near_what_is_shown():
    path = CountedSweep(50_257, 1)
    list(itertools.islice(path.search_ahead(0.7), 8))  # the four angles that a search looks up
    path.search(0.7)
    assert path.sorts == 1


def test_order_of_breaks_ties_by_token_and_sorts_like_numpy():
    assert order_of(np.array([2.0, 1.0, 2.0, 1.0])).tolist() == [1, 3, 0, 2]
    keys = np.random.default_rng(0).standard_normal(70_000).round(4)
    assert np.array_equal(order_of(keys.copy()), np.argsort(keys, kind="stable"))
    assert order_of(np.array([1.0, 3 * 2.0**-31, 0.0])).tolist() == [2, 1, 0]  # 31 bits are told apart
    assert order_of(np.arange(200_000.0)).tolist() == list(range(200_000))


def test_logs_of_ranks_are_protected_and_right():
    found = ranking(500, 0.4, 1)
    assert np.array_equal(found.log_ranks, np.log(found.ranks))
    assert np.array_equal(found.log_shifts, np.log(found.ranks) - np.log(np.arange(1, 501)))
    for array in (found.ranks, found.log_ranks, found.log_shifts):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    assert isinstance(found, Ranking)


@pytest.mark.parametrize("rho", [1.0000001, -1.5, math.nan, math.inf])
def test_an_impossible_correlation_is_refused(rho):
    with pytest.raises(ValueError, match="between -1 and 1"):
        ranking(40, rho, 1)


def test_other_nonsense_is_refused():
    with pytest.raises(ValueError, match="two tokens"):
        ranking(1, 0.5, 1)
    with pytest.raises(ValueError, match="seed"):
        ranking(40, 1.0, -1)
    with pytest.raises(TypeError):
        ranking(40.5, 0.5, 1)
