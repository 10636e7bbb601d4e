"""A file: one that a reader chooses, drops or pastes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from explorable.controls.control import Control, Json

_HANDLE = re.compile(r"([a-z0-9]{1,16})?", re.ASCII)


@dataclass(frozen=True)
class File:
    """A file of the reader's own; `kinds` says in words which are meant, `pasted` whether text may be one.

    `instead` names the controls that say what is shown without it: a link that sets one of these puts the
    file away, and any other keeps it.

    In a state it is a word by which the page knows the file as long as it is open, "" where none is chosen:
    neither its bytes nor its name are in a state, and no link brings it. `Chosen` asks for the file itself.
    """

    name: str
    label: str
    kinds: str
    pasted: bool = False
    help: str = ""
    instead: Sequence[str] = ()
    default: ClassVar[str] = ""
    view: ClassVar[bool] = False

    def declaration(self) -> Json:
        """The control as the page reads it."""
        return {
            "kind": "file",
            "name": self.name,
            "label": self.label,
            "kinds": self.kinds,
            "pasted": self.pasted,
            "default": self.default,
            "help": self.help,
            "instead": list(self.instead),
        }

    def faults(self, controls: Sequence[Control]) -> Iterator[str]:
        """What is wrong with this declaration."""
        if not self.kinds.strip():
            yield 'does not say which files it takes: give it kinds, as in kinds="CSV"'
        for name in self.instead:
            if name == self.name or all(name != other.name for other in controls):
                yield f'is shown instead of "{name}", which no other control is called: correct the name'

    def accept(self, value: object) -> str:
        """`value` where it may be a page's word for a file, else ValueError."""
        if not isinstance(value, str) or not _HANDLE.fullmatch(value):
            raise ValueError(f"takes a file that the reader chooses, not {value!r}")
        return value

    def written(self, value: str) -> str:
        """`value` as links write it."""
        return value
