"""Below what a divergence is only rounding."""

from __future__ import annotations

NEGLIGIBLE = 1e-12  # nats: a divergence smaller than this is rounding


def is_rounding(nats: float) -> bool:
    """Whether an amount is only what rounding left of 0."""
    return abs(nats) < NEGLIGIBLE


def but_rounding(nats: float) -> float:
    """The amount; what is only rounding is 0."""
    return 0.0 if is_rounding(nats) else nats
