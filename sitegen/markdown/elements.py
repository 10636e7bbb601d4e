"""The elements of HTML, and what kinds of them a post must tell apart."""

from __future__ import annotations


def _names(written: str) -> frozenset[str]:
    return frozenset(written.split())


VOID = _names("area base br col embed hr img input link meta source track wbr")
"""Those that have no end."""

RAW = frozenset(("script", "style", "textarea"))
"""Those in which a `<` is text."""

BLOCKS = _names(
    "address article aside blockquote details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 "
    "h6 header hgroup hr main menu nav ol p pre search section table ul"
)
"""Those before which a browser ends a paragraph."""

FOREIGN = frozenset(("svg", "math"))
"""Those whose content has elements of its own."""

PAGE = _names("base body head html meta title")
"""Those that belong to the page around a post."""

FRAMES = _names("embed frame frameset iframe object")
"""Those that hold another page, or a program."""

HTML = frozenset.union(
    *(VOID, RAW, BLOCKS, FOREIGN, PAGE, FRAMES),
    _names(
        "a abbr audio b bdi bdo button canvas caption cite code colgroup data datalist dd del dfn dialog dt "
        "em i ins kbd label legend li map mark meter noscript optgroup option output picture progress q rp "
        "rt ruby s samp select slot small span strong sub summary sup tbody td template tfoot th thead time "
        "tr u var video"
    ),
)
