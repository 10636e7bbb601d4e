"""The map of the chosen models over the chosen texts, and how far each is from the origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from explorable import State
from nexttoken.loglik import ModelMap, bits_per_byte, double_centred, kl_from, map_of
from nexttoken.products import Products, products_of

from ..shared.measured import Floats, Model, models, texts, vectors
from ..shared.named import kind, named
from .chosen import PARTS, chosen, parts_of
from .looks import COLOURINGS
from .paths import Strung, strung


@dataclass(frozen=True)
class Words:
    """What stays the same of the models on a map: `names` and `kinds`, as `shared.named` has them.

    `looks` holds which value each has of the setting that they are coloured by, for every one.
    """

    names: Sequence[str]
    kinds: Sequence[str]
    looks: Mapping[str, Sequence[int]]


@dataclass(frozen=True, eq=False)
class Result:
    """`models` are those on the map, `numbers` their places among all, from 1; `origin` is one's among these.

    `places`, (models, 2), are in units of which the square
    is a bit per byte. `share` is what of all squared distances each dimension shows; `kl` is from the origin,
    by the estimate, in bits per byte. `texts` is how many there were.
    """

    state: State
    models: Sequence[Model]
    numbers: Sequence[int]
    words: Words
    strung: Strung
    origin: int
    places: Floats
    share: Floats
    kl: Floats
    texts: int

    @property
    def names(self) -> Sequence[str]:
        """What each is called."""
        return self.words.names

    @property
    def looks(self) -> Sequence[int]:
        """Which value each has of the setting that they are coloured by now."""
        return self.words.looks[self.state.colour]

    @cached_property
    def others(self) -> list[int]:
        """Those that there are after so many steps, but for the origin: from the nearest on."""
        there = set(self.strung.there) - {self.origin}
        return [at for at in np.argsort(self.kl, kind="stable").tolist() if at in there]

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
        _words(models_file, numbers),
        _strung(models_file, numbers, state.step),
        origin,
        _two(there.places) * (to_bits / 2) ** 0.5,
        _two(there.share[None])[0],
        kl_from(centred, origin) * to_bits,
        count,
    )


@lru_cache(maxsize=8)
def _words(models_file: Path, numbers: tuple[int, ...]) -> Words:
    there = [models(models_file)[at] for at in numbers]
    looks = {name: [colouring.of(model) for model in there] for name, colouring in COLOURINGS.items()}
    return Words([named(model) for model in there], [kind(model) for model in there], looks)


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
    whole = _whole(vectors_file, parts)
    return whole.centred(np.array(numbers)), whole.texts


@lru_cache(maxsize=PARTS)
def _whole(vectors_file: Path, parts: range) -> Products:
    """Of all models, over all these parts: while a reader adds one after the other, each is one more sum."""
    last = _parts(vectors_file)[parts[-1]]
    return _whole(vectors_file, parts[:-1]) + last if len(parts) > 1 else last


@lru_cache(maxsize=1)
def _parts(vectors_file: Path) -> list[Products]:
    """Of all models, over each part of the texts: what is long is done once."""
    everything = double_centred(vectors(vectors_file))
    return [products_of(everything[:, part::PARTS]) for part in range(PARTS)]


def _mean_bytes(texts_file: Path, parts: range) -> float:
    """How long a chosen text is."""
    totals, counts = zip(*(_sizes(texts_file)[part] for part in parts), strict=True)
    return float(sum(totals) / sum(counts))


@lru_cache(maxsize=1)
def _sizes(texts_file: Path) -> list[tuple[int, int]]:
    """How many bytes the texts of each part have, and how many these are."""
    sizes = [len(text.encode()) for text in texts(texts_file)]
    return [(sum(sizes[part::PARTS]), len(sizes[part::PARTS])) for part in range(PARTS)]
