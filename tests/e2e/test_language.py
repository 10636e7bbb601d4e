"""A page in another language: its figures say how they stand, and whatever goes wrong, in that language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.figure import FigureOnPage
from tests.e2e.host import serve
from tests.e2e.small_site import SITE, build_small_site, figure

pytestmark = pytest.mark.one_browser

WORDS = Path(__file__).resolve().parents[2] / "templates" / "words"
CLIPBOARD = "Object.defineProperty(Navigator.prototype, 'clipboard', {value: {writeText: async () => {}}})"
HALF = figure(
    id="half",
    title="Halb",
    compute='if state.x > 0.9:\n        raise ValueError("zu viel")\n    return state.x / 2',
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a page in German, of one figure."""
    root = tmp_path_factory.mktemp("german")
    with serve(build_small_site(root, {"half": {"half": HALF}}, f'language = "de"\n{SITE}')) as address:
        yield f"{address}half/index.html"


@pytest.fixture
def half(page: Page, address: str) -> FigureOnPage:
    page.add_init_script(CLIPBOARD)
    page.goto(address)
    figure = FigureOnPage(page, "half")
    figure.expect_live()
    return figure


def english() -> list[re.Pattern[str]]:
    """What scripts say in English, wherever German has other words."""
    german = tomllib.loads((WORDS / "de.toml").read_text("utf-8"))["scripts"]
    phrases = (phrase for phrase, own in german.items() if own != phrase and re.search(r"\w \w", phrase))
    return [re.compile(".+".join(map(re.escape, re.split(r"\{\w+\}", phrase)))) for phrase in phrases]


def expect_said(place: Locator, text: str | re.Pattern[str]) -> None:
    """It says this, and nothing in English."""
    expect(place).to_have_text(text)
    said = place.inner_text()
    assert [phrase.pattern for phrase in english() if phrase.search(said)] == []


def status(figure: FigureOnPage) -> Locator:
    return figure.element.locator(".status-text")


def test_what_a_reader_does_is_answered_in_german(half: FigureOnPage) -> None:
    expect_said(status(half), "live")
    half.type("x", "viel")
    expect_said(status(half), "„viel“ ist keine Zahl: x bleibt bei 0.2.")
    half.type("x", "7")
    expect_said(status(half), re.compile("^Eingegeben war 7; höchstens 1 geht"))


def test_what_is_taken_away_is_said_in_german(half: FigureOnPage) -> None:
    link = half.element.locator(".state-link")
    expect(link).to_have_text("Link kopieren")
    link.press("Enter")
    expect_said(status(half), "Link kopiert.")
    half.element.get_by_role("button", name="Als CSV speichern").press("Enter")
    expect_said(status(half), "half.csv ist gespeichert.")


def test_what_python_cannot_compute_is_said_in_german(half: FigureOnPage) -> None:
    """But for what Python itself says of it."""
    half.type("x", "1")
    half.expect_status("failed")
    expect_said(status(half), "Die Abbildung „half“ konnte nicht berechnet werden: ValueError: zu viel.")
    expect(half.button("Noch einmal")).to_be_visible()
    expect(half.element.locator("details.trouble pre")).to_have_attribute("lang", "en")


def test_odd_links_are_told_in_german(page: Page, address: str) -> None:
    page.goto(f"{address}#half?x=-7&y=2&x=3")
    figure = FigureOnPage(page, "half")
    figure.expect_live()
    beyond = "Der Link wollte x = -7; mindestens 0 muss es sein."
    unknown = "Der Link setzt „y“; das hat diese Abbildung nicht."
    expect_said(status(figure), f"{beyond} {unknown} Der Link setzt x zweimal; das erste zählt.")

    page.goto(f"{address}#quarter?x=1")
    remark = page.locator(".page-remark")
    asked = "Der Link nennt „quarter“, was es auf dieser Seite nicht gibt."
    expect_said(remark, re.compile(f"^{asked} Ihre Abbildungen sind Abbildung 1\\s*Schließen$"))
    remark.get_by_role("button", name="Schließen").click()
    expect(remark).to_be_empty()


def test_a_load_that_fails_is_told_in_german(page: Page, address: str, console_errors: list[str]) -> None:
    page.route("**/*.bin", lambda route: route.abort())
    page.goto(address)
    figure = FigureOnPage(page, "half")
    figure.come_into_view()
    figure.expect_status("failed")
    why = r"\S+\.bin konnte nicht geholt werden: Das Netz ist weg, oder etwas auf dem Weg hat es blockiert\."
    expect_said(status(figure), re.compile(f"^Python konnte nicht geladen werden: {why}$"))
    page.unroute("**/*.bin")
    figure.button("Noch einmal").click()
    figure.expect_live()
    expect_said(status(figure), "live")
    console_errors.clear()


def test_why_a_figure_does_not_move_is_said_in_german(
    page: Page, address: str, console_errors: list[str]
) -> None:
    page.route("**/js/live.js", lambda route: route.abort())
    page.goto(address)
    status = FigureOnPage(page, "half").part("status")
    expect(status).to_contain_text(re.compile(r"\w"))
    said = status.inner_text()
    assert not [pattern.pattern for pattern in english() if pattern.search(said)], said
    console_errors.clear()
