"""How deep a text may be nested: markdown-it drops without a word what is deeper."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from sitegen.markdown.notices import notice
from sitegen.markdown.positions import line_of

MAX_DEPTH = 100
"""Elements in one another; a list takes two."""


def depth_plugin(md: MarkdownIt) -> None:
    """Faults for what lies at the last level, below which nothing is read."""
    md.core.ruler.after("block", "depth", _check)


def _check(state: StateCore) -> None:
    for token in state.tokens:
        if token.nesting == 1 and token.level == MAX_DEPTH - 1:
            remedy = "Write it as a text with headings."
            notice(state.env, line_of(token), "a list or quotation nested too deep to be read", remedy)
