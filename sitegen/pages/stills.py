"""A figure's drawings as files, to be seen where the page's stylesheet is not."""

from __future__ import annotations

import re

from lxml import etree

from sitegen.base.texts import printable

SVG = "http://www.w3.org/2000/svg"
DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)


def alone(drawing: str) -> etree._Element:
    """A drawing as a file, with the margin that its paper gives it."""
    if "xmlns=" not in drawing:
        drawing = drawing.replace("<svg", f'<svg xmlns="{SVG}"', 1)
    svg = etree.fromstring(printable(drawing), etree.XMLParser(recover=True))
    box = svg.get("viewBox", "").split()
    for paper in svg.iterfind(f"{{{SVG}}}rect[@class='sheet']"):
        box = [paper.get(name, "") for name in ("x", "y", "width", "height")]
        svg.set("viewBox", " ".join(box))
    for name, size in zip(("width", "height"), box[2:], strict=False):
        svg.set(name, size)
    return svg
