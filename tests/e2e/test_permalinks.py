"""A shared link: what goes in, what comes out, and what hostile ones may not do."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.figure import FigureOnPage, open_explorer
from tests.e2e.host import serve


def test_a_link_opens_its_state(page: Page, base_url: str) -> None:
    figure = open_explorer(page, base_url, "map?n=1000&a=0.5&rho=-0.25&seed=7&unit=bits")
    expect(figure.element).to_be_in_viewport()
    expect(figure.number("n")).to_have_value("1000")
    expect(figure.number("a")).to_have_value("0.5")
    expect(figure.number("rho")).to_have_value("-0.25")
    expect(figure.number("seed")).to_have_value("7")
    expect(figure.radio("unit", "bits")).to_be_checked()
    expect(figure.number("b")).to_have_value("0.6")


@pytest.mark.parametrize(
    "width", [390, *(pytest.param(width, marks=pytest.mark.one_browser) for width in (820, 1440))]
)
@pytest.mark.parametrize("link", ["map?rho=0.31", "far-off?rho=0.21"])
def test_a_link_from_elsewhere_brings_the_whole_drawing_into_view(
    page: Page, base_url: str, width: int, link: str
) -> None:
    page.set_viewport_size({"width": width, "height": 860})
    page.goto(f"{base_url}tour/index.html#{link}")
    picture = page.locator(f"nt-figure#{link.split('?')[0]} .picture:visible")
    expect(picture).to_be_in_viewport(ratio=0.95)


def test_a_move_is_written_into_the_address_with_defaults_left_out(explorer: FigureOnPage) -> None:
    explorer.slider("rho").press("ArrowLeft")
    expect(explorer.page).to_have_url(re.compile(r"#map\?rho=0\.89$"))
    explorer.expect_live()
    moved = explorer.values()
    explorer.page.reload()
    explorer.expect_live()
    assert explorer.values() == moved
    expect(explorer.number("rho")).to_have_value("0.89")


def test_a_link_in_the_text_drives_the_figure_and_back_undoes_it(explorer: FigureOnPage) -> None:
    page, before = explorer.page, explorer.values()
    link = page.locator("a.try[href*='map?']").last
    link.click()
    expect(explorer.element.locator("svg:visible")).to_be_in_viewport(ratio=0.6)
    page.wait_for_function(DIFFERS, arg=before["gap"])
    explorer.expect_live()
    page.evaluate("() => history.back()")
    page.wait_for_function(EQUALS, arg=before["gap"])
    explorer.expect_live()
    assert explorer.values() == before


@pytest.mark.only_browser("chromium")  # Playwright cannot turn JavaScript off in this Firefox
def test_every_link_in_the_text_lands_without_javascript(browser, base_url: str) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base_url}tour/index.html")
    page.locator("a.try[href*='map?']").last.click()
    expect(page.locator("nt-figure#map")).to_be_in_viewport()
    context.close()


HOSTILE = {
    "huge": ("n=1e300", "n", "200000"),
    "far too many digits": (f"n={'9' * 5000}", "n", "40"),
    "negative": ("n=-5", "n", "2"),
    "not a number": ("a=NaN", "a", "0.6"),
    "infinite": ("a=Infinity", "a", "0.6"),
    "a wrong type": ("rho=[1,2]", "rho", "0.9"),
    "hexadecimal": ("n=0x10", "n", "40"),
    "empty": ("rho=", "rho", "0.9"),
    "markup": (f"rho={quote('<img src=x onerror=alert(1)>')}", "rho", "0.9"),
    "broken escapes": ("rho=%E0%A4%A", "rho", "0.9"),
    "prototype": ("__proto__=1&constructor=2&rho=0.5", "rho", "0.5"),
    "between two steps": ("a=0.50149", "a", "0.502"),
    "a large seed": ("seed=99999999999999999999", "seed", "4294967295"),
}


@pytest.mark.one_browser
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_link_is_clamped_said_and_harmless(explorer: FigureOnPage, name: str) -> None:
    query, control, shown = HOSTILE[name]
    dialogs: list[object] = []
    explorer.page.on("dialog", lambda dialog: (dialogs.append(dialog), dialog.dismiss()))
    explorer.follow(f"map?{query}")
    expect(explorer.number(control)).to_have_value(shown)
    assert not dialogs
    assert explorer.element.locator("img").count() == 0
    expect(explorer.part("status")).to_contain_text("link")


@pytest.mark.one_browser
def test_a_page_that_opens_at_a_hostile_link_says_so_too(page: Page, base_url: str) -> None:
    figure = open_explorer(page, base_url, "map?n=1e300&rho=%E0%A4%A&__proto__=1&a=0.5")
    figure.expect_controls(n="200000", rho="0.9", a="0.5")
    expect(figure.part("status")).to_contain_text("link")


MANGLED = [
    "far-off%3Fn%3D500%26rho%3D0.25",
    "far-off%3Fn=500&rho=0.25",
    "far-off%253Fn%253D500%2526rho%253D0.25",
    "far-off?n%3D500&rho%3D0.25",
    "#far-off?n=500&rho=0.25",
    "/far-off?n=500&rho=0.25",
    "FAR-OFF?N=500&RHO=0.25",
    "faroff?n=500&rho=0.25",
    "far-off?n=500&amp;rho=0.25).",
    "far-off?n=%20500;rho=0,25",
    "far-off?n=500&rho=0.25&utm_source=mail&fbclid=abc",
]


@pytest.mark.one_browser
@pytest.mark.parametrize("fragment", MANGLED)
def test_a_link_is_understood_as_mailers_and_chats_leave_it(explorer: FigureOnPage, fragment: str) -> None:
    page, figure = explorer.page, FigureOnPage(explorer.page, "far-off")
    figure.follow("far-off?")
    page.evaluate("() => scrollTo(0, 0)")
    figure.follow(fragment)
    figure.expect_controls(n="500", rho="0.25")
    expect(page).to_have_url(re.compile(r"index\.html#far-off\?n=500&rho=0\.25$"))
    expect(figure.element.locator(".picture:visible")).to_be_in_viewport()
    expect(figure.part("status")).not_to_contain_text("link")
    expect(page.locator(".page-remark")).to_be_empty()


@pytest.mark.one_browser
def test_a_page_that_opens_at_a_mangled_link_mends_it(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}tour/index.html#{MANGLED[0]}")
    FigureOnPage(page, "far-off").expect_controls(n="500", rho="0.25")
    expect(page).to_have_url(re.compile(r"index\.html#far-off\?n=500&rho=0\.25$"))


def test_a_link_opens_the_fold_that_its_figure_lies_in(page: Page, base_url: str) -> None:
    figure = open_explorer(page, base_url)
    figure.element.evaluate("""figure => {
        const fold = document.createElement('details');
        figure.replaceWith(fold);
        fold.append(figure);
    }""")
    expect(figure.element).to_be_hidden()
    page.evaluate("id => { location.hash = `${id}?n=500` }", figure.element.evaluate("figure => figure.id"))
    expect(figure.element).to_be_visible()
    expect(figure.element).to_be_in_viewport()


def test_a_link_to_a_figure_that_is_not_there_is_said_where_the_reader_is(explorer: FigureOnPage) -> None:
    page = explorer.page
    page.evaluate("() => { location.hash = 'mpa?n=3' }")
    remark = page.get_by_role("status").filter(has_text="“mpa”")
    expect(remark).to_be_in_viewport()
    expect(remark).to_contain_text("Figure 1 Figure 2")
    explorer.expect_controls(n="40")
    remark.get_by_role("link", name="Figure 2").click()
    expect(page.locator(".page-remark")).to_be_empty()
    page.evaluate("() => { location.hash = 'other?n=3' }")
    page.locator(".page-remark").get_by_role("button", name="Close").click()
    expect(page.locator(".page-remark")).to_be_empty()


@pytest.mark.one_browser
@pytest.mark.parametrize("fragment", ["entropy?utm_source=mail", "/entropy"])
def test_a_link_to_a_section_is_mended_too(page: Page, base_url: str, fragment: str) -> None:
    page.goto(f"{base_url}tour/index.html#{fragment}")
    expect(page).to_have_url(re.compile(r"index\.html#entropy$"))
    expect(page.locator("#entropy")).to_be_in_viewport()


@pytest.mark.one_browser
def test_two_thousand_complaints_are_told_in_a_few_lines(explorer: FigureOnPage) -> None:
    explorer.follow("map?" + "&".join(f"x{index}=1" for index in range(2000)))
    expect(explorer.part("status")).to_contain_text("1\u202f997 more like these")
    assert len(explorer.part("status").inner_text()) < 300


def test_a_link_in_a_frame_moves_no_page_but_its_own(page: Page, site: Path, tmp_path: Path) -> None:
    (tmp_path / "site").symlink_to(site)
    with serve(tmp_path) as address:
        shown = f"{address}site/tour/index.html#map?n=1000"
        frame = f'<iframe src="{shown}" width="900" height="600"></iframe>'
        room = '<link rel="icon" href="data:,"><body style="height: 5000px"><p style="height: 1500px"></p>'
        (tmp_path / "outside.html").write_text(f"<!doctype html>{room}{frame}")
        for origin in (address.replace("127.0.0.1", "localhost"), address):  # another one, and the same
            page.goto(f"{origin}outside.html")
            inside = page.frame_locator("iframe")
            page.mouse.wheel(0, 900)
            expect(inside.locator("nt-figure#map [data-control=n] .exact input")).to_have_value("1000")
            page.frames[1].wait_for_function("() => scrollY > 0")
            assert page.evaluate("() => scrollY") <= 900


def test_controls_stand_as_the_figure_does_when_a_browser_resets_a_page_that_it_brings_back(
    explorer: FigureOnPage,
) -> None:
    """WebKit does, after `pageshow`, with fields that it is not to fill in."""
    explorer.follow("map?n=1000&rho=0.5&seed=7&axis=log")
    explorer.page.evaluate("""() => {
        dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
        document.querySelector('nt-figure#map form.controls').reset();
    }""")
    explorer.expect_controls(n="1000", rho="0.5", seed="7", a="0.6")
    expect(explorer.slider("rho")).to_have_value("0.5")
    expect(explorer.slider("n")).to_have_value("540")
    expect(explorer.radio("axis", "log")).to_be_checked()


@pytest.mark.one_browser
@pytest.mark.parametrize("fragment", ["no-such-figure?n=3", "?", "map?", "%", "map?&&=&=1"])
def test_a_link_to_nothing_leaves_the_page_as_it_is(explorer: FigureOnPage, fragment: str) -> None:
    explorer.follow(fragment)
    expect(explorer.number("n")).to_have_value("40")
    expect(explorer.number("rho")).to_have_value("0.9")


@pytest.mark.one_browser
def test_what_a_link_got_wrong_is_no_matter_after_back(explorer: FigureOnPage) -> None:
    status = explorer.part("status")
    explorer.page.evaluate("() => { location.hash = 'map?nonsense=1' }")
    expect(status).to_contain_text("nonsense")
    explorer.go("back")
    expect(status).not_to_contain_text("nonsense")
    explorer.expect_live()


def test_the_focus_stays_in_the_figure_when_the_note_followed_is_gone(explorer: FigureOnPage) -> None:
    figure = explorer
    figure.follow("map?n=50257")
    link = figure.part("notes").get_by_role("link").first
    href = link.get_attribute("href")
    link.press("Enter")
    expect(figure.part("notes").locator(f"a[href='{href}']")).to_have_count(0)
    figure.expect_live()
    expect(figure.element.locator(".status-text")).to_be_focused()


DIFFERS = "value => document.querySelector('output[name=gap]').dataset.value !== value"
EQUALS = "value => document.querySelector('output[name=gap]').dataset.value === value"
