"""The house's own rules: who may know whom, and what the lockfiles may say."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from sitegen.source.modules import figures_there

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {
    "py/nexttoken/src": {"explorable", "sitegen", "lab"},
    "py/explorable/src": {"nexttoken", "sitegen", "lab"},
    "sitegen": {"nexttoken", "explorable", "numpy", "scipy"},
    "content": {"sitegen", "lab"},
}
LOCKFILES = (
    "package-lock.json",
    "tests/health/package-lock.json",
    *(f"requirements/{path.name}" for path in sorted((ROOT / "requirements").glob("*.txt"))),
)
INSIDE = "inside"  # folders of what runs in the packed Python, not in the build
REGISTRY = re.compile(r"https?://[^\s\"']*(registry|pypi|pythonhosted|npmjs|jsdelivr)", re.IGNORECASE)


def imported(module: Path) -> set[str]:
    """The top-level names that a module imports, at any depth of its code."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_knows_only_whom_it_may(room: str) -> None:
    modules = sorted(path for path in (ROOT / room).rglob("*.py") if INSIDE not in path.parts)
    assert modules
    for module in modules:
        strangers = imported(module) & ROOMS[room]
        assert not strangers, f"{module.relative_to(ROOT)} imports {strangers}"


def named(text: str, names: Iterable[str]) -> list[str]:
    """Those of `names` that a script names: as an id or a value, or, of two words, in any way.

    One word alone may be one of the language's, as `map` and `code` are.
    """
    keys = "id|name|data-(?:figure|post|output|look)"

    def pattern(name: str) -> str:
        if re.search("[-_]", name):
            return rf"(?<![\w-]){name}(?![\w-])"
        return rf"""#{name}(?![\w-])|\b(?:{keys})=['"]?{name}['"\]]|getElementById\(['"]{name}['"]"""

    return [name for name in sorted(names) if re.search(pattern(name), text)]


def names_of_content() -> set[str]:
    """Of the posts, their figures, and what these put out."""
    posts = [folder for folder in (ROOT / "content").iterdir() if folder.is_dir()]
    modules = [path.read_text("utf-8") for post in posts for path in post.rglob("*.py")]
    outputs = {name for text in modules for name in re.findall(r'Output\("(\w+)"', text)}
    return {post.name for post in posts} | {name for post in posts for name in figures_there(post)} | outputs


@pytest.mark.parametrize("script", sorted((ROOT / "templates/assets/js").rglob("*.js")), ids=lambda p: p.name)
def test_the_page_s_scripts_know_no_figure_by_name(script: Path) -> None:
    names = names_of_content()
    assert {"zipf-kl", "tail-share", "kl_pq"} <= names
    assert named(script.read_text(encoding="utf-8"), names) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("states.map(one => one.id)", []),
        ("document.createElement('code')", []),
        ("`nt-figure#map`", ["map"]),
        ("""'output[name="code"]'""", ["code"]),
        ("document.getElementById('map')", ["map"]),
        ("if (figure.id === 'far-off') return;", ["far-off"]),
        ("not-far-off", []),
    ],
)
def test_a_figure_may_have_a_word_of_the_language_for_a_name(text: str, found: list[str]) -> None:
    assert named(text, ["map", "code", "far-off"]) == found


@pytest.mark.parametrize("lock", LOCKFILES)
def test_a_lockfile_names_no_registry(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not REGISTRY.search(text)
    assert "index-url" not in text


def test_every_locked_package_carries_its_hash() -> None:
    for lock in (ROOT / name for name in LOCKFILES if name.endswith(".json")):
        packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
        assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []


def test_the_citation_of_the_whole_agrees_with_what_it_cites() -> None:
    """The keys that version 1.2.0 of the Citation File Format needs, and what is said elsewhere, too."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    site = tomllib.loads((ROOT / "content/site.toml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (cited["cff-version"], cited["type"], bool(cited["message"])) == ("1.2.0", "software", True)
    assert (cited["title"], cited["version"]) == (site["title"], project["version"])
    assert cited["authors"] == [{"name": author["name"]} for author in site["authors"]]
    licences = [site["licence"][of]["name"].replace(" ", "-") for of in ("code", "text")]
    assert cited["license"] == licences


@pytest.mark.parametrize(
    "path", sorted((ROOT / ".github/workflows").glob("*.yml")), ids=lambda path: path.stem
)
def test_a_workflow_pins_what_it_uses_and_may_do_no_more_than_it_says(path: Path) -> None:
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    (job,) = told["jobs"].values()
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    assert used and all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", name) for name in used)
    assert told["permissions"] == {} and job["permissions"] and job["timeout-minutes"]


def published_by() -> list[dict[str, Any]]:
    """What the workflow that publishes runs."""
    text = (ROOT / ".github/workflows/pages.yml").read_text(encoding="utf-8")
    (job,) = yaml.safe_load(text)["jobs"].values()
    return [step for step in job["steps"] if "run" in step]


@pytest.mark.parametrize("own", ["", 'corrections = "mailto:ada@example.org"\n'], ids=["none", "its own"])
def test_what_is_wrong_with_a_published_copy_is_said_where_it_comes_from(tmp_path: Path, own: str) -> None:
    step, _ = published_by()
    told = tmp_path / "content" / "site.toml"
    told.parent.mkdir()
    told.write_text(own + (ROOT / "content" / "site.toml").read_text(encoding="utf-8"), encoding="utf-8")
    issues = "https://example.org/ada/notes/issues"
    assert [*step["env"].values()] == ["${{ github.server_url }}/${{ github.repository }}/issues"]
    subprocess.run(
        ["bash", "-ec", step["run"]], cwd=tmp_path, env=os.environ | {"ISSUES": issues}, check=True
    )
    found = tomllib.loads(told.read_text(encoding="utf-8"))
    assert found["corrections"] == ("mailto:ada@example.org" if own else issues)
    assert found["title"] and found["budgets"]


def test_the_workflow_that_publishes_runs_what_the_readme_says() -> None:
    _, run = published_by()
    assert run["run"] == "make check" and list(run["env"]) == ["BASE_URL"]
    assert f"`{run['run']} BASE_URL=https://…/`" in (ROOT / "README.md").read_text(encoding="utf-8")
    told = subprocess.run(
        ["make", "-n", "check", "BASE_URL=https://example.org/notes/"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "build.py build --base-url https://example.org/notes/\n" in told.stdout
    assert "build.py check\n" in told.stdout


def test_what_the_readme_shows_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8").split("## Write a post")[0]
    local = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert local
    assert [link for link in local if not (ROOT / link).exists()] == []


def test_pytest_collects_every_file_of_tests(request: pytest.FixtureRequest) -> None:
    """A run of everything has just done so; any other asks for it, which takes half a minute."""
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")}
    if files <= {item.nodeid.partition("::")[0] for item in request.session.items}:
        return
    command = [sys.executable, "-m", "pytest", "--collect-only", "-qq"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    collected = set(re.findall(r"^(tests/\S+\.py): \d+$", listed, re.MULTILINE))
    assert sorted(files - collected) == []


def test_every_javascript_test_lies_where_they_are_run_from() -> None:
    run = set((ROOT / "tests/js").glob("*.test.js"))
    assert run
    assert sorted(set((ROOT / "tests").rglob("*.test.js")) - run) == []


KEEPS = re.compile(
    r"\bsetItem\(|\bcaches\.open\(|\bindexedDB\b.*\.open\(|\bcookie\b\s*=|\bserviceWorker\.register\("
)


def test_what_scripts_keep_on_a_device_is_on_the_page_that_says_so() -> None:
    """Another that keeps something is to be in the table of `privacy.html`, and known to `forget.js`."""
    scripts = ROOT / "templates/assets/js"
    keepers = [path for path in scripts.rglob("*.js") if KEEPS.search(path.read_text("utf-8"))]
    assert {path.relative_to(scripts).as_posix() for path in keepers} == {
        "cells/edits.js",
        "load/kept.js",
        "python/before.js",
        "state/address.js",
        "theme.js",
    }
