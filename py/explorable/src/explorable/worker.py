"""The one entry for hosts: a worker in a page, or the build.

Posts lie in one folder, each under its slug; a post is a package, so its figures may share helpers by
`from . import helper`. The site's services lie in another. What is said of figures goes in and out as text. A
question is {"state": {…}, "pin": {…} or null, …}: controls left out are at their defaults, and the pin may be
left out.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from time import perf_counter
from types import ModuleType
from typing import Any

from explorable.answer import answer as answer_of
from explorable.chosen import ChosenFile
from explorable.controls import State
from explorable.figure import Figure
from explorable.look import look as look_of
from explorable.needs import Brought, Stream
from explorable.results import Results
from explorable.service import Progress, Service, followed
from explorable.streams import Streams

PIECE = 0.003  # seconds of work ahead: a question that comes meanwhile waits for the rest of them

_PACKAGE, _SERVICES = "posts", "services"
_figures: dict[tuple[str, str], Figure[Any]] = {}
_brought = Brought()
_results = Results(_brought)
_streams = Streams()
_work: list[Iterator[None]] = []  # that may be done ahead for what was last answered: at most one


def mount(posts: str, services: str = "/services") -> None:
    """Look for posts and services in these folders from now on, and forget those already loaded."""
    _figures.clear()
    _results.forget()
    _streams.forget()
    _brought.forget()
    _work.clear()
    for package, root in ((_PACKAGE, posts), (_SERVICES, services)):
        for name in [name for name in sys.modules if name == package or name.startswith(f"{package}.")]:
            del sys.modules[name]
        made = ModuleType(package)
        made.__path__ = [root]
        sys.modules[package] = made


def load(post: str, figure_id: str) -> str:
    """The declaration of a figure of a post, as JSON.

    Raises ModuleNotFoundError where there is no such file, ValueError where the declaration does not
    hold together, and whatever the figure's file raises while it is read.
    """
    return _json(_figure(post, figure_id).declaration())


def answer(post: str, figure_id: str, question_json: str) -> str:
    """What the page shows for a state, as JSON.

    The question also holds `widths`, a list among "wide" and "narrow", and may hold the `place` to look at,
    and `table`: false where the answer need not hold that.
    """
    figure, question = _figure(post, figure_id), json.loads(question_json)
    state, result = _result(figure, question)
    place, table = question.get("place"), question.get("table", True)
    found = _json(answer_of(figure, state, result, question["widths"], place=place, table=table))
    _work[:] = [figure.ahead(state)] if figure.ahead else []
    return found


def look(post: str, figure_id: str, question_json: str) -> str:
    """What is read off at one place, as JSON. After an answer to the same state, nothing is computed for it.

    The question also holds `width`, and `x`, `place`, or `place` and `marks` (1 or −1) from it.
    """
    figure, question = _figure(post, figure_id), json.loads(question_json)
    return _json(look_of(figure, _result(figure, question)[1], question))


def download(post: str, figure_id: str, question_json: str) -> str:
    """A file that a figure writes for a state, as JSON: its `text` and what is `said` of it, or the `stream`.

    The question also holds the `download`, by name.
    """
    figure, question = _figure(post, figure_id), json.loads(question_json)
    name, result = question["download"], _result(figure, question)[1]
    text = next(each for each in figure.downloads if each.name == name).write(result)
    if isinstance(text, Stream):
        return _json({"stream": text.told()})
    pieces: list[object] = []
    said = followed(text, pieces.append)
    return _json({"text": "".join(piece for piece in pieces if isinstance(piece, str)), "said": said})


def call(told: dict[str, Any], tell: Callable[[object], None]) -> object:
    """What a method of a service gives, for a call as `Call.told` tells of it; `tell` hears what it yields.

    Of a stream, `tell` hears of the next step, Progress or a part, and whether more comes is returned; of one
    that begins, be it again, it hears first that nothing is done.
    Raises MissingError where what the service needs has not been brought.
    """
    service, method, arguments = _service(told["service"]), told["method"], told["arguments"]
    if not told.get("stream"):
        return service.run(method, arguments, _brought.meet, tell)

    def begin() -> object:
        begun = service.begin(method, arguments, _brought.meet)
        tell(Progress(0))
        return begun

    step, more = _streams.next(json.dumps(told, sort_keys=True), begin)
    tell(step)
    return more


def keep(told: dict[str, Any], result: object) -> None:
    """Keep the result of a call for the figures that need it; of a stream, with all that came before it."""
    _brought.keep(told, result)
    if told.get("stream"):
        _results.forget()


def hold(handle: str, file: ChosenFile) -> None:
    """Have a file that the reader has chosen for whatever needs it."""
    _brought.hold(handle, file)


def ahead() -> bool:
    """Do a few milliseconds of the work that the figure last shown will want; False when none is left."""
    end = perf_counter() + PIECE
    for work in _work:
        for _ in work:
            if perf_counter() >= end:
                return True
    return False


def _result(figure: Figure[Any], question: dict[str, Any]) -> tuple[State, Any]:
    """The state in question and its result, with the pinned one behind it."""
    state = figure.state(question["state"])
    pin = question.get("pin")
    return state, _results.of(figure, state, None if pin is None else figure.pinned(pin, state))


def _figure(post: str, figure_id: str) -> Figure[Any]:
    key = (post, figure_id)
    if key not in _figures:
        _figures[key] = _import(post, figure_id)
    return _figures[key]


def _import(post: str, figure_id: str) -> Figure[Any]:
    if "." in post or "." in figure_id:
        raise ValueError(
            f'"{post}/{figure_id}" names no figure: a post and a figure have no dots in their names.'
        )
    importlib.invalidate_caches()  # a post may have been put in place since the folder was last read
    module = importlib.import_module(f"{_PACKAGE}.{post}.{figure_id.replace('-', '_')}")
    figure = getattr(module, "figure", None)
    if not isinstance(figure, Figure):
        raise ValueError(f"{module.__file__} defines no figure: end it with figure = Figure(id=…, …).")
    if figure.id != figure_id:
        raise ValueError(f'{module.__file__} defines the figure "{figure.id}": its id must be "{figure_id}".')
    return figure


def _service(name: str) -> Service:
    importlib.invalidate_caches()
    module = importlib.import_module(f"{_SERVICES}.{name}")
    service = getattr(module, "service", None)
    if not isinstance(service, Service):
        raise ValueError(
            f"{module.__file__} defines no service: end it with service = Service(methods=(…,))."
        )
    return service


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


mount("/posts")
