"""A post's article as a feed may carry it: absolute links, MathML alone, figures drawn and described."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

import lxml.html
from lxml.html import HtmlElement

from sitegen.addresses import in_srcset
from sitegen.texts import printable
from sitegen.words import Words


def feed_html(article: str, page_url: str, answers: dict[str, dict[str, Any]], words: Words) -> str:
    """The article for readers outside the site; `answers` are its figures' answers by the figure's id."""
    root = lxml.html.fragment_fromstring(article, create_parent="div")
    for figure in list(root.iter("nt-figure")):
        _replace(figure, _still(figure.get("id", ""), answers, page_url, words))
    for extra in root.xpath(
        ".//*[contains(concat(' ', @class, ' '), ' katex-html ')] | .//a[@class='anchor']"
    ):
        extra.drop_tree()
    for element in root.iter():
        for name in ("href", "src", "poster"):
            if isinstance(element.tag, str) and element.get(name):
                element.set(name, _absolute(page_url, str(element.get(name))))
        if isinstance(element.tag, str) and element.get("srcset"):
            whole = in_srcset(str(element.get("srcset")), lambda link: _absolute(page_url, link))
            element.set("srcset", whole)
    parts = [root.text or "", *(lxml.html.tostring(child, encoding="unicode") for child in root)]
    return "".join(parts).strip()


def _absolute(page_url: str, link: str) -> str:
    """The link from anywhere; a page is named by its folder, as in its canonical address."""
    return re.sub(r"/index\.html(?=#|$)", "/", urljoin(page_url, link)) if ":" not in link else link


def _replace(old: HtmlElement, new: HtmlElement) -> None:
    parent = old.getparent()
    if parent is not None:
        new.tail = old.tail
        parent.replace(old, new)


def _still(figure_id: str, answers: dict[str, dict[str, Any]], page_url: str, words: Words) -> HtmlElement:
    answer = answers.get(figure_id, {})
    drawing = answer.get("drawings", {}).get("wide", "")
    still = lxml.html.fragment_fromstring(f"<figure>{drawing}<figcaption></figcaption></figure>")
    caption = still[-1]
    caption.text = printable(f"{answer.get('sentence', '')} ")
    link = lxml.html.fragment_fromstring("<a></a>")
    link.text = words.say("Move its controls on the page")
    link.set("href", f"{page_url}#{figure_id}")
    caption.append(link)
    return still
