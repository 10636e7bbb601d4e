"""A choice: one of a few named options."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from explorable.controls.control import Control, Json


@dataclass(frozen=True)
class Option:
    """One of the values of a choice, and the words for it."""

    value: str
    label: str


@dataclass(frozen=True)
class Choice:
    """One of a few named options. With `view`, it says how things are shown, and changes no value."""

    name: str
    label: str
    options: tuple[Option, ...]
    default: str
    help: str = ""
    view: bool = False

    def declaration(self) -> Json:
        """The control as the page reads it."""
        return {
            "kind": "choice",
            "name": self.name,
            "label": self.label,
            "default": self.default,
            "options": [{"value": option.value, "label": option.label} for option in self.options],
            "help": self.help,
            "view": self.view,
        }

    def faults(self, controls: Sequence[Control]) -> Iterator[str]:
        """What is wrong with this declaration."""
        values = [option.value for option in self.options]
        if len(values) < 2:
            yield f"offers {len(values)} option(s): give it at least two"
        if len(set(values)) < len(values):
            yield "offers the same value twice: give each option its own"
        if self.default not in values:
            yield f'has the default "{self.default}": choose one of {", ".join(values)}'

    def accept(self, value: object) -> str:
        """`value` where it is one of the options, else ValueError."""
        values = [option.value for option in self.options]
        if not isinstance(value, str) or value not in values:
            raise ValueError(f"takes one of {', '.join(values)}, not {value!r}")
        return value

    def written(self, value: str) -> str:
        """`value` as links write it."""
        return value
