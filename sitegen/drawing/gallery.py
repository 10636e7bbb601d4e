"""Which figures and which of their states the posts need; and what came back."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from sitegen.base.faults import Fault
from sitegen.drawing.figures import Drawn, FigureRequest
from sitegen.markdown.outline_data import Mention
from sitegen.markdown.readouts_syntax import split_readout
from sitegen.references import permalinks
from sitegen.source.content import Post

Draw = Callable[[Sequence[FigureRequest]], list["Drawn | Fault"]]


@dataclass
class Gallery:
    """What was drawn: figures at their defaults by (slug, id), readouts' HTML by (slug, what was written).

    `late` names the posts whose figures import what a page does not bring at first.
    """

    figures: dict[tuple[str, str], Drawn] = field(default_factory=dict)
    readouts: dict[tuple[str, str], str] = field(default_factory=dict)
    late: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)


def draws(post: Post) -> bool:
    """Whether the post needs Python at all."""
    return bool(post.outline.figures or post.outline.readouts)


def fill_gallery(posts: Iterable[Post], draw: Draw) -> Gallery:
    """Draw every figure at its default state, then those states that only a number in the text asks for."""
    posts = list(posts)
    gallery = Gallery()
    requests = [request for post in posts for request in _requests(post)]
    shown = {(post.slug, figure_id) for post in posts for figure_id, _ in post.outline.figures}
    for request, result in zip(requests, draw(requests) if requests else [], strict=True):
        if isinstance(result, Fault):
            is_text = (request.post, request.figure_id) not in shown and not request.file.is_file()
            gallery.faults.append(_with_hint(result) if is_text else result)
        else:
            gallery.figures[request.post, request.figure_id] = result
            gallery.late |= {request.post} if result.late else set()
    _fill_readouts(posts, draw, gallery)
    return gallery


def _with_hint(fault: Fault) -> Fault:
    """For what may be no number at all, such as `{hh:mm}`."""
    return replace(fault, remedy=f"{fault.remedy} For the brace itself write `\\{{`.")


def figures_in(post: Post) -> list[str]:
    """The ids of the figures that the post shows or takes numbers from."""
    return list(dict.fromkeys(mention.value for mention in _asked(post)))


def _asked(post: Post) -> list[Mention]:
    """Each figure that is shown, or only gives a number."""
    numbers = [Mention(split_readout(spec)[0], line) for spec, line in post.outline.readouts]
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
    """A readout that the text asks for, and the state at which it does; None for the default."""

    post: Post
    spec: str
    line: int
    declaration: dict[str, Any]
    state: permalinks.State | None


def _fill_readouts(posts: list[Post], draw: Draw, gallery: Gallery) -> None:
    numbers = [number for post in posts for number in _numbers(post, gallery)]
    elsewhere = [number for number in numbers if number.state is not None]
    requests = [_request(number) for number in elsewhere]
    results = dict(zip(map(_key, elsewhere), draw(requests) if requests else [], strict=True))
    for number in numbers:
        figure_id = split_readout(number.spec)[0]
        result = results.get(_key(number)) or gallery.figures[number.post.slug, figure_id]
        if isinstance(result, Fault):
            gallery.faults.append(result)
        else:
            gallery.readouts[number.post.slug, number.spec] = _html(number, result.answer)
            gallery.late |= {number.post.slug} if result.late else set()


def _key(number: _Number) -> tuple[str, str]:
    return number.post.slug, number.spec


def _request(number: _Number) -> FigureRequest:
    post, figure_id = number.post, split_readout(number.spec)[0]
    where, state = (post.path, number.line), json.dumps(number.state)
    return FigureRequest(post.slug, post.folder, figure_id, where, state, tuple(figures_in(post)))


def _numbers(post: Post, gallery: Gallery) -> Iterable[_Number]:
    """The readouts of one post that can be asked for; what is wrong with the others goes to the faults."""
    for spec, line in post.outline.readouts:
        figure_id, query, output = split_readout(spec)
        drawn = gallery.figures.get((post.slug, figure_id))
        if drawn is None:
            continue  # its fault is known already
        declaration = drawn.declaration
        outputs = [row["name"] for row in declaration["outputs"]]
        reading = permalinks.read(declaration, query)
        wrong = [permalinks.describe(declaration, problem) for problem in reading.problems]
        if output not in outputs:
            near = get_close_matches(output, outputs, 1)
            remedy = f"Did you mean `{near[0]}`?" if near else f"It has {', '.join(outputs)}."
            wrong.append((f"the figure `{figure_id}` has no readout `{output}`", remedy))
        if reading.pinned is not None:
            remedy = f"It is read at one state: leave `{permalinks.PIN}` out."
            wrong.append((f"the number `{{{spec}}}` pins a state", remedy))
        gallery.faults += [Fault(post.path, line, *pair) for pair in wrong]
        if not wrong:
            default = reading.state == permalinks.default_state(declaration)
            yield _Number(post, spec, line, declaration, None if default else reading.state)


def _html(number: _Number, answer: dict[str, Any]) -> str:
    figure_id, _, output = split_readout(number.spec)
    readout = answer["readouts"][output]
    query = permalinks.write(number.declaration, answer["state"]).partition("?")[2]
    attributes = {
        "value": readout["value"],
        "data-figure": figure_id,
        "data-output": output,
        "data-state": query,
    }
    written = "".join(
        f' {name}="{html.escape(str(value))}"' for name, value in attributes.items() if value != ""
    )
    return f'<data class="readout" translate="no"{written}>{html.escape(readout["text"])}</data>'
