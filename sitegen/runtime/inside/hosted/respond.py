"""Answers the page and the build in JSON text; what a figure raises comes back as an answer too."""

from __future__ import annotations

import gc
import json
import traceback
from collections.abc import Callable
from importlib.machinery import SourceFileLoader

import numpy as np  # noqa: F401  so that it is imported while the page says so, not with the first answer
from explorable import worker

_POSTS = "/posts/"

# Python runs with PYTHONOPTIMIZE=2 for numpy's sake. The authors' own files keep asserts and docstrings.
SourceFileLoader.source_to_code.__kwdefaults__ = {"_optimize": 0}

# What is imported by now stays: no reader who drags a slider shall wait while the collector looks it through.
gc.freeze()


def respond(post: str, figure: str, question: str) -> str:
    """`{"answer": …}`, or `{"error": {message, traceback, file, line}}` when the figure raised."""
    return _guarded("answer", lambda: worker.answer(post, figure, question))


def look(post: str, figure: str, question: str) -> str:
    """`{"look": …}`, or `{"error": …}` when the figure raised."""
    return _guarded("look", lambda: worker.look(post, figure, question))


def declare(post: str, figure: str) -> str:
    """`{"declaration": …}`, or `{"error": …}` when the figure's file raised."""
    return _guarded("declaration", lambda: worker.load(post, figure))


def ahead() -> bool:
    """Do a little work before it is asked for; whether more is left. A fault shows when it is asked for."""
    try:
        return worker.ahead()
    except Exception:
        return False


def _guarded(key: str, call: Callable[[], str]) -> str:
    try:
        return f'{{"{key}": {call()}}}'
    except BaseException as error:  # a figure that calls sys.exit() must not end the reader's Python
        return json.dumps({"error": describe(error)})


def describe(error: BaseException) -> dict[str, str | int]:
    """What was raised, for the author: of the traceback, the frames in the posts' own files.

    `file` and `line` say where the innermost of those frames stands; "" and 0 when there is none.
    """
    summary = traceback.TracebackException.from_exception(error)
    file, line = _position(summary)
    _keep_authors_frames(summary)
    return {
        "message": f"{type(error).__name__}: {summary}".splitlines()[0],
        "traceback": "".join(summary.format()),
        "file": file,
        "line": line,
    }


def _position(summary: traceback.TracebackException) -> tuple[str, int]:
    places = [(frame.filename, frame.lineno or 0) for frame in summary.stack]
    if hasattr(summary, "filename"):  # a SyntaxError says where it stands without a frame
        places.append((summary.filename or "", int(summary.lineno or 0)))
    return next((place for place in reversed(places) if place[0].startswith(_POSTS)), ("", 0))


def _keep_authors_frames(summary: traceback.TracebackException | None) -> None:
    """Leaves an error without any frame of an author whole: then it is ours."""
    if summary is None:
        return
    if _position(summary)[0]:
        frames = [frame for frame in summary.stack if frame.filename.startswith(_POSTS)]
        summary.stack = traceback.StackSummary.from_list(frames)
    _keep_authors_frames(summary.__cause__)
    _keep_authors_frames(summary.__context__)
