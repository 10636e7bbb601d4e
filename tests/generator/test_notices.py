"""Whoever's work is in the site is named in it, with the words of the licence."""

from __future__ import annotations

import re
import tomllib
import zipfile
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from sitegen.base.notices import Notice
from sitegen.base.project import Project
from sitegen.base.toolchain import npm_packages
from sitegen.build import Options, build
from sitegen.runtime.lock import read_lock
from sitegen.runtime.on_demand import wheels_on_demand
from sitegen.runtime.python_notices import python_notices, wheel_notice
from sitegen.runtime.sources import wheel_path
from sitegen.theme.npm_notices import TOOLS, page_notices
from tests.generator.conftest import HERE, REPOSITORY, MakeProject
from tests.generator.fakes import FakeStudio

LIBRARIES = REPOSITORY / "sitegen" / "runtime" / "licences" / "libraries.toml"
SCRIPTS = REPOSITORY / "templates" / "assets" / "js"
PACKAGE = re.compile(r"""(?:from|import) '((?:@[\w-]+/)?[\w-]+)""")
FONTS = {"@fontsource-variable/inter", "@fontsource-variable/source-serif-4", "katex"}


def test_every_package_that_scripts_import_is_named(repository: Project) -> None:
    imported = {name for file in SCRIPTS.rglob("*.js") for name in PACKAGE.findall(file.read_text("utf-8"))}
    named = {notice.name: notice for notice in page_notices(repository)}
    assert {name for name in imported if name != "pyodide"} | FONTS <= named.keys()
    assert not named.keys() & TOOLS
    assert all(notice.licence and len(notice.text) > 500 for notice in named.values())


@pytest.mark.parametrize("on_demand", [False, True])
def test_python_names_all_that_it_is_packed_of(repository: Project, *, on_demand: bool) -> None:
    named = {notice.name: notice for notice in python_notices(repository, on_demand=on_demand)}
    assert {"pyodide", "CPython", "numpy"} <= named.keys()
    assert ({"scipy", "matplotlib", "pillow"} <= named.keys()) == on_demand
    assert all(0 < len(notice.licence) < 80 for notice in named.values())
    assert all(len(notice.text) > 500 or notice.url.startswith("https://") for notice in named.values())
    assert {"zlib", "SQLite", "musl"} <= named.keys() and ("OpenBLAS" in named) == on_demand
    assert "OpenBLAS" not in named["numpy"].licence
    assert "Mozilla Public License Version 2.0" in named["pyodide"].text


def test_libraries_named_are_in_what_is_said_to_hold_them(repository: Project) -> None:
    engine = (npm_packages(repository) / "pyodide" / "pyodide.asm.wasm").read_bytes()
    lock = read_lock(repository.home)
    held = {"pyodide": engine}
    for wheel in wheels_on_demand(lock, npm_packages(repository) / "pyodide"):
        with zipfile.ZipFile(wheel_path(repository, lock, wheel)) as archive:
            compiled = [archive.read(name) for name in archive.namelist() if ".so" in name]
        held[wheel.name.lower()] = b"".join(compiled)
    libraries = tomllib.loads(LIBRARIES.read_text("utf-8"))["library"]
    lacking = [each["name"] for each in libraries if each["mark"].encode() not in held[each["inside"]]]
    assert lacking == []


@pytest.mark.parametrize(
    ("told", "licence"),
    [
        ("License-Expression: MIT\nLicense: all of it", "MIT"),
        (
            "License: A text\n        of lines\nClassifier: License :: OSI Approved :: BSD License",
            "BSD License",
        ),
        ("License: MIT", "MIT"),
    ],
)
def test_wheel_tells_its_licence_in_any_of_three_ways(tmp_path: Path, told: str, licence: str) -> None:
    wheel = tmp_path / "a-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("a-1.dist-info/METADATA", f"Name: a\nVersion: 1\n{told}\n\nClassifier: no\n")
        archive.writestr("a-1.dist-info/licenses/vendored/COPYING", "Second.\n")
        archive.writestr("a-1.dist-info/LICENSE.txt", "First.\n")
        archive.writestr("a/part/COPYING", "Third.\n")
        archive.writestr("a/license.py", "no text")
    assert wheel_notice(wheel) == ("a", "1", licence, "First.\n\nSecond.\n\nThird.", "")


def test_pages_lead_to_the_licences(plain_project: MakeProject) -> None:
    project = plain_project(HERE / "input" / "series")
    build(project, Options(quick=True), FakeStudio().studio)
    page = (project.site / "licenses.html").read_text("utf-8")
    assert "sums 1, MIT: Do what &lt;you&gt; like." in page


def test_an_offline_copy_holds_the_words_of_licences() -> None:
    """They have to go along with what they are about; and what has none here says where they are."""
    notices = [
        Notice("sums", "1", "MIT", "Do what <you> like."),
        Notice("c", "", "0BSD", "", "https://c.org"),
    ]
    theme = Environment(loader=FileSystemLoader(REPOSITORY / "templates"), autoescape=True)
    theme.globals["say"] = lambda words, **_: words
    told = theme.get_template("post-copy.html").render(copied=True, page={}, post={}, notices=notices)
    assert "Do what &lt;you&gt; like." in told and '<a href="https://c.org">0BSD</a>' in told
