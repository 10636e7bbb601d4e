"""Where the panels of a drawing lie, at each of its widths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explorable.plot.axes import Panel

ROOMY = 720  # from this width on


@dataclass(frozen=True, eq=False)
class Layout:
    """The size of a drawing, and its panels by name: `layout["curve"]`.

    It never depends on the state, so that nothing on the page moves.
    """

    width: int
    height: int
    panels: Mapping[str, Panel]

    def __getitem__(self, name: str) -> Panel:
        return self.panels[name]

    @property
    def roomy(self) -> bool:
        """Whether words fit beside words."""
        return self.width >= ROOMY
