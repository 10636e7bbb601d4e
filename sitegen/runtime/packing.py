"""Packs: many files as one, gzipped, the same bytes every time, in files named after their content."""

from __future__ import annotations

import functools
import glob
import json
import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sitegen.base.files import write_beside
from sitegen.runtime.lock import sha256

_LARGEST_PART = 20_000_000  # bytes; some static hosts refuse files over 25 MB
_NUMBERED = re.compile(r"\.(\d+)of(\d+)\.")


@dataclass(frozen=True)
class Part:
    """A file of a pack. Its name has the hash in it, and ends in `.bin`: to `.gz` hosts add an encoding."""

    path: Path
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Pack:
    """What unpacks to `raw` bytes, in as many files as hosts want it in: together they are one gzip."""

    name: str
    parts: tuple[Part, ...]
    raw: int

    @property
    def bytes(self) -> int:
        """Its size as published."""
        return sum(part.bytes for part in self.parts)

    @property
    def path(self) -> Path:
        """The file, of a pack that is one."""
        (part,) = self.parts
        return part.path


def join_files(files: Mapping[str, bytes]) -> bytes:
    """The files as one: the index's length (4 bytes, little-endian), the index, then the contents, by name.

    The index is JSON, a list of [path, length]. Paths are relative to the root of Pyodide's file system.
    """
    names = sorted(files)
    index = json.dumps([[name, len(files[name])] for name in names], separators=(",", ":")).encode()
    return b"".join([struct.pack("<I", len(index)), index, *(files[name] for name in names)])


def compress(content: bytes, level: int = 9) -> bytes:
    """`content` gzipped. The header is written here: versions of Python differ in what they put into it."""
    deflate = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
    header = bytes.fromhex("1f8b08000000000002ff")
    trailer = struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return header + deflate.compress(content) + deflate.flush() + trailer


def write_pack(folder: Path, name: str, content: bytes, level: int = 9) -> Pack:
    """Writes `content` as a pack into `folder`."""
    packed = compress(content, level)
    pieces = [packed[at : at + _LARGEST_PART] for at in range(0, len(packed), _LARGEST_PART)]
    parts = []
    for number, piece in enumerate(pieces, 1):
        part = _part(folder, name, piece, f".{number}of{len(pieces)}" if len(pieces) > 1 else "")
        write_beside(part.path, piece)
        parts.append(part)
    return Pack(name, tuple(parts), len(content))


def kept_pack(name: str, folder: Path) -> Pack | None:
    """The pack that `write_pack` wrote into this folder; None where there is none, or only a damaged one."""
    paths = sorted(folder.glob(f"{glob.escape(name)}.*.bin"), key=_number)
    parts, raw = [], 0
    for path in paths:
        part, raw = _kept_part(path, name, _state(path))
        if part.path != path:
            path.unlink(missing_ok=True)
            return None
        parts.append(part)
    if len(parts) != (_number(paths[-1])[1] if paths else -1):
        return None
    return Pack(name, tuple(parts), raw)


def _state(path: Path) -> tuple[int, int, int]:
    """Changes when the file does."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


@functools.lru_cache(maxsize=1024)
def _kept_part(path: Path, name: str, state: tuple[int, int, int]) -> tuple[Part, int]:
    """What is in the file and, if it is a pack's last, to how many bytes that unpacks; by its `state`."""
    piece, numbered = path.read_bytes(), _NUMBERED.search(path.name)
    part = _part(path.parent, name, piece, numbered[0][:-1] if numbered else "")
    return part, int.from_bytes(piece[-4:], "little")


def _number(path: Path) -> tuple[int, int]:
    """Which part it is, and of how many."""
    found = _NUMBERED.search(path.name)
    return (int(found[1]), int(found[2])) if found else (1, 1)


def _part(folder: Path, name: str, piece: bytes, number: str) -> Part:
    digest = sha256(piece)
    return Part(folder / f"{name}{number}.{digest[:16]}.bin", len(piece), digest)
