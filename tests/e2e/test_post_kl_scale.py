"""The post on the scale: a reader's own number on the ruler, and the pairs that are looked into."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SharedPage
from tests.e2e.figure import type_into


@pytest.fixture(scope="module")
def address(real_url: str) -> str:
    return f"{real_url}kl-scale/index.html"


@pytest.mark.one_browser
def test_a_number_is_typed_and_the_text_says_what_it_lies_between(post: SharedPage) -> None:
    figure = post.figure("ruler")
    page = figure.page
    before = figure.value("bits_per_byte")
    figure.type("kl", "3.1")
    figure.expect_live()
    assert figure.value("bits_per_byte") == pytest.approx(100 * before)
    said = (figure.part("sentence").text_content() or "").partition(": ")[2].rstrip(".")
    expect(page.locator("main")).to_contain_text(f"Yours lies {said}.")
    expect(page).to_have_url(re.compile(r"#ruler\?kl=3\.1$"))


@pytest.mark.one_browser
def test_a_line_is_pasted_and_taken_into_the_fields(post: SharedPage) -> None:
    figure = post.figure("ruler")
    figure.control("line").locator("input").fill("KLD 0.25 bits per token, 3.5 bytes per token")
    expect(figure.control("line")).to_contain_text("read as 0.250 bits per token, 3.500 bytes a token")
    figure.expect_live()
    pasted = figure.values()
    figure.part("notes").get_by_role("link", name="Take it into the fields").press("Enter")
    figure.expect_controls(kl="0.25", bytes="3.5")
    figure.expect_live()
    expect(figure.control("line").locator("input")).to_have_value("")
    assert figure.values() == pasted


@pytest.mark.one_browser
@pytest.mark.parametrize("figure_id", ("ruler", "approximation"))
def test_a_setting_is_chosen_and_its_pairs_are_walked_by_keyboard(post: SharedPage, figure_id: str) -> None:
    figure = post.figure(figure_id)
    figure.radio("setting", "checkpoint").check(force=True)
    figure.expect_live()
    pairs = int(figure.value("count"))
    expect(figure.part("table").locator("tbody tr")).to_have_count(pairs)
    type_into(figure.element.locator(".probe-number"), "1")
    expect(figure.element).to_contain_text(re.compile(r"Checkpoints, \S+@\d+ and \S+@\d+: "))
    seen = figure.element.locator("output[data-look=forward] .value")
    before = seen.text_content() or ""
    figure.element.locator(".probe-handle").press("ArrowRight")
    expect(seen).not_to_have_text(before)


@pytest.mark.one_browser
def test_the_text_s_links_drive_the_ruler(post: SharedPage) -> None:
    figure = post.figure("ruler")
    figure.follow("ruler?setting=seed")
    assert figure.value("least") <= figure.value("median") <= figure.value("most")
    expect(figure.element.locator(".wide tspan.name", has_text="Seeds")).to_have_count(1)


@pytest.mark.one_browser
@pytest.mark.parametrize("figure_id", ("ruler", "vector", "map", "diffusion", "approximation", "real-pairs"))
def test_on_a_phone_no_control_lies_behind_the_drawing(post: SharedPage, figure_id: str) -> None:
    post.page.set_viewport_size({"width": 390, "height": 844})
    figure = post.figure(figure_id)
    for control in figure.element.locator(".controls :is(.segments label, .exact)").all():
        control.click(trial=True)
