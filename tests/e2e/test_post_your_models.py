"""The page that compares a reader's own models: its rows are links, and what it says can be taken along."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e import test_page
from tests.e2e.conftest import ROOT, SharedPage
from tests.e2e.figure import BOOT_TIMEOUT_MS, FigureOnPage

DATA = ROOT / "content" / "your-models" / "data"


@pytest.fixture(scope="module")
def address(real_url: str) -> str:
    return f"{real_url}your-models/index.html"


def opened(page: Page, address: str, fragment: str = "") -> FigureOnPage:
    page.goto(address + fragment)
    figure = FigureOnPage(page, "compare")
    figure.expect_live()
    return figure


def heading(figure: FigureOnPage) -> Locator:
    return figure.element.locator(".drawing.wide .heading").first


def printed(*options: str) -> str:
    """What the command says of the same files."""
    files = [str(DATA / name) for name in ("family-s.kld", "family-s-4-bits.kld")]
    command = [sys.executable, "-m", "nexttoken.compare", "--tokens", str(DATA / "tokenizer.json")]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "py/nexttoken/src")}
    done = subprocess.run(
        [*command, *options, *files], env=environment, capture_output=True, check=True, encoding="utf-8"
    )
    return done.stdout.strip()


@pytest.mark.only_browser("chromium")
def test_a_quantile_is_chosen_by_keyboard_and_back_leads_to_the_one_before(post: SharedPage) -> None:
    figure = post.figure("compare")
    page = figure.page
    first = heading(figure).inner_text()
    link = figure.element.locator('.drawing.wide a[data-key="quantile median"]')
    link.focus()
    page.keyboard.press("Enter")
    figure.expect_live()
    expect(heading(figure)).to_contain_text(f"KL {figure.output('kl_median').inner_text().split()[0][:4]}")
    expect(page).to_have_url(re.compile(r"#compare\?place=median$"))
    expect(link).to_be_focused()
    expect(link).to_have_attribute("aria-current", "true")
    assert figure.radio("place", "median").is_checked()
    figure.element.locator(".drawing.wide a", has_text="Next row").click()
    figure.expect_live()
    expect(page).to_have_url(re.compile(r"place=row&row=\d+$"))
    page.go_back()
    page.go_back()
    figure.expect_live()
    expect(heading(figure)).to_have_text(first)


@pytest.mark.only_browser("chromium")
def test_what_is_copied_and_saved_is_what_a_terminal_prints(post: SharedPage) -> None:
    post.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    figure = post.figure("compare")
    page = figure.page
    card = figure.element.locator(".handout[data-name=card]")
    card.locator("summary").click()
    card.get_by_role("button", name="Copy").click()
    expect(figure.part("status")).to_contain_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == printed("--markdown")
    report = figure.element.locator(".handout[data-name=report]")
    report.locator("summary").click()
    with page.expect_download() as coming:
        report.get_by_role("button", name="Save as .json").click()
    assert coming.value.suggested_filename == "compare.report.json"
    saved, told = (
        json.loads(text) for text in (Path(coming.value.path()).read_text("utf-8"), printed("--json"))
    )
    assert saved.keys() == told.keys()
    assert saved["kl_mean"] == pytest.approx(told["kl_mean"], rel=1e-12)
    block = figure.part("handout-block").inner_text()
    assert block.strip() in printed()


def by_column(text: str) -> dict[str, list[str]]:
    rows = [*csv.DictReader(text.splitlines())]
    return {name: [row[name] for row in rows] for name in rows[0]}


def numbers(cells: list[str]) -> list[float]:
    return [float(cell or "nan") for cell in cells]


@pytest.mark.only_browser("chromium")
def test_every_row_is_saved_as_a_terminal_writes_it(post: SharedPage, tmp_path: Path) -> None:
    """Of the example by the figures' Python, of the same files chosen by the one that reads them."""
    figure = post.figure("compare")
    page = figure.page
    printed("--rows", str(tmp_path / "rows.csv"))
    wanted = by_column((tmp_path / "rows.csv").read_text("utf-8"))
    button = figure.element.get_by_role("button", name="Save every row (.csv)")
    names = {"a": "family-s.kld", "b": "family-s-4-bits.kld", "tokens": "tokenizer.json"}
    for files, file_name in (
        ({}, r"compare\.rows\.csv"),
        (names, r"compare_a=\w+_b=\w+_tokens=\w+\.rows\.csv"),
    ):
        for name, file in files.items():
            page.locator(f"input[type=file][name={name}]").set_input_files(DATA / file)
        if files:
            expect(page).to_have_url(re.compile("tokens="))
            figure.expect_live()
        button.focus()
        with page.expect_download() as coming:
            page.keyboard.press("Enter")
        assert re.fullmatch(file_name, coming.value.suggested_filename)
        expect(figure.part("status")).to_contain_text(
            f"Saved {coming.value.suggested_filename}. It has {len(wanted['row'])} rows."
        )
        expect(button).to_be_focused()
        found = by_column(Path(coming.value.path()).read_text("utf-8"))
        assert [*found] == [*wanted]
        for name in ("row", "chunk", "token", "name", "same_top"):
            assert found[name] == wanted[name]
        for name in found.keys() - {"name"}:
            expected = pytest.approx(numbers(wanted[name]), rel=1e-9, abs=1e-12, nan_ok=True)
            assert numbers(found[name]) == expected, name


@pytest.mark.only_browser("chromium")
def test_a_mistake_is_one_click_away_and_is_accessible(post: SharedPage) -> None:
    figure = post.figure("compare")
    page = figure.page
    page.get_by_role("link", name="Bits for nats").click()
    figure.expect_live()
    expect(figure.element.locator(".drawing.wide .findings li > p")).to_have_text("B is not in nats.")
    expect(page.locator("[data-live='compare:verdict'], .live").first).to_be_attached()
    test_page.expect_accessible_and_narrow(figure.page, [figure])


@pytest.mark.only_browser("chromium")
def test_links_keep_the_readers_files_unless_they_are_about_the_example(post: SharedPage) -> None:
    figure = post.figure("compare")
    page = figure.page
    example, own = figure.value("kl_mean"), re.compile(r"\?a=[a-z0-9]+&b=[a-z0-9]+")
    for name, file in (("a", "family-s.kld"), ("b", "family-s-2-bits.kld")):
        page.locator(f"input[type=file][name={name}]").set_input_files(DATA / file)
    expect(figure.output("kl_mean")).not_to_have_attribute(
        "data-value", str(example), timeout=BOOT_TIMEOUT_MS
    )
    page.get_by_role("link", name="an ordinary one").click()
    expect(page).to_have_url(re.compile(own.pattern + "&place=median$"))
    figure.expect_live()
    assert figure.value("kl_mean") > 2 * example

    page.get_by_role("link", name="Bits for nats").click()
    expect(page).to_have_url(re.compile(r"#compare\?spoiled=bits$"))
    page.go_back()
    expect(page).to_have_url(own)
    figure.element.locator("a.preset").first.click()
    expect(page).to_have_url(re.compile(r"#compare(\?place=median)?$"))
    expect(figure.output("kl_mean")).to_have_attribute("data-value", str(example))


@pytest.mark.only_browser("chromium")
def test_the_ruler_shows_the_number_that_leads_to_it(page: Page, address: str) -> None:
    figure = opened(page, address)
    nats = figure.value("kl_mean")
    link = figure.element.locator(".drawing.wide a", has_text="on the ruler")
    page.goto(urljoin(page.url, link.get_attribute("href")))
    ruler = FigureOnPage(page, "ruler")
    ruler.expect_live()
    assert ruler.value("nats_per_token") == pytest.approx(nats, rel=1e-3)


@pytest.mark.only_browser("chromium")
def test_without_javascript_there_is_all_that_can_be_taken_along(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    card = page.locator(".handout[data-name=card]")
    card.locator("summary").click()
    expect(card.locator("pre")).to_be_visible()
    assert (card.locator("pre").text_content() or "").strip() == printed("--markdown")
    expect(card.get_by_role("button", name="Copy")).to_be_hidden()
    context.close()
