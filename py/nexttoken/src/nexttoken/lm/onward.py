"""A model after a text, as `nexttoken.sequence` asks it."""

from typing import TYPE_CHECKING

from .model import Model
from .transformer import Cache

if TYPE_CHECKING:
    from nexttoken.arrays import Floats


class Onward:
    """What a model says after a text and some more ids.

    It remembers what it read on the way of the ids that were asked for last, and one step before.
    """

    def __init__(self, model: Model, after: "Floats", cache: Cache) -> None:
        self._model = model
        self._root = after, cache
        self._read: dict[tuple[int, ...], tuple[Floats, Cache]] = {}

    def __call__(self, ids: tuple[int, ...]) -> "Floats":
        """ln p of each token as the next one; `ids` are one more than some that were asked for before."""
        if not ids:
            return self._root[0]
        if ids not in self._read:
            _, before = self._read[ids[:-1]] if ids[:-1] else self._root
            cache = before.copy()
            self._read[ids] = self._model.step(ids[-1], cache), cache
            for old in [each for each in self._read if len(each) < len(ids) - 1]:
                del self._read[old]
        return self._read[ids][0]
