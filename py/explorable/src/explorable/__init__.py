"""Figures as Python: a declaration, a computation and a drawing.

One file describes one figure. The same file draws it when the page is built and again, in the
reader's browser, whenever a control moves:

    figure = Figure(id=…, title=…, caption=…, controls=…, outputs=…, presets=…, compute=…, draw=…)
"""

from explorable.chosen import ChosenFile
from explorable.controls import Choice, File, Option, Preset, Seed, Shares, Slider, State, Text, Tokens
from explorable.data import data_file
from explorable.figure import Figure
from explorable.needs import Call, Chosen, Data, Need, Stream
from explorable.outputs import Download, Drawing, Handout, Note, Output, Readout, Width
from explorable.probe import Look, Probe
from explorable.service import Progress, Service

__all__ = [
    "Call",
    "Choice",
    "Chosen",
    "ChosenFile",
    "Data",
    "Download",
    "Drawing",
    "Figure",
    "File",
    "Handout",
    "Look",
    "Need",
    "Note",
    "Option",
    "Output",
    "Preset",
    "Probe",
    "Progress",
    "Readout",
    "Seed",
    "Service",
    "Shares",
    "Slider",
    "State",
    "Stream",
    "Text",
    "Tokens",
    "Width",
    "data_file",
]
