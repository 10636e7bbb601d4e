"""A glossary says where its terms are used."""

from __future__ import annotations

import datetime
from typing import Any

from sitegen.base.words import ENGLISH
from sitegen.markdown.article import Article
from sitegen.markdown.math_text import math_text
from sitegen.markdown.parser import parse
from sitegen.markdown.render import render
from sitegen.markdown.resolved import Resolved
from sitegen.pages.search import Section
from sitegen.pages.terms import telling

GLOSSARY = """[Entropy]{#entropy .term}
: The mean.

[Fair coin or coin]{#coin .term}
: It falls.

Other
: Text.
"""


def entry(slug: str, status: str = "published", part: int = 0, series: str = "Steps") -> dict[str, Any]:
    title = math_text(slug.title(), {})
    return {
        "path": f"{slug}/index.html",
        "status": status,
        "series": {"name": series, "part": part} if part else None,
        "typeset": {"title": title},
        "date": datetime.date(2026, 1, 1),
    }


def glossary() -> Article:
    return render(parse(GLOSSARY, ENGLISH), Resolved(), ENGLISH)


def told(*posts: tuple[dict[str, Any], list[Section]]) -> str:
    return telling(glossary(), "terms/index.html", posts, ENGLISH).html


def test_a_term_is_told_with_the_section_that_uses_it_most() -> None:
    sections = [
        Section("", "", "Of coins."),
        Section("a", "Tossing", "Coins, fair coins; a COIN."),
        Section("b", "Entropy", "x"),
    ]
    html = told((entry("post"), sections))
    assert 'id="entropy"' in html
    assert '<dd>The mean.<p class="uses">In <a href="../post/index.html#b">Post</a></p></dd>' in html
    assert '<dd>It falls.<p class="uses">In <a href="../post/index.html#a">Post</a></p></dd>' in html
    assert "<dd>Text.</dd>" in html


def test_a_letter_is_the_same_however_it_is_written() -> None:
    greek, micro = "\u03bc", "\u00b5"
    glossary = render(parse(f"[Mean {greek}]{{#mean .term}}\n: The middle.\n", ENGLISH), Resolved(), ENGLISH)
    posts = [(entry("post"), [Section("", "", f"A mean {micro}.")])]
    assert "../post/index.html" in telling(glossary, "terms/index.html", posts, ENGLISH).html


def test_only_whole_words_of_listed_posts_are_uses() -> None:
    coined = [Section("", "", "Coinage, encoin, bitcoins, two-coin.")]
    named = [Section("a", "Coin", "coin")]
    posts = [(entry("post"), coined), (entry("hidden", "unlisted"), named), (entry("terms"), named)]
    assert told(*posts) == glossary().html


def test_posts_of_a_series_are_told_in_its_order_and_before_others() -> None:
    used = [Section("", "", "A coin.")]
    html = told((entry("alone"), used), (entry("late", part=2), used), (entry("first", part=1), used))
    places = [html.index(f">{name}</a>") for name in ("First", "Late", "Alone")]
    assert places == sorted(places)


def test_one_series_is_told_after_the_other() -> None:
    used = [Section("", "", "A coin.")]
    rows = [(entry(f"{name}{part}", part=part, series=name), used) for part in (1, 2) for name in "ba"]
    html = told(*rows)
    places = [html.index(f">{name}</a>") for name in ("A1", "A2", "B1", "B2")]
    assert places == sorted(places)
