"""`#zipf-kl?n=1000&rho=0.5`: a figure's id and its state. The same rules as in the page's JavaScript.

A figure that compares may have another state pinned behind it: `#zipf-kl?rho=0.5&pin=rho:0.9,n:1000`, where
`pin=` alone pins the defaults. View choices are no part of what is pinned: it is shown as the figure is.

An author's link is read as it stands. The page also understands what mailers and chats make of one.
Both are tested against `tests/permalinks.json`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

Declaration = Mapping[str, Any]
Value = float | int | str
State = dict[str, Value]

PIN = "pin"

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


class Problem(NamedTuple):
    """Why a part of a permalink was not taken as it stands.

    `kind`: "unknown" or "repeated" control; value "refused", or "adjusted" to what the control can show;
    "view", a choice of how things are shown, which cannot be pinned.
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


def _read_pin(controls: Mapping[str, Mapping[str, Any]], raw: str) -> tuple[State, list[Problem]]:
    """What follows `pin=`: a state of the controls that are no views."""
    state = {name: control["default"] for name, control in controls.items() if not _is_view(control)}
    problems: list[Problem] = []
    seen: set[str] = set()
    for part in filter(None, raw.split(",")):
        raw_name, _, raw_value = part.partition(":")
        problems += _read_term(controls, raw_name, raw_value, state, seen)
    return state, problems


def _is_view(control: Mapping[str, Any]) -> bool:
    return bool(control["kind"] == "choice" and control["view"])


def _read_term(
    controls: Mapping[str, Mapping[str, Any]], raw_name: str, raw_value: str, state: State, seen: set[str]
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


def _take(control: Mapping[str, Any], value: str | None, raw: str, state: State) -> list[Problem]:
    name = control["name"]
    meant = None if value is None else normalise(control, value)
    if meant is None:
        return [Problem(name, "refused", value or raw)]
    state[name] = meant
    exact = control["kind"] == "choice" or float(value or "") == meant
    return [] if exact else [Problem(name, "adjusted", value or raw)]


def normalise(control: Mapping[str, Any], text: str) -> Value | None:
    """The value of a control that `text` means, or None where it means none.

    Numbers: a strict decimal of at most 40 characters, finite; clamped to [min, max]; rounded (half up) to
    min + k·fine, not beyond max; then to the decimals of `min` and `fine`.
    Choices: one of the values, exactly.
    """
    if control["kind"] == "choice":
        return text if any(option["value"] == text for option in control["options"]) else None
    if len(text) > 40 or not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    return _on_step(control, number) if math.isfinite(number) else None


def _on_step(control: Mapping[str, Any], number: float) -> float | int:
    low, high, step = control["min"], control["max"], control["fine"]
    clamped = min(max(number, low), high)
    steps = math.floor((clamped - low) / step + 0.5)
    if low + steps * step > high + step / 1000:
        steps -= 1
    rounded = float(f"{low + steps * step:.{_places(control)}f}") + 0.0
    return int(rounded) if rounded.is_integer() else rounded


def _places(control: Mapping[str, Any]) -> int:
    """How many digits after the point it takes to write every min + k·fine."""
    return max(decimals(control["min"]), decimals(control["fine"]))


def decimals(number: float) -> int:
    """How many digits `number` has after the point: 0.002 → 3, 1e-7 → 7, 5 → 0."""
    exponent = Decimal(repr(number)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


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


def _changed(controls: Iterable[Mapping[str, Any]], state: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """The controls that are not at their defaults, and their values as text."""
    for control in controls:
        value = state[control["name"]]
        if value != control["default"]:
            yield control["name"], _text(control, value)


def _text(control: Mapping[str, Any], value: Value) -> str:
    return quote(value, safe="!'()*~") if isinstance(value, str) else written(control, value)


def written(control: Mapping[str, Any], value: float) -> str:
    """A number as links, fields and parameters write it: no exponent, no needless zero."""
    text = f"{value:.{_places(control)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decode(text: str) -> str | None:
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
    what = f"`{name}` cannot be `{value}`"
    control = controls[name]
    if kind == "refused" and control["kind"] == "choice":
        return what, f"It is one of {', '.join(option['value'] for option in control['options'])}."
    near_value = f"; nearest is {normalise(control, value)}" if kind == "adjusted" else ""
    return (
        what,
        f"It goes from {control['min']} to {control['max']} in steps of {control['fine']}{near_value}.",
    )
