"""The published site on a real host, under load, with strict headers, and while it is replaced."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import signal
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browsers import BROTLI, HOST, WRK
from tests.e2e.figure import FigureOnPage
from tests.e2e.nginx import nginx

pytestmark = [
    pytest.mark.only_browser("chromium"),
    pytest.mark.skipif(not all(each.find() for each in HOST), reason="nginx or wrk is not installed"),
]
with_brotli = pytest.mark.skipif(
    not BROTLI.find(), reason=f"nginx has no Brotli here: Debian's package of it is {BROTLI.package}"
)
POST = "zipf-kl"
"""The name of a post, and of its first figure."""

POLICY = re.compile('<meta http-equiv="Content-Security-Policy" content="(.*?)">')
STRICT = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}
MIX = """
local paths, asked = {{{paths}}}, 0
function request()
    asked = asked + 1
    return wrk.format("GET", paths[asked % #paths + 1])
end
"""
"""What wrk runs: it asks for each of these in turn."""

OF_WRK = re.compile(r'"GET (\S+) HTTP/1.1" 200 \d+ "-" "-"')
"""A line of nginx's access log: wrk alone does not say who it is."""

TEXTS = ("document", "script", "stylesheet")


@pytest.fixture
def deployed(real_site: Path, tmp_path: Path) -> Path:
    """The site in folders of their own, to be taken away; its files are links, as it is large."""
    return shutil.copytree(real_site, tmp_path / "deployed", copy_function=os.symlink)


@pytest.fixture
def address(deployed: Path, tmp_path: Path) -> Iterator[str]:
    """It on nginx, which says what each page says of itself, as a header."""
    found = POLICY.search((deployed / POST / "index.html").read_text("utf-8"))
    assert found
    (tmp_path / "work").mkdir()
    policy = {"Content-Security-Policy": html.unescape(found[1])}
    with nginx(deployed, tmp_path / "work", STRICT | policy) as address:
        yield address


@pytest.fixture
def file(deployed: Path) -> Callable[[str], str]:
    """Finds the one file of the site whose path below it is such a pattern."""

    def find(pattern: str) -> str:
        (found,) = deployed.glob(pattern)
        return found.relative_to(deployed).as_posix()

    return find


def test_a_page_is_live_on_a_strict_host_under_load_and_survives_a_newer_site(
    page: Page,
    address: str,
    deployed: Path,
    file: Callable[[str], str],
    tmp_path: Path,
    console_errors: list[str],
    record_property: Callable[[str, object], None],
) -> None:
    names = [f"{POST}/", file("assets-*/js/live.js"), file("assets-*/css/site.css"), file("runtime/stdlib.*")]
    paths = [urlsplit(address + name).path for name in names]
    (tmp_path / "mix.lua").write_text(MIX.format(paths=json.dumps(paths)[1:-1]), "utf-8")
    settings = ["-t1", "-c16", "-d120s", "--timeout", "60s", "-H", "Accept-Encoding: gzip"]
    with subprocess.Popen(
        [WRK.path(), *settings, "-s", tmp_path / "mix.lua", address], stdout=subprocess.PIPE, text=True
    ) as load:
        try:
            page.goto(f"{address}{POST}/")
            figure = FigureOnPage(page, POST)
            figure.expect_live()
        finally:
            load.send_signal(signal.SIGINT)  # it tells what it has seen until now
        told, _ = load.communicate(timeout=60)
    rate = re.search(r"Requests/sec: +([\d.]+)", told)
    assert rate and float(rate[1]) > 0, told
    assert "Non-2xx" not in told and "Socket errors" not in told, told
    assert set(OF_WRK.findall((tmp_path / "work/access.log").read_text())) == set(paths)
    what = "requests a second for a page, its script, its style and a pack, 0 errors, while a page started"
    record_property("nginx", f"{rate[1]} {what}")
    assert page.evaluate("crossOriginIsolated")
    assert (tmp_path / "work/error.log").read_text() == ""

    for folder in [deployed / "runtime", *deployed.glob("assets-*")]:
        folder.rename(tmp_path / folder.name)  # a newer site has others
    before = figure.output("kl_pq").get_attribute("data-value")
    figure.slider("rho").press("ArrowLeft")
    expect(figure.output("kl_pq")).not_to_have_attribute("data-value", before or "")
    figure.expect_live()
    console_errors.clear()  # what it asks for in passing is gone


@with_brotli
def test_a_page_is_live_whose_texts_came_in_brotli(page: Page, address: str) -> None:
    """Chromium asks for it, though this host is not secured: it is the reader's own machine."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{address}{POST}/")
    FigureOnPage(page, POST).expect_live()
    of_host = [answer for answer in answers if answer.url.startswith(address)]
    packed = {(answer.request.resource_type, answer.header_value("content-encoding")) for answer in of_host}
    assert {pair for pair in packed if pair[0] in TEXTS} == {(kind, "br") for kind in TEXTS}


@pytest.mark.parametrize(
    ("packing", "packed_with"),
    [("gzip", "gzip"), pytest.param("br", "br", marks=with_brotli), ("identity", None)],
)
def test_texts_travel_packed_and_packs_as_they_are(
    address: str, deployed: Path, file: Callable[[str], str], packing: str, packed_with: str | None
) -> None:
    """A host whose types lack `.mjs` has none to serve."""
    assert not list(deployed.rglob("*.mjs"))
    names = file("runtime/wasm.*"), file("assets-*/js/live.js")
    packed, text = (_asked(address + name, packing) for name in names)
    assert packed.headers["Content-Encoding"] is None
    assert packed.headers["Content-Type"] == "application/octet-stream"
    assert text.headers["Content-Type"] == "application/javascript"
    assert text.headers["Content-Encoding"] == packed_with


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
    page.goto(f"{address}{POST}/")
    figure = FigureOnPage(page, POST)
    figure.come_into_view()
    figure.expect_status("failed")
    expect(figure.part("status")).to_contain_text("is not there any more (404). Load the page again")
    (tmp_path / "late").rename(deployed / "runtime")
    figure.button("Retry").click()
    figure.expect_live()
    console_errors.clear()
