"""Sorted orders, against Python's own sort."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from nexttoken.ordering import likeliest


@given(st.lists(st.integers(-4, 0), min_size=1, max_size=40), st.integers(1, 50))
def test_the_likeliest_come_first_and_of_equal_ones_the_first(log_probs, count):
    expected = sorted(range(len(log_probs)), key=lambda token: -log_probs[token])[:count]
    assert likeliest(np.array(log_probs, dtype=float), count).tolist() == expected
