"""The page as a page: without JavaScript, at any address, on a phone, for a screen reader, without a jolt."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.figure import FigureOnPage, open_explorer
from tests.e2e.host import serve

PAGES = ("index.html", "conventions/index.html", "tour/python.html", "tags.html", "404.html")
WIDTHS = (360, 390, 820, 1440, 1600)
# Words move within their lines when their font comes; lines do not, since what stands in for it is as wide.
LAYOUT_SHIFT = """() => new Promise(resolve => {
    let total = 0;
    const moves = ({ sources }) => sources.some(({ node }) => node instanceof Element);
    const add = entries => {
        for (const entry of entries) if (!entry.hadRecentInput && moves(entry)) total += entry.value;
    };
    const observer = new PerformanceObserver(list => add(list.getEntries()));
    observer.observe({type: 'layout-shift', buffered: true});
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
        add(observer.takeRecords());
        resolve(total);
    })));
})"""
_NAMES = {"label-content-name-mismatch": {"enabled": True}}
RULES = {"resultTypes": ["violations"], "rules": _NAMES}
OF_COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}
OF_ALL_ELSE = {**RULES, "rules": {**_NAMES, "color-contrast": {"enabled": False}}}
"""For thousands of lines of code, whose colours `tests/js/contrast.test.js` knows."""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# WCAG 2.2, 2.5.8: no circle of 24 px about a small target's middle meets another target or such circle.
# Links in a line of text are as it is, and for what links of a drawing do there is a control, too.
CROWDED = """() => {
    const inputs = 'input:not([type=hidden], label input), label:has(input)';
    const kinds = `a[href], button, summary, select, textarea, ${inputs}`;
    const turns = [0, 1, 2, 3, 4, 5, 6, 7].map(at => at * Math.PI / 4);
    const circle = turns.map(turn => [11.5 * Math.cos(turn), 11.5 * Math.sin(turn)]);
    const middle = target => {
        const { x, y, width, height } = target.getBoundingClientRect();
        return [x + width / 2, y + height / 2];
    };
    const small = [...document.querySelectorAll(kinds)]
        .filter(target => !target.closest('.skip, svg') && getComputedStyle(target).display !== 'inline')
        .filter(target => target.checkVisibility({ visibilityProperty: true }))
        .filter(({ offsetWidth, offsetHeight }) => Math.min(offsetWidth, offsetHeight) < 24);
    const crowded = target => {
        target.scrollIntoView({ block: 'center', inline: 'center' });
        const [x, y] = middle(target);
        const at = ([right, down]) => document.elementFromPoint(x + right, y + down)?.closest(kinds);
        const near = small.filter(other => Math.hypot(middle(other)[0] - x, middle(other)[1] - y) < 23.5);
        const another = other => other && !other.contains(target) && !target.contains(other);
        return [...circle.map(at), ...near].some(another);
    };
    return small.filter(crowded).map(target => target.outerHTML.slice(0, 200));
}"""


@pytest.mark.only_browser("chromium")  # Playwright cannot turn JavaScript off in this Firefox
def test_the_page_is_complete_without_javascript(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base_url}tour/index.html")
    figure = FigureOnPage(page)
    expect(figure.element).to_have_attribute("data-status", "static")
    assert all(figure.values().values())
    expect(figure.part("sentence")).not_to_be_empty()
    expect(figure.element.locator("svg:visible")).to_have_count(1)
    assert page.locator(".katex").count() > 5
    assert figure.element.locator("[data-part=table] td").count() > 5
    expect(figure.slider("n")).to_be_disabled()
    expect(figure.element.locator(".unmoving")).to_contain_text("JavaScript is off, or something blocks it")
    context.close()


def test_figure_says_why_it_does_not_move_where_every_script_is_refused(
    page: Page, base_url: str, console_errors: list[str]
) -> None:
    page.route("**/*.js", lambda route: route.abort("blockedbyclient"))
    page.goto(f"{base_url}tour/index.html")
    figure = FigureOnPage(page)
    expect(figure.element.locator(".unmoving")).to_be_visible()
    expect(figure.element.locator(".reset")).to_be_hidden()
    page.unroute("**/*.js")
    console_errors.clear()
    page.reload()
    figure.expect_live()
    expect(figure.element.locator(".unmoving")).to_be_hidden()


def test_page_for_wrong_addresses_has_its_style_at_any_depth(
    page: Page, site: Path, base_url: str, console_errors: list[str]
) -> None:
    missing = (site / "404.html").read_text("utf-8")
    page.goto(f"{base_url}404.html")
    ground = page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor")
    page.route("**/far/below/it", lambda route: route.fulfill(body=missing, content_type="text/html"))
    page.goto(f"{base_url}far/below/it")
    assert page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor") == ground
    assert ground != "rgba(0, 0, 0, 0)"
    page.get_by_role("link", name="the start of this host").click()
    expect(page).to_have_url(base_url)
    console_errors.clear()


def test_the_site_works_below_any_path(page: Page, site: Path) -> None:
    with serve(site, prefix="/people/someone/next-token/") as address:
        page.goto(f"{address}index.html")
        page.locator("main a[href*='tour']").first.click()
        FigureOnPage(page).expect_live()


def test_the_pages_open_from_a_file(page: Page, site: Path, console_errors: list[str]) -> None:
    page.goto((site / "index.html").as_uri())
    page.locator("main a[href*='tour']").first.click()
    expect(page.locator("h1")).to_be_visible()
    expect(FigureOnPage(page).part("sentence")).not_to_be_empty()
    console_errors.clear()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.only_browser("chromium")
def test_there_is_no_accessibility_violation(page: Page, base_url: str, path: str) -> None:
    page.goto(base_url + path)
    expect_accessible_in_either_scheme(page)


@pytest.mark.only_browser("chromium")
def test_there_is_no_accessibility_violation_in_a_live_post(explorer: FigureOnPage) -> None:
    expect_accessible_in_either_scheme(explorer.page)


def expect_accessible(page: Page, within: str = "html", rules: Mapping[str, object] = RULES) -> None:
    """What `within` selects: to look through all of a long page takes seconds."""
    results = Axe().run(page, context=within, options=rules)
    assert results.violations_count == 0, results.generate_report()


def expect_accessible_in_either_scheme(page: Page, within: str = "html") -> None:
    """A scheme is other colours: what else there is to ask of a page is not asked of it again."""
    expect_accessible(page, within)
    page.emulate_media(color_scheme="dark")
    expect_accessible(page, within, OF_COLOURS)
    page.emulate_media(color_scheme="light")


def expect_accessible_and_narrow(page: Page, figures: Sequence[FigureOnPage], within: str = "html") -> None:
    """In light and in dark; in light at every width, for any pointer: of a page with figures, live."""
    expect_accessible_in_either_scheme(page, within)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for figure in figures:
            figure.expect_live()
        assert page.evaluate(SIDEWAYS) <= 0, f"{width} px"
        assert page.evaluate(CROWDED) == [], f"{width} px"


@pytest.mark.one_browser
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.only_browser("chromium")
def test_nothing_scrolls_sideways_and_nothing_jumps(page: Page, base_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    figure = open_explorer(page, base_url)
    figure.slider("b").press("ArrowRight")
    figure.expect_live()
    expect_still(page)
    for path in PAGES:
        page.goto(base_url + path)
        expect_still(page)


def expect_still(page: Page) -> None:
    assert page.evaluate(SIDEWAYS) <= 0
    assert page.evaluate(LAYOUT_SHIFT) < 0.005


@pytest.mark.only_browser("chromium")
def test_a_jump_would_be_seen(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}tour/index.html")
    page.evaluate("() => { document.querySelector('main').style.paddingTop = '200px' }")
    assert page.evaluate(LAYOUT_SHIFT) > 0.005


@pytest.mark.only_browser("chromium")
def test_a_phone_moves_a_slider_by_touch(phone: FigureOnPage) -> None:
    before = phone.values()
    slider = phone.slider("rho")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    phone.page.touchscreen.tap(box["x"] + box["width"] * 0.25, box["y"] + box["height"] / 2)
    expect(phone.output("reached")).not_to_have_attribute("data-value", before["reached"])
    phone.expect_live()
    targets = phone.element.locator("input:not([type=radio]):visible, button:visible, .segments label").all()
    small = [target.evaluate("element => element.outerHTML") for target in targets if not roomy(target)]
    assert targets
    assert small == []


def roomy(target: Locator) -> bool:
    """Whether a finger finds it: 44 px high."""
    box = target.bounding_box()
    return box is not None and box["height"] >= 44


def test_every_control_has_a_name_and_says_its_unit(explorer: FigureOnPage) -> None:
    expect_named(explorer)


def expect_named(figure: FigureOnPage) -> None:
    """Every control has its label for a name, and says its unit."""
    for control in figure.declaration()["controls"]:
        name = control["name"]
        if control["kind"] == "slider":
            slider = figure.slider(name)
            expect(slider).to_have_accessible_name(re.compile(rf"^{control['label']}"))
            spoken = slider.get_attribute("aria-valuetext") or ""
            assert control["unit"] in spoken
        if control["kind"] == "choice":
            group = figure.element.get_by_role("group", name=control["label"])
            expect(group).to_be_visible()


FOCUSED = """() => {
    const {activeElement} = document;
    return activeElement?.closest('nt-figure') && activeElement.getAttribute('name');
}"""


def test_a_keyboard_reaches_every_control_in_order(explorer: FigureOnPage) -> None:
    expect_reached_in_order(explorer)


def expect_reached_in_order(figure: FigureOnPage) -> None:
    """From the first slider on, Tab meets every declared control in the declared order."""
    figure.slider("n").focus()
    met: list[str] = ["n"]
    for _ in range(40):
        figure.page.keyboard.press("Tab")
        name = figure.page.evaluate(FOCUSED)
        if name and name not in met:
            met.append(name)
    declared = [control["name"] for control in figure.declaration()["controls"]]
    assert met == declared


@pytest.mark.only_browser("chromium")
def test_reduced_motion_leaves_nothing_moving(page: Page, base_url: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{base_url}tour/index.html")
    FigureOnPage(page).expect_live()
    assert page.evaluate("() => document.getAnimations().length") == 0
