"""Line numbers for inline tokens, which markdown-it leaves without any.

While a paragraph is parsed, `token.map` of an inline token counts the lines from the paragraph's first;
a core rule then makes it count from the file's first, as block tokens do.
"""

from __future__ import annotations

from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType


class _PositionedState(StateInline):
    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = super().push(ttype, tag, nesting)
        line = self.src.count("\n", 0, self.pos)
        token.map = [line, line + 1]
        return token


class PositionedInline(ParserInline):
    """The inline parser, with the line of every token that a rule pushes."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Append the tokens of `src` to `tokens`."""
        state = _PositionedState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def positions_plugin(md: MarkdownIt) -> None:
    """Add the core rule; `md.inline` must be a `PositionedInline`."""
    md.core.ruler.after("inline", "positions", _count_from_file)


def _count_from_file(state: StateCore) -> None:
    for token in state.tokens:
        if token.map and token.children:
            count_from(token.map[0], token.children)


def count_from(base: int, tokens: list[Token]) -> None:
    """Lines that count from a paragraph's first count from the file's, of which that one is the `base`."""
    line = base
    for token in tokens:
        line = max(line, base + token.map[0]) if token.map else line
        token.map = [line, line + 1]
        count_from(line, token.children or [])
        if token.type in ("softbreak", "hardbreak"):
            line += 1


def line_of(token: Token) -> int:
    """The line of the author's file, from 1, on which the token begins."""
    return token.map[0] + 1 if token.map else 0
