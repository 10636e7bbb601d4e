"""Elements of a picture, as text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from explorable.format import escape
from explorable.plot.styles import ROOT, dressed, written

_PARTS = re.compile("(<tspan(?: [^<>]*)?>|</tspan>)")

_RAISED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
_LEVEL = str.maketrans(_RAISED, "−0123456789")
_MARGIN = 12  # what lies beside the drawing's edge is seen as well


@dataclass(frozen=True)
class Pan:
    """What a reader can take hold of: a mouse that draws moves it, the wheel with Ctrl brings it nearer.

    `x`, `y` and `zoom` are the names of the sliders that hold what lies at `centre`, in the drawing's units,
    and how near it is; `per` is how much of `x` and of `y` one unit of the drawing is.
    """

    x: str
    y: str
    zoom: str
    centre: tuple[float, float]
    per: tuple[float, float]

    @property
    def written(self) -> str:
        """As a script reads it."""
        numbers = " ".join(f"{each:.6g}" for each in (*self.centre, *self.per))
        return f"{self.x} {self.y} {self.zoom} {numbers}"


def picture(
    name: str,
    width: int,
    height: int,
    title: str,
    description: str,
    content: str,
    span: tuple[float, float] | None = None,
    pan: Pan | None = None,
) -> str:
    """A complete drawing, titled and described for those who do not see it.

    `name` must be the picture's own on its page: the ids of its parts begin with it. `span` is the range of x
    in which a probe can move, `pan` what can be taken hold of. Wherever no stylesheet is, it is as wide as
    its place, and lies on white paper. With links in it, it is no image, whose parts nobody could reach, but
    a group.
    """
    moves = f' data-span="{span[0]:g} {span[1]:g}"' if span else ""
    moves += f' data-pan="{pan.written}"' if pan else ""
    role = "group" if "<a " in content else "img"
    sheet = (
        f'<rect class="sheet" x="{-_MARGIN}" y="{-_MARGIN}" '
        f'width="{width + 2 * _MARGIN}" height="{height + 2 * _MARGIN}"/>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {width} {height}" '
        f'width="100%"{written(ROOT)}{moves} role="{role}" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(description)}</desc>{dressed(sheet + content)}</svg>'
    )


def overlay(width: int, height: int, content: str) -> str:
    """What lies over a drawing of the same size while a reader looks at one of its places."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart overlay" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" aria-hidden="true">{content}</svg>'
    )


def path(classes: str, d: str) -> str:
    """A path; nothing where it has no data."""
    return f'<path class="{classes}" d="{d}"/>' if d else ""


def text(x: float, y: float, content: str, classes: str = "label", anchor: str = "start") -> str:
    """A line of text, in which nothing but <tspan> elements is markup."""
    end = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text class="{classes}" x="{x:g}" y="{y:g}"{end}>{_words(content)}</text>'


def _words(content: str) -> str:
    if "<" not in content:
        return escape(content)
    parts = _PARTS.split(content)  # in turn: text, tag
    return "".join(part if index % 2 else escape(part) for index, part in enumerate(parts))


def hatch(name: str, classes: str) -> str:
    """A pattern of slanting lines on a light ground, used by `reference(name)`."""
    return (
        f'<pattern id="{name}" width="5" height="5" patternUnits="userSpaceOnUse">'
        f'<path class="{classes} ground" d="M0 0H5V5H0Z"/>'
        f'<path class="{classes} stripe" d="M-1 1L1 -1M0 5L5 0M4 6L6 4"/></pattern>'
    )


def reference(name: str, classes: str, d: str) -> str:
    """A path filled with the pattern `name`; nothing where it has no data."""
    return f'<path class="{classes}" fill="url(#{name})" d="{d}"/>' if d else ""


def raised(label: str) -> str:
    """A label's exponent set as a raised <tspan>: few fonts hold all the superscript digits."""
    base = label.rstrip(_RAISED)
    if base == label:
        return label
    return f'{base}<tspan class="exponent" dy="-4">{label[len(base) :].translate(_LEVEL)}</tspan>'
