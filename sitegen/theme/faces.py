"""The theme's fonts for programs that know neither WOFF2 nor fonts of varying weight."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from sitegen.base.addresses import resolve
from sitegen.base.cache import Cache, digest, mark_used
from sitegen.base.files import write_beside
from sitegen.base.stylesheets import FACE
from sitegen.theme.assets import Assets

WEIGHTS = (400, 600)
_SHEET = "css/site.css"
_FAMILY = re.compile(r"font-family:\s*[\"']?([^\"';]+)")
_FILE = re.compile(r"url\([\"']?([^\"')]+\.woff2)")
_RANGE = re.compile(r"unicode-range:([^;}]*)")
_FORMULAS = "KaTeX_"  # the families of typeset formulas


class _Face(NamedTuple):
    """A family, the file of one of its faces, and the code points for which pages take it; all if none."""

    family: str
    font: bytes
    characters: list[int]


def static_faces(cache: Cache, assets: Assets) -> list[Path]:
    """The faces of the site's stylesheet as TrueType, each by its name there and in each of `WEIGHTS`.

    They are in the stylesheet's order, and kept in the cache. A face of one weight is its own at any.
    """
    return [_kept(cache, face, weight) for face in _faces(assets) for weight in WEIGHTS]


def signs_of(faces: Sequence[Path]) -> frozenset[int]:
    """The code points that any of these faces can show."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # only now, as below

    fonts = (TTFont(io.BytesIO(face.read_bytes()), lazy=True) for face in faces)
    return frozenset[int]().union(*(font.getBestCmap() or () for font in fonts))


def _faces(assets: Assets) -> Iterator[_Face]:
    for rule in FACE.findall(assets.text(_SHEET)) if _SHEET in assets.files else ():
        family, link = _FAMILY.search(rule), _FILE.search(rule)
        if not family or not link or family[1].startswith(_FORMULAS):
            continue
        file = assets.files.get(resolve(_SHEET, link[1]).path)
        if isinstance(file, Path):
            yield _Face(family[1], file.read_bytes(), _characters(rule))


def _characters(rule: str) -> list[int]:
    """What `unicode-range` names."""
    found = _RANGE.search(rule)
    ends = [part.strip()[2:].split("-") for part in found[1].split(",")] if found else []
    return [code for pair in ends for code in range(int(pair[0], 16), int(pair[-1], 16) + 1)]


def _kept(cache: Cache, face: _Face, weight: int) -> Path:
    key = digest(f"fonttools {version('fonttools')}", face.family, face.font, str((weight, face.characters)))
    kept = cache.folder / "fonts" / key[:24] / f"{weight}.ttf"
    mark_used(kept.parent)
    if not kept.is_file():
        write_beside(kept, _static(face, weight))
    return kept


def _static(face: _Face, weight: int) -> bytes:
    # Only now, as in fonts.py. It has no types.
    from fontTools import subset  # type: ignore[import-untyped]
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer  # type: ignore[import-untyped]

    font = TTFont(io.BytesIO(face.font))
    if "fvar" in font:
        instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
    if face.characters:  # a program that looks for a sign elsewhere would take the letters around it, too
        subsetter = subset.Subsetter()
        subsetter.populate(unicodes=face.characters)
        subsetter.subset(font)
    font["OS/2"].usWeightClass = weight
    for number in (16, 17, 21, 22):  # names that would count more than these
        font["name"].removeNames(nameID=number)
    font["name"].setName(face.family, 1, 3, 1, 0x409)
    font.flavor = None
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()
