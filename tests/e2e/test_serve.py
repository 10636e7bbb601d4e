"""`serve` with a reader's page open: what is written shows by itself, and so does what is wrong with it."""

from __future__ import annotations

import os
import re
import shutil
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sitegen.base.project import open_project
from tests.e2e.conftest import ROOT
from tests.e2e.figure import BOOT_TIMEOUT_MS, FigureOnPage
from tests.served import served

pytestmark = pytest.mark.one_browser

REBUILT_MS = 60_000
FROM_TOP = "element => element.getBoundingClientRect().top"
FIRST = "These words stand here first."
SECOND = "These words took their place."


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the content, to write in."""
    shutil.copytree(ROOT / "tests/e2e/site", tmp_path / "root")
    return tmp_path / "root"


@pytest.fixture
def post(root: Path) -> Path:
    """The post with everything, with a paragraph of its own before all others."""
    file = root / "content" / "tour" / "index.md"
    front, end, text = file.read_text("utf-8").partition("\n---\n")
    file.write_text(f"{front}{end}\n{FIRST}\n{text}", "utf-8")
    return file


@pytest.fixture
def warm_cache(site: Path, tmp_path: Path) -> Path:
    """What the site's own build has left, except that what is served here goes with the test."""
    cache = tmp_path / "cache"
    cache.mkdir()
    for folder in open_project(ROOT).cache.iterdir():
        if folder.name != "served":
            (cache / folder.name).symlink_to(folder)
    return cache


def serve(root: Path, cache: Path) -> AbstractContextManager[str]:
    """The address of this very generator's server of `root`."""
    return served([sys.executable, ROOT / "build.py"], root, {**os.environ, "SITEGEN_CACHE": str(cache)})


@pytest.mark.only_browser("chromium")
def test_the_page_follows_the_text(
    page: Page, root: Path, post: Path, warm_cache: Path, console_errors: list[str]
) -> None:
    with serve(root, warm_cache) as address:
        page.goto(f"{address}tour/")  # most likely before the first build is done
        expect(page.get_by_text(FIRST)).to_be_visible(timeout=REBUILT_MS)
        console_errors[:] = [error for error in console_errors if "404" not in error]
        faults = page.locator("#build-faults")
        text = post.read_text("utf-8")

        post.write_text(text.replace(FIRST, SECOND), "utf-8")
        expect(page.get_by_text(SECOND)).to_be_visible(timeout=REBUILT_MS)
        expect(page.get_by_text(FIRST)).to_have_count(0)
        expect(faults).to_have_count(0)

        post.write_text(text.replace(FIRST, "[Nowhere](#nowhere)"), "utf-8")
        expect(faults).to_contain_text("content/tour/index.md", timeout=REBUILT_MS)
        expect(faults).to_contain_text("this post has no `#nowhere`")
        expect(faults).to_be_in_viewport()
        expect(page.get_by_text(SECOND)).to_be_visible()

        post.write_text(text, "utf-8")
        expect(page.get_by_text(FIRST)).to_be_visible(timeout=REBUILT_MS)
        expect(faults).to_have_count(0)


@pytest.mark.only_browser("chromium")
def test_an_edited_figure_is_drawn_anew_where_its_reader_is(
    page: Page, root: Path, warm_cache: Path, console_errors: list[str]
) -> None:
    """In the state that the reader had set, and at the place of the page where the reader was."""
    file = root / "content" / "tour" / "map.py"
    with serve(root, warm_cache) as address:
        page.goto(f"{address}tour/")
        figure = FigureOnPage(page)
        expect(figure.element).to_be_attached(timeout=REBUILT_MS)
        console_errors[:] = [error for error in console_errors if "404" not in error]
        figure.expect_live()
        figure.type("a", "0.8")
        expect(page).to_have_url(re.compile(r"#map\?.*\ba=0\.8"))
        figure.expect_live()
        page.evaluate("() => document.fonts.ready.then(() => true)")  # no line breaks elsewhere any more
        gap, there, place = figure.value("gap"), page.url, figure.element.evaluate(FROM_TOP)
        assert page.evaluate("scrollY") > 0

        file.write_text(file.read_text("utf-8").replace("of each place", "of every place"), "utf-8")
        drawing = figure.part("wide")
        expect(drawing).to_contain_text("of every place", timeout=REBUILT_MS)
        # Nothing here scrolls from now on: where the page is, the browser has put it.
        page.wait_for_function(
            f"place => Math.abs(({FROM_TOP})(document.querySelector('#map')) - place) < 2", arg=place
        )
        figure.expect_status("live")
        expect(figure.element).not_to_have_attribute("aria-busy", "true", timeout=BOOT_TIMEOUT_MS)
        expect(drawing).to_contain_text("of every place")
        expect(figure.number("a")).to_have_value("0.8")
        assert (page.url, figure.value("gap")) == (there, gap)
