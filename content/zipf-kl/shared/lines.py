"""Uprights in a panel, and words above it: what the smaller figures of this post share."""

from __future__ import annotations

from explorable.plot import Panel, text


def upright(x: float, panel: Panel) -> str:
    """Path data of a line from the top of a panel to its bottom."""
    return f"M{x:.1f} {panel.top:g}V{panel.bottom:g}"


def headline(panel: Panel, roomy: bool, *lines: str) -> str:
    """Words above a panel: in one line where there is room, else one above the other."""
    if roomy:
        return text(panel.left, panel.top - 10, " ".join(lines))
    above = len(lines) - 1
    return "".join(
        text(panel.left, panel.top - 10 - 15 * (above - row), line) for row, line in enumerate(lines)
    )
