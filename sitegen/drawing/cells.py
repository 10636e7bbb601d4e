"""Runs the cells of the posts, in the runtime that readers get: those of a post in order, in one Python."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from sitegen.base.cache import digest
from sitegen.base.faults import Fault
from sitegen.base.progress import counted, step
from sitegen.base.project import Project
from sitegen.markdown.outline_data import Cell
from sitegen.runtime import Runtime, cells_pack, importable_on_demand, packages_key, packages_on_demand
from sitegen.runtime.host import Host, Hosts
from sitegen.source.content import Post
from sitegen.source.modules import Made, made_of


@dataclass(frozen=True)
class Ran:
    """What a cell said, as `hosted/cells.py` tells it, and what it raised, if it did.

    `wants` names the packages that a page has to fetch for it.
    """

    parts: list[dict[str, Any]]
    raised: dict[str, Any] | None
    wants: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Session:
    """What came of a post's cells, by their ids; `late`: they import what a page does not bring at first."""

    cells: dict[str, Ran] = field(default_factory=dict)
    late: bool = False
    faults: list[Fault] = field(default_factory=list)


def cells_made_of(project: Project, post: Post) -> Made:
    """The modules of the post that its cells import, and the data files that they and these name."""
    places = ["\n" * (cell.line - 1) + cell.code for cell in post.outline.cells]
    return made_of(post.folder, [], project.results, places)


def run_cells(project: Project, runtime: Runtime, posts: Sequence[Post], hosts: Hosts) -> dict[str, Session]:
    """What came of the cells of these posts, by slug: run again where these, or what they import, changed."""
    drawn_with = packages_key(project)
    keys = {post.slug: _key(project, runtime, post, drawn_with) for post in posts}
    found = {slug: kept for slug, key in keys.items() if (kept := _kept(project.results.get("cells", key)))}
    to_run = [post for post in posts if post.slug not in found]
    for post, session in zip(to_run, _run(project, runtime, to_run, hosts), strict=True):
        found[post.slug] = session
        if not session.faults:
            cells = {name: vars(ran) for name, ran in session.cells.items()}
            project.results.put("cells", keys[post.slug], {"cells": cells, "late": session.late})
    return found


def _key(project: Project, runtime: Runtime, post: Post, drawn_with: Callable[[Iterable[str]], str]) -> str:
    """Stands for all of a post's cells: each may change what the next ones come to."""
    made = cells_made_of(project, post)
    asked = json.dumps([[post.slug, *cell] for cell in post.outline.cells])
    anything = runtime.packs["modules"].path.name if made.dynamic else ""
    lock = (project.home / "runtime.lock.json").read_bytes()
    modules = drawn_with(made.library), anything
    return digest(project.results.version, runtime.digest, lock, *modules, asked, made.key(project.results))


def _kept(entry: Any) -> Session | None:
    if entry is None:
        return None
    return Session({name: Ran(**ran) for name, ran in entry["cells"].items()}, entry["late"])


def _run(project: Project, runtime: Runtime, posts: Sequence[Post], hosts: Hosts) -> list[Session]:
    """As many posts at a time as there are processors."""
    if not posts:
        return []
    with (
        step(f"Running the cells of {counted(len(posts), 'post')}", len(posts)) as advance,
        ThreadPoolExecutor(os.cpu_count()) as threads,
    ):

        def run(post: Post) -> Session:
            session = _run_post(project, runtime, post, hosts)
            advance(1)
            return session

        try:
            return list(threads.map(run, posts))
        except KeyboardInterrupt:
            hosts.close()  # else the threads would be waited for, and with them a cell that never ends
            raise


def _run_post(project: Project, runtime: Runtime, post: Post, hosts: Hosts) -> Session:
    """A Python for these cells alone, as a page has one; nobody else gets what they leave behind."""
    made = cells_made_of(project, post)
    if wrong := made.faults(project):
        return Session(faults=wrong)
    cells = post.outline.cells
    orders = [{"post": post.slug, "cell": cell.id, "code": cell.code} for cell in cells]
    wanted = _wanted(project, post)
    packages = packages_on_demand(project) if any(wanted.values()) else []
    brought = {package.name: package.pack.path for package in packages}
    with hosts.host(runtime.packs, [cells_pack(project, post.slug, made)], brought) as host:
        replies = list(host.replies(orders))
        faults = [] if len(replies) == len(cells) else [_ended(post, cells[len(replies)], host)]
        host.end("its cells have run")
    ran: dict[str, Ran] = {}
    for cell, reply in zip(cells, replies, strict=False):
        ran[cell.id] = Ran(_joined(reply["parts"]), reply["raised"], wanted[cell.id])
        faults += _judge(post, cell, ran[cell.id])
    late = not made.library.isdisjoint(runtime.late) or any(reply["late"] for reply in replies)
    return Session(ran, late, faults)


def _wanted(project: Project, post: Post) -> dict[str, list[str]]:
    """The packages on demand that each cell imports."""
    known = importable_on_demand(project)
    made = {cell.id: made_of(post.folder, [], project.results, [cell.code]) for cell in post.outline.cells}
    named = {name: {each.partition(".")[0] for each in made[name].library} for name in made}
    return {name: sorted({known[each] for each in names & known.keys()}) for name, names in named.items()}


def _joined(parts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a page shows: texts that were told one after the other, as one."""
    joined: list[dict[str, Any]] = []
    for part in parts:
        ((kind, said),) = part.items()
        if kind == "begun":
            continue
        if kind in ("stdout", "stderr") and joined and kind in joined[-1]:
            joined[-1] = {kind: joined[-1][kind] + said}
        else:
            joined.append(part)
    return joined


def _judge(post: Post, cell: Cell, ran: Ran) -> list[Fault]:
    raised = ran.raised
    if cell.raises and not raised:
        what = f"the cell `{cell.id}` says `raises`, and raises nothing"
        return [Fault(post.path, cell.line - 1, what, "Take out `raises`, or have it raise something.")]
    if cell.raises or not raised:
        return []
    what = f"the cell `{cell.id}` raised {raised['kind']}: {raised['message']}"
    remedy = raised["hint"] or "Mend it; if readers are to see this, write `raises` after its id."
    return [Fault(post.path, _line(post, cell, raised), what, remedy, raised["traceback"].rstrip())]


def _line(post: Post, cell: Cell, raised: Mapping[str, Any]) -> int:
    """Where in the post's text that is."""
    begins = {other.id: other.line for other in post.outline.cells}
    return begins[raised["cell"]] + raised["line"] - 1 if raised["cell"] in begins else cell.line


def _ended(post: Post, cell: Cell, host: Host) -> Fault:
    if not host.booted:
        what, remedy = f"Python did not start in Node: {host.ending}.", "See what it wrote."
        return Fault(post.path, cell.line, what, remedy, host.log)
    what = f"the cell `{cell.id}` ended the Python that ran it: {host.ending}"
    remedy = "An endless loop, too much memory and os._exit are the usual causes. What it wrote last:"
    return Fault(post.path, cell.line, what, remedy, host.log)
