"""What a feed carries of a post: it is read where nothing of the site is at hand."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import imagesize  # type: ignore[import-untyped]
import lxml.html
import pytest
from explorable.plot import path, picture
from lxml import etree
from lxml.html import HtmlElement

from sitegen.base.words import ENGLISH
from sitegen.build import Options, build
from sitegen.markdown.parser import parse
from sitegen.markdown.render import render
from sitegen.markdown.resolved import Resolved
from sitegen.pages.feeds import feed_html
from sitegen.pages.stills import Stills
from tests.generator.conftest import HERE, MakeProject
from tests.generator.fakes import FakeStudio

PAGE = "https://example.org/notes/coins/"
ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA = "{http://search.yahoo.com/mrss/}"


STILLS = "https://example.org/notes/stills/coins/"
ASCII = range(128)


def made(article: str, *figures: dict[str, Any]) -> tuple[str, Stills]:
    stills = Stills(STILLS, ASCII)
    return feed_html(article, PAGE, figures, ENGLISH, stills), stills


def fed(article: str, *figures: dict[str, Any]) -> HtmlElement:
    return lxml.html.fragment_fromstring(made(article, *figures)[0], create_parent="div")


def drawn(*figures: dict[str, Any]) -> Stills:
    return made("".join(f'<nt-figure id="{each["id"]}"></nt-figure>' for each in figures), *figures)[1]


def coin(wide: str) -> dict[str, Any]:
    return {
        "id": "coin",
        "number": 3,
        "declaration": {"title": "Heads & tails"},
        "title": "Heads &amp; tails",
        "caption": "Two &lt;sides&gt;.",
        "answer": {"drawings": {"wide": wide, "narrow": "<svg/>"}, "sentence": "It is fair."},
    }


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("#coin?p=1&pin=seed:3", f"{PAGE}#coin?p=1&pin=seed:3"),
        (
            "../dice/index.html#dice?pin=n:100,rho:0.7",
            "https://example.org/notes/dice/#dice?pin=n:100,rho:0.7",
        ),
        ("data/10:30.csv", f"{PAGE}data/10:30.csv"),
        ("//other.org/index.html", "https://other.org/index.html"),
        ("https://other.org/index.html", "https://other.org/index.html"),
        ("mailto:ada@example.org", "mailto:ada@example.org"),
    ],
)
def test_every_link_leads_from_anywhere(link: str, expected: str) -> None:
    (found,) = fed(f'<p><a href="{link.replace("&", "&amp;")}">there</a></p>').iter("a")
    assert found.get("href") == expected


def test_what_is_shown_or_played_is_found_from_anywhere() -> None:
    content = fed(
        '<video src="a.mp4" poster="a.png"></video><img src="b.png" srcset="b.png 1x, c.png 2x" alt="">'
    )
    assert [link for *_, link, _ in content.iterlinks() if not link.startswith(PAGE)] == []
    (image,) = content.iter("img")
    assert image.get("srcset") == f"{PAGE}b.png 1x, {PAGE}c.png 2x"


def test_parts_of_an_authors_drawing_are_found_in_the_drawing() -> None:
    drawing = '<svg><circle id="s" r="1"></circle><use href="#s"></use></svg><p><a href="#s">s</a></p>'
    html, _ = made(drawing)
    assert '<use href="#s">' in html
    assert f'<a href="{PAGE}#s">' in html


def test_a_figure_is_an_image_with_its_number_and_its_words() -> None:
    drawing = picture(
        "coin-wide", 720, 240, "Heads & tails, 50 % each", "Two bars.", path("p bar", "M0 0H9V9Z")
    )
    article = f'<nt-figure id="coin"><figure>{drawing}<form>Chance</form></figure></nt-figure> and on'
    (figure, *others) = content = fed(article, coin(drawing))
    assert [part.tag for part in figure] == ["figcaption", "img", "p"]
    assert [part.text_content() for part in figure[0]] == ["Figure 3: Heads & tails", "Two <sides>."]
    assert figure[2].text_content() == "It is fair. Move its controls on the page"
    assert figure[2][0].get("href") == f"{PAGE}#coin"
    assert (others, figure.tail) == ([], " and on")
    assert content.text_content().count("Heads") == 1

    assert figure[1].get("src") == f"{STILLS}coin.1.png"
    image = ElementTree.fromstring(drawn(coin(drawing)).pngs["coin.1.png"])
    assert figure[1].get("alt") == "Heads & tails, 50 % each"
    assert image.get("viewBox") == "-12 -12 744 264"
    assert [each.get(name) for each in (image, figure[1]) for name in ("width", "height")] == [
        "744",
        "264",
    ] * 2
    (bar,) = image.iter("{http://www.w3.org/2000/svg}path")
    assert bar.get("fill") == "#1f5fb8"


@pytest.mark.parametrize(
    ("drawing", "expected", "size"),
    [
        ("<svg><title>Bare</title></svg>", "Bare", ("300", "150")),
        ('<svg viewBox="0 0 9 8">&nbsp;</svg>', "Heads & tails", ("9", "8")),
        ('<svg width="60pt" height="30pt" viewBox="0 0 60 30"></svg>', "Heads & tails", ("80", "40")),
    ],
)
def test_a_drawing_made_by_hand_becomes_an_image_as_well(
    drawing: str, expected: str, size: tuple[str, str]
) -> None:
    (image,) = fed('<nt-figure id="coin"></nt-figure>', coin(drawing)).iter("img")
    svg = ElementTree.fromstring(drawn(coin(drawing)).pngs["coin.1.png"])
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    assert image.get("alt") == expected
    assert (svg.get("width"), svg.get("height")) == (image.get("width"), image.get("height")) == size


@pytest.mark.parametrize(
    ("written", "kind"), [("10⁻⁶ ✕", "png"), ("a\u202fb", "png"), ("語", "svg"), ("<tspan>é</tspan>", "svg")]
)
def test_a_drawing_with_signs_that_no_font_of_the_site_has_is_left_to_those_of_readers(
    written: str, kind: str
) -> None:
    signs = {*ASCII, *map(ord, "−×")}
    stills = Stills(STILLS, signs)
    drawing = f"<svg><title>語</title><text>{written}</text></svg>"
    article = '<nt-figure id="coin"></nt-figure>'
    assert f'src="{STILLS}coin.1.{kind}"' in feed_html(article, PAGE, [coin(drawing)], ENGLISH, stills)
    assert (list(stills.pngs), list(stills.svgs)) == (
        (["coin.1.png"], []) if kind == "png" else ([], ["coin.1.svg"])
    )


@pytest.mark.parametrize("drawing", ["", "<table><tr><td>tokens</td></tr></table>"])
def test_a_drawing_that_is_no_picture_stays_as_it_is(drawing: str) -> None:
    content = fed('<nt-figure id="coin"></nt-figure>', coin(drawing))
    assert (list(content.iter("img")), "tokens" in content.text_content()) == ([], bool(drawing))


def test_of_a_drawing_that_is_both_the_text_stays_text_above_and_below() -> None:
    both = (
        '<p class="tokens"><a href="#coin?p=1">heads</a></p><svg viewBox="0 0 9 9"><title>Bars</title></svg>'
        "<table><tr><td>tails</td></tr></table>"
    )
    content = fed('<nt-figure id="coin"></nt-figure>', coin(both))
    (link, _) = content.iter("a")
    assert (link.text, link.get("href")) == ("heads", f"{PAGE}#coin?p=1")
    (image,) = content.iter("img")
    assert image.get("alt") == "Bars"
    assert [cell.text for cell in content.iter("td")] == ["tails"]


def test_each_drawing_is_a_file_of_its_own() -> None:
    two = coin("<svg><title>a</title></svg><p>and</p><svg><title>b</title></svg>")
    stills = drawn(two, coin("<svg><title>c</title></svg>") | {"id": "coin-2"})
    titles = {name: ElementTree.fromstring(svg)[0].text for name, svg in stills.pngs.items()}
    assert titles == {"coin.1.png": "a", "coin.2.png": "b", "coin-2.1.png": "c"}


def test_a_note_is_one_paragraph_and_a_call_out_keeps_its_title() -> None:
    text = "Fair.[^why]\n\n[^why]: By *symmetry*.\n\n::: try Two coins\nThrow them.\n:::\n\n## Heads"
    content = fed(render(parse(text), Resolved()).html)
    note, call_out = content.iter("section")
    assert [part.tag for part in note] == ["p"]
    assert note.text_content().strip() == "1 By symmetry."
    assert [part.text_content() for part in call_out] == ["Two coins", "Throw them."]
    assert call_out[0][0].tag == "strong"
    assert [heading.text_content().strip() for heading in content.iter("h2")] == ["Heads"]


def test_text_before_the_first_element_stays_text() -> None:
    assert made("1 &lt; 2 <p>so</p>")[0].startswith("1 &lt; 2 <p>")


SITE = """
title = "Coins"
description = "Of coins."
[[authors]]
name = "Ada & Blaise"
"""
POST = """---
title: Heads & tails
date: 2026-11-21
description: Two <sides>.
tags: [coins, "p < q"]
---

Fair.[^why] See [below](#end).

[^why]: By symmetry.

## End
"""


@pytest.fixture
def feed_of(tmp_path: Path, real_project: MakeProject) -> Callable[[str], etree._Element]:
    """The feed of a site with one post, which has a picture beside it."""

    def make(post: str) -> etree._Element:
        content = tmp_path / "source" / "content"
        (content / "coins").mkdir(parents=True)
        shutil.copy(HERE / "input/series/content/second/card.png", content / "coins")
        (content / "site.toml").write_text(SITE, "utf-8")
        (content / "coins" / "index.md").write_text(post, "utf-8")
        project = real_project(content.parent)
        build(project, Options("https://example.org/notes/", quick=True), FakeStudio().studio)
        return etree.parse(project.site / "feed.xml").getroot()

    return make


def test_the_feed_is_an_atom_feed(feed_of: Callable[[str], etree._Element]) -> None:
    feed = feed_of(POST)
    etree.RelaxNG(file=HERE / "atom.rng").assertValid(feed)
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Ada & Blaise"
    (content,) = feed.iter(f"{ATOM}content")
    assert content.get("type") == "html"
    links = [link for *_, link, _ in lxml.html.fromstring(f"<div>{content.text}</div>").iterlinks()]
    assert links == [f"{PAGE}#note-1", f"{PAGE}#end"]


def test_a_post_s_own_picture_is_beside_it_in_the_feed(feed_of: Callable[[str], etree._Element]) -> None:
    feed = feed_of(POST.replace("tags:", "image: card.png\nimage_alt: Two & three\ntags:"))
    etree.RelaxNG(file=HERE / "atom.rng").assertValid(feed)
    (shown,) = feed.iterfind(f"{ATOM}entry/{MEDIA}content")
    size = {"medium": "image", "type": "image/png", "width": "3", "height": "2"}
    assert dict(shown.attrib) == {"url": f"{PAGE}card.png", **size}
    assert shown.findtext(f"{MEDIA}description") == "Two & three"


def test_a_formula_is_read_once_by_who_knows_mathml_and_by_who_drops_its_tags(
    feed_of: Callable[[str], etree._Element],
) -> None:
    (content,) = feed_of(POST.replace("Fair.[^why]", "Here $x^2$ ends.[^why]")).iter(f"{ATOM}content")
    paragraph = lxml.html.fragment_fromstring(content.text or "", create_parent="div")[0]
    (formula,) = paragraph.iter("math")
    assert [part.tag for part in formula.iter("msup", "mi", "mn")] == ["msup", "mi", "mn"]
    assert paragraph.text_content().startswith("Here x2 ends.")


def test_a_figure_s_drawing_lies_where_the_feed_says(tmp_path: Path, plain_project: MakeProject) -> None:
    project = plain_project(HERE / "input" / "series")
    build(project, Options("https://example.org/"), FakeStudio().studio)
    feed = (project.site / "feed.xml").read_text("utf-8")
    images = re.findall(r'src="https://example.org/(stills/[^"]*)".* width="(\d+)" height="(\d+)"', feed)
    assert images == [("stills/alone/coin.1.png", "300", "150")]
    assert imagesize.get(project.site / images[0][0]) == (600, 300)
