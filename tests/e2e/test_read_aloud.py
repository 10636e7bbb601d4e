"""Each post as a screen reader is told of it: everything has a name, and headings lead through it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.patience import PATIENCE_MS
from tests.e2e.test_keyboard import POSTS

LINE = re.compile(r"""\s*- '?(?P<role>[a-z]+)(?P<name> (?:"|/))?(?P<rest>.*)""")
NAMED = {
    "button",
    "checkbox",
    "combobox",
    "figure",
    "img",
    "link",
    "radio",
    "radiogroup",
    "slider",
    "spinbutton",
    "textbox",
}


@pytest.mark.one_browser
@pytest.mark.parametrize("post", POSTS)
def test_all_that_is_told_has_a_name(page: Page, real_url: str, post: str) -> None:
    page.goto(f"{real_url}{post}/index.html")
    figures = page.locator("nt-figure").all()
    for figure in figures:
        figure.scroll_into_view_if_needed()
        expect(figure).to_have_attribute("data-status", "live", timeout=PATIENCE_MS)
    page.locator("main details").evaluate_all("folds => folds.forEach(fold => { fold.open = true })")
    told = [
        found for line in page.locator("main").aria_snapshot().splitlines() if (found := LINE.match(line))
    ]
    assert [line[0] for line in told if line["role"] in NAMED and not line["name"]] == []

    levels = [int(level) for level in re.findall(r"\[level=(\d)\]", "".join(line["rest"] for line in told))]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels

    for figure in figures:
        roles = {line["role"] for line in told_of(figure)}
        assert {"figure", "table"} <= roles, f"{figure.get_attribute('id')} has {roles}"


def told_of(part: Locator) -> Iterator[re.Match[str]]:
    """Each thing that is told of a part of the page: its role, whether it has a name, and the rest."""
    return (found for line in part.aria_snapshot().splitlines() if (found := LINE.match(line)))
