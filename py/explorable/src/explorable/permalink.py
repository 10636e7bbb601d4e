"""Links to a figure's states, as the page and the generator write them: `#builder?picks=12.7&pin=t:0.5`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from explorable.controls import Control, State

PIN = "pin"  # what a link calls the pinned state: no control may have this name

_TAIL = frozenset("!')*_.")
_KEPT = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-~(") | _TAIL


def link(figure_id: str, controls: Sequence[Control], state: State, pinned: State | None = None) -> str:
    """A link to a state, which may have another pinned behind it; what is at its default is left out."""
    terms = [f"{name}={text}" for name, text in _changed(controls, state)]
    if pinned is not None:
        substance = (control for control in controls if not control.view)
        terms.append(f"{PIN}={','.join(f'{name}:{text}' for name, text in _changed(substance, pinned))}")
    return f"#{figure_id}?{'&'.join(terms)}"


def _changed(controls: Iterable[Control], state: State) -> Iterator[tuple[str, str]]:
    for control in controls:
        value = state.values[control.name]
        if value != control.default:
            yield control.name, _quoted(control.written(value))


def _quoted(text: str) -> str:
    """A value in a link. It ends in no bare sign: the sentence around a link may take or add one."""
    last = len(text) - 1
    return "".join(
        c if c in _KEPT and not (at == last and c in _TAIL) else _escaped(c) for at, c in enumerate(text)
    )


def _escaped(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())
