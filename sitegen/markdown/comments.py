"""HTML comments are the author's, not the reader's: they are left out. Other HTML passes through."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict


def comments_plugin(md: MarkdownIt) -> None:
    """Drop comments, in lines and as blocks."""
    md.add_render_rule("html_block", _render)
    md.add_render_rule("html_inline", _render)


def _render(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    text = tokens[index].content
    bare = text.strip()
    return "" if bare.startswith("<!--") and bare.endswith("-->") else text
