"""What files hold of a model: its tokens, and log-probabilities of them all in two bytes each."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np

from .arrays import Bytes, Floats, Halves

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


def joined(tokens: Sequence[bytes]) -> tuple[Halves, Bytes]:
    """Return how many bytes each token has, and the bytes of all, one after the other."""
    lengths = np.array([len(token) for token in tokens], np.uint16)
    return lengths, np.frombuffer(b"".join(tokens), np.uint8)


def parted(lengths: Halves, whole: Bytes) -> list[bytes]:
    """Return the tokens that were joined, by id."""
    content = whole.tobytes()
    return [content[start:end] for start, end in pairwise(accumulate(lengths.tolist(), initial=0))]
