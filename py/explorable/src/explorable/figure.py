"""A figure: what it declares, computes and draws.

The declaration is checked when the file is loaded: a mistake in it never reaches a reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from explorable.controls import TONES, Control, Json, State, Value

type Width = Literal["wide", "narrow"]

WIDTHS: tuple[Width, ...] = ("wide", "narrow")

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Output:
    """A number that the figure shows: its name, its words and whose colour it wears."""

    name: str
    label: str
    group: str = ""
    tone: str = ""
    help: str = ""


@dataclass(frozen=True)
class Preset:
    """A named state, with one sentence on what it shows. Controls left out keep their values."""

    label: str
    sentence: str
    state: Mapping[str, Value]


@dataclass(frozen=True)
class Readout:
    """The value of an output: in full (never NaN), and as the reader sees it."""

    value: float
    text: str
    unit: str = ""


@dataclass(frozen=True)
class Drawing:
    """Everything a figure says about one state, with the picture at one width.

    `svg` and `table` are complete elements. `controls` holds a short live note for a control, `notes`
    explain what is exceptional about the state.
    """

    svg: str
    readouts: Mapping[str, Readout]
    sentence: str
    table: str
    notes: tuple[str, ...] = ()
    controls: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Figure[R]:
    """One figure. `compute` makes plain arrays and numbers of a state, `draw` makes text of those.

    Both must be functions of their arguments alone, so that the same state gives the same bytes. While the
    reader rests, `ahead` may do a few milliseconds of work that makes later answers faster and never
    different; it is given the state shown, and called again for as long as it returns True.
    Raises ValueError, naming every mistake, where the declaration does not hold together.
    """

    id: str
    title: str
    caption: str
    controls: tuple[Control, ...]
    outputs: tuple[Output, ...]
    presets: tuple[Preset, ...] = ()
    compute: Callable[[State], R]
    draw: Callable[[R, Width], Drawing]
    ahead: Callable[[State], bool] | None = None

    def __post_init__(self) -> None:
        faults = list(_faults(self.id, self.controls, self.outputs, self.presets))
        if faults:
            raise ValueError("\n".join(f'Figure "{self.id}": {fault}.' for fault in faults))

    def declaration(self) -> Json:
        """The figure as the page reads it: plain JSON."""
        return {
            "id": self.id,
            "title": self.title,
            "caption": self.caption,
            "controls": [control.declaration() for control in self.controls],
            "outputs": [dict(vars(output)) for output in self.outputs],
            "presets": [
                {"label": preset.label, "sentence": preset.sentence, "state": dict(preset.state)}
                for preset in self.presets
            ],
        }

    def state(self, values: Mapping[str, object]) -> State:
        """The complete state: `values`, and the default of every control left out.

        Raises ValueError for an unknown control or a value that its control does not take.
        """
        known = {control.name for control in self.controls}
        for name in values:
            if name not in known:
                raise ValueError(f'Figure "{self.id}": no control is called "{name}".')
        return State({control.name: self._accept(control, values) for control in self.controls})

    def _accept(self, control: Control, values: Mapping[str, object]) -> Value:
        try:
            return control.accept(values.get(control.name, control.default))
        except ValueError as fault:
            raise ValueError(f'Figure "{self.id}": the control "{control.name}" {fault}.') from None


def _faults(
    figure_id: str, controls: tuple[Control, ...], outputs: tuple[Output, ...], presets: tuple[Preset, ...]
) -> Iterator[str]:
    if not _ID.fullmatch(figure_id):
        yield "the id is not lower-case words joined by hyphens: write it like zipf-kl"
    yield from _faults_of_names("control", (control.name for control in controls))
    yield from _faults_of_names("output", (output.name for output in outputs))
    for control in controls:
        for fault in control.faults():
            yield f'the control "{control.name}" {fault}'
    for output in outputs:
        if output.tone not in TONES:
            yield f'the output "{output.name}" has the tone "{output.tone}": choose "p", "q" or none'
    for preset in presets:
        yield from _faults_of_preset(preset, {control.name: control for control in controls})
    for label in _repeated(preset.label for preset in presets):
        yield f'two presets are called "{label}": give each its own label'


def _faults_of_names(kind: str, names: Iterable[str]) -> Iterator[str]:
    names = list(names)
    for name in names:
        if not name.isidentifier() or name.startswith("_") or name == "values":
            yield f'the {kind} name "{name}" cannot be used in Python: choose letters, digits and _'
    for name in _repeated(names):
        yield f'the {kind} "{name}" is declared twice: rename or remove one of them'


def _faults_of_preset(preset: Preset, controls: Mapping[str, Control]) -> Iterator[str]:
    for name, value in preset.state.items():
        if name not in controls:
            yield f'the preset "{preset.label}" sets "{name}", which no control is called: correct the name'
            continue
        try:
            controls[name].accept(value)
        except ValueError as fault:
            yield f'the preset "{preset.label}" sets "{name}", which {fault}'


def _repeated(names: Iterable[str]) -> list[str]:
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
    return [name for name, times in seen.items() if times > 1]
