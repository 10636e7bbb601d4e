"""Tokens that a file knows by number alone, called as those of a model that is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from explorable import Choice, Data, Option
from nexttoken.compare import Look, Seen
from nexttoken.names import shown
from nexttoken.stored import parted

SMOLLM2 = "smollm2"
VOCABULARY = Data("../data/vocabulary.npy", travels=True)
KNOWN = Choice(
    "known",
    "Tokens without a name",
    (Option("no", "By number"), Option(SMOLLM2, "As SmolLM2’s")),
    "no",
    help="For your files: vocabularies of 49 152 tokens may be SmolLM2’s.",
)
_NUMBERED = re.compile(r"token (\d+)")  # as a token without a name is called


@lru_cache(maxsize=1)
def vocabulary(path: Path) -> tuple[bytes, ...]:
    """The bytes of each of SmolLM2's tokens, by id."""
    with path.open("rb") as file:
        lengths = np.load(file)
        return tuple(parted(lengths, np.load(file)))


def named(look: Look, tokens: Sequence[bytes]) -> Look:
    """A row whose tokens have their names."""

    def name(told: str) -> str:
        number = _NUMBERED.fullmatch(told)
        return shown(tokens[int(number[1])]) if number and int(number[1]) < len(tokens) else told

    def each(seen: tuple[Seen, ...]) -> tuple[Seen, ...]:
        return tuple(replace(one, name=name(one.name)) for one in seen)

    return replace(
        look,
        before=tuple(map(name, look.before)),
        follows=None if look.follows is None else name(look.follows),
        top_a=each(look.top_a),
        top_b=each(look.top_b),
        gained=each(look.gained),
        lost=each(look.lost),
    )
