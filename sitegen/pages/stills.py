"""Drawings of pages by themselves, to be seen where no stylesheet of the site is."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field

from lxml import etree

from sitegen.base.texts import printable
from sitegen.pages.pictures import can_show
from sitegen.references.image_size import svg_size

SVG = "http://www.w3.org/2000/svg"
DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)

_UNSIZED = (300, 150)  # as browsers show what says nothing of its size
_THEMES = re.compile(r"<style>:root\{([^{}]*)\}@media \(prefers-color-scheme:dark\)[^<]*</style>")
_NAMED = re.compile(r"var\((--[\w-]+)\)")


@dataclass
class Stills:
    """The files of a post's drawings: PNG, or SVG where the fonts lack a sign that its reader's may have.

    `url` is their folder, `signs` are the code points that the fonts have. By the names of the files, `pngs`
    are the SVGs of which those are to be made, `svgs` those that are files as they are.
    """

    url: str
    signs: Container[int]
    pngs: dict[str, str] = field(default_factory=dict)
    svgs: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, drawing: etree._Element) -> str:
        """The address of the drawing's file, which has this name before its ending."""
        svg = etree.tostring(drawing, encoding="unicode")
        kind, files = ("png", self.pngs) if can_show(drawing, self.signs) else ("svg", self.svgs)
        files[f"{name}.{kind}"] = svg
        return f"{self.url}{name}.{kind}"


def alone(drawing: str) -> etree._Element:
    """A drawing as a file, with the margin that its paper gives it, and its size in pixels."""
    if "xmlns=" not in drawing:
        drawing = drawing.replace("<svg", f'<svg xmlns="{SVG}"', 1)
    svg = etree.fromstring(printable(drawing), etree.XMLParser(recover=True))
    width, height, box = (svg.get(name, "") for name in ("width", "height", "viewBox"))
    for paper in svg.iterfind(f"{{{SVG}}}rect[@class='sheet']"):
        x, y, width, height = (paper.get(name, "") for name in ("x", "y", "width", "height"))
        svg.set("viewBox", f"{x} {y} {width} {height}")
    size = svg_size(width, height, box)
    for name, side in zip(("width", "height"), size if all(size) else _UNSIZED, strict=True):
        svg.set(name, str(side))
    return svg


def in_light(drawing: str) -> str:
    """A drawing that is light or dark as its reader's screen is, in the colours of the light theme."""
    themes = _THEMES.search(drawing)
    colours = dict(pair.split(":", 1) for pair in themes[1].split(";") if pair) if themes else {}
    return _NAMED.sub(lambda found: colours.get(found[1], found[0]), drawing)
