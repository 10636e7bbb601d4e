"""Blocks between colons: figures, call-outs and folds.

::: figure zipf-kl
:::

::: note A title
Markdown, in which a longer fence of colons may stand around a shorter one.
:::
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.container import container_plugin

from sitegen.markdown.notices import notice
from sitegen.markdown.positions import line_of

CALLOUTS = {
    "note": "Note",
    "tip": "Tip",
    "warning": "Warning",
    "try": "Try this",
    "definition": "Definition",
    "theorem": "Theorem",
    "proof": "Proof",
}
_KINDS = ["figure", "fold", *CALLOUTS]


def blocks_plugin(md: MarkdownIt) -> None:
    """`container_block_open` gets `meta["kind"]`, and for a figure `meta["figure"]`.

    The title becomes a paragraph (a `summary` in a fold) of its own, so that it may hold Markdown.
    """
    container_plugin(md, "block", validate=lambda params, markup: True, render=_render)
    md.core.ruler.after("block", "block_titles", _read_titles)
    md.add_render_rule("block_title_open", _render_title)
    md.add_render_rule("block_title_close", _render_title)


def _read_titles(state: StateCore) -> None:
    lines = state.src.split("\n")
    tokens: list[Token] = []
    open_blocks: list[Token] = []
    for token in state.tokens:
        tokens.append(token)
        if token.type == "container_block_open":
            open_blocks.append(token)
            tokens += _begin(state, token, lines)
        elif token.type == "container_block_close":
            token.meta = open_blocks.pop().meta
    _refuse_filled_figures(state.env, tokens)
    state.tokens = tokens


def _begin(state: StateCore, token: Token, lines: list[str]) -> list[Token]:
    """Note what the block is; give the tokens of its title."""
    kind, _, title = token.info.strip().partition(" ")
    token.meta = {"kind": kind}
    line = line_of(token)
    first, end = token.map or (0, 0)
    if kind not in _KINDS:
        _refuse_kind(state.env, line, kind)
        return []
    if end >= len(lines) or not lines[end].strip(" >").startswith(":::"):
        notice(state.env, line, f"`::: {kind}` is not closed", "Write a line `:::` after it.")
    if kind == "figure":
        token.meta["figure"] = title.strip()
        return []
    if kind == "fold" and not title.strip():
        notice(
            state.env,
            line,
            "a fold without a title",
            "Write what it hides: `::: fold How the bound is found`.",
        )
    tag = "summary" if kind == "fold" else "p"
    name = state.env["words"].say(CALLOUTS.get(kind, "More"))
    return _title(tag, title.strip() or name, first, token.level + 1)


def _title(tag: str, text: str, line: int, level: int) -> list[Token]:
    opening = Token("block_title_open", tag, 1, map=[line, line + 1], level=level, block=True)
    inline = Token(
        "inline", "", 0, map=[line, line + 1], level=level + 1, content=text, children=[], block=True
    )
    return [opening, inline, Token("block_title_close", tag, -1, level=level, block=True)]


def _refuse_kind(env: EnvType, line: int, kind: str) -> None:
    if not kind:
        return notice(
            env, line, "`:::` opens a block without saying which", f"Known are {', '.join(_KINDS)}."
        )
    near = get_close_matches(kind, _KINDS, 1)
    remedy = f"Did you mean `::: {near[0]}`?" if near else f"Known are {', '.join(_KINDS)}."
    return notice(env, line, f"`::: {kind}` is no known block", remedy)


def _refuse_filled_figures(env: EnvType, tokens: list[Token]) -> None:
    for token, after in pairwise(tokens):
        if "figure" in token.meta and token.nesting == 1 and after.type != "container_block_close":
            remedy = "Its caption stands in its Python; write `:::` on the next line."
            notice(env, line_of(token), "a figure's block holds text", remedy)


def _render_title(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """A call-out's is strong, so that it is told from the text where no stylesheet is."""
    title = tokens[index]
    if title.tag == "summary":
        return "<summary>" if title.nesting == 1 else "</summary>\n"
    return '<p class="callout-title"><strong>' if title.nesting == 1 else "</strong></p>\n"


def _render(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    kind = token.meta["kind"]
    if kind == "figure":
        return env["resolved"].figures[token.meta["figure"]] if token.nesting == 1 else ""
    if kind == "fold":
        return '<details class="fold">\n' if token.nesting == 1 else "</details>\n"
    return (
        f'<section class="callout callout-{escapeHtml(kind)}" role="note">\n'
        if token.nesting == 1
        else "</section>\n"
    )
