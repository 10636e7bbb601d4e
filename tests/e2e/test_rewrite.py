"""A part of a figure that is written anew is as if it were new; what stays is left in place."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.host import serve

pytestmark = pytest.mark.only_browser("chromium")  # what is tested are our own scripts, and no browser's
SCRIPTS = Path(__file__).resolve().parents[2] / "templates" / "assets" / "js"
BEGIN = """async html => {
    const { rewrite } = await import('/figure/rewrite.js');
    const div = () => document.body.appendChild(document.createElement('div'));
    const [place, fresh, heir] = [div(), div(), div()];
    place.innerHTML = html;
    const inner = Object.getOwnPropertyDescriptor(Element.prototype, 'innerHTML');
    window.wholes = 0; // how often all was thrown away
    const counted = function (html) { wholes++; inner.set.call(this, html); };
    Object.defineProperty(place, 'innerHTML', { ...inner, set: counted });
    window.place = place;
    window.write = html => rewrite(place, html, heir);
    window.isAsFresh = html => { fresh.innerHTML = html; return place.isEqualNode(fresh); };
}"""
OTHER_WAYS = (
    "<p>a<p>b",
    "<p title='a'>&eacute;</p>",
    "<table><tr><td>a</table>",
    "<!-- a --><p hidden>b</p>",
    "<pre>\n\na</pre>",
    "",
    "a<br>b<br/>c",
    "<svg><use xlink:href='#a'/></svg>",
)
"""Markup as figures of authors may have it."""


@pytest.fixture
def blank(page: Page) -> Iterator[Page]:
    """A page of nothing, where the page's own scripts can be imported."""
    with serve(SCRIPTS) as host:
        page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
        page.goto(f"{host}figure/rewrite.js")
        yield page


def test_whatever_was_there_what_is_written_is_there(blank: Page) -> None:
    dice = random.Random(1)
    drawn = [markup(dice) for _ in range(300)]
    others = [each for way in OTHER_WAYS for each in (way, dice.choice(drawn))]
    blank.evaluate(BEGIN, drawn[0])
    wrong = "all => all.filter(html => { write(html); return !isAsFresh(html); })"
    assert blank.evaluate(wrong, drawn) == [] and blank.evaluate("() => wholes") == 0
    assert blank.evaluate(wrong, others) == []


def markup(dice: random.Random) -> str:
    """Text and a drawing with links, some of them the same each time."""
    keys = dice.sample(range(6), dice.randrange(6))
    links = "".join(
        f'<a href="#m?a={dice.randrange(3)}&amp;b=1" data-key="{key}"><path d="M{key} 0"/>{word(dice)}</a>'
        for key in keys
    )
    parts = [
        dice.choice(
            ['<path class="p" d="M0 0"/>', '<path d="M0 1"/>', '<text x="1">1</text>', "<title>t</title>"]
        )
        for _ in range(dice.randrange(6))
    ]
    rows = "".join(f"<tr><td>{word(dice)}</td></tr>" for _ in range(dice.randrange(3)))
    parts.insert(dice.randrange(len(parts) + 1), links)
    pieces = [
        f"<p>{word(dice)} <b>{word(dice)}</b></p>",
        f'<svg viewBox="0 0 {dice.randrange(3)} 1">{"".join(parts)}</svg>',
        f"<table><tbody>{rows}</tbody></table>",
        word(dice),
    ]
    return "".join(dice.sample(pieces, dice.randrange(1, 5)))


def word(dice: random.Random) -> str:
    return dice.choice(["a", "b &lt; c", "&quot;d&quot;", "e\u00a0f", "&amp;amp;"])


def test_what_stays_is_left_in_place(blank: Page) -> None:
    links = [f'<a href="#a" data-key="{key}">{key}</a>' for key in "abc"]
    blank.evaluate(BEGIN, f"<svg><path d='M0 0'/>{''.join(links)}</svg>")
    blank.evaluate("() => { window.before = [...place.querySelectorAll('a, path')] }")
    changed = links[2].replace("#a", "#c").replace(">c", ">other")
    blank.evaluate("html => write(html)", f'<svg><path d="M1 0"/><text>new</text>{links[0]}{changed}</svg>')
    after = "() => [...place.querySelectorAll('path, a')].map(node => window.before.indexOf(node))"
    assert blank.evaluate(after) == [0, 1, 3]
    assert blank.evaluate("() => before[3].getAttribute('href') + before[3].textContent") == "#cother"


@pytest.mark.parametrize("change", ["b.innerHTML = '<font>c</font>'", "b.after('c')", "b.remove()"])
def test_what_others_have_changed_is_written_over(blank: Page, change: str) -> None:
    """As extensions do that translate."""
    blank.evaluate(BEGIN, "<p>a <b>1</b></p>")
    blank.evaluate("html => write(html)", "<p>a <b>2</b></p>")
    blank.evaluate(f"() => {{ const b = place.querySelector('b'); {change}; }}")
    blank.evaluate("html => write(html)", "<p>a <b>3</b></p>")
    assert blank.evaluate("html => isAsFresh(html)", "<p>a <b>3</b></p>")


def test_what_has_the_focus_is_not_taken_for_what_has_another_key(blank: Page) -> None:
    """A reader hears of what comes into its place; else an element stays, for a browser to lay out again."""
    one, other = (f'<svg><a href="#m?a={n}" data-key="{n}">{n}</a></svg>' for n in (1, 2))
    blank.evaluate(BEGIN, one)
    became = """([html, focused]) => {
        const link = place.querySelector('a');
        if (focused) link.focus();
        write(html);
        const now = place.querySelector('a');
        return [now === link, now === document.activeElement];
    }"""
    assert blank.evaluate(became, [other, False]) == [True, False]
    assert blank.evaluate(became, [one, True]) == [False, True]
