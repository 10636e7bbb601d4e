"""What is wrong with a declaration: a clause for every mistake, which the figure puts its name before."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from explorable.controls import TONES, Control, Preset
from explorable.outputs import Download, Handout, Output
from explorable.permalink import PIN

_KIND = re.compile(r"[a-z0-9]+")
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def faults_of_id(figure_id: str) -> Iterator[str]:
    """An id that no link could carry."""
    if not _ID.fullmatch(figure_id):
        yield "the id is not lower-case words joined by hyphens: write it like zipf-kl"
    elif keyword.iskeyword(figure_id):
        yield f"the id is a word of Python's own, which no script could import: write it like the-{figure_id}"


def faults_of_controls(controls: tuple[Control, ...]) -> Iterator[str]:
    """Their names, each on its own, and those that refer to another."""
    yield from _faults_of_names("control", (control.name for control in controls))
    for control in controls:
        if control.name == PIN:
            yield f'a control is called "{PIN}", which in links is the pinned state: choose another name'
        for fault in control.faults(controls):
            yield f'the control "{control.name}" {fault}'


def faults_of_outputs(kind: str, outputs: Iterable[Output]) -> Iterator[str]:
    """Their names and tones; `kind` says whose they are, as in "output"."""
    outputs = list(outputs)
    yield from _faults_of_names(kind, (output.name for output in outputs))
    for output in outputs:
        if output.tone not in TONES:
            yield f'the {kind} "{output.name}" has the tone "{output.tone}": choose "p", "q" or none'


def faults_of_clauses(clauses: Iterable[str], outputs: Iterable[Output]) -> Iterator[str]:
    """Their names, which the post's text shares between them and the outputs."""
    clauses = list(clauses)
    yield from _faults_of_names("clause", clauses)
    for name in sorted(set(clauses) & {output.name for output in outputs}):
        yield f'the clause "{name}" is called as an output is: rename one of them'


def faults_of_files(what: str, files: Sequence[Handout | Download[Any]]) -> Iterator[str]:
    """Their names, and kinds that no file has; `what` says how the figure calls them, as in "handout"."""
    yield from _faults_of_names(what, (file.name for file in files))
    for file in files:
        if not _KIND.fullmatch(file.kind):
            yield f'the {what} "{file.name}" has the kind "{file.kind}": end its file as in md or txt'


def faults_of_probe(label: str, outputs: Iterable[Output]) -> Iterator[str]:
    """A probe without a word for its places, and what is wrong with its outputs."""
    if not label:
        yield 'the probe has no label: say what a place is, as in "Token"'
    yield from faults_of_outputs("probe's output", outputs)


def faults_of_presets(presets: tuple[Preset, ...], controls: tuple[Control, ...]) -> Iterator[str]:
    """Two of one label, and states that there are not."""
    for preset in presets:
        for fault in faults_of_change(preset.state, controls):
            yield f'the preset "{preset.label}" sets {fault}'
    for label in _repeated(preset.label for preset in presets):
        yield f'two presets are called "{label}": give each its own label'


def faults_of_change(state: Mapping[str, object], controls: Iterable[Control]) -> Iterator[str]:
    """What in a part of a state no control takes."""
    known = {control.name: control for control in controls}
    for name, value in state.items():
        if name not in known:
            yield f'"{name}", which no control is called: correct the name'
            continue
        try:
            known[name].accept(value)
        except ValueError as fault:
            yield f'"{name}", which {fault}'


def _faults_of_names(kind: str, names: Iterable[str]) -> Iterator[str]:
    names = list(names)
    for name in names:
        if not name.isidentifier() or name.startswith("_") or name == "values":
            yield f'the {kind} name "{name}" cannot be used in Python: choose letters, digits and _'
    for name in _repeated(names):
        yield f'the {kind} "{name}" is declared twice: rename or remove one of them'


def _repeated(names: Iterable[str]) -> list[str]:
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
    return [name for name, times in seen.items() if times > 1]
