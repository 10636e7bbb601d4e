"""`serve` as a person runs it: a process that builds, watches, and tells the open pages."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.generator.conftest import HERE, REPOSITORY

POST = "---\ntitle: A post\ndate: 2026-01-01\ndescription: A post.\nstatus: draft\n---\n\nFirst words.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content" / "post").mkdir(parents=True)
    shutil.copy(HERE / "faults" / "not-utf8" / "content" / "site.toml", tmp_path / "content")
    (tmp_path / "content" / "post" / "index.md").write_text(POST, "utf-8")
    return tmp_path


@pytest.fixture
def address(root: Path) -> Iterator[str]:
    """Of a server that has started; it is interrupted at the end, as by Ctrl-C, and must end well."""
    command = [sys.executable, str(REPOSITORY / "build.py"), "--root", str(root), "serve", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")
    assert process.stdout
    yield urlsplit(process.stdout.readline().split()[0]).netloc
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 0
    process.stdout.close()


def news(address: str) -> Iterator[dict[str, object]]:
    connection = HTTPConnection(address, timeout=60)
    connection.request("GET", "/-/events")
    response = connection.getresponse()
    while line := response.readline():
        if line.startswith(b"data: "):
            yield json.loads(line[6:])


def page(address: str) -> str:
    connection = HTTPConnection(address, timeout=60)
    connection.request("GET", "/post/")
    return connection.getresponse().read().decode()


def until(heard: Iterator[dict[str, object]], number: int) -> dict[str, object]:
    return next(told for told in heard if int(str(told["number"])) >= number)


def test_change_reaches_the_page_and_a_fault_does_not(root: Path, address: str) -> None:
    text = root / "content" / "post" / "index.md"
    heard = news(address)
    first = until(heard, 1)
    assert "First words." in page(address)

    text.write_text(POST.replace("First", "Second"), "utf-8")
    second = until(heard, int(str(first["number"])) + 1)
    assert second["faults"] == ""
    assert "Second words." in page(address)

    text.write_text(POST.replace("First", "[Third](#nowhere)"), "utf-8")
    third = until(heard, int(str(second["number"])) + 1)
    assert "index.md:8: this post has no `#nowhere`" in str(third["faults"])
    assert "Second words." in page(address)
    assert not (root / "site").exists()
