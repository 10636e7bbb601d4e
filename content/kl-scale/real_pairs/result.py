"""What pairs of models differ in: of those that were measured, and of two that read the reader's text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from explorable import State
from explorable.tokens import name_of
from nexttoken.stored import parted

from ..shared.chosen import chosen
from ..shared.measured import Floats, Pair
from ..shared.settings import Setting
from ..shared.spread import Row, by_setting
from ..shared.whose import pairs_from

BIT = math.log(2)
_ROUNDING = 1e-9  # of KL
ALL_SHAPE = "temperature", "top-k"  # settings that keep the order: there all of KL is shape
_BEGUN = "checkpoint"  # the first steps of training have the least KL, and next to no shape


@dataclass(frozen=True, eq=False)
class Reading:
    """A text as two models read it: its tokens, and at each, and after the last, what KL is made of.

    Columns are in bits: `kl` is `shape` and order, and `head`, `body` and `tail`; `zipf` how far the first
    model's sorted list is from the Zipf line of its entropy. `rho` is Spearman's, `same_top` 0 or 1.
    """

    tokens: Sequence[bytes]
    kl: Floats
    shape: Floats
    head: Floats
    body: Floats
    tail: Floats
    zipf: Floats
    rho: Floats
    same_top: Floats

    def share(self, column: Floats) -> float | None:
        """What a column is of KL, over the text; None where the two do not differ."""
        whole = float(self.kl.sum())
        return float(column.sum()) / whole if whole > 0 else None


@dataclass(frozen=True, eq=False)
class Result:
    """The pairs that are looked at, a row for each setting by its share of shape, and the reader's text."""

    state: State
    pairs: tuple[Pair, ...]
    rows: tuple[Row, ...]
    reading: Reading

    @property
    def setting(self) -> Setting | None:
        """The setting that is looked into; None for all."""
        return chosen(self.state.setting)

    @cached_property
    def row(self) -> Row | None:
        """Its row; None for all, and where no pair of it was measured."""
        return next((row for row in self.rows if row.setting == self.setting), None)

    def median(self, name: str) -> float:
        """The median over the pairs of one of their measures."""
        return float(np.median([getattr(pair, name).value for pair in self.pairs]))

    @cached_property
    def falls(self) -> float:
        """Spearman's rank correlation of KL and the share of shape, over all pairs whose order may change."""
        free = [
            pair for row in self.rows for pair in row.pairs if pair.setting.name not in (*ALL_SHAPE, _BEGUN)
        ]
        both = [[pair.kl.value for pair in free], [pair.shape_share.value for pair in free]]
        return float(np.corrcoef([np.argsort(np.argsort(each)) for each in both])[0, 1])


def result_of(state: State, known: Any, tokenized: Any, splits: Any) -> Result:
    """Put together what was measured, and what the model's service says of the text."""
    found = rows(state.of)
    row = next((row for row in found if row.setting == chosen(state.setting)), None)
    shown = row.pairs if row else pairs_from(state.of)
    return Result(state, shown, found, reading_of(known, tokenized, splits))


def reading_of(known: Any, tokenized: Any, splits: Any) -> Reading:
    """A text's reading, of the model's tokens, of those in the text, and of the columns of `splits`."""
    tokens = tuple(parted(known["lengths"], known["bytes"]))
    bits = {name: splits[name] / BIT for name in ("kl", "shape", "head", "body", "tail", "zipf")}
    return Reading(
        [tokens[id] for id in tokenized["ids"].tolist()],
        rho=splits["rho"],
        same_top=splits["same_top"],
        **bits,
    )


def where(reading: Reading, at: int) -> str:
    """A position, by the token that follows it."""
    return f"before {name_of(reading.tokens[at])}" if at < len(reading.tokens) else "after the last token"


def order(kl: float, shape: float) -> float:
    """What of KL is not shape, in the same unit; nothing where that is only rounding."""
    return kl - shape if kl - shape > _ROUNDING * kl else 0.0


@lru_cache(maxsize=2)
def rows(whose: str) -> tuple[Row, ...]:
    """Every setting's pairs, by how much of their KL is shape."""
    return by_setting(pairs_from(whose), shape)


def shape(pair: Pair) -> float:
    """How much of KL is left where both lists are sorted."""
    return pair.shape_share.value
