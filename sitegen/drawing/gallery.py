"""Which figures and which of their states the posts need; and what came back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import unescape

from sitegen.base.faults import Fault
from sitegen.drawing.cells import Session
from sitegen.drawing.figures import Drawn, FigureRequest
from sitegen.drawing.readouts import judge, written
from sitegen.markdown.outline_data import Mention
from sitegen.markdown.readouts_syntax import Asked, read_spec
from sitegen.references import permalinks
from sitegen.source.content import Post

_LINK = re.compile(r"""<a\b[^>]*?\shref=["']#([^"']*)["']""")

Draw = Callable[[Sequence[FigureRequest]], list["Drawn | Fault"]]
Run = Callable[[Sequence[Post]], dict[str, Session]]
type Result = tuple[FigureRequest, Drawn | Fault]


@dataclass
class Gallery:
    """What was drawn: figures at their defaults by (slug, id), readouts' HTML by (slug, what was written).

    `sessions` are of the posts' cells, by slug; `late` names the posts whose figures or cells import what a
    page does not bring at first.
    """

    figures: dict[tuple[str, str], Drawn] = field(default_factory=dict)
    readouts: dict[tuple[str, str], str] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    late: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)


def draws(post: Post) -> bool:
    """Whether the post needs Python at all."""
    return bool(post.outline.figures or post.outline.readouts or post.outline.cells)


def fill_gallery(posts: Iterable[Post], draw: Draw, run: Run) -> Gallery:
    """Draw every figure at its default state, then those states that only a number in the text asks for.

    And run the cells.
    """
    posts = list(posts)
    gallery = Gallery()
    requests = [request for post in posts for request in _requests(post)]
    shown = {(post.slug, figure_id) for post in posts for figure_id, _ in post.outline.figures}
    results = draw(requests) if requests else []
    for request, result in zip(requests, results, strict=True):
        if isinstance(result, Fault):
            is_text = (request.post, request.figure_id) not in shown and not request.file.is_file()
            gallery.faults.append(_with_hint(result) if is_text else result)
        else:
            gallery.figures[request.post, request.figure_id] = result
            gallery.late |= {request.post} if result.late else set()
    drawn = [*zip(requests, results, strict=True), *_fill_readouts(posts, draw, gallery)]
    gallery.faults += _faults_of_links(gallery, drawn)
    gallery.sessions = run([post for post in posts if post.outline.cells])
    for slug, session in gallery.sessions.items():
        gallery.faults += session.faults
        gallery.late |= {slug} if session.late else set()
    return gallery


def _faults_of_links(gallery: Gallery, drawn: Iterable[Result]) -> Iterator[Fault]:
    """Links in the drawings to states that there are not, each once for a figure."""
    places: dict[tuple[str, str, str], FigureRequest] = {}
    for request, result in drawn:
        markup = [] if isinstance(result, Fault) else result.answer["drawings"].values()
        for link in map(unescape, _LINK.findall("".join(markup))):
            places.setdefault((request.post, request.figure_id, link), request)
    for (_, _, link), request in places.items():
        figure_id, mark, query = link.partition("?")
        where = f"the drawing of `{request.figure_id}` links to `#{link}`"
        target = gallery.figures.get((request.post, figure_id))
        if target is None and mark:
            yield Fault(*request.where, f"{where}, a figure that is not in the post", "Correct its id.")
        if target is None:
            continue
        for problem in permalinks.read(target.declaration, query).problems:
            what, remedy = permalinks.describe(target.declaration, problem)
            yield Fault(*request.where, f"{where}: {what}", remedy)


def _with_hint(fault: Fault) -> Fault:
    """For what may be no number at all, such as `{hh:mm}`."""
    return replace(fault, remedy=f"{fault.remedy} For the brace itself write `\\{{`.")


def figures_in(post: Post) -> list[str]:
    """The ids of the figures that the post shows or takes numbers from."""
    return list(dict.fromkeys(mention.value for mention in _asked(post)))


def _asked(post: Post) -> list[Mention]:
    """Each figure that is shown, or only gives a number."""
    numbers = [Mention(read_spec(spec).figure, line) for spec, line in post.outline.readouts]
    return [*post.outline.figures, *numbers]


def _requests(post: Post) -> list[FigureRequest]:
    """One request a figure, whether it is shown or only gives a number."""
    wanted: dict[str, int] = {}
    for figure_id, line in _asked(post):
        wanted.setdefault(figure_id, line)
    figures = tuple(wanted)
    return [
        FigureRequest(post.slug, post.folder, name, (post.path, line), figures=figures)
        for name, line in wanted.items()
    ]


@dataclass(frozen=True)
class _Number:
    """A readout that the text asks for, its figure as drawn, and the state asked for; None: as drawn."""

    post: Post
    spec: str
    line: int
    drawn: Drawn
    state: permalinks.State | None

    @property
    def asked(self) -> Asked:
        return read_spec(self.spec)


def _fill_readouts(posts: list[Post], draw: Draw, gallery: Gallery) -> list[Result]:
    """The readouts that the posts ask for; gives what was drawn for them."""
    numbers = [number for post in posts for number in _numbers(post, gallery)]
    figures = {post.slug: tuple(figures_in(post)) for post in posts}
    wanted: dict[tuple[str, str, str], FigureRequest] = {}
    for number in numbers:
        if number.state is not None:
            wanted.setdefault(_drawing(number), _request(number, figures[number.post.slug]))
    results = dict(zip(wanted, draw(list(wanted.values())) if wanted else [], strict=True))
    gallery.faults += [result for result in results.values() if isinstance(result, Fault)]
    for number in numbers:
        result = results.get(_drawing(number), number.drawn)
        if not isinstance(result, Fault):
            html = written(number.asked, number.drawn.declaration, result.answer)
            gallery.readouts[number.post.slug, number.spec] = html
            gallery.late |= {number.post.slug} if result.late else set()
    return [(request, results[drawing]) for drawing, request in wanted.items()]


def _drawing(number: _Number) -> tuple[str, str, str]:
    """What numbers of the same state are taken from."""
    return number.post.slug, number.asked.figure, json.dumps(number.state)


def _request(number: _Number, figures: tuple[str, ...]) -> FigureRequest:
    post, where = number.post, (number.post.path, number.line)
    figure_id, state = number.asked.figure, json.dumps(number.state)
    return FigureRequest(post.slug, post.folder, figure_id, where, state, figures)


def _numbers(post: Post, gallery: Gallery) -> Iterable[_Number]:
    """The readouts of one post that can be asked for; what is wrong with the others goes to the faults."""
    shown = {figure_id for figure_id, _ in post.outline.figures}
    for spec, line in post.outline.readouts:
        asked = read_spec(spec)
        drawn = gallery.figures.get((post.slug, asked.figure))
        if drawn is None:
            continue  # its fault is known already
        wrong = list(judge(spec, drawn.declaration, shown=asked.figure in shown))
        gallery.faults += [Fault(post.path, line, *pair) for pair in wrong]
        if not wrong:
            state = permalinks.read(drawn.declaration, asked.query).state
            default = state == permalinks.default_state(drawn.declaration)
            yield _Number(post, spec, line, drawn, None if default else state)
