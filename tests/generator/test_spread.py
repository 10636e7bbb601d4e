"""Work on all cores: the result is that of one process, byte for byte, and no process outlives a build."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.base import spread as spreading
from sitegen.base.faults import Fault
from sitegen.base.spread import spread
from tests.generator.test_build import snapshot

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a build is one process")
POSTS = 40
TWO_CORES = """\
import json, os, signal, sys
from pathlib import Path
from sitegen.base import spread
from sitegen.base.faults import BuildFailed, Fault

spread.cores = lambda: 2
"""
WAITING = """
def wait(number):
    print(number, flush=True)
    signal.pause()

try:
    spread.spread(wait, range(64))
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreading, "cores", lambda: 2)


def alone(code: str, *arguments: object) -> str:
    """What a program of its own prints: beside the threads of other tests there are no copies."""
    command = [sys.executable, "-c", TWO_CORES + code, *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


def test_results_come_in_order_from_several_processes() -> None:
    code = "print(json.dumps([os.getpid(), spread.spread(lambda number: (number, os.getpid()), range(100))]))"
    first, found = json.loads(alone(code))

    assert [number for number, _ in found] == list(range(100))
    assert first not in {process for _, process in found}


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


def test_faults_come_back_as_they_are() -> None:
    fault = Fault("a.md", 3, "what", "remedy", "detail")
    code = f"""
def fail(number):
    if number == 70:
        raise BuildFailed([{fault!r}])
try:
    spread.spread(fail, range(100))
except BuildFailed as failed:
    print(repr(failed.faults), end="")
"""
    assert alone(code) == repr([fault])


TOLD = """
try:
    spread.spread(work, range(100))
except BuildFailed as failed:
    print(failed)
"""


def test_a_process_that_is_killed_is_told_in_a_sentence() -> None:
    kill = """
first = os.getpid()
def work(number):
    assert os.getpid() != first
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert "a process of the build was ended" in alone(kill + TOLD)


def test_an_error_that_cannot_be_sent_is_named() -> None:
    odd = """
class OddError(Exception):
    def __init__(self, one, other):
        super().__init__("odd")
def work(number):
    raise OddError(1, 2)
"""
    assert "OddError" in alone(odd + TOLD)


def test_where_processes_can_share_nothing_all_is_done_here() -> None:
    code = """
def refuse(*_, **__):
    raise OSError(30, "Read-only file system")
spread.ProcessPoolExecutor = refuse
print(set(spread.spread(lambda number: os.getpid(), range(100))) == {os.getpid()})
"""
    assert alone(code).strip() == "True"


@pytest.fixture
def waiting() -> Iterator[subprocess.Popen[str]]:
    """A program whose processes would wait for ever, one of which has begun to; they have its output open."""
    command = [sys.executable, "-c", TWO_CORES + WAITING]
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


BUILDING = """
from tests.generator.fakes import FakeStudio
from sitegen.base.project import Project
from sitegen.build import Options, build

root, home, cache, count = *map(Path, sys.argv[1:4]), int(sys.argv[4])
began, make = [], spread.ProcessPoolExecutor
def made(*arguments):
    began.append(arguments)
    return make(*arguments)
spread.cores, spread.ProcessPoolExecutor = lambda: count, made
told = ""
try:
    build(Project(root, home, cache), Options("https://example.org/"), FakeStudio().studio)
except BuildFailed as failed:
    told = str(failed)
print(json.dumps([len(began), told]))
"""


def built(root: Path, home: Path, cache: Path, processes: int) -> str:
    """What is told of the faults of a build, by so many processes."""
    spreads, told = json.loads(alone(BUILDING, root, home, cache, processes).splitlines()[-1])
    assert (spreads > 0) == (processes > 1)
    return str(told)


def test_a_site_is_the_same_from_one_process_and_from_several(tmp_path: Path, plain_home: Path) -> None:
    made, root = [], written(tmp_path)
    for number in (1, 2):
        assert built(root, plain_home, tmp_path / f"cache-{number}", number) == ""
        made.append(snapshot(root / "site"))

    assert made[0] == made[1]


def test_faults_are_the_same_from_one_process_and_from_several(tmp_path: Path, plain_home: Path) -> None:
    root = written(tmp_path)
    theme = (plain_home / "templates" / "post.html").read_text("utf-8")
    (root / "templates").mkdir()
    (root / "templates" / "post.html").write_text(f'{theme}<p id="cite"></p>', "utf-8")
    for number in (30, 3):  # `cite` is an id of the page around the text
        post = root / "content" / f"post-{number}" / "index.md"
        post.write_text(post.read_text("utf-8").replace("## A part", "## A part {#cite}"), "utf-8")
    told = [built(root, plain_home, tmp_path / f"cache-{number}", number) for number in (1, 2)]

    assert told[0] == told[1]
    assert [line.partition(":")[0] for line in told[0].splitlines()[::2]] == [
        "content/post-3/index.md",
        "content/post-30/index.md",
    ]
