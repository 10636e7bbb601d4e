"""What the first `make` stands on: a fit Python found, and browsers found or asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.browsers import Program

SCRIPT = Path(__file__).resolve().parent.parent / "find-python.sh"
WORKS = """[ "$1" = -c ] || echo "$0 $*" """
FAILS = """echo "pyenv: ${0##*/}: command not found" >&2; exit 127"""
TOO_OLD = """[ "$1" != -c ]"""
BROWSER = Program("Mosaic", "MOSAIC", ("mosaic", "mosaic-esr"), "ncsa-mosaic")


def put(path: Path, body: str) -> Path:
    """An executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    """The one folder that PATH names."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def find_python(commands: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The script's run on a machine that has these commands, and perhaps a pyenv in its home folder."""
    return subprocess.run(
        ["/bin/sh", str(SCRIPT), *arguments],
        env={"PATH": str(commands), "HOME": str(commands.parent / "home"), **variables},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_newest_python_that_works_is_run(commands: Path) -> None:
    for name in ("python3", "python3.12", "python3.13"):
        put(commands / name, WORKS)
    done = find_python(commands, "-m", "venv", "a folder")
    assert (done.returncode, done.stdout) == (0, f"{commands / 'python3.13'} -m venv a folder\n")


@pytest.mark.parametrize("unfit", [FAILS, TOO_OLD], ids=["a shim that fails", "another version"])
def test_a_python_that_does_not_do_is_passed_over(commands: Path, unfit: str) -> None:
    for name in ("python3.14", "python3.13", "python3"):
        put(commands / name, unfit)
    fit = put(commands / "python3.12", WORKS)
    done = find_python(commands, "--version")
    assert (done.stdout, done.stderr) == (f"{fit} --version\n", "")


@pytest.mark.parametrize("variable", [True, False], ids=["PYENV_ROOT", "the home folder"])
def test_pyenv_s_own_pythons_come_last(commands: Path, tmp_path: Path, variable: bool) -> None:
    put(commands / "python3", FAILS)
    root = tmp_path / "elsewhere" if variable else tmp_path / "home" / ".pyenv"
    put(root / "versions" / "3.12.9" / "bin" / "python", WORKS)
    fit = put(root / "versions" / "3.13.2" / "bin" / "python", WORKS)
    variables = {"PYENV_ROOT": str(root)} if variable else {}
    assert find_python(commands, "--version", **variables).stdout == f"{fit} --version\n"


def test_the_python_of_these_tests_is_fit(commands: Path) -> None:
    put(commands / "python3", f'exec "{sys.executable}" "$@"')
    assert find_python(commands, "-c", "print('here')").stdout == "here\n"


def test_without_a_fit_python_it_says_how_to_get_one(commands: Path) -> None:
    put(commands / "python3", FAILS)
    done = find_python(commands, "--version")
    assert (done.returncode, done.stdout) == (1, "")
    assert "No fit Python was found" in done.stderr
    assert "apt-get install python3 python3-venv" in done.stderr
    assert "command not found" not in done.stderr


@pytest.fixture
def _alone(commands: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(commands))
    monkeypatch.delenv("MOSAIC", raising=False)


@pytest.mark.usefixtures("_alone")
def test_without_a_browser_its_package_and_variable_are_named() -> None:
    with pytest.raises(FileNotFoundError, match="Mosaic is not installed") as missing:
        BROWSER.path()
    assert "apt-get install ncsa-mosaic" in str(missing.value)
    assert "MOSAIC" in str(missing.value)


@pytest.mark.usefixtures("_alone")
def test_a_browser_is_found_by_any_of_its_commands(commands: Path) -> None:
    installed = put(commands / "mosaic-esr", WORKS)
    assert BROWSER.path() == installed


@pytest.mark.usefixtures("_alone")
def test_a_browser_that_its_variable_names_wins(
    commands: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(commands / "mosaic", WORKS)
    chosen = put(tmp_path / "elsewhere" / "mine", WORKS)
    monkeypatch.setenv("MOSAIC", str(chosen))
    assert BROWSER.path() == chosen


@pytest.mark.usefixtures("_alone")
def test_what_a_command_loads_is_found_though_it_cannot_be_run(tmp_path: Path) -> None:
    file = tmp_path / "mosaic.so"
    file.touch(0o644)
    assert replace(BROWSER, commands=(str(file),), mode=os.R_OK).path() == file
    assert replace(BROWSER, commands=(str(file),)).find() is None
