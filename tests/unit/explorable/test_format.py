"""Numbers as readers see them."""

from __future__ import annotations

import math

import pytest
from explorable.format import count, escape, fixed, number, power_of_ten, unparted
from hypothesis import given
from hypothesis import strategies as st

SPACE = "\u202f"


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0, "0.000"),
        (0.18742, "0.187"),
        (1.1866, "1.187"),
        (9.9996, "10.00"),
        (12.345, "12.35"),
        (99.996, "100.0"),
        (123.44, "123.4"),
        (999.96, f"1{SPACE}000"),
        (50257, f"50{SPACE}257"),
        (1234567, "1.23×10⁶"),
        (0.1, "0.100"),
        (0.09996, "0.100"),
        (0.0123, "0.0123"),
        (0.00123, "0.00123"),
        (1.2e-5, "1.20×10⁻⁵"),
        (5e-324, "4.94×10⁻³²⁴"),
        (-0.5, "−0.500"),
        (-0.0, "0.000"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_a_number_is_written_to_three_or_four_digits(x: float, text: str) -> None:
    assert number(x) == text


@given(st.floats(0.1, 999.9))
def test_an_ordinary_number_always_has_the_same_width(x: float) -> None:
    assert len(number(x)) == 5
    assert float(number(x)) == pytest.approx(x, rel=5e-3)


def test_nan_has_no_text() -> None:
    with pytest.raises(ValueError, match="NaN has no text"):
        number(math.nan)
    with pytest.raises(ValueError, match="NaN has no text"):
        fixed(math.nan, 3)


@pytest.mark.parametrize(
    ("x", "decimals", "text"),
    [(0.9, 3, "0.900"), (-0.9, 2, "−0.90"), (-0.0001, 3, "0.000"), (1, 0, "1"), (math.inf, 2, "∞")],
)
def test_a_fixed_number_keeps_its_decimals(x: float, decimals: int, text: str) -> None:
    assert fixed(x, decimals) == text


def test_thousands_are_set_apart() -> None:
    assert count(200000) == f"200{SPACE}000"
    assert count(-1000) == f"−1{SPACE}000"
    assert count(40) == "40"


def test_powers_of_ten_need_no_mantissa_of_one() -> None:
    assert power_of_ten(-5) == "10⁻⁵"
    assert power_of_ten(12, "2") == "2×10¹²"


def test_text_is_escaped_for_elements_and_attributes() -> None:
    assert escape('<a b="c&d">') == "&lt;a b=&quot;c&amp;d&quot;&gt;"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("the next is ‘ mat’, 34 %", "the next is ‘\u00a0mat’, 34 %"),
        ("“ a cat”", "“\u00a0a cat”"),
        ("<td>‘ ’</td> <td>‘if ’</td>", "<td>‘\u00a0’</td> <td>‘if\u00a0’</td>"),
        *((same, same) for same in ("After “The cat”, say", "„Wort“ und ‚mat‘ folgt", "in the ’90s")),
    ],
)
def test_no_line_ends_between_a_quotation_mark_and_the_blank_within(said: str, shown: str) -> None:
    assert unparted(said) == shown
