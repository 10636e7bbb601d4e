"""The answer of a figure to a state: what the page shows, as plain JSON.

The page's scripts know it as `Answer`, in `templates/assets/js/python/python.js`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from explorable.controls import Json, State, plain_state
from explorable.faults import faults_of_change
from explorable.figure import Figure
from explorable.format import unparted
from explorable.look import look
from explorable.needs import Need, Stream
from explorable.outputs import WIDTHS, Drawing, Note, Width
from explorable.plain import plain_clauses, plain_handouts, plain_readouts


def answer[R](
    figure: Figure[R],
    state: State,
    result: R,
    widths: Iterable[str],
    *,
    place: object = None,
    table: bool = True,
) -> Json:
    """Draw a result at each of `widths` ("wide", "narrow"; at least one), and say it all.

    Where no `table` is wanted, it is None. With a `place`, the answer holds a look at it for each width.
    Raises TypeError for what is no `Drawing`, ValueError for an unknown width, readouts, clauses and handouts
    that are not the declared ones, notes whose link sets what no control takes, and for all that a look does;
    whatever the figure raises passes through.
    """
    asked = _widths(widths)
    drawings = {width: _drawing(figure, result, width) for width in asked}
    if figure.probe and not all("data-span=" in drawing.svg for drawing in drawings.values()):
        raise ValueError(f'Figure "{figure.id}" has a probe: say in picture(…, span=…) where its places lie.')
    drawing = drawings[asked[0]]
    return {
        "state": plain_state(state.values),
        "drawings": {width: unparted(drawings[width].markup) for width in asked},
        "readouts": plain_readouts(f'Figure "{figure.id}"', figure.outputs, drawing.readouts),
        "clauses": plain_clauses(f'Figure "{figure.id}"', figure.clauses, drawing.clauses),
        "handouts": plain_handouts(f'Figure "{figure.id}"', figure.handouts, drawing.handouts),
        "controls": {name: unparted(said) for name, said in drawing.controls.items()},
        "sentence": unparted(drawing.sentence),
        "notes": [_note(figure, note) for note in drawing.notes],
        "table": unparted(drawing.table_markup) if table else None,
        "streams": [need.told() for need in _needs(figure, state) if isinstance(need, Stream)],
        "looks": {}
        if place is None
        else {w: look(figure, result, {"width": w, "place": place}) for w in asked},
    }


def _drawing[R](figure: Figure[R], result: R, width: Width) -> Drawing:
    drawing = figure.draw(result, width)
    if not isinstance(drawing, Drawing):
        given = type(drawing).__name__
        raise TypeError(f'Figure "{figure.id}": draw has to return a Drawing, and returns {given}.')
    return drawing


def _needs[R](figure: Figure[R], state: State) -> Iterable[Need]:
    return figure.needs(state) if figure.needs else ()


def _widths(widths: Iterable[str]) -> list[Width]:
    widths = list(widths)
    asked: list[Width] = [width for width in WIDTHS if width in widths]
    if not asked or len(asked) != len(widths):
        raise ValueError(f'Ask for "wide", "narrow" or both, each once, not {widths!r}.')
    return asked


def _note[R](figure: Figure[R], note: Note) -> Json:
    for fault in _faults_of_note(figure, note):
        raise ValueError(f'Figure "{figure.id}": the note "{note.text}" {fault}.')
    return {"text": unparted(note.text), "link": note.link, "state": plain_state(note.state)}


def _faults_of_note[R](figure: Figure[R], note: Note) -> Iterator[str]:
    if note.link and not note.state:
        yield "has a link that changes nothing: give it a state"
    if note.state and not note.link:
        yield "sets a state without a link: give it the words of one"
    for fault in faults_of_change(note.state, figure.controls):
        yield f"sets {fault}"
