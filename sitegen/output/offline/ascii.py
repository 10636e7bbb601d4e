"""A page in ASCII, so that its words are safe in whatever encoding it is read."""

from __future__ import annotations

import re

from sitegen.output.offline.tags import RAW

_OTHER = re.compile(r"[^\x00-\x7f]")


def in_ascii(page: str) -> bytes:
    """The page's HTML with all else escaped, as scripts, stylesheets and text each do it.

    Each script and stylesheet has its end: pages without were refused when their tags were rewritten.
    """
    parts, done = [], 0
    for start in RAW.finditer(page):
        name = start[1].lower()
        end = page.index(f"</{name}", start.end())
        parts += [_escaped(page[done : start.end()]), _RAW_TEXT[name](page[start.end() : end]).encode()]
        done = end
    return b"".join([*parts, _escaped(page[done:])])


def _escaped(text: str) -> bytes:
    return text.encode("ascii", "xmlcharrefreplace")


def script_in_ascii(text: str) -> str:
    """JavaScript or JSON, in which such characters stand in strings or in comments."""
    if text.isascii():
        return text
    return _OTHER.sub(lambda found: "".join(f"\\u{unit:04x}" for unit in _utf16(found[0])), text)


def style_in_ascii(text: str) -> str:
    """A stylesheet, in which they stand in strings or in comments."""
    if text.isascii():
        return text
    return _OTHER.sub(lambda found: f"\\{ord(found[0]):x} ", text)


def _utf16(character: str) -> tuple[int, ...]:
    units = character.encode("utf-16-be")
    return tuple(int.from_bytes(units[i : i + 2]) for i in range(0, len(units), 2))


_RAW_TEXT = {"script": script_in_ascii, "style": style_in_ascii}
