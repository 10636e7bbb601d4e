"""Data files of figures and services: where each goes along, and what is told of one that is not there."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from sitegen.base.project import Project
from sitegen.build import build
from tests.e2e.small_site import SITE
from tests.generator.fakes import FakeStudio

POST = """---
title: The {name} post
date: 2026-01-01
description: A post for a test.
---

::: figure coin
:::
"""
FIGURE = """from explorable import Call, Data

STAYS, TRAVELS = Data("stays.bin"), Data("travels.bin", travels=True)
CALL = Call("model", "score")
"""
SERVICE = """from explorable import Data

WEIGHTS = Data("weights.gguf", travels=True)
OFFERED, GONE = Data("offered.gguf", offered=True), Data("gone.gguf", offered=True)
"""
FILES = [
    "posts/one/stays.bin",
    "posts/one/travels.bin",
    "services/gone.gguf",
    "services/offered.gguf",
    "services/weights.gguf",
]
MANIFEST = "manifest: "  # as the plain theme writes it
TRAVELLING = {"posts/one/travels.bin", "services/weights.gguf"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, plain_home: Path, shared_cache: Path) -> tuple[Path, str]:
    """A site of two posts with the same figure, and what the build said."""
    root = tmp_path_factory.mktemp("data")
    files = {"content/site.toml": SITE, "services/model.py": SERVICE}
    for name in ("weights", "offered"):
        files[f"services/{name}.gguf"] = name * 1000
    for name in ("one", "other"):
        files |= {f"content/{name}/index.md": POST.format(name=name), f"content/{name}/coin.py": FIGURE}
        files |= {f"content/{name}/{file}.bin": f"{name} {file}" * 1000 for file in ("stays", "travels")}
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        said: list[str] = []
        patch.setattr("sys.stderr.write", said.append)
        build(Project(root, plain_home, shared_cache), None, FakeStudio().studio)
    return root / "site", "".join(said)


def brought(page: Path) -> dict[str, dict[str, Any]]:
    """What a page's bill says of what is brought once it is asked for."""
    text = lxml.html.parse(page).getroot().text_content()
    (manifest,) = (line[len(MANIFEST) :] for line in text.splitlines() if line.startswith(MANIFEST))
    return {entry["name"]: entry for entry in json.loads(manifest)["bill"] if entry["when"] == "asked"}


def test_a_page_may_load_each_of_them_by_itself(built: tuple[Path, str]) -> None:
    site, _ = built
    bill = brought(site / "one" / "index.html")
    assert sorted(bill) == FILES
    for name, entry in bill.items():
        paths = [site / "one" / part["url"] for part in entry["parts"]]
        assert [path.stat().st_size for path in paths] == [part["bytes"] for part in entry["parts"]]
        assert bool(paths) == (name != "services/gone.gguf")
    assert {name for name, entry in bill.items() if entry["travels"]} == TRAVELLING
    assert {name for name, entry in bill.items() if "offered" in entry} == {
        "services/gone.gguf",
        "services/offered.gguf",
    }


def test_an_offline_copy_holds_what_travels_and_nothing_else_of_them(built: tuple[Path, str]) -> None:
    site, _ = built
    bill, of_page = brought(site / "offline" / "one.html"), brought(site / "one" / "index.html")
    assert set(bill) == TRAVELLING
    copy = lxml.html.parse(site / "offline" / "one.html", lxml.html.HTMLParser(encoding="iso-8859-1"))
    held = {element.get("id") for element in copy.xpath("//script[@type='application/octet-stream']")}
    for name, entry in of_page.items():
        files = {Path(part["url"]).name for part in entry["parts"]}
        assert held & files == (files if name in TRAVELLING else set())


def test_the_archive_holds_what_travels_and_its_pages_ask_for_nothing_else(built: tuple[Path, str]) -> None:
    site, _ = built
    with zipfile.ZipFile(site / "offline" / "site.zip") as archive:
        names = {Path(name).name for name in archive.namelist()}
        (page,) = (name for name in archive.namelist() if name.endswith("/one/index.html"))
        archive.extract(page, site.parent)
    for entry in brought(site / "one" / "index.html").values():
        assert {Path(part["url"]).name in names for part in entry["parts"]} <= {entry["travels"]}
    assert set(brought(site.parent / page)) == TRAVELLING


def test_what_readers_may_keep_names_what_is_offered_too(built: tuple[Path, str]) -> None:
    """Else the next page that tidies up would throw it away."""
    site, _ = built
    (kept,) = (site / "runtime").glob("bill.*.json")
    named = json.loads(kept.read_text("utf-8"))
    for page in ("one", "other"):
        for entry in brought(site / page / "index.html").values():
            assert {Path(part["url"]).name for part in entry["parts"]} <= set(named)


def test_an_offered_file_that_is_not_there_is_noted_once(built: tuple[Path, str]) -> None:
    _, said = built
    assert said.count("gone.gguf") == 1
    assert "Note: services/gone.gguf is not there; pages say so to who asks for it.\n" in said
