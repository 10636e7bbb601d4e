"""What reads like Markdown and would stand on the page as it is written: it is told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.markdown.notices import Notice
from sitegen.markdown.positions import line_of

_OTHER = "\ufffc"  # stands for a token that is no text: an escaped sign, a formula, emphasis
_LINK = re.compile(r"!?\[[^\[\]]*\]\((?P<address>(?:[^()\n]|\([^()\n]*\))*)\)")
_REFERENCE = re.compile(r"!?\[(?P<words>[^\[\]]+)\]\[(?P<label>[^\[\]]*)\]")
_NOTE = re.compile(r"\^\[")
_TASK = re.compile(r"\[[ xX]\]\s")


def unread_plugin(md: MarkdownIt) -> None:
    """Faults for links that are none, for names that nothing has, and for what other dialects know."""
    md.core.ruler.after("positions", "unread", _check)


def _check(state: StateCore) -> None:
    before = ""
    for block in state.tokens:
        if block.type == "inline":
            found = _of_text(block.children or [], begins_item=before == "list_item_open")
            state.env.setdefault("notices", []).extend(found)
        before = before if block.type == "paragraph_open" else block.type


def _of_text(tokens: list[Token], *, begins_item: bool) -> Iterator[Notice]:
    pieces = [_shown(token) for token in tokens]
    text = "".join(pieces)
    if "[" not in text:
        return
    lines = [line_of(token) for token, piece in zip(tokens, pieces, strict=True) for _ in piece]
    for found in _LINK.finditer(text):
        written, address = found[0].replace(_OTHER, "…"), found["address"].replace(_OTHER, "…")
        yield Notice(lines[found.start()], f"`{written}` cannot be read as a link", _link_remedy(address))
    for found in _REFERENCE.finditer(text):
        label = (found["label"] or found["words"]).replace(_OTHER, "…")
        remedy = f"Write `[{label}]: address` on a line of its own; for the sign itself write `\\[`."
        yield Notice(lines[found.start()], f"nothing in this post is called `[{label}]`", remedy)
    for found in _NOTE.finditer(text):
        remedy = "Write `[^name]`, and `[^name]: …` on a line of its own."
        yield Notice(lines[found.start()], "a note cannot be written into its line", remedy)
    if begins_item and _TASK.match(text):
        yield Notice(
            lines[0], f"`{text[:3]}` is no box", "Write the sign: ☐ for what is open, ☑ for what is done."
        )


def _shown(token: Token) -> str:
    return " " if token.type == "softbreak" else token.content if token.type == "text" else _OTHER


def _link_remedy(address: str) -> str:
    if re.match(r"\s*(java|vb)script:", address, re.IGNORECASE):
        return "The page's security policy blocks scripts in links."
    if " " in address.strip():
        return f"Write an address that has spaces between `<` and `>`: `(<{address.strip()}>)`."
    return "Write `[words](address)`; for the sign itself write `\\[`."
