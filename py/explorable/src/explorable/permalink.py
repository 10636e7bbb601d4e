"""Links to a figure's states, as the page and the generator write them: `#builder?picks=12.7&pin=t:0.5`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from explorable.controls import Control, State, Value

PIN = "pin"  # what a link calls the pinned state: no control may have this name

_TAIL = frozenset("!')*_.")
_KEPT = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-~(") | _TAIL


def links(
    figure_id: str, controls: Sequence[Control], state: State, pinned: State | None = None
) -> Callable[[Mapping[str, Value]], str]:
    """What makes links to a state with some values changed, which may have another pinned behind it.

    What is at its default is left out. What is the same in all links is written once.
    """
    same = {control.name: _text(control, state.values[control.name]) for control in controls}
    behind = () if pinned is None else (_pin(controls, pinned),)

    def changed(values: Mapping[str, Value]) -> str:
        texts = same | {c.name: _text(c, values[c.name]) for c in controls if c.name in values}
        terms = (f"{name}={text}" for name, text in texts.items() if text is not None)
        return f"#{figure_id}?{'&'.join((*terms, *behind))}"

    return changed


def _pin(controls: Sequence[Control], pinned: State) -> str:
    texts = ((c.name, _text(c, pinned.values[c.name])) for c in controls if not c.view)
    return f"{PIN}={','.join(f'{name}:{text}' for name, text in texts if text is not None)}"


def _text(control: Control, value: Value) -> str | None:
    """A control's value in a link; None where it is the default."""
    return None if value == control.default else _quoted(control.written(value))


def _quoted(text: str) -> str:
    """A value in a link. It ends in no bare sign: the sentence around a link may take or add one."""
    last = len(text) - 1
    return "".join(
        c if c in _KEPT and not (at == last and c in _TAIL) else _escaped(c) for at, c in enumerate(text)
    )


def _escaped(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())
