"""A parsed post → its outline."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it.token import Token

from sitegen.base.words import ENGLISH, Words
from sitegen.markdown.footnotes import reference_id
from sitegen.markdown.headings import plain_text
from sitegen.markdown.html import files_of, images_of, links_of
from sitegen.markdown.math_text import formulas_in
from sitegen.markdown.notices import Notice
from sitegen.markdown.outline_data import Anchor, Cell, Mention, Outline
from sitegen.markdown.parser import Document
from sitegen.markdown.positions import line_of
from sitegen.markdown.tags import Piece


def outline(document: Document, words: Words = ENGLISH) -> Outline:
    """Walk the tokens once, in the order of the text."""
    found = Outline(notices=list(document.notices))
    length = 0
    for token in _flat(document.tokens):
        _note(found, token, words)
        length += len(token.content.split()) if token.type == "text" else 0
    return Outline(**{**vars(found), "words": length})


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        if token.type != "image":
            yield from _flat(token.children or [])


def _note(found: Outline, token: Token, words: Words) -> None:
    line = line_of(token)
    if token.attrGet("id") and token.type != "heading_open":
        found.anchors.append(Anchor(str(token.attrGet("id")), line, ""))
    match token.type:
        case "heading_open":
            label = words.quoted(token.meta["label"])
            found.anchors.append(Anchor(str(token.attrGet("id")), line, label, "`## A heading {#other}`"))
        case "math_inline":
            found.formulas.append(Mention("i" + token.content, line))
        case "math_block":
            found.formulas.append(Mention("d" + token.content, line))
        case "math_block_label":
            found.formulas.append(Mention("d" + token.content, line))
            label = words.say("equation ({number})", number=token.meta["number"])
            found.anchors.append(Anchor(token.info, line, label, "`$$ … $$ (other)`"))
        case "container_block_open" if "figure" in token.meta:
            found.figures.append(Mention(token.meta["figure"], line))
            label = words.say("Figure {number}", number=len(found.figures))
            found.anchors.append(Anchor(token.meta["figure"], line, label, ""))
        case "fence" if "cell" in token.meta:
            cell = token.meta["cell"]
            found.cells.append(Cell(cell.id, line + 1, token.content, cell.raises))
            found.anchors.append(Anchor(cell.id, line, "", "`cell=other`"))
        case "readout":
            found.readouts.append(Mention(token.content, line))
        case "citation":
            found.citations.append(Mention(token.meta["key"], line))
        case "footnote_ref":
            found.anchors.append(Anchor(reference_id(token), line, ""))
        case "footnote_open":
            found.anchors.append(Anchor(f"note-{token.meta['id'] + 1}", line, ""))
        case "link_open":
            mention = Mention(str(token.attrGet("href")), line)
            found.links.append(mention)
            if token.meta.get("empty"):
                found.bare_links.append(mention)
        case "image":
            _note_image(found, token, line)
        case "html_block" | "html_inline":
            for piece in token.meta["html"]:
                _note_tag(found, piece, line + piece.line)


def _note_image(found: Outline, token: Token, line: int) -> None:
    if source := token.attrGet("src"):
        found.images.append(Mention(str(source), line))
    found.formulas.extend(Mention(formula, line) for formula in formulas_in(token.content))
    if not token.content.strip() and not plain_text(token.children or []).strip():
        remedy = "Say what it shows between the brackets: `![a curve that falls](curve.svg)`."
        found.notices.append(Notice(line, "an image without alternative text", remedy))


def _note_tag(found: Outline, tag: Piece, line: int) -> None:
    if own := tag.attributes.get("id"):
        found.anchors.append(Anchor(own, line, "", '`id="other"`'))
    found.links.extend(Mention(href, line) for href in links_of(tag))
    found.images.extend(Mention(source, line) for source in images_of(tag))
    found.files.extend(Mention(source, line) for source in files_of(tag))
