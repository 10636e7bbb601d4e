"""Whether every element that an author opens is closed, and where that can be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from markdown_it.token import Token

from sitegen.markdown.elements import BLOCKS, FOREIGN, VOID
from sitegen.markdown.notices import Notice
from sitegen.markdown.positions import line_of
from sitegen.markdown.tags import Piece


class _Open(NamedTuple):
    """What is not closed yet: an element of the author's, or one of Markdown's, which has no `written`."""

    name: str
    line: int = 0
    written: str = ""


class Nesting:
    """The elements that are open; asked in the order of the text."""

    def __init__(self) -> None:
        self._open: list[_Open] = []

    @property
    def foreign(self) -> bool:
        """Whether this is inside of an `<svg>` or a `<math>`."""
        return any(element.name in FOREIGN for element in self._open)

    def directly_in(self, name: str) -> bool:
        """Whether the element that was opened last has this name."""
        return bool(self._open) and self._open[-1].name == name

    def pass_markdown(self, token: Token) -> Iterator[Notice]:
        """A token of Markdown that opens or closes something."""
        name = "" if token.hidden else token.tag
        if token.nesting == 1:
            yield from self._ended_paragraph(name, line_of(token))
            self._open.append(_Open(name))
        elif token.nesting == -1:
            start = next(i for i in reversed(range(len(self._open))) if not self._open[i].written)
            yield from map(_unclosed, self._open[start + 1 :])
            del self._open[start:]

    def start(self, tag: Piece, line: int) -> Iterator[Notice]:
        """A start tag."""
        yield from self._ended_paragraph(tag.name, line, _shown(tag))
        if tag.name in VOID or (tag.closed and self.foreign) or (tag.closed and tag.name in FOREIGN):
            return
        self._open.append(_Open(tag.name, line, _shown(tag)))

    def end(self, tag: Piece, line: int) -> Iterator[Notice]:
        """An end tag. It closes what the author opened, not what Markdown did."""
        for index in reversed(range(len(self._open))):
            element = self._open[index]
            if not element.written:
                break
            if element.name == tag.name:
                yield from map(_unclosed, self._open[index + 1 :])
                del self._open[index:]
                return
        remedy = f"Take it out, or write `<{tag.name}>` before it, in the same list, quotation or paragraph."
        yield Notice(line, f"`{tag.written}` closes nothing that is open here", remedy)

    def finish(self) -> Iterator[Notice]:
        """The end of the text."""
        yield from map(_unclosed, self._open)

    def _ended_paragraph(self, name: str, line: int, written: str = "") -> Iterator[Notice]:
        """A browser ends a paragraph before a block, wherever its `</p>` stands."""
        paragraph = next((element for element in reversed(self._open) if element.name == "p"), None)
        if name not in BLOCKS or paragraph is None:
            return
        if paragraph.written:
            what = f"{f'`{written}`' if written else 'a block of Markdown'} stands inside of `<p>`"
            yield Notice(line, what, "A paragraph holds no blocks: write `<div>` in the place of `<p>`.")
        else:
            remedy = "Begin a line with it, after an empty one."
            yield Notice(line, f"`{written}` stands inside of a paragraph", remedy)


def _unclosed(element: _Open) -> Notice:
    remedy = f"Write `</{element.name}>` where it ends, in the same list, quotation or paragraph"
    sign = "." if element.name in BLOCKS else "; for the sign itself write `\\<`."
    return Notice(element.line, f"`{element.written}` is not closed", remedy + sign)


def _shown(tag: Piece) -> str:
    return tag.written if len(tag.written) < 30 and "\n" not in tag.written else f"<{tag.name} …>"
