"""A plotting library of just the marks that the figures need, writing compact SVG.

Marks know lengths and classes, never colours: `chart.css` gives `.p`, `.q`, `.gain`, `.loss` and the rest
their colours, and `styles.py` the same where no stylesheet is. Coordinates are the drawing's own units, which
the page shows as CSS pixels.
"""

from explorable.plot.axes import Panel, percent_axis, value_axis, x_axis, y_axis
from explorable.plot.bins import Bins, Heights, linear_bins, log_bins
from explorable.plot.layout import Layout
from explorable.plot.linked import Corners, linked_marks, shapes
from explorable.plot.marks import area, band, bars, box, caps, dots, polyline, staircase
from explorable.plot.probability import distribution, outline, probability_range, risers
from explorable.plot.ranks import MOST_MARKS, Ranks, rank_axis, rank_bins, spans
from explorable.plot.scales import Array, Kind, Linear, Log, Scale
from explorable.plot.svg import Pan, hatch, overlay, path, picture, raised, reference, text
from explorable.plot.ticks import linear_labels, linear_ticks, log_labels, log_ticks, rounded_out

__all__ = [
    "MOST_MARKS",
    "Array",
    "Bins",
    "Corners",
    "Heights",
    "Kind",
    "Layout",
    "Linear",
    "Log",
    "Pan",
    "Panel",
    "Ranks",
    "Scale",
    "area",
    "band",
    "bars",
    "box",
    "caps",
    "distribution",
    "dots",
    "hatch",
    "linear_bins",
    "linear_labels",
    "linear_ticks",
    "linked_marks",
    "log_bins",
    "log_labels",
    "log_ticks",
    "outline",
    "overlay",
    "path",
    "percent_axis",
    "picture",
    "polyline",
    "probability_range",
    "raised",
    "rank_axis",
    "rank_bins",
    "reference",
    "risers",
    "rounded_out",
    "shapes",
    "spans",
    "staircase",
    "text",
    "value_axis",
    "x_axis",
    "y_axis",
]
