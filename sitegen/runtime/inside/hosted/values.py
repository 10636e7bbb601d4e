"""How the value of a cell's last line is shown: as a table, as a picture, or as Python writes it.

A picture goes out as the address of an image, which browsers show without running anything in it, and always
with words in its place.
"""

from __future__ import annotations

import base64
import html
import io
import re
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from explorable import Drawing
from explorable.plot.styles import GAIN, GRID, INK, INK_2, LOSS, RULE, P, Q, themed

type Part = dict[str, Any]

_ROWS = 100  # of a table
_COLUMNS = 60
_TOLD = 12  # of a series, of the names along an axis, and of series, in words
_LARGEST = 3_000_000  # characters of a picture
_TITLE = re.compile(r"<title[^>]*>([^<]*)</title>")

# Matplotlib in the page's colours, on its ground and as wide as its column.
MATPLOTLIBRC = f"""
backend: svg
figure.figsize: 6.3, 3.4
figure.facecolor: none
figure.constrained_layout.use: True
axes.facecolor: none
axes.edgecolor: {RULE[1:]}
axes.labelcolor: {INK_2[1:]}
axes.titlecolor: {INK[1:]}
axes.titlesize: medium
axes.spines.top: False
axes.spines.right: False
axes.prop_cycle: cycler(color=[{", ".join(f"'{colour[1:]}'" for colour in (P, Q, GAIN, LOSS, INK_2))}])
axes.unicode_minus: True
text.color: {INK[1:]}
xtick.color: {INK_2[1:]}
ytick.color: {INK_2[1:]}
grid.color: {GRID[1:]}
legend.frameon: False
lines.linewidth: 1.5
savefig.transparent: True
svg.fonttype: path
svg.hashsalt: cells
"""


def parts_of(value: object) -> Iterator[Part]:
    """What shows the value: nothing of None, and nothing of what matplotlib gives back beside a plot."""
    plots = list(_plots())
    yield from (_of_plot(plot) for plot in plots)
    if value is None or (plots and _is_matplotlibs(value)):
        return
    if _is_figure(value):
        yield _of_plot(value)
    elif isinstance(value, Drawing) and value.svg:
        yield _picture(value.svg, value.sentence)
    elif callable(draw := getattr(type(value), "_repr_svg_", None)):
        yield _picture(draw(value), "")
    elif table := _table(value):
        yield {"table": table}
    else:
        yield {"value": repr(value)}


def forget_plots() -> None:
    """Of a cell that failed: the next one begins with none."""
    if plots := sys.modules.get("matplotlib.pyplot"):
        plots.close("all")


def _plots() -> Iterator[Any]:
    """Those that the cell has made, each once."""
    if plots := sys.modules.get("matplotlib.pyplot"):
        yield from map(plots.figure, plots.get_fignums())
        plots.close("all")


def _is_figure(value: object) -> bool:
    figure = sys.modules.get("matplotlib.figure")
    return figure is not None and isinstance(value, figure.Figure)


def _is_matplotlibs(value: object) -> bool:
    """What its functions give: an artist, or a collection of them; a figure was shown already."""
    if isinstance(value, np.ndarray) and value.dtype == object:
        value = value.reshape(-1).tolist()
    if isinstance(value, list | tuple) and value:
        return all(map(_is_matplotlibs, value))
    return type(value).__module__.partition(".")[0] == "matplotlib"


def _of_plot(figure: Any) -> Part:
    drawn = io.StringIO()
    with warnings.catch_warnings(action="ignore"):
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    svg = drawn.getvalue()
    return _picture(svg[svg.index("<svg") :], _in_words(figure))


def _in_words(figure: Any) -> str:
    """Its titles, what its axes say, and what is drawn in them."""
    said = [figure.get_suptitle()]
    for axes in figure.axes:
        said += [axes.get_title(), _along("across", axes.xaxis), _along("up", axes.yaxis), *_series(axes)]
    return f"A plot. {'; '.join(filter(None, said))}".removesuffix(". ") + "."


def _along(way: str, axis: Any) -> str:
    """What an axis is of, and the names along it where each stands at a place that was chosen for it."""
    chosen = type(axis.get_major_locator()).__name__ in ("FixedLocator", "StrCategoryLocator")
    names = [label.get_text() for label in axis.get_ticklabels()] if chosen else []
    if len(names) > _TOLD:
        names = [f"{len(names)} names from {names[0]} to {names[-1]}"]
    told = ", ".join(filter(None, [axis.label.get_text(), *names]))
    return told and f"{way}: {told}"


def _series(axes: Any) -> Iterator[str]:
    """Bars and lines with their numbers, which who does not see them has nowhere else; then other names."""
    drawn = [(one.get_label(), one.datavalues) for one in axes.containers if hasattr(one, "datavalues")]
    for line in axes.lines:
        marks = line.get_transform() is not axes.transData or line.get_label() == "_nolegend_"
        if not marks:  # a place, or the end of an error bar
            drawn.append((line.get_label(), line.get_ydata(orig=False)))
    for name, values in drawn[:_TOLD]:
        label = "" if str(name).startswith("_") else f"{name}: "
        yield f"{label}{_numbers(values)}"
    if len(drawn) > _TOLD:
        yield f"{len(drawn) - _TOLD} more of them"
    legend, told = axes.get_legend(), {name for name, _ in drawn}
    names = [text.get_text() for text in legend.get_texts()] if legend else []
    yield ", ".join(name for name in names if name not in told)


def _numbers(of_series: Any) -> str:
    numbers: np.ndarray[Any, Any] = np.ma.filled(np.ma.asarray(of_series, float), np.nan).reshape(-1)
    if 0 < numbers.size <= _TOLD:
        return ", ".join(map(_written, numbers.tolist()))
    known = numbers[np.isfinite(numbers)]
    reach = f" from {_written(known.min())} to {_written(known.max())}" if known.size else ""
    return f"{numbers.size} numbers{reach}"


def _picture(svg: str, words: str) -> Part:
    if len(svg) > _LARGEST:
        return {"value": f"A picture of {len(svg):,} characters, which is too large to be shown here."}
    if not words:
        titled = _TITLE.search(svg)
        words = html.unescape(titled[1]) if titled else "A picture."
    data = base64.b64encode(themed(svg).encode()).decode()
    return {"picture": {"src": f"data:image/svg+xml;base64,{data}", "alt": words}}


def _table(value: object) -> Part | None:
    if isinstance(value, np.ndarray) and value.ndim in (1, 2) and value.size and value.dtype.names is None:
        return _of_array(value)
    rows = _rows(value)
    return _made(f"{len(rows)} rows", *_named(rows)) if rows else None


def _of_array(array: np.ndarray[Any, Any]) -> Part:
    """A vector lies, as it is written in a formula: a row of it, each place with its index above."""
    shape = " × ".join(map(str, array.shape))
    rows = array.reshape(1, -1) if array.ndim == 1 else array
    width = min(rows.shape[1], _COLUMNS + 1)  # one more than is shown tells that there are more
    columns = ["", *map(str, range(width))]
    headed = ([index, *row] for index, row in enumerate(rows[:_ROWS, :width]))
    if array.ndim == 1:
        headed = (["value", *row] for _, *row in headed)
    return _made(f"{array.dtype}, {shape}", columns, headed, len(rows))


def _rows(value: object) -> Sequence[Any]:
    """A list of rows, all alike; else nothing."""
    if not isinstance(value, list | tuple) or not value:
        return []
    kinds = {type(row) for row in value}
    if len(kinds) > 1 or not issubclass(kinds.pop(), list | tuple | dict):
        return []
    first = value[0]
    alike = len({tuple(row) if isinstance(row, dict) else len(row) for row in value}) == 1
    cells = (cell for row in value for cell in (row.values() if isinstance(row, dict) else row))
    return value if first and alike and all(map(_is_scalar, cells)) else []


def _is_scalar(cell: object) -> bool:
    return cell is None or isinstance(cell, str | int | float | complex | np.generic)


def _named(rows: Sequence[Any]) -> tuple[list[str], Iterable[Sequence[Any]], int]:
    """The columns' names, the rows, and how many there are."""
    first = rows[0]
    if isinstance(first, dict):
        return [str(name) for name in first], (list(row.values()) for row in rows[:_ROWS]), len(rows)
    names = getattr(first, "_fields", None) or [str(index) for index in range(len(first))]
    return list(names), rows[:_ROWS], len(rows)


def _made(caption: str, columns: list[str], rows: Iterable[Sequence[Any]], total: int) -> Part:
    """A table as the page sets it, each row headed by its first cell; its caption tells if it is not all."""
    left_out = total > _ROWS or len(columns) > _COLUMNS + 1
    told = [[_written(cell) for cell in row[: _COLUMNS + 1]] for row in rows]
    return {
        "caption": caption + (", of which this is the beginning" if left_out else ""),
        "columns": columns[: _COLUMNS + 1],
        "rows": told,
    }


def _written(cell: object) -> str:
    if isinstance(cell, float | np.floating):
        return f"{float(cell):.6g}"
    return str(cell)
