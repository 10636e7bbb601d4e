"""Links as notes, for paper: what leads off the page has a number, and the addresses stand in a list."""

from __future__ import annotations

import re
from html import unescape

from sitegen.base.addresses import absolute

# A figure's own links set its controls, or lead to its Python: on paper they are left out.
_FIGURE_OR_LINK = re.compile(r'<nt-figure\b.*?</nt-figure>|<a\b[^>]*?\shref="([^"#][^"]*)"', re.DOTALL)


def number_links(html: str, base: str) -> tuple[str, list[str]]:
    """The article with `data-link="1"` on its links, and the addresses in the order of their numbers.

    `base` is the page's own address; where it is "", links within the site stay without a number, for their
    addresses are not known. The same address has one number.
    """
    numbers: dict[str, int] = {}

    def numbered(found: re.Match[str]) -> str:
        address = absolute(base, unescape(found[1] or ""))
        if not found[1] or not address.startswith(("http://", "https://")):
            return found[0]
        number = numbers.setdefault(address, len(numbers) + 1)
        return f'{found[0]} data-link="{number}"'

    return _FIGURE_OR_LINK.sub(numbered, html), list(numbers)
