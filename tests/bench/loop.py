"""From an edit to the page that shows it, as under `serve`; and many plain posts, beside MkDocs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from rich.table import Table

from sitegen.base.progress import counted
from sitegen.base.project import Project, open_project
from sitegen.build import Options, Studio, build
from sitegen.pages.late import Late
from sitegen.runtime.host import Hosts

ROOT = Path(__file__).resolve().parents[2]
HOME = ("templates", "py", "package.json", "package-lock.json", ".npmrc", "runtime.lock.json")
MANY = 1000
EDITS = {
    "prose": ("content/zipf-kl/index.md", "\nOne more paragraph.\n", 0.5),
    "style": ("templates/assets/css/site.css", "\n/* A remark. */\n", 0.5),
    "figure": ("content/zipf-kl/shared/lines.py", "\n# A remark.\n", 1),
    "toolkit": ("py/explorable/src/explorable/figure.py", "\n# A remark.\n", 6),
}
"""What is edited, what is put at its end, and the seconds in which it is to be seen."""
PARAGRAPHS = 12
PARAGRAPH = (
    "The *entropy* of $p_{{{0}}}$ is $H(p_{{{0}}}) = -\\sum_i p_i \\ln p_i$, which is **largest** where "
    "all are alike; see `numpy` and [the next](https://example.org/{0}).\n\n"
    "$$\n\\int_0^{{{0}}} x^2 \\, dx = \\frac{{{0}^3}}{{3}}\n$$\n\n- one\n- two\n\n"
)
SITE = """\
title = "Many"
description = "Posts."
authors = [{name = "Ada Lovelace", kind = "person"}]
"""
MKDOCS = """\
site_name: Many
theme: {name: mkdocs}
plugins: []
markdown_extensions: [footnotes, attr_list, def_list, {pymdownx.arithmatex: {generic: true}}]
"""


def bench_loop(table: Table, folder: Path) -> None:
    """Each kind of edit, with one post and with five that have the same figures."""
    for posts in (1, 5):
        project = copied(folder / f"loop-{posts}", posts)
        late = Late()
        with Hosts() as hosts:
            rebuilt_seconds(project, hosts, late)
            for kind, (path, more, goal) in EDITS.items():
                hosts.start_ahead()
                time.sleep(5)  # nobody writes faster
                append(project.home / path, more)
                seconds = rebuilt_seconds(project, hosts, late)
                what = f"serve, {counted(posts, 'post')} with figures: {kind} edited"
                table.add_row(what, f"{seconds:.2f} s", "", f"goal ≤ {goal} s")


def append(file: Path, more: str) -> None:
    file.write_text(file.read_text("utf-8") + more, "utf-8")


def rebuilt_seconds(project: Project, hosts: Hosts, late: Late) -> float:
    """How long a build takes as `serve` makes it; each post whose text or drawing has changed is printed."""
    start = time.perf_counter()
    build(project, Options(drafts=True, quick=True), Studio(hosts=lambda: nullcontext(hosts)), late=late)
    return time.perf_counter() - start


def copied(folder: Path, posts: int) -> Project:
    """The repository's post, and as many copies of it as are wanted, to write in."""
    folder.mkdir()
    for name in HOME:
        take = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        take(ROOT / name, folder / name)
    shutil.copytree(ROOT / "content", folder / "content")
    for number in range(2, posts + 1):
        shutil.copytree(ROOT / "content" / "zipf-kl", folder / "content" / f"copy-{number}")
    return Project(folder, folder, open_project(ROOT).cache)


def bench_many(table: Table, folder: Path) -> None:
    """The same texts in both. MkDocs leaves formulas to readers' browsers, and makes no copies.

    Seconds are of a clock, for a build uses all cores and MkDocs one; this machine should do nothing else.
    """
    ours, theirs, cache = folder / "many", folder / "mkdocs", folder / "many-cache"
    written(ours, theirs)
    command = [ROOT / "build.py", "--root", ours, "build"]
    beside = seconds_of(["-m", "mkdocs", "build", "--quiet"], theirs, cache)
    _take(cache, "npm")
    first = seconds_of(command, ours, cache)
    shutil.rmtree(cache)
    _take(cache, "npm", "fonts", "font-characters")
    another = seconds_of(command, ours, cache)
    for number in range(MANY):
        append(ours / "content" / f"post-{number}" / "index.md", "\nOne more paragraph.\n")
    edited = seconds_of(command, ours, cache)
    append(ours / "content" / "post-7" / "index.md", "\nOne more paragraph.\n")
    one = seconds_of(command, ours, cache)
    for what, seconds in (
        (f"{MANY} plain posts, nothing cached", first),
        ("the same on a machine that has cut fonts before", another),
        ("each of them edited: no formula is new", edited),
        ("one of them edited", one),
    ):
        table.add_row(
            what,
            f"{seconds:.1f} s, {MANY / seconds:.0f} posts / s",
            f"{beside:.1f} s MkDocs, {MANY / beside:.0f} posts / s",
            f"{seconds / beside:.2f}× (goal ≤ 1×)",
        )
    project = Project(ours, open_project(ROOT).home, cache)
    late = Late()
    with Hosts() as hosts:
        rebuilt_seconds(project, hosts, late)
        append(ours / "content" / "post-7" / "index.md", "\nOne more paragraph.\n")
        seconds = rebuilt_seconds(project, hosts, late)
    table.add_row(f"serve, {MANY} plain posts: one edited", f"{seconds:.2f} s", "", "goal ≤ 1 s")


def _take(cache: Path, *kinds: str) -> None:
    """What the repository's builds have left of these kinds."""
    for kind in kinds:
        if (left := open_project(ROOT).cache / kind).is_dir():
            shutil.copytree(left, cache / kind, symlinks=True)


def written(ours: Path, theirs: Path) -> None:
    """The same posts for both."""
    (theirs / "docs").mkdir(parents=True)
    (theirs / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    for number in range(MANY):
        body = "".join(
            f"## Part {part}\n\n{PARAGRAPH.format(number * PARAGRAPHS + part)}" for part in range(PARAGRAPHS)
        )
        title = f"title: Post {number}"
        post = ours / "content" / f"post-{number}"
        post.mkdir(parents=True)
        head = f"---\n{title}\ndate: 2026-01-01\ndescription: One of many.\n---\n\n"
        (post / "index.md").write_text(head + body, "utf-8")
        (theirs / "docs" / f"post-{number}.md").write_text(f"---\n{title}\n---\n\n{body}", "utf-8")
    (theirs / "docs" / "index.md").write_text("# Many\n", "utf-8")
    (ours / "content" / "site.toml").write_text(SITE, "utf-8")


def seconds_of(command: Sequence[str | Path], folder: Path, cache: Path) -> float:
    """What a program in Python took."""
    environment = {**os.environ, "SITEGEN_CACHE": str(cache)}
    start = time.perf_counter()
    subprocess.run([sys.executable, *command], cwd=folder, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start
