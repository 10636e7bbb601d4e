"""The site on a real host, under load, with strict headers, and while it is replaced."""

from __future__ import annotations

import html
import re
import shutil
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browsers import HOST, WRK
from tests.e2e.figure import FigureOnPage
from tests.e2e.nginx import nginx

pytestmark = [
    pytest.mark.only_browser("chromium"),
    pytest.mark.skipif(not all(each.find() for each in HOST), reason="nginx or wrk is not installed"),
]
POLICY = re.compile('<meta http-equiv="Content-Security-Policy" content="(.*?)">')
STRICT = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture
def deployed(site: Path, tmp_path: Path) -> Path:
    """A copy of the site, to be taken away."""
    return shutil.copytree(site, tmp_path / "deployed")


@pytest.fixture
def address(deployed: Path, tmp_path: Path) -> Iterator[str]:
    """It on nginx, which says what each page says of itself, as a header."""
    found = POLICY.search((deployed / "tour/index.html").read_text("utf-8"))
    assert found
    (tmp_path / "work").mkdir()
    policy = {"Content-Security-Policy": html.unescape(found[1])}
    with nginx(deployed, tmp_path / "work", STRICT | policy) as address:
        yield address


def test_a_page_is_live_on_a_strict_host_under_load_and_survives_a_newer_site(
    page: Page,
    address: str,
    deployed: Path,
    tmp_path: Path,
    console_errors: list[str],
) -> None:
    load = subprocess.Popen(
        [WRK.path(), "-t1", "-c16", "-d120s", "-H", "Accept-Encoding: gzip", f"{address}tour/"],
        stdout=subprocess.PIPE,
        text=True,
    )
    page.goto(f"{address}tour/")
    figure = FigureOnPage(page)
    figure.expect_live()
    load.send_signal(signal.SIGINT)  # it tells what it has seen until now
    told, _ = load.communicate(timeout=60)
    rate = re.search(r"Requests/sec: +([\d.]+)", told)
    assert rate and float(rate[1]) > 0, told
    assert "Non-2xx" not in told and "Socket errors" not in told, told
    print(f"nginx answered {rate[1]} requests a second for a page, without an error, while the page started.")
    assert page.evaluate("crossOriginIsolated")
    assert (tmp_path / "work/error.log").read_text() == ""

    for folder in [deployed / "runtime", *deployed.glob("assets-*")]:
        folder.rename(tmp_path / folder.name)  # a newer site has others
    before = figure.output("gap").get_attribute("data-value")
    figure.slider("rho").press("ArrowLeft")
    expect(figure.output("gap")).not_to_have_attribute("data-value", before or "")
    figure.expect_live()
    console_errors.clear()  # what it asks for in passing is gone


@pytest.mark.parametrize(
    ("packing", "packed_with"),
    [("gzip", {"gzip"}), ("br", {"br", None}), ("identity", {None})],  # Brotli where its module is there
)
def test_texts_travel_packed_and_packs_as_they_are(
    address: str, deployed: Path, packing: str, packed_with: set[str | None]
) -> None:
    """A host whose types lack `.mjs` has none to serve."""
    files = [path.relative_to(deployed).as_posix() for path in deployed.rglob("*") if path.is_file()]
    assert not [name for name in files if name.endswith(".mjs")]
    (pack,) = (name for name in files if name.startswith("runtime/wasm."))
    (script,) = (name for name in files if name.endswith("js/live.js"))
    packed, text = (_asked(address + name, packing) for name in (pack, script))
    assert packed.headers["Content-Encoding"] is None
    assert packed.headers["Content-Type"] == "application/octet-stream"
    assert text.headers["Content-Type"] == "application/javascript"
    assert text.headers["Content-Encoding"] in packed_with


def _asked(address: str, packing: str) -> urllib.request.addinfourl:
    request = urllib.request.Request(address, headers={"Accept-Encoding": packing})
    with urllib.request.urlopen(request) as answer:
        answer.read()
        return answer


def test_a_half_finished_deploy_is_named_and_then_got_over(
    page: Page, address: str, deployed: Path, tmp_path: Path, console_errors: list[str]
) -> None:
    """The pages have come, and Python has not."""
    (deployed / "runtime").rename(tmp_path / "late")
    page.goto(f"{address}tour/")
    figure = FigureOnPage(page)
    figure.come_into_view()
    figure.expect_status("failed")
    expect(figure.part("status")).to_contain_text("is not there any more (404). Load the page again")
    (tmp_path / "late").rename(deployed / "runtime")
    figure.button("Retry").click()
    figure.expect_live()
    console_errors.clear()
