"""The browsers are started as Playwright would start them."""

import re
from pathlib import Path

import playwright

from tests.browsers import LEFT_OUT


def test_what_playwright_leaves_out_of_chromium_is_left_out() -> None:
    driver = Path(playwright.__file__).parent / "driver/package/lib/coreBundle.js"
    listed = re.search(r"disabledFeatures = \[(.*?)\]", driver.read_text("utf-8"), re.DOTALL)
    assert listed
    own = re.findall(r'^\s*"(\w+)"', listed[1], re.MULTILINE)
    assert len(own) > 9
    assert set(own) <= set(LEFT_OUT)
