"""What a link means, by its writing alone: one of a page, of a stylesheet, of a script.

A path is a file's place in the site, from the site's root: `zipf-kl/index.html`, with nothing escaped. A link
is what leads there from a file: `../notation/index.html#p`, escaped, or an address of its own.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote, urljoin

_CANDIDATE = re.compile(r"[\s,]*([^\s,](?:\S*[^\s,])?)(?:\s+([^,]+))?")
_INDEX = re.compile(r"(^|/)index\.html(?=#|$)")
_EXTERNAL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_PARTS = re.compile(r"([^?#]*)(\?[^#]*)?(?:#(.*))?", re.DOTALL)


class Target(NamedTuple):
    """What a link within the site means: a path, a query with its `?`, a fragment without its `#`."""

    path: str
    query: str = ""
    fragment: str = ""

    @property
    def anchor(self) -> str:
        """The fragment as it stands behind a path; "" where there is none."""
        return f"#{self.fragment}" if self.fragment else ""


def is_external(link: str) -> bool:
    """Whether the link leads out of the site: it names a scheme or a host."""
    return bool(_EXTERNAL.match(link))


def resolve(file: str, link: str) -> Target:
    """What a link within the site means in the file at a path: the file itself where it names no other."""
    found = _PARTS.fullmatch(link)
    assert found
    written, query, fragment = found.groups(default="")
    path = posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(written))) if written else file
    return Target(path, query, fragment)


def relative(file: str, path: str) -> str:
    """The link from one file to another path, which may have a fragment; both are escaped as they are."""
    path, mark, fragment = path.partition("#")
    start = file.split("/")[:-1]
    end = [part for part in posixpath.normpath(path).split("/") if part != "."]
    shared = len(posixpath.commonprefix([start, end]))
    return "/".join([".."] * (len(start) - shared) + end[shared:] or ["."]) + mark + fragment


def absolute(base: str, link: str) -> str:
    """The link from anywhere, by the address of what it stands in; a page is named by its folder."""
    return urljoin(base, link if is_external(link) else _INDEX.sub(r"\1", link))


def in_srcset(written: str, change: Callable[[str], str]) -> str:
    """A `srcset` with each of its addresses changed."""
    candidates = (f"{change(address)} {size}" for address, size in _CANDIDATE.findall(written))
    return ", ".join(map(str.strip, candidates))


def of_srcset(written: str) -> list[str]:
    """The addresses in a `srcset`."""
    return [address for address, _ in _CANDIDATE.findall(written)]
