"""Width and height of an image, read from its bytes, so that the page keeps its place before it arrives."""

from __future__ import annotations

import re
from io import BytesIO

import imagesize  # type: ignore[import-untyped]

Size = tuple[int, int]
UNKNOWN: Size = (0, 0)

_SVG = re.compile(rb"\s*(?:<[?!][^>]*>\s*)*<svg\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_LENGTH = re.compile(r"(\d+\.?\d*|\.\d+)(px|pt|)")
_BOX = re.compile(r"[-\d.e]+[\s,]+[-\d.e]+[\s,]+([\d.]+)[\s,]+([\d.]+)")
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3}  # of each unit; matplotlib writes points


def image_size(data: bytes) -> Size:
    """Pixels of an image, turned as browsers turn a camera's; (0, 0) where they cannot be told."""
    if head := _SVG.match(data):  # imagesize knows nothing of a viewBox
        return _of_tag(head[1].decode("latin-1"))
    width, height = imagesize.get(BytesIO(data))
    return (width, height) if min(width, height) > 0 else UNKNOWN


def svg_size(width: str, height: str, box: str) -> Size:
    """Pixels of a drawing, as these attributes of it tell them; (0, 0) where they do not."""
    sides = [_LENGTH.fullmatch(side) for side in (width, height)]
    if sides[0] and sides[1]:
        across, up = (round(float(side[1]) * _PIXELS[side[2]]) for side in sides if side)
        return across, up
    found = _BOX.fullmatch(box)
    return (round(float(found[1])), round(float(found[2]))) if found else UNKNOWN


def _of_tag(written: str) -> Size:
    pairs = re.findall(r"""([^\s=]+)\s*=\s*["']([^"']*)["']""", written)
    attributes = {name: value.strip() for name, value in pairs}
    width, height, box = (attributes.get(name, "") for name in ("width", "height", "viewBox"))
    return svg_size(width, height, box)
