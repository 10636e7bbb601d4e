"""The noise: SplitMix64 against plain integers, the normal quantile against scipy, and its distribution."""

import numpy as np
import pytest
from nexttoken import rank_noise
from nexttoken.noise import normal_quantile
from scipy import special, stats

MASK = 2**64 - 1
GAMMA = 0x9E3779B97F4A7C15


def mixed(bits):
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB & MASK
    return bits ^ (bits >> 31)


def splitmix64(state):
    """The generator as published: add the constant, mix, repeat."""
    while True:
        state = (state + GAMMA) & MASK
        yield mixed(state)


def test_the_oracle_is_splitmix64():
    """The first outputs from state 1234567, as in the reference implementation's published test vector."""
    stream = splitmix64(1234567)
    assert [next(stream) for _ in range(3)] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]


@pytest.mark.parametrize("seed", [0, 1, 2**32 - 1, 2**63, MASK])
def test_noise_is_the_quantile_of_the_published_stream(seed):
    stream = splitmix64(mixed((seed + GAMMA) & MASK))
    uniform = np.array([((next(stream) >> 12) + 0.5) / 2**52 for _ in range(2000)])
    assert np.array_equal(rank_noise(seed, 2000), normal_quantile(uniform))


def test_the_quantile_is_accurate():
    random = np.random.default_rng(3)
    low = np.concatenate(([2.0**-53], np.logspace(-15, -0.31, 3000)))
    u = np.concatenate((low, 1 - low, random.random(20_000), [0.5, 0.075, 0.925, np.exp(-25.0)]))
    truth = special.ndtri(u)
    assert np.abs(normal_quantile(u) - truth).max() < 8e-15
    away = np.abs(truth) > 1e-3
    assert np.abs(normal_quantile(u[away]) / truth[away] - 1).max() < 3e-15
    assert normal_quantile(np.array([0.5]))[0] == 0


def test_the_quantile_is_odd():
    u = np.linspace(0.001, 0.499, 999)
    assert np.allclose(normal_quantile(u), -normal_quantile(1 - u), rtol=1e-13, atol=0)


def test_noise_is_normal_and_uncorrelated():
    z = rank_noise(20, 100_000)
    assert stats.kstest(z, "norm").pvalue > 1e-3
    assert abs(np.corrcoef(z[1:], z[:-1])[0, 1]) < 0.015
    assert abs(np.corrcoef(z, rank_noise(21, 100_000))[0, 1]) < 0.015


def test_a_token_keeps_its_noise_across_table_sizes():
    longest = rank_noise(5, 200_000)
    for n in (1, 2, 1023, 1024, 1025, 50257):
        assert np.array_equal(rank_noise(5, n), longest[:n])


def test_noise_is_protected():
    with pytest.raises(ValueError, match="read-only"):
        rank_noise(1, 3)[0] = 0


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_out_of_range_is_refused(seed):
    with pytest.raises(ValueError, match="seed"):
        rank_noise(seed, 10)


def test_no_tokens_are_refused():
    with pytest.raises(ValueError, match="at least one token"):
        rank_noise(1, 0)
    with pytest.raises(TypeError):
        rank_noise(1.5, 10)
