"""What the cells of this post import from beside it."""


def is_distribution(p: list[float]) -> bool:
    """Whether these add up to one, and none is below zero."""
    return min(p) >= 0 and abs(sum(p) - 1) < 1e-12
