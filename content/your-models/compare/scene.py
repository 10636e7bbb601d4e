"""The picture: where the layout has its panels, and what is in them."""

from __future__ import annotations

from explorable import Width
from explorable.plot import Layout, Panel, picture

from .against import against
from .along import along
from .parts import parts
from .result import Result
from .rows import Link
from .spread import spread

LAYOUTS = {
    "wide": Layout(
        720,
        660,
        {
            "along": Panel(56, 700, 36, 176),
            "top": Panel(56, 356, 262, 376),
            "entropy": Panel(420, 700, 262, 376),
            "spread": Panel(56, 356, 462, 644),
            "parts": Panel(420, 700, 462, 616),
        },
    ),
    "narrow": Layout(
        360,
        1030,
        {
            "along": Panel(50, 346, 36, 166),
            "top": Panel(50, 346, 252, 362),
            "entropy": Panel(50, 346, 448, 558),
            "spread": Panel(60, 346, 644, 826),
            "parts": Panel(20, 346, 880, 1020),
        },
    ),
}


def drawing(result: Result, width: Width, sentence: str, href: Link) -> str:
    """The panels; empty where nothing could be compared."""
    layout, found = LAYOUTS[width], result.found
    content = ""
    if found:
        content = "".join(
            (
                along(found, layout["along"]),
                against(found, layout["top"], "top"),
                against(found, layout["entropy"], "entropy"),
                spread(found, layout["spread"], href),
                parts(found, layout["parts"]),
            )
        )
    height = layout.height if found else 24
    return picture(f"compare-{width}", layout.width, height, "Where two models differ", sentence, content)
