"""The tags of a finished page that name other files, found and rewritten without parsing the rest."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

_TAG = re.compile(r"""<(a|link|meta|script|img|source|video|audio)((?:\s+[^\s=>"]+(?:="[^"]*")?)*)\s*(/?>)""")
_ATTRIBUTE = re.compile(r"""([^\s=>"]+)(?:="([^"]*)")?""")

Attributes = dict[str, str]


def rewrite(page: str, change: Callable[[str, Attributes], str | Attributes]) -> str:
    """The page with each such tag changed: to other attributes, or to a text in its place.

    Attributes are written between double quotes, and escaped: so are the theme's, the figures' and KaTeX's.
    """

    def changed(found: re.Match[str]) -> str:
        name, written, end = found.groups()
        attributes = {key: html.unescape(value) for key, value in _ATTRIBUTE.findall(written)}
        new = change(name, dict(attributes))
        if new == attributes:
            return found[0]
        return new if isinstance(new, str) else f"<{name}{_written(new)}{end}"

    return _TAG.sub(changed, page)


def _written(attributes: Attributes) -> str:
    return "".join(
        f' {name}="{html.escape(value)}"' if value else f" {name}" for name, value in attributes.items()
    )
