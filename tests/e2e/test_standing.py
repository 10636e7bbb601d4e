"""A figure looks as old as it is, says in sight how it stands, and speaks of what a link has changed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.figure import FigureOnPage, open_explorer
from tests.e2e.held import stop_clock
from tests.e2e.test_page import LAYOUT_SHIFT

STATE = "map?n=1000&rho=0.5"
RUNTIME = "**/*.bin"
WINDOWS = [
    (1280, 800),
    (412, 839),
    *(pytest.param(*size, marks=pytest.mark.one_browser) for size in [(1366, 657), (863, 360), (320, 568)]),
]
DEAF = """globalThis.Worker = class extends Worker {
    postMessage(message, transfer) {
        if (message.kind !== 'ask' || !globalThis.deaf) super.postMessage(message, transfer);
    }
}"""


def without_python(page: Page, address: str) -> FigureOnPage:
    """The figure at an address from which Python does not arrive."""
    page.route(RUNTIME, lambda route: route.abort())
    page.goto(address)
    return FigureOnPage(page)


def stamp(figure: FigureOnPage) -> Locator:
    return figure.element.get_by_text("Picture and numbers are of other settings")


def opacity(figure: FigureOnPage) -> float:
    return float(figure.element.locator(".picture:visible").evaluate("e => getComputedStyle(e).opacity"))


def expect_whole_in_window(element: Locator) -> None:
    expect(element).to_be_in_viewport(ratio=1)
    assert element.evaluate(
        """element => {
            const { x, y } = element.getBoundingClientRect();
            return element.contains(document.elementFromPoint(x + 8, y + 8));
        }"""
    ), "something lies over it"


@pytest.mark.parametrize(("width", "height"), WINDOWS)
def test_who_comes_by_a_link_sees_that_python_has_failed(
    page: Page, base_url: str, console_errors: list[str], width: int, height: int
) -> None:
    """The status with Retry is in the window, and nothing passes for the state that the link names."""
    page.set_viewport_size({"width": width, "height": height})
    figure = without_python(page, f"{base_url}tour/index.html#{STATE}")
    figure.expect_status("failed")
    expect_whole_in_window(figure.part("status"))
    expect_whole_in_window(figure.button("Retry"))
    expect(stamp(figure)).to_be_visible()
    assert opacity(figure) < 0.5
    expect(figure.control("n").locator(".note-line")).to_be_hidden()
    if _is_chromium(page) and width > 360:  # where the sentence has room
        assert page.evaluate(LAYOUT_SHIFT) < 0.005
    console_errors.clear()


def test_retry_brings_the_picture_that_the_link_names(
    page: Page, base_url: str, console_errors: list[str]
) -> None:
    figure = without_python(page, f"{base_url}tour/index.html#{STATE}")
    figure.expect_status("failed")
    expect(stamp(figure)).to_be_visible()
    page.unroute(RUNTIME)
    figure.button("Retry").click()
    figure.expect_live()
    expect(stamp(figure)).to_be_hidden()
    assert opacity(figure) == 1
    expect(figure.control("n").locator(".note-line")).to_have_text("ln N = 6.91 nats")
    console_errors.clear()


def test_what_fails_without_a_change_is_as_good_as_it_was(
    page: Page, base_url: str, console_errors: list[str]
) -> None:
    """The picture is that of the controls; once one is moved, it is not, until it is back."""
    figure = without_python(page, f"{base_url}tour/index.html")
    figure.come_into_view()
    figure.expect_status("failed")
    expect(stamp(figure)).to_be_hidden()
    figure.slider("rho").press("ArrowLeft")
    expect(stamp(figure)).to_be_visible()
    figure.slider("rho").press("ArrowRight")
    expect(stamp(figure)).to_be_hidden()
    assert opacity(figure) == 1
    console_errors.clear()


def test_while_python_loads_the_picture_is_not_taken_for_the_links(page: Page, base_url: str) -> None:
    page.route("**/runtime/engine.*.bin", lambda route: None)
    page.goto(f"{base_url}tour/index.html#{STATE}")
    figure = FigureOnPage(page)
    figure.expect_status("booting")
    expect_whole_in_window(figure.part("status"))
    expect(stamp(figure)).to_be_visible()
    if _is_chromium(page):
        page.emulate_media(media="print")
        expect(stamp(figure)).to_be_hidden()
        assert opacity(figure) == 1, "on paper the parameters say what it is of"


def _is_chromium(page: Page) -> bool:
    """It alone emulates media, and tells of jumps."""
    return page.context.browser is not None and page.context.browser.browser_type.name == "chromium"


@pytest.mark.only_browser("chromium")  # its clock can be held while a worker runs
def test_only_an_answer_that_is_late_makes_the_picture_look_old(page: Page, base_url: str) -> None:
    page.add_init_script(DEAF)
    figure = open_explorer(page, base_url)
    stop_clock(page)
    page.evaluate("() => { globalThis.deaf = true }")
    for rho in ("0.8", "0.7", "0.6"):
        figure.slider("rho").fill(rho)
        page.clock.run_for(100)
    expect(stamp(figure)).to_be_hidden()
    page.clock.run_for(300)
    expect(stamp(figure)).to_be_visible()
    figure.slider("rho").fill("0.9")
    expect(stamp(figure)).to_be_hidden()


HELD = """globalThis.Worker = class extends Worker {
    set onmessage(hear) {
        const later = [];
        globalThis.release = () => later.splice(0).forEach(hear);
        super.onmessage = (event) => (globalThis.holding ? later.push(event) : hear(event));
    }
}"""


@pytest.mark.one_browser
def test_the_answer_to_an_earlier_move_leaves_what_is_said_of_a_field(page: Page, base_url: str) -> None:
    page.add_init_script(HELD)
    figure = open_explorer(page, base_url)
    stop_clock(page)
    page.evaluate("() => { globalThis.holding = true }")
    before = figure.values()
    figure.slider("rho").fill("0.8")
    figure.type("n", "much")
    expect(figure.part("status")).to_contain_text("“much” is no number")
    page.evaluate("() => { globalThis.holding = false; globalThis.release() }")
    figure.expect_live()
    assert figure.values() != before
    expect(figure.part("status")).to_contain_text("“much” is no number")


FOLLOWED = "a.try[href*='map?']:not(nt-figure a)"
IN_FIGURE = "() => document.activeElement?.closest('nt-figure')?.id"


def test_a_link_in_the_text_speaks_and_takes_the_focus_along(page: Page, base_url: str) -> None:
    """Nothing of the figure was touched before. Back speaks as well."""
    figure = open_explorer(page, base_url)
    summary = figure.element.locator(".summary[aria-live=polite]")
    first = figure.part("sentence").inner_text()
    link = page.locator(FOLLOWED).last
    link.press("Enter")
    expect(figure.element.locator(".figure-title")).to_be_focused()
    expect(summary).not_to_be_empty()
    figure.expect_live()
    expect(summary).to_have_text(figure.part("sentence").inner_text())
    expect(summary).not_to_have_text(first)
    page.keyboard.press("Tab")
    assert page.evaluate(IN_FIGURE) == "map"
    figure.go("back")
    expect(summary).to_have_text(first)


def test_a_preset_speaks_and_keeps_the_focus(explorer: FigureOnPage) -> None:
    preset = explorer.element.locator("a.preset").last
    preset.press("Enter")
    expect(preset).to_have_attribute("aria-current", "true")
    explorer.expect_live()
    expect(explorer.element.locator(".summary")).to_have_text(explorer.part("sentence").inner_text())
    expect(preset).to_be_focused()


def test_a_far_link_is_gone_to_at_once_and_wakes_no_figure(page: Page, base_url: str) -> None:
    """Neither what is passed on the way, nor what a reader passes in a hurry."""
    page.goto(f"{base_url}tour/index.html#references")
    page.wait_for_function("() => customElements.get('nt-figure')")
    page.clock.install()
    assert page.evaluate(PASSED) is True
    page.clock.run_for(1000)
    statuses = page.locator("nt-figure").evaluate_all("all => all.map(figure => figure.dataset.status)")
    assert set(statuses) == {"static"}
    assert page.evaluate("() => getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    figure = FigureOnPage(page)
    figure.element.evaluate("figure => figure.scrollIntoView()")
    expect(figure.element).to_be_in_viewport()
    page.clock.run_for(1000)
    expect(figure.element).not_to_have_attribute("data-status", re.compile("static"))


PASSED = """async () => {
    const here = scrollY;
    const figure = document.querySelector('nt-figure');
    const seen = new Promise(resolve => new IntersectionObserver(
        entries => entries.at(-1).isIntersecting && resolve(true)).observe(figure));
    figure.scrollIntoView();
    await seen;
    scrollTo(0, here);
    return new Promise(resolve => new IntersectionObserver(
        entries => !entries.at(-1).isIntersecting && resolve(true)).observe(figure));
}"""
