"""Answers the page and the build, whichever service it is asked for; what Python raises comes back, too."""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from importlib.machinery import SourceFileLoader
from typing import Any

import numpy as np  # noqa: F401  so that it is imported while the page says so, not with the first answer
from explorable import ChosenFile, Progress, worker
from explorable.needs import MissingError
from explorable.wire import packed, unpacked
from pyodide.ffi import JsException, to_js  # type: ignore[import-not-found]

from . import cells

_OURS = "/posts/", "/services/"

# Python runs with PYTHONOPTIMIZE=2 for numpy's sake. The authors' own files keep asserts and docstrings.
SourceFileLoader.source_to_code.__kwdefaults__ = {"_optimize": 0}

# What is imported by now stays: no reader who drags a slider shall wait while the collector looks it through.
gc.freeze()


def respond(method: str, args: str, buffers: Any, reply: Callable[[str, str, Any], None]) -> None:
    """Answers one request, whose arguments are JSON text, and arrays' bytes where it brings any.

    `reply(kind, text, buffers)` is called with "progress" (how much is done, from 0 to 1) and "part" any
    number of times, then once with "done" or "failed": that text is either `{"needs": …}`, what has to be
    brought before, or `{message, traceback, file, line}`, what was raised.
    """

    def tell(step: object) -> None:
        if isinstance(step, Progress):
            reply("progress", json.dumps(step.done), _sent([]))
        else:
            text, parts = packed(step)
            reply("part", text, _sent(parts))

    try:
        text, made = _METHODS[method](json.loads(args), buffers, tell)
        kind, found = "done", _sent(made)
    except MissingError as missing:
        kind, text, found = "failed", json.dumps({"needs": missing.needs}), _sent([])
    except BaseException as error:  # a figure that calls sys.exit() must not end the reader's Python
        kind, text, found = "failed", json.dumps(describe(error)), _sent([])
    _flush()
    reply(kind, text, found)


def hold(handle: str, file: Any) -> None:
    """Have a file that the reader has chosen: `file` has its name and size, and reads from it."""

    def fetch(start: int, end: int) -> bytes:
        try:
            found: bytes = file.read(start, end).to_bytes()
        except JsException as error:
            raise OSError(str(error)) from error
        return found

    worker.hold(handle, ChosenFile(file.name, int(file.size), fetch))


def ahead() -> bool:
    """Do a little work before it is asked for; whether more is left. A fault shows when it is asked for."""
    try:
        return worker.ahead()
    except Exception:
        return False


type _Tell = Callable[[object], None]
type _Sent = tuple[str, list[memoryview]]


def _answer(args: dict[str, Any], buffers: Any, tell: _Tell) -> _Sent:
    return worker.answer(args["post"], args["figure"], args["question"]), []


def _look(args: dict[str, Any], buffers: Any, tell: _Tell) -> _Sent:
    return worker.look(args["post"], args["figure"], args["question"]), []


def _download(args: dict[str, Any], buffers: Any, tell: _Tell) -> _Sent:
    return worker.download(args["post"], args["figure"], args["question"]), []


def _declare(args: dict[str, Any], buffers: Any, tell: _Tell) -> _Sent:
    return worker.load(args["post"], args["figure"]), []


def _call(args: dict[str, Any], buffers: Any, tell: _Tell) -> _Sent:
    return packed(worker.call(args, tell))


def _keep(args: dict[str, Any], buffers: Any, tell: _Tell) -> _Sent:
    worker.keep(args["call"], unpacked(args["result"], [buffer.to_bytes() for buffer in buffers]))
    return "null", []


def _run(args: dict[str, Any], buffers: Any, tell: _Tell) -> _Sent:
    return packed(cells.run(args, tell))


_METHODS = {
    "run": _run,
    "answer": _answer,
    "look": _look,
    "download": _download,
    "declare": _declare,
    "call": _call,
    "keep": _keep,
}


def _sent(buffers: list[memoryview]) -> Any:
    """The buffers as JavaScript's own."""
    return to_js(buffers)


def _flush() -> None:
    """What was printed goes out with the request that printed it, the last line too where it has no end."""
    for stream, file in ((sys.stdout, 1), (sys.stderr, 2)):
        with suppress(OSError, ValueError):
            stream.flush()
            os.fsync(file)


def describe(error: BaseException) -> dict[str, str | int]:
    """What was raised, for the author: of the traceback, the frames in the site's own files.

    `file` and `line` say where the innermost of those frames stands; "" and 0 when there is none.
    """
    summary = traceback.TracebackException.from_exception(error)
    file, line = _position(summary)
    _keep_authors_frames(summary)
    return {
        "message": ": ".join(filter(None, (type(error).__name__, str(summary)))).splitlines()[0],
        "traceback": "".join(summary.format()),
        "file": file,
        "line": line,
    }


def _position(summary: traceback.TracebackException) -> tuple[str, int]:
    places = [(frame.filename, frame.lineno or 0) for frame in summary.stack]
    if hasattr(summary, "filename"):  # a SyntaxError says where it stands without a frame
        places.append((summary.filename or "", int(summary.lineno or 0)))
    return next((place for place in reversed(places) if place[0].startswith(_OURS)), ("", 0))


def _keep_authors_frames(summary: traceback.TracebackException | None) -> None:
    """Leaves an error without any frame of an author whole: then it is ours."""
    if summary is None:
        return
    if _position(summary)[0]:
        frames = [frame for frame in summary.stack if frame.filename.startswith(_OURS)]
        summary.stack = traceback.StackSummary.from_list(frames)
    _keep_authors_frames(summary.__cause__)
    _keep_authors_frames(summary.__context__)
