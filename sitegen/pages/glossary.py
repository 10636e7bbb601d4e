"""Terms: the first use of each in another post is a link, at which a reader is shown what it means.

[Entropy or uncertainty]{#entropy .term}
: The mean surprise of a distribution.

What counts is the running text. A post that emphasises a term at its first use explains it itself, and
`[heat]{.no-term}` is another word.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import NamedTuple

from sitegen.base.addresses import relative
from sitegen.markdown.elements import VOID
from sitegen.pages.terms import TERM, names_of, word

_PIECE = re.compile(
    r"<(?P<whole>nt-figure|nt-cell|math|script|style)\b.*?</(?P=whole)>|<!--.*?-->"
    r"|<(?P<end>/?)(?P<tag>[a-z][\w-]*)(?P<attributes>[^>]*)>"
    r"|(?P<text>[^<]+)|<",
    re.DOTALL | re.IGNORECASE,
)
_EXPLAINS = re.compile("strong|b|em|i|dfn|dt")
_APART = re.compile(
    "h[1-6]|a|button|summary|label|textarea|select|code|pre|kbd|samp|svg|table|figure|details|blockquote|q"
    "|cite|sup|sub|template|audio|video"
)
_APART_BY = re.compile(
    r'\s(?:translate="no"|class="[^"]*(?<![\w-])(?:note|readout|handle|no-term|callout-title)(?![\w-]))'
)
# What leads on, or has a place in its own page alone.
_LEFT_OUT = re.compile(r'<sup class="note-ref".*?</sup>|</?(?:a|img)\b[^>]*>|\sid="[^"]*"', re.DOTALL)


class _Reading(IntEnum):
    """How a word is taken: as one of the running text, as one that is explained here, not at all."""

    RUNNING = 0
    EXPLAINED = 1
    APART = 2


class Term(NamedTuple):
    """What a glossary defines: where, by which names, and what a reader of another page is told, as HTML."""

    page: str
    anchor: str
    names: Sequence[str]
    told: str


@dataclass(frozen=True)
class Glossary:
    """The terms of a site. Of two with one name the first is meant."""

    terms: Sequence[Term] = ()

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """The number of its term by each name as HTML has it, the longest first."""
        numbers: dict[str, int] = {}
        for number, term in enumerate(self.terms):
            for name in term.names:
                numbers.setdefault(html.escape(name, quote=False), number)
        return dict(sorted(numbers.items(), key=lambda each: -len(each[0])))

    @cached_property
    def _word(self) -> re.Pattern[str]:
        """Any name: the number of the group that it is in, less one, is its place in `_numbers`."""
        return re.compile("|".join(f"({word([name])})" for name in self._numbers), re.IGNORECASE)

    def linked(self, article: str, page: str) -> tuple[str, list[str]]:
        """The article at `page` with its links, and what their terms mean, each at the place a link names.

        A page that defines terms links none.
        """
        if not self.terms or any(term.page == page for term in self.terms):
            return article, []
        numbers = list(self._numbers.values())
        met: set[int] = set()
        told: list[str] = []

        def link(found: re.Match[str]) -> str:
            number = numbers[(found.lastindex or 0) - 1]
            if number in met:
                return found[0]
            met.add(number)
            term = self.terms[number]
            href = html.escape(relative(page, term.page) + term.anchor)
            told.append(term.told)
            return f'<a class="term" href="{href}" data-term="{len(told) - 1}">{found[0]}</a>'

        def read(piece: str, reading: _Reading) -> str:
            if reading is _Reading.RUNNING:
                return self._word.sub(link, piece)
            if reading is _Reading.EXPLAINED:
                met.update(numbers[(found.lastindex or 0) - 1] for found in self._word.finditer(piece))
            return piece

        return "".join(read(*each) for each in _pieces(article)), told


def glossary_of(articles: Iterable[tuple[str, str]]) -> Glossary:
    """The terms of the articles, by their pages."""
    found = (_term(page, found) for page, article in articles for found in TERM.finditer(article))
    return Glossary([term for term in found if term.names])


def _term(page: str, found: re.Match[str]) -> Term:
    anchor = f"#{html.unescape(found['id'])}" if found["id"] else ""
    told = _LEFT_OUT.sub("", f'<span class="term">{found["term"]}</span>{found["definition"]}')
    return Term(page, anchor, names_of(found["term"]), told)


def _pieces(article: str) -> Iterator[tuple[str, _Reading]]:
    """The article in pieces, and how each is read: figures and tags not at all."""
    around: list[tuple[str, _Reading]] = [("", _Reading.RUNNING)]
    for piece in _PIECE.finditer(article):
        yield piece[0], around[-1][1] if piece["text"] else _Reading.APART
        tag = (piece["tag"] or "").lower()
        if not tag or tag in VOID or piece["attributes"].endswith("/"):
            continue
        if not piece["end"]:
            around.append((tag, max(around[-1][1], _own_reading(tag, piece["attributes"]))))
        elif tag == around[-1][0]:
            around.pop()


def _own_reading(tag: str, attributes: str) -> _Reading:
    if _APART.fullmatch(tag) or _APART_BY.search(attributes):
        return _Reading.APART
    return _Reading.EXPLAINED if _EXPLAINS.fullmatch(tag) else _Reading.RUNNING
