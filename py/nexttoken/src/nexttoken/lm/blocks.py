"""How GGUF stores numbers: in blocks, each of which holds the numbers of some neighbours in a row.

F32 and F16 are blocks of one number. Q8_0 holds 32 signed bytes q after a scale d, and w = d q. Q4_1 holds
32 nibbles q after a scale d and a minimum m, and w = d q + m: the low nibbles are the first 16, the high ones
the last 16.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nexttoken.arrays import Bytes

if TYPE_CHECKING:
    from numpy.typing import NDArray

type Singles = NDArray[np.float32]


@dataclass(frozen=True)
class Kind:
    """A way to store numbers: how many are in a block, its size in bytes, and what blocks (n, size) mean."""

    name: str
    numbers: int
    size: int
    floats: Callable[[Bytes], Singles]


def _f32(blocks: Bytes) -> Singles:
    return blocks.view("<f4").astype(np.float32)


def _f16(blocks: Bytes) -> Singles:
    return blocks.view("<f2").astype(np.float32)


def _q8_0(blocks: Bytes) -> Singles:
    scale = _f16(blocks[:, :2].copy())
    result: Singles = blocks[:, 2:].view(np.int8) * scale
    return result


def _q4_1(blocks: Bytes) -> Singles:
    scale, minimum = _f16(blocks[:, :2].copy()), _f16(blocks[:, 2:4].copy())
    nibbles = blocks[:, 4:]
    result: Singles = np.concatenate([nibbles & 15, nibbles >> 4], axis=1) * scale
    result += minimum
    return result


KINDS = {  # by their number in the file
    0: Kind("F32", 1, 4, _f32),
    1: Kind("F16", 1, 2, _f16),
    3: Kind("Q4_1", 32, 20, _q4_1),
    8: Kind("Q8_0", 32, 34, _q8_0),
}
