"""What a figure shows: numbers, notes, and the picture with everything that is said beside it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from explorable.controls import Json, Value
from explorable.needs import Stream

type Width = Literal["wide", "narrow"]

WIDTHS: tuple[Width, ...] = ("wide", "narrow")


@dataclass(frozen=True)
class Output:
    """A number that the figure shows: its name, its words and whose colour it wears."""

    name: str
    label: str
    group: str = ""
    tone: str = ""
    help: str = ""


@dataclass(frozen=True)
class Readout:
    """The value of an output: in full (None where it is undefined, never NaN), and as the reader sees it.

    `pinned` is the text of the pinned state's value, where one is pinned.
    """

    value: float | None
    text: str
    unit: str = ""
    pinned: str = ""


@dataclass(frozen=True)
class Handout:
    """A text that the figure writes for the reader to copy, or to save as a file that ends in `.kind`."""

    name: str
    label: str
    kind: str


type Text = Generator[object, None, str]
"""A file's text, some at a time, with Progress in between; it returns what is said of the file, sentences."""


@dataclass(frozen=True)
class Download[R]:
    """A file that ends in `.kind`, too long to be shown: it is written once the reader asks for it.

    `write` gives its text for a result, or the Stream of a service that yields that text. Where there is
    none, nothing is saved, and what is said of it is why. `label` is what the button says.
    """

    name: str
    label: str
    kind: str
    write: Callable[[R], Text | Stream]

    def declaration(self) -> Json:
        """It, as the page reads it."""
        return {"name": self.name, "label": self.label, "kind": self.kind}


@dataclass(frozen=True)
class Note:
    """Something exceptional about a state, in a sentence.

    `link` is the words of a link that sets the controls in `state` and leaves the others as they are.
    """

    text: str
    link: str = ""
    state: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawing:
    """Everything a figure says about one state, drawn at one width.

    `svg`, `html` and `table` are complete elements; a long table is better given as what writes it, for it is
    not asked for while a control moves. `html` is for what is text, a sentence of tokens or a
    table, and stands above the `svg`, as `below` does below it; each may be empty. `controls` holds a short
    live note for a control, `notes` explain what is exceptional about the state, `clauses` are parts of
    sentences of the post's text, `handouts` texts to take along.
    """

    svg: str
    readouts: Mapping[str, Readout]
    sentence: str
    table: str | Callable[[], str]
    notes: tuple[Note, ...] = ()
    controls: Mapping[str, str] = field(default_factory=dict)
    clauses: Mapping[str, str] = field(default_factory=dict)
    handouts: Mapping[str, str] = field(default_factory=dict)
    html: str = ""
    below: str = ""

    @property
    def markup(self) -> str:
        """What is drawn, part after part."""
        return self.html + self.svg + self.below

    @property
    def table_markup(self) -> str:
        """The table, written."""
        return self.table() if callable(self.table) else self.table
