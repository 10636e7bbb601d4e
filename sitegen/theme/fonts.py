"""The site's fonts, cut down to the characters that the site has: a first paint waits for half the bytes."""

from __future__ import annotations

import html
import io
from collections.abc import Iterable
from pathlib import Path

from sitegen.base.cache import Cache, digest, mark_used
from sitegen.base.files import write_beside
from sitegen.base.project import Project

# ASCII, and what the typographer and the figures' numbers are set with.
_ALWAYS = [*range(0x20, 0x7F), *range(0xA0, 0xC0), 0xD7, 0xF7, *range(0x2000, 0x2070), 0x2212]
_TEXTS = {".bib", ".css", ".csv", ".html", ".js", ".json", ".md", ".py", ".toml", ".txt", ".xml"}
_NUMERALS = ["tnum", "lnum"]


def characters(project: Project, folders: Iterable[Path], formulas: str) -> str:
    """All characters of the project's texts and of `folders`, and of the HTML of formulas, sorted.

    A character that only a computation makes is not among them, and is set in the reader's own face.
    """
    found = {chr(code) for code in _ALWAYS} | set(html.unescape(formulas))
    linked = (folder for folder in project.content.glob("*") if folder.is_symlink())
    for folder in (project.content, *linked, *folders):
        for file in folder.rglob("*"):
            if file.suffix in _TEXTS and file.is_file():
                found |= set(file.read_text("utf-8", errors="ignore"))
    return "".join(sorted(found))


def cut_down(cache: Cache, font: Path, text: str) -> Path:
    """A WOFF2 font with the glyphs for `text` only, kept in the cache."""
    content = font.read_bytes()
    kept = cache.folder / "fonts" / digest(cache.version, content, text)[:24] / font.name
    mark_used(kept.parent)
    if not kept.is_file():
        write_beside(kept, _subset(content, text))
    return kept


def _subset(content: bytes, text: str) -> bytes:
    # Only now: to import it takes as long as a build in which nothing changed. It has no types.
    from fontTools import subset  # type: ignore[import-untyped]

    options = subset.Options(flavor="woff2")
    options.layout_features += _NUMERALS
    font = subset.load_font(io.BytesIO(content), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    smaller = io.BytesIO()
    subset.save_font(font, smaller, options)
    return smaller.getvalue()
