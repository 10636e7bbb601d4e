"""Where in a file of JSON the rows lie: found in one pass over its bytes, of which a block is held.

JSON, JSON Lines and what a server streamed (`data: {…}`) alike: values, one after another. A row is an
element of one of the arrays that `_column` names, from one comma to the next.
"""

import re
from array import array
from dataclasses import dataclass

from .source import Source
from .texts import LEGACY, Columns, Shapes, Texts

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
_LONGEST_ROW = 2**25  # bytes: what is decoded at once takes many times as much
AGAIN = "save the answer again, as it came"
_DEEPEST = 64  # brackets
_LONGEST_KEY = 64
_BLANK = 4096  # bytes between the brackets of an array without elements
_LONGEST_WORD = 20  # bytes: of a number that counts texts, or of `true`
_MOST_ROWS = 2**22

_OF_LOGPROBS = ("content", *LEGACY)
_ANYWHERE = ("prompt_logprobs", "completion_probabilities", "resps")


@dataclass(frozen=True)
class Spans:
    """What a file has: texts by shape, and whether it ends early."""

    shapes: Shapes
    is_cut: bool


def find_spans(source: Source) -> Spans:
    """Look through a file. Raises ValueError, a sentence, where it is no JSON, or far too deep."""
    walk = _Walk(source)
    is_cut = walk.through()
    return Spans(walk.texts.whole, is_cut)


def _column(name: str, parent: str, depth: int) -> str | None:
    """The column that an array's elements are of, by its key and that of the object which holds it."""
    if name in _ANYWHERE or (name in _OF_LOGPROBS and parent == "logprobs"):
        return name
    return name if name == "content" and depth == 1 else None  # `logprobs` itself was saved


class _Walk:
    """One pass: which brackets are open, under which keys, and the rows so far."""

    def __init__(self, source: Source):
        self.texts = Texts()
        self._source = source
        self._closers: list[bytes] = []  # of all that is open
        self._names: list[str] = []  # the keys of what is open outside a row
        self._said = self._key = b""  # the last text, and that before the last colon
        self._colon = 0  # where that is
        self._column: str | None = None  # of whose array the elements are rows
        self._start = 0  # where an element began
        self._rows = 0
        self._text: Columns = {}

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
        self._end_value(at)
        self.texts.end()
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

    @property
    def _is_outermost(self) -> bool:
        """Whether what is open is a value of its own, or one of a list of them."""
        return not any(self._names)

    def _mark(self, mark: bytes, at: int) -> None:
        """Take note of a bracket, a comma or a colon."""
        if mark in _CLOSES:
            self._open(mark, at)
        elif mark == b":":
            self._key, self._colon = self._said, at
            if not self._closers:  # behind `data`
                self._key = b""
                self.texts.chunk()
        elif mark != b",":
            self._close(mark, at)
        elif self._column:
            self._end_element(at)
        else:
            self._hear(at)

    def _hear(self, at: int) -> None:
        """Take note of what was said that tells which text goes on; `at` is where it ends."""
        key, self._key = self._key, b""
        if key == b"index" and (self._is_outermost or self._names[-2:] == ["choices", ""]):
            self.texts.choose(self._word(at))
        elif key and self._is_outermost:
            self.texts.hear(key, self._word(at) if key == b"stop" else self._said)

    def _word(self, at: int) -> bytes:
        """What lies between the last colon and `at`: a number, or a word."""
        return self._source.read(self._colon + 1, min(at - self._colon - 1, _LONGEST_WORD)).strip()

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
        if self._column:
            self._end_array(at)
        elif mark == b"}":
            self._hear(at)
            self._end_text()
            if self._is_outermost:
                self._end_value(at)
        self._names.pop()
        self._key = b""
        if not self._names and mark == b"]":  # data: [DONE]
            self.texts.end()

    def _end_element(self, at: int) -> None:
        if at - self._start > _LONGEST_ROW:
            raise self._damaged(self._start, f"a row begins that is longer than {_LONGEST_ROW} bytes")
        assert self._column
        self._text[self._column].extend((self._start, at))
        self._start = at + 1
        self._rows += 1
        if self._rows > _MOST_ROWS:
            raise self._damaged(at, f"more than {_MOST_ROWS} rows have come")

    def _end_array(self, at: int) -> None:
        column = self._column
        assert column
        if self._text[column] or self._source.read(self._start, min(at - self._start, _BLANK)).strip():
            self._end_element(at)
        self._column = None
        if column not in LEGACY:
            self._end_text()

    def _end_text(self) -> None:
        """What was found is of one text, if there is a row."""
        self.texts.add(self._text)
        self._text, self._column = {}, None

    def _end_value(self, at: int) -> None:
        """An outermost object is whole."""
        try:
            self.texts.end_value()
        except ValueError as error:
            raise self._damaged(at, str(error)) from error

    def _damaged(self, at: int, what: str) -> ValueError:
        return ValueError(f"{self._source.name} is damaged, or no JSON: at byte {at}, {what}: {AGAIN}.")
