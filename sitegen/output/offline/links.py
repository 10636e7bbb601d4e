"""Where the links of a page lead that has left the site."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from sitegen.base.addresses import is_external, resolve
from sitegen.output.offline.tags import Attributes

_OF_LINKS = {"href", "rel", "download"}


def led_out(
    path: str, link: Attributes, travels: Callable[[str], bool], address: Callable[[str], str]
) -> Attributes:
    """The link as it is where its target travels along; else to its URL; where that is not known, to nowhere.

    A link to nowhere is a link no more: its words stay.
    """
    href = link.get("href", "")
    if not href or is_external(href):
        return link
    to = resolve(path, href)
    if travels(to.path):
        return link
    if url := address(quote(to.path)):
        return link | {"href": url + to.query + to.anchor}
    return {name: value for name, value in link.items() if name not in _OF_LINKS}
