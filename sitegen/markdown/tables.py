"""Tables, each in a box that scrolls sideways where the page must not, with a name that no other has."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict


def tables_plugin(md: MarkdownIt) -> None:
    """GitHub's tables."""
    md.enable("table")
    md.core.ruler.push("number_tables", _number)
    md.add_render_rule("table_open", _open)
    md.add_render_rule("table_close", _close)
    md.add_render_rule("th_open", _head)


def _number(state: StateCore) -> None:
    tables = (token for token in state.tokens if token.type == "table_open")
    for number, token in enumerate(tables, start=1):
        token.meta["number"] = number


def _open(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    name = escapeHtml(env["words"].say("Table {number}", number=tokens[index].meta["number"]))
    return f'<div class="table" role="region" tabindex="0" aria-label="{name}"><table>\n'


def _close(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return "</table></div>\n"


def _head(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    style = tokens[index].attrGet("style")
    return f'<th scope="col" style="{style}">' if style else '<th scope="col">'
