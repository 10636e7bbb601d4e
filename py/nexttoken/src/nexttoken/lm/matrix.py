"""The one place where weights are multiplied: what else can multiply them takes the place of `Dense`."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from .blocks import Singles
from .gguf import Tensor


class Matrix(Protocol):
    """Weights of shape (outputs, inputs)."""

    def times(self, inputs: Singles) -> Singles:
        """Return the outputs (n, outputs) of n inputs (n, inputs)."""

    def rows(self, numbers: Sequence[int]) -> Singles:
        """Return some of its rows, of shape (len(numbers), inputs)."""


class Dense:
    """Weights as numbers, in numpy.

    `einsum` rather than `@`, because numpy has no BLAS in the browser: there it is more than twice as fast.
    """

    def __init__(self, tensor: Tensor):
        self._weights = tensor.floats()

    def times(self, inputs: Singles) -> Singles:
        """Return the outputs (n, outputs) of n inputs (n, inputs)."""
        result: Singles = np.einsum("oi,ni->no", self._weights, inputs)
        return result

    def rows(self, numbers: Sequence[int]) -> Singles:
        """Return some of its rows, of shape (len(numbers), inputs)."""
        result: Singles = self._weights[list(numbers)]
        return result
