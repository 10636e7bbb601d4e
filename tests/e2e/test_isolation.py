"""The page talks to its own host and to nobody else, and its policy holds it to that."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.figure import FigureOnPage
from tests.e2e.host import serve

POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "worker-src": "'self' blob: data:",
}
OFFLINE = {"default-src": "'none'", "worker-src": "data:", "base-uri": "'none'", "form-action": "'none'"}
META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"\s*/?>', re.IGNORECASE)


def pages(site: Path) -> dict[Path, str]:
    """The text of each page; an offline copy is mostly no text."""
    return {path: path.read_text("utf-8", errors="replace") for path in sorted(site.rglob("*.html"))}


def test_every_page_carries_the_strict_policy(site: Path, real_site: Path) -> None:
    for page, text in {**pages(site), **pages(real_site)}.items():
        found = META.search(text)
        assert found, f"{page} carries no policy"
        directives = dict(part.strip().split(" ", 1) for part in found[1].split(";") if part.strip())
        wanted = OFFLINE if page.parent.name == "offline" else POLICY
        assert wanted.items() <= directives.items()
        assert "connect-src" not in directives


def test_no_request_leaves_the_host_even_without_the_policy(page: Page, site: Path, tmp_path: Path) -> None:
    expect_no_request_elsewhere(page, site, tmp_path, "tour", "map")


def expect_no_request_elsewhere(page: Page, site: Path, tmp_path: Path, post: str, figure_id: str) -> None:
    """Requests that a policy blocks are invisible to the test, so this copy of the site has none."""
    copy = tmp_path / "site"
    shutil.copytree(site, copy, ignore=shutil.ignore_patterns("offline"))
    for path, text in pages(copy).items():
        path.write_text(META.sub("", text), encoding="utf-8")
    requests: list[str] = []
    page.context.on("request", lambda request: requests.append(request.url))
    with serve(copy) as address:
        page.goto(f"{address}{post}/index.html")
        figure = FigureOnPage(page, figure_id)
        figure.expect_live()
        figure.slider("n").press("ArrowRight")
        figure.expect_live()
        page.goto(f"{address}index.html")
        own = (address, f"blob:{address}", "data:")
        assert [url for url in requests if not url.startswith(own)] == []
    assert any("/runtime/" in url for url in requests)


@pytest.mark.only_browser("chromium")
def test_the_worker_may_not_reach_another_origin(
    page: Page, base_url: str, tmp_path: Path, console_errors: list[str]
) -> None:
    """The policy of the page binds its worker, since the worker is started from a blob."""
    page.goto(f"{base_url}tour/index.html")
    figure = FigureOnPage(page)
    figure.expect_live()
    (worker,) = page.workers
    with serve(tmp_path) as elsewhere:
        refused = worker.evaluate(
            "address => fetch(address, {mode: 'no-cors'}).then(() => 'answered', error => String(error))",
            elsewhere,
        )
    assert "TypeError" in refused
    console_errors.clear()
