"""Packs: many files as one, gzipped, the same bytes every time, in a file that is named after its content."""

from __future__ import annotations

import glob
import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.files import write_beside
from sitegen.runtime.lock import sha256

_LARGEST = 20_000_000  # bytes; some static hosts refuse files over 25 MB


@dataclass(frozen=True)
class Pack:
    """A file of the runtime: `bytes` is its size as published, `raw` the size that it unpacks to.

    `path.name` carries the content's hash and ends in `.bin`: hosts add a Content-Encoding to `.gz`.
    """

    name: str
    path: Path
    bytes: int
    raw: int


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
    """Writes `content` as a pack into `folder`. Raises BuildFailed where it is too large to be published."""
    packed = compress(content, level)
    if len(packed) > _LARGEST:
        what = f"The pack {name} has {len(packed):,} bytes; static hosts refuse files that large."
        raise BuildFailed([Fault(name, 0, what, f"Keep what it carries under {_LARGEST:,} bytes.")])
    path = folder / _file_name(name, packed)
    write_beside(path, packed)
    return Pack(name, path, len(packed), len(content))


def kept_pack(name: str, folder: Path) -> Pack | None:
    """The pack that `write_pack` wrote into this folder; None where there is none, or only a damaged one."""
    for path in folder.glob(f"{glob.escape(name)}.*.bin"):
        packed = path.read_bytes()
        if path.name == _file_name(name, packed):
            (raw,) = struct.unpack("<I", packed[-4:])
            return Pack(name, path, len(packed), raw)
        path.unlink(missing_ok=True)
    return None


def is_intact(pack: Pack) -> bool:
    """Whether the file's bytes are those that its name was made from."""
    return pack.path.name == _file_name(pack.name, pack.path.read_bytes())


def _file_name(name: str, packed: bytes) -> str:
    return f"{name}.{sha256(packed)[:16]}.bin"
