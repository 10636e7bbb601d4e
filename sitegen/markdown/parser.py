"""markdown-it, configured: CommonMark, tables, definition lists, and one plugin for each thing of ours."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin

from sitegen.base.words import ENGLISH, Words
from sitegen.markdown.blocks import blocks_plugin
from sitegen.markdown.cells import cells_plugin
from sitegen.markdown.cites import cites_plugin
from sitegen.markdown.code import code_plugin
from sitegen.markdown.depth import MAX_DEPTH, depth_plugin
from sitegen.markdown.footnotes import footnotes_plugin
from sitegen.markdown.headings import headings_plugin
from sitegen.markdown.html import html_plugin
from sitegen.markdown.images import images_plugin
from sitegen.markdown.links import links_plugin
from sitegen.markdown.math import math_plugin
from sitegen.markdown.notices import Notice
from sitegen.markdown.positions import PositionedInline, positions_plugin
from sitegen.markdown.readouts import readouts_plugin
from sitegen.markdown.rows import rows_plugin
from sitegen.markdown.stray_math import stray_math_plugin
from sitegen.markdown.tables import tables_plugin
from sitegen.markdown.unread import unread_plugin


@dataclass(frozen=True)
class Document:
    """A parsed post: its tokens, with lines of the author's file, and what the parser found wrong."""

    tokens: list[Token]
    notices: list[Notice]


@functools.cache
def parser(quotes: tuple[str, ...] = ENGLISH.quotes) -> MarkdownIt:
    """The one parser. It needs `env["words"]`, the page's own; rendering `env["resolved"]`, a `Resolved`."""
    md = MarkdownIt("commonmark", {"typographer": True, "quotes": quotes, "maxNesting": MAX_DEPTH})
    md.enable(["smartquotes", "strikethrough"])
    md.inline = PositionedInline()
    md.inline.ruler.enableOnly([rule for rule in md.inline.ruler.get_all_rules() if rule != "linkify"])
    footnotes_plugin(md)
    positions_plugin(md)
    for plugin in (headings_plugin, math_plugin, links_plugin, html_plugin, unread_plugin, images_plugin):
        plugin(md)
    for plugin in (blocks_plugin, readouts_plugin, cites_plugin, code_plugin, tables_plugin):
        plugin(md)
    for plugin in (cells_plugin, rows_plugin, depth_plugin):
        plugin(md)
    stray_math_plugin(md)
    deflist_plugin(md)
    attrs_plugin(md, spans=True)
    return md


def parse(text: str, words: Words = ENGLISH) -> Document:
    """Parse Markdown without its front matter (blank lines in its place keep the line numbers)."""
    env: dict[str, Any] = {"words": words}
    tokens = parser(words.quotes).parse(text, env)
    return Document(tokens, env.get("notices", []))
