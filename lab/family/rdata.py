"""Reads what an R package keeps for lazy loading: an index, and in one file the compressed values it names.

Both are R's own serialization in its portable form (XDR). Only what such files are made of here is read:
lists, and vectors of whole numbers and of text.
"""

import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_GZIP = 16 + zlib.MAX_WBITS
_HEAD = b"X\n"
_SYMBOL, _PAIRS, _CHARACTERS, _LOGICALS, _INTEGERS, _STRINGS, _LIST = 1, 2, 9, 10, 13, 16, 19
_NOTHING, _KNOWN_SYMBOL = 254, 255
_TYPE, _HAS_ATTRIBUTES = 0xFF, 0x200


def read_package(index: Path) -> dict[str, Any]:
    """Return the values of an R package by their names; beside its index, an `.rdx`, lies the `.rdb`."""
    values = index.with_suffix(".rdb").read_bytes()
    names = read(zlib.decompress(index.read_bytes(), _GZIP))["variables"]
    # Before the compressed value stands how long it is when it is not.
    return {name: read(zlib.decompress(values[at + 4 : at + size])) for name, (at, size) in names.items()}


def read(content: bytes) -> Any:
    """Return one value: a list of numbers or of text, or a dict or list of values."""
    if not content.startswith(_HEAD):
        raise ValueError("This is not what R writes: it does not begin with “X”.")
    return _Reader(content).value()


class _Reader:
    def __init__(self, content: bytes):
        self._content = content
        self._at = len(_HEAD)
        self._symbols: list[str] = []
        version = self._integers(3)[0]
        if version == 3:  # which says its encoding
            self._take(self._integers(1)[0])

    def value(self) -> Any:
        flags = self._integers(1)[0]
        kind = flags & _TYPE
        if kind == _NOTHING:
            return None
        if kind == _SYMBOL:
            self._symbols.append(self.value())
            return self._symbols[-1]
        if kind == _KNOWN_SYMBOL:
            return self._symbols[(flags >> 8) - 1]
        if kind == _CHARACTERS:
            size = self._integers(1)[0]
            return None if size < 0 else self._take(size).decode()
        if kind == _PAIRS:
            return self._pairs()
        found = self._vector(kind, self._integers(1)[0])
        attributes: Mapping[str, Any] = self.value() if flags & _HAS_ATTRIBUTES else {}
        return dict(zip(attributes["names"], found, strict=True)) if "names" in attributes else found

    def _vector(self, kind: int, count: int) -> list[Any]:
        if kind in (_INTEGERS, _LOGICALS):
            return list(self._integers(count))
        if kind in (_STRINGS, _LIST):
            return [self.value() for _ in range(count)]
        raise ValueError(f"What R wrote holds a value of type {kind}, which is not read here.")

    def _pairs(self) -> dict[str, Any]:
        """Attributes: a name and a value, and then the rest of them."""
        name = self.value()
        found = {name: self.value()}
        return found | (self.value() or {})

    def _integers(self, count: int) -> tuple[int, ...]:
        return struct.unpack(f">{count}i", self._take(4 * count))

    def _take(self, size: int) -> bytes:
        taken = self._content[self._at : self._at + size]
        if len(taken) != size:
            raise ValueError("What R wrote is cut short.")
        self._at += size
        return taken
