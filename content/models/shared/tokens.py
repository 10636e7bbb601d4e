"""A model's tokens: their bytes, and as text where they are that."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Any


def tokens_of(vocabulary: Any) -> list[bytes]:
    """The bytes of each token, by id."""
    whole = vocabulary["bytes"].tobytes()
    ends = accumulate(vocabulary["lengths"].tolist(), initial=0)
    return [whole[start:end] for start, end in pairwise(ends)]


def readable(token: bytes) -> str | bytes:
    """The token as text; its bytes where they are a part of a character only."""
    try:
        return token.decode()
    except UnicodeDecodeError:
        return token
