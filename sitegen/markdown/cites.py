"""Citations: `[@shannon1948]`, `[see @cover2006, p. 12; -@amari2016]`, and in a sentence `@shannon1948`.

A key may have `:`, `.`, `/`, `+` and `-` between its letters and digits; others stand in braces: `@{a&b}`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_KEY = re.compile(r"@(?:(?P<key>(?=\d*[^\W\d]|[\d.]+/)\w+(?:[:./+-]\w+)*)|\{(?P<braced>[^{}\s]+)\})")
_IN_BRACKETS = re.compile(rf"(?<![\w\\])(?P<alone>-?){_KEY.pattern}")


def cites_plugin(md: MarkdownIt) -> None:
    """`citation` has `meta["key"]` and `meta["form"]`: "narrative", "full", or "year" for that alone."""
    md.inline.ruler.before("link", "citation", _bracketed)
    md.inline.ruler.before("link", "citation_bare", _bare)
    md.add_render_rule("citations_open", lambda *_: '<span class="citation">(')
    md.add_render_rule("citations_close", lambda *_: ")</span>")
    md.add_render_rule("citation", _render)


def _bracketed(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[" or "@" not in state.src[state.pos : state.posMax]:
        return False
    end = state.src.find("]", state.pos, state.posMax)
    if end < 0 or state.src[end + 1 : end + 2] in ("(", "[", "{", ":"):
        return False
    found = _cited(state.src, state.pos + 1, end)
    if not found:
        return False
    if not silent:
        _push(state, found, end)
    state.pos = end + 1
    return True


def _cited(src: str, start: int, end: int) -> list[re.Match[str]]:
    """One citation in each of the parts between semicolons; none at all where a part has none or several."""
    found = []
    for part in re.finditer(r"[^;]+", src[start:end]):
        cites = list(_IN_BRACKETS.finditer(src, start + part.start(), start + part.end()))
        if len(cites) != 1:
            return []
        found += cites
    return found


def _push(state: StateInline, found: list[re.Match[str]], end: int) -> None:
    """Each citation, with the words before it and after it as text of their own."""
    state.push("citations_open", "", 0)
    start = state.pos + 1
    for cite in found:
        _text(state, start, cite.start())
        _cite(state, cite, "year" if cite["alone"] else "full")
        stop = state.src.find(";", cite.end(), end)
        start = end if stop < 0 else stop
        _text(state, cite.end(), start)
    state.push("citations_close", "", 0)


def _text(state: StateInline, start: int, end: int) -> None:
    """Read for itself: what belongs to a citation ends with it."""
    read: list[Token] = []
    state.md.inline.parse(state.src[start:end], state.md, state.env, read)
    line = state.src.count("\n", 0, start)
    for token in read:
        token.map = [line + token.map[0], line + token.map[1]] if token.map else None
    state.tokens += read


def _cite(state: StateInline, found: re.Match[str], form: str) -> None:
    state.push("citation", "", 0).meta = {"key": found["key"] or found["braced"], "form": form}


def _bare(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "@" or (state.pos and state.src[state.pos - 1].isalnum()):
        return False
    found = _KEY.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        _cite(state, found, "narrative")
    state.pos = found.end()
    return True


def _render(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    key, form = tokens[index].meta["key"], tokens[index].meta["form"]
    authors, year = env["resolved"].citations[key]
    said = {"narrative": f"{authors} ({year})", "full": f"{authors} {year}", "year": year}[form]
    link = f'<a href="#{quote(f"ref-{key}", safe="/:+@.,;!=")}">{escapeHtml(said)}</a>'
    return f'<span class="citation">{link}</span>' if form == "narrative" else link
