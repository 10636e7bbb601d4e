"""What is said of the map: readouts, the sentence, notes and the table."""

from __future__ import annotations

from collections.abc import Iterator

from explorable import Note, Readout
from explorable.format import NOTHING, count, fixed, number
from explorable.parts import link, ways
from explorable.table import data_table

from ..shared.measured import trace
from ..shared.named import END
from .chosen import PARTS
from .result import Result
from .scene import Link, addresses
from .view import extent, unit

_LITTLE = 0.5  # of what the distances are: a map that shows less is said to
_ROWS = 50  # of the table
_STEP, _NEARER = 0.5, 2.0  # of what is in view, and times


def shown(found: Result) -> float:
    """What of all squared distances the map shows."""
    return float(found.share.sum())


def readouts(found: Result) -> dict[str, Readout]:
    """The declared outputs."""
    beside = found.others
    ends = {"nearest": beside[:1], "farthest": beside[-1:]}
    told = {
        name: _bits(float(found.kl[at[0]])) if at else Readout(None, NOTHING) for name, at in ends.items()
    }
    return told | {
        "models": Readout(len(found.models), count(len(found.models))),
        "texts": Readout(found.texts, count(found.texts)),
        "in_plane": Readout(shown(found), fixed(100 * shown(found), 0), "%"),
    }


def _bits(kl: float) -> Readout:
    return Readout(kl, number(kl), "bits per byte")


def clauses(found: Result) -> dict[str, str]:
    """Which models are the origin, the nearest and the farthest."""
    beside = found.others
    ends = {"nearest_is": beside[:1], "farthest_is": beside[-1:]}
    told = {name: found.names[at[0]] if at else "none" for name, at in ends.items()}
    return told | {"origin_is": found.names[found.origin]}


def sentence(found: Result) -> str:
    """What the map is of, and what is nearest to the origin."""
    models, texts = count(len(found.models)), count(found.texts)
    said = f"{models} models by the log-likelihoods of {texts} texts: two dimensions show"
    said = f"{said} {fixed(100 * shown(found), 0)} % of their squared distances."
    if not found.others:
        return said
    told, origin = clauses(found), found.names[found.origin]
    near, far = (number(float(found.kl[at])) for at in (found.others[0], found.others[-1]))
    return (
        f"{said} Nearest to {origin} is {told['nearest_is']}, {near} bits per byte away, and farthest"
        f" {told['farthest_is']}, {far}."
    )


def notes(found: Result) -> Iterator[Note]:
    """What the map cannot show, and what is out of sight."""
    state = found.state
    if state.zoom > 1 or state.x or state.y:
        yield Note("A part of the map is in view.", "See all of it", {"zoom": 1, "x": 0, "y": 0})
    elif shown(found) < _LITTLE:
        part = fixed(100 * shown(found), 0)
        yield Note(f"Two dimensions show {part} % of the distances: what lies together here may be apart.")
    if state.step < END:
        yield Note(f"Models are where they were after {count(state.step)} steps.", "Train on", {"step": END})
    if state.texts == 1:
        yield Note("So few texts make a rough map.", "Take all", {"texts": PARTS})


def moves(found: Result, near: Link) -> str:
    """Ways about the map, for who has no pointer to draw it by."""
    state = found.state
    step = _STEP / state.zoom

    def to(name: str, **change: float) -> str:
        return link(near(**change), name, key=name)

    def moved(at: float, by: float) -> float:
        return round(min(max(at + by, -1.0), 1.0), 5)

    return ways(
        "Move the map",
        (
            to("Nearer", zoom=round(min(state.zoom * _NEARER, 100.0), 3)),
            to("Farther", zoom=round(max(state.zoom / _NEARER, 1.0), 3)),
            to("Left", x=moved(state.x, -step)),
            to("Right", x=moved(state.x, step)),
            to("Up", y=moved(state.y, step)),
            to("Down", y=moved(state.y, -step)),
            to("To the origin", **centred(found)),
            to("All of it", zoom=1, x=0, y=0),
        ),
    )


def centred(found: Result) -> dict[str, float]:
    """The values of x and y that have the origin in the middle."""
    away = (found.places[found.origin] - extent(found.places)[0]) / unit(found.places)
    return dict(zip(("x", "y"), away.round(5).clip(-1, 1).tolist(), strict=True))


def table(found: Result, near: Link) -> str:
    """The origin, and those that are there nearest to it."""
    there, address = set(found.strung.there), addresses(near)
    order = [at for at in (found.origin, *found.others) if at in there]
    rows = (
        (
            found.names[at],
            number(float(found.kl[at])),
            *(fixed(float(each), 3) for each in found.places[at]),
        )
        for at in order[:_ROWS]
    )
    columns = ("model", f"KL from {found.names[found.origin]}, bits per byte", "across", "up")
    some = f"The {_ROWS} nearest of {count(len(order))} models" if len(order) > _ROWS else "The models"
    caption = f"{some}, and places on the map, whose squared distances are bits per byte."
    links = (address(found.numbers[at]) for at in order[:_ROWS])
    return data_table(f"{caption} {trace('vectors.npy')}.", columns, rows, links=links)


def told_of_controls(found: Result) -> dict[str, str]:
    """What the sliders came to, in words."""
    return {"origin": found.names[found.origin], "texts": f"{count(found.texts)} texts"}
