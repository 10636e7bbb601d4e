"""`#zipf-kl?n=1000&rho=0.5`: a figure's id and its state. The same rules as in the page's JavaScript.

A figure that compares may have another state pinned behind it: `#zipf-kl?rho=0.5&pin=rho:0.9,n:1000`, where
`pin=` alone pins the defaults. View choices are no part of what is pinned: it is shown as the figure is.

An author's link is read as it stands. The page also understands what mailers and chats make of one.
Both are tested against `tests/permalinks.json`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from sitegen.references.values import Control, Value, values_of

Declaration = Mapping[str, Any]
State = dict[str, Value]

PIN = "pin"

_BARE_END = re.compile(r"[!')*_.]$")
_TAIL = re.compile(r"[\s.,;:!?)\]}>\"'”’»*_]+$")
_MOST_SAID = 60
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


class Problem(NamedTuple):
    """Why a part of a permalink was not taken as it stands.

    `kind`: "unknown" or "repeated" control; value "refused", or "adjusted" to what the control can show; a
    "bare" sign at the end of a text; "view", a choice of how things are shown, which cannot be pinned.
    """

    name: str
    kind: str
    value: str


@dataclass(frozen=True)
class Reading:
    """The complete state that a permalink means, and what was wrong with it.

    `pinned` is the state behind it, of all controls that are no views; None where none is.
    """

    state: State
    problems: list[Problem]
    pinned: State | None = None


def default_state(declaration: Declaration) -> State:
    """Every control at its default."""
    return {control["name"]: control["default"] for control in declaration["controls"]}


def read(declaration: Declaration, query: str) -> Reading:
    """Read what follows the `?`. What cannot be used is named and left at its default."""
    controls = {control["name"]: control for control in declaration["controls"]}
    state, pinned = default_state(declaration), None
    problems: list[Problem] = []
    seen: set[str] = set()
    for part in filter(None, query.split("&")):
        raw_name, _, raw_value = part.partition("=")
        if not declaration["compares"] or _decode(raw_name) != PIN:
            problems += _read_term(controls, raw_name, raw_value, state, seen)
        elif pinned is None:
            pinned, found = _read_pin(controls, raw_value)
            problems += found
        else:
            problems.append(Problem(PIN, "repeated", raw_value))
    return Reading(state, problems, pinned)


def _read_pin(controls: Mapping[str, Control], raw: str) -> tuple[State, list[Problem]]:
    """What follows `pin=`: a state of the controls that are no views."""
    state = {name: control["default"] for name, control in controls.items() if not _is_view(control)}
    problems: list[Problem] = []
    seen: set[str] = set()
    for part in filter(None, raw.split(",")):
        raw_name, _, raw_value = part.partition(":")
        problems += _read_term(controls, raw_name, raw_value, state, seen)
    return state, problems


def _is_view(control: Control) -> bool:
    return bool(control.get("view"))


def _read_term(
    controls: Mapping[str, Control], raw_name: str, raw_value: str, state: State, seen: set[str]
) -> list[Problem]:
    """Takes one control's value into the state, which holds the controls that may be set here."""
    name, value = _decode(raw_name), _decode(raw_value)
    if name is None or name not in controls:
        return [Problem(name or raw_name, "unknown", value or raw_value)]
    if name not in state:
        return [Problem(name, "view", value or raw_value)]
    if name in seen:
        return [Problem(name, "repeated", value or raw_value)]
    seen.add(name)
    return _take(controls[name], value, raw_value, state)


def _take(control: Control, value: str | None, raw: str, state: State) -> list[Problem]:
    name, values = control["name"], values_of(control)
    bare = _TAIL.search(raw) if values.free else None
    value = _decode(raw[: bare.start()]) if bare else value
    meant = None if value is None else values.normalise(control, value)
    if value is None or meant is None:
        return [Problem(name, "refused", value or raw)]
    state[name] = meant
    if bare:
        return [Problem(name, "bare", raw)]
    return [] if values.is_exact(value, meant) else [Problem(name, "adjusted", value or raw)]


def write(
    declaration: Declaration, state: Mapping[str, Value], pinned: Mapping[str, Value] | None = None
) -> str:
    """The permalink of a state, without the `#`; what is at its default is left out.

    `pinned` is the state pinned behind it, if any; its view choices do not count.
    """
    controls = declaration["controls"]
    parts = [f"{name}={text}" for name, text in _changed(controls, state)]
    if pinned is not None:
        terms = _changed([control for control in controls if not _is_view(control)], pinned)
        parts.append(f"{PIN}={','.join(f'{name}:{text}' for name, text in terms)}")
    return f"{declaration['id']}?{'&'.join(parts)}"


def _changed(controls: Iterable[Control], state: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """The controls that are not at their defaults, and their values as text."""
    for control in controls:
        value = state[control["name"]]
        if value != control["default"]:
            yield control["name"], _quoted(values_of(control).written(control, value))


def _quoted(text: str) -> str:
    """A value in a link. It ends in no bare sign: the sentence around a link may take or add one."""
    return _BARE_END.sub(lambda sign: f"%{ord(sign[0]):02X}", quote(text, safe="!'()*~"))


def _decode(text: str) -> str | None:
    if "%" not in text:
        return text
    if _BROKEN_ESCAPE.search(text):
        return None
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        return None


def describe(declaration: Declaration, problem: Problem) -> tuple[str, str]:
    """What is wrong with a permalink, and what would be right."""
    controls = {control["name"]: control for control in declaration["controls"]}
    name, kind, value = problem
    if kind == "unknown":
        near = get_close_matches(name, controls, 1)
        remedy = f"Did you mean `{near[0]}`?" if near else f"It has {', '.join(controls)}."
        return f"the figure `{declaration['id']}` has no control `{name}`", remedy
    if kind == "repeated":
        return f"the control `{name}` is given twice", "Keep one of them."
    if kind == "view":
        return f"the view `{name}` is pinned", f"Take it out of `{PIN}`: both states are shown alike."
    if kind == "bare":
        what = f"`{name}` ends in a bare sign, which is taken for the end of a sentence around the link"
        return what, f"Write `{name}={_closed(value)}`."
    control, near_value = controls[name], ""
    if kind == "adjusted":
        near_value = f"; nearest is {_short(str(values_of(control).normalise(control, value)))}"
    return f"`{name}` cannot be `{_short(value)}`", f"{values_of(control).allowed(control)}{near_value}."


def _closed(raw: str) -> str:
    """What an author wrote in a link, ending in no bare sign."""
    return _TAIL.sub(lambda signs: "".join(f"%{byte:02X}" for byte in signs[0].encode()), raw)


def _short(text: str) -> str:
    return text if len(text) <= _MOST_SAID else f"{text[: _MOST_SAID - 1]}…"
