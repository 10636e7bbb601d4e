"""Texts as a model reads them: the passages that were measured, and a text of the reader's own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from explorable import Data, Option

OWN = "own"  # the value of `passage` for the reader's own text

MEASURED = {
    "fact": Data("../data/passage-fact.json", travels=True),
    "fiction": Data("../data/passage-fiction.json", travels=True),
    "code": Data("../data/passage-code.json", travels=True),
    "dialogue": Data("../data/passage-dialogue.json", travels=True),
    "list": Data("../data/passage-list.json", travels=True),
    "noise": Data("../data/passage-noise.json", travels=True),
}
OPTIONS = (
    Option("fact", "Facts"),
    Option("fiction", "Fiction"),
    Option("code", "Code"),
    Option("dialogue", "Dialogue"),
    Option("list", "List"),
    Option("noise", "Noise"),
    Option(OWN, "Your own text"),
)


@dataclass(frozen=True, eq=False)
class Predicted:
    """What a model said before a token came: ln p of it, its rank, the entropy, the likeliest ids; in nats.

    `kl` is KL(the model || what it is compared with), `other` ln p of the token by that.
    """

    log_prob: float
    rank: int
    entropy: float
    top: Sequence[int]
    top_log_probs: Sequence[float]
    kl: float | None = None
    other: float | None = None


@dataclass(frozen=True, eq=False)
class Reading:
    """A text as a model reads it: `ids`, and what was predicted of each; nothing, perhaps, of the first.

    `boundaries` are ln of the probability that a word is over, before each token that was predicted and after
    the last.
    """

    text: str
    ids: Sequence[int]
    predicted: Sequence[Predicted | None]
    boundaries: Sequence[float]

    @property
    def first(self) -> int:
        """The first token that was predicted."""
        return len(self.ids) - (len(self.boundaries) - 1)


@lru_cache(maxsize=len(MEASURED))
def _told(path: Path) -> Mapping[str, Any]:
    told: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
    return told


def measured(path: Path, other: str) -> Reading:
    """A passage as it was measured, compared with `other` where that is one of what it was compared with."""
    told = _told(path)
    beside = told["compared"].get(other)
    columns = [told[name] for name in ("log_probs", "ranks", "entropies", "top", "top_log_probs")]
    others = (beside["kl"], beside["log_probs"]) if beside else ()
    return Reading(
        told["text"],
        told["ids"],
        (None, *(Predicted(*each) for each in zip(*columns, *others, strict=False))),
        told["boundaries"],
    )


def read_here(text: str, positions: Any, differences: Any) -> Reading:
    """A text of the reader's, from what the model's service says."""
    names = ("logprobs", "ranks", "entropy", "top", "top_logprobs")
    columns = [positions[name].tolist() for name in names]
    others = [differences[name].tolist() for name in ("kl", "logprobs")] if differences else []
    tokens = len(positions["ids"])  # what is said after the last one is of none
    rows = zip(*(column[:tokens] for column in (*columns, *others)), strict=True)
    predicted = tuple(Predicted(*each) for each in rows)
    return Reading(text, positions["ids"].tolist(), predicted, positions["boundary"].tolist())
