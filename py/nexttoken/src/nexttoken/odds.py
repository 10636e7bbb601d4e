"""How likely an event is, known from so many trials and a normal prior on its log-odds w = ln(p / (1 - p)).

The negative log-posterior is, up to a constant, n ln(1 + e^w) - k w + (w - m)^2 / (2 s^2): the loss of a
logistic regression with one weight, and L2 regularisation of strength 1 / s^2 (Murphy, "Probabilistic Machine
Learning: An Introduction", 2022, chapters 4 and 10).
"""

import math

import numpy as np

from .arrays import Floats

_ENOUGH = 1e-14  # of w: a Newton step below it changes nothing


def log_likelihood(w: Floats, k: int, n: int) -> Floats:
    """Return ln of the probability of k events in n trials, in their order, at each w: shape (m,), nats."""
    found: Floats = k * w - n * np.logaddexp(0.0, w)
    return found


def log_prior(w: Floats, sd: float, mean: float = 0.0) -> Floats:
    """Return ln of the normal density of a mean and standard deviation at each w: shape (m,)."""
    z = (w - mean) / sd
    found: Floats = -0.5 * z * z - math.log(sd * math.sqrt(2 * math.pi))
    return found


def likeliest(k: int, n: int) -> float:
    """Return the w of largest likelihood, ln(k / (n - k)): -inf where k = 0, inf where k = n.

    Raises ValueError unless 0 <= k <= n and n >= 1.
    """
    if not 0 <= k <= n or n < 1:
        raise ValueError(f"Of {n} trials {k} cannot be events.")
    if k in (0, n):
        return math.inf if k else -math.inf
    return math.log(k / (n - k))


def most_probable(k: int, n: int, sd: float, mean: float = 0.0) -> float:
    """Return the w of largest posterior density, by Newton's method between bounds: always finite.

    Raises ValueError unless 0 <= k <= n and sd > 0.
    """
    if not 0 <= k <= n or not sd > 0:
        raise ValueError(f"Of {n} trials {k} cannot be events, or {sd} is no standard deviation.")
    precision = 1 / sd**2
    low, high = mean - n / precision, mean + n / precision  # where the prior alone outweighs all trials
    w = mean
    for _ in range(200):
        p = 1 / (1 + math.exp(-w)) if w > -700 else 0.0
        slope = k - n * p - (w - mean) * precision
        low, high = (w, high) if slope > 0 else (low, w)
        step = slope / (n * p * (1 - p) + precision)
        if abs(step) <= _ENOUGH * max(abs(w), 1.0):
            break
        w = w + step if low < w + step < high else (low + high) / 2
    return w
