"""How models are told apart: a mark and a tone for each value of the setting that they are coloured by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from explorable import Option

from ..shared.measured import Model
from ..shared.named import CORPORA, SIZES, WHOLE

TONES = ("p", "q", "gain", "loss", "ink", "soft")
SHAPES: tuple[Callable[[float, float, float], str], ...] = (
    lambda x, y, r: f"M{x - r:.1f} {y:.1f}a{r} {r} 0 1 0 {2 * r:g} 0a{r} {r} 0 1 0 {-2 * r:g} 0Z",
    lambda x, y, r: f"M{x - 0.9 * r:.1f} {y - 0.9 * r:.1f}h{1.8 * r:.1f}v{1.8 * r:.1f}h{-1.8 * r:.1f}Z",
    lambda x, y, r: f"M{x:.1f} {y - 1.2 * r:.1f}l{1.15 * r:.1f} {2 * r:.1f}h{-2.3 * r:.1f}Z",
    lambda x, y, r: (
        f"M{x:.1f} {y - 1.3 * r:.1f}l{1.3 * r:.1f} {1.3 * r:.1f}l{-1.3 * r:.1f} {1.3 * r:.1f}"
        f"l{-1.3 * r:.1f} {-1.3 * r:.1f}Z"
    ),
    lambda x, y, r: (
        f"M{x - 0.4 * r:.1f} {y - 1.2 * r:.1f}h{0.8 * r:.1f}v{0.8 * r:.1f}h{0.8 * r:.1f}"
        f"v{0.8 * r:.1f}h{-0.8 * r:.1f}v{0.8 * r:.1f}h{-0.8 * r:.1f}v{-0.8 * r:.1f}h{-0.8 * r:.1f}"
        f"v{-0.8 * r:.1f}h{0.8 * r:.1f}Z"
    ),
    lambda x, y, r: f"M{x:.1f} {y + 1.2 * r:.1f}l{1.15 * r:.1f} {-2 * r:.1f}h{-2.3 * r:.1f}Z",
)
"""A disc, a square, a triangle, a diamond, a cross, a triangle upside down: around (x, y), of radius r."""


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
