"""Words that several panels share."""

from __future__ import annotations

from explorable.plot import Panel, text

from .scene import Measures

P, Q = '<tspan class="p">P</tspan>', '<tspan class="q">Q</tspan>'
KL_PQ, KL_QP = f"KL({P}‖{Q})", f"KL({Q}‖{P})"


def heading(layout: Measures, panel: Panel, words: str, aside: str = "", *, above: int = 0) -> str:
    """Words above a panel, `above` another line of them; where there is room, more at their right."""
    y = panel.top - (9 if layout.roomy else 7) - above
    line = text(panel.left, y, words, layout.words)
    return line + text(panel.right, y, aside, "label", "end") if layout.roomy and aside else line
