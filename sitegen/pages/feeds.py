"""A post's article as a feed may carry it: absolute links, MathML alone, each figure an image with its words.

An image, for programs that know no inline drawing drop its tags, and would leave its labels as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import quote

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from sitegen.base.addresses import absolute, in_srcset
from sitegen.base.texts import printable
from sitegen.base.words import Words

_SVG = "http://www.w3.org/2000/svg"
_PAGE_ONLY = ("katex-html", "anchor", "note-back", "actions")


def feed_html(article: str, page_url: str, figures: Sequence[dict[str, Any]], words: Words) -> str:
    """The article for readers outside the site; `figures` are those that the page shows."""
    root = lxml.html.fragment_fromstring(article, create_parent="div")
    shown = {figure["id"]: figure for figure in figures}
    for element in list(root.iter("nt-figure")):
        _replace(element, _still(shown[str(element.get("id"))], page_url, words))
    for name in _PAGE_ONLY:
        for element in root.find_class(name):
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


def _still(figure: dict[str, Any], page_url: str, words: Words) -> HtmlElement:
    answer, number = figure["answer"], escape(words.say("Figure {number}", number=figure["number"]))
    title = f"<p><strong>{number}: {figure['title']}</strong></p>"
    caption = f"<p>{figure['caption']}</p>" if figure["caption"] else ""
    moves = escape(words.say("Move its controls on the page"))
    link = f'<a href="{page_url}#{figure["id"]}">{moves}</a>'
    still = (
        f"<figure><figcaption>{title}{caption}</figcaption>"
        f"{_still_parts(answer['drawings']['wide'], figure['declaration']['title'])}"
        f"<p>{escape(answer['sentence'])} {link}</p></figure>"
    )
    return lxml.html.fragment_fromstring(printable(still))


def _still_parts(drawing: str, title: str) -> str:
    """What is text stays as it is; the SVG behind it is an image."""
    text, svg, rest = drawing.partition("<svg")
    return text + (_image(svg + rest, title) if svg else "")


def _image(drawing: str, title: str) -> str:
    """An SVG as an image, with the margin that its paper gives it."""
    if "xmlns=" not in drawing:
        drawing = drawing.replace("<svg", f'<svg xmlns="{_SVG}"', 1)
    svg = etree.fromstring(printable(drawing), etree.XMLParser(recover=True))
    box = svg.get("viewBox", "").split()
    for paper in svg.iterfind(f"{{{_SVG}}}rect[@class='sheet']"):
        box = [paper.get(name, "") for name in ("x", "y", "width", "height")]
        svg.set("viewBox", " ".join(box))
    image = lxml.html.Element("img", alt=svg.findtext(f"{{{_SVG}}}title") or title)
    for name, size in zip(("width", "height"), box[2:], strict=False):
        svg.set(name, size)
        image.set(name, size)
    image.set("style", "max-width: 100%; height: auto")
    image.set("src", f"data:image/svg+xml,{quote(etree.tostring(svg, encoding='unicode'), safe='/:=,;()')}")
    return str(lxml.html.tostring(image, encoding="unicode"))
