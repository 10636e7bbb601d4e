"""Two files compared: what is known of both before a row is read, and then row by row."""

from array import array
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from nexttoken.logfiles import Listed, ListFile, LogFile, Row

from .lists import apart_listed, key
from .llama_cpp import Scored, scored, statistics
from .pairing import Pair, paired
from .rows import Apart, apart, coded
from .summary import Summary, summary

if TYPE_CHECKING:
    from nexttoken.arrays import Floats


class Comparison:
    """Model A, the base, and model B on one text. Rows are read in order; what they say is kept, not they.

    That is 176 bytes a row of base files, 136 of others, however large the vocabulary is.

    Raises ValueError, a sentence, where the files are not of the same text, or not of the same positions.
    """

    def __init__(self, a: LogFile | ListFile, b: LogFile | ListFile):
        self.a, self.b = a, b
        self.pairs = paired(a, b)
        self.done = 0  # pairs
        self._places, self._chunks = array("q"), array("q")  # of the pairs that were compared
        self._apart = array("d")  # what they come to, one after another
        self._scored = array("d")
        self.watchers: list[Callable[[int, Pair], None]] = []  # which see each pair that is read
        self.takers: list[Callable[[int, Pair, Apart], None]] = []  # which take what a pair came to
        self.reasons: list[Callable[[], Iterable[object]]] = []  # which may say why there is none to compare
        self._parted: list[int] = []  # the pairs after which two texts go different ways

    @property
    def vocabulary(self) -> int | None:
        """How many tokens are compared: those that both have; None where it is not known."""
        return self.pairs.vocabulary

    @property
    def rows(self) -> int:
        """How many rows there are to compare."""
        return self.pairs.rows

    @property
    def notes(self) -> tuple[str, ...]:
        """What is odd about the files, alone and together: sentences."""
        own = (f"{file.name}: {note}" for file in (self.a, self.b) for note in file.notes)
        return (*own, *self.pairs.notes)

    @property
    def places(self) -> list[int]:
        """Which rows were compared: those of which both files say something, while the texts are the same."""
        return self._places.tolist()

    @property
    def chunks(self) -> list[int]:
        """Of which text each of them is."""
        return self._chunks.tolist()

    @property
    def compared(self) -> int:
        """How many these are."""
        return len(self._places)

    @property
    def columns(self) -> "dict[str, Floats]":
        """What each of them came to, by the names that `Apart` has."""
        return dict(zip(Apart._fields, _table(self._apart, len(Apart._fields)).T, strict=True))

    @property
    def parted(self) -> tuple[int, ...]:
        """After which rows two texts go different ways: the rest of them is left out."""
        return tuple(self._parted)

    def advance(self) -> Iterator[int]:
        """Compare row by row, and yield how many are done."""
        while self.done < self.rows:
            if not self._parted or self.pairs.chunk(self._parted[-1]) != self.pairs.chunk(self.done):
                self._compare(self.done, self.pairs.pair(self.done))
            self.done += 1
            yield self.done

    def summary(self) -> Summary:
        """Return what the rows that are done come to. Raises ValueError where there is none, and says why."""
        if not self._places:
            none = (
                f"{self.a.name} and {self.b.name} have no row of which both say something of the same text."
            )
            raise ValueError(" ".join([none, *(str(each) for reason in self.reasons for each in reason())]))
        return summary(self.columns, self.vocabulary, self._chunks)

    def llama_cpp(self) -> str:
        """Return the block that llama.cpp would print of the rows that are done; "" where it would not."""
        return statistics(_table(self._scored, len(Scored._fields)))

    def _compare(self, at: int, pair: Pair) -> None:
        for watch in self.watchers:
            watch(at, pair)
        a, b = pair
        if isinstance(a, Row) and isinstance(b, Row):
            sums, kl = coded(a, b) or (None, None)
            self._keep(at, pair, apart(a, b, a.target, sums))
            if a.target is not None:
                self._scored.extend(scored(a, b, a.target, kl))
        elif isinstance(a, Listed) and isinstance(b, Listed):
            if a.known and b.known:
                self._keep(at, pair, apart_listed(a, b, self.pairs.by_id))
            if self._part(a, b):
                self._parted.append(at)

    def _keep(self, at: int, pair: Pair, found: Apart) -> None:
        self._places.append(at)
        self._chunks.append(self.pairs.chunk(at))
        self._apart.extend(found)
        for take in self.takers:
            take(at, pair, found)

    def _part(self, a: Listed, b: Listed) -> bool:
        """Whether other tokens follow, so that what comes then is said of different texts."""
        if a.target is None or b.target is None:
            return False
        return key(a.target, self.pairs.by_id) != key(b.target, self.pairs.by_id)


def _table(numbers: "array[float]", width: int) -> "Floats":
    return np.array(numbers, np.float64).reshape(-1, width)
