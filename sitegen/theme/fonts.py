"""The site's fonts, cut down to the characters that the site has: a first paint waits for half the bytes."""

from __future__ import annotations

import functools
import html
import io
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from sitegen.base.cache import Cache, digest, mark_used
from sitegen.base.files import write_beside
from sitegen.base.project import Project
from sitegen.base.spread import spread
from sitegen.base.texts import beyond_ascii

# ASCII, and what the typographer and the figures' numbers are set with.
_ALWAYS = {*range(0x20, 0x7F), *range(0xA0, 0xC0), 0xD7, 0xF7, *range(0x2000, 0x2070), 0x2212}
_TEXTS = {".bib", ".css", ".csv", ".html", ".js", ".json", ".md", ".py", ".toml", ".txt", ".xml"}
_NUMERALS = ["tnum", "lnum"]
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


def cut_down(cache: Cache, fonts: Mapping[str, Path], wanted: set[int]) -> dict[str, Path]:
    """WOFF2 fonts with the glyphs for those of the `wanted` that each has, kept in the cache.

    One is cut anew only for a character that no text had before, and not for an upgrade of this program: it
    takes a second.
    """
    cuts = [_cut(cache, font, wanted) for font in fonts.values()]
    spread(_make, [cut for cut in cuts if not cut.kept.is_file()], few=1)
    return {name: cut.kept for name, cut in zip(fonts, cuts, strict=True)}


class _Cut(NamedTuple):
    """A font, the code points that are left of it, and where it is kept then."""

    font: Path
    had: list[int]
    kept: Path


def _cut(cache: Cache, font: Path, wanted: set[int]) -> _Cut:
    content = font.read_bytes()
    had = sorted(wanted.intersection(_had(cache, content)))
    kept = cache.folder / "fonts" / digest(_cutter(), content, str(had))[:24] / font.name
    mark_used(kept.parent)
    return _Cut(font, had, kept)


def _make(cut: _Cut) -> None:
    write_beside(cut.kept, _subset(cut.font.read_bytes(), cut.had))


@functools.cache
def _cutter() -> str:
    return f"fonttools {version('fonttools')} {_NUMERALS} {_ALIKE}"


def _had(cache: Cache, content: bytes) -> list[int]:
    key = digest(_cutter(), content)
    known: list[int] | None = cache.get("font-characters", key)
    if known is None:
        from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

        glyphs = TTFont(io.BytesIO(content)).getBestCmap()
        known = sorted(glyphs | _alike(glyphs))
        cache.put("font-characters", key, known)
    return known


def _subset(content: bytes, had: list[int]) -> bytes:
    # Only now: to import it takes as long as a build in which nothing changed. It has no types.
    from fontTools import subset  # type: ignore[import-untyped]

    options = subset.Options(flavor="woff2")
    options.layout_features += _NUMERALS
    font = subset.load_font(io.BytesIO(content), options)
    for table in font["cmap"].tables:
        table.cmap |= _alike(table.cmap)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=had)
    subsetter.subset(font)
    smaller = io.BytesIO()
    subset.save_font(font, smaller, options)
    return smaller.getvalue()


def _alike(glyphs: Mapping[int, str]) -> dict[int, str]:
    """The glyphs of signs that are not there, and look like others that are."""
    return {sign: glyphs[like] for sign, like in _ALIKE.items() if like in glyphs and sign not in glyphs}
