"""Links to a figure's states, as the page and the generator write them: `#builder?picks=12.7&pin=t:0.5`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from explorable.controls import Control, State, Value

LINKED = 500  # characters of one value: a page keeps what is longer when such a link is followed
PIN = "pin"  # what a link calls the pinned state: no control may have this name

_ESCAPED = re.compile(r"[^-A-Za-z0-9~(!')*_.]|[!')*_.]\Z")  # signs, and those in which no link may end


def links(
    figure_id: str, controls: Sequence[Control], state: State, pinned: State | None = None
) -> Callable[[Mapping[str, Value]], str]:
    """What makes links to a state with some values changed, which may have another pinned behind it.

    What is at its default is left out. What is the same in all links is written once.
    """
    known = {control.name: control for control in controls}
    same = {name: _term(control, state.values[name]) for name, control in known.items()}
    behind = "" if pinned is None else _pin(controls, pinned)

    def changed(values: Mapping[str, Value]) -> str:
        terms = same | {name: _term(known[name], value) for name, value in values.items()}
        return f"#{figure_id}?{'&'.join(filter(None, (*terms.values(), behind)))}"

    return changed


def _pin(controls: Sequence[Control], pinned: State) -> str:
    terms = (_term(c, pinned.values[c.name], ":") for c in controls if not c.view)
    return f"{PIN}={','.join(filter(None, terms))}"


def _term(control: Control, value: Value, mark: str = "=") -> str:
    """A control's name and value in a link; "" where that is the default, or too long for one."""
    text = control.written(value)
    return "" if value == control.default or len(text) > LINKED else f"{control.name}{mark}{quoted(text)}"


def quoted(text: str) -> str:
    """A value in a link. It ends in no bare sign: the sentence around a link may take or add one."""
    return _ESCAPED.sub(_escaped, text)


def _escaped(character: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in character[0].encode())
