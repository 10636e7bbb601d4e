"""How models are told apart: a mark and a tone for each value of the setting that they are coloured by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from explorable import Option
from explorable.plot import Corners

from ..shared.measured import Model
from ..shared.named import CORPORA, SIZES, WHOLE

TONES = ("p", "q", "gain", "loss", "ink", "soft")
_OUT, _IN = 1.2, 0.4  # how far a cross goes from its middle, and half of what an arm is wide
SHAPES: tuple[Corners, ...] = (
    (),
    ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    ((0, -1.2), (1.15, 0.8), (-1.15, 0.8)),
    ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
    (
        *((-_IN, -_OUT), (_IN, -_OUT), (_IN, -_IN), (_OUT, -_IN), (_OUT, _IN), (_IN, _IN)),
        *((_IN, _OUT), (-_IN, _OUT), (-_IN, _IN), (-_OUT, _IN), (-_OUT, -_IN), (-_IN, -_IN)),
    ),
    ((0, 1.2), (1.15, -0.8), (-1.15, -0.8)),
)
"""A disc, a square, a triangle, a diamond, a cross, a triangle upside down: of radius 1, around (0, 0)."""


@dataclass(frozen=True)
class Colouring:
    """A setting: what readers call it, its values, and which of them a model has."""

    label: str
    values: tuple[str, ...]
    of: Callable[[Model], int]


_STEPS = (1, 10, 100, 1000)
_BITS = (WHOLE, 8, 4, 3, 2)
_TEMPERATURES = (1.0, 0.5, 0.8, 1.25, 2.0)

COLOURINGS = {
    "size": Colouring(
        "Size", tuple(map(str.lower, SIZES.values())), lambda model: list(SIZES).index(model.size)
    ),
    "seed": Colouring("Seed", ("seed 1", "2", "3"), lambda model: model.seed - 1),
    "corpus": Colouring("Corpus", tuple(CORPORA.values()), lambda model: list(CORPORA).index(model.corpus)),
    "step": Colouring(
        "Steps",
        ("untrained", "under 10 steps", "under 100", "under 1\u202f000", "more"),
        lambda model: sum(model.step >= step for step in _STEPS) if not model.parent else len(_STEPS),
    ),
    "bits": Colouring("Bits", ("as trained", "8 bits", "4", "3", "2"), lambda model: _BITS.index(model.bits)),
    "layer": Colouring(
        "Layer",
        ("after all layers", "0", "1", "2", "3", "4"),
        lambda model: 0 if model.layer is None else model.layer + 1,
    ),
    "temperature": Colouring(
        "Temperature",
        ("T = 1", "0.5", "0.8", "1.25", "2"),
        lambda model: _TEMPERATURES.index(model.temperature),
    ),
}
OPTIONS = tuple(Option(name, each.label) for name, each in COLOURINGS.items())
