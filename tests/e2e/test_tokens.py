"""A drawing that is text, and whose parts are links: a sentence grows by mouse, keyboard and address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.figure import FigureOnPage, type_into
from tests.e2e.held import stop_clock
from tests.e2e.host import serve
from tests.e2e.small_site import build_small_site

HEIGHT = "() => document.documentElement.scrollHeight"
TAKEN = """links => links.flatMap(link => {
    const { left, width, top, height } = link.getBoundingClientRect();
    const middle = Math.min(width, 15);
    const places = [-0.4, -0.2, 0, 0.2, 0.4].map(at => left + width / 2 + at * middle);
    const hits = places.map(x => document.elementFromPoint(x, top + height / 2).closest('a'));
    return hits.filter(hit => hit !== link).map(hit => `${hit?.textContent} over ${link.textContent}`);
})"""
"""Which link lies over which, across the middle of each, and all over the narrow ones."""
DRAWN = "() => document.querySelector('#builder .drawings').offsetHeight"
SOURCE = Path(__file__).with_name("token_figure.py").read_text("utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_small_site(tmp_path_factory.mktemp("tokens"), {"tokens": {"builder": SOURCE}})


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    with serve(built) as address:
        yield f"{address}tokens/index.html"


@pytest.fixture
def builder(page: Page, address: str) -> FigureOnPage:
    return opened(page, address)


def opened(page: Page, address: str, fragment: str = "") -> FigureOnPage:
    page.goto(address + fragment)
    figure = FigureOnPage(page, "builder")
    figure.expect_live()
    return figure


def link(figure: FigureOnPage, name: str) -> Locator:
    """A link of the drawing in view."""
    return figure.element.locator(".picture:visible").get_by_role("link", name=re.compile(f"^{name}"))


def expect_picked(figure: FigureOnPage, ids: str, count: int) -> None:
    """The page has come to these tokens, in its field, its answer and its address."""
    expect(figure.control("picks").locator("input")).to_have_value(ids)
    expect(figure.output("length")).to_have_attribute("data-value", f"{float(count)}")
    expect(figure.page).to_have_url(re.compile(rf"#builder\?picks={re.escape(ids)}$"))


def test_a_click_on_a_token_picks_it_and_back_takes_it_back(builder: FigureOnPage) -> None:
    link(builder, "‘ word15’, .* rank 1$").click()
    expect_picked(builder, "0.15", 2)
    link(builder, "‘ the’").click()
    expect(builder.output("length")).to_have_attribute("data-value", "1.0")
    builder.go("back")
    expect_picked(builder, "0.15", 2)
    builder.go("back")
    expect(builder.output("length")).to_have_attribute("data-value", "1.0")
    expect(builder.page).to_have_url(re.compile(r"index\.html$"))


def test_the_keyboard_picks_and_the_focus_stays_at_the_rank(builder: FigureOnPage) -> None:
    first = link(builder, ".*rank 1$").first
    first.focus()
    for count in (2, 3, 4):
        builder.page.keyboard.press("Enter")
        expect(builder.output("length")).to_have_attribute("data-value", f"{float(count)}")
        focused = builder.page.locator(":focus")
        expect(focused).to_have_attribute("data-key", "rank 1")
        expect(focused).to_be_visible()
    builder.page.keyboard.press("Tab")
    expect(builder.page.locator(":focus")).to_have_attribute("data-key", "rank 2")


def test_where_its_link_is_gone_the_focus_goes_to_a_neighbour(builder: FigureOnPage) -> None:
    control = builder.control("picks").locator("input")
    type_into(control, ".".join(["1"] * 20))
    expect(builder.output("length")).to_have_attribute("data-value", "20.0")
    link(builder, "‘ cat’").last.focus()
    builder.go("back")  # to one token, and to another number of links
    expect(builder.output("length")).to_have_attribute("data-value", "1.0")
    assert builder.page.evaluate("document.activeElement.closest('.picture') !== null")


def test_a_link_opens_a_state_and_what_is_no_token_is_said(page: Page, address: str) -> None:
    figure = opened(page, address, "#builder?picks=1.2.7&find=at")
    expect(figure.element.locator(".picture:visible .tokens").first).to_contain_text("cat sat")
    expect(figure.control("find").locator(".note-line")).to_have_text("3 found")
    page.goto(f"{address}#builder?picks=99")
    status = figure.element.locator(".status-text")
    expect(status).to_contain_text("it can be ids from 0 to 39 with points between")
    expect(figure.control("picks").locator("input")).to_have_value("0")


def test_a_typed_text_changes_the_drawing_and_nothing_in_it_is_markup(builder: FigureOnPage) -> None:
    field = builder.control("text").locator("textarea")
    field.fill("<img src=x> & “so”\nit goes")
    sentence = builder.element.locator(".picture:visible .tokens").first
    expect(sentence).to_contain_text("<img src=x> & “so”")
    assert builder.element.locator(".picture img").count() == 0
    field.press("Tab")
    builder.page.reload()
    builder.expect_live()
    expect(field).to_have_value("<img src=x> & “so”\nit goes")
    expect(sentence).to_contain_text("& “so”")


def test_a_long_text_stays_out_of_the_address_and_is_not_lost(builder: FigureOnPage) -> None:
    field = builder.control("text").locator("textarea")
    long = "long " * 110
    field.fill(long)
    field.press("Tab")
    expect(builder.control("text").locator(".unlinked")).to_have_text(
        "Longer than 500 characters: links leave it out."
    )
    builder.expect_live()  # a link leads to the state of its own drawing
    link(builder, ".*rank 2$").first.click()
    expect(builder.output("length")).to_have_attribute("data-value", "2.0")
    expect(field).to_have_value(long)
    expect(builder.page).to_have_url(re.compile(r"#builder\?picks=0\.\d+$"))
    builder.go("back")
    expect(builder.output("length")).to_have_attribute("data-value", "1.0")
    expect(field).to_have_value(long)


@pytest.mark.one_browser
def test_what_does_not_fit_is_cut_and_said(builder: FigureOnPage) -> None:
    field = builder.control("find").locator("input")
    type_into(field, "x" * 25)
    expect(field).to_have_value("x" * 20)
    expect(builder.element.locator(".status-text")).to_contain_text("holds 20 characters; the rest")
    field.fill("")
    field.press("Enter")
    picks = builder.control("picks").locator("input")
    type_into(picks, "1, 2 mat")
    expect(builder.element.locator(".status-text")).to_contain_text("is no list of tokens")
    expect_picked(builder, "1.2", 2)  # what was one on the way
    builder.button("Remove the last").click()
    expect_picked(builder, "1", 1)


@pytest.mark.one_browser
def test_pages_of_a_table_are_links_and_next_stays_in_hand(builder: FigureOnPage) -> None:
    following = link(builder, "Next")
    following.focus()
    builder.page.keyboard.press("Enter")
    pages = builder.element.locator(".picture:visible .pages")
    expect(pages).to_contain_text("2 of 7")
    expect(following).to_be_focused()
    builder.page.keyboard.press("Enter")
    expect(pages).to_contain_text("3 of 7")
    link(builder, "Previous").click()
    expect(pages).to_contain_text("2 of 7")
    builder.expect_controls(page="2")


@pytest.mark.one_browser
def test_a_slider_is_not_drawn_from_under_the_hand(builder: FigureOnPage) -> None:
    """The last page has fewer rows: what follows the drawing comes up once the slider rests."""
    page = builder.page
    rows = builder.element.locator(".picture:visible tbody tr")
    expect(rows).to_have_count(6)
    before = page.evaluate(HEIGHT)
    stop_clock(page)
    builder.drag("page", "7")
    expect(rows).to_have_count(4)
    assert page.evaluate(HEIGHT) == before
    page.clock.resume()
    page.wait_for_function(f"before => ({HEIGHT})() < before", arg=before)


@pytest.mark.one_browser
def test_what_kept_its_height_comes_up_where_the_answer_at_rest_fails(builder: FigureOnPage) -> None:
    page = builder.page
    rows = builder.element.locator(".picture:visible tbody tr")
    expect(rows).to_have_count(6)
    before = page.evaluate(DRAWN)
    builder.drag("page", "9")
    builder.expect_status("failed")
    expect(rows).to_have_count(4)
    page.wait_for_function(f"before => ({DRAWN})() < before", arg=before)


@pytest.mark.one_browser
def test_a_bar_of_the_chart_is_a_link_too(builder: FigureOnPage) -> None:
    bar = link(builder, "Bar of ‘ word15’")
    bar.focus()
    builder.page.keyboard.press("Enter")
    expect_picked(builder, "0.15", 2)
    expect(builder.page.locator(":focus")).to_have_attribute("data-key", "bar 0")


@pytest.mark.one_browser
def test_tokens_have_names_signs_and_room_for_a_finger(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    figure = opened(page, address, "#builder?picks=7.8.9.13")
    for name in ("‘line break’, surprising", "bytes E2 82", "‘ <b>’, surprising", "‘’, surprising"):
        expect(link(figure, re.escape(name)).first).to_be_visible()
    expect(figure.element.locator(".picture:visible .signs")).to_contain_text("⏎ line break")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    narrow = link(figure, "‘s’.* rank").bounding_box()
    assert narrow and narrow["width"] == 24
    assert figure.element.locator(".picture:visible svg").get_attribute("role") == "group"


@pytest.mark.one_browser
def test_a_token_is_as_large_as_a_finger_needs(page: Page, browser_name: str, address: str) -> None:
    context = page.context.browser.new_context(
        has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844}
    )  # type: ignore[union-attr]
    phone = context.new_page()
    figure = opened(phone, address, "#builder?picks=6.11.7")
    boxes = figure.element.locator(".picture:visible a.token").evaluate_all(
        "all => all.map(a => a.getBoundingClientRect()).map(box => [box.width, box.height])"
    )
    assert boxes and all(min(box) >= 44 for box in boxes), boxes
    context.close()


@pytest.mark.one_browser
def test_a_full_stop_is_hit_from_beside_it(page: Page, address: str) -> None:
    """It is a few pixels wide, and takes some more of its neighbours."""
    figure = opened(page, address, "#builder?picks=0.6.5")
    stop = figure.element.locator(".picture:visible p.tokens a").nth(1)
    expect(stop).to_have_text(".")
    box = stop.bounding_box()
    assert box and box["width"] < 12
    for aside in (-11, 11):
        hit = "([x, y]) => document.elementFromPoint(x, y).closest('a').textContent"
        place = [box["x"] + box["width"] / 2 + aside, box["y"] + box["height"] / 2]
        assert page.evaluate(hit, place) == "."


@pytest.mark.one_browser
def test_what_is_as_narrow_as_a_full_stop_is_not_covered_by_one(page: Page, address: str) -> None:
    """Nor is the middle of what is wider: in one figure's line, all that may stand beside each other."""
    figure = opened(page, address, "#builder?picks=6.10.12.3.6.6.10.5")
    links = figure.element.locator(".picture:visible p.tokens a")
    expect(links).to_have_text([".", "ill", "!", " on", ".", ".", "ill", " mat"])
    assert links.evaluate_all(TAKEN) == []


@pytest.mark.one_browser
def test_the_site_is_valid_and_its_states_exist(built: Path) -> None:
    from sitegen.cli import main

    assert main(["--root", str(built.parent), "check"]) == 0
