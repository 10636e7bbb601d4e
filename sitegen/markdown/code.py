"""Code: highlighted once, at build time, as classes that the theme colours."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sitegen.markdown.notices import notice
from sitegen.markdown.positions import line_of

if TYPE_CHECKING:
    from pygments.token import _TokenType


_OPTION = re.compile(r"(?<!\S)--?[a-z][\w-]{,30}", re.IGNORECASE)
"""A command's option, which no line may end in the midst of: `--` at its end would be another."""


def code_plugin(md: MarkdownIt) -> None:
    """Fenced code in a language that Pygments knows; without a language it stays plain."""
    md.core.ruler.after("block", "code", _check)
    md.add_render_rule("fence", _render)
    md.add_render_rule("code_block", _render)
    md.add_render_rule("code_inline", _inline)


@functools.cache
def _languages() -> frozenset[str]:
    from pygments.lexers import get_all_lexers

    return frozenset(alias for _, aliases, _, _ in get_all_lexers() for alias in aliases)


def highlight(text: str, language: str) -> str:
    """HTML of `text`, with those of Pygments' classes that the theme tells apart: k ow s m c nf nc err gp go.

    `language` is one of Pygments' names, or "".
    """
    if not language:
        return escapeHtml(text)
    from pygments import format as write
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name

    tokens = get_lexer_by_name(language, stripnl=False).get_tokens(text)
    return str(write(_coarse(tokens), HtmlFormatter(nowrap=True)))


def _coarse(tokens: Iterable[tuple[_TokenType, str]]) -> Iterator[tuple[_TokenType, str]]:
    """Each token as the kind that the theme colours: most have none, and a page needs no tags for them."""
    from pygments.token import (
        Comment,
        Error,
        Generic,
        Keyword,
        Name,
        Number,
        Operator,
        String,
        Text,
        is_token_subtype,
    )

    coloured = (
        Operator.Word, Keyword, String, Number, Comment, Name.Function, Name.Class, Error, Generic.Prompt,
        Generic.Output,
    )  # fmt: skip
    for kind, value in tokens:
        yield next((colour for colour in coloured if is_token_subtype(kind, colour)), Text), value


def _language(token: Token) -> str:
    return token.info.split()[0].lower() if token.info.strip() else ""


def _check(state: StateCore) -> None:
    lines = state.src.split("\n")
    for token in state.tokens:
        if token.type == "fence" and not _is_closed(token, lines):
            remedy = f"Write a line {token.markup} where it ends."
            notice(state.env, line_of(token), "a block of code that is not closed", remedy)
        language = _language(token) if token.type == "fence" else ""
        if language and language not in _languages():
            near = get_close_matches(language, _languages(), 1)
            remedy = f"Did you mean `{near[0]}`?" if near else "Use one of Pygments' names, or `text`."
            remedy = "A formula stands between lines `$$`." if language == "math" else remedy
            notice(state.env, line_of(token), f"code in an unknown language, `{language}`", remedy)


def _is_closed(token: Token, lines: list[str]) -> bool:
    first, end = token.map or (0, 0)
    last = lines[end - 1].strip(" \t>")
    return end - 1 > first and last.startswith(token.markup) and not last.strip(token.markup[0])


def _inline(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    attributes = tokens[index].attrs | {"translate": "no"}
    written = "".join(f' {name}="{escapeHtml(str(value))}"' for name, value in attributes.items())
    content = _OPTION.sub(r'<span class="option">\g<0></span>', escapeHtml(tokens[index].content))
    return f"<code{written}>{content}</code>"


def _render(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    if cell := tokens[index].meta.get("cell"):
        return str(env["resolved"].cells[cell.id])
    language = _language(tokens[index])
    code = highlight(tokens[index].content, language)
    name = f' data-language="{escapeHtml(language)}"' if language else ""
    return f'<div class="highlight"{name}><pre tabindex="0" translate="no"><code>{code}</code></pre></div>\n'
