"""Every folder in `input/` is built with the plain theme and compared, byte for byte, with that in `output/`.

A folder's `base-url` file holds the address with which it is built. After a change that is meant:
`BLESS=1 pytest tests/generator/test_golden.py`, and read the diff.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from sitegen.base.paths import RECORD, REPLACEABLE, is_taken
from sitegen.build import Options, build
from tests.generator.conftest import HERE, MakeProject
from tests.generator.fakes import FakeStudio

INPUTS = sorted(path.name for path in (HERE / "input").iterdir())


@pytest.mark.parametrize("name", INPUTS)
def test_site_is_as_it_was(name: str, plain_project: MakeProject) -> None:
    source, expected = HERE / "input" / name, HERE / "output" / name
    project = plain_project(source)
    address = source / "base-url"

    build(project, Options(address.read_text().strip() if address.exists() else ""), FakeStudio().studio)

    made = tree(project.site)
    if os.environ.get("BLESS"):
        bless(expected, made)
    assert made == tree(expected)


def test_no_author_s_file_can_lie_where_the_generator_s_own_do(plain_project: MakeProject) -> None:
    project = plain_project(HERE / "input" / "series")
    posts = [text.parent.name for text in project.content.glob("*/index.md")]
    build(project, Options("https://example.org/"), FakeStudio().studio)
    made = {path.relative_to(project.site).as_posix() for path in project.site.rglob("*") if path.is_file()}
    own = {path for path in made if not (project.content / path).is_file()}
    assert {path for path in own if not is_taken(path, posts)} == REPLACEABLE & own


def tree(site: Path) -> dict[str, bytes]:
    """The files of a site by their path, without what is copied into it unchanged, or taken along from it."""
    paths = {path.relative_to(site): path for path in sorted(site.rglob("*")) if path.is_file()}
    return {
        path.as_posix(): file.read_bytes()
        for path, file in paths.items()
        if not path.parts[0].startswith(("assets-", "runtime", "offline", RECORD, "_headers"))
    }


def bless(expected: Path, made: dict[str, bytes]) -> None:
    shutil.rmtree(expected, ignore_errors=True)
    for path, content in made.items():
        (expected / path).parent.mkdir(parents=True, exist_ok=True)
        (expected / path).write_bytes(content)
