"""The exponents that the paper reports, of training runs of larger models."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Exponents:
    """Of one run: how squared distances in weights and in log-likelihoods grow, and their ratio."""

    name: str
    weights: float
    kl: float
    alpha: float


PAPERS = (
    Exponents("410M", 1.1, 0.15, 0.14),
    Exponents("1B", 0.83, 0.20, 0.24),
    Exponents("1.4B", 0.91, 0.21, 0.23),
    Exponents("2.8B", 0.90, 0.26, 0.29),
    Exponents("6.9B", 0.92, 0.33, 0.36),
)
"""Of arXiv 2505.15353 v3, by the models' weights."""
