"""A studio that draws without Python's runtime: one figure, the same for every id."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sitegen.base.faults import Fault
from sitegen.base.notices import Notice
from sitegen.base.project import Project
from sitegen.build import Studio
from sitegen.drawing.cells import Ran, Session
from sitegen.drawing.figures import Drawn, FigureRequest
from sitegen.markdown.outline_data import Cell
from sitegen.output.wheel import SiteWheel
from sitegen.runtime import Pack, Runtime
from sitegen.runtime.host import Hosts
from sitegen.runtime.on_demand import OnDemand
from sitegen.runtime.packing import Part
from sitegen.source.content import Post
from sitegen.source.modules import Made


class FakeStudio:
    """Counts how often it is asked, and for what."""

    def __init__(self) -> None:
        self.drawn: list[str] = []

    @property
    def studio(self) -> Studio:
        return Studio(
            prepare=self.prepare,
            pack=self.pack,
            layer=self.layer,
            draw=self.draw,
            run=self.run,
            wheel=self.wheel,
            packages=self.packages,
            notices=lambda project, posts: [Notice("sums", "1", "MIT", "Do what <you> like.")],
        )

    def prepare(self, project: Project, *, quick: bool = False) -> Runtime:
        names = ("engine", "wasm", "stdlib", "numpy", "modules", "rest")
        packs = {name: self._pack(project, name, f"{name} of the runtime") for name in names}
        return Runtime(packs, (), "digest")

    def pack(self, project: Project, slug: str, made: Made) -> Pack:
        return self._pack(project, f"post-{slug}", slug)

    def layer(self, project: Project, runtime: Runtime, post: Pack, figures: Sequence[str]) -> Pack | None:
        return None

    def draw(
        self, project: Project, runtime: Runtime, requests: Sequence[FigureRequest], hosts: Hosts
    ) -> list[Drawn | Fault]:
        self.drawn += [f"{r.post}/{r.figure_id} {r.state}" for r in requests]
        return [Drawn(declaration(r.figure_id), answer(r)) for r in requests]

    def run(
        self, project: Project, runtime: Runtime, posts: Sequence[Post], hosts: Hosts
    ) -> dict[str, Session]:
        return {post.slug: Session({cell.id: ran(cell) for cell in post.outline.cells}) for post in posts}

    def wheel(
        self, project: Project, title: str, posts: Mapping[str, Made], newest: date, *, make: bool = True
    ) -> SiteWheel:
        path = project.cache / f"fake-{newest.year}-py3-none-any.whl"
        path.write_text(title)
        return SiteWheel(path, {slug: f"fake.{slug}" for slug in posts}, make)

    def packages(self, project: Project) -> list[OnDemand]:
        return [OnDemand("sums", "1", ("sums",), self._pack(project, "sums", "sums"))]

    @staticmethod
    def _pack(project: Project, name: str, content: str) -> Pack:
        path = project.cache / f"{name}.0123.bin"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        return Pack(name, (Part(path, len(content), "0123"),), 2 * len(content))


def declaration(figure_id: str) -> dict[str, Any]:
    return {
        "id": figure_id,
        "title": "A coin & its side",
        "caption": "",
        "controls": [
            {
                "kind": "slider",
                "name": "p",
                "label": "Chance",
                "unit": "of 1",
                "tone": "q",
                "min": 0,
                "max": 1,
                "step": 0.01,
                "fine": 0.01,
                "default": 0.5,
                "same_as": "",
            },
            {
                "kind": "choice",
                "name": "side",
                "label": "Side",
                "default": "heads",
                "view": False,
                "options": [{"value": "heads", "label": "Heads"}, {"value": "tails", "label": "Tails"}],
            },
        ],
        "outputs": [{"name": "chance", "label": "chance", "group": "", "tone": "p", "help": ""}],
        "clauses": ["verdict"],
        "presets": [
            {"label": "Unfair", "sentence": "Mostly tails.", "state": {"p": 0.25}},
            {"label": "Turned", "sentence": "As fair.", "state": {"side": "tails"}},
            {"label": "Two-headed", "sentence": "Never tails.", "state": {"p": 1, "side": "heads"}},
            {"label": "The other", "sentence": "Mostly heads.", "state": {"p": 0.25, "side": "tails"}},
        ],
        "probe": None,
        "compares": True,
    }


def ran(cell: Cell) -> Ran:
    raised = {"kind": "Error", "message": "Lost <&>.", "hint": "Look.", "cell": cell.id, "line": 1}
    parts = [{"stdout": f"\n{cell.code}"}, {"stderr": "!"}, {"value": "<1>"}, {"cut": True}]
    return Ran(parts, {**raised, "missed": "", "traceback": "Error"} if cell.raises else None)


def answer(request: FigureRequest) -> dict[str, Any]:
    state = {"p": 0.5, "side": "heads"} | json.loads(request.state)
    chance = state["p"] if state["side"] == "heads" else 1 - state["p"]
    return {
        "state": state,
        "drawings": {"wide": f"<svg><title>{chance}</title></svg>", "narrow": "<svg></svg>"},
        "readouts": {"chance": {"value": repr(chance), "text": f"{chance:.2f}", "unit": "%", "pinned": ""}},
        "clauses": {"verdict": "is fair" if chance == 0.5 else "is <not> fair"},
        "controls": {},
        "sentence": f"The chance is {chance:.2f}.",
        "notes": [],
        "table": "<table></table>",
        "looks": {},
    }
