"""Two files compared: what is known of both before a row is read, and then row by row."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

import numpy as np

from nexttoken.logfiles import LogFile, Row

from .llama_cpp import Scored, scored, statistics
from .rows import Apart, apart
from .summary import Summary, summary


class Comparison:
    """Model A, the base, and model B on one text. Rows are read in order; what they say is kept, not they.

    Raises ValueError, a sentence, where the files are not of the same text, or not of the same positions.
    """

    def __init__(self, a: LogFile, b: LogFile):
        self.a, self.b = a, b
        self._apart: list[Apart] = []
        self._scored: list[Scored] = []
        _check_texts(a, b)

    @property
    def vocabulary(self) -> int:
        """How many tokens are compared: those that both have."""
        return min(self.a.vocabulary, self.b.vocabulary)

    @property
    def rows(self) -> int:
        """How many rows there are to compare."""
        return min(self.a.rows, self.b.rows)

    @property
    def done(self) -> int:
        """How many of them are compared."""
        return len(self._apart)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What is odd about the files, alone and together: sentences."""
        own = [f"{file.name}: {note}" for file in (self.a, self.b) for note in file.notes]
        if self.a.vocabulary != self.b.vocabulary:
            own.append(
                f"{self.a.name} has {self.a.vocabulary} tokens and {self.b.name} {self.b.vocabulary}: the"
                f" first {self.vocabulary} are compared, as if there were no others."
            )
        if self.a.rows != self.b.rows:
            own.append(f"The first {self.rows} rows are compared: only so many are in both files.")
        return tuple(own)

    def advance(self) -> Iterator[int]:
        """Compare row by row, and yield how many are done."""
        for at in range(self.done, self.rows):
            a, b = self._row(self.a, at), self._row(self.b, at)
            target = b.target if a.target is None else a.target
            self._apart.append(apart(a, b, target))
            if target is not None:
                self._scored.append(scored(a, b, target))
            yield self.done

    def summary(self) -> Summary:
        """Return what the rows that are done come to; at least one is."""
        telling = self.b if self.a.text is None else self.a
        return summary(self._apart, self.vocabulary, telling.rows_per_chunk)

    def llama_cpp(self) -> str:
        """Return the block that llama.cpp would print of the rows that are done; "" where it would not."""
        return statistics(self._scored)

    def _row(self, file: LogFile, at: int) -> Row:
        row, most = file.row(at), self.vocabulary
        if file.vocabulary == most:
            return row
        if row.target is not None and row.target >= most:
            raise ValueError(f"{file.name}: after row {at} comes token {row.target}, which the other lacks.")
        return replace(row, written=row.written[:most], cut=None if row.cut is None else row.cut[:most])


def _check_texts(a: LogFile, b: LogFile) -> None:
    if a.text is None or b.text is None:
        _check_positions(a, b)
        return
    if a.text.shape[1] != b.text.shape[1]:
        raise ValueError(
            f"{a.name} is of windows of {a.text.shape[1]} tokens, {b.name} of {b.text.shape[1]}: make both"
            " with the same --ctx-size."
        )
    shared = min(a.text.size, b.text.size)
    different = np.flatnonzero(a.text.flat[:shared] != b.text.flat[:shared])
    if different.size:
        at = int(different[0])
        raise ValueError(
            f"They are not of the same text: token {at} is {a.text.flat[at]} in {a.name}, and"
            f" {b.text.flat[at]} in {b.name}."
        )


def _check_positions(a: LogFile, b: LogFile) -> None:
    """An array has to have just the rows that a base file has, which are not those of all positions."""
    if a.rows == b.rows or (a.text is None and b.text is None):
        return
    base, array = (b, a) if a.text is None else (a, b)
    raise ValueError(
        f"{base.name} has {base.rows} rows, of the second half of each chunk but its last token, and"
        f" {array.name} {array.rows}: let it have the same."
    )
