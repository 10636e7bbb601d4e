"""What every kind of control is.

A kind is a class here, a template in `templates/controls/`, a script in `templates/assets/js/state/kinds/`,
which its `index.js` lists. The generator knows none by name: how links write its values it takes from what is
declared of them (`min`, `max` and `fine`; `options`; `max` and `lines`; `vocabulary` and `most`;
`parts` and `whole`; `kinds`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

type Plain = int | float | str
type Value = Plain | tuple[int, ...]
type Json = dict[str, Any]

TONES = ("", "p", "q")


class Control(Protocol):
    """Something that a reader may move.

    It knows its declaration (plain JSON), the mistakes an author can make in it, which values it accepts, and
    how links write them. Every mistake is a clause that says what is wrong and what to do; the figure puts
    the place in front of it.
    """

    @property
    def name(self) -> str:
        """What links and `state.name` call it."""

    @property
    def default(self) -> Value:
        """The value at first."""

    @property
    def view(self) -> bool:
        """Whether it says how things are shown, and changes no value."""

    def declaration(self) -> Json:
        """The control as the page reads it; `kind` names its macro and its script."""

    def faults(self, controls: Sequence[Control]) -> Iterator[str]:
        """What is wrong with this declaration, which is one of `controls`."""

    def accept(self, value: object) -> Value:
        """`value` as one of this control's own; raises ValueError, with a clause, where it is none."""

    def written(self, value: Any) -> str:
        """A value that it accepts, as links and fields write it."""


def plain_state(state: Mapping[str, Value]) -> dict[str, Plain]:
    """The values of a state as the page holds them."""
    return {name: _plain(value) for name, value in state.items()}


def _plain(value: Value) -> Plain:
    return ".".join(map(str, value)) if isinstance(value, tuple) else value
