"""A model's tokens: the bytes of each, by id, and those that a reader looks for."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from explorable import Call, Data, Need
from nexttoken.stored import parted
from numpy.typing import NDArray

from .prompts import SMOLLM2

MEASURED = Data("../data/vocabulary.npy", travels=True)


def vocabulary_of(model: str) -> Need:
    """What brings a model's tokens."""
    return MEASURED if model == SMOLLM2 else Call("model", "vocabulary", model=model)


def tokens_of(brought: Any) -> tuple[bytes, ...]:
    """The bytes of each token, by id, from what was brought."""
    if isinstance(brought, Path):
        return _read(brought)
    return tuple(parted(brought["lengths"], brought["bytes"]))


@lru_cache(maxsize=1)
def _read(path: Path) -> tuple[bytes, ...]:
    with path.open("rb") as file:
        lengths = np.load(file)
        return tuple(parted(lengths, np.load(file)))


def sought(words: str) -> bytes:
    """The bytes that a reader looks for: those of the words, or those that 0x… spells out."""
    if words.startswith("0x"):
        try:
            return bytes.fromhex(words[2:])
        except ValueError:
            pass
    return words.encode()


def holding(tokens: tuple[bytes, ...], part: bytes) -> NDArray[np.intp]:
    """The ids of the tokens that hold these bytes, of which there is one at least."""
    whole, ends = _joined(tokens)
    starts = np.flatnonzero(whole[: max(len(whole) - len(part) + 1, 0)] == part[0])
    for at, byte in enumerate(part[1:], 1):
        starts = starts[whole[starts + at] == byte]
    ids = np.searchsorted(ends, starts, "right")
    ids = ids[starts + len(part) <= ends[ids]]
    return ids[np.diff(ids, prepend=-1) > 0]


@lru_cache(maxsize=2)
def _joined(tokens: tuple[bytes, ...]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The bytes of all tokens, one after the other, and where each ends."""
    return np.frombuffer(b"".join(tokens), np.uint8), np.cumsum(np.fromiter(map(len, tokens), np.int64))
