"""A figure: what it declares, computes and draws.

The declaration is checked when the file is loaded: a mistake in it never reaches a reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Concatenate

from explorable import faults
from explorable.controls import Control, Json, Preset, State, Value, plain_state
from explorable.needs import Need
from explorable.outputs import Download, Drawing, Handout, Output, Width
from explorable.permalink import links
from explorable.probe import Probe


@dataclass(frozen=True, kw_only=True)
class Figure[R]:
    """One figure. `compute` makes plain arrays and numbers of a state, `draw` makes text of those.

    Both must be functions of their arguments alone, so that the same state gives the same bytes.
    `needs(state)` says what has to be brought before a state is computed (a generator is sent what each of
    them comes to, or None as long as it has yet to be brought); `compute` gets what that comes to,
    in its order, after the state. While the reader rests, `ahead` may do work that makes later answers faster
    and never different; it is given the state shown, and yields every few milliseconds, for a reader who
    moves on waits until then. `compare(result, pinned)` gives the result with another one behind it, which
    the reader has pinned: `draw` and `probe` then see both. With a `probe`, a reader may look at one place of
    the picture. `clauses` names what `draw` writes for the post's text to hold, as `{id:name}`, and the
    figure itself does not show; `handouts` which texts it writes for the reader to take along,
    `downloads` which files.
    Raises ValueError, naming every mistake, where the declaration does not hold together.
    """

    id: str
    title: str
    caption: str
    controls: tuple[Control, ...]
    outputs: tuple[Output, ...]
    presets: tuple[Preset, ...] = ()
    clauses: tuple[str, ...] = ()
    handouts: tuple[Handout, ...] = ()
    downloads: tuple[Download[R], ...] = ()
    compute: Callable[Concatenate[State, ...], R]
    draw: Callable[[R, Width], Drawing]
    needs: Callable[[State], Iterable[Need]] | None = None
    ahead: Callable[[State], Iterator[None]] | None = None
    compare: Callable[[R, R], R] | None = None
    probe: Probe[R] | None = None

    def __post_init__(self) -> None:
        found = list(self._faults())
        if found:
            raise ValueError("\n".join(f'Figure "{self.id}": {fault}.' for fault in found))

    def declaration(self) -> Json:
        """The figure as the page reads it: plain JSON."""
        return {
            "id": self.id,
            "title": self.title,
            "caption": self.caption,
            "controls": [control.declaration() for control in self.controls],
            "outputs": [dict(vars(output)) for output in self.outputs],
            "clauses": list(self.clauses),
            "handouts": [dict(vars(handout)) for handout in self.handouts],
            "downloads": [download.declaration() for download in self.downloads],
            "presets": [
                {"label": preset.label, "sentence": preset.sentence, "state": plain_state(preset.state)}
                for preset in self.presets
            ],
            "probe": self.probe.declaration() if self.probe else None,
            "compares": self.compare is not None,
            "needs": self.needs is not None,
        }

    def state(self, values: Mapping[str, object]) -> State:
        """The complete state: `values`, and the default of every control left out.

        Raises ValueError for an unknown control or a value that its control does not take.
        """
        self._check_names(values)
        return State({control.name: self._accept(control, values) for control in self.controls})

    def pinned(self, values: Mapping[str, object], state: State) -> State:
        """The complete state that is pinned behind `state`: shown as that one is, whatever `values` says."""
        views = {control.name: state.values[control.name] for control in self.controls if control.view}
        return self.state({**values, **views})

    def link(self, state: State, pinned: State | None = None, **changes: Value) -> str:
        """A link to `state` with some `changes`, for a drawing; `pinned` stays behind it.

        Raises ValueError as `state()` does.
        """
        return self.links(state, pinned)(**changes)

    def links(self, state: State, pinned: State | None = None) -> Callable[..., str]:
        """What makes such links of changes: for a drawing that has many."""
        near = links(self.id, self.controls, state, pinned)

        def changed(**changes: Value) -> str:
            self._check_names(changes)
            return near({name: self._accept(self._named[name], changes) for name in changes})

        return changed

    @cached_property
    def _named(self) -> Mapping[str, Control]:
        return {control.name: control for control in self.controls}

    def _check_names(self, values: Mapping[str, object]) -> None:
        for name in values:
            if name not in self._named:
                raise ValueError(f'Figure "{self.id}": no control is called "{name}".')

    def _accept(self, control: Control, values: Mapping[str, object]) -> Value:
        try:
            return control.accept(values.get(control.name, control.default))
        except ValueError as fault:
            raise ValueError(f'Figure "{self.id}": the control "{control.name}" {fault}.') from None

    def _faults(self) -> Iterator[str]:
        yield from faults.faults_of_id(self.id)
        yield from faults.faults_of_controls(self.controls)
        yield from faults.faults_of_outputs("output", self.outputs)
        yield from faults.faults_of_clauses(self.clauses, self.outputs)
        yield from faults.faults_of_files("handout", self.handouts)
        yield from faults.faults_of_files("download", self.downloads)
        yield from faults.faults_of_presets(self.presets, self.controls)
        if self.probe:
            yield from faults.faults_of_probe(self.probe.label, self.probe.outputs)
