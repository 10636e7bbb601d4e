"""The home page's own text: a post in every way but its place, its lists and its copies."""

from __future__ import annotations

import base64
import json
import re

import pytest

from sitegen.base.faults import BuildFailed
from sitegen.base.project import Project
from sitegen.build import Options, build
from tests.generator.conftest import HERE, MakeProject
from tests.generator.fakes import FakeStudio

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HOME = """---
title: Welcome
date: 2026-01-03
description: About home.
status: home
---

On to [](../first/index.md) or [a state](#coin?p=0.2).

::: figure coin
:::
"""


@pytest.fixture
def project(plain_project: MakeProject) -> Project:
    project = plain_project(HERE / "input" / "series")
    (project.content / "home").mkdir()
    (project.content / "home/index.md").write_text(HOME, "utf-8")
    first = project.content / "first/index.md"
    first.write_text(first.read_text("utf-8") + "\nBack to [](../home/#coin).\n", "utf-8")
    return project


def test_a_text_of_the_home_page_stands_on_it_and_on_no_list(project: Project) -> None:
    build(project, Options("https://example.org/"), FakeStudio().studio)
    site = project.site
    home = (site / "index.html").read_text("utf-8")
    assert '<a href="first/index.html">' in home and '<a href="#coin?p=0.2"' in home
    assert '<nt-figure id="coin"' in home
    assert not re.search(r'<a href="[^"]*">Welcome</a>', home)
    manifest = json.loads(home.partition("manifest: ")[2].partition("\n")[0])
    assert manifest["post"] == "home"
    assert all(part["url"].startswith("runtime/") for entry in manifest["bill"] for part in entry["parts"])
    assert not (site / "home/index.html").exists() and not (site / "offline/home.html").exists()
    assert (site / "home/python.html").exists()
    assert '"Welcome"' not in next(site.glob("assets-*/texts.*.js")).read_text("utf-8")
    assert "Welcome" not in (site / "feed.xml").read_text("utf-8").replace("“Welcome”", "")
    assert '<a href="../index.html#coin"' in (site / "first/index.html").read_text("utf-8")


def test_a_picture_in_its_folder_is_what_links_to_the_home_page_show(project: Project) -> None:
    text = project.content / "home/index.md"
    text.write_text(HOME.replace("status: home", "status: home\nimage: pic.png\nimage_alt: A coin"), "utf-8")
    (project.content / "home/pic.png").write_bytes(PIXEL)
    build(project, Options("https://example.org/", quick=True), FakeStudio().studio)
    home = (project.site / "index.html").read_text("utf-8")
    assert dict(re.findall("og:(image.*): (.*)", home)) == {
        "image": "https://example.org/home/pic.png",
        "image:type": "image/png",
        "image:width": "1",
        "image:height": "1",
        "image:alt": "A coin",
    }
    assert (project.site / "home/pic.png").read_bytes() == PIXEL


def test_the_page_of_its_python_names_the_wheel(project: Project) -> None:
    build(project, Options("https://example.org/"), FakeStudio().studio)
    (wheel,) = project.site.glob("runtime/*.whl")
    assert wheel.name in (project.site / "home/python.html").read_text("utf-8")


def test_a_second_home_page_is_a_fault(project: Project) -> None:
    (project.content / "inn").mkdir()
    (project.content / "inn/index.md").write_text(HOME, "utf-8")
    with pytest.raises(BuildFailed) as failed:
        build(project, None, FakeStudio().studio)
    (fault,) = (fault for fault in failed.value.faults if "two home pages" in fault.what)
    assert (fault.path, fault.line) == ("content/inn/index.md", 5)
    assert "content/home/index.md" in fault.remedy


def test_an_id_of_the_page_around_it_is_not_to_be_taken(project: Project) -> None:
    text = project.content / "home/index.md"
    text.write_text(text.read_text("utf-8") + "\n## Main {#main}\n", "utf-8")
    index = project.home / "templates/index.html"
    before = index.read_text("utf-8")
    index.write_text(before + '<main id="main"></main>', "utf-8")
    try:
        with pytest.raises(BuildFailed, match="the id `main` is taken"):
            build(project, None, FakeStudio().studio)
    finally:
        index.write_text(before, "utf-8")
