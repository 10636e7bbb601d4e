"""The first use of a glossary's term in a post is a link to it, and what it means comes along."""

from __future__ import annotations

import re

import pytest

from sitegen.base.words import ENGLISH
from sitegen.markdown.parser import parse
from sitegen.markdown.render import render
from sitegen.markdown.resolved import Resolved
from sitegen.pages.glossary import Glossary, glossary_of

GLOSSARY = """[Entropy]{#entropy .term}
: The *mean*, see <a href="../post/index.html" id="far">there</a>.

[Cross-entropy]{#cross .term}
: Of two lists.

[Fair coin or coin]{#coin .term}
: It falls.

[Gibbs’ rule]{.term}
: One without a place.

Other
: Text.
"""
PLACE = "terms/index.html"
LINK = re.compile(r'<a class="term" href="([^"]*)" data-term="(\d+)">([^<]*)</a>')


def html_of(text: str) -> str:
    resolved = Resolved()
    resolved.links["../post/index.html"] = {"href": "../post/index.html", "text": "", "class": ""}
    resolved.links["a"] = {"href": "a", "text": "", "class": ""}
    return render(parse(text, ENGLISH), resolved, ENGLISH).html


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return glossary_of([("empty/index.html", "<p>Nothing.</p>"), (PLACE, html_of(GLOSSARY))])


def linked(glossary: Glossary, article: str) -> list[str]:
    """The words that are links. Nothing else has changed."""
    made, told = glossary.linked(article, "post/index.html")
    assert LINK.sub(r"\3", made) == article
    found = list(LINK.finditer(made))
    assert [int(each[2]) for each in found] == list(range(len(told)))
    return [each[3] for each in found]


def test_the_first_use_of_each_term_leads_to_it(glossary: Glossary) -> None:
    html, told = glossary.linked(html_of("No coin has\nentropy. A coin, entropy."), "post/index.html")
    assert html == (
        '<p>No <a class="term" href="../terms/index.html#coin" data-term="0">coin</a> has\n'
        '<a class="term" href="../terms/index.html#entropy" data-term="1">entropy</a>. A coin, entropy.</p>\n'
    )
    assert told == [
        '<span class="term">Fair coin or coin</span>It falls.',
        '<span class="term">Entropy</span>The <em>mean</em>, see there.',
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Two coins.", ["coins"]),
        ("One *fair* one; a fair\ncoin.", ["fair\ncoin"]),
        ("COIN", ["COIN"]),
        ("Cross-entropy, then entropy.", ["Cross-entropy", "entropy"]),
        ("Coinage, two-coin, coin-like, encoin.", []),
        ("By Gibbs' rule.", ["Gibbs’ rule"]),
        ("- One coin\n- and another coin", ["coin"]),
        ("What\n: A coin.", ["coin"]),
        ("A [coin]{.p}.", ["coin"]),
    ],
)
def test_a_term_goes_by_any_of_its_names(glossary: Glossary, text: str, words: list[str]) -> None:
    assert linked(glossary, html_of(text)) == words


@pytest.mark.parametrize(
    "apart",
    [
        "## A coin",
        "A [coin](a)",
        "`coin`",
        "```\ncoin\n```",
        "| coin |\n|---|\n| coin |",
        "> A coin",
        "::: fold A coin\nA coin.\n:::",
        "Why.[^why]\n\n[^why]: A coin.",
        "A [coin]{.no-term}",
        'A <span translate="no">coin</span>',
        *(f"A <{tag}>coin</{tag}>" for tag in ("button", "code", "kbd", "label", "q", "sup")),
    ],
)
def test_what_is_no_running_text_links_nothing(glossary: Glossary, apart: str) -> None:
    assert linked(glossary, html_of(apart)) == []
    assert linked(glossary, html_of(f"{apart}\n\nA coin.")) == ["coin"]


@pytest.mark.parametrize(
    "apart",
    [
        '<nt-figure id="a"><p>A coin.</p></nt-figure>',
        '<nt-cell id="a"><p>A coin.</p></nt-cell>',
        '<span class="katex" translate="no"><math><mi>coin</mi></math><span>coin</span></span>',
        '<span class="readout live"><b>1</b> coin</span>',
        '<span class="handle p"><input name="a"> coin</span>',
        '<section class="callout note"><br>coin</section>',
        '<img alt="a coin">',
        "<!-- a coin <b>falls</b> -->",
        "1 < 2 <3 <",
        "<SVG><g/><text>coin</text></SVG>",
    ],
)
def test_what_figures_and_formulas_say_links_nothing(glossary: Glossary, apart: str) -> None:
    assert linked(glossary, f"<p>{apart} coin</p>") == ["coin"]
    assert linked(glossary, f"<div>{apart}</div>") == []


@pytest.mark.parametrize("explained", ["A **coin** is", "A *coin* is", "Fair coin\n: It", "A *fair coin* is"])
def test_what_a_post_introduces_itself_it_explains_itself(glossary: Glossary, explained: str) -> None:
    assert linked(glossary, html_of(f"{explained} so.\n\nA coin.")) == []
    assert linked(glossary, html_of(f"A coin.\n\n{explained} so.")) == ["coin"]


def test_a_glossary_leads_nowhere(glossary: Glossary) -> None:
    assert glossary.linked(html_of("A coin."), PLACE) == (html_of("A coin."), [])
    assert Glossary().linked(html_of("A coin."), PLACE) == (html_of("A coin."), [])


def test_a_term_without_an_id_leads_to_its_page(glossary: Glossary) -> None:
    assert 'href="terms/index.html"' in glossary.linked("<p>Gibbs’ rule</p>", "index.html")[0]


def test_of_two_terms_with_one_name_the_first_is_meant() -> None:
    two = [(f"{name}/index.html", html_of(f"[Coin]{{#c .term}}\n: {name}.")) for name in ("first", "second")]
    html, told = glossary_of(two).linked("<p>A coin.</p>", "index.html")
    assert 'href="first/index.html#c"' in html
    assert told == ['<span class="term">Coin</span>first.']


def test_a_name_that_begins_with_another_is_the_longer() -> None:
    both = glossary_of([(PLACE, html_of("[Coin]{.term}\n: It.\n\n[Coin toss]{.term}\n: Its fall.\n"))])
    assert linked(both, "<p>A coin toss, a coin.</p>") == ["coin toss", "coin"]


def test_names_and_texts_may_have_signs_that_html_escapes() -> None:
    signs = glossary_of([(PLACE, html_of("[R&D]{#r .term}\n: It.\n\n[lt]{#lt .term}\n: It."))])
    assert linked(signs, html_of("1 &lt; 2 of R&D")) == ["R&amp;D"]


@pytest.mark.parametrize("term", ["[]{#x .term}", "[Coin or ]{#x .term}", "[ or ]{.term}"])
def test_a_name_that_is_none_is_met_nowhere(term: str) -> None:
    found = glossary_of([(PLACE, html_of(f"{term}\n: It falls."))])
    assert linked(found, html_of("No bit more: a coin.")) in ([], ["coin"])


def test_the_title_of_a_call_out_explains_nothing(glossary: Glossary) -> None:
    assert linked(glossary, html_of("::: try Toss a coin\nA coin.\n:::")) == ["coin"]
