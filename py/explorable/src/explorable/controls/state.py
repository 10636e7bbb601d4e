"""The state that the controls of a figure make together, and states with a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explorable.controls.control import Value


@dataclass(frozen=True)
class State:
    """The value of every control of a figure, by name: `state.n`."""

    values: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(f'no control is called "{name}"') from None


@dataclass(frozen=True)
class Preset:
    """A named state, with one sentence on what it shows. Controls left out keep their values."""

    label: str
    sentence: str
    state: Mapping[str, Value]
