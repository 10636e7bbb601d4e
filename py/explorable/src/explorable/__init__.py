"""Figures as Python: a declaration, a computation and a drawing.

One file describes one figure. The same file draws it when the page is built and again, in the
reader's browser, whenever a control moves:

    figure = Figure(id=…, title=…, caption=…, controls=…, outputs=…, presets=…, compute=…, draw=…)
"""

from explorable.controls import Choice, Option, Seed, Slider, State
from explorable.figure import Drawing, Figure, Output, Preset, Readout, Width

__all__ = [
    "Choice",
    "Drawing",
    "Figure",
    "Option",
    "Output",
    "Preset",
    "Readout",
    "Seed",
    "Slider",
    "State",
    "Width",
]
