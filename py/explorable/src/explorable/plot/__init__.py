"""A plotting library of just the marks that the figures need, writing compact SVG.

It knows lengths and classes, never colours: `chart.css` gives `.p`, `.q`, `.gain`, `.loss` and the rest
their colours. Coordinates are the drawing's own units, which the page shows as CSS pixels.
"""

from explorable.plot.axes import Panel, value_axis, x_axis, y_axis
from explorable.plot.bins import Bins, linear_bins, log_bins
from explorable.plot.marks import area, band, bars, caps, dots, staircase
from explorable.plot.probability import distribution, probability_range
from explorable.plot.ranks import Ranks, rank_axis
from explorable.plot.scales import Array, Kind, Linear, Log, Scale
from explorable.plot.svg import hatch, path, picture, reference, text
from explorable.plot.ticks import linear_labels, linear_ticks, log_labels, log_ticks, rounded_out

__all__ = [
    "Array",
    "Bins",
    "Kind",
    "Linear",
    "Log",
    "Panel",
    "Ranks",
    "Scale",
    "area",
    "band",
    "bars",
    "caps",
    "distribution",
    "dots",
    "hatch",
    "linear_bins",
    "linear_labels",
    "linear_ticks",
    "log_bins",
    "log_labels",
    "log_ticks",
    "path",
    "picture",
    "probability_range",
    "rank_axis",
    "reference",
    "rounded_out",
    "staircase",
    "text",
    "value_axis",
    "x_axis",
    "y_axis",
]
