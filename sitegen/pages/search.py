"""What a reader can search: the words of the posts, section by section, in a script of their own.

A script, and no JSON: where a site is opened from a disk, browsers let a page load the one and not the other.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import NamedTuple, cast

from lxml import etree

from sitegen.base.cache import digest
from sitegen.base.texts import printable
from sitegen.markdown.mathml import plain
from sitegen.pages.catalogue import UNLISTED, Entry
from sitegen.source.config import Config
from sitegen.theme.templates import to_json

_HEADINGS = ("h2", "h3")
_UNREAD = (  # in one look through the article, not one for each
    ".//*[self::script or self::style or self::button or local-name()='svg'"
    " or self::a[@class='anchor' or @class='note-back']"
    " or self::sup[@class='note-ref' or @class='note-number']]"
)
_SET = '<span class="katex-html" aria-hidden="true">'
_MEANT = re.compile(r'<span class="katex-mathml">(<math.*?</math>)</span>', re.DOTALL)
_SPAN = re.compile(r"</span>|<(s)pan\b[^>]*>")
_OF_FIGURES = ".//*[@class='figure-title' or @class='figure-caption' or @class='sentence']"
_BLOCKS = {"p", "li", "dt", "dd", "tr", "td", "th", "pre", "div", "section", "figcaption", "summary", "br"}


class Section(NamedTuple):
    """A part of a post: the id and the words of its heading, "" before the first, and its text."""

    id: str
    heading: str
    text: str


def read_sections(article: str, formulas: Iterable[Mapping[str, str]] = ()) -> Iterator[Section]:
    """The sections of an article, formulas in one line, as in p/q, of figures what is said of them.

    `formulas` are those known to be in it, as `typeset` has made them: they are not to be read again.
    """
    root = _parsed(article, formulas)
    for figure in list(root.iter("nt-figure")):
        for told in map(copy.deepcopy, _found(figure, _OF_FIGURES)):
            figure.addprevious(told)
        _drop(figure)
    for unread in _found(root, _UNREAD):
        if unread.getparent() is not None:
            _drop(unread)
    id, heading, parts = "", "", [root.text or ""]
    for block in root:
        if block.tag in _HEADINGS:
            yield Section(id, heading, _plain(parts))
            id, heading, parts = block.get("id", ""), _plain(_words(block)), []
        else:
            parts += [*_words(block), " "]
    yield Section(id, heading, _plain(parts))


def search_script(config: Config, posts: Iterable[tuple[Entry, Sequence[Section]]]) -> str:
    """The script: of each post its path in the site, its title, and its sections.

    Of unlisted posts, those that every page leads to.
    """
    menu = {link["href"].partition("#")[0] for link in config.links}
    pages = [
        [entry["path"], entry["title"], sections]
        for entry, sections in posts
        if entry["status"] not in UNLISTED or entry["path"] in menu
    ]
    return printable(f"globalThis.siteTexts={to_json(pages)}\n")


def texts_path(assets: str, script: str) -> str:
    """Where the script lies, in the folder of `assets`: each build's own, which browsers may keep."""
    return f"{assets}/texts.{digest(script)[:10]}.js"


def _parsed(article: str, formulas: Iterable[Mapping[str, str]]) -> etree._Element:
    """The element around it. lxml's own elements: those of `lxml.html` cost twice the time to be parsed."""
    for formula in formulas:
        article = article.replace(formula["html"], escape(formula["plain"]))
    page = etree.fromstring(f"<html><body>{_unset(article)}</body></html>", etree.HTMLParser())
    return next(page.iter("body"))


def _unset(article: str) -> str:
    """The article with formulas as text alone: most of it is how KaTeX sets them, which nobody searches."""
    parts, done = [], 0
    while (start := article.find(_SET, done)) >= 0:
        parts.append(article[done:start])
        depth, done = 1, start + len(_SET)
        for tag in _SPAN.finditer(article, done):
            depth += 1 if tag[1] else -1
            done = tag.end()
            if not depth:
                break
    return _MEANT.sub(lambda found: escape(plain(found[1])), "".join([*parts, article[done:]]))


def _found(within: etree._Element, path: str) -> list[etree._Element]:
    """The elements that an XPath leads to."""
    return cast("list[etree._Element]", within.xpath(path))


def _drop(element: etree._Element) -> None:
    """Take an element out, and leave what comes after it."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    elif parent is not None:
        parent.text = (parent.text or "") + tail
    if parent is not None:
        parent.remove(element)


def _words(element: etree._Element) -> Iterator[str]:
    """Its text, what is set in blocks apart."""
    yield element.text or ""
    for child in element:
        apart = " " if child.tag in _BLOCKS else ""
        yield apart
        if isinstance(child.tag, str):
            yield from _words(child)
        yield apart + (child.tail or "")


def _plain(parts: Iterable[str]) -> str:
    return re.sub(r"\s+", " ", "".join(parts)).strip()
