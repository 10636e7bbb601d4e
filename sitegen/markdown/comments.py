"""HTML comments are the author's, not the reader's: they are left out. Other HTML passes through."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

# What looks like a comment inside of a script or a style is a part of it.
_COMMENT = re.compile(
    r"(?P<kept><(?P<name>script|style|textarea)\b.*?</(?P=name)\s*>)|<!--(?:-?>|.*?-->)",
    re.DOTALL | re.IGNORECASE,
)


def comments_plugin(md: MarkdownIt) -> None:
    """Drop comments, in lines and as blocks."""
    md.add_render_rule("html_block", _render)
    md.add_render_rule("html_inline", _render)


def _render(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    left = _COMMENT.sub(lambda found: found["kept"] or "", tokens[index].content)
    return left if left.strip() else ""
