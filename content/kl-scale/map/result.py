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
from ..shared.named import kind, named
from .chosen import PARTS, chosen, parts_of
from .paths import Strung, strung


@dataclass(frozen=True, eq=False)
class Result:
    """`models` are those on the map, `numbers` their places among all, from 1; `origin` is one's among these.

    `names` and `kinds` are those of `shared.named`. `places`, (models, 2), are in units of which the square
    is a bit per byte. `share` is what of all squared distances each dimension shows; `kl` is from the origin,
    by the estimate, in bits per byte. `texts` is how many there were.
    """

    state: State
    models: Sequence[Model]
    numbers: Sequence[int]
    names: Sequence[str]
    kinds: Sequence[str]
    strung: Strung
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
    parts = parts_of(state.texts, state.side)
    centred, count = _centred(vectors_file, parts, numbers)
    to_bits = bits_per_byte(1.0, _mean_bytes(texts_file, parts))
    origin = numbers.index(number)
    there = _map(vectors_file, parts, numbers)
    return Result(
        state,
        [everyone[at] for at in numbers],
        [at + 1 for at in numbers],
        *_words(models_file, numbers),
        _strung(models_file, numbers, state.step),
        origin,
        _two(there.places) * (to_bits / 2) ** 0.5,
        _two(there.share[None])[0],
        kl_of(centred)[origin] * to_bits,
        count,
    )


@lru_cache(maxsize=8)
def _words(models_file: Path, numbers: tuple[int, ...]) -> tuple[list[str], list[str]]:
    """Names and kinds of the chosen."""
    there = [models(models_file)[at] for at in numbers]
    return [named(model) for model in there], [kind(model) for model in there]


@lru_cache(maxsize=8)
def _strung(models_file: Path, numbers: tuple[int, ...], step: int) -> Strung:
    everyone = models(models_file)
    return strung([everyone[at] for at in numbers], step)


def _two(rows: Floats) -> Floats:
    """With a second dimension where there is none: one model has no extent."""
    return np.pad(rows, ((0, 0), (0, 2 - rows.shape[1])))


@lru_cache(maxsize=8)
def _map(vectors_file: Path, parts: range, numbers: tuple[int, ...]) -> ModelMap:
    return map_of(_centred(vectors_file, parts, numbers)[0])


@lru_cache(maxsize=8)
def _centred(vectors_file: Path, parts: range, numbers: tuple[int, ...]) -> tuple[Floats, int]:
    """Products of the chosen models' vectors over the chosen texts, and how many texts these are."""
    there = _parts(vectors_file)
    whole = there[parts[0]]
    for part in parts[1:]:
        whole = whole + there[part]
    return whole.centred(np.array(numbers)), whole.texts


@lru_cache(maxsize=1)
def _parts(vectors_file: Path) -> list[Products]:
    """Of all models, over each part of the texts: what is long is done once."""
    everything = double_centred(vectors(vectors_file))
    return [products_of(everything[:, part::PARTS]) for part in range(PARTS)]


@lru_cache(maxsize=8)
def _mean_bytes(texts_file: Path, parts: range) -> float:
    """How long a chosen text is."""
    sizes = [len(text.encode()) for at, text in enumerate(texts(texts_file)) if at % PARTS in parts]
    return sum(sizes) / len(sizes)
