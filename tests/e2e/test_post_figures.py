"""What holds of every figure of a post: it is what its Python says, and it shuts nobody out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.e2e import test_page, test_post_token_explorer
from tests.e2e.figure import FigureOnPage, parts_as_built

POSTS = {
    ".": ("shape",),  # of the home page
    "probability": (
        "sentence",
        "entropy-bars",
        "cross-entropy",
        "softmax",
        "two-fits",
        "bayes",
        "skew-normals",
    ),
    "kl-scale": ("ruler", "vector", "map", "diffusion", "approximation", "real-pairs"),
    "your-models": ("compare",),
}
FIGURES = [(post, figure_id) for post, ids in POSTS.items() for figure_id in ids]


@pytest.fixture
def figure(page: Page, real_url: str, post: str, figure_id: str) -> FigureOnPage:
    return test_post_token_explorer.opened(page, f"{real_url}{post}/index.html", figure_id)


@pytest.mark.one_browser
@pytest.mark.parametrize(("post", "figure_id"), FIGURES)
def test_what_the_page_brought_is_what_its_python_says(
    page: Page, figure: FigureOnPage, figure_id: str
) -> None:
    """Static equals live, to the last bit."""
    assert parts_as_built(page, figure_id) == figure.parts()


@pytest.mark.one_browser
@pytest.mark.parametrize(("post", "figure_id"), FIGURES)
def test_there_is_no_accessibility_violation_and_nothing_scrolls_sideways(figure: FigureOnPage) -> None:
    test_page.expect_accessible_and_narrow(figure)
