"""A parsed post and everything that it refers to, resolved → HTML."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple, cast

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType

from sitegen.base.texts import printable
from sitegen.base.words import ENGLISH, Words
from sitegen.markdown.article import Article, Section
from sitegen.markdown.parser import Document, parser
from sitegen.markdown.resolved import Resolved


class _Note(NamedTuple):
    number: int
    html: str


def render(document: Document, resolved: Resolved, words: Words = ENGLISH) -> Article:
    """Render the text, with each note after the block that first refers to it."""
    env = {"resolved": resolved, "words": words}
    body, note_tokens = _split_notes(document.tokens)
    notes = {note.number: note for note in _render_notes(note_tokens, env)}
    html: list[str] = []
    waiting = set(notes)
    for block in _top_level(body):
        html.append(_html(block, env))
        for number in _references(block):
            if number in waiting:
                waiting.discard(number)
                html.append(_section(notes[number], words))
    html += [_section(notes[number], words) for number in sorted(waiting)]
    return Article(printable("".join(html)), _sections(body, env))


def _html(tokens: list[Token], env: EnvType) -> str:
    md = parser(env["words"].quotes)
    return str(md.renderer.render(tokens, md.options, env))


def _split_notes(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    for index, token in enumerate(tokens):
        if token.type == "footnote_block_open":
            return tokens[:index], tokens[index + 1 : -1]
    return tokens, []


def _render_notes(tokens: list[Token], env: EnvType) -> Iterator[_Note]:
    text: list[Token] = []
    number = 0
    for token in tokens:
        if token.type == "footnote_open":
            text, number = [], token.meta["id"] + 1
        elif token.type == "footnote_close":
            yield _Note(number, _html(text, env).strip())
        elif token.type != "footnote_anchor":
            text.append(token)


def _top_level(tokens: list[Token]) -> Iterator[list[Token]]:
    block: list[Token] = []
    depth = 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield block
            block = []


def _references(block: list[Token]) -> Iterator[int]:
    for token in block:
        yield from (child.meta["id"] + 1 for child in token.children or [] if child.type == "footnote_ref")


def _section(note: _Note, words: Words) -> str:
    """A note, no <aside>, which readers' views leave out; its number and way back stand in its lines."""
    number = f'<sup class="note-number">{note.number}</sup>'
    name = escapeHtml(words.say("Back to the text"))
    back = f'<a class="note-back" href="#note-ref-{note.number}" aria-label="{name}">↩</a>'
    html = note.html
    html = f"<p>{number} {html[3:]}" if html.startswith("<p>") else f"{number} {html}"
    html = f"{html[:-4]} {back}</p>" if html.endswith("</p>") else f"{html} {back}"
    return f'<section class="note" id="note-{note.number}" role="note">{html}</section>\n'


def _sections(tokens: list[Token], env: EnvType) -> list[Section]:
    found = []
    md = parser(env["words"].quotes)
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag in ("h2", "h3"):
            words = [
                t for t in inline.children or [] if t.type not in ("footnote_ref", "link_open", "link_close")
            ]
            html = cast(RendererHTML, md.renderer).renderInline(words, md.options, env)
            level = int(opening.tag[1])
            found.append(Section(str(opening.attrGet("id")), opening.meta["text"], html, level))
    return found
