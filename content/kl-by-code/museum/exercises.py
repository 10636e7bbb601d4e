"""Two exercises: distributions that a reader makes, and whether they do what was asked."""

from __future__ import annotations

import numpy as np
from nexttoken import kl_divergence, total_variation

from .check import Verdict

_TOO_EASY = "Infinite is too easy: leave Q something everywhere."


def far_one_way(p: object, q: object) -> Verdict:
    """Whether KL(P‖Q) is above 1 nat, and finite, while KL(Q‖P) is below 0.2."""
    log_p, log_q = _logs(p, "P"), _logs(q, "Q")
    there, back = kl_divergence(log_p, log_q), kl_divergence(log_q, log_p)
    told = f"KL(P‖Q) is {there:.3f} nats and KL(Q‖P) {back:.3f}"
    if np.isinf(there) and back < 0.2:
        return Verdict(False, f"{told}. {_TOO_EASY}")
    if there > 1 and back < 0.2:
        return Verdict(True, f"Done: {told}.")
    if there < 0.2 and back > 1:
        return Verdict(False, f"{told}: the other way round.")
    if there <= 1:
        return Verdict(False, f"{told}. The first has to grow: what does a token cost that Q hardly expects?")
    return Verdict(False, f"{told}. The second is too much: how much likelier to Q is what Q draws?")


def far_on_little(p: object, q: object) -> Verdict:
    """Whether KL(P‖Q) is above 1 nat, and finite, while no set of tokens differs by more than 1 %."""
    log_p, log_q = _logs(p, "P"), _logs(q, "Q")
    kl, tv = kl_divergence(log_p, log_q), total_variation(log_p, log_q)
    told = f"KL(P‖Q) is {kl:.3f} nats and the total variation {tv:.4f}"
    if tv > 0.01 + 1e-9:  # a hundredth itself is not a number of 64 bits
        return Verdict(False, f"{told}. That is more than a hundredth: move less.")
    if not np.isfinite(kl):
        return Verdict(False, f"{told}. {_TOO_EASY}")
    if kl > 1:
        return Verdict(True, f"Done: {told}.")
    return Verdict(False, f"{told}. How small would Q have to be where P has its hundredth?")


def _logs(given: object, name: str) -> np.ndarray:
    """A distribution's logarithms; −inf where it is zero."""
    values = np.asarray(given, dtype=np.float64)
    if values.ndim != 1 or (values < 0).any() or not np.isclose(values.sum(), 1, rtol=0, atol=1e-9):
        raise ValueError(f"{name} is no distribution: it takes a row of numbers from 0 up that add up to 1")
    with np.errstate(divide="ignore"):
        return np.log(values)
