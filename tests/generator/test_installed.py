"""The generator is no part of this site: installed elsewhere, it makes another."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.generator.conftest import REPOSITORY


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package as a wheel installs it."""
    folder = tmp_path_factory.mktemp("installed")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "wheel")], REPOSITORY)
    wheel = next((folder / "wheel").glob("sitegen-*.whl"))
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target"]
    run([*command, str(folder / "packages"), str(wheel)], folder)
    return folder / "packages"


def run(command: list[str], folder: Path, **variables: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command, cwd=folder, env=environment | variables, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_the_readme_says_of_an_installed_copy_works(installed: Path, tmp_path: Path) -> None:
    shown = (REPOSITORY / "README.md").read_text("utf-8").split("<!-- installed -->")[1].split("```")[1]
    commands = re.findall(r"^\.venv/bin/sitegen ([^#\n]+)", shown, re.MULTILINE)
    assert [command.split()[0] for command in commands] == ["new", "build", "check", "serve"]
    for command in commands[:-1]:
        run([sys.executable, "-m", "sitegen", *command.split()], tmp_path, PYTHONPATH=str(installed))
    assert (tmp_path / "site" / "favicon.ico").exists()


def test_installed_copy_publishes_a_new_post(installed: Path, tmp_path: Path) -> None:
    def sitegen(*arguments: str) -> str:
        command = [sys.executable, "-m", "sitegen", *arguments]
        return run(command, tmp_path, PYTHONPATH=str(installed))

    sitegen("new", "post", "loaded-dice")
    sitegen("new", "figure", "loaded-dice", "fair-dice")
    sitegen("build", "--base-url", "https://example.org/dice")

    page = (tmp_path / "site" / "loaded-dice" / "index.html").read_text("utf-8")
    assert 'id="fair-dice"' in page
    assert "https://example.org/dice/loaded-dice/" in page
    assert (tmp_path / "site" / "feed.xml").exists()
    assert str(REPOSITORY).encode() not in page.encode()
    assert "pages are valid HTML" in sitegen("check")
