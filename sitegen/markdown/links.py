"""Links. One without text, `[](#eq-zipf)`, gets its text from what it points to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import cast

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML, RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict


def links_plugin(md: MarkdownIt) -> None:
    """`link_open` gets `meta["empty"]`: whether the author left its text to the generator."""
    md.core.ruler.after("positions", "empty_links", _mark_empty)
    md.add_render_rule("link_open", _open)


def _mark_empty(state: StateCore) -> None:
    for block in state.tokens:
        children = block.children or []
        for token, after in pairwise(children):
            if token.type == "link_open":
                token.meta["empty"] = after.type == "link_close"


def _open(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    link = env["resolved"].links[token.attrGet("href")]
    drawn = token.copy()
    drawn.attrs = {**token.attrs, "href": link["href"]}
    empty = token.meta.get("empty")
    for name in [link["class"], "ref" if empty else ""]:
        if name:
            drawn.attrJoin("class", name)
    return cast(RendererHTML, self).renderToken([drawn], 0, options, env) + (link["text"] if empty else "")
