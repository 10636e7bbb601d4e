"""Each post walked through by Tab alone: everything that can be used is come to, in order, and seen to be."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.patience import PATIENCE_MS

POSTS = (
    "zipf-kl",
    "models",
    "token-explorer",
    "probability",
    "kl-by-code",
    "kl-scale",
    "your-models",
    "notation",
)
MOST = 2000  # presses

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
HERE = """() => {
    const { activeElement } = document;
    if (!activeElement || activeElement === document.body) return null;
    const { width, height } = activeElement.getBoundingClientRect();
    return { place: window.reachable.indexOf(activeElement), seen: activeElement.matches(':focus-visible'),
             size: Math.min(width, height), what: activeElement.outerHTML.slice(0, 120) };
}"""


@pytest.mark.one_browser
@pytest.mark.parametrize("post", POSTS)
def test_tab_comes_to_everything_in_order_and_goes_on(page: Page, real_url: str, post: str) -> None:
    page.goto(f"{real_url}{post}/index.html")
    for figure in page.locator("nt-figure").all():  # what comes alive later has other links in its place
        figure.scroll_into_view_if_needed()
        expect(figure).to_have_attribute("data-status", "live", timeout=PATIENCE_MS)
    page.evaluate("() => scrollTo(0, 0)")
    names = page.evaluate(f"() => ({REACHABLE})().map(element => element.outerHTML.slice(0, 120))")
    come_to = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None:
            break
        assert here["seen"], f"the focus is not shown on {here['what']}"
        assert here["place"] >= 0, f"Tab comes to {here['what']}"
        come_to.append(here["place"])
    assert here is None, "Tab never leaves the page"
    assert [names[place] for place in come_to] == names
