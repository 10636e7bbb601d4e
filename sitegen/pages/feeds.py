"""A post's article as a feed may carry it: absolute links, MathML alone, each figure an image with its words.

An image, for programs that know no inline drawing drop its tags, and would leave its labels as text; a PNG
where it can be, for many show no SVG, and none has the site's fonts for it; and a file of the site, for many
load no `data:` address. A formula's TeX is left out: they would show it, too.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Sequence
from html import escape
from itertools import count
from typing import Any

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from sitegen.base.addresses import absolute, in_srcset
from sitegen.base.quoted import untranslated
from sitegen.base.texts import printable
from sitegen.base.words import Words
from sitegen.pages.stills import DRAWING, SVG, Stills, alone, in_light

_PAGE_ONLY = ("katex-html", "anchor", "note-back", "actions")


def feed_html(
    article: str, page_url: str, figures: Sequence[dict[str, Any]], words: Words, stills: Stills
) -> str:
    """The article for readers outside the site, whose drawings are added to `stills`.

    `figures` are those that the page shows.
    """
    root = lxml.html.fragment_fromstring(article, create_parent="div")
    shown = {figure["id"]: figure for figure in figures}
    for element in list(root.iter("nt-figure")):
        figure = shown[str(element.get("id"))]
        _replace(element, _still(figure, _pictured(figure, stills), page_url, words))
    for cell in list(root.iter("nt-cell")):
        _take_out(cell, stills)
        cell.drop_tag()
    for element in [*root.iter("annotation"), *(e for name in _PAGE_ONLY for e in root.find_class(name))]:
        element.drop_tree()
    for element in root.iter(etree.Element):
        _make_absolute(element, page_url)
    parts = [escape(root.text or ""), *(lxml.html.tostring(child, encoding="unicode") for child in root)]
    return "".join(parts).strip()


def _make_absolute(element: HtmlElement, page_url: str) -> None:
    for name in ("href", "src", "poster"):
        link = element.get(name)
        own_part = link and link.startswith("#") and element.tag not in ("a", "area")  # of a drawing
        if link and not own_part:
            element.set(name, absolute(page_url, link))
    if sources := element.get("srcset"):
        element.set("srcset", in_srcset(sources, lambda link: absolute(page_url, link)))


def _replace(old: HtmlElement, new: HtmlElement) -> None:
    parent = old.getparent()
    if parent is not None:
        new.tail = old.tail
        parent.replace(old, new)


def _still(figure: dict[str, Any], pictured: str, page_url: str, words: Words) -> HtmlElement:
    answer, number = figure["answer"], escape(words.say("Figure {number}", number=figure["number"]))
    title = f"<p><strong>{number}: {figure['title']}</strong></p>"
    caption = f"<p>{figure['caption']}</p>" if figure["caption"] else ""
    moves = escape(words.say("Move its controls on the page"))
    link = f'<a href="{page_url}#{figure["id"]}">{moves}</a>'
    still = (
        f"<figure><figcaption>{title}{caption}</figcaption>{pictured}"
        f"<p>{untranslated(answer['sentence'])} {link}</p></figure>"
    )
    return lxml.html.fragment_fromstring(printable(still))


def _pictured(figure: dict[str, Any], stills: Stills) -> str:
    """A figure's drawing: what is text stays as it is, each SVG is an image.

    All are numbered, for the post's card has a name in the same folder.
    """
    numbers = count(1)

    def image(found: re.Match[str]) -> str:
        svg = alone(found[0])
        title = svg.findtext(f"{{{SVG}}}title") or figure["declaration"]["title"]
        element = lxml.html.Element("img", alt=title)
        _show(element, stills.add(f"{figure['id']}.{next(numbers)}", svg), svg)
        return str(lxml.html.tostring(element, encoding="unicode"))

    wide = figure["answer"]["drawings"]["wide"]
    pictured = DRAWING.sub(image, wide)
    return f'<div translate="no">{pictured}</div>' if DRAWING.sub("", wide).strip() else pictured


def _take_out(cell: HtmlElement, stills: Stills) -> None:
    """The pictures of a cell's output, which it holds itself, become files."""
    for number, image in enumerate(cell.iterfind(".//img[@src]"), start=1):
        kind, held, data = str(image.get("src")).partition(";base64,")
        if held and kind == "data:image/svg+xml":
            written = b64decode(data).decode()
            svg = alone(in_light(written[written.find("<svg") :]))  # what is before it may name an encoding
            _show(image, stills.add(f"{cell.get('id')}.{number}", svg), svg)


def _show(image: HtmlElement, url: str, svg: etree._Element) -> None:
    """As large as the drawing is, for a PNG of it has more pixels."""
    shown = {"src": url, "width": svg.get("width"), "height": svg.get("height")}
    image.attrib.update(shown | {"style": "max-width: 100%; height: auto"})
