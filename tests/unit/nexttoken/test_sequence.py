"""Texts token by token: their probability, and ways to make one, against all texts there are."""

import itertools
import math
from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexttoken import rank_noise
from nexttoken.noise import normal_quantile, uniform_noise
from nexttoken.sampling import ENGINES, Candidates, Settings
from nexttoken.sequence import beam_search, bits_per_byte, greedy, left_by, perplexity, running, sampled

WORDS = 4


def invented(seed):
    """A model of four tokens, whose prediction depends on everything before."""

    def model(ids):
        numbers = [1, *[id + 2 for id in ids]]
        state = seed
        for number in numbers:
            state = (state * 31 + number * 7919) % 100_003
        logits = np.array([((state * (k + 3)) % 97) / 20 for k in range(WORDS)])
        return logits - np.log(np.exp(logits).sum())

    return model


def a_or_b(ids):
    """A .6, then .5 at best; B .4, then .9: what is likelier first is less likely in the end."""
    after = {(): [0.6, 0.4], (0,): [0.5, 0.5], (1,): [0.9, 0.1]}
    return np.log(after[ids])


def log_prob_of(model, ids):
    return math.fsum(float(model(ids[:at])[id]) for at, id in enumerate(ids))


def test_greedy_misses_the_likelier_text():
    picked = [*islice(greedy(a_or_b), 2)]
    assert [each.id for each in picked] == [0, 0]
    assert math.exp(sum(each.log_prob for each in picked)) == pytest.approx(0.30)
    best = beam_search(a_or_b, width=2, length=2)[0]
    assert best.ids == (1, 0)
    assert math.exp(best.log_prob) == pytest.approx(0.36)


@given(st.integers(0, 10_000), st.integers(1, 4))
def test_a_beam_as_wide_as_all_texts_finds_the_likeliest(seed, length):
    model = invented(seed)
    texts = itertools.product(range(WORDS), repeat=length)
    best = max(log_prob_of(model, text) for text in texts)
    found = beam_search(model, WORDS**length, length)
    assert found[0].log_prob == pytest.approx(best)
    assert len(found) == WORDS**length
    assert all(way.log_prob == pytest.approx(log_prob_of(model, way.ids)) for way in found)


@given(st.integers(0, 10_000))
def test_a_beam_of_one_is_greedy(seed):
    model = invented(seed)
    assert list(beam_search(model, 1, 6)[0].ids) == [each.id for each in islice(greedy(model), 6)]


def test_a_beam_leaves_out_what_is_impossible():
    def model(ids):
        return np.array([0.0, -math.inf])

    assert [way.ids for way in beam_search(model, 3, 2)] == [(0, 0)]


@given(st.integers(0, 2**64 - 1))
def test_the_same_seed_draws_the_same(seed):
    model = invented(7)
    first, again = ([*islice(sampled(model, seed), 8)] for _ in range(2))
    assert first == again
    numbers = uniform_noise(seed, 8)
    text = ()
    for number, each in zip(numbers, first, strict=True):
        assert each.id == Candidates.of(model(text)).draw(number)
        assert each.log_prob == model(text)[each.id]
        text = (*text, each.id)


def test_the_first_number_is_for_the_first_token_that_is_drawn():
    model, text = invented(7), (1, 2)
    for number, each in zip(uniform_noise(5, 4), sampled(model, 5, text), strict=False):
        assert each.id == Candidates.of(model(text)).draw(number)
        text = (*text, each.id)


def test_what_is_drawn_from_may_depend_on_the_text():
    def left(log_probs, ids):
        return Candidates.of(log_probs).run(slice(0, 1))

    model = invented(3)
    assert [*islice(sampled(model, 1, (2,), left), 5)] == [*islice(greedy(model, (2,)), 5)]


def test_what_is_drawn_from_may_be_what_an_engine_leaves():
    model = invented(3)
    one = left_by(Settings(top_k=1), ENGINES["transformers"])
    assert [*islice(sampled(model, 1, (2,), one), 5)] == [*islice(greedy(model, (2,)), 5)]
    all_of_them = left_by(Settings(), ENGINES["transformers"])
    assert [*islice(sampled(model, 1, left=all_of_them), 8)] == [*islice(sampled(model, 1), 8)]


def test_uniform_noise_is_what_normal_noise_is_made_of():
    assert np.array_equal(normal_quantile(uniform_noise(5, 3000)), rank_noise(5, 3000))
    assert np.array_equal(uniform_noise(5, 7), uniform_noise(5, 3000)[:7])
    with pytest.raises(ValueError, match="seed"):
        uniform_noise(-1, 3)


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=30))
def test_perplexity_is_the_inverse_geometric_mean(probabilities):
    product = math.prod(probabilities)
    log_probs = np.log(probabilities)
    assert perplexity(log_probs) == pytest.approx(product ** (-1 / len(probabilities)))
    assert running(log_probs)[-1] == pytest.approx(math.log(product), abs=1e-9)
    assert bits_per_byte(log_probs, 10) == pytest.approx(-math.log2(product) / 10, abs=1e-9)


def test_tokens_by_chance_have_a_perplexity_of_at_least_the_vocabulary():
    even, odd = np.full(8, 1 / 8), np.array([0.5, *[0.5 / 7] * 7])
    assert perplexity(np.log(even)) == pytest.approx(8)
    assert perplexity(np.log(odd)) > 8  # each of the eight once, as chance has it


def test_nothing_has_no_perplexity():
    with pytest.raises(ValueError, match="no perplexity"):
        perplexity(np.empty(0))
    with pytest.raises(ValueError, match="no bits per byte"):
        bits_per_byte(np.empty(0), 0)
    with pytest.raises(ValueError, match="one way at least"):
        beam_search(a_or_b, 0, 1)
