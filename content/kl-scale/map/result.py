"""The map of the chosen models over the chosen texts, and how far each is from the origin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from explorable import State
from nexttoken.loglik import ModelMap, bits_per_byte, double_centred, kl_of, map_of
from nexttoken.products import Products, products_of

from ..shared.measured import Floats, Model, models, texts, vectors
from .chosen import PARTS, TEXTS, chosen


@dataclass(frozen=True, eq=False)
class Result:
    """`models` are those on the map, `origin` the place of one in their list and `number` that in all's.

    `places` are in units of which the square is a bit per byte: (models, 2). `share` is what of all squared
    distances each dimension shows; `kl` is from the origin, by the estimate, in bits per byte. `texts` is how
    many there were.
    """

    state: State
    models: Sequence[Model]
    numbers: Sequence[int]
    origin: int
    places: Floats
    share: Floats
    kl: Floats
    texts: int

    @property
    def from_model(self) -> Model:
        """The one that the others are measured from."""
        return self.models[self.origin]


def result_of(state: State, models_file: Path, vectors_file: Path, texts_file: Path) -> Result:
    """The map that a state asks for."""
    everyone = models(models_file)
    number = min(state.origin, len(everyone)) - 1
    numbers = chosen(everyone, state.kinds, state.size, state.seed, number)
    centred, count = _centred(vectors_file, state.texts, numbers)
    to_bits = bits_per_byte(1.0, _mean_bytes(texts_file, state.texts))
    origin = numbers.index(number)
    there = _map(vectors_file, state.texts, numbers)
    return Result(
        state,
        [everyone[at] for at in numbers],
        [at + 1 for at in numbers],
        origin,
        _two(there.places) * (to_bits / 2) ** 0.5,
        _two(there.share[None])[0],
        kl_of(centred)[origin] * to_bits,
        count,
    )


def _two(rows: Floats) -> Floats:
    """With a second dimension where there is none: one model has no extent."""
    return np.pad(rows, ((0, 0), (0, 2 - rows.shape[1])))


@lru_cache(maxsize=8)
def _map(vectors_file: Path, which: str, numbers: tuple[int, ...]) -> ModelMap:
    return map_of(_centred(vectors_file, which, numbers)[0])


@lru_cache(maxsize=8)
def _centred(vectors_file: Path, which: str, numbers: tuple[int, ...]) -> tuple[Floats, int]:
    """Products of the chosen models' vectors over the chosen texts, and how many texts these are."""
    parts = _parts(vectors_file)
    whole = parts[TEXTS[which][1][0]]
    for part in TEXTS[which][1][1:]:
        whole = whole + parts[part]
    return whole.centred(np.array(numbers)), whole.texts


@lru_cache(maxsize=1)
def _parts(vectors_file: Path) -> list[Products]:
    """Of all models, over each part of the texts: what is long is done once."""
    everything = double_centred(vectors(vectors_file))
    return [products_of(everything[:, part::PARTS]) for part in range(PARTS)]


@lru_cache(maxsize=8)
def _mean_bytes(texts_file: Path, which: str) -> float:
    """How long a chosen text is."""
    parts = set(TEXTS[which][1])
    sizes = [len(text.encode()) for at, text in enumerate(texts(texts_file)) if at % PARTS in parts]
    return sum(sizes) / len(sizes)
