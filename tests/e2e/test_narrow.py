"""Where room is scarce nothing is cut, nothing widens the page, and drawings stay beside what moves them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from sitegen.cli import main as build
from tests.e2e.conftest import watch
from tests.e2e.figure import FigureOnPage, open_explorer
from tests.e2e.host import serve
from tests.e2e.small_site import SITE
from tests.e2e.test_page import SIDEWAYS

PINNED = "map?n=1000&rho=0.5&pin=rho:0.9"
WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk"
ADDRESS = "https://www.example.org/articles/2026/11/28/how_long_until_a_rare_token_appears_in_text.html"
POST = f"""\
---
title: {WORD}
date: 2026-01-01
description: {WORD}, in short.
---

See <{ADDRESS}> and `{WORD}`, {WORD} and [{WORD}](https://example.org).

## {WORD} {{#long}}

Inline $\\int_0^\\infty f(x_1,x_2,x_3,x_4,x_5,x_6,x_7,x_8,x_9)\\,\\mathrm{{d}}x_1\\mathrm{{d}}x_2$,
and $a = b + c$ on one line.

| {WORD} | b |
|---|---|
| c | {WORD} |

::: note {WORD}
{WORD}
:::

- {WORD}

> {WORD}

```sh
read {WORD} {WORD}
```
"""

CUT = """figure => [...figure.querySelectorAll('.readouts dl > div')].filter(row => {
    const [name, number] = row.children;
    const words = document.createRange();
    words.selectNodeContents(name);
    const box = row.getBoundingClientRect();
    const inside = [words, ...number.querySelectorAll('span')].every(part => {
        const { left, right, top, bottom } = part.getBoundingClientRect();
        const width = right - left;
        const across = left >= box.left - 1 && right <= box.right + 1;
        return !width || across && top >= box.top - 1 && bottom <= box.bottom + 1;
    });
    const [end, start] = [words.getBoundingClientRect().right, number.getBoundingClientRect().left];
    const apart = row.matches('.main') || end <= start + 1;
    return !inside || !apart || getComputedStyle(name).overflow !== 'visible';
}).map(row => row.innerText)"""
UNDER_BUTTON = """block => {
    const pre = block.querySelector('pre');
    const text = document.createRange();
    text.selectNodeContents(pre);
    const lines = [...text.getClientRects()].filter(({ width }) => width);
    const button = block.querySelector('.copy > span').getBoundingClientRect();
    return lines.filter(({ left, right, top, bottom }) =>
        left < button.right && right > button.left && top < button.bottom && bottom > button.top).length;
}"""
LINES = """cells => cells.filter(cell => !cell.querySelector('.cell-status').innerText).flatMap(cell => {
    const [actions, words] = ['.actions', '.status-text'].map(part => cell.querySelector(part));
    const end = part => part.getBoundingClientRect().bottom;
    const last = Math.max(...[...actions.children].filter(part => part.innerText.trim()).map(end));
    const [height, empty] = [cell.offsetHeight, end(actions) - last];
    words.textContent = 'older than the code';
    const moved = cell.offsetHeight - height;
    words.textContent = '';
    return empty > 1 || moved ? [`${cell.id}: ${empty} px empty, ${moved} px more with words`] : [];
})"""
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
)


@pytest.fixture(scope="module")
def wordy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a post of long words."""
    root = tmp_path_factory.mktemp("wordy")
    (root / "content" / "long").mkdir(parents=True)
    (root / "content" / "long" / "index.md").write_text(POST, "utf-8")
    (root / "content" / "site.toml").write_text(SITE, "utf-8")
    assert build(["--root", str(root), "build"]) == 0
    with serve(root / "site") as host:
        yield host


def test_long_words_links_and_formulas_break(page: Page, wordy: str) -> None:
    for path in ("index.html", "long/index.html"):
        page.goto(wordy + path)
        for width in (320, 390, 820, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            expect(page.locator("h1").first).to_be_visible()
            page.wait_for_function(f"() => ({SIDEWAYS})() <= 0")


@pytest.mark.only_browser("chromium")
@pytest.mark.parametrize("width", [390, 820])
def test_the_button_that_copies_code_covers_nothing_of_what_cannot_be_scrolled_away(
    page: Page, wordy: str, base_url: str, width: int
) -> None:
    """A command lies below it; the first line of a cell lies beside it once it is scrolled to its end."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{wordy}long/index.html")
    command = page.locator(".prose .highlight")
    expect(command.locator(".copy")).to_be_visible()
    assert command.evaluate("block => block.querySelector('pre').scrollWidth > block.clientWidth")
    assert command.evaluate(UNDER_BUTTON) == 0
    page.goto(f"{base_url}cells/index.html")
    cell = page.locator("nt-cell .source").first
    expect(cell.locator(".copy")).to_be_visible()
    cell.locator("code").evaluate("code => { code.textContent = 'first '.repeat(40) + '\\nsecond'; }")
    assert cell.evaluate(UNDER_BUTTON) > 0
    cell.locator("pre").evaluate("pre => { pre.scrollLeft = pre.scrollWidth; }")
    assert cell.evaluate(UNDER_BUTTON) == 0


@pytest.mark.only_browser("chromium")
def test_how_a_cell_stands_leaves_no_line_empty_and_moves_nothing(page: Page, base_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{base_url}cells/index.html#plot")  # a visit to a place has all of the page laid out
    expect(page.locator("#plot .run-above")).to_contain_text("fetches")
    assert page.locator("nt-cell .status-text").filter(has_text=re.compile(r"^$")).count() > 3
    for width in range(320, 500, 10):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.locator("nt-cell").evaluate_all(LINES) == [], f"{width} px"


@pytest.mark.only_browser("chromium")
def test_a_sentence_that_a_cell_comes_to_is_all_in_view(page: Page, base_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{base_url}cells/index.html")
    value = page.locator("#gap .value")
    value.evaluate("(value, words) => { value.textContent = words; }", f"Not yet: {WORD} is wrong. " * 9)
    assert value.evaluate("value => value.scrollWidth <= value.clientWidth")


def test_a_formula_too_wide_for_the_text_is_scrolled_by_keyboard(page: Page, wordy: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{wordy}long/index.html")
    wide = page.locator(".prose .katex.wide")
    expect(wide).to_have_count(1)
    expect(wide).to_have_attribute("tabindex", "0")
    assert wide.evaluate("formula => formula.scrollWidth > formula.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(wide).to_have_count(0)


def test_long_words_of_a_figure_break(page: Page, base_url: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{base_url}tour/index.html")
    places = ".figure-title, .figure-caption, a.preset, .status-text, .sentence, h2, .toc a, .readouts dt"
    page.locator(places).evaluate_all("(all, word) => all.forEach(e => e.append(' ' + word))", WORD)
    assert page.evaluate(SIDEWAYS) <= 0


def test_no_name_of_a_readout_is_cut(page: Page, base_url: str) -> None:
    """At any width, with a state pinned, also where the reader's own style wants wider letters."""
    page.set_viewport_size({"width": 1280, "height": 900})
    open_explorer(page, base_url, PINNED)
    expect_no_name_cut(page)


def expect_no_name_cut(page: Page) -> None:
    figures = page.locator("nt-figure").all()
    for style in ("html {}", SPACED):
        page.add_style_tag(content=style)
        for width in (360, 390, 480, 540, 600, 744, 820, 834, 900, 1000, 1200, 1440, 1600):
            page.set_viewport_size({"width": width, "height": 900})
            assert [figure.evaluate(CUT) for figure in figures] == [[]] * len(figures), f"{width} px {style}"
            assert page.evaluate(SIDEWAYS) <= 0
    spacing = "text => getComputedStyle(text).letterSpacing"
    assert page.locator("svg.chart text").first.evaluate(spacing) in ("0px", "normal")


PHONES = [(863, 360), (740, 360), (320, 568), (412, 839)]


@pytest.mark.only_browser("chromium")  # Firefox emulates no phone
def test_a_phone_holds_the_drawing_in_sight_of_its_sliders(
    browser: Browser, base_url: str, console_errors: list[str]
) -> None:
    """Upright and on its side; and its fields are large enough that it does not zoom into them."""
    context = browser.new_context(viewport={"width": 412, "height": 839}, is_mobile=True, has_touch=True)
    page = context.new_page()
    watch(page, console_errors)
    figure = open_explorer(page, base_url)
    for width, height in PHONES:
        page.set_viewport_size({"width": width, "height": height})
        expect_drawing_in_sight(figure, width > height)
    context.close()


def expect_drawing_in_sight(figure: FigureOnPage, on_its_side: bool) -> None:
    page, picture = figure.page, figure.element.locator(".picture svg:visible")
    block = "center" if on_its_side else "end"
    for name in ("n", "rho"):
        figure.slider(name).evaluate("(slider, block) => slider.scrollIntoView({ block })", block)
        expect(figure.slider(name)).to_be_in_viewport(ratio=0.95)
        expect(picture).to_be_in_viewport(ratio=0.95)
        slider, drawing = figure.slider(name).bounding_box(), picture.bounding_box()
        assert slider and drawing
        assert (
            slider["x"] >= drawing["x"] + drawing["width"] or slider["y"] >= drawing["y"] + drawing["height"]
        )
    size = "all => all.map(field => parseFloat(getComputedStyle(field).fontSize))"
    assert min(page.locator("input[type=number]").evaluate_all(size)) >= 16
    assert page.evaluate(SIDEWAYS) <= 0
