"""Headings get an id, from their text or from a trailing `{#id}`, and a link to themselves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import cast

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML, RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sitegen.markdown.notices import notice
from sitegen.markdown.positions import line_of

_EXPLICIT = re.compile(r"\s*\{#([A-Za-z][\w.:-]*)\}\s*$")


def headings_plugin(md: MarkdownIt) -> None:
    """`heading_open` gets the attribute `id` and, in `meta["text"]`, the heading without markup."""
    md.core.ruler.after("positions", "headings", _name_headings)
    md.add_render_rule("heading_close", _close)


def plain_text(tokens: Sequence[Token]) -> str:
    """The words of inline tokens; formulas as their TeX."""
    kinds = "text", "code_inline", "math_inline"
    return "".join(
        " " if t.type == "softbreak" else t.content for t in tokens if t.type in (*kinds, "softbreak")
    )


def slug(text: str) -> str:
    """Lower-case words of `text` joined by `-`, accents dropped; "section" where nothing is left."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", bare.lower()).strip("-") or "section"


def _name_headings(state: StateCore) -> None:
    level = 1
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type != "heading_open":
            continue
        children = inline.children or []
        text, explicit = _take_explicit_id(children)
        opening.meta["text"] = text
        opening.attrSet("id", explicit or slug(text))
        level = _checked_level(state, opening, level)


def _take_explicit_id(children: list[Token]) -> tuple[str, str]:
    found = _EXPLICIT.search(children[-1].content) if children and children[-1].type == "text" else None
    if not found:
        return plain_text(children).strip(), ""
    children[-1].content = children[-1].content[: found.start()]
    return plain_text(children).strip(), found[1]


def _checked_level(state: StateCore, opening: Token, above: int) -> int:
    level = int(opening.tag[1])
    if level == 1:
        what = "a heading of the first level inside a post"
        notice(
            state.env,
            line_of(opening),
            what,
            "The title stands in the front matter; sections begin with `##`.",
        )
    elif level > above + 1:
        what = f"a heading of level {level} directly under level {above}"
        notice(state.env, line_of(opening), what, f"Write it with {'#' * (above + 1)}.")
    return level


def _close(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    opening = next(t for t in reversed(tokens[:index]) if t.type == "heading_open")
    name = env["words"].say("Link to this section")
    link = f' <a class="anchor" href="#{opening.attrGet("id")}" aria-label="{escapeHtml(name)}">#</a>'
    return link + cast(RendererHTML, self).renderToken(tokens, index, options, env)
