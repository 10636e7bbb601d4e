"""What is said of counts and a prior."""

from __future__ import annotations

import math

import numpy as np
from explorable import Note, Readout
from explorable.format import INFINITE, MINUS, NOTHING, fixed, number
from explorable.table import data_table
from explorable.tokens import percent

from .result import GRID, Result, probability


def readouts(found: Result) -> dict[str, Readout]:
    """The declared outputs."""
    best, top = found.likeliest, found.most_probable
    nothing = Readout(None, NOTHING)
    return {
        "mle": nothing if best is None else _share(probability(best)),
        "map": _share(probability(top)),
        "w_mle": nothing if best is None else Readout(best, fixed(best, 2)),
        "w_map": Readout(top, fixed(top, 2)),
        "strength": Readout(found.strength, number(found.strength)),
    }


def _share(p: float) -> Readout:
    return Readout(p, percent(p))


def sentence(found: Result) -> str:
    """Both best guesses."""
    top = percent(probability(found.most_probable))
    if found.likeliest is None:
        return f"Nothing was counted: the posterior is the prior, and at its best guess the token has {top}."
    best = percent(probability(found.likeliest))
    return (
        f"The token came {found.k} of {found.n} times: the likeliest weight gives it {best}, "
        f"and the most probable one, with a prior of width {found.sd:g}, {top}."
    )


def slide(found: Result) -> str:
    """How far the prior draws the guess away from what was counted."""
    if found.likeliest is None:
        return "there is no count to move away from"
    if math.isinf(found.likeliest):
        end = INFINITE if found.likeliest > 0 else f"{MINUS}{INFINITE}"
        return f"the weight comes back from {end} to {fixed(found.most_probable, 2)}"
    return f"the weight moves from {fixed(found.likeliest, 2)} to {fixed(found.most_probable, 2)}"


def notes(found: Result) -> list[Note]:
    """Counts of which the likelihood has no largest value."""
    if found.likeliest is None:
        return [Note("Nothing was counted, so any weight is as likely as any other.")]
    if math.isinf(found.likeliest):
        always = "always" if found.k else "never"
        size = "larger" if found.k else "smaller"
        return [Note(f"It {always} came: the {size} the weight, the likelier that is, without end.")]
    return []


def table(found: Result) -> str:
    """Every place of the grid."""
    rows = zip(GRID, found.prior, found.likelihood, found.posterior, strict=True)
    cells = [
        (fixed(w, 1), percent(probability(w)), number(prior), number(likelihood), number(posterior))
        for w, prior, likelihood, posterior in (map(float, row) for row in rows)
    ]
    columns = ("log-odds", "probability", "prior", "likelihood, of its largest", "posterior")
    total = ("all", "", "1.000", "", number(float(np.sum(found.posterior))))
    return data_table("The grid", columns, cells, total)
