"""The GGUF file: what it says of the model, and its tensors as the bytes that they are.

Everything that is wrong with a file is a ValueError of one sentence.
"""

import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike

import numpy as np

from nexttoken.arrays import Bytes

from .blocks import KINDS, Kind, Singles

type Scalar = int | float | bool | str
type Value = Scalar | list[Scalar]

MAGIC = b"GGUF"
_NUMBERS = {  # types of metadata by their number in the file
    0: "<u1",
    1: "<i1",
    2: "<u2",
    3: "<i2",
    4: "<u4",
    5: "<i4",
    6: "<f4",
    7: "?",
    10: "<u8",
    11: "<i8",
    12: "<f8",
}
_STRING, _ARRAY = 8, 9
_MOST_DIMENSIONS = 4
_SIZE = struct.Struct("<Q")  # of a string


@dataclass(frozen=True)
class Tensor:
    """A tensor as it lies in the file. Its shape is numpy's: numbers are neighbours along the last axis."""

    name: str
    kind: Kind
    shape: tuple[int, ...]
    data: Bytes  # a view of the file

    def floats(self) -> Singles:
        """Return its numbers: a new array of its shape."""
        blocks = self.data.reshape(-1, self.kind.size)
        with np.errstate(invalid="ignore"):
            numbers = self.kind.floats(blocks).reshape(self.shape)
        if not (np.isfinite(numbers.min()) and np.isfinite(numbers.max())):
            raise self.damaged()
        return numbers

    def rows(self, numbers: Sequence[int]) -> "Tensor":
        """Return the tensor of some of its rows."""
        data = self.data.reshape(self.shape[0], -1)[list(numbers)]
        return replace(self, shape=(len(numbers), *self.shape[1:]), data=data)

    def damaged(self) -> ValueError:
        """Return the error of numbers that are none."""
        return ValueError(f"The tensor {self.name} holds what is no finite number: the file is damaged.")


@dataclass(frozen=True)
class File:
    """A GGUF file that was read: its metadata by key, and its tensors by name."""

    metadata: Mapping[str, Value]
    tensors: Mapping[str, Tensor]


def read(source: str | PathLike[str] | Bytes | bytes | bytearray | memoryview) -> File:
    """Read a GGUF file from a path or from the bytes that it has; of the latter the tensors are views."""
    return _Reader(_bytes(source)).file()


def read_metadata(data: bytes) -> Mapping[str, Value]:
    """Return what a file says of the model, of which so much of the beginning is given as holds it."""
    _, metadata = _Reader(_bytes(data)).head()
    return metadata


def _bytes(source: str | PathLike[str] | Bytes | bytes | bytearray | memoryview) -> Bytes:
    if isinstance(source, str | PathLike):
        return np.fromfile(source, np.uint8)
    return np.frombuffer(source, np.uint8)


class _Reader:
    """Reads one thing after another from the head of a file."""

    def __init__(self, data: Bytes):
        self._data = data
        self._view = memoryview(data)
        self._at = 0

    def file(self) -> File:
        tensors, metadata = self.head()
        headers = [self._header() for _ in range(self._count(tensors, 24, "tensors"))]
        start = _aligned(self._at, _alignment(metadata))
        return File(metadata, {header[0]: self._tensor(start, *header) for header in headers})

    def head(self) -> tuple[int, dict[str, Value]]:
        """How many tensors there are, and the metadata."""
        if bytes(self._view[:4]) != MAGIC[: len(self._data)] or not len(self._data):
            raise ValueError("This is not a GGUF file: it does not begin with “GGUF”.")
        self._take(4, "its first word")
        version = self._whole("<u4", "its version")
        if version not in (2, 3):
            raise ValueError(f"This GGUF file is of version {version}; versions 2 and 3 can be read.")
        tensors, keys = (self._whole("<u8", f"the number of {what}") for what in ("tensors", "keys"))
        return tensors, dict(self._pair() for _ in range(self._count(keys, 12, "metadata")))

    def _take(self, size: int, what: str) -> memoryview:
        """The next `size` bytes."""
        if size > len(self._data) - self._at:
            raise self._ends(what)
        self._at += size
        return self._view[self._at - size : self._at]

    def _ends(self, what: str) -> ValueError:
        return ValueError(
            f"The GGUF file is cut short: it ends after {len(self._data)} bytes, within {what}."
        )

    @staticmethod
    def _no_text(what: str) -> ValueError:
        return ValueError(f"The GGUF file is damaged: {what} is not UTF-8 text.")

    def _whole(self, dtype: str, what: str) -> int:
        return int.from_bytes(self._take(np.dtype(dtype).itemsize, what), "little")

    def _count(self, count: int, least: int, what: str) -> int:
        """`count`, where things that take at least so many bytes each can be so many."""
        if count * least > len(self._data) - self._at:
            raise self._ends(what)
        return count

    def _string(self, what: str) -> str:
        raw = self._take(self._whole("<u8", what), what)
        try:
            return str(raw, "utf-8")
        except UnicodeDecodeError as error:
            raise self._no_text(what) from error

    def _strings(self, count: int, what: str) -> list[Scalar]:
        """The next `count` strings: as `_string` reads them, but these are so many that each call counts."""
        strings: list[Scalar] = []
        view, at, size = self._view, self._at, _SIZE.unpack_from
        try:
            for _ in range(count):
                start = at + 8
                at = start + size(view, at)[0]
                strings.append(str(view[start:at], "utf-8"))  # where the file ends before, what is left
        except (struct.error, OverflowError):
            raise self._ends(what) from None
        except UnicodeDecodeError as error:
            raise (self._no_text(what) if at <= len(view) else self._ends(what)) from error
        self._take(at - self._at, what)
        return strings

    def _name(self, what: str) -> str:
        name = self._string(what)
        if not name.isprintable():
            raise ValueError(f"The GGUF file is damaged: {what} cannot be printed.")
        return name

    def _pair(self) -> tuple[str, Value]:
        key = self._name("a key of its metadata")
        return key, self._value(self._whole("<u4", f"the type of {key}"), key)

    def _value(self, kind: int, key: str) -> Value:
        if kind == _STRING:
            return self._string(key)
        if kind == _ARRAY:
            return self._array(key)
        return self._scalars(kind, 1, key)[0]

    def _array(self, key: str) -> list[Scalar]:
        kind, count = self._whole("<u4", f"the type of {key}"), self._whole("<u8", f"the length of {key}")
        if kind != _STRING:
            return self._scalars(kind, count, key)
        return self._strings(self._count(count, 8, key), key)

    def _scalars(self, kind: int, count: int, key: str) -> list[Scalar]:
        if kind not in _NUMBERS:
            raise ValueError(f"The GGUF file is damaged: {key} is of type {kind}, which there is not.")
        dtype = np.dtype(_NUMBERS[kind])
        scalars: list[Scalar] = np.frombuffer(self._take(count * dtype.itemsize, key), dtype).tolist()
        return scalars

    def _header(self) -> tuple[str, tuple[int, ...], int, int]:
        """A tensor's name, shape, kind and place."""
        name = self._name("the name of a tensor")
        dimensions = self._whole("<u4", name)
        if not 1 <= dimensions <= _MOST_DIMENSIONS:
            raise ValueError(f"The GGUF file is damaged: the tensor {name} has {dimensions} dimensions.")
        shape = tuple(self._whole("<u8", name) for _ in range(dimensions))[::-1]
        return name, shape, self._whole("<u4", name), self._whole("<u8", name)

    def _tensor(self, start: int, name: str, shape: tuple[int, ...], number: int, offset: int) -> Tensor:
        if number not in KINDS:
            known = ", ".join(kind.name for kind in KINDS.values())
            raise ValueError(
                f"The tensor {name} is stored in a way (number {number}) that is none of {known}."
            )
        kind = KINDS[number]
        count = math.prod(shape)
        if not count or shape[-1] % kind.numbers:
            raise ValueError(f"The tensor {name} of shape {shape} cannot be stored as {kind.name}.")
        first = start + offset
        end = first + count // kind.numbers * kind.size
        if end > len(self._data):
            raise ValueError(
                f"The GGUF file is cut short: it ends after {len(self._data)} bytes,"
                f" and its tensor {name} at {end}."
            )
        return Tensor(name, kind, shape, self._data[first:end])


def _alignment(metadata: Mapping[str, Value]) -> int:
    alignment = metadata.get("general.alignment", 32)
    if not isinstance(alignment, int) or alignment < 1:
        raise ValueError("The GGUF file is damaged: its general.alignment is not a positive number.")
    return alignment


def _aligned(at: int, alignment: int) -> int:
    return -(-at // alignment) * alignment


def other(key: str, value: Value | None, wanted: str) -> ValueError:
    """Return the error of a key whose value is not the one that is wanted."""
    found = "missing" if value is None else "a list" if isinstance(value, list) else repr(value)[:80]
    return ValueError(f"The file's {key} is {found}, not {wanted}.")
