"""Formulas: `$a$` in a line, `$$ a $$` displayed, `$$ a $$ (eq-name)` displayed and numbered."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_block_dollar

from sitegen.markdown.notices import notice
from sitegen.markdown.positions import line_of

_LABEL = re.compile(r"[\w:.-]+")
_TAG = re.compile(r"\\tag\b")
_CLOSING = re.compile(r"[,.;:!?)\]’”]+")
_BlockRule = Callable[[StateBlock, int, int, bool], bool]


def math_plugin(md: MarkdownIt) -> None:
    """`math_inline`, `math_block`, and `math_block_label` with its number in `meta["number"]`."""
    dollarmath_plugin(md, allow_space=False, allow_digits=False, allow_blank_lines=False)
    rule = _interrupting(math_block_dollar(allow_labels=True))
    md.block.ruler.at("math_block", rule, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.core.ruler.after("positions", "number_equations", _number)
    md.core.ruler.after("number_equations", "backticks_in_math", _take_off_backticks)
    md.add_render_rule("math_inline", _inline)
    md.add_render_rule("text", _text)
    md.add_render_rule("math_block", _display)
    md.add_render_rule("math_block_label", _numbered)


def _interrupting(rule: _BlockRule) -> _BlockRule:
    """The rule, which may be asked whether a formula ends the paragraph above, and then leaves no trace."""

    def ask(state: StateBlock, first: int, end: int, silent: bool) -> bool:
        tokens, line = len(state.tokens), state.line
        found = rule(state, first, end, silent)
        if silent:
            del state.tokens[tokens:]
            state.line = line
        return found

    return ask


def _number(state: StateCore) -> None:
    numbered = [t for t in state.tokens if t.type == "math_block_label"]
    for number, token in enumerate(numbered, start=1):
        token.meta["number"] = number
        if token.map and not _LABEL.fullmatch(token.info):
            what = f"the label `{token.info}` of an equation cannot be an id"
            remedy = "Write it with letters, digits and `_`, `:`, `.` or `-`, as in `$$ … $$ (eq-zipf)`."
            notice(state.env, token.map[1], what, remedy)  # its last line, counted from 1
        if tag := _TAG.search(token.content):
            remedy = "An equation has one number: take out the `\\tag`, or the label after the `$$`."
            line = line_of(token) + token.content.count("\n", 0, tag.start())
            notice(state.env, line, "a `\\tag` in an equation with a label", remedy)


def _take_off_backticks(state: StateCore) -> None:
    """As GitHub has them, which protect a formula there: `` $`x`$ ``."""
    for block in state.tokens:
        for token in block.children or []:
            if token.type == "math_inline" and re.fullmatch(r"`[^`]+`", token.content):
                token.content = token.content[1:-1]


def _inline(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    formula = f'<span class="math">{env["resolved"].math["i" + tokens[index].content]["html"]}</span>'
    closing = _closing(tokens, index)
    return f'<span class="unbroken">{formula}{closing}</span>' if closing else formula


def _text(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    content = tokens[index].content
    if index and tokens[index - 1].type == "math_inline":
        content = content.removeprefix(_closing(tokens, index - 1))
    return escapeHtml(content)


def _closing(tokens: Sequence[Token], index: int) -> str:
    """The signs right after a formula, which browsers would else let begin a line."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    found = _CLOSING.match(following.content) if following and following.type == "text" else None
    return found[0] if found else ""


def _display(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return f'<div class="equation">{_formula(tokens[index], env)}</div>\n'


def _numbered(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    label, number = tokens[index].info, tokens[index].meta["number"]
    name = escapeHtml(env["words"].say("Equation {number}", number=number))
    link = f'<a class="equation-number" href="#{label}" aria-label="{name}">({number})</a>'
    return f'<div class="equation" id="{label}">{_formula(tokens[index], env)}{link}</div>\n'


def _formula(token: Token, env: EnvType) -> str:
    return f'<div class="equation-math">{env["resolved"].math["d" + token.content]["html"]}</div>'
