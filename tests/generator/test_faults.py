"""Every folder in `faults/` is a project with something wrong; `expected.txt` is what the author is told.

Everything is real. After a change that is meant: `BLESS=1 pytest tests/generator/test_faults.py`, and read
the diff.
"""

from __future__ import annotations

import os

import pytest

from sitegen.base.faults import BuildFailed
from sitegen.build import build
from tests.generator.conftest import HERE, MakeProject

FAULTS = sorted(path.name for path in (HERE / "faults").iterdir())


@pytest.mark.parametrize("name", FAULTS)
def test_author_is_told(name: str, real_project: MakeProject) -> None:
    project = real_project(HERE / "faults" / name)

    with pytest.raises(BuildFailed) as failed:
        build(project)

    expected = HERE / "faults" / name / "expected.txt"
    if os.environ.get("BLESS"):
        expected.write_text(f"{failed.value}\n", "utf-8")
    assert f"{failed.value}\n" == expected.read_text("utf-8")
    assert not project.site.exists()
