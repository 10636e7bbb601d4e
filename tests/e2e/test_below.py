"""A visit that begins at the top of a page does not wait for what lies below the window."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.skip_browser(
    "webkit"
)  # it cannot keep in view what is, while something above it grows
PAGE = "tour/index.html"
PUT_OFF = """[...document.querySelectorAll('.prose > *')]
    .filter(({ firstElementChild: first }) =>
        first?.checkVisibility() && !first.checkVisibility({ contentVisibilityAuto: true }))
    .map(({ localName, id }) => ({ kind: localName, id }))"""
NEVER_IDLE = "window.put = []; window.requestIdleCallback = work => { put.push(work); };"
REST = "() => { put.push = work => setTimeout(work); put.splice(0).forEach(work => work()); }"
ALL_LAID_OUT = f"() => {PUT_OFF}.length === 0"
MANY_RESTS = """async () => {
    for (let rest = 0; rest < 50; rest++) await new Promise(told => requestIdleCallback(told));
}"""
HELD_BACK = """window.Worker = class extends Worker {
    postMessage(message, ...others) {
        const send = () => super.postMessage(message, ...others);
        if (message.kind === 'boot') window.start = send;
        else send();
    }
};"""
"""Python has all its files, and starts once the test says so."""
MOVED = f"""async ({{ id, idleAtOnce }}) => {{
    const figure = document.getElementById(id);
    const shown = () => new Promise(told => requestAnimationFrame(() => requestAnimationFrame(told)));
    figure.scrollIntoView({{ block: 'center' }});
    const before = figure.getBoundingClientRect().top;
    if (idleAtOnce) put.shift()();
    await shown();
    ({REST})();
    while (!({ALL_LAID_OUT})()) await shown();
    return figure.getBoundingClientRect().top - before;
}}"""
"""By how many pixels a figure is carried away that somebody has jumped to."""


def put_off(page: Page) -> list[dict[str, str]]:
    found: list[dict[str, str]] = page.evaluate(f"() => {PUT_OFF}")
    return found


def from_top(page: Page, base_url: str) -> list[str]:
    """The figures that are put off on a visit from the top; the page always has something else to do."""
    page.add_init_script(NEVER_IDLE)
    page.goto(base_url + PAGE)
    page.wait_for_function("() => put.length > 0")
    waiting = put_off(page)
    figures = [part["id"] for part in waiting if part["kind"] == "nt-figure"]
    assert 1 < len(figures) < len(waiting), "text is put off, too"
    return figures


def test_what_lies_below_is_laid_out_once_there_is_nothing_else_to_do(page: Page, base_url: str) -> None:
    from_top(page, base_url)
    page.evaluate(REST)
    page.wait_for_function(ALL_LAID_OUT)


def test_it_waits_while_python_starts_for_the_reader(page: Page, base_url: str) -> None:
    page.add_init_script(HELD_BACK)
    page.goto(base_url + PAGE)
    page.wait_for_function("() => window.start")
    page.evaluate(MANY_RESTS)
    assert put_off(page) != []
    page.evaluate("() => start()")
    page.wait_for_function(ALL_LAID_OUT)
    expect(page.locator("nt-figure[data-status=live]").first).to_be_visible()


def test_who_leaves_for_a_place_below_comes_there(page: Page, base_url: str) -> None:
    """It lies where the figures above make room for it."""
    last = from_top(page, base_url)[-1]
    page.evaluate("id => { location.hash = id; }", last)
    page.wait_for_function(ALL_LAID_OUT)
    expect(page.locator(f"nt-figure#{last} .figure-title")).to_be_in_viewport()


@pytest.mark.parametrize("idle_at_once", [True, False], ids=["idle at once", "busy"])
@pytest.mark.parametrize("width", [390, 1280])
def test_who_goes_far_all_at_once_is_not_carried_away(
    page: Page, base_url: str, width: int, idle_at_once: bool
) -> None:
    """By the scroll bar, or a script, while what is above the place still gets its height."""
    page.set_viewport_size({"width": width, "height": 800})
    last = from_top(page, base_url)[-1]
    assert page.evaluate(MOVED, {"id": last, "idleAtOnce": idle_at_once}) == pytest.approx(0, abs=1)
    assert put_off(page) == []


def test_before_a_key_takes_the_reader_away_all_is_laid_out(page: Page, base_url: str) -> None:
    from_top(page, base_url)
    page.keyboard.press("End")
    assert put_off(page) == []


def test_a_visit_to_a_place_and_one_again_put_nothing_off(page: Page, base_url: str) -> None:
    last = from_top(page, base_url)[-1]
    page.reload()
    assert put_off(page) == []
    page.goto("about:blank")
    page.goto(f"{base_url}{PAGE}#{last}")
    assert put_off(page) == []
    expect(page.locator(f"nt-figure#{last} .figure-title")).to_be_in_viewport()


@pytest.mark.only_browser("chromium")  # no other shows Playwright what it would print
def test_on_paper_everything_is_there(page: Page, base_url: str) -> None:
    from_top(page, base_url)
    page.emulate_media(media="print")
    assert put_off(page) == []
