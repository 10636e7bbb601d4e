"""The Python behind a figure, as its page lists it: the figure's own file, then its post's modules."""

from __future__ import annotations

import ast
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markupsafe import Markup

from sitegen.cache import Cache, digest


def listings(figure: Path, cache: Cache) -> list[dict[str, Any]]:
    """`name`, `title` (the first line of its docstring) and highlighted `html` of each file.

    First the figure's own file, then what that imports of its post, and so on, in the order of first mention.
    """
    post, files = figure.parent, [figure]
    shown = []
    for file in files:  # grows on the way
        listing = _listing(file, cache)
        found = (target for mention in listing["imports"] for target in _targets(post, file, mention))
        files += [target for target in dict.fromkeys(found) if target not in files]
        name = file.relative_to(post).as_posix()
        shown.append({"name": name, "title": listing["title"], "html": Markup(listing["html"])})
    return shown


def _listing(file: Path, cache: Cache) -> dict[str, Any]:
    with tokenize.open(file) as opened:  # as Python reads it, which knows of other encodings than UTF-8
        text = opened.read()
    key = digest(cache.version, text)
    known: dict[str, Any] | None = cache.latest("listing", str(file), key)
    if known is not None:
        return known
    from sitegen.markdown.code import highlight

    title, imports = _read(text)
    listing = {"title": title, "imports": imports, "html": f"<code>{highlight(text, 'python')}</code>"}
    cache.keep_latest("listing", str(file), key, listing)
    return listing


def _read(text: str) -> tuple[str, list[str]]:
    """The first line of a module's docstring, and its relative imports as in `.draw` or `.parts.bars`.

    Both are empty where only the packed Python, which may be newer than this one, understands the module.
    """
    try:
        module = ast.parse(text)
    except SyntaxError:
        return "", []
    found = [node for node in ast.walk(module) if isinstance(node, ast.ImportFrom) and node.level]
    found.sort(key=lambda node: (node.lineno, node.col_offset))
    title = (ast.get_docstring(module) or "").partition("\n")[0]
    return title, [mention for node in found for mention in _mentions(node)]


def _mentions(node: ast.ImportFrom) -> Iterator[str]:
    """`from .parts import bars` may mean a module `bars` or a name in `parts`: both are mentioned."""
    start = "." * node.level
    if node.module:
        yield start + node.module
    prefix = f"{start}{node.module}." if node.module else start
    yield from (prefix + alias.name for alias in node.names)


def _targets(post: Path, file: Path, mention: str) -> list[Path]:
    """The file that a mention means, if the post has one."""
    path = mention.lstrip(".")
    folder = file.parents[len(mention) - len(path) - 1]
    module = folder.joinpath(*path.split("."))
    candidates = module.with_name(f"{module.name}.py"), module / "__init__.py"
    return [target for target in candidates if target.is_relative_to(post) and target.is_file()][:1]
