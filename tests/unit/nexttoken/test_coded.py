"""Rows of codes, read and compared by the module that readers' Python loads, against numpy and mpmath."""

from pathlib import Path

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexttoken import coded
from nexttoken.coded import Kernel
from nexttoken.compare import Comparison, report
from nexttoken.compare.llama_cpp import divergence
from nexttoken.compare.rows import coded as by_kernel
from nexttoken.compare.rows import completion, sums_of
from nexttoken.logfiles import CodedRow, ReadRow, log_file, open_log
from nexttoken.logfiles.log_file import Codes

from sitegen.runtime.compiling import side_module
from tests.unit.nexttoken.kld_files import Bytes, kld_bytes
from tests.unit.nexttoken.side_modules import Copied, SideModule

SOURCE = Path(coded.__file__).with_suffix(".c")
CLOSE = 1e-12


class Library:
    """What `ctypes` has of it in a browser, functions of addresses."""

    def __init__(self, code):
        self._module = SideModule(code)

    def row(self, codes, n, scale, least, tables, weights, ordered, room, out):
        self._module.call(
            "row",
            Copied(codes, 2 * n),
            n,
            scale,
            least,
            Copied(tables, 4096, is_result=True),
            Copied(weights, 8 * -(-n // 4) * 4, is_result=True),
            Copied(ordered, 2 * n, is_result=True),
            Copied(room, 2 * n),
            Copied(out, 32, is_result=True),
        )

    def pair(self, *arguments):
        *rows, n, out = arguments
        row = [88, 2 * n, 8 * -(-n // 4) * 4, 2 * n]
        sizes = [*row[:2], 4096, *row[2:], *row]
        given = map(Copied, rows, sizes)
        self._module.call("pair", *given, n, Copied(out, 104, is_result=True))

    def powers(self, x, n, out):
        self._module.call("powers", Copied(x, 8 * n), n, Copied(out, 8 * n, is_result=True))


@pytest.fixture(scope="module")
def kernel():
    yield Kernel(Library(side_module("coded.c", SOURCE.read_bytes())))
    completion.cache_clear()  # which holds rows, and they hold it


def test_powers_are_right_to_two_units_in_the_last_place(kernel):
    chance = np.random.default_rng(1)
    x = np.concatenate([chance.uniform(-700, 1, 20_001), chance.uniform(-25, 0.01, 20_000), [0, 1, -706.9]])
    found, wanted = kernel.powers(x), np.exp(x)
    assert np.abs(found - wanted).max() > 0  # or it is numpy's own
    assert (np.abs(found - wanted) <= 2 * np.spacing(wanted)).all()
    for number, power in zip(x[:200].tolist(), found[:200].tolist(), strict=True):
        with mpmath.workdps(30):
            exact = mpmath.exp(number)
        assert abs(power - exact) <= 1.5 * np.spacing(float(exact))


def test_what_is_too_small_for_a_number_is_nothing(kernel):
    assert kernel.powers(np.array([-708.0, -1e4, -9e9])).tolist() == [0, 0, 0]


def logits(seed, count, spread, ties):
    """Chance numbers; some alike, where there are ties."""
    found = spread * np.random.default_rng(seed).standard_normal(count)
    return found.round(1) if ties else found


def row(numbers):
    """As a base file has it."""
    return open_log(Bytes(kld_bytes([[0, 0, 0]], [[numbers.tolist()]]), "x")).row(0)


@given(
    seed=st.integers(0, 10_000),
    count=st.integers(2, 700),
    spread=st.sampled_from([0.0, 0.01, 1.0, 3.0, 8.0]),
    change=st.sampled_from([0.0, 1e-3, 0.3, 5.0]),
    ties=st.booleans(),
)
def test_it_adds_up_two_rows_as_numpy_does(kernel, seed, count, spread, change, ties):
    numbers = logits(seed, count, spread, ties)
    pair = [row(numbers), row(numbers + change * logits(seed + 1, count, 1.0, ties))]
    wanted, singles = sums_of(*pair), divergence(*pair)
    read = [ReadRow(each.codes, each.target, kernel) for each in pair]
    found, found_singles = by_kernel(*read)
    for one, other in zip(read, pair, strict=True):
        assert one.weights == pytest.approx(other.weights, rel=2e-15, abs=1e-300)
        assert (one.top, one.cuts, one.is_even) == (other.top, other.cuts, other.is_even)
        assert (one.mass, one.exact) == pytest.approx((other.mass, other.exact), rel=CLOSE)
    assert tuple(found) == pytest.approx(tuple(wanted), rel=CLOSE, abs=CLOSE)
    assert found_singles == pytest.approx(singles, rel=CLOSE, abs=CLOSE)


def test_codes_that_stand_for_one_number_have_the_first_of_them_on_top(kernel):
    codes = Codes(np.array([1, 65_535, 0, 65_534], np.uint16), 1e-13, -1.386, False)
    assert ReadRow(codes, None, kernel).top == CodedRow(codes, None).top == 0


def content(change, spread):
    """A file of two chunks, of tokens that are cut where it spreads."""
    chance = np.random.default_rng(9)
    text, rows = chance.integers(0, 301, (8, 32)), spread * chance.standard_normal((8, 15, 301))
    changed = rows + change * np.random.default_rng(10).standard_normal(rows.shape)
    return kld_bytes(text.tolist(), changed.tolist())


def compared(spread):
    """Its columns and what it comes to."""
    files = (Bytes(content(change, spread), "x") for change in (0.0, 0.4))
    comparison = Comparison(*map(open_log, files))
    assert list(comparison.advance())
    return comparison.columns, report(comparison)


@pytest.mark.parametrize("spread", [2.0, 8.0])
def test_files_are_compared_as_by_numpy_and_llama_cpp_s_block_is_the_same_to_its_digits(
    kernel, monkeypatch, spread
):
    wanted, wanted_report = compared(spread)
    monkeypatch.setattr(log_file, "kernel", lambda: kernel)
    monkeypatch.setattr("nexttoken.compare.rows.sums_of", None)  # numpy's
    found, found_report = compared(spread)
    assert found_report.llama_cpp == wanted_report.llama_cpp
    assert found_report.llama_cpp
    for name, column in wanted.items():
        assert found[name] == pytest.approx(column, rel=CLOSE, abs=CLOSE), name


def test_there_is_none_where_nothing_was_compiled():
    assert coded.kernel() is None
