"""Looking at one place: by mouse, by touch, by keyboard, by number; it is the same one in all panels."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.figure import FigureOnPage, open_explorer, type_into
from tests.e2e.test_page import LAYOUT_SHIFT
from tests.e2e.test_save_data import SAVES_DATA

pytestmark = pytest.mark.one_browser


class Probe:
    """What a reader sees and does of a figure's probe."""

    def __init__(self, figure: FigureOnPage) -> None:
        self.figure = figure
        self.page = figure.page
        self.fields = figure.element.locator(".probe")
        self.handle = figure.element.locator(".probe-handle")
        self.number = figure.element.locator(".probe-number")
        self.clear = figure.element.locator(".probe-clear")

    def over(self, width: str = "wide") -> Locator:
        return self.figure.part(f"over-{width}").locator("svg")

    def x(self, fraction: float) -> tuple[float, float]:
        """A point of the window: this far along the probe's way, half-way down the drawing in view."""
        left, right, middle = self.figure.element.evaluate(EXTENT)
        return left + fraction * (right - left), middle

    def hover(self, fraction: float) -> None:
        self.page.mouse.move(*self.x(fraction))

    def leave(self) -> None:
        self.page.mouse.move(1, 1)

    def expect_place(self, place: int) -> None:
        """It is shown: the crosshair, the number, the spoken words, and the row of the table."""
        expect(self.number).to_have_value(str(place))
        expect(self.fields).to_have_attribute("data-chosen", "")
        expect(self.figure.element.locator("tr[aria-current=true]")).to_have_count(1)
        expect(self.handle).to_have_attribute("aria-valuetext", re.compile(rf"\b{place}\b"))

    def expect_nothing(self) -> None:
        expect(self.number).to_have_value("")
        expect(self.over("wide")).to_have_count(0)
        expect(self.over("narrow")).to_have_count(0)
        expect(self.figure.element.locator("[aria-current=true]:is(tr)")).to_have_count(0)

    def looks(self) -> dict[str, str]:
        outputs = self.fields.locator("output[data-look]").all()
        return {o.get_attribute("data-look") or "": o.get_attribute("data-value") or "" for o in outputs}


EXTENT = """element => {
    const svg = [...element.querySelectorAll('.picture svg')].find(svg => svg.checkVisibility());
    const [from, to] = svg.dataset.span.split(' ').map(Number);
    const matrix = svg.getScreenCTM();
    const {top, height} = svg.getBoundingClientRect();
    return [matrix.a * from + matrix.e, matrix.a * to + matrix.e, top + height / 2];
}"""


@pytest.fixture
def probe(explorer: FigureOnPage) -> Probe:
    explorer.part("wide").scroll_into_view_if_needed()
    return Probe(explorer)


def test_a_mouse_shows_what_is_under_it_for_as_long_as_it_stays(probe: Probe) -> None:
    probe.expect_nothing()
    probe.hover(0.001)
    expect(probe.number).to_have_value("1")
    expect(probe.over()).to_have_count(1)
    assert all(probe.looks().values())
    probe.hover(0.999)
    expect(probe.number).to_have_value("40")
    probe.leave()
    probe.expect_nothing()
    assert not any(probe.looks().values())


def test_the_crosshair_and_the_handle_are_where_the_mouse_is(probe: Probe) -> None:
    for fraction in (0.2, 0.5, 0.8):
        probe.hover(fraction)
        shown = probe.page.wait_for_function(NEAR, arg=[fraction, 0.5 / 40 + 0.002])
        assert shown


NEAR = """([fraction, within]) => {
    const {min, max, value} = document.querySelector('.probe-handle');
    return Math.abs((value - min) / (max - min) - fraction) < within;
}"""


def test_a_click_chooses_and_the_mouse_may_look_elsewhere(probe: Probe) -> None:
    probe.page.mouse.click(*probe.x(0.51))
    probe.expect_place(21)
    chosen = probe.looks()
    probe.hover(0.001)
    expect(probe.number).to_have_value("1")
    probe.leave()
    probe.expect_place(21)
    assert probe.looks() == chosen
    probe.page.keyboard.press("ArrowRight")
    probe.expect_place(22)
    probe.clear.click()
    probe.expect_nothing()
    expect(probe.clear).to_be_hidden()
    expect(probe.handle).to_be_focused()


def test_the_handle_goes_by_place_and_by_mark_and_to_either_end(probe: Probe) -> None:
    handle = probe.handle
    nothing = handle.get_attribute("aria-valuetext") or ""
    for key, place in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowUp", 3), ("ArrowLeft", 2), ("End", 40)):
        handle.press(key)
        probe.expect_place(place)
    for key, place in (("ArrowRight", 40), ("PageDown", 39), ("Home", 1), ("PageUp", 2), ("ArrowDown", 1)):
        handle.press(key)
        probe.expect_place(place)
    handle.press("Escape")
    probe.expect_nothing()
    expect(handle).to_have_attribute("aria-valuetext", nothing)
    expect(probe.fields).not_to_have_attribute("data-chosen", "")


def test_keys_pressed_faster_than_answers_come_all_count(probe: Probe) -> None:
    probe.handle.focus()
    for _ in range(12):
        probe.page.keyboard.press("ArrowRight")
    probe.expect_place(12)


def test_marks_passed_faster_than_answers_come_all_count(probe: Probe) -> None:
    probe.handle.evaluate(PRESS_AT_ONCE, ["Home", "PageUp", "PageUp", "PageUp", "ArrowRight", "PageDown"])
    probe.expect_place(4)


PRESS_AT_ONCE = """(handle, keys) => {
    for (const key of keys) handle.dispatchEvent(new KeyboardEvent('keydown', {key, cancelable: true}));
}"""


def test_a_number_is_spoken_once_it_is_typed(probe: Probe) -> None:
    summary = probe.figure.element.locator(".summary")
    summary.evaluate(LISTEN)
    type_into(probe.number, "17")
    expect(summary).to_have_text(re.compile(r"\b17\b"))
    probe.number.press("Tab")
    assert probe.page.evaluate("() => spoken") == [summary.text_content()]


LISTEN = """summary => {
    globalThis.spoken = [];
    new MutationObserver(() => spoken.push(summary.textContent)).observe(summary, {childList: true});
}"""


def test_among_binned_marks_a_page_is_a_mark_and_an_arrow_a_place(probe: Probe) -> None:
    probe.figure.follow("map?n=50257")
    type_into(probe.number, "30000")
    expect(probe.handle).to_have_attribute("aria-valuetext", re.compile("30.?000"))
    probe.handle.press("ArrowRight")
    expect(probe.number).to_have_value("30001")
    probe.handle.press("PageUp")
    expect(probe.number).not_to_have_value("30001")
    assert int(probe.number.input_value()) > 30002
    probe.handle.press("End")
    expect(probe.number).to_have_value("50257")


def test_a_number_takes_an_exact_place(probe: Probe) -> None:
    type_into(probe.number, "17")
    probe.expect_place(17)
    expect(probe.figure.element.locator(".summary")).to_have_text(
        probe.handle.get_attribute("aria-valuetext") or ""
    )
    type_into(probe.number, "999")
    probe.expect_place(40)
    probe.number.press("ControlOrMeta+a")
    probe.number.press("Backspace")
    probe.number.press("Enter")
    probe.expect_nothing()
    type_into(probe.number, "5")
    probe.expect_place(5)
    probe.number.press("Escape")
    probe.expect_nothing()


def test_the_handle_is_dragged(probe: Probe) -> None:
    probe.handle.scroll_into_view_if_needed()
    box = probe.handle.bounding_box()
    assert box is not None
    (start, _), (end, _) = probe.x(0.0), probe.x(0.51)
    page, y = probe.page, box["y"] + box["height"] / 2
    page.mouse.move(start + 1, y)
    page.mouse.down()
    page.mouse.move(start + 40, y)
    page.mouse.move(end, y)
    probe.expect_place(21)
    in_hand = probe.handle.input_value()
    page.mouse.up()
    expect(probe.handle).not_to_have_value(in_hand)  # it comes to rest on the place
    probe.leave()
    probe.expect_place(21)


def test_the_numbers_are_those_of_the_table(probe: Probe) -> None:
    """What is read off a place is what its row of the table says."""
    type_into(probe.number, "7")
    probe.expect_place(7)
    cells = probe.figure.element.locator("tr[aria-current=true] > *").all_text_contents()
    texts = probe.fields.locator("output[data-look] .value").all_text_contents()
    assert cells[0].strip() == "7"
    shared = [text for text in texts if text in cells]
    assert len(shared) >= min(3, len(texts)), f"{texts} against {cells}"


def test_the_crosshair_goes_along_while_a_slider_moves(probe: Probe) -> None:
    figure = probe.figure
    type_into(probe.number, "7")
    probe.expect_place(7)
    before, overlay = probe.looks(), probe.over().inner_html()
    figure.slider("b").focus()
    for _ in range(5):
        figure.slider("b").press("ArrowRight")
    figure.expect_live()
    probe.expect_place(7)
    expect(probe.over("narrow")).to_have_count(1)
    assert probe.looks() != before
    figure.type("n", "5")
    probe.expect_place(5)
    assert probe.over().inner_html() != overlay
    figure.type("n", "40")
    probe.expect_place(7)


def test_a_moving_slider_asks_no_second_question(page: Page, base_url: str) -> None:
    page.add_init_script(COUNT_LOOKS)
    probe = Probe(open_explorer(page, base_url))
    type_into(probe.number, "7")
    probe.expect_place(7)
    asked = page.evaluate("() => looks")
    assert asked > 0
    before = probe.looks()
    probe.figure.slider("b").press("ArrowRight")
    page.wait_for_function(LOOKS_DIFFER, arg=before)
    probe.figure.expect_live()
    assert page.evaluate("() => looks") == asked


COUNT_LOOKS = """(() => {
    globalThis.looks = 0;
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...rest) {
        if (message.method === 'look') looks += 1;
        post.call(this, message, ...rest);
    };
})()"""


def test_a_mouse_at_rest_on_the_picture_sees_it_change(probe: Probe) -> None:
    figure = probe.figure
    figure.slider("b").focus()
    probe.figure.part("wide").scroll_into_view_if_needed()
    probe.hover(0.001)
    expect(probe.number).to_have_value("1")
    before = probe.looks()
    probe.page.keyboard.press("ArrowRight")
    probe.page.wait_for_function(LOOKS_DIFFER, arg=before)
    expect(probe.number).to_have_value("1")


LOOKS_DIFFER = """before => [...document.querySelectorAll('output[data-look]')].some(
    output => output.dataset.value !== before[output.dataset.look])"""


def test_both_drawings_show_the_chosen_place(probe: Probe) -> None:
    type_into(probe.number, "7")
    probe.expect_place(7)
    expect(probe.over("wide")).to_be_visible()
    probe.page.set_viewport_size({"width": 390, "height": 844})
    expect(probe.over("narrow")).to_be_visible()
    probe.expect_place(7)
    lies = probe.figure.element.evaluate(LIES_OVER, "narrow")
    assert lies == pytest.approx([0, 0, 0, 0], abs=0.6)
    probe.page.set_viewport_size({"width": 1280, "height": 800})
    expect(probe.over("wide")).to_be_visible()
    probe.expect_place(7)


def test_a_place_beyond_the_last_outlasts_another_size(probe: Probe) -> None:
    type_into(probe.number, "7")
    probe.expect_place(7)
    probe.figure.type("n", "5")
    probe.expect_place(5)
    probe.page.set_viewport_size({"width": 390, "height": 844})
    expect(probe.over("narrow")).to_be_visible()
    expect(probe.over("wide")).to_have_count(0)  # it was looked at anew, in this drawing only
    probe.figure.type("n", "40")
    probe.expect_place(7)


LIES_OVER = """(element, width) => {
    const [under, over] = ['', 'over-'].map(
        prefix => element.querySelector(`[data-part=${prefix}${width}] svg`).getBoundingClientRect());
    return ['left', 'top', 'width', 'height'].map(side => over[side] - under[side]);
}"""


def test_the_pinned_state_is_looked_at_too(probe: Probe) -> None:
    type_into(probe.number, "7")
    probe.expect_place(7)
    output = probe.fields.locator("output[data-look=q]")
    value, pinned = output.locator(".value"), output.locator(".pinned")
    expect(pinned).to_be_empty()
    shown = value.inner_text()
    probe.figure.element.locator(".pin").click()
    probe.figure.type("b", "0.9")
    expect(value).not_to_have_text(shown)
    expect(pinned).to_have_text(shown)
    probe.figure.expect_live()
    probe.expect_place(7)
    probe.clear.click()
    expect(pinned).to_be_empty()


def test_choosing_a_place_wakes_python(page: Page, base_url: str) -> None:
    page.add_init_script(SAVES_DATA)
    page.goto(f"{base_url}tour/index.html")
    figure = FigureOnPage(page)
    probe = Probe(figure)
    figure.part("wide").scroll_into_view_if_needed()
    expect(figure.element).to_have_attribute("data-status", "static")
    expect(figure.slider("rho")).to_be_enabled()
    page.mouse.click(*probe.x(0.51))
    figure.expect_live()
    probe.expect_place(21)


def test_a_figure_at_rest_is_as_it_was(probe: Probe) -> None:
    before = probe.figure.parts()
    type_into(probe.number, "7")
    probe.expect_place(7)
    probe.clear.click()
    probe.expect_nothing()
    assert probe.figure.parts() == before


@pytest.mark.only_browser("chromium")
def test_nothing_moves_when_a_place_is_looked_at(probe: Probe) -> None:
    figure = probe.figure
    height = figure.element.evaluate("element => element.offsetHeight")
    for fraction in (0.2, 0.6, 0.9):
        probe.hover(fraction)
        expect(probe.over()).to_have_count(1)
    probe.page.mouse.click(*probe.x(0.4))
    expect(probe.fields).to_have_attribute("data-chosen", "")
    assert figure.element.evaluate("element => element.offsetHeight") == height
    assert probe.page.evaluate(LAYOUT_SHIFT) < 0.005


@pytest.fixture
def touched(phone: FigureOnPage) -> Probe:
    return Probe(phone)


class Finger:
    """One finger on the glass."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)

    def draw(self, *points: tuple[float, float]) -> None:
        for index, (x, y) in enumerate(points):
            kind = "touchMove" if index else "touchStart"
            self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        self.session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.only_browser("chromium")
def test_a_tap_chooses(touched: Probe) -> None:
    touched.figure.part("narrow").scroll_into_view_if_needed()
    touched.page.touchscreen.tap(*touched.x(0.51))
    touched.expect_place(21)
    expect(touched.over("narrow")).to_be_visible()


@pytest.mark.only_browser("chromium")
def test_a_finger_drawn_sideways_chooses_along(touched: Probe) -> None:
    touched.figure.part("narrow").scroll_into_view_if_needed()
    (x, y), (end, _) = touched.x(0.2), touched.x(0.76)
    Finger(touched.page).draw((x, y), (x + 20, y), (x + 60, y), (end, y))
    touched.expect_place(31)
    assert touched.x(0.2) == pytest.approx((x, y))


@pytest.mark.only_browser("chromium")
def test_a_finger_drawn_down_scrolls_and_chooses_nothing(touched: Probe) -> None:
    touched.figure.element.evaluate(
        "e => e.querySelector('[data-part=narrow]').scrollIntoView({block: 'center', behavior: 'instant'})"
    )
    x, y = touched.x(0.5)
    before = touched.page.evaluate("() => scrollY")
    Finger(touched.page).draw((x, y), *((x + 3, y - 10 * step) for step in range(1, 12)))
    touched.page.wait_for_function("before => scrollY !== before", arg=before)
    touched.expect_nothing()
