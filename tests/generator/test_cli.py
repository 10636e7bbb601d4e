"""The command line, as a person meets it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sitegen.base.project import open_project
from sitegen.runtime import prepare_runtime
from tests.generator.conftest import HERE, REPOSITORY


def run(*arguments: str, root: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(REPOSITORY / "build.py"), "--root", str(root), *arguments]
    environment = os.environ | variables
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)


def test_faults_go_to_standard_error_and_end_with_status_1(tmp_path: Path) -> None:
    shutil.copytree(HERE / "faults" / "all-at-once", tmp_path / "project")
    done = run("build", root=tmp_path / "project")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "content/post/index.md:13: this post has no `#nowhere`" in done.stderr
    assert "faults; nothing was written." in done.stderr
    assert "Traceback" not in done.stderr


def test_ctrl_c_while_a_figure_is_drawn_ends_the_build_at_once(tmp_path: Path) -> None:
    prepare_runtime(open_project(REPOSITORY))  # which takes its time
    assert run("new", "post", "dice", root=tmp_path / "project").returncode == 0
    figure = tmp_path / "project" / "content" / "dice" / "dice.py"
    figure.write_text("while True:\n    pass\n")
    command = [sys.executable, str(REPOSITORY / "build.py"), "--root", str(tmp_path / "project"), "build"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as build:
        assert build.stderr
        assert next((line for line in build.stderr if line.startswith("Drawing")), "")
        os.killpg(build.pid, signal.SIGINT)  # as a terminal does
        _, told = build.communicate(timeout=20)
    assert build.returncode == 130
    assert told.splitlines()[-1] == "Interrupted."
    assert "Traceback" not in told


def test_new_post_and_figure_are_built_and_checked(tmp_path: Path) -> None:
    assert run("new", "post", "hot-dice", root=tmp_path).returncode == 0
    assert run("new", "figure", "hot-dice", "cold-dice", root=tmp_path).returncode == 0
    built = run("build", root=tmp_path)
    assert built.returncode == 0, built.stderr
    assert "Without --base-url" in built.stdout
    page = (tmp_path / "site" / "hot-dice" / "index.html").read_text("utf-8")
    assert 'id="hot-dice"' in page
    assert 'id="cold-dice"' in page
    assert (tmp_path / "site" / ".nojekyll").exists()
    checked = run("check", root=tmp_path)
    assert checked.returncode == 0, checked.stderr


def test_new_takes_no_name_that_is_taken_or_odd(tmp_path: Path) -> None:
    run("new", "post", "dice", root=tmp_path)
    for arguments in (
        ["post", "dice"],
        ["post", "../up"],
        ["post", "Dice"],
        ["post", "offline"],
        ["figure", "dice", "dice"],
        ["figure", "x", "y"],
    ):
        done = run("new", *arguments, root=tmp_path)
        assert done.returncode == 1, arguments
        assert "1 fault" in done.stderr


def test_a_folder_without_content_is_told_at_once_and_how_to_begin(tmp_path: Path) -> None:
    done = run("build", root=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"content: there is no such folder in {tmp_path}\n")
    assert " new post my-post`" in done.stderr


def test_what_is_to_be_typed_works_from_where_it_is_read(tmp_path: Path) -> None:
    """With its own Python, and for the same folder."""
    (there := tmp_path / "a folder").mkdir()
    told = run("check", root=there).stderr.split("`")[1]
    begun = run("new", "post", "dice", root=there)
    program = told.removesuffix(" build")
    assert f"Edit them; `{program} serve` shows what they make." in begun.stdout
    made = subprocess.run(told, shell=True, cwd=Path.cwd(), capture_output=True, check=False)
    assert made.returncode == 0, made.stderr
    assert (there / "site" / "dice" / "index.html").exists()


def test_only_what_would_have_written_says_that_nothing_was(tmp_path: Path) -> None:
    checked = run("check", root=tmp_path)
    assert " build`." in checked.stderr
    assert checked.stderr.endswith("\n1 fault.\n")
    assert run("new", "post", "Dice", root=tmp_path).stderr.endswith("\n1 fault; nothing was written.\n")


def test_path_that_the_terminal_cannot_show_does_not_end_a_build(tmp_path: Path) -> None:
    root = tmp_path / "été"
    (root / "content").mkdir(parents=True)
    shutil.copy(HERE / "faults" / "not-utf8" / "content" / "site.toml", root / "content")
    done = run("build", root=root, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\xe9t\\xe9" in done.stdout


def test_address_must_be_whole(tmp_path: Path) -> None:
    done = run("build", "--base-url", "example.org", root=tmp_path)
    assert done.returncode == 2
    assert "write it whole" in done.stderr


def test_bytes_do_not_depend_on_the_process(tmp_path: Path) -> None:
    sites = []
    for seed in ("0", "1"):
        root = tmp_path / seed
        shutil.copytree(HERE / "input" / "series" / "content", root / "content")
        shutil.rmtree(root / "content" / "alone")  # its figure is a stand-in's
        post = root / "content" / "second" / "index.md"
        post.write_text(post.read_text("utf-8").replace(" and [a state](../alone/#coin?p=0.2)", ""), "utf-8")
        variables = {"PYTHONHASHSEED": seed, "SITEGEN_CACHE": str(root / "cache")}
        built = run("build", "--base-url", "https://example.org/", root=root, **variables)
        assert built.returncode == 0, built.stderr
        site = root / "site"
        sites.append({p.relative_to(site): p.read_bytes() for p in site.rglob("*") if p.is_file()})
    assert sites[0] == sites[1]


@pytest.mark.parametrize(
    "address",
    ["example.org", "https://", "https:///x", "https://a b/", "https://a/x?x#y", "https://a:b/", "ftp://a/"],
)
def test_address_that_is_none_is_refused(address: str, tmp_path: Path) -> None:
    done = run("build", "--base-url", address, root=tmp_path)
    assert done.returncode == 2
    said = f"`{address}` is no address of a site: write it whole, as in https://example.org/notes/"
    assert said in done.stderr


def test_reader_that_goes_away_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    reads, writes = os.pipe()
    os.close(reads)
    with os.fdopen(writes, "wb") as nobody:
        command = [sys.executable, "build.py", "--root", str(tmp_path), "new", "post", "coins"]
        done = subprocess.run(command, cwd=REPOSITORY, stdout=nobody, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert (tmp_path / "content" / "coins" / "index.md").is_file()
