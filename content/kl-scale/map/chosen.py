"""Which models are on the map, and over which texts they are compared."""

from __future__ import annotations

from collections.abc import Sequence

from explorable import Option

from ..shared.measured import Model
from ..shared.named import SIZES as NAMES
from ..shared.named import kind

ALL = "all"
ORIGIN = 80  # the number of the model that others are measured from at first
KINDS = (
    Option("step", "Training"),
    Option("child", "Fine-tuning"),
    Option("bits", "Fewer bits"),
    Option("layer", "Layers"),
    Option("temperature", "Temperatures"),
    Option("end", "Ends alone"),
    Option(ALL, "All"),
)
SIZES = (Option(ALL, "All"), *(Option(size, label) for size, label in NAMES.items()))
SEEDS = (Option(ALL, "All"), Option("1", "1"), Option("2", "2"), Option("3", "3"))

PARTS = 12
"""Each text belongs to one of so many parts: the first to the first, the thirteenth to the first again."""
SIDES = (Option("first", "These"), Option("last", "The others"))


def parts_of(count: int, side: str) -> range:
    """So many parts, from either end: halves of both sides have no text in common."""
    return range(count) if side == "first" else range(PARTS - count, PARTS)


def chosen(models: Sequence[Model], kinds: str, size: str, seed: str, origin: int) -> tuple[int, ...]:
    """The places in the list of those on the map: ends, one kind or all, and always the origin."""
    return tuple(
        at
        for at, model in enumerate(models)
        if at == origin
        or (
            (size in (ALL, model.size) and seed in (ALL, str(model.seed)))
            and (kinds == ALL or kind(model) in ("end", kinds))
        )
    )
