"""A parsed post and everything that it refers to, resolved → HTML."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple, cast

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from sitegen.markdown.article import Article, Section
from sitegen.markdown.parser import Document, parser
from sitegen.markdown.resolved import Resolved


class _Note(NamedTuple):
    number: int
    html: str


def render(document: Document, resolved: Resolved) -> Article:
    """Render the text, with each note after the block that first refers to it."""
    body, note_tokens = _split_notes(document.tokens)
    notes = {note.number: note for note in _render_notes(note_tokens, resolved)}
    html: list[str] = []
    waiting = set(notes)
    for block in _top_level(body):
        html.append(_html(block, resolved))
        for number in _references(block):
            if number in waiting:
                waiting.discard(number)
                html.append(_aside(notes[number]))
    html += [_aside(notes[number]) for number in sorted(waiting)]
    return Article("".join(html), _sections(body, resolved))


def _html(tokens: list[Token], resolved: Resolved) -> str:
    return str(parser().renderer.render(tokens, parser().options, {"resolved": resolved}))


def _split_notes(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    for index, token in enumerate(tokens):
        if token.type == "footnote_block_open":
            return tokens[:index], tokens[index + 1 : -1]
    return tokens, []


def _render_notes(tokens: list[Token], resolved: Resolved) -> Iterator[_Note]:
    text: list[Token] = []
    number = 0
    for token in tokens:
        if token.type == "footnote_open":
            text, number = [], token.meta["id"] + 1
        elif token.type == "footnote_close":
            yield _Note(number, _html(text, resolved).strip())
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


def _aside(note: _Note) -> str:
    number = f'<span class="note-number">{note.number}</span>'
    back = f'<a class="note-back" href="#note-ref-{note.number}" aria-label="Back to the text">↩</a>'
    return f'<aside class="note" id="note-{note.number}" role="note">{number} {note.html} {back}</aside>\n'


def _sections(tokens: list[Token], resolved: Resolved) -> list[Section]:
    found = []
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag in ("h2", "h3"):
            words = [
                t for t in inline.children or [] if t.type not in ("footnote_ref", "link_open", "link_close")
            ]
            html = cast(RendererHTML, parser().renderer).renderInline(
                words, parser().options, {"resolved": resolved}
            )
            level = int(opening.tag[1])
            found.append(Section(str(opening.attrGet("id")), opening.meta["text"], html, level))
    return found
