"""`serve` as a person runs it: a process that builds, watches, and tells the open pages."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.generator.conftest import HERE, REPOSITORY
from tests.served import served

POST = "---\ntitle: A post\ndate: 2026-01-01\ndescription: A post.\nstatus: draft\n---\n\nFirst words.\n"
PATIENCE = 60  # seconds without news


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content" / "post").mkdir(parents=True)
    shutil.copy(HERE / "faults" / "not-utf8" / "content" / "site.toml", tmp_path / "content")
    (tmp_path / "content" / "post" / "index.md").write_text(POST, "utf-8")
    return tmp_path


@pytest.fixture
def address(root: Path) -> Iterator[str]:
    with serving(root) as address:
        yield address


@contextmanager
def serving(root: Path) -> Iterator[str]:
    """Where a server of this very generator is reached."""
    with served([sys.executable, REPOSITORY / "build.py"], root, os.environ) as address:
        yield urlsplit(address).netloc


def news(address: str) -> Iterator[dict[str, object]]:
    connection = HTTPConnection(address, timeout=60)
    connection.request("GET", "/-/events")
    response = connection.getresponse()
    since = time.monotonic()
    while line := response.readline():
        if line.startswith(b"data: "):
            yield json.loads(line[6:])
            since = time.monotonic()
        assert time.monotonic() < since + PATIENCE, "there is no news"


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


@pytest.mark.parametrize("name", ["services", "static", "templates"])
def test_a_folder_that_comes_later_is_watched_as_well(root: Path, address: str, name: str) -> None:
    heard = news(address)
    number = int(str(until(heard, 1)["number"]))
    for folder in (root / name, root / name / "within"):
        folder.mkdir()
        number = int(str(until(heard, number + 1)["number"]))


def test_a_folder_that_takes_the_place_of_another_is_watched_as_well(root: Path, address: str) -> None:
    """As where a branch is changed, and changed back."""
    heard = news(address)
    number = int(str(until(heard, 1)["number"]))
    (root / "content").rename(root / "aside")
    shutil.copytree(root / "aside", root / "content")
    number = int(str(until(heard, number + 1)["number"]))
    (root / "content" / "post" / "index.md").write_text(POST.replace("First", "Second"), "utf-8")
    while "Second words." not in page(address):
        number = int(str(until(heard, number + 1)["number"]))


def test_a_site_may_be_begun_while_its_folder_is_served(root: Path) -> None:
    (root / "content").rename(root / "aside")
    with serving(root) as address:
        heard = news(address)
        first = until(heard, 1)
        assert "there is no such folder" in str(first["faults"])
        (root / "aside").rename(root / "content")
        assert until(heard, int(str(first["number"])) + 1)["faults"] == ""
        assert "First words." in page(address)
