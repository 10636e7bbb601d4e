"""Where the links of a page lead that has left the site."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from urllib.parse import quote, unquote

from sitegen.base.addresses import is_external
from sitegen.output.offline.tags import Attributes

_OF_LINKS = {"href", "rel", "download"}


def target(path: str, href: str) -> tuple[str, str]:
    """The path in the site that a link on the page at `path` means, and its fragment with the `#`."""
    written, mark, fragment = href.partition("#")
    folder = posixpath.dirname(path)
    return posixpath.normpath(posixpath.join(folder, unquote(written))) if written else path, mark + fragment


def way_out(
    path: str, link: Attributes, travels: Callable[[str], bool], address: Callable[[str], str]
) -> Attributes:
    """The link as it is where its target travels along; else to its URL; where that is not known, to nowhere.

    A link to nowhere is a link no more: its words stay.
    """
    href = link.get("href", "")
    if not href or is_external(href):
        return link
    to, fragment = target(path, href)
    if travels(to):
        return link
    url = address(quote(to))
    return link | {"href": url + fragment} if url else {k: v for k, v in link.items() if k not in _OF_LINKS}
