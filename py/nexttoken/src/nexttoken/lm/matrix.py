"""The one place where numbers are multiplied: by `Dense`, or by what takes its place, as `Quantised`."""

import functools
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from .blocks import Singles
from .gguf import Tensor

_SUMMED = 768  # products at once: where rounding adds up for longer, it is seen in the fourth decimal


class Matrix(Protocol):
    """Weights of shape (outputs, inputs)."""

    def times(self, inputs: Singles) -> Singles:
        """Return the outputs (n, outputs) of n inputs (n, inputs)."""

    def rows(self, numbers: Sequence[int]) -> Singles:
        """Return some of its rows, of shape (len(numbers), inputs)."""

    def products(self, rows: Singles, inputs: Singles) -> Singles:
        """Return the products of rows (g, outputs, inputs) and of g times n inputs: (g, n, outputs)."""


class Dense:
    """Weights as numbers, in numpy.

    `einsum` rather than `@`, because numpy has no BLAS in the browser: there it is more than twice as fast.
    """

    def __init__(self, tensor: Tensor):
        self._weights = tensor.floats()

    def times(self, inputs: Singles) -> Singles:
        """Return the outputs (n, outputs) of n inputs (n, inputs)."""
        parts = (slice(start, start + _SUMMED) for start in range(0, inputs.shape[1], _SUMMED))
        products = (np.einsum("oi,ni->no", self._weights[:, part], inputs[:, part]) for part in parts)
        result: Singles = functools.reduce(np.add, products)
        return result

    def rows(self, numbers: Sequence[int]) -> Singles:
        """Return some of its rows, of shape (len(numbers), inputs)."""
        result: Singles = self._weights[list(numbers)]
        return result

    def products(self, rows: Singles, inputs: Singles) -> Singles:
        """Return the products of rows (g, outputs, inputs) and of g times n inputs: (g, n, outputs)."""
        result: Singles = np.einsum("goi,gni->gno", rows, inputs)
        return result
