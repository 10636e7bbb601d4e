"""Width and height of an image, read from its bytes, so that the page keeps its place before it arrives."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable

Size = tuple[int, int]
UNKNOWN: Size = (0, 0)

_LENGTH = re.compile(rb"(\d+\.?\d*|\.\d+)(?:px)?")
_BOX = re.compile(rb"[-\d.e]+[\s,]+[-\d.e]+[\s,]+([\d.]+)[\s,]+([\d.]+)")


def image_size(data: bytes) -> Size:
    """Pixels of a PNG, GIF, JPEG, WebP or SVG; (0, 0) where they cannot be told."""
    readers: list[tuple[bytes, Callable[[bytes], Size]]] = [
        (b"\x89PNG\r\n", lambda d: struct.unpack(">II", d[16:24])),
        (b"GIF8", lambda d: struct.unpack("<HH", d[6:10])),
        (b"\xff\xd8", _jpeg),
        (b"RIFF", _webp),
    ]
    for magic, reader in readers:
        if data.startswith(magic):
            try:
                return reader(data)
            except (struct.error, IndexError):
                return UNKNOWN
    return _svg(data)


def _jpeg(data: bytes) -> Size:
    at = 2
    while data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return UNKNOWN


def _webp(data: bytes) -> Size:
    match data[12:16]:
        case b"VP8X":
            return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
        case b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            width, height = struct.unpack("<HH", data[26:30])
            return width & 0x3FFF, height & 0x3FFF
    return UNKNOWN


def _svg(data: bytes) -> Size:
    head = re.search(rb"<svg\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", data)
    if not head:
        return UNKNOWN
    pairs = re.findall(rb"""([^\s=]+)\s*=\s*["']([^"']*)["']""", head[1])
    attributes = {name: value.strip() for name, value in pairs}
    sides = [_LENGTH.fullmatch(attributes.get(side, b"")) for side in (b"width", b"height")]
    if sides[0] and sides[1]:
        return round(float(sides[0][1])), round(float(sides[1][1]))
    box = _BOX.fullmatch(attributes.get(b"viewBox", b""))
    return (round(float(box[1])), round(float(box[2]))) if box else UNKNOWN
