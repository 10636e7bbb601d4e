"""Where in a file of JSON the rows lie: found in one pass over its bytes, of which a block is held.

JSON, JSON Lines and what a server streamed (`data: {…}`) alike: values, one after another. A row is an
element of one of the arrays that `_column` names, from one comma to the next.
"""

import re
from array import array
from dataclasses import dataclass, field

from .source import Source

type Column = array[int]  # of each row, where it begins and where it ends; 0, 0 where it is missing

_TEXT = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_FLAT = rb'(?:[^"\[\]{}]++|' + _TEXT + rb")*+"
_NESTED = rb'(?:[^"\[\]{}]++|' + _TEXT + rb"|\{%b\}|\[%b\])*+"
# What comes next: outside a row a text or a mark; in one, where whole brackets are passed over, a bracket. A
# quotation mark alone begins a text that the block does not end.
_OUTSIDE = re.compile(rb'[^"\[\]{},:]*+(' + _TEXT + rb'|["\[\]{},:]|\Z)', re.DOTALL)
_IN_A_ROW = re.compile(_NESTED % ((_NESTED % (_FLAT, _FLAT),) * 2) + rb'(["\[\]{}]|\Z)', re.DOTALL)
_CLOSES = {b"[": b"]", b"{": b"}"}
_BLOCK = 2**18  # bytes
_LONGEST_TEXT = 2**24
_LONGEST_ROW = 2**26
_DEEPEST = 64  # brackets
_LONGEST_KEY = 64
_BLANK = 4096  # bytes between the brackets of an array without elements

LEGACY = ("tokens", "token_logprobs", "top_logprobs")  # side by side, of one text
_OF_LOGPROBS = ("content", *LEGACY)
_ANYWHERE = ("prompt_logprobs", "completion_probabilities", "resps")


@dataclass
class Shape:
    """All rows of one shape: their columns, and at which row each text begins."""

    columns: dict[str, Column] = field(default_factory=dict)
    texts: Column = field(default_factory=lambda: array("q"))
    rows: int = 0

    def add(self, columns: dict[str, Column]) -> None:
        """Add a text; columns that are shorter than others lack their last rows."""
        before, self.rows = self.rows, self.rows + max(map(len, columns.values())) // 2
        self.texts.append(before)
        for name in columns.keys() | self.columns.keys():
            own = self.columns.setdefault(name, _missing(before))
            own.extend(columns.get(name, ()))
            own.extend(_missing(self.rows - len(own) // 2))


def _missing(rows: int) -> Column:
    return array("q", bytes(2 * 8 * rows))


@dataclass(frozen=True)
class Spans:
    """What a file has: rows by shape, which is named by its first column, and whether it ends early."""

    shapes: dict[str, Shape]
    is_cut: bool


def find_spans(source: Source) -> Spans:
    """Look through a file. Raises ValueError, a sentence, where it is no JSON, or far too deep."""
    walk = _Walk(source)
    is_cut = walk.through()
    return Spans(walk.shapes, is_cut)


def _column(name: str, parent: str, depth: int) -> str | None:
    """The column that an array's elements are of, by its key and that of the object which holds it."""
    if name in _ANYWHERE or (name in _OF_LOGPROBS and parent == "logprobs"):
        return name
    return name if name == "content" and depth == 1 else None  # `logprobs` itself was saved


class _Walk:
    """One pass: which brackets are open, under which keys, and the rows so far."""

    def __init__(self, source: Source):
        self.shapes: dict[str, Shape] = {}
        self._source = source
        self._closers: list[bytes] = []  # of all that is open
        self._names: list[str] = []  # the keys of what is open outside a row
        self._said = self._key = b""  # the last text, and that before the last colon
        self._column: str | None = None  # of whose array the elements are rows
        self._start = 0  # where an element began
        self._text: dict[str, Column] = {}

    def through(self) -> bool:
        """Look at all bytes, and return whether the file ends before what is open was closed."""
        rest, at = b"", 0
        while fresh := self._source.read(at, max(_BLOCK, len(rest))):
            block = rest + fresh
            rest = block[self._used(block, at - len(rest)) :]
            at += len(fresh)
            if len(rest) > _LONGEST_TEXT:
                raise self._damaged(at - len(rest), "a text begins that does not end")
        self._end_text()
        return bool(self._closers or rest)

    def _used(self, block: bytes, base: int) -> int:
        """Look at a block that begins at `base`, and return how much of it was used: not a text's part."""
        at = 0
        while found := (_OUTSIDE if self._is_outside else _IN_A_ROW).match(block, at):
            at, token = found.end(), found[1]
            if not token:
                break
            if token == b'"':
                return at - 1
            if token.startswith(b'"'):
                self._said = token[1:-1] if len(token) < _LONGEST_KEY else b""
            else:
                self._mark(token, base + at - 1)
        return len(block)

    @property
    def _is_outside(self) -> bool:
        return len(self._closers) == len(self._names)

    def _mark(self, mark: bytes, at: int) -> None:
        """Take note of a bracket, a comma or a colon."""
        if mark in _CLOSES:
            self._open(mark, at)
        elif mark == b":":
            self._key = self._said
        elif mark != b",":
            self._close(mark, at)
        elif self._column:
            self._end_element(at)

    def _open(self, mark: bytes, at: int) -> None:
        depth = len(self._closers)
        if depth == _DEEPEST:
            raise self._damaged(at, f"more than {_DEEPEST} brackets are open")
        self._closers.append(_CLOSES[mark])
        if self._column:
            return
        name, self._key = self._key.decode("utf-8", "replace"), b""
        if mark == b"[":
            self._column = _column(name, self._names[-1] if self._names else "", depth)
        if self._column:
            self._text.setdefault(self._column, array("q"))
            self._start = at + 1
        self._names.append(name)

    def _close(self, mark: bytes, at: int) -> None:
        if not self._closers or self._closers.pop() != mark:
            raise self._damaged(at, "a bracket is closed that was not open")
        if len(self._closers) >= len(self._names):
            return
        self._names.pop()
        self._key = b""
        if self._column:
            self._end_array(at)
        elif mark == b"}":
            self._end_text()

    def _end_element(self, at: int) -> None:
        if at - self._start > _LONGEST_ROW:
            raise self._damaged(self._start, f"a row begins that is longer than {_LONGEST_ROW} bytes")
        assert self._column
        self._text[self._column].extend((self._start, at))
        self._start = at + 1

    def _end_array(self, at: int) -> None:
        column = self._column
        assert column
        if self._text[column] or self._source.read(self._start, min(at - self._start, _BLANK)).strip():
            self._end_element(at)
        self._column = None
        if column not in LEGACY:
            self._end_text()

    def _end_text(self) -> None:
        """What was found becomes a text, if there is a row."""
        columns, self._text, self._column = self._text, {}, None
        if any(columns.values()):
            name = next((name for name in columns if name not in LEGACY), LEGACY[0])
            self.shapes.setdefault(name, Shape()).add(columns)

    def _damaged(self, at: int, what: str) -> ValueError:
        return ValueError(f"{self._source.name} is damaged, or no JSON: at byte {at}, {what}.")
