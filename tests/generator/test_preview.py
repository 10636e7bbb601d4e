"""The server behind `serve`, over its own socket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from sitegen.base.faults import BuildFailed, Fault
from sitegen.serving.bulletin import Bulletin
from sitegen.serving.preview import HOST, Preview
from sitegen.serving.serve import rebuild


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    site = tmp_path / "site"
    (site / "post").mkdir(parents=True)
    (site / "post" / "index.html").write_text("<!doctype html><body>Hello</body>", "utf-8")
    (site / "404.html").write_text("<!doctype html><body>Gone</body>", "utf-8")
    for name in ("a.mjs", "a.js", "a.bin", "a.wasm", "a.woff2", "a.svg", "a.css"):
        (site / name).write_text(name)
    (tmp_path / "secret.txt").write_text("secret")
    (site / "link.txt").symlink_to(tmp_path / "secret.txt")
    server = Preview(site, Bulletin(), 0)
    server.start()
    yield server
    server.close()


def get(
    preview: Preview, path: str, *, method: str = "GET", host: str | None = None
) -> tuple[HTTPResponse, str]:
    connection = HTTPConnection(HOST, preview.server_port, timeout=10)
    connection.putrequest(method, path, skip_host=host is not None, skip_accept_encoding=True)
    if host:
        connection.putheader("Host", host)
    connection.endheaders()
    response = connection.getresponse()
    return response, response.read().decode()


def events(preview: Preview) -> Iterator[dict[str, object]]:
    connection = HTTPConnection(HOST, preview.server_port, timeout=10)
    connection.request("GET", "/-/events")
    response = connection.getresponse()
    while line := response.readline():
        if line.startswith(b"data: "):
            yield json.loads(line[6:])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.mjs", "text/javascript"),
        ("a.js", "text/javascript"),
        ("a.bin", "application/octet-stream"),
        ("a.wasm", "application/wasm"),
        ("a.woff2", "font/woff2"),
        ("a.svg", "image/svg+xml"),
        ("a.css", "text/css; charset=utf-8"),
    ],
)
def test_files_have_the_types_that_browsers_insist_on(preview: Preview, name: str, kind: str) -> None:
    response, body = get(preview, f"/{name}")
    assert (response.status, response.headers["Content-Type"], body) == (200, kind, name)


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/post/../../secret.txt",
        "//../secret.txt",
        "/link.txt",
        "/..%2fsecret.txt",
        "/%00",
        f"/{'a' * 300}",
    ],
)
def test_nothing_outside_of_the_site_is_given(preview: Preview, path: str) -> None:
    response, body = get(preview, path)
    assert response.status == 404
    assert "secret" not in body
    assert get(preview, path, method="HEAD")[0].status == 404


@pytest.mark.parametrize(
    "path", ["/", "/post/", "/post", "/a.css", "/nowhere", "/empty/", "/link.txt", "/-/reload.js"]
)
def test_head_tells_what_get_gives(preview: Preview, path: str) -> None:
    (preview.site / "empty").mkdir()
    (full, _), (head, nothing) = get(preview, path), get(preview, path, method="HEAD")
    names = ("Content-Type", "Content-Length", "Cache-Control", "Location")
    assert [full.status, *map(full.headers.get, names)] == [head.status, *map(head.headers.get, names)]
    assert nothing == ""


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost", "LOCALHOST:9"])
def test_this_machine_is_answered_by_its_own_names(preview: Preview, host: str) -> None:
    assert get(preview, "/post/", host=host)[0].status == 200


@pytest.mark.parametrize(
    "host", ["", "evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost@evil", "[::1"]
)
@pytest.mark.parametrize("path", ["/post/", "/-/events"])
def test_another_name_for_this_machine_is_refused(preview: Preview, host: str, path: str) -> None:
    response, body = get(preview, path, host=host)
    assert response.status == 421
    assert "Hello" not in body


def test_pages_get_the_script_and_folders_their_index(preview: Preview) -> None:
    for path in ("/post/", "/post/index.html"):
        response, body = get(preview, path)
        assert response.status == 200
        assert "Hello" in body
        assert '<script type="module" src="/-/reload.js?build=0"></script></body>' in body
    assert "EventSource" in get(preview, "/-/reload.js")[1]


def test_missing_page_is_the_site_s_own(preview: Preview) -> None:
    response, body = get(preview, "/nowhere")
    assert response.status == 404
    assert "Gone" in body


@pytest.mark.parametrize("name", ["post.html", "site.zip"])
def test_what_only_a_build_makes_is_told(preview: Preview, name: str) -> None:
    response, text = get(preview, f"/offline/{name}")
    assert response.status == 404
    assert "not made here, but by `build`" in text


def test_folder_without_an_index_is_not_listed(preview: Preview) -> None:
    (preview.site / "empty").mkdir()
    assert get(preview, "/empty/")[0].status == 404


def test_pages_hear_of_builds_good_and_bad(preview: Preview) -> None:
    heard = events(preview)
    assert next(heard) == {"number": 0, "faults": ""}

    rebuild(lambda: 1, preview.bulletin)
    assert next(heard) == {"number": 1, "faults": ""}

    def fail() -> int:
        raise BuildFailed([Fault("content/post/index.md", 3, "wrong <b>", "Mend it.")])

    rebuild(fail, preview.bulletin)
    told = next(heard)
    assert told["number"] == 2
    assert "content/post/index.md:3: wrong <b>" in str(told["faults"])


def test_builder_s_own_error_is_shown_and_does_not_end_it(
    preview: Preview, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> int:
        raise RuntimeError("a slip of ours")

    rebuild(fail, preview.bulletin)

    assert "RuntimeError: a slip of ours" in preview.bulletin.latest.faults
    assert "RuntimeError: a slip of ours" in capsys.readouterr().err


def test_first_build_that_fails_shows_its_faults_as_text(tmp_path: Path) -> None:
    server = Preview(tmp_path / "nothing", Bulletin(), 0)
    server.start()
    server.bulletin.post("wrong <b>")
    response, body = get(server, "/")
    server.close()
    assert response.status == 404
    assert "wrong &lt;b&gt;" in body


def test_taken_port_is_a_fault(preview: Preview) -> None:
    with pytest.raises(BuildFailed, match="--port"):
        Preview(preview.site, Bulletin(), preview.server_port)
