"""The one entry for hosts: a worker in a page, or the build.

Posts lie in one folder, each under its slug; a post is a package, so its figures may share helpers by
`from . import helper`. Everything goes in and out as text.
"""

from __future__ import annotations

import importlib
import json
import sys
from types import ModuleType
from typing import Any

from explorable.answer import answer as answer_of
from explorable.figure import Figure

_PACKAGE = "posts"
_figures: dict[tuple[str, str], Figure[Any]] = {}
_shown: list[tuple[Figure[Any], dict[str, Any]]] = []  # what was last answered: at most one


def mount(root: str) -> None:
    """Look for posts in the folder `root` from now on, and forget those already loaded."""
    _figures.clear()
    _shown.clear()
    for name in [name for name in sys.modules if name == _PACKAGE or name.startswith(f"{_PACKAGE}.")]:
        del sys.modules[name]
    package = ModuleType(_PACKAGE)
    package.__path__ = [root]
    sys.modules[_PACKAGE] = package


def load(post: str, figure_id: str) -> str:
    """The declaration of a figure of a post, as JSON.

    Raises ModuleNotFoundError where there is no such file, ValueError where the declaration does not
    hold together, and whatever the figure's file raises while it is read.
    """
    return _json(_figure(post, figure_id).declaration())


def answer(post: str, figure_id: str, state_json: str, widths_json: str) -> str:
    """What the page shows for a state, as JSON; `widths_json` is a list among "wide" and "narrow"."""
    figure, values = _figure(post, figure_id), json.loads(state_json)
    found = _json(answer_of(figure, values, json.loads(widths_json)))
    _shown[:] = [(figure, values)]
    return found


def ahead() -> bool:
    """Do a little of the work that the figure last shown will want next; False when there is none left."""
    return any(figure.ahead(figure.state(values)) for figure, values in _shown if figure.ahead)


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


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


mount("/posts")
