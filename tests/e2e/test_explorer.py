"""The first explorer, moved by a reader: mouse, keyboard, values, and the page before Python arrives."""

from __future__ import annotations

import math
import re
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.figure import FigureOnPage, open_explorer
from tests.e2e.held import hold

pytestmark = pytest.mark.one_browser

SLIDERS = ("n", "h_p", "h_q", "t", "rho")
CHOICES = {"unit": "bits", "p_axis": "log", "rank_axis": "log", "contrib": "nonnegative"}


def test_the_static_page_equals_the_live_one_to_the_last_bit(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}zipf-kl/index.html", wait_until="commit")
    figure = FigureOnPage(page)
    expect(figure.part("table")).to_be_attached()
    response = page.request.get(page.url)
    live_page = page.context.new_page()
    live_page.set_content(response.text().replace("<script", "<template").replace("</script", "</template"))
    static = FigureOnPage(live_page).parts()
    live_page.close()
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
    value = {"n": "1234", "h_p": "0.512", "h_q": "0.512", "t": "1.37", "rho": "-0.37"}[name]
    before = explorer.values()
    explorer.type(name, value)
    explorer.page.wait_for_function(CHANGED, arg=before)
    explorer.expect_live()
    expect(explorer.page).to_have_url(re.compile(rf"#zipf-kl\?{name}={value}$"))


def test_the_seed_reshuffles(explorer: FigureOnPage) -> None:
    before = explorer.values()
    explorer.element.get_by_role("button", name="Reshuffle").click()
    explorer.page.wait_for_function(CHANGED, arg=before)
    explorer.expect_live()
    after = explorer.values()
    assert after["kl_pq_order"] != before["kl_pq_order"]
    assert after["kl_pq_shape"] == before["kl_pq_shape"]


@pytest.mark.parametrize(("name", "value"), CHOICES.items())
def test_a_choice_is_made_by_mouse_and_by_keyboard(explorer: FigureOnPage, name: str, value: str) -> None:
    """A choice changes what is shown and never a value."""
    values, picture = explorer.values(), explorer.parts()
    explorer.radio(name, value).check(force=True)
    explorer.page.wait_for_function(PARTS_CHANGED, arg=[picture["wide"], picture["sentence"]])
    explorer.expect_live()
    assert explorer.values() == values
    explorer.radio(name, value).press("ArrowLeft")
    explorer.page.wait_for_function(PARTS_BACK, arg=picture["wide"])


def test_the_temperature_preset_has_its_reference_values(page: Page, base_url: str) -> None:
    figure = open_explorer(page, base_url, "zipf-kl?h_p=0.45&h_q=0.75&rho=1")
    assert figure.value("kl_pq") == pytest.approx(0.2321, abs=5e-5)
    assert figure.value("kl_qp") == pytest.approx(0.2867, abs=5e-5)
    assert figure.value("s_p") == pytest.approx(1.8742, abs=5e-5)
    assert figure.value("s_q") == pytest.approx(1.1764, abs=5e-5)
    assert figure.value("kl_pq_order") == 0


def test_sharp_against_flat_has_its_reference_values(page: Page, base_url: str) -> None:
    figure = open_explorer(page, base_url, "zipf-kl?h_p=0.3&h_q=0.85&rho=1")
    assert figure.value("kl_pq") == pytest.approx(0.7662, abs=5e-5)
    assert figure.value("kl_qp") == pytest.approx(1.1860, abs=5e-5)


def test_identical_distributions_do_not_differ(page: Page, base_url: str) -> None:
    figure = open_explorer(page, base_url, "zipf-kl?rho=1")
    for name in ("kl_pq", "kl_qp", "kl_pq_shape", "kl_pq_order", "tv", "js"):
        assert figure.value(name) == 0


@pytest.mark.only_browser("chromium")
def test_extremes_are_never_nan(page: Page, base_url: str) -> None:
    figure = open_explorer(page, base_url, "zipf-kl?")
    for n, h_p, h_q in product((2, 40, 200_000), (0, 1), (0, 0.6, 1)):
        query = f"n={n}&h_p={h_p}&h_q={h_q}&rho=0.5"
        page.evaluate("query => { location.hash = `zipf-kl?${query}` }", query)
        expect(figure.number("n")).to_have_value(str(n))
        figure.expect_live()
        values = {name: float(value) for name, value in figure.values().items()}
        assert not any(map(math.isnan, values.values())), query
        assert values["kl_pq"] >= 0, query
        split = values["kl_pq_shape"] + values["kl_pq_order"]
        assert split == values["kl_pq"] or split == pytest.approx(values["kl_pq"], rel=1e-9), query
        assert "NaN" not in figure.element.inner_html(), query


def test_an_infinite_divergence_is_shown_and_explained(page: Page, base_url: str) -> None:
    figure = open_explorer(page, base_url, "zipf-kl?h_q=0")
    assert figure.value("kl_pq") == math.inf
    expect(figure.output("kl_pq")).to_contain_text("∞")
    expect(figure.part("notes")).to_contain_text("infinite")


def test_bits_are_nats_divided_by_ln_2(explorer: FigureOnPage) -> None:
    nats = float(explorer.output("kl_pq").inner_text().split()[0])
    explorer.radio("unit", "bits").check(force=True)
    expect(explorer.output("kl_pq")).to_contain_text("bits")
    explorer.expect_live()
    bits = float(explorer.output("kl_pq").inner_text().split()[0])
    assert bits == pytest.approx(nats / math.log(2), rel=5e-3)


def test_a_control_moved_before_python_is_remembered(page: Page, base_url: str) -> None:
    """The runtime is held back until the slider has moved; the first answer is for the moved state."""
    release = hold(page, "**/runtime/*.bin")
    page.goto(f"{base_url}zipf-kl/index.html")
    figure = FigureOnPage(page)
    figure.come_into_view()
    expect(figure.slider("rho")).to_be_enabled()
    figure.slider("rho").press("ArrowLeft")
    expect(figure.element).to_have_attribute("aria-busy", "true")
    release()
    figure.expect_live()
    expect(figure.number("rho")).to_have_value("0.89")
    assert figure.value("kl_pq_order") > 0


def test_a_burst_of_moves_ends_in_the_last_state(explorer: FigureOnPage) -> None:
    """Every answer shown is newer than the one before, and the last is for the last move."""
    slider = explorer.slider("h_q")
    slider.focus()
    for _ in range(40):
        slider.press("ArrowRight")
    explorer.expect_live()
    expect(explorer.number("h_q")).to_have_value("0.68")
    expect(explorer.page).to_have_url(re.compile(r"#zipf-kl\?h_q=0\.68$"))
    burst = explorer.values()
    explorer.page.reload()
    explorer.expect_live()
    assert explorer.values() == burst


CHANGED = """before => {
    const outputs = document.querySelectorAll('nt-figure#zipf-kl output[name]');
    return [...outputs].some(output => output.dataset.value !== before[output.name]);
}"""
PARTS_CHANGED = """before => {
    const part = name => document.querySelector(`nt-figure#zipf-kl [data-part=${name}]`).innerHTML;
    return part('wide') !== before[0] || part('sentence') !== before[1];
}"""
PARTS_BACK = """wide => document.querySelector('nt-figure#zipf-kl [data-part=wide]').innerHTML === wide"""


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
        ("rho", "much", "0.9", "“much” is no number: Rank correlation stays at 0.9."),
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
    field = explorer.element.get_by_role("spinbutton", name="Rank correlation")
    field.press("ArrowUp")
    field.press("ArrowUp")
    field.press("ArrowDown")
    explorer.expect_controls(rho="0.91")
    expect(field).to_have_attribute("aria-valuenow", "0.91")
    explorer.expect_live()


def test_a_slider_goes_in_fine_steps_near_its_end(page: Page, base_url: str) -> None:
    figure = open_explorer(page, base_url, "zipf-kl?rho=0.98")
    for key, value in [("Right", "0.99"), ("Right", "0.991"), ("Left", "0.99"), ("Left", "0.98")]:
        figure.slider("rho").press(f"Arrow{key}")
        figure.expect_controls(rho=value)
    figure.type("rho", "0.999")
    figure.expect_live()
    assert 0 < figure.value("kl_pq") < 0.01
    expect(figure.output("rho_reached")).to_contain_text("0.999")
