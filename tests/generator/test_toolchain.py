"""Node, npm, and the packages that the lockfile names."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from sitegen.base import toolchain
from sitegen.base.faults import BuildFailed
from sitegen.base.project import Project
from tests.generator.conftest import REPOSITORY


@pytest.fixture
def bare(tmp_path: Path) -> Project:
    """A home with the manifests and no node_modules, and an empty cache."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(REPOSITORY / name, home / name)
    return Project(home, home, tmp_path / "cache")


@pytest.fixture
def installs(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where npm would have installed: it writes what the lockfile says, without a network."""
    folders: list[Path] = []

    def install(folder: Path, *options: str) -> None:
        folders.append(folder)
        lock = json.loads((folder / "package-lock.json").read_text())
        for place in filter(None, lock["packages"]):
            (folder / place).mkdir(parents=True, exist_ok=True)
        (folder / "node_modules" / ".package-lock.json").write_text(json.dumps(lock))

    monkeypatch.setattr(toolchain, "npm_ci", install)
    return folders


def test_node_is_the_pinned_one() -> None:
    version = toolchain.run([toolchain.node(), "--version"]).stdout
    pinned = next(
        line for line in (REPOSITORY / "pyproject.toml").read_text().splitlines() if "nodejs" in line
    )
    assert version.strip().removeprefix("v") in pinned


def test_machines_own_settings_do_not_reach_node(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NODE_OPTIONS", "--require=/nowhere.js")
    assert toolchain.run([toolchain.node(), "--eval", "console.log(1)"]).stdout == "1\n"


def test_machines_own_certificates_reach_node(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without them, npm finds no registry behind a network that looks into what is encrypted."""
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", "/nowhere.pem")
    monkeypatch.setenv("NODE_TLS_REJECT_UNAUTHORIZED", "0")
    environment = toolchain.node_environment()
    assert environment["NODE_EXTRA_CA_CERTS"] == "/nowhere.pem"
    assert "NODE_TLS_REJECT_UNAUTHORIZED" not in environment


def test_folder_that_matches_the_lockfile_is_used(bare: Project, installs: list[Path]) -> None:
    toolchain.npm_ci(bare.home)
    assert toolchain.npm_packages(bare) == bare.home / "node_modules"
    assert installs == [bare.home]


def test_installed_once_and_from_then_on_in_the_cache(bare: Project, installs: list[Path]) -> None:
    first = toolchain.npm_packages(bare)
    assert first.is_relative_to(bare.cache)
    assert toolchain.npm_packages(bare) == first
    assert len(installs) == 1
    assert not installs[0].exists(), "what it was installed in is cleared away"


def test_half_made_folder_is_not_trusted(bare: Project, installs: list[Path]) -> None:
    packages = toolchain.npm_packages(bare)
    (packages / ".package-lock.json").unlink()
    assert toolchain.npm_packages(bare) == packages
    assert len(installs) == 2
    assert (packages / ".package-lock.json").exists()


def test_folder_of_another_lockfile_is_not_used(bare: Project, installs: list[Path]) -> None:
    (bare.home / "node_modules").mkdir()
    stale = {"packages": {"node_modules/katex": {"integrity": "sha512-of-another-version"}}}
    (bare.home / "node_modules" / ".package-lock.json").write_text(json.dumps(stale))
    assert toolchain.npm_packages(bare).is_relative_to(bare.cache)


def test_programs_for_other_machines_may_be_missing(bare: Project, installs: list[Path]) -> None:
    packages = toolchain.npm_packages(bare)
    record = packages / ".package-lock.json"
    lock = json.loads(record.read_text())
    places = [place for place, entry in lock["packages"].items() if entry.get("optional")]
    assert places
    for place in places:
        del lock["packages"][place]
        shutil.rmtree(packages.parent / place)
    record.write_text(json.dumps(lock))
    assert toolchain.npm_packages(bare) == packages
    assert len(installs) == 1


def test_without_a_network_npm_fails_with_a_sentence(bare: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(bare.cache / "npm-cache"))
    with pytest.raises(BuildFailed) as failed:
        toolchain.npm_packages(bare)
    (fault,) = failed.value.faults
    assert fault.path == "package-lock.json"
    assert "npm could not install" in fault.what
    assert "Check the network" in fault.remedy
    assert "ECONNREFUSED" in fault.detail
    assert not list((bare.cache / "npm").glob("*")), "nothing half made stays"


def test_two_processes_may_finish_the_same_folder(tmp_path: Path) -> None:
    target = tmp_path / "target"
    for turn in ("first", "second"):
        finished = tmp_path / turn
        finished.mkdir()
        (finished / "made").touch()
        toolchain.take_place(finished, target, lambda there: (there / "made").exists())
    assert (target / "made").exists()


def test_tool_that_cannot_be_started_is_not_hidden() -> None:
    with pytest.raises((FileNotFoundError, subprocess.SubprocessError)):
        toolchain.run(["no-such-tool-anywhere"])
