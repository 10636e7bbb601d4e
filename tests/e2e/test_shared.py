"""What browser tests share is found as if it were new."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import AS_OPENED, AT_REST
from tests.e2e.figure import FOLLOW

pytestmark = [pytest.mark.one_browser, pytest.mark.only_browser("chromium")]

OPEN = "() => [...document.querySelectorAll('details')].map(fold => fold.open)"
FLIP = "() => document.querySelectorAll('details').forEach(fold => { fold.open = !fold.open })"
AT_ONCE = f"fragment => Promise.race([({FOLLOW})(fragment), Promise.resolve('not yet')])"


def test_what_the_page_unfolds_itself_is_unfolded_again(page: Page) -> None:
    page.add_init_script(AS_OPENED)
    page.goto("data:text/html,<details open>one</details><details>two</details>")
    page.evaluate(FLIP)
    assert page.evaluate(OPEN) == [False, True]
    page.evaluate(AT_REST)
    assert page.evaluate(OPEN) == [True, False]


@pytest.mark.parametrize("fragment", ["map?b=2", "map?text=two words", 'map?text="so"'])
def test_a_link_to_where_the_page_is_leads_nowhere(page: Page, fragment: str) -> None:
    """Browsers tell of no change then, however its address is written."""
    page.goto("about:blank")
    page.evaluate(FOLLOW, fragment)
    assert page.evaluate(AT_ONCE, fragment) is None
