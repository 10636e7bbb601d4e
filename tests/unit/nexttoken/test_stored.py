"""Distributions in two bytes a token, and the tokens: what comes back is as close as it says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from nexttoken.stored import joined, parted, restored, stored

LOGITS = arrays(np.float64, st.integers(1, 300), elements=st.floats(-28, 28))


@given(LOGITS)
def test_what_comes_back_is_off_by_a_step_at_most_and_has_all_the_mass(logits):
    log_probs = np.minimum(logits - np.log(np.exp(logits).sum()), 0)
    steps = stored(log_probs)
    assert np.abs(steps / -1024 - log_probs).max() <= 0.5 / 1024 + 1e-12
    found = restored(steps)
    assert np.abs(found - log_probs).max() <= 1 / 1024 + 1e-12
    assert np.exp(found).sum() == pytest.approx(1, abs=1e-12)


def test_rows_are_restored_each_by_itself():
    rows = np.log([[0.5, 0.25, 0.25], [0.9, 0.05, 0.05]])
    assert np.allclose(restored(stored(rows)), rows, atol=1 / 1024)
    assert stored(rows).dtype == np.uint16


@pytest.mark.parametrize("wrong", [0.1, -64.0, -np.inf, np.nan])
def test_what_two_bytes_cannot_hold_is_refused(wrong):
    with pytest.raises(ValueError, match=r"lie between -64\.00 and 0"):
        stored(np.array([-1.0, wrong]))


@given(st.lists(st.binary(max_size=90), max_size=40))
def test_tokens_that_were_joined_come_apart_again(tokens):
    lengths, whole = joined(tokens)
    assert parted(lengths, whole) == tokens
    assert lengths.dtype == np.uint16
    assert len(whole) == sum(map(len, tokens))
