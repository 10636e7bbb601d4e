"""Each page for who reads it large: at 200 and 400 %, with large letters, and with letters further apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType

from tests.e2e.test_narrow import SPACED
from tests.e2e.test_page import SIDEWAYS

WIDTHS = (1280, 640, 320)  # as 1280 pixels are seen at 100, 200 and 400 %
LARGE = 24  # pixels of the reader's own letters; browsers' are 16


@pytest.fixture(scope="module", params=(16, LARGE))
def reader_s(
    request: pytest.FixtureRequest, browser_type: BrowserType, browser_type_launch_args: dict[str, Any]
) -> Iterator[Browser]:
    """A browser whose reader has set the size of letters."""
    more = f"--blink-settings=defaultFontSize={request.param}"
    launch = {**browser_type_launch_args, "args": [*browser_type_launch_args["args"], more]}
    browser = browser_type.launch(**launch)
    yield browser
    browser.close()


@pytest.mark.only_browser("chromium")  # Firefox takes no size of letters
def test_no_page_is_wider_than_the_window(reader_s: Browser, real_site: Path, real_url: str) -> None:
    page = reader_s.new_page()
    page.route("**/*.bin", lambda route: route.abort())  # what the build has drawn is enough
    wide = []
    for path in sorted(real_site.glob("**/index.html")):
        address = path.relative_to(real_site).as_posix()
        page.goto(real_url + address)
        for style in ("html {}", SPACED):
            page.add_style_tag(content=style)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                if (beyond := page.evaluate(SIDEWAYS)) > 0:
                    wide.append(f"{address} at {width} {style[:9]}: {beyond} px")
    page.context.close()
    assert wide == []
