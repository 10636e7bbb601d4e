"""What is said about reachable correlations: readouts, sentences, notes and the table."""

from __future__ import annotations

import numpy as np
from explorable import Note, Readout
from explorable.format import MINUS, count, fixed, number
from explorable.table import data_table

from .orders import FLOOR, SEEDS, RhoPath

ROWS = 21


def title(path: RhoPath) -> str:
    """The finding, in a line."""
    return f"Every ρ from {MINUS}1 to 1 can be had to within {number(path.gap / 2)}."


def sentence(path: RhoPath) -> str:
    """What the picture shows."""
    orders, share = count(len(path.rho)), count(round(SEEDS * path.above))
    return (
        f"Turned from P’s order to its reverse, {count(path.n)} tokens pass through {orders} orders, whose ρ "
        f"falls from 1 to {MINUS}1 in steps of {number(path.gap)} at most. With this seed the noise alone "
        f"has ρ = {fixed(path.noise_alone, 3)}; of {SEEDS} seeds {share} end above {FLOOR}, "
        f"with a spread of {fixed(path.spread, 3)} about 0."
    )


def readouts(path: RhoPath) -> dict[str, Readout]:
    """The declared outputs."""
    correlations = {
        "rho_least": float(path.rho[-1]),
        "rho_greatest": float(path.rho[0]),
        "noise_alone": path.noise_alone,
        "spread": path.spread,
        "spread_law": path.spread_expected,
    }
    return {name: Readout(rho, fixed(rho, 3)) for name, rho in correlations.items()} | {
        "gap": Readout(path.gap, number(path.gap)),
        "orders": Readout(len(path.rho), count(len(path.rho))),
        "above": Readout(path.above, share_above(path), "%"),
    }


def share_above(path: RhoPath) -> str:
    """The share of seeds above the floor, in per cent, as readout and picture say it."""
    return fixed(100 * path.above, 1)


def notes(path: RhoPath) -> tuple[Note, ...]:
    """What is luck here."""
    if path.n == 2:
        words = f"Two tokens have only two orders: ρ is 1 or {MINUS}1."
        return (Note(words, "Take 40 tokens", {"n": 40}),)
    if path.noise_alone > FLOOR:
        words = (
            f"Adding noise to P’s order ends at ρ = {fixed(path.noise_alone, 2)} with this seed. "
            "Seen alone, that looks like a law."
        )
        return (Note(words, "Take a seed that ends below 0", {"seed": _seed(int(np.argmin(path.alone)))}),)
    highest = int(np.argmax(path.alone))
    if path.alone[highest] <= FLOOR:
        return (Note(f"With {count(path.n)} tokens none of {SEEDS} seeds ends above {FLOOR}."),)
    words = f"Some seeds do end above {FLOOR}: it depends on the random numbers, not on the tokens."
    return (Note(words, f"Take seed {_seed(highest)}", {"seed": _seed(highest)}),)


def _seed(place: int) -> int:
    return place + 1


def table(path: RhoPath) -> str:
    """The reachable correlations nearest to round ones, and how many seeds end between them."""
    rows = []
    for target in np.linspace(1, -1, ROWS).round(1).tolist():
        below = int(np.searchsorted(-path.rho, -target))
        near = path.rho[max(below - 1, 0) : below + 1]
        k = max(below - 1, 0) + int(np.argmin(np.abs(near - target)))
        ends = int(((path.alone > target - 0.05) & (path.alone <= target + 0.05)).sum())
        angle = f"{fixed(float(path.turns[k]), 1)}°–{fixed(float(path.turns[k + 1]), 1)}°"
        rows.append((fixed(target, 1), fixed(float(path.rho[k]), 4), angle, count(ends)))
    columns = ("ρ asked for", "nearest reachable", "at the angles", f"of {SEEDS} seeds end within 0.05")
    return data_table("Correlations asked for and reached", columns, rows)
