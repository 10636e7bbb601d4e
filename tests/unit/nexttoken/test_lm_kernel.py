"""The kernel: the module that readers' Python loads, run by wasmtime, against numpy."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexttoken import lm
from nexttoken.lm import gguf, quantised

from sitegen.runtime.compiling import side_module
from tests.unit.nexttoken import tiny_model
from tests.unit.nexttoken.side_modules import Copied, SideModule

SOURCE = Path(quantised.__file__).with_name("kernel.c")
KINDS = {kind.name: kind for kind in gguf.KINDS.values() if kind.numbers > 1}


class Kernel:
    """What `ctypes` has of it in a browser, functions of addresses."""

    def __init__(self, code):
        self._module = SideModule(code)
        for kind in KINDS.values():
            setattr(self, kind.name.lower(), partial(self._times, kind))

    def _times(self, kind, weights, outputs, inputs, x, n, room, out):
        sizes = outputs * inputs // kind.numbers * kind.size, 4 * inputs * n, 16 * inputs
        given = [Copied(*each) for each in zip((weights, x, room), sizes, strict=True)]
        result = Copied(out, 4 * outputs * n, is_result=True)
        self._module.call(kind.name.lower(), given[0], outputs, inputs, given[1], n, given[2], result)

    def f32(self, rows, groups, group_step, outputs, row_step, inputs, x, n, out):
        last = (groups - 1) * group_step + (outputs - 1) * row_step
        weights, numbers = Copied(rows, 4 * (last + inputs)), Copied(x, 4 * inputs * n * groups)
        result = Copied(out, 4 * outputs * n * groups, is_result=True)
        self._module.call("f32", weights, groups, group_step, outputs, row_step, inputs, numbers, n, result)


@pytest.fixture(scope="module")
def kernel():
    return Kernel(side_module("kernel.c", SOURCE.read_bytes()))


def tensor(name, outputs, inputs, seed=0, scale=1.0):
    """A tensor of chance blocks, whose scales and minima may be of either sign and 0."""
    kind, rng = KINDS[name], np.random.default_rng(seed)
    blocks = rng.integers(0, 256, (outputs * inputs // 32, kind.size), np.uint8)
    count = quantised._HALVES[name]
    halves = rng.normal(0, scale, (len(blocks), count)) * rng.integers(0, 2, (len(blocks), count))
    blocks[:, : 2 * count] = halves.astype("<f2").view(np.uint8)
    return gguf.Tensor("t", kind, (outputs, inputs), blocks.reshape(-1))


def difference(found, weights, inputs):
    """The largest error, in units of how far float32 can be off in a sum of such products."""
    weights, inputs = weights.astype(np.float64), inputs.astype(np.float64)
    most = np.abs(inputs) @ np.abs(weights).T + np.abs(inputs).max(1, keepdims=True) * np.abs(weights).sum(1)
    return np.max(np.abs(found - inputs @ weights.T) / (most * 2.0**-24 + 1e-30))


@given(
    name=st.sampled_from(sorted(KINDS)),
    outputs=st.integers(1, 13),
    blocks=st.integers(1, 7),
    n=st.integers(1, 5),
    size=st.sampled_from([1e-25, 1e-3, 1.0, 1e4, 1e20]),
    seed=st.integers(0, 1000),
)
def test_it_multiplies_as_numbers_of_any_size_are_multiplied(kernel, name, outputs, blocks, n, size, seed):
    weights = tensor(name, outputs, 32 * blocks, seed)
    inputs = (np.random.default_rng(seed).normal(0, size, (n, 32 * blocks))).astype(np.float32)
    found = lm.Quantised(weights, kernel).times(inputs)
    assert found.shape == (n, outputs)
    assert difference(found, weights.floats(), inputs) < 16


@pytest.mark.parametrize("name", sorted(KINDS))
@pytest.mark.parametrize("n", [1, 2])
def test_the_largest_and_the_smallest_numbers_are_multiplied(kernel, name, n):
    kind, count = KINDS[name], quantised._HALVES[name]
    for byte in (0, 0x7F, 0x80, 0xFF):
        for half in (65504, -65504, 6e-8, 2**-14, 0):
            blocks = np.full((4 * 18, kind.size), byte, np.uint8)
            blocks[:, : 2 * count] = np.full((len(blocks), count), half, "<f2").view(np.uint8)
            weights = gguf.Tensor("t", kind, (4, 576), blocks.reshape(-1))
            for size in (1.0, -1.0, 3e27, 1e-29):
                inputs = np.full((n, 576), size, np.float32)
                found = lm.Quantised(weights, kernel).times(inputs)
                assert difference(found, weights.floats(), inputs) < 16


@pytest.mark.parametrize("name", sorted(KINDS))
@pytest.mark.parametrize("n", [1, 2])
def test_nothing_comes_of_nothing_and_no_number_of_none(kernel, name, n):
    weights = lm.Quantised(tensor(name, 5, 64), kernel)
    inputs = np.zeros((n, 64), np.float32)
    assert not weights.times(inputs).any()
    for wrong in (np.nan, np.inf, -np.inf):
        inputs[:, 40] = wrong
        assert not np.isfinite(weights.times(inputs)).any()


def test_inputs_may_lie_anywhere(kernel):
    weights = tensor("Q8_0", 6, 96)
    inputs = np.random.default_rng(1).normal(0, 1, (96, 3)).astype(np.float32).T
    assert difference(lm.Quantised(weights, kernel).times(inputs), weights.floats(), inputs) < 16


@given(
    groups=st.integers(1, 3),
    outputs=st.integers(1, 9),
    width=st.integers(1, 100),
    more=st.integers(0, 40),
    n=st.integers(1, 5),
    seed=st.integers(0, 1000),
)
def test_numbers_that_are_no_weights_are_multiplied_group_by_group(
    kernel, groups, outputs, width, more, n, seed
):
    rng = np.random.default_rng(seed)
    rows = rng.normal(0, 1, (groups, outputs, width + more)).astype(np.float32)[..., :width]
    inputs = rng.normal(0, 1, (n, groups, width)).astype(np.float32).transpose(1, 0, 2)
    found = lm.Quantised(tensor("Q8_0", 4, 32), kernel).products(rows, inputs)
    assert found.shape == (groups, n, outputs)
    for group in range(groups):
        assert difference(found[group], rows[group], inputs[group]) < 16
        numpy = lm.Dense(tensor("Q8_0", 4, 32)).products(rows, inputs)[group]
        assert difference(numpy, rows[group], inputs[group]) < 16


@pytest.mark.parametrize("name", sorted(KINDS))
def test_rows_are_the_numbers_of_the_tensor(kernel, name):
    weights = tensor(name, 7, 64)
    rows = [6, 0, 6]
    assert np.array_equal(lm.Quantised(weights, kernel).rows(rows), weights.floats()[rows])


def test_scales_that_are_no_numbers_are_refused(kernel):
    for name, count in quantised._HALVES.items():
        for at in range(count):
            weights = tensor(name, 2, 64)
            weights.data[KINDS[name].size + 2 * at :][:2] = [0, 0x7C]  # infinite
            with pytest.raises(ValueError, match="The tensor t holds what is no finite number"):
                lm.Quantised(weights, kernel)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_both_ways_give_the_same_log_probabilities(kernel, name):
    file, ids = tiny_model.gguf(name), list(range(3, 80))
    dense = lm.load(file, lm.Dense)
    quick = lm.load(file, lambda weights: lm.Quantised(weights, kernel))
    wanted = dense.logprobs(ids)
    assert np.abs(quick.logprobs(ids) - wanted).max() < 1e-4
    cache = quick.start()
    assert np.abs([quick.step(id, cache) for id in ids] - wanted).max() < 1e-4


def test_a_model_is_loaded_without_the_kernel_where_there_is_none():
    assert lm.kernel() is None
    assert isinstance(lm.fastest(tensor("Q4_1", 4, 32)), lm.Dense)


def test_a_model_is_loaded_with_the_kernel_where_there_is_one(kernel, monkeypatch):
    monkeypatch.setattr(quantised, "kernel", lambda: kernel)
    assert isinstance(lm.fastest(tensor("Q4_1", 4, 32)), lm.Quantised)
    floats = gguf.Tensor("t", gguf.KINDS[0], (1, 2), np.zeros(8, np.uint8))
    assert isinstance(lm.fastest(floats), lm.Dense)
    calls = []
    monkeypatch.setattr(
        lm.Quantised, "times", lambda self, x: calls.append(1) or lm.Dense(self._tensor).times(x)
    )
    lm.load(tiny_model.gguf("Q8_0")).logprobs([3])
    assert calls
