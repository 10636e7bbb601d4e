"""Rows put together to texts: an answer's are one each, and what was streamed comes a few tokens at a time.

Such a chunk is told by `data:` before it, by what OpenAI calls its kind, or by llama-server's
`"stop": false`. It goes on with one of the texts that the server writes at a time, whose number it says.
"""

from array import array
from dataclasses import dataclass, field

type Column = array[int]  # of each row, where it begins and where it ends; 0, 0 where it is missing
type Columns = dict[str, Column]

LEGACY = ("tokens", "token_logprobs", "top_logprobs")  # side by side, of one text
MOST_AT_A_TIME = 256
_CHUNK = b".chunk"  # how OpenAI's kind of it ends
_FIRST = b"0"


@dataclass
class Shape:
    """All rows of one shape: their columns, and at which row each text begins."""

    columns: Columns = field(default_factory=dict)
    texts: Column = field(default_factory=lambda: array("q"))
    rows: int = 0

    def add(self, columns: Columns) -> None:
        """Add a text; columns that are shorter than others lack their last rows."""
        before, self.rows = self.rows, self.rows + max(map(len, columns.values())) // 2
        self.texts.append(before)
        for name in columns.keys() | self.columns.keys():
            own = self.columns.setdefault(name, _missing(before))
            own.extend(columns.get(name, ()))
            own.extend(_missing(self.rows - len(own) // 2))


class Shapes(dict[str, Shape]):
    """Texts by their shape, which is named by its first column."""

    def add(self, columns: Columns) -> None:
        """Add a text."""
        name = next((name for name in columns if name not in LEGACY), LEGACY[0])
        self.setdefault(name, Shape()).add(columns)


class Texts:
    """All texts of a file, as far as they are known, and those that the next chunk may go on with."""

    def __init__(self) -> None:
        self.whole = Shapes()
        self._going_on: dict[bytes, Shapes] = {}  # by their number
        self._stream = b""  # what the server calls what goes on
        self._forget()

    def chunk(self) -> None:
        """Take note that the value which is read is a chunk."""
        self._is_chunk = True

    def hear(self, key: bytes, said: bytes) -> None:
        """Take note of what the value says of itself."""
        if key == b"id":
            self._name = said
        elif key == b"object":
            self._is_chunk |= said.endswith(_CHUNK)
        elif key == b"stop":
            self._is_last = said == b"true"
            self._is_chunk |= said == b"false" or bool(self._going_on)

    def choose(self, number: bytes) -> None:
        """Take note of which text the rows are that come now."""
        self._choice = number

    def add(self, columns: Columns) -> None:
        """Take note of rows of the value: of a whole text, or of what goes on with one."""
        if any(columns.values()):
            self._found.append((self._choice, columns))

    def end_value(self) -> None:
        """The value is whole. Raises ValueError where it goes on with one text too many."""
        if self._is_chunk and self._name != self._stream:
            self.end()
            self._stream = self._name
        for choice, columns in self._found:
            shapes = self._going_on.setdefault(choice, Shapes()) if self._is_chunk else self.whole
            shapes.add(columns)
        if len(self._going_on) > MOST_AT_A_TIME:
            raise ValueError(f"more than {MOST_AT_A_TIME} texts are streamed at a time")
        if self._is_last:
            self.end()
        self._forget()

    def end(self) -> None:
        """No chunk follows that goes on with what there is."""
        for shapes in self._going_on.values():
            for shape in shapes.values():
                self.whole.add(shape.columns)
        self._going_on.clear()

    def _forget(self) -> None:
        """What is known of a value before it is read."""
        self._found: list[tuple[bytes, Columns]] = []
        self._is_chunk = self._is_last = False
        self._name, self._choice = b"", _FIRST


def _missing(rows: int) -> Column:
    return array("q", bytes(2 * 8 * rows))
