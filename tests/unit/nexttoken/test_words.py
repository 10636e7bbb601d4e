"""Words made of tokens: their corrected probabilities are those of a distribution over words."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from nexttoken.words import begins_word, boundary_masses, word_ends, words

TOKENS = [b" a", b" b", b"c", b"d"]
ENDS = word_ends(TOKENS)


def model(ids: tuple[int, ...]) -> np.ndarray:
    """Log-probabilities that depend on all tokens so far."""
    weights = np.array([1 + (3 * sum(ids) + 5 * len(ids) + 7 * id) % 4 for id in range(len(TOKENS))], float)
    return np.log(weights / weights.sum())


def word_of(ids: tuple[int, ...], before: tuple[int, ...]) -> tuple[float, float]:
    rows = np.array([model((*before, *ids[:at])) for at in range(len(ids) + 1)])
    told = rows[np.arange(len(ids)), list(ids)]
    (word,) = words([TOKENS[id] for id in ids], told, boundary_masses(rows, ENDS))
    return word.log_prob, word.product


@pytest.mark.parametrize("before", [(0,), (1, 2), (0, 2, 3, 1)])
def test_words_after_a_text_share_all_probability_between_them(before: tuple[int, ...]) -> None:
    """Given that a word begins; but for those that are not over after so many pieces."""
    most, short, long = 4, 0.0, 0.0
    begins = math.exp(boundary_masses(model(before)[None], ENDS)[0])
    for pieces in range(most + 1):
        for ids in itertools.product((0, 1), *[(2, 3)] * pieces):
            log_prob, product = word_of(ids, before)
            short += math.exp(log_prob)
            if pieces == most:
                goes_on = 1 - math.exp(boundary_masses(model((*before, *ids))[None], ENDS)[0])
                long += math.exp(product) * goes_on / begins
    assert long > 0.01
    assert short + long == pytest.approx(1, abs=1e-12)


def test_the_first_word_of_a_text_needs_no_blank_and_words_lie_side_by_side() -> None:
    tokens = [b"ab", b"c", b" d", b"\ne", b"."]
    log_probs = np.log([0.5, 0.25, 0.5, 0.125, 0.5])
    boundaries = np.log([0.3, 0.2, 0.5, 0.25, 0.1, 0.8])
    found = words(tokens, log_probs, boundaries)
    assert [(word.start, word.stop) for word in found] == [(0, 2), (2, 3), (3, 5)]
    assert [word.product for word in found] == pytest.approx(np.log([0.125, 0.5, 0.0625]))
    assert [word.log_prob for word in found] == pytest.approx(
        np.log([0.125 * 0.5, 0.5 / 0.5 * 0.25, 0.0625 / 0.25 * 0.8])
    )


def test_a_word_is_over_where_a_blank_or_the_end_comes() -> None:
    tokens = [b" a", b"b", b"\n", b"<|im_end|>", b"", b"<|x"]
    rows = np.log(np.array([[0.1, 0.2, 0.05, 0.15, 0.25, 0.25]]))
    assert np.exp(boundary_masses(rows, word_ends(tokens))) == pytest.approx([0.55])
    assert [begins_word(token) for token in tokens] == [True, False, True, False, False, False]
