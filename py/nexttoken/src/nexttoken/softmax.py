"""Softmax at a temperature, with both of its limits, and what it comes to in the arithmetic of a machine.

p_i = exp(z_i / T) / sum_j exp(z_j / T): the Boltzmann distribution of energies -z at a temperature T, whose
denominator is the partition function. The name is of Bridle, "Probabilistic interpretation of feedforward
classification network outputs, with relationships to statistical pattern recognition" (1990).
"""

import math

import numpy as np

from .arrays import Floats


def softmax(logits: Floats, temperature: float = 1.0) -> Floats:
    """Return probabilities at a temperature from 0 to infinity: shape (n,).

    logits: shape (n,), n >= 1, finite. At 0, the limit: the largest share all alike. At infinity, the limit:
    all alike. Raises ValueError where the temperature is negative.
    """
    if not temperature >= 0:
        raise ValueError(f"A temperature is at least 0, not {temperature}.")
    largest = logits.max()
    if temperature == 0:
        ahead: Floats = (logits == largest).astype(np.float64)
        ahead /= ahead.sum()
        return ahead
    weights = np.exp((logits - largest) / temperature)
    found: Floats = weights / weights.sum()
    return found


def log_partition(logits: Floats, temperature: float = 1.0) -> float:
    """Return ln sum_j exp(z_j / T), in nats, whatever the size of the logits; 0 < T < infinity."""
    if not 0 < temperature < math.inf:
        raise ValueError(f"A temperature with a partition function is above 0 and finite, not {temperature}.")
    largest = float(logits.max())
    return largest / temperature + math.log(float(np.exp((logits - largest) / temperature).sum()))


def as_computed(scores: Floats, bits: int, shifted: bool) -> tuple[Floats, Floats]:
    """Return exp(score) and softmax as floats of 32 or 64 bits have them: each shape (n,).

    Infinities and NaN are kept. shifted: whether the largest score is subtracted first.
    """
    number = np.float32 if bits == 32 else np.float64
    machine = scores.astype(number)
    if shifted:
        machine = machine - machine.max()
    with np.errstate(over="ignore", invalid="ignore", under="ignore", divide="ignore"):
        weights = np.exp(machine)
        shares = weights / weights.sum(dtype=number)
    return weights.astype(np.float64), shares.astype(np.float64)
