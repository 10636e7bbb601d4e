"""Arrays in numpy's own format: a row for each position of a text, a column for each token."""

import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.lib import format as npy

from nexttoken.softmax import log_partition

from .grid import Grid, grid_of
from .log_file import MOST_TOKENS, Row, Token, checked
from .source import Source, exactly

if TYPE_CHECKING:
    from nexttoken.arrays import Floats

type Numbers = Literal["log-probabilities", "logits", "probabilities"]

MAGIC = npy.MAGIC_PREFIX
_HEAD = 12_000  # bytes within which a head ends
_MOST_ROWS = 2**40
_LOOK = "look where the engine's arithmetic failed, and save it anew"
_BF16 = np.dtype("V2")  # which numpy has no name for: the upper half of a float32 (`ml_dtypes` saves it so)
_SAVE = "save positions times tokens, of float16, float32 or float64, row after row, with numpy.save"
_LOOKED_AT = 8  # rows by which it is told what the numbers are
_LOOKED_AT_TOKENS = 1000  # of each of them, by which it is told whether they were rounded
_UNITS = {"2": math.log(2), "10": math.log(10)}  # bases that logarithms may have, and what makes nats of them
_TOLERANCE = 0.03  # of a row's mass, whose numbers may have 16 bits
_READERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}


@dataclass(frozen=True, eq=False)
class ArrayFile:
    """Such a file, opened; see `LogFile`. Nothing in it says which text it is of."""

    source: Source
    start: int
    dtype: "np.dtype[np.floating]"
    rows: int
    vocabulary: int
    numbers: Numbers
    reason: str
    grid: Grid | None
    unit: str | None = None
    notes: tuple[str, ...] = ()
    text: None = None

    @property
    def name(self) -> str:
        """The file's."""
        return self.source.name

    @property
    def kind(self) -> str:
        """Such as: array of logits."""
        return f"array of {self.numbers}"

    def chunk(self, at: int) -> int:
        """Return of which text a row is: all are of one, where nothing says where it ends."""
        return 0

    def before(self, at: int, count: int) -> tuple[Token, ...]:
        """Return no token: nothing says which text it is."""
        return ()

    def row(self, at: int) -> Row:
        """Return a row, counted from 0. Raises ValueError where it is no distribution."""
        row = _row(self.source, self.start, self.dtype, self.vocabulary, at)
        if np.isnan(row).any() or not np.isfinite(row.max()):
            raise ValueError(f"{self.name}: row {at} holds NaN, or nothing that is finite: {_LOOK}.")
        if self.numbers == "logits":
            return Row(row - log_partition(row), None, None)
        if self.numbers == "probabilities":
            if row.min() < 0:
                raise ValueError(
                    f"{self.name}: row {at} holds {row.min():g}, which is no probability, though its first"
                    " rows are such: save all rows in one form."
                )
            with np.errstate(divide="ignore"):
                row = np.log(row)
        if self.unit:
            row *= _UNITS[self.unit]
        return checked(self.name, at, Row(row, None, None))


def open_array(source: Source) -> ArrayFile:
    """Return the file, which begins with `MAGIC`. Raises ValueError, a sentence, where it cannot be read."""
    start, dtype, (rows, vocabulary) = _head(source)
    there = max(source.size - start, 0) // (vocabulary * dtype.itemsize)
    if not there:
        raise ValueError(
            f"{source.name} has no whole row: {rows} times {vocabulary} numbers were to follow its head, and"
            f" {max(source.size - start, 0)} bytes do. Save it anew."
        )
    looked_at = (_row(source, start, dtype, vocabulary, at) for at in range(min(rows, there, _LOOKED_AT)))
    found = [row for row in looked_at if not np.isnan(row).any() and np.isfinite(row.max())]
    if not found:
        raise ValueError(
            f"{source.name} holds NaN, or nothing that is finite, in each of its first rows: {_LOOK}."
        )
    numbers, reason, unit = _told_apart(found)
    grid = grid_of(np.concatenate([row[:_LOOKED_AT_TOKENS] for row in found]))
    notes = () if there >= rows else (f"The file was cut off: {there} of {rows} rows are whole.",)
    rows = min(rows, there)
    return ArrayFile(source, start, dtype, rows, vocabulary, numbers, reason, grid, unit, notes)


def _head(source: Source) -> tuple[int, "np.dtype[np.floating]", tuple[int, int]]:
    """Where the rows begin, what the numbers are, and how many rows and columns there are to be."""
    head = io.BytesIO(source.read(0, _HEAD))
    try:
        version = npy.read_magic(head)
        shape, by_columns, dtype = _READERS[version](head)
    except Exception as error:  # of many kinds: a head is Python, which numpy parses
        raise ValueError(f"{source.name} has a head of another kind, or a damaged one: {_SAVE}.") from error
    if dtype.hasobject:
        raise ValueError(f"{source.name} holds pickled objects, which may run anything: {_SAVE}.")
    if not _is_real(dtype) or len(shape) != 2 or by_columns:
        order = ", column after column" if by_columns else ""
        raise ValueError(f"{source.name} holds {dtype.name} in {len(shape)} dimensions{order}: {_SAVE}.")
    rows, vocabulary = shape
    if not (1 <= rows <= _MOST_ROWS and 1 <= vocabulary <= MOST_TOKENS):
        raise ValueError(
            f"{source.name} is empty or damaged: it says it has {_times(rows, vocabulary)}: {_SAVE}."
        )
    return head.tell(), dtype, (rows, vocabulary)


def _is_real(dtype: "np.dtype[np.generic]") -> bool:
    """Whether it is one of the formats that `_row` reads, of either order of bytes."""
    return dtype == _BF16 or (dtype.kind == "f" and dtype.itemsize <= 8)


def _times(rows: int, vocabulary: int) -> str:
    """Numbers that may have thousands of digits."""
    return " times ".join(f"{each}" if abs(each) < 2**63 else "more than 2^63" for each in (rows, vocabulary))


def _row(source: Source, start: int, dtype: "np.dtype[np.floating]", vocabulary: int, at: int) -> "Floats":
    size = vocabulary * dtype.itemsize
    content = exactly(source, start + at * size, size)
    if dtype == _BF16:
        return (np.frombuffer(content, "<u2").astype("<u4") << 16).view("<f4").astype(np.float64)
    return np.frombuffer(content, dtype).astype(np.float64)


def _told_apart(rows: "list[Floats]") -> tuple[Numbers, str, str | None]:
    """What the numbers are, why that is thought, and the base of logarithms that are not in nats."""
    least = min(float(row.min()) for row in rows)
    if least >= 0 and all(abs(float(row.sum()) - 1) < _TOLERANCE for row in rows):
        return (
            "probabilities",
            f"None of the first {len(rows)} rows is negative anywhere, and each adds up to 1.",
            None,
        )
    for base, factor in (("e", 1.0), *_UNITS.items()):
        if all(abs(log_partition(factor * row)) < _TOLERANCE for row in rows):
            reason = f"{base} to the numbers adds up to 1 in each of the first rows."
            return "log-probabilities", reason, base if base in _UNITS else None
    reason = "Neither the numbers of a row nor e to them add up to 1, so softmax is taken of them."
    return "logits", reason, None
