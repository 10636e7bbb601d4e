"""The site's fonts, cut down to its characters and weights: a first paint waits for a third of the bytes."""

from __future__ import annotations

import functools
import html
import io
import posixpath
import re
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from sitegen.base.cache import Cache, digest, mark_used
from sitegen.base.files import write_beside
from sitegen.base.project import Project
from sitegen.base.spread import spread
from sitegen.base.stylesheets import FACE, named
from sitegen.base.texts import beyond_ascii

Weights = tuple[int, int]
_ALL = 1, 1000  # that there can be

# ASCII, and what the typographer and the figures' numbers are set with.
_ALWAYS = {*range(0x20, 0x7F), *range(0xA0, 0xC0), 0xD7, 0xF7, *range(0x2000, 0x2070), 0x2212}
_WEIGHT = re.compile(r"font-weight:\s*([^;}]*)")
_WORDS = {"normal": "400", "bold": "700"}
_TEXTS = {".bib", ".css", ".csv", ".html", ".js", ".json", ".md", ".py", ".toml", ".txt", ".xml"}
_NUMERALS = {"tnum", "lnum"}
# Of fractions that are set of numerals; it brings along some 40 glyphs a font.
_UNUSED = {"frac", "numr", "dnom"}
_OF_CODE = {"calt"}  # what makes an arrow of `->`, which code.css has off
_ALIKE = {0x2016: 0x2225}  # ‖ is drawn as ∥, which is what KaTeX's fonts have


def characters(project: Project, folders: Iterable[Path], formulas: Iterable[str]) -> set[int]:
    """The code points of all characters of the project's texts, of `folders` and of the HTML of formulas.

    A character that only a computation makes is not among them, and is set in the reader's own face.
    """
    found = beyond_ascii(html.unescape("".join(formulas)))
    linked = (folder for folder in project.content.glob("*") if folder.is_symlink())
    for folder in (project.content, *linked, *folders):
        for file in folder.rglob("*"):
            if file.suffix in _TEXTS and file.is_file():
                found |= beyond_ascii(file.read_text("utf-8", errors="ignore"))
    return _ALWAYS | found


def weights_of(css: str) -> dict[str, Weights]:
    """The lightest and the boldest weight that a stylesheet's faces are for, by the names of their files."""
    found: dict[str, Weights] = {}
    for face in FACE.findall(css):
        told = _WEIGHT.search(face)
        written = told[1].split() if told else ["normal"]
        numbers = [int(_WORDS.get(each, each)) for each in written if each in _WORDS or each.isdigit()]
        low, high = (min(numbers), max(numbers)) if len(numbers) == len(written) else _ALL
        for name in (posixpath.basename(link) for link, _ in named(face)):
            least, most = found.get(name, (low, high))
            found[name] = min(low, least), max(high, most)
    return found


def cut_down(
    cache: Cache, fonts: Mapping[str, Path], wanted: set[int], weights: Mapping[str, Weights] | None = None
) -> dict[str, Path]:
    """WOFF2 fonts with the glyphs for those of the `wanted` that each has, kept in the cache.

    `weights` are the lightest and the boldest that a font by the name of its file is used for. One is cut
    anew only for a character that no text had before, and not for an upgrade of this program: it takes a
    second.
    """
    cuts = [_cut(cache, font, wanted, (weights or {}).get(font.name, _ALL)) for font in fonts.values()]
    spread(_make, [cut for cut in cuts if not cut.kept.is_file()], few=1)
    return {name: cut.kept for name, cut in zip(fonts, cuts, strict=True)}


class _Cut(NamedTuple):
    """A font, the code points and weights that are left of it, and where it is kept then."""

    font: Path
    had: list[int]
    weights: Weights
    kept: Path


def _cut(cache: Cache, font: Path, wanted: set[int], weights: Weights) -> _Cut:
    content = font.read_bytes()
    had = sorted(wanted.intersection(_had(cache, content)))
    kept = cache.folder / "fonts" / digest(_cutter(), content, str(had), str(weights))[:24] / font.name
    mark_used(kept.parent)
    return _Cut(font, had, weights, kept)


def _make(cut: _Cut) -> None:
    write_beside(cut.kept, _smaller(cut))


@functools.cache
def _cutter() -> str:
    return f"fonttools {version('fonttools')} {sorted(_NUMERALS | _UNUSED | _OF_CODE)} {_ALIKE}"


def _had(cache: Cache, content: bytes) -> list[int]:
    key = digest(_cutter(), content)
    known: list[int] | None = cache.get("font-characters", key)
    if known is None:
        from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

        glyphs = TTFont(io.BytesIO(content)).getBestCmap()
        known = sorted(glyphs | _alike(glyphs))
        cache.put("font-characters", key, known)
    return known


def _smaller(cut: _Cut) -> bytes:
    # Only now: to import it takes as long as a build in which nothing changed. It has no types.
    from fontTools import subset  # type: ignore[import-untyped]
    from fontTools.varLib import instancer  # type: ignore[import-untyped]

    options = subset.Options(flavor="woff2")
    font = subset.load_font(io.BytesIO(cut.font.read_bytes()), options)
    unused = _UNUSED | (_OF_CODE if font["post"].isFixedPitch else set())
    options.layout_features = sorted((_NUMERALS | set(options.layout_features)) - unused)
    for table in font["cmap"].tables:
        table.cmap |= _alike(table.cmap)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=cut.had)
    subsetter.subset(font)
    axes = font["fvar"].axes if "fvar" in font else ()
    for axis in (axis for axis in axes if axis.axisTag == "wght"):
        low, high = (min(max(each, axis.minValue), axis.maxValue) for each in cut.weights)
        instancer.instantiateVariableFont(font, {"wght": (low, high)}, inplace=True)
    smaller = io.BytesIO()
    subset.save_font(font, smaller, options)
    return smaller.getvalue()


def _alike(glyphs: Mapping[int, str]) -> dict[int, str]:
    """The glyphs of signs that are not there, and look like others that are."""
    return {sign: glyphs[like] for sign, like in _ALIKE.items() if like in glyphs and sign not in glyphs}
