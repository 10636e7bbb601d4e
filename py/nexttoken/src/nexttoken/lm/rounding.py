"""Copies of a model whose weights are rounded more coarsely."""

from collections.abc import Callable

import numpy as np

from .blocks import KINDS, Singles
from .gguf import Tensor
from .matrix import Dense, Matrix

_BLOCK = 32
_F32 = next(kind for kind in KINDS.values() if kind.name == "F32")


def rounded(bits: int, kind: Callable[[Tensor], Matrix] = Dense) -> Callable[[Tensor], Matrix]:
    """Give `load` matrices whose weights are rounded: in blocks of 32, to whole multiples of one scale.

    The scale is such that the largest of a block is the largest whole number of so many bits with a sign, so
    2 bits leave -1, 0 and 1.
    """

    def matrix(tensor: Tensor) -> Matrix:
        weights = round_blocks(tensor.floats(), bits)
        return kind(Tensor(tensor.name, _F32, tensor.shape, weights.reshape(-1).view(np.uint8)))

    return matrix


def round_blocks(weights: Singles, bits: int) -> Singles:
    """Return weights, whose last axis is a multiple of 32, rounded to so many bits."""
    most = np.float32(2 ** (bits - 1) - 1)
    blocks = weights.reshape(-1, _BLOCK)
    scale = np.abs(blocks).max(axis=1, keepdims=True) / most
    scale[scale == 0] = 1
    result: Singles = (np.rint(blocks / scale) * scale).reshape(weights.shape)
    return result
