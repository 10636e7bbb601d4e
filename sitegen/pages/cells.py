"""Cells as a page shows them: their code, and what it came to when the site was built."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from sitegen.base.cache import Cache, digest
from sitegen.drawing.gallery import Gallery
from sitegen.markdown.resolved import Resolved
from sitegen.source.content import Post
from sitegen.theme.templates import Templates


def cells_of(gallery: Gallery, post: Post, cache: Cache) -> list[dict[str, Any]]:
    """What the cell macro is offered for each cell of the post, in the order of the text."""
    session = gallery.sessions.get(post.slug)
    ran = session.cells if session else {}
    return [
        {
            "id": cell.id,
            "number": number,
            "code": Markup(_highlighted(cell.code, cache)),
            "post": post.slug,
            **vars(ran[cell.id]),
        }
        for number, cell in enumerate(post.outline.cells, start=1)
        if cell.id in ran
    ]


def print_in(
    theme: Templates, given: Mapping[str, Any], cells: list[dict[str, Any]], resolved: Resolved
) -> None:
    """Put the cells' HTML, as the theme's macro writes it, among the answers."""
    for cell in cells:
        resolved.cells[cell["id"]] = theme.part("cell.html", "cell", given, cell)


def _highlighted(code: str, cache: Cache) -> str:
    key = digest(cache.version, code)
    known: str | None = cache.get("cell-code", key)
    if known is not None:
        return known
    from sitegen.markdown.code import highlight

    html = highlight(code, "python")
    cache.put("cell-code", key, html)
    return html
