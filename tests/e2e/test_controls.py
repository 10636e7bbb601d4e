"""A figure's controls, moved by a reader: mouse, keyboard, values, and the page before Python arrives."""

from __future__ import annotations

import math
import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.figure import FigureOnPage, as_built
from tests.e2e.held import hold

pytestmark = pytest.mark.one_browser

SLIDERS = ("n", "a", "b", "t", "rho")
VIEWS = {"unit": "bits", "axis": "log", "ranks": "log", "form": "nonnegative"}


def test_the_static_page_equals_the_live_one_to_the_last_bit(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}tour/index.html", wait_until="commit")
    figure = FigureOnPage(page)
    expect(figure.part("table")).to_be_attached()
    with as_built(page) as built:
        static = FigureOnPage(built).parts()
    figure.expect_live()
    assert figure.parts() == static


@pytest.mark.parametrize("name", SLIDERS)
def test_a_slider_moves_by_keyboard(explorer: FigureOnPage, name: str) -> None:
    before = explorer.values()
    slider = explorer.slider(name)
    slider.focus()
    slider.press("ArrowLeft")
    explorer.page.wait_for_function(CHANGED, arg=before)
    explorer.expect_live()
    assert explorer.values() != before


@pytest.mark.parametrize("name", SLIDERS)
def test_a_slider_moves_by_mouse(explorer: FigureOnPage, name: str) -> None:
    before = explorer.values()
    slider = explorer.slider(name)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    slider.click(position={"x": box["width"] * 0.75, "y": box["height"] / 2})
    explorer.page.wait_for_function(CHANGED, arg=before)
    explorer.expect_live()


@pytest.mark.parametrize("name", SLIDERS)
def test_a_number_field_takes_an_exact_value(explorer: FigureOnPage, name: str) -> None:
    value = {"n": "1234", "a": "0.512", "b": "0.512", "t": "1.37", "rho": "-0.37"}[name]
    before = explorer.values()
    explorer.type(name, value)
    explorer.page.wait_for_function(CHANGED, arg=before)
    explorer.expect_live()
    expect(explorer.page).to_have_url(re.compile(rf"#map\?{name}={value}$"))


def test_the_seed_reshuffles(explorer: FigureOnPage) -> None:
    before = explorer.values()
    explorer.element.get_by_role("button", name="Reshuffle").click()
    explorer.page.wait_for_function(CHANGED, arg=before)
    explorer.expect_live()
    after = explorer.values()
    assert after["order"] != before["order"]
    assert after["shape"] == before["shape"]


def test_what_a_move_does_not_change_in_a_drawing_is_left_in_place(explorer: FigureOnPage) -> None:
    """To lay out every word of a drawing anew would be most of what a move costs a page."""
    before = explorer.part("wide").inner_html()
    heading = explorer.part("wide").get_by_text("probability of each place").first.element_handle()
    explorer.type("rho", "0.37")
    explorer.expect_live()
    assert explorer.part("wide").inner_html() != before
    assert heading.evaluate("element => element.isConnected")


def test_a_drawing_is_what_python_drew_whatever_it_was_before(explorer: FigureOnPage) -> None:
    for state in ("n=2", "n=5000&rho=-1", "axis=log&n=2000", "pin=rho:0.2&unit=bits", "ranks=log"):
        explorer.follow(f"map?{state}")
        there = explorer.part("wide").inner_html()
        explorer.follow("map?a=0.31")
        explorer.part("wide").evaluate("place => place.replaceChildren()")
        explorer.follow(f"map?{state}")
        assert explorer.part("wide").inner_html() == there


@pytest.mark.parametrize(("name", "value"), VIEWS.items())
def test_a_choice_is_made_by_mouse_and_by_keyboard(explorer: FigureOnPage, name: str, value: str) -> None:
    """A choice changes what is shown and never a value."""
    values, picture = explorer.values(), explorer.parts()
    explorer.radio(name, value).check(force=True)
    explorer.page.wait_for_function(PARTS_CHANGED, arg=[picture["wide"], picture["sentence"]])
    explorer.expect_live()
    assert explorer.values() == values
    explorer.radio(name, value).press("ArrowLeft")
    explorer.page.wait_for_function(PARTS_BACK, arg=picture["wide"])


def test_a_choice_may_change_values(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}tour/index.html")
    figure = FigureOnPage(page, "far-off")
    figure.expect_live()
    whole = figure.value("gap")
    figure.radio("count", "halves").check(force=True)
    expect(figure.output("gap")).to_have_attribute("data-value", str(whole / 2))
    expect(page).to_have_url(re.compile(r"#far-off\?count=halves$"))


def test_infinity_is_shown_and_explained_and_so_is_nothing(explorer: FigureOnPage) -> None:
    explorer.follow("map?b=0")
    assert explorer.value("gap") == math.inf
    expect(explorer.output("gap")).to_contain_text("∞")
    expect(explorer.part("notes")).to_contain_text("infinite")
    expect(explorer.output("ratio")).to_contain_text("–")
    assert "NaN" not in explorer.element.inner_html()


def test_names_of_javascripts_own_are_names_like_others(page: Page, base_url: str) -> None:
    """Of a figure, its controls, its outputs and the options of a choice."""
    page.goto(f"{base_url}tour/index.html#code?constructor=4")
    figure = FigureOnPage(page, "code")
    figure.expect_live()
    figure.expect_controls(constructor="4", hasOwnProperty="3")
    assert figure.values() == {"toString": "7.0", "constructor": "-7.0"}
    figure.slider("hasOwnProperty").press("ArrowRight")
    expect(figure.output("toString")).to_have_attribute("data-value", "8.0")
    figure.radio("valueOf", "prototype").check(force=True)
    expect(figure.output("toString")).to_have_attribute("data-value", "16.0")
    expect(page).to_have_url(re.compile(r"#code\?constructor=4&hasOwnProperty=4&valueOf=prototype$"))
    expect(figure.part("parameters")).to_contain_text("Own property: 4; Kind: as it is")
    figure.type("constructor", "much")
    expect(figure.part("status")).to_contain_text("“much” is no number: Constructor stays at 4.")
    figure.go("back")
    expect(figure.output("constructor")).to_have_attribute("data-value", "-7.0")
    figure.element.locator("a.preset").click()
    figure.expect_controls(constructor="10", hasOwnProperty="10")
    figure.button("Reset all").click()
    figure.expect_controls(constructor="2", hasOwnProperty="3")


def test_bits_are_nats_divided_by_ln_2(explorer: FigureOnPage) -> None:
    nats = float(explorer.output("gap").inner_text().split()[0])
    explorer.radio("unit", "bits").check(force=True)
    expect(explorer.output("gap")).to_contain_text("bits")
    explorer.expect_live()
    bits = float(explorer.output("gap").inner_text().split()[0])
    assert bits == pytest.approx(nats / math.log(2), rel=5e-3)


def test_a_control_moved_before_python_is_remembered(page: Page, base_url: str) -> None:
    """The runtime is held back until the slider has moved; the first answer is for the moved state."""
    release = hold(page, "**/runtime/*.bin")
    page.goto(f"{base_url}tour/index.html")
    figure = FigureOnPage(page)
    figure.come_into_view()
    expect(figure.slider("rho")).to_be_enabled()
    figure.slider("rho").press("ArrowLeft")
    expect(figure.element).to_have_attribute("aria-busy", "true")
    release()
    figure.expect_live()
    expect(figure.number("rho")).to_have_value("0.89")
    assert figure.value("order") > 0


def test_a_burst_of_moves_ends_in_the_last_state(explorer: FigureOnPage) -> None:
    """Every answer shown is newer than the one before, and the last is for the last move."""
    slider = explorer.slider("b")
    slider.focus()
    for _ in range(40):
        slider.press("ArrowRight")
    explorer.expect_live()
    expect(explorer.number("b")).to_have_value("0.68")
    expect(explorer.page).to_have_url(re.compile(r"#map\?b=0\.68$"))
    burst = explorer.values()
    explorer.page.reload()
    explorer.expect_live()
    assert explorer.values() == burst


CHANGED = """before => {
    const outputs = document.querySelectorAll('nt-figure#map output[name]');
    return [...outputs].some(output => output.dataset.value !== before[output.name]);
}"""
PARTS_CHANGED = """before => {
    const part = name => document.querySelector(`nt-figure#map [data-part=${name}]`).innerHTML;
    return part('wide') !== before[0] || part('sentence') !== before[1];
}"""
PARTS_BACK = """wide => document.querySelector('nt-figure#map [data-part=wide]').innerHTML === wide"""


@pytest.mark.parametrize(
    ("name", "typed", "meant"),
    [("rho", "0,5", "0.5"), ("rho", "−0.5", "-0.5"), ("n", "50 257", "50257"), ("n", "50,257", "50257")],
)
def test_a_field_takes_numbers_as_people_write_them(
    explorer: FigureOnPage, name: str, typed: str, meant: str
) -> None:
    explorer.type(name, typed)
    expect(explorer.number(name)).to_have_value(meant)
    expect(explorer.page).to_have_url(re.compile(rf"{name}={re.escape(meant)}$"))
    expect(explorer.part("status")).not_to_contain_text("typed")


@pytest.mark.parametrize(
    ("name", "typed", "shown", "said"),
    [
        ("rho", "much", "0.9", "“much” is no number: Likeness of order stays at 0.9."),
        ("rho", "-", "0.9", "“-” is no number"),
        ("rho", "7", "1", "You typed 7; 1 is the most."),
        ("rho", "0.9996", "1", "You typed 0.9996; the nearest is 1."),
        ("n", "2.5", "3", "the nearest is 3."),
    ],
)
def test_what_a_field_cannot_take_is_said(
    explorer: FigureOnPage, name: str, typed: str, shown: str, said: str
) -> None:
    explorer.type(name, typed)
    expect(explorer.part("status")).to_contain_text(said)
    expect(explorer.number(name)).to_have_value(shown)


def test_a_field_goes_up_and_down_by_arrow_keys(explorer: FigureOnPage) -> None:
    field = explorer.element.get_by_role("spinbutton", name="Likeness of order")
    field.press("ArrowUp")
    field.press("ArrowUp")
    field.press("ArrowDown")
    explorer.expect_controls(rho="0.91")
    expect(field).to_have_attribute("aria-valuenow", "0.91")
    explorer.expect_live()


def test_a_slider_goes_in_fine_steps_near_its_end(explorer: FigureOnPage) -> None:
    explorer.follow("map?rho=0.98")
    for key, value in [("Right", "0.99"), ("Right", "0.991"), ("Left", "0.99"), ("Left", "0.98")]:
        explorer.slider("rho").press(f"Arrow{key}")
        explorer.expect_controls(rho=value)
    before = explorer.value("reached")
    explorer.type("rho", "0.999")
    expect(explorer.output("reached")).not_to_have_attribute("data-value", str(before))
    explorer.expect_live()
    assert 0.998 < explorer.value("reached") < 1
