"""Whose pairs are shown: those of the family, or of SmolLM2 with its own copies, temperatures and layers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from explorable import Choice, Option, data_file
from explorable.format import count

from .measured import Pair, made, pairs, pairs_of, trace

SMOLLM2 = data_file("../data/smollm2.json")
FAMILY, LARGE = "family", "smollm2"

OF = Choice(
    "of",
    "Pairs of",
    (Option(FAMILY, "Our family"), Option(LARGE, "SmolLM2")),
    FAMILY,
    help="Models trained here; or one of 135 million weights with its own copies, temperatures and layers.",
)


@lru_cache(maxsize=2)
def pairs_from(whose: str) -> tuple[Pair, ...]:
    """All pairs that were compared of one or the other."""
    if whose == FAMILY:
        return pairs()
    told = _large()
    bytes_each = told["bytes"] / told["texts"]
    return pairs_of(told["pairs"], bytes_each, bytes_each)


def is_large(pair: Pair) -> bool:
    """Whether a pair is of SmolLM2."""
    return pair.first.startswith("SmolLM2")


def texts_of(whose: str) -> str:
    """How many texts they were compared on."""
    many = made()["compared"]["count"] if whose == FAMILY else _large()["texts"]
    return f"{count(many)} texts"


def trace_of(whose: str) -> str:
    """How they are measured again."""
    if whose == FAMILY:
        return trace("pairs.json")
    told = _large()
    return f"data/smollm2.json: {told['command']}, of weights with sha256 {told['weights']['sha256'][:12]}…"


@lru_cache(maxsize=1)
def _large() -> Mapping[str, Any]:
    told: Mapping[str, Any] = json.loads(SMOLLM2.read_text("utf-8"))
    return told
