"""What a link is by its writing alone."""

from __future__ import annotations

import re
from collections.abc import Callable

_CANDIDATE = re.compile(r"[\s,]*([^\s,](?:\S*[^\s,])?)(?:\s+([^,]+))?")
_INDEX = re.compile(r"(^|/)index\.html(?=#|$)")
_EXTERNAL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


def is_external(link: str) -> bool:
    """Whether the link leads out of the site: it names a scheme or a host."""
    return bool(_EXTERNAL.match(link))


def without_index(link: str) -> str:
    """The link, with a page named by its folder, as in its canonical address."""
    return _INDEX.sub(r"\1", link)


def in_srcset(written: str, change: Callable[[str], str]) -> str:
    """A `srcset` with each of its addresses changed."""
    candidates = (f"{change(address)} {size}" for address, size in _CANDIDATE.findall(written))
    return ", ".join(map(str.strip, candidates))


def of_srcset(written: str) -> list[str]:
    """The addresses in a `srcset`."""
    return [address for address, _ in _CANDIDATE.findall(written)]
