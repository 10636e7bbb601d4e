"""Drawing as a build does, with a process of Pythons for each call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sitegen import runtime
from sitegen.base.faults import Fault
from sitegen.base.project import Project
from sitegen.drawing import figures
from sitegen.drawing.figures import Drawn, FigureRequest
from sitegen.runtime import Pack, Runtime
from sitegen.runtime.host import Host, Hosts
from sitegen.source.modules import made_of


def draw_figures(
    project: Project, runtime: Runtime, requests: Sequence[FigureRequest]
) -> list[Drawn | Fault]:
    with Hosts() as hosts:
        return figures.draw_figures(project, runtime, requests, hosts)


def asked(
    packs: Mapping[str, Pack], posts: Sequence[Pack], requests: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], Host]:
    """The replies of one Python, and what became of it."""
    with Hosts() as hosts, hosts.host(packs, posts) as host:
        return list(host.replies(requests)), host


def post_pack(project: Project, folder: Path, figures: Iterable[str]) -> Pack:
    """The pack of the post in a folder, with these figures."""
    return runtime.post_pack(project, folder.name, made_of(folder, figures, project.results))
