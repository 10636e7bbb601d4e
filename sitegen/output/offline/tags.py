"""The tags of a finished page that name other files, found and rewritten without parsing the rest."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from sitegen.base.faults import BuildFailed, Fault

_NAMES = "a|area|link|meta|script|img|image|input|source|track|video|audio"
_TAG = re.compile(rf"""<({_NAMES})((?:\s+[^\s=>"]+(?:="[^"]*")?)*)\s*(/?>)""")
_START = re.compile(rf"<(?:{_NAMES})(?=[\s/>])[^>]*>?", re.IGNORECASE)
_RAW = re.compile(r"<(script|style)\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([^\s=>"]+)(?:="([^"]*)")?""")

Attributes = dict[str, str]


def rewrite(page: str, path: str, change: Callable[[str, Attributes], str | Attributes]) -> str:
    """The page at `path` with each such tag changed: to other attributes, or to a text in its place.

    Attributes are written between double quotes, and escaped: so are the theme's, the figures' and KaTeX's.
    Raises `BuildFailed` for a tag that is written otherwise, and for a script or a style without an end.
    """
    faults = list(_unreadable(page, path))
    if faults:
        raise BuildFailed(faults)

    def changed(found: re.Match[str]) -> str:
        name, written, end = found.groups()
        attributes = {key: html.unescape(value) for key, value in _ATTRIBUTE.findall(written)}
        new = change(name, dict(attributes))
        if new == attributes:
            return found[0]
        return new if isinstance(new, str) else f"<{name}{as_written(new)}{end}"

    return _TAG.sub(changed, page)


def _unreadable(page: str, path: str) -> Iterator[Fault]:
    """What would be left as it is, and would then load nothing, or be lost."""

    def fault(at: int, what: str, remedy: str) -> Fault:
        return Fault(f"site/{path}", page.count("\n", 0, at) + 1, what, remedy)

    read = {found.start() for found in _TAG.finditer(page)}
    for found in _START.finditer(page):
        if found.start() not in read:
            what = f"the tag `{found[0]}` cannot be taken along into an offline copy"
            remedy = 'Write it in small letters, with its attributes between double quotes: `<a href="…">`.'
            yield fault(found.start(), what, remedy)
    for found in _RAW.finditer(page):
        if page.find(f"</{found[1].lower()}", found.end()) < 0:
            yield fault(found.start(), f"`{found[0]}` has no end", f"Close it with `</{found[1].lower()}>`.")


def as_written(attributes: Attributes) -> str:
    """Attributes as they stand in a tag."""
    return "".join(
        f' {name}="{html.escape(value)}"' if value else f" {name}" for name, value in attributes.items()
    )
