"""Live prose: numbers and clauses of the text follow the figure, and handles in the text move it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from sitegen.cli import main as build
from tests.e2e.conftest import SharedPage, at_rest
from tests.e2e.figure import FigureOnPage, type_into
from tests.e2e.held import hold, stop_clock
from tests.e2e.host import serve
from tests.e2e.small_site import SITE
from tests.e2e.test_page import LAYOUT_SHIFT

SQUARE = '''\
"""A square, which has its say in the text."""

from explorable import Choice, Drawing, Figure, Option, Output, Readout, Slider


def compute(state):
    if state.x == 9:
        raise ValueError("nine is too much")
    return state


def draw(state, width):
    area = state.x**2 * (10_000 if state.unit == "cm" else 1)
    return Drawing(
        svg='<svg viewBox="0 0 9 9" role="img" aria-label="Nothing"></svg>',
        readouts={"area": Readout(area, f"{area:.2f}", f"{state.unit}²")},
        sentence=f"The area is {area:.2f} {state.unit}².",
        table="<table><caption>None</caption><tbody><tr><td>1</td></tr></tbody></table>",
        clauses={"verdict": "is small" if state.x < 5 else "is as large as a room for two"},
    )


figure = Figure(
    id="square",
    title="A square",
    caption="",
    controls=(
        Slider("x", "Side", 0, 10, 0.1, 2, unit="m", tone="p"),
        Choice("unit", "Unit", (Option("m", "m"), Option("cm", "cm")), "m"),
    ),
    outputs=(Output("area", "area", tone="q"),),
    clauses=("verdict",),
    compute=compute,
    draw=draw,
)
'''
POST = f"""\
---
title: A square
date: 2026-01-01
description: A post for a test.
---

A side of {{move square:x}} gives {{live square:area}}, which {{live square:verdict}}; a side of 3 gives
{{square?x=3:area}} m², whatever comes.

The same side, {{move square:x}}, once more.

{"Words that keep the figure far away.\n\n" * 80}
::: figure square
:::
"""
DEFAULT = "A side of 2 m gives 4.00 m², which is small; a side of 3 gives 9.00 m², whatever comes."
PACKS = "**/*.bin"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of that one post."""
    root = tmp_path_factory.mktemp("prose")
    (root / "content" / "square").mkdir(parents=True)
    (root / "content" / "square" / "index.md").write_text(POST, "utf-8")
    (root / "content" / "square" / "square.py").write_text(SQUARE, "utf-8")
    (root / "content" / "site.toml").write_text(SITE, "utf-8")
    assert build(["--root", str(root), "build"]) == 0
    return root / "site"


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with serve(folder) as root:
        yield f"{root}square/index.html"


class Text:
    """The paragraph, and the hands on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.figure = FigureOnPage(page, "square")
        self.paragraph = page.locator(".prose > p").first
        self.field = self.fields().first
        self.sign = self.paragraph.locator(".prose-status")

    def fields(self) -> Locator:
        return self.page.get_by_role("spinbutton", name="Side", exact=True).and_(
            self.page.locator(".handle input")
        )

    def button(self, name: str) -> Locator:
        return self.paragraph.get_by_role("button", name=f"{name}: Side")

    def live(self, name: str) -> Locator:
        return self.page.locator(f".live[data-output={name}]").first

    def expect(self, side: str, area: str) -> None:
        """Every place shows this side, and its area has come."""
        for field in self.fields().all():
            expect(field).to_have_value(side)
        for number in self.page.locator(".handle .readout").all():
            expect(number).to_have_text(side)
        self.figure.expect_controls(x=side)
        expect(self.live("area")).to_have_text(f"{area} m²", timeout=90_000)
        expect(self.live("area")).not_to_have_attribute("data-behind", "")


def open_text(page: Page, address: str) -> Text:
    page.goto(address)
    text = Text(page)
    expect(text.field).to_be_attached()
    return text


@pytest.fixture
def text(post: SharedPage) -> Text:
    """The paragraph of a page that tests share, its figure live at its default and far from the window."""
    text = Text(at_rest(post.figure("square")).page)
    text.expect("2", "4.00")
    return text


@pytest.mark.only_browser("chromium")  # Playwright cannot turn JavaScript off in this Firefox
def test_without_javascript_it_is_text(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    paragraph = page.locator(".prose > p").first
    assert " ".join(paragraph.inner_text().split()) == DEFAULT
    assert paragraph.locator(".live").first.evaluate("e => getComputedStyle(e).textDecorationLine") == "none"
    context.close()


def test_a_handle_moves_the_figure_by_keyboard(text: Text) -> None:
    """What is far from the window moves, too; every handle of the control stays in step."""
    page = text.page
    text.field.focus()
    for key, side, area in (
        ("ArrowUp", "2.1", "4.41"),
        ("ArrowDown", "2", "4.00"),
        ("PageUp", "3", "9.00"),
        ("PageDown", "2", "4.00"),
        ("End", "10", "100.00"),
        ("Home", "0", "0.00"),
    ):
        page.keyboard.press(key)
        text.expect(side, area)
    type_into(text.field, "4,5")
    text.expect("4.5", "20.25")
    expect(text.field).to_be_focused()
    type_into(text.field, "1e9")
    text.expect("10", "100.00")
    expect(text.live("verdict")).to_have_text("is as large as a room for two")
    expect(page.locator(".readout[data-state='x=3']")).to_have_text("9.00")
    expect(text.paragraph.locator("[aria-live], [role=status], output")).to_have_count(0)
    expect(text.figure.element.locator(".summary")).to_have_text("The area is 100.00 m².")


def test_a_button_of_a_handle_goes_on_while_it_is_held(page: Page, address: str) -> None:
    """As an arrow key does, and is then one step for Back; let go, it stays where it is."""
    text = open_text(page, address)
    text.expect("2", "4.00")
    stop_clock(page)
    for name, (at, first, last) in {"More": ("2", "2.1", "2.5"), "Less": ("2.5", "2.4", "2")}.items():
        text.button(name).hover()
        page.mouse.down()
        page.clock.run_for(399)
        expect(text.field).to_have_value(at)
        page.clock.run_for(1)
        expect(text.field).to_have_value(first)
        page.clock.run_for(4 * 60)
        expect(text.field).to_have_value(last)
        page.mouse.up()
        page.clock.run_for(6000)  # a rest, after which another step begins
        expect(text.field).to_have_value(last)
    page.clock.resume()
    text.expect("2", "4.00")
    for side, area in (("2.5", "6.25"), ("2", "4.00")):
        text.figure.go("back")
        text.expect(side, area)


def test_a_button_that_the_pointer_leaves_is_held_no_more(page: Page, address: str) -> None:
    """And what was held once is pressed once the next time."""
    text = open_text(page, address)
    text.expect("2", "4.00")
    stop_clock(page)
    text.button("More").hover()
    page.mouse.down()
    page.clock.run_for(400)
    expect(text.field).to_have_value("2.1")
    text.figure.element.hover()
    page.clock.run_for(1000)
    page.mouse.up()
    expect(text.field).to_have_value("2.1")
    text.button("More").click()
    expect(text.field).to_have_value("2.2")


@pytest.mark.one_browser
def test_nonsense_is_refused_where_it_is_typed(text: Text) -> None:
    type_into(text.field, "many")
    text.expect("2", "4.00")
    expect(text.sign).to_have_text("Figure 1: “many” is no number: Side stays at 2.")
    type_into(text.field, "70")
    expect(text.sign).to_have_text("Figure 1: You typed 70; 10 is the most.")
    text.expect("10", "100.00")


@pytest.mark.one_browser
def test_a_handle_is_named_and_says_its_unit(text: Text) -> None:
    assert text.paragraph.aria_snapshot() == (
        "- paragraph:\n"
        "  - text: A side of\n"
        '  - group "Side":\n'
        "    - 'button \"Less: Side\"': −\n"
        '    - spinbutton "Side": "2"\n'
        "    - 'button \"More: Side\"': +\n"
        "  - text: m gives 4.00 m², which is small; a side of 3 gives 9.00 m², whatever comes."
    )
    text.button("More").click()
    expect(text.field).to_have_attribute("aria-valuetext", "2.1 m")
    expect(text.field).to_have_attribute("aria-valuenow", "2.1")
    text.expect("2.1", "4.41")
    results = Axe().run(text.page)
    assert results.violations_count == 0, results.generate_report()


def test_the_state_has_an_address_and_is_one_step_back(text: Text, address: str) -> None:
    page = text.page
    for _ in range(3):
        text.button("More").click()
    text.expect("2.3", "5.29")
    page.wait_for_url("**/*#square?x=2.3")
    text.figure.go("back")
    text.expect("2", "4.00")
    page.goto(f"{address}#square?x=6&unit=cm")
    expect(text.field).to_have_value("6")
    expect(text.live("area")).to_have_text("360000.00 cm²", timeout=90_000)
    expect(text.live("verdict")).to_have_text("is as large as a room for two")


def test_what_is_moved_before_python_is_there_is_answered_first(page: Page, address: str) -> None:
    release = hold(page, PACKS)
    text = open_text(page, address)
    type_into(text.field, "3")
    expect(text.live("area")).to_have_attribute("data-behind", "")
    expect(text.sign).to_have_text(re.compile("^Figure 1: Python is (loading|starting)"))
    expect(text.live("area")).to_have_text("4.00 m²")
    release()
    text.expect("3", "9.00")
    expect(text.sign).to_be_hidden()


@pytest.mark.one_browser
def test_a_number_whose_figure_has_failed_shows_it(text: Text) -> None:
    text.button("More").click()
    text.expect("2.1", "4.41")
    type_into(text.field, "9")
    expect(text.sign).to_contain_text("nine is too much")
    for number in text.page.locator(".live").all():
        expect(number).to_have_attribute("data-behind", "")
    text.sign.click()
    expect(text.figure.element).to_be_in_viewport()
    type_into(text.field, "8")
    text.expect("8", "64.00")


@pytest.mark.only_browser("chromium")  # no other tells its layout's shifts
def test_nothing_jumps(page: Page, address: str) -> None:
    """Not when the handles come alive, and not when what has once been longer becomes shorter again."""
    page.set_viewport_size({"width": 390, "height": 900})
    text = open_text(page, address)
    assert page.evaluate(LAYOUT_SHIFT) < 0.005
    type_into(text.field, "8.8")
    text.expect("8.8", "77.44")
    before = page.evaluate(LAYOUT_SHIFT)
    for side, area in (("3", "9.00"), ("8.8", "77.44")):
        type_into(text.field, side)
        text.expect(side, area)
    assert page.evaluate(LAYOUT_SHIFT) - before < 0.005


@pytest.mark.only_browser("chromium")  # Firefox has a finger, but no phone
def test_a_finger_finds_the_buttons(browser: Browser, address: str) -> None:
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})
    page = context.new_page()
    text = open_text(page, address)
    lines = text.paragraph.evaluate("e => e.offsetHeight / parseFloat(getComputedStyle(e).lineHeight)")
    assert abs(lines - round(lines)) < 0.1  # of a line that is not taller than others
    for target in (text.button("Less"), text.field, text.button("More")):
        box = target.bounding_box()
        assert box
        assert box["width"] >= 44
        assert box["height"] >= 44
    text.button("More").tap()
    text.expect("2.1", "4.41")
    context.close()


@pytest.mark.only_browser("chromium")  # no other prints for Playwright
def test_paper_has_the_current_values(text: Text) -> None:
    type_into(text.field, "6")
    text.expect("6", "36.00")
    pdf = PdfReader(io.BytesIO(text.page.pdf(format="A4")))
    sheet = " ".join(pdf.pages[0].extract_text().split())
    assert "A side of 6 m gives 36.00 m², which is as large as a room for two" in sheet


@pytest.mark.one_browser
def test_the_offline_copy_moves(page: Page, folder: Path) -> None:
    text = open_text(page, (folder / "offline" / "square.html").as_uri())
    text.button("More").click()
    text.expect("2.1", "4.41")


@pytest.mark.one_browser
def test_nothing_moves_by_itself(browser: Browser, address: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    text = open_text(page, address)
    text.button("More").click()
    assert text.paragraph.evaluate("e => e.getAnimations({ subtree: true }).length") == 0
    text.expect("2.1", "4.41")
    context.close()
