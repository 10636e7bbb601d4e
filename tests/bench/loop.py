"""From an edit to the page that shows it, as under `serve`; and many posts, beside MkDocs and Pelican."""

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
HOME = ("templates", "py", "services", "package.json", "package-lock.json", ".npmrc", "runtime.lock.json")
MANY = 1000
EDITS = {
    "prose": ("content/zipf-kl/index.md", "\n{remark}\n", 0.5),
    "style": ("templates/assets/css/site.css", "\n/* {remark} */\n", 0.5),
    "one figure": ("content/zipf-kl/tail_share/parts.py", "\n# {remark}\n", 1),
    "what figures share": ("content/zipf-kl/shared/lines.py", "\n# {remark}\n", 1),
    "toolkit": ("py/explorable/src/explorable/figure.py", "\n# {remark}\n", 6),
}
"""What is edited, what is put at its end, with a remark, and the seconds in which it is to be seen."""
PARTS = 12
PROSE = (
    "The *entropy* of model {0} is the mean surprise of what it predicts, which is **largest** where all are "
    "alike; see `numpy` and [the next](https://example.org/{0}).\n\n"
    "> The integral of a square from 0 to {0} is a third of the cube of {0}.\n\n- one\n- two\n\n"
)
FORMULAS = (
    "The *entropy* of $p_{{{0}}}$ is $H(p_{{{0}}}) = -\\sum_i p_i \\ln p_i$, which is **largest** where "
    "all are alike; see `numpy` and [the next](https://example.org/{0}).\n\n"
    "$$\n\\int_0^{{{0}}} x^2 \\, dx = \\frac{{{0}^3}}{{3}}\n$$\n\n- one\n- two\n\n"
)
KINDS = {"plain posts": PROSE, f"posts with {3 * PARTS} formulas each": FORMULAS}
SITE = """\
title = "Many"
description = "Posts."
authors = [{name = "Ada Lovelace", kind = "person"}]
"""
MKDOCS = """\
site_name: Many
theme: {name: mkdocs}
markdown_extensions: [footnotes, attr_list, def_list, {pymdownx.arithmatex: {generic: true}}]
"""

PELICAN = ROOT / ".cache" / "pelican" / "bin" / "pelican"
PELICAN_CONF = """\
SITENAME, SITEURL, TIMEZONE, PATH, LOG_FILTER = "Many", "", "UTC", "docs", []
MARKDOWN = {"extensions": ["footnotes", "attr_list", "def_list", "meta"]}
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
                remark = f"A remark at {time.time()}."  # of which nothing is kept from an earlier run
                append(project.home / path, more.format(remark=remark))
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
    """The same texts in all three. The others leave formulas to readers' browsers, and make no copies.

    Seconds are of a clock, for a build uses all cores and they use one; the machine should be at rest.
    """
    if not PELICAN.is_file():
        sys.exit("There is no Pelican to measure beside: `make .cache/pelican/.made` installs it.")
    for number, (what, paragraph) in enumerate(KINDS.items()):
        _bench_kind(table, folder / f"many-{number}", f"{MANY} {what}", paragraph)


def _bench_kind(table: Table, folder: Path, what: str, paragraph: str) -> None:
    ours, theirs, cache = folder / "ours", folder / "theirs", folder / "cache"
    written(ours, theirs, paragraph)
    build_ours = [sys.executable, ROOT / "build.py", "--root", ours, "build"]
    mkdocs = seconds_of([sys.executable, "-m", "mkdocs", "build", "--quiet"], theirs, cache)
    pelican = seconds_of([PELICAN, "docs", "-s", "pelicanconf.py"], theirs, cache)
    _take(cache, "npm")
    first = seconds_of(build_ours, ours, cache)
    for number in range(MANY):
        append(ours / "content" / f"post-{number}" / "index.md", "\nOne more paragraph.\n")
    edited = seconds_of(build_ours, ours, cache)
    append(ours / "content" / "post-7" / "index.md", "\nOne more paragraph.\n")
    one = seconds_of(build_ours, ours, cache)
    for state, seconds in (("nothing cached", first), ("each edited", edited), ("one edited", one)):
        table.add_row(
            f"{what}, {state}",
            f"{seconds:.1f} s, {MANY / seconds:.0f} posts / s",
            f"{mkdocs:.1f} s MkDocs, {pelican:.1f} s Pelican",
            f"{seconds / mkdocs:.2f}× MkDocs (goal ≤ 1×), {seconds / pelican:.2f}× Pelican",
        )
    project = Project(ours, open_project(ROOT).home, cache)
    late = Late()
    with Hosts() as hosts:
        rebuilt_seconds(project, hosts, late)
        append(ours / "content" / "post-7" / "index.md", "\nOne more paragraph.\n")
        seconds = rebuilt_seconds(project, hosts, late)
    table.add_row(f"serve, {what}: one edited", f"{seconds:.2f} s", "", "goal ≤ 1 s")


def _take(cache: Path, *kinds: str) -> None:
    """What the repository's builds have left of these kinds."""
    for kind in kinds:
        if (left := open_project(ROOT).cache / kind).is_dir():
            shutil.copytree(left, cache / kind, symlinks=True)


def written(ours: Path, theirs: Path, paragraph: str) -> None:
    """The same posts for all three."""
    (theirs / "docs").mkdir(parents=True)
    (theirs / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    (theirs / "pelicanconf.py").write_text(PELICAN_CONF, "utf-8")
    for number in range(MANY):
        parts = (f"## Part {part}\n\n{paragraph.format(number * PARTS + part)}" for part in range(PARTS))
        head = f"---\ntitle: Post {number}\ndate: 2026-01-01\ndescription: One of many.\n---\n\n"
        post = ours / "content" / f"post-{number}"
        post.mkdir(parents=True)
        (post / "index.md").write_text(head + "".join(parts), "utf-8")
        shutil.copy(post / "index.md", theirs / "docs" / f"post-{number}.md")
    (theirs / "docs" / "index.md").write_text("---\ntitle: Many\ndate: 2026-01-01\n---\n", "utf-8")
    (ours / "content" / "site.toml").write_text(SITE, "utf-8")


def seconds_of(command: Sequence[str | Path], folder: Path, cache: Path) -> float:
    """What a program took."""
    environment = {**os.environ, "SITEGEN_CACHE": str(cache)}
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start
