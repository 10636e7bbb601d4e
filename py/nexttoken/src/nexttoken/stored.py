"""Log-probabilities of a whole vocabulary in two bytes a token."""

import numpy as np

from .arrays import Floats, Halves

STEPS = 1024  # to a nat
_LEAST = -np.iinfo(np.uint16).max / STEPS


def stored(log_probs: Floats) -> Halves:
    """Return log-probabilities (nats) as whole steps of 1/1024 nat below 0, each off by half a step at most.

    Raises ValueError where one is below -63.99 nats, which two bytes cannot hold.
    """
    if not np.all((log_probs <= 0) & (log_probs >= _LEAST)):  # nor is nan
        raise ValueError(f"Log-probabilities to be stored lie between {_LEAST:.2f} and 0.")
    return np.rint(log_probs * -STEPS).astype(np.uint16)


def restored(steps: Halves) -> Floats:
    """Return the log-probabilities (nats) that were stored, along the last axis of which all mass is 1 again.

    They are off by at most 1/1024 nat: half a step by rounding, and half a step as the mass that this makes
    more or less is taken from all alike.
    """
    log_probs = steps / -STEPS
    log_probs -= np.log(np.exp(log_probs).sum(axis=-1, keepdims=True))
    return log_probs
