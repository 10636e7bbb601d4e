"""What becomes of the site's folder: the new site whole, and whatever no build made left alone."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from sitegen.base.faults import BuildFailed
from sitegen.base.paths import RECORD
from sitegen.build import build
from sitegen.cli import main
from sitegen.output import publish as publishing
from sitegen.output.publish import Strangers, Tree, edition
from tests.generator.conftest import HERE, MakeProject
from tests.generator.fakes import FakeStudio

SERIES = HERE / "input" / "series"


def publish(site: Path, tree: Tree) -> Strangers:
    with edition(site) as new:
        return new.publish(tree)


def held(site: Path) -> dict[str, str]:
    files = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*")) if path.is_file()}
    return {name: path.read_text() for name, path in files.items() if name != RECORD}


@pytest.fixture(params=["swapped", "in place"])
def site(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that can be swapped; or one that cannot be moved, as where a disk is mounted."""
    site = tmp_path / "site"
    if request.param == "in place":
        site.mkdir()
        monkeypatch.setattr(publishing, "_is_fixed", lambda site: True)
    return site


def test_site_holds_what_the_last_build_made(site: Path) -> None:
    publish(site, {"a.html": "a", "x/b.html": "b", "y": "a file"})
    copied = site / "a.html"
    assert publish(site, {"a.html": "new", "c.bin": copied, "y/z": "a folder", "x": "a file"}) == ([], [])
    assert held(site) == {"a.html": "new", "c.bin": "a", "y/z": "a folder", "x": "a file"}
    assert [path.name for path in site.parent.iterdir()] == ["site"]
    assert sorted(path.name for path in site.iterdir()) == [RECORD, "a.html", "c.bin", "x", "y"]


def test_what_was_written_before_is_published_and_goes_with_an_edition_that_is_not(site: Path) -> None:
    with edition(site) as new:
        file = new.write("x/a.html", "early")
        assert new.publish({"x/a.html": file, "b.html": "late"}) == ([], [])
    assert held(site) == {"b.html": "late", "x/a.html": "early"}
    with edition(site) as new:
        new.write("c.html", "of no use")
    assert held(site) == {"b.html": "late", "x/a.html": "early"}
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_what_a_build_left_that_was_ended_goes_once_no_build_can_be_at_it(site: Path) -> None:
    publish(site, {"a.html": "a"})
    folder = site if publishing._is_fixed(site) else site.parent
    old, young = folder / ".site-old", folder / ".site-young"
    for left in (old, young):
        left.mkdir()
    os.utime(old, (0, 0))
    assert publish(site, {"a.html": "a"}) == ([], [])
    assert not old.exists()
    assert young.exists()


def test_what_no_build_made_is_kept_and_told(site: Path) -> None:
    publish(site, {"a.html": "a", "x/b.html": "b"})
    for name in (".git/objects/1", "CNAME", "x/mine", "folder/one", "folder/two"):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(name)
    (site / "away").symlink_to("nowhere")

    told = publish(site, {"a.html": "new"})

    assert told == Strangers([".git", "CNAME", "away", "folder", "x/mine"], [])
    assert list(held(site)) == [".git/objects/1", "CNAME", "a.html", "folder/one", "folder/two", "x/mine"]
    assert (site / "away").readlink() == Path("nowhere")
    assert publish(site, {"CNAME": "now it does"}) == ([".git", "away", "folder", "x"], ["CNAME"])
    assert held(site)["CNAME"] == "now it does"
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_git_is_kept_though_nothing_is_known_of_the_folder(site: Path) -> None:
    (site / ".git").mkdir(parents=True)
    (site / ".git" / "HEAD").write_text("head")
    assert publish(site, {"a.html": "a"}) == ([".git"], [])
    assert held(site) == {".git/HEAD": "head", "a.html": "a"}


def test_page_that_moves_where_a_stranger_lies_leaves_its_neighbours(site: Path) -> None:
    publish(site, {"a.html": "a"})
    (site / "post").mkdir()
    (site / "post" / "notes").write_text("mine")
    assert publish(site, {"post/index.html": "a"}) == (["post/notes"], [])
    assert held(site) == {"post/index.html": "a", "post/notes": "mine"}


def test_record_does_not_tell_the_paths(tmp_path: Path) -> None:
    publish(tmp_path / "site", {"hidden-post/index.html": ""})
    assert "hidden" not in (tmp_path / "site" / RECORD).read_text()


def test_site_may_be_a_symbolic_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "site").symlink_to("elsewhere")
    publish(tmp_path / "site", {"a.html": "a"})
    publish(tmp_path / "site", {"b.html": "b"})
    assert (tmp_path / "site").is_symlink()
    assert held(tmp_path / "elsewhere") == {"b.html": "b"}


def test_site_that_someone_else_made_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("by hand")
    with pytest.raises(BuildFailed, match=r"site/index.html: no build made the site that is there"):
        publish(tmp_path / "site", {"index.html": ""})
    assert held(tmp_path / "site") == {"index.html": "by hand"}
    shutil.rmtree(tmp_path / "site")
    (tmp_path / "site").write_text("a file")
    with pytest.raises(BuildFailed, match="a file has its name"):
        publish(tmp_path / "site", {"index.html": ""})


def test_swap_that_fails_puts_the_old_site_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    publish(site, {"a.html": "good"})
    (site / "x").mkdir()
    (site / "x" / "CNAME").write_text("mine")
    rename = Path.rename

    def fail(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(KeyboardInterrupt):
        publish(site, {"a.html": "new"})

    assert held(site) == {"a.html": "good", "x/CNAME": "mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_static_files_are_published_as_they_are(plain_project: MakeProject) -> None:
    project = plain_project(SERIES)
    files = {
        "CNAME": "example.org",
        ".well-known/security.txt": "us",
        "first/more.txt": "more",
        ".nojekyll": "x",
    }
    for name, text in files.items():
        (project.static / name).parent.mkdir(parents=True, exist_ok=True)
        (project.static / name).write_text(text)
    (project.static / ".gitkeep").touch()

    assert build(project, None, FakeStudio().studio).strangers == ([], [])

    for name, text in files.items():
        assert (project.site / name).read_text() == text
    assert not (project.site / ".gitkeep").exists()


def test_static_files_take_nobody_s_place(plain_project: MakeProject, tmp_path: Path) -> None:
    project = plain_project(SERIES)
    taken = ["404.html", "first", "runtime/x", "second/card.png/x", "second/index.html", "sitemap.xml"]
    for name in taken:
        (project.static / name).parent.mkdir(parents=True, exist_ok=True)
        (project.static / name).touch()
    (project.static / "folder").symlink_to(tmp_path)
    (project.static / "nowhere").symlink_to("gone")

    with pytest.raises(BuildFailed) as failed:
        build(project, None, FakeStudio().studio)

    told = [(fault.path, fault.what) for fault in failed.value.faults]
    assert told == sorted(
        [(f"static/{name}", f"the site has something else at `{name}`") for name in taken]
        + [(f"static/{name}", "the link leads to no file") for name in ("folder", "nowhere")]
    )


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device", "{root}/.site-1/new/a/index.html"),
            "site: this cannot be read or written: No space left on device\n    Make room on that disk.\n",
        ),
        (
            OSError(errno.EROFS, "Read-only file system", "{root}/cache/x/.y"),
            "cache: this cannot be read or written: Read-only file system\n"
            "    Work on a copy that can be written. `SITEGEN_CACHE` names another folder for the cache.\n",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied", "{root}/content/a/index.md"),
            "content/a/index.md: this cannot be read or written: Permission denied\n"
            "    Give yourself the right to read and write there.\n",
        ),
    ],
)
def test_what_the_disk_refuses_is_one_fault(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: OSError,
    told: str,
) -> None:
    def refuse(*args: object) -> None:
        raise type(error)(error.errno, error.strerror, error.filename.format(root=tmp_path))

    monkeypatch.setenv("SITEGEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("sitegen.build.build", refuse)
    assert main(["--root", str(tmp_path), "build"]) == 1
    assert capsys.readouterr().err == f"{told}\n1 fault; nothing was written.\n"


def test_full_disk_is_named_by_the_file_that_was_written(tmp_path: Path) -> None:
    (tmp_path / "new").symlink_to("/dev")
    with pytest.raises(OSError, match="new/full"):
        publishing.Edition(tmp_path / "site", tmp_path, fixed=False).write("full", b"x")


def test_interrupted_build_ends_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sitegen.build.build", interrupt)
    assert main(["--root", str(tmp_path), "build"]) == 130
    assert capsys.readouterr().err == "Interrupted.\n"
