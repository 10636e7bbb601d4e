"""The first post: what is true of its own text and figures, and of no other's."""

from __future__ import annotations

import math
import re
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import (
    test_isolation,
    test_narrow,
    test_offline,
    test_page,
    test_print,
    test_take_away,
    test_unstyled,
)
from tests.e2e.conftest import ROOT, SharedPage, at_rest, watch
from tests.e2e.figure import FigureOnPage, type_into

pytestmark = pytest.mark.one_browser

FIGURES = ("zipf-kl", "zipf-words", "tail-share", "reachable-rho", "infinite-kl")
PINNED = "zipf-kl?n=60&rho=0.5&unit=bits&seed=7&pin=rho:0.9"


@pytest.fixture(scope="module")
def address(real_url: str) -> str:
    return f"{real_url}zipf-kl/index.html"


@pytest.fixture
def explorer(post: SharedPage) -> FigureOnPage:
    """The first figure of the post."""
    return at_rest(post.figure("zipf-kl"))


def figures(page: Page) -> list[FigureOnPage]:
    """All of the post, each as its controls stand."""
    found = [FigureOnPage(page, one) for one in FIGURES]
    assert page.locator("nt-figure").count() == len(found)
    return found


def settings(link: str) -> set[str]:
    """What a link sets, in whatever order it does."""
    return set(filter(None, re.split("[&,]|pin=", link.partition("?")[2])))


# ---------------------------------------------------------------------------------------------- numbers


def test_the_temperature_preset_has_its_reference_values(explorer: FigureOnPage) -> None:
    explorer.follow("zipf-kl?h_p=0.45&h_q=0.75&rho=1")
    assert explorer.value("kl_pq") == pytest.approx(0.2321, abs=5e-5)
    assert explorer.value("kl_qp") == pytest.approx(0.2867, abs=5e-5)
    assert explorer.value("s_p") == pytest.approx(1.8742, abs=5e-5)
    assert explorer.value("s_q") == pytest.approx(1.1764, abs=5e-5)
    assert explorer.value("kl_pq_order") == 0


def test_sharp_against_flat_has_its_reference_values(explorer: FigureOnPage) -> None:
    explorer.follow("zipf-kl?h_p=0.3&h_q=0.85&rho=1")
    assert explorer.value("kl_pq") == pytest.approx(0.7662, abs=5e-5)
    assert explorer.value("kl_qp") == pytest.approx(1.1860, abs=5e-5)


def test_identical_distributions_do_not_differ(explorer: FigureOnPage) -> None:
    explorer.follow("zipf-kl?rho=1")
    for name in ("kl_pq", "kl_qp", "kl_pq_shape", "kl_pq_order", "tv", "js"):
        assert explorer.value(name) == 0


def test_extremes_are_never_nan(explorer: FigureOnPage) -> None:
    for n, h_p, h_q in product((2, 40, 200_000), (0, 1), (0, 0.6, 1)):
        query = f"n={n}&h_p={h_p}&h_q={h_q}&rho=0.5"
        explorer.follow(f"zipf-kl?{query}")
        explorer.expect_controls(n=str(n))
        values = {name: float(value) for name, value in explorer.values().items() if value}
        assert not any(map(math.isnan, values.values())), query
        assert values["kl_pq"] >= 0, query
        split = values["kl_pq_shape"] + values["kl_pq_order"]
        assert split == values["kl_pq"] or split == pytest.approx(values["kl_pq"], rel=1e-9), query
        assert "NaN" not in explorer.element.inner_html(), query


def test_an_infinite_divergence_is_shown_and_explained(explorer: FigureOnPage) -> None:
    explorer.follow("zipf-kl?h_q=0")
    assert explorer.value("kl_pq") == math.inf
    expect(explorer.output("kl_pq")).to_contain_text("∞")
    expect(explorer.part("notes")).to_contain_text("infinite")


def test_nearly_equal_orders_differ_by_little(explorer: FigureOnPage) -> None:
    explorer.follow("zipf-kl?rho=0.999")
    assert 0 < explorer.value("kl_pq") < 0.01
    expect(explorer.output("rho_reached")).to_contain_text("0.999")


def test_another_shuffle_changes_the_order_alone(explorer: FigureOnPage) -> None:
    before = explorer.values()
    explorer.button("Reshuffle").click()
    expect(explorer.output("kl_pq_order")).not_to_have_attribute("data-value", before["kl_pq_order"])
    explorer.expect_live()
    assert explorer.values()["kl_pq_shape"] == before["kl_pq_shape"]


def test_a_choice_of_view_changes_no_value(explorer: FigureOnPage) -> None:
    before, picture = explorer.values(), explorer.part("wide").inner_html()
    for view in ("unit=bits", "p_axis=log", "rank_axis=log", "contrib=nonnegative"):
        explorer.follow(f"zipf-kl?{view}")
        assert explorer.values() == before, view
        assert explorer.part("wide").inner_html() != picture, view


@pytest.mark.only_browser("chromium")  # Playwright sees no downloads in Firefox
def test_every_script_gives_the_numbers_that_the_page_shows(
    page: Page, address: str, real_site: Path, tmp_path: Path
) -> None:
    """At the default, with everything moved, and where so little is left of nearly equal numbers that their
    last bits are seen."""
    page.goto(address)
    wheel = test_take_away.installed(real_site, tmp_path / "installed")
    cancelling = {"infinite-kl": ["infinite-kl?k=40&epsilon=1e-4"]}
    compared = sum(
        test_take_away.compare_with_scripts(figure, wheel, tmp_path, cancelling.get(figure.id, ()))
        for figure in figures(page)
    )
    assert compared > 50


# ------------------------------------------------------------------------------------- text and controls


def test_every_link_of_the_text_leads_to_a_state_that_is_shown(explorer: FigureOnPage) -> None:
    """Presets among them, each of which then says that it is the one shown."""
    page = explorer.page
    links = "all => [...new Set(all.map(link => link.getAttribute('href')))]"
    states = page.locator("a.try, a.preset").evaluate_all(links)
    assert len(states) > 50
    for state in states:
        figure = FigureOnPage(page, state[1:].split("?")[0])
        figure.follow(state[1:])
        assert settings(page.url) <= settings(state), "what is at its default is left out, and no more"
        expect(figure.part("status")).not_to_contain_text("link")
        assert "NaN" not in figure.part("table").inner_html(), state
    for figure in figures(page):
        for preset in figure.element.locator("a.preset").all():
            preset.click()
            expect(preset).to_have_attribute("aria-current", "true")
            figure.expect_live()


def test_the_explorer_is_moved_from_its_section_on_temperature(page: Page, address: str) -> None:
    """What the text says for ever of two states is what it then says live."""
    page.goto(f"{address}#hotter-and-colder")
    section = page.locator("h3#hotter-and-colder ~ p")
    temperature, rho = (
        section.get_by_role("spinbutton", name=name).first
        for name in ("Temperature of Q", "Rank correlation")
    )
    type_into(rho, "1")
    cost = page.locator(".live[data-output=cost]")
    expect(cost).to_have_text("costs nothing", timeout=90_000)
    for t in ("1.1", "1.2"):
        type_into(temperature, t)
        told = page.locator(f".readout[data-output=kl_pq][data-state='t={t}&rho=1']").first.inner_text()
        expect(cost).to_have_text(f"costs {told} nats, all of it shape")
    page.wait_for_url("**/*#zipf-kl?t=1.2&rho=1")


def test_every_control_has_a_name_and_is_reached_in_order(explorer: FigureOnPage) -> None:
    test_page.expect_named(explorer)
    test_page.expect_reached_in_order(explorer)


def test_its_drawings_look_the_same_without_the_stylesheet(page: Page, address: str) -> None:
    page.goto(f"{address}#{PINNED}")
    FigureOnPage(page, "zipf-kl").expect_live()
    test_unstyled.expect_same_without_stylesheet(page, 10)


@pytest.mark.only_browser("chromium")  # no other prints for Playwright
def test_each_figure_is_printed_on_one_sheet(explorer: FigureOnPage) -> None:
    explorer.follow(PINNED)
    test_print.expect_figures(explorer.page, test_print.printed(explorer.page))


def test_a_reader_s_view_counts_the_text_and_not_the_figures(page: Page, address: str, reader: str) -> None:
    """The time that a reader is told comes from the length."""
    page.goto(address)
    article: dict[str, Any] = page.evaluate(f"() => {{ {reader} }}")
    page.goto("about:blank")
    page.set_content(article["content"])
    assert sum(map(len, page.locator("figure").all_text_contents())) < article["length"] / 3


def test_a_page_lists_each_file_of_its_figures_once(page: Page, real_url: str) -> None:
    page.goto(f"{real_url}zipf-kl/python.html")
    post = ROOT / "content" / "zipf-kl"
    listed = page.locator("main section h2").all_text_contents()
    assert sorted(listed) == sorted(path.relative_to(post).as_posix() for path in post.rglob("*.py"))
    wheel = page.locator("main a[download]")
    assert page.request.get(urljoin(page.url, wheel.get_attribute("href"))).ok
    assert (page.locator("main pre").first.text_content() or "").endswith(wheel.inner_text())


# ------------------------------------------------------------------------------------------------- room


@pytest.mark.only_browser("chromium")
def test_there_is_no_accessibility_violation_in_its_python(page: Page, real_url: str) -> None:
    page.goto(f"{real_url}zipf-kl/python.html")
    test_page.expect_accessible(page, rules=test_page.OF_ALL_ELSE)


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.only_browser("chromium")  # the others tell of no jumps
def test_nothing_jumps(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    figure = FigureOnPage(page, "zipf-kl")
    figure.expect_live()
    figure.slider("h_q").press("ArrowRight")
    figure.expect_live()
    test_page.expect_still(page)


def test_nothing_scrolls_sideways_and_no_name_is_cut(page: Page, address: str, real_url: str) -> None:
    """At any width, with a state pinned, also where the reader's own style wants wider letters."""
    page.goto(f"{address}#zipf-kl?n=1000&rho=0.5&pin=rho:0.9")
    FigureOnPage(page, "zipf-kl").expect_live()
    test_narrow.expect_no_name_cut(page)
    page.goto(f"{real_url}zipf-kl/python.html")
    for width in test_page.WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(test_page.SIDEWAYS) <= 0, f"{width} px"


@pytest.mark.only_browser("chromium")  # Firefox emulates no phone
def test_a_phone_holds_the_drawing_in_sight_of_its_sliders(
    browser: Browser, address: str, console_errors: list[str]
) -> None:
    context = browser.new_context(viewport={"width": 412, "height": 839}, is_mobile=True, has_touch=True)
    page = context.new_page()
    watch(page, console_errors)
    page.goto(address)
    figure = FigureOnPage(page, "zipf-kl")
    figure.expect_live()
    for width, height in test_narrow.PHONES:
        page.set_viewport_size({"width": width, "height": height})
        test_narrow.expect_drawing_in_sight(figure, width > height)
    context.close()


@pytest.mark.parametrize("width", [390, 820, 1440])
@pytest.mark.parametrize("link", ["zipf-kl?rho=0.31", "tail-share?rho=0.21"])
def test_a_link_from_elsewhere_brings_the_whole_drawing_into_view(
    page: Page, address: str, width: int, link: str
) -> None:
    page.set_viewport_size({"width": width, "height": 860})
    page.goto(f"{address}#{link}")
    picture = page.locator(f"nt-figure#{link.split('?')[0]} .picture:visible")
    expect(picture).to_be_in_viewport(ratio=0.95)


# ---------------------------------------------------------------------------------------------- network


def test_no_request_leaves_the_host_even_without_the_policy(
    page: Page, real_site: Path, tmp_path: Path
) -> None:
    test_isolation.expect_no_request_elsewhere(page, real_site, tmp_path, "zipf-kl", "zipf-kl")


def test_every_figure_of_its_copy_is_live(page: Page, real_site: Path) -> None:
    """With the network off, and none of them imports what the copy does not hold."""
    page.context.set_offline(True)
    page.goto((real_site / "offline" / "zipf-kl.html").as_uri())
    figures(page)
    test_offline.expect_every_figure_live(page)


def test_what_is_undefined_has_a_dash_and_no_value(explorer: FigureOnPage) -> None:
    """Where P is Q, nothing is shared out between head and tail."""
    head = explorer.output("head")
    assert 0 < explorer.value("head") < 1
    explorer.follow("zipf-kl?h_p=0.5&h_q=0.5&rho=1")
    expect(head.locator(".value")).to_have_text("–")
    assert head.get_attribute("data-value") is None
