"""What a link is by its writing alone."""

from __future__ import annotations

import re

_EXTERNAL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


def is_external(link: str) -> bool:
    """Whether the link leads out of the site: it names a scheme or a host."""
    return bool(_EXTERNAL.match(link))
