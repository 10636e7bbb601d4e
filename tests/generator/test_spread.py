"""Work on all cores: the result is that of one process, byte for byte, and no process outlives a build."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.base import spread as spreading
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.project import Project
from sitegen.base.spread import spread
from sitegen.build import Options, build
from tests.generator.fakes import FakeStudio
from tests.generator.test_build import snapshot

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a build is one process")
POSTS = 40
WAITING = """\
import signal
from sitegen.base import spread

def wait(number):
    print(number, flush=True)
    signal.pause()

spread.cores = lambda: 2
try:
    spread.spread(wait, range(64))
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreading, "cores", lambda: 2)


@pytest.mark.usefixtures("two_cores")
def test_results_come_in_order_from_several_processes() -> None:
    found = spread(lambda number: (number, os.getpid()), range(100))

    assert [number for number, _ in found] == list(range(100))
    assert os.getpid() not in {process for _, process in found}


@pytest.mark.usefixtures("two_cores")
def test_a_few_things_are_done_here() -> None:
    assert set(spread(lambda number: os.getpid(), range(20))) == {os.getpid()}


@pytest.mark.usefixtures("two_cores")
def test_beside_threads_all_is_done_here() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert set(spread(lambda number: os.getpid(), range(100))) == {os.getpid()}
    finally:
        done.set()
        thread.join()


@pytest.mark.usefixtures("two_cores")
def test_faults_come_back_as_they_are() -> None:
    fault = Fault("a.md", 3, "what", "remedy", "detail")

    def fail(number: int) -> None:
        if number == 70:
            raise BuildFailed([fault])

    with pytest.raises(BuildFailed) as failed:
        spread(fail, range(100))

    assert failed.value.faults == [fault]


@pytest.mark.usefixtures("two_cores")
def test_a_process_that_is_killed_is_told_in_a_sentence() -> None:
    with pytest.raises(BuildFailed, match="a process of the build was ended"):
        spread(lambda number: os.kill(os.getpid(), signal.SIGKILL), range(100))


@pytest.fixture
def waiting() -> Iterator[subprocess.Popen[str]]:
    """A program whose processes would wait for ever, one of which has begun to; they have its output open."""
    command = [sys.executable, "-c", WAITING]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as program:
        assert program.stdout
        assert program.stdout.readline().strip().isdigit()
        yield program
        program.kill()


def test_ctrl_c_ends_all_processes(waiting: subprocess.Popen[str]) -> None:
    os.killpg(waiting.pid, signal.SIGINT)  # as a terminal does

    assert waiting.communicate(timeout=60)[0].splitlines()[-1] == "interrupted"


def test_no_process_outlives_a_build_that_is_killed(waiting: subprocess.Popen[str]) -> None:
    waiting.kill()

    waiting.communicate(timeout=60)  # ends with the last that has the output open


def written(folder: Path) -> Path:
    """Posts that refer to one another, with formulas, a note and terms."""
    for number in range(POSTS):
        post = folder / "content" / f"post-{number}"
        post.mkdir(parents=True)
        text = f"""\
---
title: Post {number} of $n$
date: 2026-01-01
description: One of many.
tags: [tag-{number % 3}]
---

## A part

As in [](../post-{(number + 1) % POSTS}/index.md), $x^{number % 7}$.[^a]

[Thing {number}]{{#thing .term}}
: Thing {(number + 2) % POSTS} comes later.

[^a]: A note.
"""
        (post / "index.md").write_text(text, "utf-8")
    site = 'title = "Many"\ndescription = "Posts."\nauthors = [{name = "Ada Lovelace", kind = "person"}]\n'
    (folder / "content" / "site.toml").write_text(site, "utf-8")
    return folder


def test_a_site_is_the_same_from_one_process_and_from_several(
    tmp_path: Path, plain_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, root = [], written(tmp_path)
    for number in (1, 2):
        monkeypatch.setattr(spreading, "cores", lambda number=number: number)
        project = Project(root, plain_home, tmp_path / f"cache-{number}")
        build(project, Options("https://example.org/"), FakeStudio().studio)
        made.append(snapshot(project.site))

    assert made[0] == made[1]


def test_faults_are_the_same_from_one_process_and_from_several(
    tmp_path: Path, plain_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, root = [], written(tmp_path)
    theme = (plain_home / "templates" / "post.html").read_text("utf-8")
    (root / "templates").mkdir()
    (root / "templates" / "post.html").write_text(f'{theme}<p id="cite"></p>', "utf-8")
    for number in (30, 3):  # `cite` is an id of the page around the text
        post = root / "content" / f"post-{number}" / "index.md"
        post.write_text(post.read_text("utf-8").replace("## A part", "## A part {#cite}"), "utf-8")
    for number in (1, 2):
        monkeypatch.setattr(spreading, "cores", lambda number=number: number)
        project = Project(root, plain_home, tmp_path / f"cache-{number}")
        with pytest.raises(BuildFailed) as failed:
            build(project, None, FakeStudio().studio)
        told.append(str(failed.value))

    assert told[0] == told[1]
    assert [line.partition(":")[0] for line in told[0].splitlines()[::2]] == [
        "content/post-3/index.md",
        "content/post-30/index.md",
    ]
