"""The cache keeps what was used lately, and what another build may have in hand."""

from __future__ import annotations

import os
import shutil
import time
from itertools import count
from pathlib import Path

import pytest

from sitegen.base import cache as caching
from sitegen.base.cache import Cache, forget, mark_used
from sitegen.build import build
from tests.generator.conftest import HERE, MakeProject
from tests.generator.fakes import FakeStudio

FOLDERS = tuple(caching._FOLDERS)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "_FOLDERS", {"runtime": 2, "wheels": 1})
    monkeypatch.setattr(caching, "_VALUES", 2)


def aged(path: Path, hours: float) -> Path:
    """The entry, as if it had last been used so many hours ago."""
    if not path.exists():
        (path / "made").mkdir(parents=True)
        (path / "made" / "pack.bin").write_text("content")
    then = time.time() - hours * 3600
    os.utime(path, (then, then))
    return path


def test_folders_that_were_used_last_are_kept(tmp_path: Path) -> None:
    first, second, third = (aged(tmp_path / "runtime" / name, 5) for name in ("a", "b", "c"))
    aged(first, 4)
    mark_used(third)
    forget(tmp_path)
    assert sorted((tmp_path / "runtime").iterdir()) == [first, third]
    assert (third / "made" / "pack.bin").read_text() == "content"
    assert not second.exists()


def test_what_another_build_may_have_in_hand_is_kept(tmp_path: Path) -> None:
    recent = [aged(tmp_path / "runtime" / f"{number}", 0.5) for number in range(5)]
    unfinished = aged(tmp_path / "runtime" / ".packing-1", 0.5)
    forget(tmp_path)
    assert all(entry.exists() for entry in [*recent, unfinished])


def test_what_an_ended_build_has_left_is_forgotten(tmp_path: Path) -> None:
    left, kept = aged(tmp_path / "runtime" / ".packing-1", 2), aged(tmp_path / "runtime" / "a", 9)
    forget(tmp_path)
    assert not left.exists()
    assert kept.exists()


def test_values_that_were_asked_for_last_are_kept(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for key in ("aa1", "bb2", "cc3", "dd4"):
        cache.put("figures", key, key)
        cache.put("outline", key, key)
    for hours, file in enumerate(sorted(tmp_path.glob("figures/*/*")), start=2):
        aged(file, hours)
    assert cache.get("figures", "dd4") == "dd4"
    forget(tmp_path)
    assert [key for key in ("aa1", "bb2", "cc3", "dd4") if cache.get("figures", key)] == ["aa1", "dd4"]
    assert cache.get("outline", "bb2"), "they are new"


def test_latest_value_is_given_under_its_key_alone(tmp_path: Path) -> None:
    ours, theirs = Cache(tmp_path), Cache(tmp_path)
    ours.keep_latest("outline", "post", "first", 1)
    assert (ours.latest("outline", "post", "first"), ours.latest("outline", "post", "second")) == (1, None)
    theirs.keep_latest("outline", "post", "second", 2)  # as another process does
    assert (ours.latest("outline", "post", "first"), theirs.latest("outline", "post", "second")) == (1, 2)
    assert Cache(tmp_path).latest("outline", "post", "second") == 2
    assert Cache(tmp_path).latest("outline", "post", "first") is None


def test_kinds_do_not_take_each_other_s_places(tmp_path: Path) -> None:
    wheel, runtime = aged(tmp_path / "wheels" / "numpy.whl", 900), aged(tmp_path / "runtime" / "a", 900)
    forget(tmp_path)
    assert wheel.exists() and runtime.exists()


def test_a_build_forgets(plain_project: MakeProject) -> None:
    project = plain_project(HERE / "input" / "series")
    old = [aged(project.cache / "runtime" / name, age) for name, age in (("a", 9), ("b", 8), ("c", 7))]
    build(project, None, FakeStudio().studio)
    assert [entry.exists() for entry in old] == [False, True, True]


def test_whatever_a_build_keeps_is_forgotten_one_day(
    plain_project: MakeProject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    project = plain_project(HERE / "input" / "series")
    build(project, None, FakeStudio().studio)
    cache = tmp_path / "cache"  # of this test alone
    shutil.copytree(project.cache, cache, ignore=shutil.ignore_patterns("npm"))
    monkeypatch.setattr(caching, "_FOLDERS", dict.fromkeys(FOLDERS, 0))
    monkeypatch.setattr(caching, "_VALUES", 0)
    for entry in cache.rglob("*"):
        aged(entry, 900)
    kinds = [kind for kind in cache.iterdir() if kind.is_dir()]
    assert {kind.name for kind in kinds} >= {"article", "jinja", "math", "outline"}
    forget(cache)
    assert not [file for kind in kinds for file in kind.rglob("*") if file.is_file()]


def test_a_file_is_read_once_while_files_stay_as_they_are(tmp_path: Path) -> None:
    cache, file = Cache(tmp_path / "cache"), tmp_path / "coin.py"

    def title() -> str:
        return cache.once(("title", file), lambda: file.read_text("utf-8"))

    file.write_text("first", "utf-8")
    with cache.still():
        assert title() == "first"
        file.write_text("second", "utf-8")
        assert title() == "first"
    assert title() == "second"
    with cache.still():
        assert title() == "second"


def test_what_is_made_of_the_same_is_not_made_again(tmp_path: Path) -> None:
    cache, made = Cache(tmp_path), count()
    assert [cache.again("a", inputs, lambda: next(made)) for inputs in ([1], [1], [2], [1])] == [0, 0, 1, 2]
    assert cache.again("b", [1], lambda: next(made)) == 3
    with pytest.raises(ZeroDivisionError):
        cache.again("b", [2], lambda: 1 // 0)
    assert cache.again("b", [1], lambda: next(made)) == 3
