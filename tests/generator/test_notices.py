"""Whoever's work is in the site is named in it, with the words of the licence."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from sitegen.base.project import Project
from sitegen.build import Options, build
from sitegen.runtime.python_notices import python_notices, wheel_notice
from sitegen.theme.npm_notices import TOOLS, page_notices
from tests.generator.conftest import HERE, REPOSITORY, MakeProject
from tests.generator.fakes import FakeStudio

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
    assert all(0 < len(notice.licence) < 80 and len(notice.text) > 500 for notice in named.values())
    assert "OpenBLAS" not in named["numpy"].licence
    assert "Mozilla Public License Version 2.0" in named["pyodide"].text


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
        archive.writestr("a/license.py", "no text")
    assert wheel_notice(wheel) == ("a", "1", licence, "First.\n\nSecond.")


def test_pages_lead_to_the_licences(plain_project: MakeProject) -> None:
    project = plain_project(HERE / "input" / "series")
    build(project, Options(quick=True), FakeStudio().studio)
    page = (project.site / "licenses.html").read_text("utf-8")
    assert "sums 1, MIT: Do what &lt;you&gt; like." in page
