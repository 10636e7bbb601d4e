"""C in the site's own packages: what becomes of it, with a compiler and without."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from sitegen.base.faults import BuildFailed
from sitegen.base.project import Project, open_project
from sitegen.runtime import compiling, prepare_runtime
from sitegen.runtime.compiling import COMPILER, with_compiled
from tests.generator.conftest import REPOSITORY
from tests.generator.drawing import asked

TWICE = b'__attribute__((visibility("default"))) int twice(int x) { return 2 * x; }\n'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, tmp_path, tmp_path / "cache")


def packages(project: Project, source: bytes) -> dict[str, bytes]:
    file = project.home / "py" / "dice" / "src" / "dice" / "twice.c"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(source)
    return {"dice/__init__.py": b"", "dice/twice.c": source}


def test_webassembly_takes_the_place_of_its_source(project: Project) -> None:
    made = with_compiled(project, packages(project, TWICE))
    assert sorted(made) == ["dice/__init__.py", "dice/twice.wasm"]
    assert made["dice/twice.wasm"].startswith(b"\0asm")


def test_the_same_source_makes_the_same_bytes(project: Project, tmp_path: Path) -> None:
    elsewhere = Project(tmp_path / "else", tmp_path / "else", tmp_path / "other")
    first = with_compiled(project, packages(project, TWICE))
    assert with_compiled(elsewhere, packages(elsewhere, TWICE)) == first


def test_what_was_compiled_is_not_compiled_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    first = with_compiled(project, packages(project, TWICE))
    monkeypatch.setattr(compiling, "side_module", None)
    assert with_compiled(project, packages(project, TWICE)) == first


def test_mistake_is_told_with_what_the_compiler_says(project: Project) -> None:
    with pytest.raises(BuildFailed) as failed:
        with_compiled(project, packages(project, b"int twice(int x) { return 2 * y; }\n"))
    (fault,) = failed.value.faults
    assert fault.path == "py/dice/src/dice/twice.c"
    assert "use of undeclared identifier 'y'" in fault.detail


def test_without_a_compiler_readers_do_without_and_the_author_is_told(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(compiling, "find_spec", lambda name: None)
    assert with_compiled(project, packages(project, TWICE)) == {"dice/__init__.py": b""}
    said = capsys.readouterr().err
    assert "Note: there is no compiler here, so readers' Python does without dice/twice.c" in said
    assert f"computes the same more slowly; `pip install {COMPILER}` brings one" in said


def test_the_compiler_that_the_author_is_told_of_is_the_pinned_one() -> None:
    pinned = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    assert pinned["compiler"] == [COMPILER]
    assert (REPOSITORY / "requirements/compiler.txt").read_text("utf-8").startswith(f"{COMPILER} ")


def test_without_c_no_compiler_is_missed(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(compiling, "find_spec", lambda name: None)
    assert with_compiled(project, {"dice/__init__.py": b""}) == {"dice/__init__.py": b""}
    assert not capsys.readouterr().err


def test_readers_python_works_without_what_was_not_compiled_and_figures_are_drawn_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project = open_project(REPOSITORY)
    compiled = prepare_runtime(project, quick=True)
    monkeypatch.setattr(compiling, "find_spec", lambda name: None)
    plain = prepare_runtime(project, quick=True)
    assert plain.digest != compiled.digest
    started_from = {name: pack for name, pack in plain.packs.items() if name != "snapshot"}
    ((reply,), _) = asked(started_from, [], [{"evaluate": "from nexttoken import lm; str(lm.kernel())"}])
    assert reply == {"value": "None"}
