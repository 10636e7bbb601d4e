"""What is said of two skew-normals."""

from __future__ import annotations

import math

import numpy as np
from explorable import Note, Readout
from explorable.format import fixed, number
from explorable.table import data_table

from .panels import places
from .result import Result

_EVERY = 10  # places between two rows of the table


def readouts(found: Result) -> dict[str, Readout]:
    """The declared outputs."""
    nats = {"forward": found.forward, "reverse": found.reverse, "js": found.js}
    told = {
        name: Readout(value, number(value), "nats" if math.isfinite(value) else "")
        for name, value in nats.items()
    }
    return told | {"out": Readout(found.out, number(found.out))}


def sentence(found: Result) -> str:
    """Both directions, and why one of them is infinite."""
    forward = "infinite" if math.isinf(found.forward) else f"{number(found.forward)} nats"
    said = f"KL(P‖Q) is {forward}, KL(Q‖P) {_nats(found.reverse)}, and Jensen–Shannon {_nats(found.js)}."
    if math.isinf(found.forward):
        return f"{said} Q rules out what has a probability of {number(found.out)} under P."
    return said


def _nats(value: float) -> str:
    return f"{number(value)} nats"


def apart(found: Result) -> str:
    """Which direction is the larger."""
    if math.isinf(found.forward):
        return "KL(P‖Q) is infinite, and KL(Q‖P) is not"
    if abs(found.forward - found.reverse) <= 1e-9 * max(found.forward, 1.0):
        return "both directions are alike"
    more, less = ("KL(P‖Q)", "KL(Q‖P)") if found.forward > found.reverse else ("KL(Q‖P)", "KL(P‖Q)")
    return f"{more} is larger than {less}"


def notes(found: Result) -> list[Note]:
    """Why it is infinite."""
    if math.isfinite(found.forward):
        return []
    where = f"Q is 0 beyond ±{found.q.cut:g}, where P’s tails go on without end"
    more = (
        "; the bins there have nothing of Q either" if found.binned else "; how rare that is does not matter"
    )
    return [Note(f"{where}{more}.", "Cut nothing", {"cut": 0})]


def table(found: Result) -> str:
    """Both densities at some places."""
    x = places(found)[::_EVERY]
    rows = [
        (fixed(at, 1), number(math.exp(log_p)), number(math.exp(log_q)), ratio(log_p, log_q))
        for at, log_p, log_q in zip(x.tolist(), *(each.tolist() for each in found.logs(x)), strict=True)
    ]
    return data_table("Densities", ("x", "p", "q", "ln p/q"), rows)


def ratio(log_p: float, log_q: float) -> str:
    """The logarithm of p/q in words; where q is 0, infinite."""
    return number(log_p - log_q if math.isfinite(log_q) else np.inf)
