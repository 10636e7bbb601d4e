"""A model's tokens: the bytes of each, by id, and those that a reader looks for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from explorable import Call, Data, Need
from nexttoken.stored import parted

from .prompts import SMOLLM2

MEASURED = Data("../data/vocabulary.npy", travels=True)


def vocabulary_of(model: str) -> Need:
    """What brings a model's tokens."""
    return MEASURED if model == SMOLLM2 else Call("model", "vocabulary", model=model)


def tokens_of(brought: Any) -> list[bytes]:
    """The bytes of each token, by id, from what was brought."""
    if isinstance(brought, Path):
        return _read(brought)
    return parted(brought["lengths"], brought["bytes"])


@lru_cache(maxsize=1)
def _read(path: Path) -> list[bytes]:
    with path.open("rb") as file:
        lengths = np.load(file)
        return parted(lengths, np.load(file))


def sought(words: str) -> bytes:
    """The bytes that a reader looks for: those of the words, or those that 0x… spells out."""
    if words.startswith("0x"):
        try:
            return bytes.fromhex(words[2:])
        except ValueError:
            pass
    return words.encode()


def holding(tokens: Sequence[bytes], part: bytes) -> list[int]:
    """The ids of the tokens that hold these bytes."""
    return [id for id, token in enumerate(tokens) if part in token]
