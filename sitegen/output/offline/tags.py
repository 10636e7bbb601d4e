"""The tags of a finished page that name other files, found and rewritten without parsing the rest."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Container, Iterator

from sitegen.base.faults import BuildFailed, Fault

RAW = re.compile(r"<((?i:script|style))\b[^>]*>")
"""The tag that begins a script or a stylesheet: what follows is no HTML up to its end."""

NAMES = ("a", "area", "link", "meta", "script", "img", "image", "input", "source", "track", "video", "audio")
_NAMES = "|".join(NAMES)
_TAG = re.compile(rf"""<({_NAMES})((?:\s+[^\s=>"]+(?:="[^"]*")?)*)\s*(/?>)""")
# Most tags are a formula's `<span>`, and an end: they are not to be compared with each name.
_START = re.compile(rf"<(?!/|span\b)(?i:{_NAMES})(?=[\s/>])[^>]*>?")
_ATTRIBUTE = re.compile(r"""([^\s=>"]+)(?:="([^"]*)")?""")

_REMEDY = 'Write it in small letters, with its attributes between double quotes: `<a href="…">`.'

Attributes = dict[str, str]


def rewrite(
    page: str,
    path: str,
    change: Callable[[str, Attributes], str | Attributes],
    only: Container[str] = NAMES,
) -> str:
    """The page at `path` with each such tag changed: to other attributes, or to a text in its place.

    Attributes are written between double quotes, and escaped: so are the theme's, the figures' and KaTeX's.
    Raises `BuildFailed` for a tag that is written otherwise, and for a script or a style without an end.
    """
    tags: list[re.Match[str]] = []
    faults = list(_endless(page, path))
    for start in _START.finditer(page):
        tag = _TAG.match(page, start.start())
        if tag and (not tags or tags[-1].end() <= tag.start()):
            tags.append(tag)
        else:
            what = f"the tag `{start[0]}` cannot be taken along into an offline copy"
            faults.append(_fault(page, path, start.start(), what))
    if faults:
        raise BuildFailed(faults)
    parts, done = [], 0
    for tag in (tag for tag in tags if tag[1] in only):
        parts += [page[done : tag.start()], _changed(tag, change)]
        done = tag.end()
    return "".join([*parts, page[done:]])


def _changed(tag: re.Match[str], change: Callable[[str, Attributes], str | Attributes]) -> str:
    name, written, end = tag.groups()
    attributes = {key: html.unescape(value) for key, value in _ATTRIBUTE.findall(written)}
    new = change(name, dict(attributes))
    if new == attributes:
        return tag[0]
    return new if isinstance(new, str) else f"<{name}{as_written(new)}{end}"


def _fault(page: str, path: str, at: int, what: str, remedy: str = _REMEDY) -> Fault:
    """What would be left as it is, and would then load nothing, or be lost."""
    return Fault(f"site/{path}", page.count("\n", 0, at) + 1, what, remedy)


def _endless(page: str, path: str) -> Iterator[Fault]:
    for found in RAW.finditer(page):
        if page.find(f"</{found[1].lower()}", found.end()) < 0:
            remedy = f"Close it with `</{found[1].lower()}>`."
            yield _fault(page, path, found.start(), f"`{found[0]}` has no end", remedy)


def as_written(attributes: Attributes) -> str:
    """Attributes as they stand in a tag."""
    return "".join(
        f' {name}="{html.escape(value)}"' if value else f" {name}" for name, value in attributes.items()
    )
