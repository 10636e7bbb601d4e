"""Citations: `[@shannon1948]`, `[@cover2006, p. 12; @amari2016]`, and in a sentence `@shannon1948`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_KEY = r"@(?P<key>[A-Za-z](?:[\w:.-]*\w)?)"
_BARE = re.compile(_KEY)
_ONE = re.compile(rf"\s*{_KEY}(?:,\s*(?P<place>.+?))?\s*", re.DOTALL)


def cites_plugin(md: MarkdownIt) -> None:
    """`citation`: `meta["keys"]` is a list of (key, place), `meta["narrative"]` tells the two forms apart."""
    md.inline.ruler.before("link", "citation", _bracketed)
    md.inline.ruler.before("link", "citation_bare", _bare)
    md.add_render_rule("citation", _render)


def _bracketed(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[@", state.pos):
        return False
    end = state.src.find("]", state.pos, state.posMax)
    if end < 0 or state.src[end + 1 : end + 2] in ("(", "["):
        return False
    parts = [_ONE.fullmatch(part) for part in state.src[state.pos + 1 : end].split(";")]
    if not all(parts):
        return False
    if not silent:
        keys = [(part["key"], part["place"] or "") for part in parts if part]
        state.push("citation", "", 0).meta = {"keys": keys, "narrative": False}
    state.pos = end + 1
    return True


def _bare(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "@" or (state.pos and state.src[state.pos - 1].isalnum()):
        return False
    found = _BARE.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.push("citation", "", 0).meta = {"keys": [(found["key"], "")], "narrative": True}
    state.pos = found.end()
    return True


def _render(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    meta = tokens[index].meta
    if meta["narrative"]:
        authors, year = env["resolved"].citations[meta["keys"][0][0]]
        link = _link(meta["keys"][0][0], f"{authors} ({year})")
        return f'<span class="citation">{link}</span>'
    links = []
    for key, place in meta["keys"]:
        authors, year = env["resolved"].citations[key]
        links.append(_link(key, f"{authors} {year}") + (f", {escapeHtml(place)}" if place else ""))
    return f'<span class="citation">({"; ".join(links)})</span>'


def _link(key: str, text: str) -> str:
    return f'<a href="#ref-{escapeHtml(key)}">{escapeHtml(text)}</a>'
