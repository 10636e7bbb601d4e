"""What a drawing looks like without a stylesheet: as with it, in the light theme, on white paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from explorable.plot import path, picture, reference, text
from explorable.plot.styles import DARK, INK_2, PAPER, ROOT, RULES, TINT, P, dressed, themed

CSS = Path(__file__).resolve().parents[3] / "templates" / "assets" / "css"
ON_PAPER = {"paper": "#fff"}
NO_ATTRIBUTES = {
    "display",
    "width",
    "height",
    "font-variant-numeric",
}  # or other ones

type Rule = tuple[str, dict[str, str]]


def sheet(name: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", (CSS / name).read_text("utf-8"), flags=re.DOTALL)
    return css.partition("@media")[0]


def tokens() -> dict[str, str]:
    colours = dict(re.findall(r"--([\w-]+): light-dark\((#\w+),", sheet("tokens.css"))) | ON_PAPER
    (sans,) = re.findall(r"--sans: (.+);", sheet("tokens.css"))
    families = [name.strip(' "') for name in sans.split(",") if "stand-in" not in name]
    return colours | {"sans": ", ".join(families)}


def rules() -> Iterator[Rule]:
    """Those of the stylesheet, written as the drawings' own."""
    for selector, body in re.findall(r"([^{}]+)\{([^}]*)\}", sheet("chart.css")):
        chart, _, worn = selector.strip().partition(" ")
        assert chart == ".chart"
        if worn and "." not in worn:
            continue  # of elements, whatever their classes
        pairs = (line.split(":", 1) for line in body.split(";") if line.strip())
        wanted = {name.strip(): attribute(value.strip()) for name, value in pairs}
        yield " ".join(classes(worn)), {k: v for k, v in wanted.items() if k not in NO_ATTRIBUTES}


def classes(selector: str) -> Iterator[str]:
    """`:is(.a, .b).c` is `a.c` and `b.c`."""
    found = re.fullmatch(r":is\((.*)\)(.*)", selector)
    options, rest = (found[1].split(", "), found[2]) if found else ([selector], "")
    return (f"{option}{rest}".lstrip(".") for option in options)


def attribute(value: str) -> str:
    mixed = re.fullmatch(r"color-mix\(in srgb, var\(--([\w-]+)\) (\d+)%, var\(--paper\)\)", value)
    if mixed:
        return mix(tokens()[mixed[1]], int(mixed[2]) / 100)
    value = re.sub(r"var\(--([\w-]+)\)", lambda name: tokens()[name[1]], value)
    return value.replace("px", "")


def mix(colour: str, share: float, paper: str = "#ffffff") -> str:
    pairs = ((int(each[at : at + 2], 16) for each in (colour, paper)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(share * one + (1 - share) * other):02x}" for one, other in pairs)


def test_drawings_bring_along_what_the_stylesheet_says() -> None:
    """In the same order: a rule added, changed or moved in chart.css is one for styles.py as well."""
    root, *of_classes = rules()
    assert root == ("", ROOT)
    assert of_classes == list(RULES)


@pytest.mark.parametrize(
    ("worn", "expected"),
    [
        ("p bar", {"fill": "#1f5fb8", "stroke": "none"}),
        ("p cap", {"fill": "none", "stroke": "#1f5fb8", "stroke-width": "3"}),
        ("line soft", {"stroke": "#5d5952", "stroke-width": "1", "opacity": "0.6", "fill": "none"}),
        ("halo gain", {"fill": "#187358", "stroke": "#fff", "paint-order": "stroke"}),
        ("of-the-author", {}),
    ],
)
def test_more_classes_count_more_and_then_what_comes_later(worn: str, expected: dict[str, str]) -> None:
    element = ElementTree.fromstring(dressed(path(worn, "M0 0H1")))
    assert element.attrib.items() >= expected.items()
    assert expected or set(element.attrib) == {"class", "d"}


def test_an_element_s_own_attributes_stay() -> None:
    element = ElementTree.fromstring(dressed(reference("coin-hatch", "gain hatched", "M0 0H1V1Z")))
    assert (element.get("fill"), element.get("stroke")) == ("url(#coin-hatch)", "#ab2b74")
    late = ElementTree.fromstring(dressed('<circle r="2" fill="red" class="p"/>'))
    assert (late.get("fill"), late.get("stroke")) == ("red", "none")


def test_words_written_by_hand_are_dressed_as_well() -> None:
    words = text(0, 0, 'p &gt; q for <tspan class="q name">Q</tspan>')
    drawing = ElementTree.fromstring(picture("a-wide", 720, 480, "P", "All", words))
    (tspan,) = drawing.iter("{http://www.w3.org/2000/svg}tspan")
    assert (tspan.get("fill"), tspan.get("font-weight")) == ("#b34700", "650")


def test_a_drawing_lies_on_a_sheet_of_white_paper() -> None:
    drawing = ElementTree.fromstring(picture("a-wide", 720, 480, "P", "All", ""))
    (paper,) = drawing.iter("{http://www.w3.org/2000/svg}rect")
    box = [float(paper.get(name, "")) for name in ("x", "y", "width", "height")]
    assert paper.get("fill") == "#fff"
    assert box[0] < 0 > box[1] and box[0] + box[2] > 720 and box[1] + box[3] > 480


def test_the_dark_colours_are_those_of_the_page() -> None:
    pairs = dict(re.findall(r"light-dark\((#\w+), (#\w+)\);", sheet("tokens.css")))
    assert {light: pairs[light] for light in DARK if light not in (PAPER, TINT)} | {
        PAPER: re.findall(r"--paper: light-dark\(#\w+, (#\w+)\)", sheet("tokens.css"))[0],
        TINT: mix(DARK[INK_2], 0.25, DARK[PAPER]),
    } == DARK


def test_a_drawing_as_an_image_is_light_or_dark_as_the_page_around_it() -> None:
    drawn = themed(
        f'<svg xmlns="http://www.w3.org/2000/svg"><path fill="{P}" style="stroke: #ffffff"/></svg>'
    )
    name = re.findall(r'fill="var\((--\w+)\)"', drawn)[0]
    light, dark = drawn.split("@media (prefers-color-scheme:dark)")
    assert f"{name}:{P};" in light
    assert f"{name}:{DARK[P]};" in dark
    assert "stroke: #ffffff" in drawn
    ElementTree.fromstring(drawn)
