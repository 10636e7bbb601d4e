"""What holds of every post: its figures are what their Python says, and it shuts nobody out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import test_page
from tests.e2e.conftest import ROOT, SharedPage
from tests.e2e.figure import FigureOnPage, as_built

pytestmark = pytest.mark.one_browser

POSTS = {
    ".": ("shape",),  # of the home page
    "zipf-kl": ("zipf-kl", "zipf-words", "tail-share", "reachable-rho", "infinite-kl"),
    "models": ("next-token", "family"),
    "token-explorer": ("long-tail", "logit-lens", "landscape", "pipeline", "strategies", "builder"),
    "probability": (
        "sentence",
        "entropy-bars",
        "cross-entropy",
        "softmax",
        "two-fits",
        "bayes",
        "skew-normals",
    ),
    "kl-by-code": (),
    "kl-scale": ("ruler", "vector", "map", "diffusion", "approximation", "real-pairs"),
    "your-models": ("compare",),
    "notation": (),
}


def test_no_post_is_left_out() -> None:
    folders = {index.parent.name for index in (ROOT / "content").glob("*/index.md")}
    assert set(POSTS) == folders - {"home"} | {"."}


@pytest.fixture(scope="module", params=POSTS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def address(real_url: str, name: str) -> str:
    return f"{real_url}{name}/index.html"


@pytest.fixture
def figures(post: SharedPage, name: str) -> list[FigureOnPage]:
    """All of the post, live."""
    found = [FigureOnPage(post.page, figure_id) for figure_id in POSTS[name]]
    assert post.page.locator("nt-figure").count() == len(found)
    for figure in found:
        figure.expect_live()
    return found


def test_what_the_page_brought_is_what_its_python_says(post: SharedPage, figures: list[FigureOnPage]) -> None:
    """Static equals live, to the last bit."""
    with as_built(post.page) as built:
        for figure in figures:
            assert FigureOnPage(built, figure.id).parts() == figure.parts(), figure.id


def test_there_is_no_accessibility_violation_and_nothing_scrolls_sideways(
    post: SharedPage, figures: list[FigureOnPage]
) -> None:
    test_page.expect_accessible_and_narrow(post.page, figures)


BARE = """() => {
    const computed = '.sentence, .remarks, .note-line, .table, .segments';
    const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    const bare = [];
    while (texts.nextNode()) {
        const { data, parentElement: place } = texts.currentNode;
        const quotes = place.closest(computed) ? /‘.*’|“.*”/ : /‘.*’/; // “” are in any text
        if (quotes.test(data) && !place.closest('[translate=no], script, .summary')) bare.push(data);
    }
    return bare;
}"""


def test_no_translator_may_touch_a_token(post: SharedPage, figures: list[FigureOnPage]) -> None:
    """Wherever one is quoted: in sentences, tables, and the names of what can be chosen."""
    assert post.page.evaluate(BARE) == []


SMALLEST = """figure => {
    const size = text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
    const texts = [...figure.querySelectorAll('.picture svg text')].filter(text => text.checkVisibility());
    return Math.min(99, ...texts.map(size));
}"""
"""Of the letters of a drawing, in pixels."""


def test_on_a_phone_the_letters_of_drawings_can_be_read(
    post: SharedPage, figures: list[FigureOnPage]
) -> None:
    """Where the window is low, too, as between a browser's bars."""
    post.page.set_viewport_size({"width": 390, "height": 664})
    sizes = {figure.id: figure.element.evaluate(SMALLEST) for figure in figures}
    assert not figures or min(sizes.values()) < 99, "some drawings have letters"
    assert {name: size for name, size in sizes.items() if size < 9} == {}


READ = """() => {
    const texts = all => [...all].map(element => element.textContent.trim().replace(/\\s+/g, ' '));
    const prose = document.querySelector('.prose');
    return {
        headings: texts(prose.querySelectorAll(':scope > :is(h2, h3)')).map(said => said.replace(/ ?#$/, '')),
        titles: texts(prose.querySelectorAll('.figure-title')),
        code: texts(prose.querySelectorAll('pre:not(.folds pre)')).filter(Boolean),
        formulas: prose.querySelectorAll('.katex:not(nt-figure .katex)').length,
    };
}"""


@pytest.mark.parametrize("article_of", [name for name in POSTS if name != "."])
def test_a_readers_view_has_the_words_the_figures_the_code_and_each_formula_once(
    page: Page, real_url: str, article_of: str, reader: str
) -> None:
    page.goto(f"{real_url}{article_of}/index.html")
    written = page.evaluate(READ)
    article = page.evaluate(f"() => {{ {reader} }}")
    page.goto("about:blank")
    page.set_content(article["content"])
    text = " ".join((page.locator("body").text_content() or "").split())
    for kind in ("headings", "titles", "code"):
        assert [words for words in written[kind] if words not in text] == [], kind
    assert page.locator("math:not(figure math)").count() == written["formulas"]
    assert page.locator("figure:has(svg, table, .tokens, .context)").count() == len(written["titles"])
    assert page.locator("input, button, select, textarea, [class*=katex-html]").count() == 0


# --------------------------------------------------------------------------------------------- keyboard

FROM_THE_START = """() => {
    const { documentElement: root } = document;
    root.tabIndex = -1;
    root.focus();
    root.removeAttribute('tabindex');
    scrollTo(0, 0);
}"""
# What Tab should come to, by its place in the document: of a group of radio buttons, the chosen one;
# of the marks of a drawing that is drawn along, the first.
REACHABLE = """() => {
    const usable = 'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]';
    const seen = element => element.checkVisibility({ visibilityProperty: true });
    const chosen = element => element.type !== 'radio' || element.checked;
    const first = element => (element.closest('svg[data-pan]')?.querySelector('a') ?? element) === element;
    const usual = element => element.tabIndex >= 0 && !element.matches(':disabled');
    const free = element => usual(element) && chosen(element) && first(element);
    const all = [...document.querySelectorAll(usable)];
    return window.reachable = all.filter(element => free(element) && seen(element));
}"""
FOLLOWED = """() => {
    window.met = [];
    const note = ({ target }) => met.push({
        place: reachable.indexOf(target), seen: target.matches(':focus-visible'),
        what: target.outerHTML.slice(0, 120),
    });
    addEventListener('keyup', note, { capture: true });
}"""
"""Notes where each press has led to, once it is over."""
SOMEWHERE = "() => document.activeElement !== null && document.activeElement !== document.body"


def test_tab_comes_to_everything_in_order_and_goes_on(post: SharedPage, figures: list[FigureOnPage]) -> None:
    """By Tab alone: everything that can be used is come to, in order, and seen to be."""
    page = post.page
    page.evaluate(FROM_THE_START)
    names = page.evaluate(f"() => ({REACHABLE})().map(element => element.outerHTML.slice(0, 120))")
    page.evaluate(FOLLOWED)
    for _ in names:
        page.keyboard.press("Tab")
    met = page.evaluate("met")
    assert [each["what"] for each in met if each["place"] < 0] == [], "Tab comes to these"
    assert [each["what"] for each in met if not each["seen"]] == [], "the focus is not shown on these"
    assert [names[each["place"]] for each in met] == names
    page.keyboard.press("Tab")
    assert not page.evaluate(SOMEWHERE), "Tab never leaves the page"


# -------------------------------------------------------------------------------------------- read aloud

WORKED = (".controls input[type=range]", ".controls [type=radio]:checked")
SAID = "place => place.type === 'radio' ? place.value : place.ariaValueText || place.value"


def test_what_the_keyboard_moves_is_said(post: SharedPage, name: str) -> None:
    """A slider and a choice of each figure: where it stands, and then what the figure says of that."""
    for figure_id in POSTS[name]:
        figure, worked = post.figure(figure_id), 0
        places = [figure.element.locator(f"{kind}:visible").first for kind in WORKED]
        for place in places:
            if place.count():
                expect_said(figure, place)
                worked += 1
        assert worked, f"{figure_id} has no slider, and nothing to choose"


def expect_said(figure: FigureOnPage, place: Locator) -> None:
    what = f"{figure.id}: {place.get_attribute('name')}"
    before = place.evaluate(SAID)
    at_end = place.evaluate("place => place.type === 'range' && place.value === place.max")
    place.press("ArrowLeft" if at_end else "ArrowRight")
    assert figure.page.evaluate(f"() => ({SAID})(document.activeElement)") != before, what
    figure.expect_live()
    sentence = figure.part("sentence").inner_text()
    expect(figure.element.locator(".summary[aria-live=polite]"), what).to_have_text(sentence)


LINE = re.compile(r"""\s*- '?(?P<role>[a-z]+)(?P<name> (?:"|/))?(?P<rest>.*)""")
NAMED = {
    "button",
    "checkbox",
    "combobox",
    "figure",
    "img",
    "link",
    "radio",
    "radiogroup",
    "slider",
    "spinbutton",
    "textbox",
}


def test_all_that_is_told_has_a_name(post: SharedPage, figures: list[FigureOnPage]) -> None:
    """As a screen reader is told of it: everything has a name, and headings lead through it."""
    main = post.page.locator("main")
    main.locator("details").evaluate_all("folds => folds.forEach(fold => { fold.open = true })")
    told = list(told_of(main))
    assert [line[0] for line in told if line["role"] in NAMED and not line["name"]] == []

    levels = [int(level) for level in re.findall(r"\[level=(\d)\]", "".join(line["rest"] for line in told))]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels

    for figure in figures:
        roles = {line["role"] for line in told_of(figure.element)}
        assert {"figure", "table"} <= roles, f"{figure.id} has {roles}"


def told_of(part: Locator) -> Iterator[re.Match[str]]:
    """Each thing that is told of a part of the page: its role, whether it has a name, and the rest."""
    return (found for line in part.aria_snapshot().splitlines() if (found := LINE.match(line)))
