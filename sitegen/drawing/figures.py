"""Draws the figures for the pages, in the runtime that readers get: the same packs, under Node."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitegen.base.cache import Cache, digest
from sitegen.base.faults import Fault
from sitegen.base.progress import counted, step
from sitegen.base.project import Project
from sitegen.base.texts import shown
from sitegen.drawing import missing
from sitegen.runtime import Runtime, packages_key, post_pack, service_pack
from sitegen.runtime.host import Host, Hosts
from sitegen.source.modules import Made, figures_there, made_of, module_file
from sitegen.source.needed import Needed, needed_by, needs_faults


@dataclass(frozen=True)
class FigureRequest:
    """A figure that a post shows: the post's slug and folder, the figure's id, where the post asks for it.

    `state` is the state to show it in, as JSON text: controls left out are at their defaults. `figures` are
    all that the post draws: it is drawn where these are at hand.
    """

    post: str
    folder: Path
    figure_id: str
    where: tuple[str, int]
    state: str = "{}"
    figures: tuple[str, ...] = ()

    @property
    def file(self) -> Path:
        """The file that must define the figure."""
        return module_file(self.folder, self.figure_id)


@dataclass(frozen=True)
class Drawn:
    """A figure's declaration, and its answer in both widths, as the reader's Python gives them.

    `late` says whether it imports, or may import, what a page does not bring at first.
    """

    declaration: dict[str, Any]
    answer: dict[str, Any]
    late: bool = False


def draw_figures(
    project: Project, runtime: Runtime, requests: Sequence[FigureRequest], hosts: Hosts
) -> list[Drawn | Fault]:
    """Each request's figure, or what is wrong with it, in the order of the requests.

    A figure is drawn again when what it is made of or the runtime changed; Python starts only for those.
    """
    hosts.expect(runtime.packs)
    cache, drawn_with = project.results, packages_key(project)
    parts = {place: _parts(project, *place) for place in {(r.folder, r.figure_id): None for r in requests}}
    keys = {place: figure.key(runtime, drawn_with, cache) for place, figure in parts.items()}
    found: dict[FigureRequest, Drawn | Fault] = {}
    to_draw: dict[FigureRequest, str] = {}
    for request in requests:
        place = request.folder, request.figure_id
        key = digest(keys[place], request.post, request.figure_id, request.state)
        if not request.file.is_file():
            found[request] = _no_such_figure(project, request)
        elif wrong := [*parts[place].made.faults(project), *needs_faults(project, parts[place].made)]:
            found[request] = wrong[0]
        elif drawn := _kept(cache.get("figures", key)):
            found[request] = drawn
        else:
            to_draw[request] = key
    for request, reply in _draw(project, runtime, list(to_draw), hosts):
        late = parts[request.folder, request.figure_id].late(runtime)
        result = reply if isinstance(reply, Fault) else _judge(project, request, reply, late)
        found[request] = result
        if isinstance(result, Drawn):
            cache.put("figures", to_draw[request], vars(result))
    return [found[request] for request in requests]


@dataclass(frozen=True)
class _Parts:
    """What a figure is made of, and what it may need brought."""

    made: Made
    needed: Needed

    @property
    def _all(self) -> list[Made]:
        return [self.made, *self.needed.services.values()]

    def key(self, runtime: Runtime, drawn_with: Callable[[Iterable[str]], str], cache: Cache) -> str:
        """Stands for all of it, down to the modules of our own packages that it imports."""
        library = frozenset[str]().union(*(made.library for made in self._all))
        anything = runtime.packs["modules"].path.name if any(made.dynamic for made in self._all) else ""
        return digest(
            runtime.digest, drawn_with(library), anything, self.needed.key(cache), self.made.key(cache)
        )

    def late(self, runtime: Runtime) -> bool:
        """Whether it may import what a page does not bring at first."""
        return any(made.dynamic or not made.library.isdisjoint(runtime.late) for made in self._all)


def _parts(project: Project, folder: Path, figure: str) -> _Parts:
    made = made_of(folder, [figure], project.results)
    return _Parts(made, needed_by(project, folder.name, made))


def _kept(entry: Any) -> Drawn | None:
    try:
        return Drawn(**entry)
    except TypeError:  # nothing was kept, or something else
        return None


def _no_such_figure(project: Project, request: FigureRequest) -> Fault:
    file = shown(project, request.file)
    what = f"There is no figure “{request.figure_id}” in this post: {file} does not exist."
    return Fault(*request.where, what, _remedy_for_none(request))


def _remedy_for_none(request: FigureRequest) -> str:
    as_the_id = f"{request.figure_id}.py"
    if (request.folder / as_the_id).is_file():
        return f"Rename {as_the_id} to {request.file.name}: modules of Python have `_` where an id has `-`."
    there = ", ".join(figures_there(request.folder))
    return f"The post has these: {there}." if there else "The post has no figure yet."


type _Reply = dict[str, Any] | Fault


def _draw(
    project: Project, runtime: Runtime, requests: list[FigureRequest], hosts: Hosts
) -> Iterator[tuple[FigureRequest, _Reply]]:
    """A Python for each post, as a page has one; as many at a time as there are processors."""
    posts = [[r for r in requests if r.folder == folder] for folder in {r.folder: None for r in requests}]
    if not posts:
        return
    with (
        step(f"Drawing {counted(len(requests), 'figure')}", len(requests)) as advance,
        ThreadPoolExecutor(os.cpu_count()) as threads,
    ):

        def draw(post: list[FigureRequest]) -> list[tuple[FigureRequest, _Reply]]:
            drawn = []
            for each in _draw_post(project, runtime, post, hosts):
                drawn.append(each)
                advance(1)
            return drawn

        try:
            for drawn in threads.map(draw, posts):
                yield from drawn
        except (KeyboardInterrupt, GeneratorExit):
            hosts.close()  # else the threads would be waited for, and with them a figure that never ends
            raise


def _draw_post(
    project: Project, runtime: Runtime, requests: list[FigureRequest], hosts: Hosts
) -> Iterator[tuple[FigureRequest, _Reply]]:
    """One Python for all; another one for those that come after a figure that ended it."""
    figures = {request.figure_id for request in requests}.union(*(request.figures for request in requests))
    folder = requests[0].folder
    made = made_of(folder, sorted(figures), project.results)
    needed = needed_by(project, folder.name, made)
    packs = [post_pack(project, folder.name, made)]
    packs += [service_pack(project, name) for name in needed.services]
    while requests:
        with hosts.host(runtime.packs, packs, needed.files) as host:
            for reply in host.replies(list(map(order, requests))):
                request = requests.pop(0)
                yield request, reply
        ended = requests[:1] if host.booted else requests[:]
        del requests[: len(ended)]
        for request in ended:
            yield request, _ended(request, host)


def order(request: FigureRequest) -> dict[str, Any]:
    """The request as the host takes it."""
    question = {"state": json.loads(request.state), "widths": ["wide", "narrow"]}
    return {"post": request.post, "figure": request.figure_id, "question": question}


def _judge(project: Project, request: FigureRequest, reply: dict[str, Any], late: bool) -> Drawn | Fault:
    if "error" in reply:
        return _raised(project, request, reply["error"])
    return Drawn(reply["declaration"], reply["answer"], reply["late"] or late)


def _raised(project: Project, request: FigureRequest, error: dict[str, Any]) -> Fault:
    mounted, here = f"/posts/{request.post}/", f"{shown(project, request.folder)}/"
    path = error["file"].replace(mounted, here) or shown(project, request.file)
    what = f"The figure “{request.figure_id}” raised {error['message'].replace(mounted, here)}"
    reader = error["file"].removeprefix(mounted) or request.file.relative_to(request.folder).as_posix()
    remedy = missing.remedy(request.folder, reader, error["message"]) or (
        "Mend the figure: it must draw its default state and every state that the text asks for."
    )
    return Fault(path, error["line"], what, remedy, error["traceback"].replace(mounted, here).strip())


def _ended(request: FigureRequest, host: Host) -> Fault:
    if not host.booted:
        return Fault(
            *request.where, f"Python did not start in Node: {host.ending}.", "See what it wrote.", host.log
        )
    what = f"The figure “{request.figure_id}” ended the Python that drew it: {host.ending}."
    remedy = "An endless loop, too much memory and os._exit are the usual causes. What it wrote last:"
    return Fault(*request.where, what, remedy, host.log)
