"""Which models are on the map, and over which texts they are compared."""

from __future__ import annotations

from collections.abc import Sequence

from explorable import Option

from ..shared.measured import Model
from ..shared.named import kind

ALL = "all"
KINDS = (
    Option("step", "Training"),
    Option("child", "Fine-tuning"),
    Option("bits", "Fewer bits"),
    Option("layer", "Layers"),
    Option("temperature", "Temperatures"),
    Option("end", "Ends alone"),
    Option(ALL, "All"),
)
SIZES = (Option(ALL, "All"), Option("s", "Small"), Option("m", "Medium"), Option("b", "Big"))
SEEDS = (Option(ALL, "All"), Option("1", "1"), Option("2", "2"), Option("3", "3"))

PARTS = 12
"""Each text belongs to one of so many parts: the first to the first, the thirteenth to the first again."""
TEXTS = {
    ALL: ("All", range(PARTS)),
    "half": ("One half", range(0, PARTS, 2)),
    "other": ("The other half", range(1, PARTS, 2)),
    "twelfth": ("A twelfth", range(1)),
}
"""What a reader may choose of the texts: its name, and the parts that it has."""


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
