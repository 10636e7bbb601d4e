"""The values of controls, as links write them. The same rules as in the page's JavaScript.

No kind of control is known here: what one declares of its values says of which sort they are.
"""

from __future__ import annotations

import functools
import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

type Control = Mapping[str, Any]  # as its figure declares it
type Value = float | int | str

_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_NEW_LINE = re.compile(r"\r\n?")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ID_LIST = re.compile(r"(\d{1,9}(\.\d{1,9})*)?", re.ASCII)


def _as_it_is(control: Control, value: str) -> str:
    return value


@dataclass(frozen=True)
class Sort:
    """How values of one sort are read and written.

    `normalise` gives the value that a text means, brought to what the control can show, or None where it
    means none; `allowed` says what it may be. `written` is a value in links and fields, and `is_exact` tells
    whether a text is just that. `free` values may end in any sign: links escape that one, and a bare one is
    the sentence's around the link. `numeric` ones the text may have a handle on.
    """

    normalise: Callable[[Control, str], Value | None]
    allowed: Callable[[Control], str]
    written: Callable[[Control, Any], str] = _as_it_is
    is_exact: Callable[[str, Any], bool] = operator.eq
    free: bool = False
    numeric: bool = False


def _number(control: Control, text: str) -> float | int | None:
    """A strict decimal of at most 40 characters, finite; clamped to [min, max].

    Rounded (half up) to min + k·fine, not beyond max; then to the decimals of `min` and `fine`.
    """
    if len(text) > 40 or not _DECIMAL.fullmatch(text):
        return None
    number = float(text)
    return _on_step(control, number) if math.isfinite(number) else None


def _on_step(control: Control, number: float) -> float | int:
    low, high, step = control["min"], control["max"], control["fine"]
    clamped = min(max(number, low), high)
    steps = math.floor((clamped - low) / step + 0.5)
    if low + steps * step > high + step / 1000:
        steps -= 1
    rounded = float(f"{low + steps * step:.{_places(control)}f}") + 0.0
    return int(rounded) if rounded.is_integer() else rounded


def _places(control: Control) -> int:
    """How many digits after the point it takes to write every min + k·fine."""
    return max(decimals(control["min"]), decimals(control["fine"]))


@functools.cache
def decimals(number: float) -> int:
    """How many digits `number` has after the point: 0.002 → 3, 1e-7 → 7, 5 → 0."""
    exponent = Decimal(repr(number)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _range(control: Control) -> str:
    return f"It goes from {control['min']} to {control['max']} in steps of {control['fine']}"


def _decimal(control: Control, value: float) -> str:
    """No exponent, no needless zero."""
    text = f"{value:.{_places(control)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _option(control: Control, text: str) -> str | None:
    """One of the values, exactly."""
    return text if any(option["value"] == text for option in control["options"]) else None


def _options(control: Control) -> str:
    return f"It is one of {', '.join(option['value'] for option in control['options'])}"


def _text(control: Control, text: str) -> str:
    r"""Line breaks become `\n`, or blanks where there is one line; what is unseen and what is over go."""
    text = _NEW_LINE.sub("\n", text)
    text = text.replace("\n", " ") if control["lines"] == 1 else text
    return _UNSEEN.sub("", text)[: control["max"]]


def _room(control: Control) -> str:
    lines = "one line" if control["lines"] == 1 else "lines"
    return f"It is {lines} of at most {control['max']} characters"


def _ids(control: Control, text: str) -> str | None:
    """Ids with points between, each below `vocabulary`; what comes after the first `most` goes."""
    if not _ID_LIST.fullmatch(text):
        return None
    ids = [int(each) for each in text.split(".") if each]
    if any(each >= control["vocabulary"] for each in ids):
        return None
    return ".".join(map(str, ids[: control["most"]]))


def _vocabulary(control: Control) -> str:
    last = control["vocabulary"] - 1
    return f"It is at most {control['most']} ids from 0 to {last} with points between, as in `12.7`"


def _shares(control: Control, text: str) -> str | None:
    """As many numbers as there are parts, points between, not all zero; divided so that they make the whole.

    Each gets what it has for certain, and what is left goes, one by one, to those with the largest rest.
    """
    if not _ID_LIST.fullmatch(text) or not text:
        return None
    weights = [int(each) for each in text.split(".")]
    total, whole = sum(weights), control["whole"]
    if len(weights) != len(control["parts"]) or not total:
        return None
    shares, rests = zip(*(divmod(each * whole, total) for each in weights), strict=True)
    first = sorted(range(len(rests)), key=lambda at: -rests[at])[: whole - sum(shares)]
    return ".".join(str(share + (at in first)) for at, share in enumerate(shares))


def _whole(control: Control) -> str:
    return (
        f"It is {len(control['parts'])} whole numbers with points between, which add up to {control['whole']}"
    )


def _none(control: Control, text: str) -> str | None:
    """A link brings no file."""
    return "" if not text else None


def _chosen(control: Control) -> str:
    return "It is a file that the reader chooses: leave it out"


_NUMBER = Sort(_number, _range, _decimal, is_exact=lambda text, value: float(text) == value, numeric=True)
_OPTION = Sort(_option, _options)
_TEXT = Sort(_text, _room, free=True)
_IDS = Sort(_ids, _vocabulary)
_SHARES = Sort(_shares, _whole)
_FILE = Sort(_none, _chosen)


def values_of(control: Control) -> Sort:
    """How the values of `control` are read and written."""
    match control:
        case {"min": _, "max": _, "fine": _}:
            return _NUMBER
        case {"options": _}:
            return _OPTION
        case {"max": _, "lines": _}:
            return _TEXT
        case {"vocabulary": _, "most": _}:
            return _IDS
        case {"parts": _, "whole": _}:
            return _SHARES
        case {"kinds": _}:
            return _FILE
    raise ValueError(f"{control['name']}: its kind declares none of the shapes above, which explorable has.")
