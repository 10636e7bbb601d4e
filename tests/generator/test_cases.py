"""Every folder in `cases/` is what an author once wrote; `expected.txt` is what `build`, `check` say of it.

Everything is real. After a change that is meant: `BLESS=1 pytest tests/generator/test_cases.py`, and read
the diff.
"""

from __future__ import annotations

import os
import random
import struct
import zlib
from pathlib import Path

import pytest

from sitegen.base.faults import BuildFailed
from sitegen.base.project import Project
from sitegen.build import Options, build
from sitegen.checking.check import check
from tests.generator.conftest import HERE, MakeProject

CASES = sorted(path.name for path in (HERE / "cases").iterdir())


@pytest.mark.parametrize("name", CASES)
def test_author_gets_what_an_author_expects(name: str, real_project: MakeProject) -> None:
    project = real_project(HERE / "cases" / name)
    complete(name, project.root)
    expected = HERE / "cases" / name / "expected.txt"
    told = said(project)
    if os.environ.get("BLESS"):
        expected.write_text(told, "utf-8")
    assert told == expected.read_text("utf-8")


def said(project: Project) -> str:
    """The faults of a build, then of a check, or that there are none."""
    try:
        build(project, Options(base_url="https://example.org/"))
    except BuildFailed as failed:
        return f"build\n{failed}\n"
    try:
        list(check(project))
    except BuildFailed as failed:
        return f"built\ncheck\n{failed}\n"
    return "built\nchecked\n"


def complete(name: str, root: Path) -> None:
    """What is not kept in the folder: a link, and a picture of many bytes."""
    if name == "31-symlinked-content":
        (root / "content").symlink_to("real")
    if name == "28-photo-budget":
        (root / "content" / "a" / "p.png").write_bytes(photo(342))


def photo(side: int) -> bytes:
    """A PNG of noise, which no packing makes smaller: 3 bytes for each of side × side dots."""
    noise = random.Random(1).randbytes
    rows = b"".join(b"\0" + noise(3 * side) for _ in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = {b"IHDR": header, b"IDAT": zlib.compress(rows), b"IEND": b""}
    parts = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks.items()
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
