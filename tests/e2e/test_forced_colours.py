"""Where the reader's system has the say over colours, pictures still tell all that they told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.test_posts import POSTS

LEAST = 3.0
"""WCAG 2.2, 1.4.11: the contrast of what is needed to understand a picture."""

# What steps back on purpose: the grid, what a cap stands on, what is hatched, and shades by depth.
FAINT = """({ least, quiet }) => {
    const pixel = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const channels = colour => {
        pixel.clearRect(0, 0, 1, 1);
        pixel.fillStyle = colour;
        pixel.fillRect(0, 0, 1, 1);
        return [...pixel.getImageData(0, 0, 1, 1).data];
    };
    const linear = c => c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4;
    const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    const paper = channels(getComputedStyle(document.documentElement).backgroundColor);
    const contrast = (colour, opacity) => {
        const [r, g, b, alpha] = channels(colour);
        const share = opacity * alpha / 255;
        const shown = [r, g, b].map((c, at) => share * c + (1 - share) * paper[at]);
        const [dark, light] = [luminance(shown), luminance(paper)].sort((a, b) => a - b);
        return (light + 0.05) / (dark + 0.05);
    };
    const seen = mark => {
        const style = getComputedStyle(mark);
        return [[style.fill, style.fillOpacity], [style.stroke, style.strokeOpacity]]
            .filter(([colour]) => !/^none|^url|^rgba\\(.*, 0\\)$/.test(colour))
            .map(([colour, opacity]) => contrast(colour, opacity * style.opacity));
    };
    return [...document.querySelectorAll('svg.chart :is(path, rect, circle, line)')]
        .filter(mark => mark.checkVisibility() && !mark.closest(quiet))
        .filter(mark => Math.max(...seen(mark)) < least && seen(mark).length)
        .map(mark => `${mark.closest('nt-figure').id}: ${mark.getAttribute('class')}`);
}"""
QUIET = ".grid, .stem, .ground, defs, [fill-opacity]"
DRAWN = "all => all.map(e => getComputedStyle(e).backgroundImage).filter(image => image === 'none').length"


def forced(browser: Browser, address: str) -> Page:
    page = browser.new_context(forced_colors="active", java_script_enabled=False).new_page()
    page.goto(address)
    return page


@pytest.mark.only_browser("chromium")  # Playwright gives Firefox no forced colours
@pytest.mark.parametrize("post", POSTS)
def test_every_mark_is_seen(browser: Browser, real_url: str, post: str) -> None:
    page = forced(browser, f"{real_url}{post}/index.html")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, forced_colors="active")  # type: ignore[arg-type]
        assert page.evaluate(FAINT, {"least": LEAST, "quiet": QUIET}) == [], scheme
    page.context.close()


@pytest.mark.only_browser("chromium")
def test_what_is_a_gradient_is_drawn(browser: Browser, real_url: str) -> None:
    """Bars that are pulled, and the marks of spaces: systems leave no gradient alone unless asked to."""
    page = forced(browser, f"{real_url}probability/index.html")
    for name in (".shaft", ".space"):
        places = page.locator(name)
        assert places.count() and places.evaluate_all(DRAWN) == 0, name
    page.context.close()
