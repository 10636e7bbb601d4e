"""What is said about the parts of KL(P‖Q): readouts, sentences, notes and the table."""

from __future__ import annotations

import numpy as np
from explorable import Note, Readout
from explorable.format import MINUS, NOTHING, count, fixed, number
from explorable.plot import Array
from explorable.table import data_table
from nexttoken.split import BODY, HEAD

from .parts import SEEDS, Parts

NAMES = ("head", "body", "tail")
SMALL = 0.1  # a tail that holds less than this for every seed is called negligible
NEARLY = 0.9  # ρ above this: the orders are nearly the same


def whole_percent(share: float) -> str:
    """A share in whole per cent."""
    return f"{fixed(100 * share, 0)} %"


def span(found: Parts, row: int) -> str:
    """From the least to the greatest share over the seeds."""
    if not found.shared:
        return NOTHING
    low, high = (fixed(100 * float(each), 0) for each in (found.shares[row].min(), found.shares[row].max()))
    if low == high:
        return f"{low} %"
    return f"{low} to {high} %" if MINUS in low + high else f"{low}–{high} %"


def title(found: Parts) -> str:
    """The finding, in a line."""
    if not found.shared:
        return "P and Q are the same: there is no divergence to share out."
    return f"The tokens beyond rank {BODY} hold {span(found, 2)} of KL(P‖Q)."


def sentence(found: Parts) -> str:
    """What the picture shows."""
    if not found.shared:
        return (
            f"Over {count(found.n)} tokens P and Q are the same: KL(P‖Q) is 0, and no rank has a share of it."
        )
    median = whole_percent(float(np.median(found.shares[2])))
    return (
        f"Over {count(found.n)} tokens and {SEEDS} seeds, the tokens beyond rank {BODY} hold "
        f"{span(found, 2)} of KL(P‖Q), in the median {median}, and "
        f"{whole_percent(float(found.mass_shares[2]))} of P; "
        f"the first {HEAD} hold {span(found, 0)}."
    )


def notes(found: Parts) -> tuple[Note, ...]:
    """When the tail matters, and when it does not."""
    if not found.shared:
        return (Note("KL(P‖Q) is 0: nothing can be shared out.", "Shuffle Q", {"rho": 0.7}),)
    if found.n <= BODY:
        return (Note(f"There is no rank beyond {BODY}.", "Take 50 000 tokens", {"n": 50_000}),)
    if float(found.shares[2].max()) < SMALL:
        of_p = whole_percent(float(found.mass_shares[2]))
        words = f"Here the tail is negligible; P itself has only {of_p} there."
        return (Note(words, "Raise both entropies", {"h_p": 0.6, "h_q": 0.6}),)
    if NEARLY < float(found.rho.min()) < 1:
        words = (
            "Q’s order is nearly P’s: the tail moves first. Whether one of the first ten has moved "
            "depends on the seed."
        )
        return (Note(words, "Shuffle more", {"rho": 0.7}),)
    if found.signed:
        words = "In the signed form a part can hold less than nothing, and others more than all."
        return (Note(words, "Use the non-negative form", {"contrib": "nonnegative"}),)
    words = "With less entropy the tail holds less of P, and at this ρ less of KL."
    return (Note(words, "Make both surer", {"h_p": 0.2, "h_q": 0.2}),)


def readouts(found: Parts) -> dict[str, Readout]:
    """The declared outputs."""
    tails = found.shares[2]
    shares = {name: float(found.shares[row, 0]) for row, name in enumerate(NAMES)} | {
        "tail_min": float(tails.min()),
        "tail_median": float(np.median(tails)),
        "tail_max": float(tails.max()),
    }
    kl, of_p = float(found.kl[0]), float(found.mass_shares[2])
    return {
        name: _share(share) if found.shared else Readout(None, NOTHING) for name, share in shares.items()
    } | {
        "p_tail": _share(of_p),
        "kl": Readout(kl, number(kl) if found.shared else "0", "nats"),
    }


def _share(share: float) -> Readout:
    return Readout(share, fixed(100 * share, 1), "%")


def table(found: Parts) -> str:
    """A row for each round rank, with P and every seed."""
    columns = ("ranks 1 to", "of P, %", *(f"of KL, seed {seed}, %" for seed in found.seeds))
    rows = (
        (
            count(round(found.marks[k])),
            fixed(100 * float(found.mass[k]), 1),
            *(fixed(100 * float(share), 1) for share in found.held[:, k]),
        )
        for k in _rows(found.marks)
    )
    return data_table("What the ranks up to each hold, for the seed chosen and those after it", columns, rows)


def _rows(marks: Array) -> list[int]:
    """The marks at, or first after, 1, 2 and 5 times the powers of ten, and the last."""
    rounds = [m * 10.0**k for k in range(7) for m in (1, 2, 5) if m * 10.0**k < marks[-1]]
    return sorted({*np.searchsorted(marks, rounds).tolist(), len(marks) - 1})
