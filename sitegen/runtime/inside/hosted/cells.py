"""Runs cells: code that a reader may have changed, in one namespace, in the order in which it is asked for.

What a cell prints and shows is told at once, in parts, each a dict with one key: `begun`, that what follows
is of this run; `stdout` and `stderr`, text; `value`, how Python writes the value of the last line, or a
`table` or a `picture` of it; `cut`, that no more is told.
"""

from __future__ import annotations

import ast
import builtins
import io
import linecache
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from itertools import dropwhile, takewhile
from pathlib import Path
from time import perf_counter
from types import CodeType, ModuleType
from typing import Any, NoReturn

from . import reach, values

type Tell = Callable[[object], None]

_MOST = 200_000  # characters that a cell may say
_MOST_PICTURED = 8_000_000  # and all its pictures have
_MOST_RAISED = 1_000, 20_000  # of an error's message, and of its traceback
_AT_ONCE = 200  # lines that are told one by one; then some at a time, for each costs the page a moment
_PIECE = 4096  # characters
_PACE = 0.05  # seconds
_OURS = str(Path(__file__).parent)
_MATPLOTLIBRC = Path("/tmp/matplotlibrc")

_sources: dict[str, str] = {}  # of the cells that have run, by their ids, which are their files' names, too


def run(args: dict[str, Any], tell: Tell) -> dict[str, Any] | None:
    """Run the `code` of the `cell` of a `post`; what it raises, as `_described`, or None.

    Where packages have to be fetched first, it does not run, and gives `{"needs": their names}`.

    `unrun` are [id, code] pairs of the cells above it that have not run, to be named where they are missed.
    """
    cell, code = args["cell"], args["code"]
    namespace = _namespace(args["post"])
    namespace.pop("__warningregistry__", None)  # what was warned of in another run is told again
    if missing := reach.missing(code):
        return {"needs": missing}
    _remember(cell, code)
    tell({"begun": True})
    paper = _Paper(tell)
    try:
        with redirect_stdout(_Stream(paper, "stdout")), redirect_stderr(_Stream(paper, "stderr")):
            _run(cell, code, namespace, paper)
    except BaseException as error:  # sys.exit() must not end the reader's Python
        values.forget_plots()
        return _described(error, cell, args.get("unrun", []))
    finally:
        paper.flush()
    return None


def _run(cell: str, code: str, namespace: dict[str, Any], paper: _Paper) -> None:
    steps, last = _compiled(cell, code)
    exec(steps, namespace)
    for part in values.parts_of(eval(last, namespace) if last else None):
        paper.show(part)


def _compiled(cell: str, code: str) -> tuple[CodeType, CodeType | None]:
    """All but a last expression, and that, whose value is shown.

    Asserts and docstrings count, whatever numpy was told: a text that stands alone is one, too.
    """
    tree = compile(code, cell, "exec", ast.PyCF_ONLY_AST, dont_inherit=True, optimize=0)
    assert isinstance(tree, ast.Module)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    steps = compile(tree, cell, "exec", dont_inherit=True, optimize=0)
    if not isinstance(last, ast.Expr):
        return steps, None
    return steps, compile(ast.Expression(last.value), cell, "eval", dont_inherit=True, optimize=0)


def _namespace(post: str) -> dict[str, Any]:
    """That of all cells. It lies in the post: `from .checks import check` finds the file beside its text."""
    main = sys.modules["__main__"]
    if getattr(main, "__package__", None) != f"posts.{post}":
        main = ModuleType("__main__")
        main.__package__ = f"posts.{post}"
        main.__file__ = f"/posts/{post}/index.md"
        sys.modules["__main__"] = main
        builtins.input = _no_input
        _MATPLOTLIBRC.write_text(values.MATPLOTLIBRC)
        os.environ["MATPLOTLIBRC"] = str(_MATPLOTLIBRC)
        warnings.filterwarnings("ignore", "FigureCanvasSVG is non-interactive")  # each cell shows its plots
        reach.limit()
    return vars(main)


def _no_input(prompt: object = "") -> NoReturn:
    raise RuntimeError("input() cannot wait for an answer here: write it into the cell, as in name = 'Ada'.")


def _remember(cell: str, code: str) -> None:
    """Tracebacks quote the lines of the cell as it is now."""
    _sources[cell] = code
    linecache.cache[cell] = len(code), None, [f"{line}\n" for line in code.split("\n")], cell


class _Paper:
    """What a cell says, told as it says it."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._stream = ""
        self._held = ""
        self._left = _MOST
        self._left_pictured = _MOST_PICTURED
        self._is_cut = False
        self._at_once = _AT_ONCE
        self._told_at = 0.0

    def write(self, stream: str, text: str) -> None:
        """Take a text that was written to `stdout` or `stderr`."""
        if stream != self._stream:
            self.flush()
            self._stream = stream
        kept = self._kept(text)
        self._held += kept
        soon = self._at_once > 0 or perf_counter() > self._told_at + _PACE
        if ("\n" in text and soon) or len(self._held) > _PIECE:
            self.flush()
        self._end(len(kept) < len(text))

    def show(self, part: values.Part) -> None:
        """Take what shows the value of the last line; text and tables count like what is printed."""
        self.flush()
        if table := part.get("table"):
            return self._show_table(table)
        if picture := part.get("picture"):
            return self._show_picture(picture)
        text = part["value"]
        if kept := self._kept(text):
            self._tell({"value": kept})
        return self._end(len(kept) < len(text))

    def _show_picture(self, picture: values.Part) -> None:
        """If there is room for it and its words."""
        size = sum(map(len, picture.values()))
        fits = size <= self._left_pictured
        if fits:
            self._left_pictured -= size
            self._tell({"picture": picture})
        self._end(not fits)

    def _show_table(self, table: values.Part) -> None:
        """As many of its rows as may be said."""
        fits = self._fits([table["caption"], *table["columns"]])
        rows = list(takewhile(self._fits, table["rows"] if fits else []))
        if rows:
            self._tell({"table": table | {"rows": rows}})
        self._end(len(rows) < len(table["rows"]))

    def _fits(self, texts: Sequence[str]) -> bool:
        """Whether all of them may be said."""
        text = "".join(texts)
        return len(self._kept(text)) == len(text)

    def flush(self) -> None:
        """Tell what is held."""
        if self._held:
            self._tell({self._stream: self._held})
            self._held = ""
            self._at_once -= 1
            self._told_at = perf_counter()

    def _kept(self, text: str) -> str:
        """As much of it as may be said."""
        kept = text[: self._left]
        self._left -= len(kept)
        return kept

    def _end(self, is_cut: bool) -> None:
        """Say once that it is not all."""
        if is_cut and not self._is_cut:
            self.flush()
            self._tell({"cut": True})
            self._is_cut = True


class _Stream(io.TextIOBase):
    """A cell's `sys.stdout` or `sys.stderr`."""

    def __init__(self, paper: _Paper, name: str) -> None:
        self._paper = paper
        self._name = name

    def writable(self) -> bool:
        """As `print` asks."""
        return True

    def write(self, text: str) -> int:
        """Write to the page."""
        if not isinstance(text, str):
            raise TypeError(f"write() takes text, not {type(text).__name__}")
        self._paper.write(self._name, text)
        return len(text)

    def flush(self) -> None:
        """Whoever asks for it wants it to be seen now."""
        self._paper.flush()


def _described(error: BaseException, cell: str, above: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """What was raised: `kind`, `message` and `hint`, what to do about it.

    `cell` and `line` are the innermost place in a cell, "" and 0 where there is none; `traceback` is as
    Python writes it, from the first place in a cell on. `missed` is the cell above that makes what is not
    there, "" where none does.
    """
    summary = traceback.TracebackException.from_exception(error)
    _begin_in_cells(summary)
    places = [(frame.filename, frame.lineno or 0) for frame in summary.stack if frame.filename in _sources]
    if isinstance(error, SyntaxError) and error.filename == cell:
        places.append((cell, error.lineno or 0))
    where, line = places[-1] if places else ("", 0)
    missed = _maker(error.name, above) if isinstance(error, NameError) else ""
    message = error.msg if isinstance(error, SyntaxError) else str(summary)
    most, most_traced = _MOST_RAISED
    return {
        "kind": _shortened(type(error).__name__, most),
        "message": _shortened(message.partition("\n")[0], most),
        "hint": reach.hint(error),
        "missed": missed,
        "cell": where,
        "line": line,
        "traceback": _shortened("".join(summary.format()), most_traced),
    }


def _shortened(text: str, most: int) -> str:
    """Its beginning and its end, which says the most of a traceback."""
    return text if len(text) <= most else f"{text[: most // 2]} … {text[-most // 2 :]}"


def _begin_in_cells(summary: traceback.TracebackException | None) -> None:
    """Leaves out the frames around the first one in a cell, and what else is ours."""
    if summary is None:
        return
    frames = dropwhile(lambda frame: frame.filename not in _sources, summary.stack)
    theirs = [frame for frame in frames if not frame.filename.startswith(_OURS)]
    summary.stack = traceback.StackSummary.from_list(theirs)
    _begin_in_cells(summary.__cause__)
    _begin_in_cells(summary.__context__)


def _maker(name: str | None, above: Iterable[tuple[str, str]]) -> str:
    """The last of these cells that gives something this name; "" where none does."""
    return next((cell for cell, code in reversed(list(above)) if name in _names_made(code)), "")


def _names_made(code: str) -> set[str]:
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return set()
    made: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            made.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            made.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            made.update(alias.asname or alias.name.partition(".")[0] for alias in node.names)
    return made
