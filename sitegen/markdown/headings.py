"""Headings get an id, from their text or from a trailing `{#id .class}`, and a link to themselves."""

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

_BRACES = re.compile(r"\s*\{([#.-][^{}]*|[\w-]+=[^{}]*)\}\s*$")
_JOINERS = "\u200c\u200d"  # within a word, as in Persian


def headings_plugin(md: MarkdownIt) -> None:
    """`heading_open` gets the attribute `id` and, in `meta["text"]`, the heading without markup.

    `meta["label"]` is the same with its formulas between dollars.
    """
    md.core.ruler.after("positions", "headings", _name_headings)
    md.add_render_rule("heading_close", _close)


def plain_text(tokens: Sequence[Token]) -> str:
    """The words of inline tokens; formulas as their TeX."""
    kinds = "text", "code_inline", "math_inline"
    return "".join(
        " " if t.type == "softbreak" else t.content for t in tokens if t.type in (*kinds, "softbreak")
    )


def labelled(tokens: Sequence[Token]) -> str:
    """The words of inline tokens; formulas between dollars."""
    return "".join(
        f"${t.content}$" if t.type == "math_inline" else plain_text([t]).replace("$", "\\$") for t in tokens
    )


def slug(text: str) -> str:
    """Lower-case words of `text`, of whatever script, joined by `-`; "section" where nothing is left."""
    words = "".join(c if _is_of_a_word(c) else " " for c in unicodedata.normalize("NFC", text.lower()))
    return "-".join(words.split()) or "section"


def _is_of_a_word(character: str) -> bool:
    """Whether it is a letter, a mark on one, or a digit."""
    return unicodedata.category(character)[0] in "LMN" or character in _JOINERS


def _name_headings(state: StateCore) -> None:
    level = 1
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type != "heading_open":
            continue
        children = inline.children or []
        written = _take_braces(children)
        text = plain_text(children).strip()
        opening.meta["text"] = text
        opening.meta["label"] = labelled(children).strip()
        opening.attrSet("id", slug(text))
        _read_braces(state, opening, written)
        level = _checked_level(state, opening, level)


def _take_braces(children: list[Token]) -> list[str]:
    """The words of a trailing `{#id .class}`, which is no part of the heading's text."""
    found = _BRACES.search(children[-1].content) if children and children[-1].type == "text" else None
    if not found:
        return []
    children[-1].content = children[-1].content[: found.start()]
    return found[1].split()


def _read_braces(state: StateCore, heading: Token, written: list[str]) -> None:
    for word in written:
        name = unicodedata.normalize("NFC", word[1:])
        if word[0] == "#" and name:
            heading.attrSet("id", name)
        elif word[0] == "." and name:
            heading.attrJoin("class", name)
        else:
            remedy = "A heading may have an id and classes: `## A heading {#id .class}`."
            notice(state.env, line_of(heading), f"`{word}` after a heading cannot be read", remedy)


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
    link = f' <a class="anchor" href="#{opening.attrGet("id")}" aria-label="{escapeHtml(name)}"></a>'
    return link + cast(RendererHTML, self).renderToken(tokens, index, options, env)
