"""Width and height of an image, read from its bytes, so that the page keeps its place before it arrives."""

from __future__ import annotations

import re
from io import BytesIO

import imagesize  # type: ignore[import-untyped]

Size = tuple[int, int]
UNKNOWN: Size = (0, 0)

_SVG = re.compile(rb"\s*(?:<[?!][^>]*>\s*)*<svg\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_LENGTH = re.compile(rb"(\d+\.?\d*|\.\d+)(?:px)?")
_BOX = re.compile(rb"[-\d.e]+[\s,]+[-\d.e]+[\s,]+([\d.]+)[\s,]+([\d.]+)")


def image_size(data: bytes) -> Size:
    """Pixels of an image, turned as browsers turn a camera's; (0, 0) where they cannot be told."""
    if head := _SVG.match(data):  # imagesize knows nothing of a viewBox
        return _svg(head[1])
    width, height = imagesize.get(BytesIO(data))
    return (width, height) if min(width, height) > 0 else UNKNOWN


def _svg(head: bytes) -> Size:
    pairs = re.findall(rb"""([^\s=]+)\s*=\s*["']([^"']*)["']""", head)
    attributes = {name: value.strip() for name, value in pairs}
    sides = [_LENGTH.fullmatch(attributes.get(side, b"")) for side in (b"width", b"height")]
    if sides[0] and sides[1]:
        return round(float(sides[0][1])), round(float(sides[1][1]))
    box = _BOX.fullmatch(attributes.get(b"viewBox", b""))
    return (round(float(box[1])), round(float(box[2]))) if box else UNKNOWN
