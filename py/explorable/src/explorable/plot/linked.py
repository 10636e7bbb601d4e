"""Marks that are links, each an element of its own: of hundreds, all that can be is written at once.

What places them is no property of style, as a path's `d` is: a browser would look through the stylesheet for
each that moves. A disc's middle is one, but is told by fewer signs than corners around it would be.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from explorable.format import escape
from explorable.plot.marks import written
from explorable.plot.scales import Array

type Corners = tuple[tuple[float, float], ...]
"""Of a shape of radius 1 around (0, 0); a disc has none."""


def shapes(corners: Corners, places: Array, radii: Array) -> list[str]:
    """Elements of one shape around places of the drawing, (n, 2), of these radii, (n,)."""
    if corners:
        numbers = (places[:, None] + radii[:, None, None] * np.array(corners)).reshape(len(places), -1)
        form = f'<polygon points="{" ".join(["%g %g"] * len(corners))}"/>\n'
    else:
        numbers = np.column_stack([places, radii])
        form = '<circle cx="%g" cy="%g" r="%g"/>\n'
    return written(form, np.round(numbers, 1).T).splitlines()


def linked_marks(
    classes: str,
    marks: Sequence[str],
    hrefs: Sequence[str],
    words: Sequence[str],
    keys: Sequence[str],
    foot: tuple[float, float],
    current: int | None = None,
) -> str:
    """Links around marks that look alike, elements as `shapes` writes them, one each.

    Each is called by its `words`, and tells them at the `foot` of the drawing while it is pointed at or has
    the focus. `keys` are what the same marks are called in the next drawing, and the reader is at the
    `current` one.
    """
    if not marks:
        return ""
    there = [""] * len(marks)
    if current is not None:
        there[current] = ' aria-current="true"'
    told = f'<text display="none" x="{foot[0]:g}" y="{foot[1]:g}">'
    links = [
        f'<a href="{href}" aria-label="{said}" data-key="{key}"{here}>{mark}{told}{said}</text></a>'
        for mark, href, said, key, here in zip(
            marks, _escaped(hrefs), _escaped(words), _escaped(keys), there, strict=True
        )
    ]
    return f'<g class="{classes} marks">{"".join(links)}</g>'


def _escaped(texts: Sequence[str]) -> list[str]:
    """One call for all, put together by what no text of a page may hold."""
    return escape("\0".join(texts)).split("\0")
