"""What a reader can click in a drawing: links to states. `Figure.link` writes their addresses.

Such a link has an address, is a step for Back, and works by keyboard. After the answer the focus is on the
link of the same `key`, else on one to the same state, else on one at the same place.
"""

from __future__ import annotations

from collections.abc import Iterable

from explorable.format import escape


def link(href: str, content: str, name: str = "", key: str = "", current: bool = False) -> str:
    """A link around SVG or HTML. `name` is what it is called where its content does not say that.

    `key` is what the same link is called in the next drawing; `current` says that the reader is there.
    """
    where = f' href="{escape(href)}"' if href else ""
    called = f' aria-label="{escape(name)}"' if name else ""
    known = f' data-key="{escape(key)}"' if key else ""
    here = ' aria-current="true"' if current else ""
    return f"<a{where}{called}{known}{here}>{content}</a>"


def written(attributes: dict[str, str]) -> str:
    """The attributes of a tag, each after a blank; empty ones are left out."""
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items() if value)


def ways(label: str, ways: Iterable[str]) -> str:
    """Links beside each other that lead on, named together; they do not go to paper."""
    return f'<div class="pages" role="group"{written({"aria-label": label})}>{" ".join(ways)}</div>'


def pages(label: str, page: int, last: int, hrefs: tuple[str, str]) -> str:
    """The way to the page before and the one after: `hrefs`, of which one is empty where there is none."""
    names = ("Previous", "Next")
    steps = [
        link(href, name, key=f"{label} {name}") if href else f'<span class="no-way">{name}</span>'
        for href, name in zip(hrefs, names, strict=True)
    ]
    return ways(label, (steps[0], f"<span>{page} of {last}</span>", steps[1]))
