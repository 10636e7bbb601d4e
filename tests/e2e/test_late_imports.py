"""Figures whose Python needs more than the page brings at first, or fails for some of its states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import requests_for
from tests.e2e.figure import FigureOnPage
from tests.e2e.held import hold
from tests.e2e.host import serve
from tests.e2e.small_site import build_small_site, figure

pytestmark = pytest.mark.only_browser("chromium")

EXACT = figure(
    id="exact",
    title="Three times as much, to the last digit",
    before="from decimal import Decimal",
    compute="return float(3 * Decimal(str(state.x)))",
)
FUSSY = figure(
    id="fussy",
    title="Half of it cannot be computed",
    compute='if state.x > 0.5:\n        raise ValueError(f"{state.x} is too much")\n    return state.x',
)


@pytest.fixture(scope="module")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of two posts, each with one of the figures."""
    posts = {"exact": {"exact": EXACT}, "fussy": {"fussy": FUSSY}}
    return build_small_site(tmp_path_factory.mktemp("small"), posts)


@pytest.fixture(scope="module")
def address(small_site: Path) -> Iterator[str]:
    with serve(small_site) as address:
        yield address


def expect_value(figure: FigureOnPage, text: str) -> None:
    expect(figure.output("y")).to_have_attribute("data-value", text)


def test_a_module_that_the_page_did_not_bring_is_fetched_once(page: Page, address: str) -> None:
    rest = requests_for(page, "/rest.")
    page.goto(f"{address}exact/index.html")
    figure = FigureOnPage(page, "exact")
    figure.expect_live()
    assert len(rest) == 1
    figure.number("x").fill("0.1")
    expect_value(figure, "0.3")  # 3 * 0.1 would be 0.30000000000000004
    figure.expect_live()
    assert len(rest) == 1


@pytest.mark.parametrize("way", ["Retry", "the next move"])
def test_a_module_that_does_not_come_is_named_and_comes_later(
    page: Page, address: str, small_site: Path, console_errors: list[str], way: str
) -> None:
    (file,) = (small_site / "runtime").glob("rest.*.bin")
    page.route(f"**/{file.name}", lambda route: route.fulfill(status=404, body="not here"))
    page.goto(f"{address}exact/index.html")
    figure = FigureOnPage(page, "exact")
    figure.come_into_view()
    figure.expect_status("failed")
    status = figure.part("status")
    expect(status).to_contain_text("The figure “exact” could not be computed")
    expect(status).to_contain_text(f"{file.name} could not be fetched: the server answered 404.")
    expect(page.get_by_text("Words that stand here")).to_be_visible()
    expect_value(figure, "0.6")
    expect(figure.part("sentence")).to_have_text("It is 0.6.")

    page.unroute(f"**/{file.name}")
    if way == "Retry":
        figure.element.get_by_role("button", name="Retry").click()
    else:
        figure.number("x").fill("0.1")
    figure.expect_live()
    expect_value(figure, "0.6" if way == "Retry" else "0.3")
    expect(status).to_contain_text("live")
    console_errors.clear()


def test_a_module_that_stalls_is_said_and_given_up(page: Page, address: str, small_site: Path) -> None:
    """The page's clock runs ahead to the deadline."""
    (file,) = (small_site / "runtime").glob("rest.*.bin")
    size = f"{file.stat().st_size / 1e6:.1f} MB"
    page.clock.install()
    release = hold(page, f"**/{file.name}")
    with page.expect_request(f"**/{file.name}"):
        page.goto(f"{address}exact/index.html")
        figure = FigureOnPage(page, "exact")
        figure.come_into_view()
    status = figure.part("status")
    expect(status).to_contain_text(f"Python is fetching {file.name} ({size})")
    expect(figure.button("Stop")).to_be_visible()
    page.clock.run_for(61_000)
    expect(status).to_contain_text(f"Stopped: {file.name} did not come in 60 seconds.")
    release()
    figure.button("Retry").click()
    figure.expect_live()
    expect_value(figure, "0.6")
    expect(status).to_have_text(re.compile("^live"))


def test_a_state_that_python_cannot_compute_is_said_and_left_again(page: Page, address: str) -> None:
    page.goto(f"{address}fussy/index.html")
    figure = FigureOnPage(page, "fussy")
    figure.expect_live()
    trouble = figure.element.locator("details.trouble")
    expect(trouble).to_be_hidden()

    figure.number("x").fill("0.8")
    figure.expect_status("failed")
    expect(figure.part("status")).to_contain_text(
        "The figure “fussy” could not be computed: ValueError: 0.8 is too much."
    )
    trouble.locator("summary").click()
    traceback = trouble.locator("pre")
    expect(traceback).to_be_visible()
    expect(traceback).to_contain_text('File "fussy/fussy.py", line 10, in compute')
    expect(traceback).to_contain_text("raise ValueError")
    expect_value(figure, "0.2")

    figure.number("x").fill("0.4")
    figure.expect_live()
    expect_value(figure, "0.4")
    expect(figure.part("status")).to_contain_text("live")
    expect(trouble).to_be_hidden()
