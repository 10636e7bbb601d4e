"""The Python behind a figure, as its page lists it: the figure's own file, then its post's modules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from sitegen.base.cache import Cache, digest
from sitegen.source.modules import made_of, read_module, source


def listings(post: Path, figure: str, cache: Cache) -> list[dict[str, Any]]:
    """`name`, `title` (the first line of its docstring) and highlighted `html` of each module of a figure.

    First the figure's own file, then what that imports of its post, and so on, in the order of first mention.
    """
    return [
        {"name": name, "title": read_module(file, cache).title, "html": Markup(_highlighted(file, cache))}
        for name, file in made_of(post, [figure], cache).modules.items()
    ]


def _highlighted(file: Path, cache: Cache) -> str:
    text = source(file)
    key = digest(cache.version, text)
    known: str | None = cache.latest("listing", str(file), key)
    if known is not None:
        return known
    from sitegen.markdown.code import highlight

    listing = f"<code>{highlight(text, 'python')}</code>"
    cache.keep_latest("listing", str(file), key, listing)
    return listing
