"""Drawings as PNG: on paper, in the theme's fonts, at the size that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import imagesize  # type: ignore[import-untyped]
import pytest

from sitegen.base.faults import BuildFailed
from sitegen.base.project import open_project
from sitegen.pages.pictures import can_show, draw_pictures
from sitegen.pages.stills import alone, in_light
from sitegen.theme.assets import collect_assets
from tests.generator.conftest import REPOSITORY

Draw = Callable[..., dict[str, bytes]]
SIGNS = ("a", "→", "≥", "‖", "ρ", "−", "✕", "⏎", "⁻⁶")


@pytest.fixture(scope="module")
def draw() -> Draw:
    project = open_project(REPOSITORY)
    assets = collect_assets(project, quick=True)

    def drawn(scale: int = 1, **drawings: str) -> dict[str, bytes]:
        files = draw_pictures(project, assets, drawings, scale)
        return {name: file.read_bytes() for name, file in files.items()}

    return drawn


def svg(content: str = "", width: int = 40) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20">{content}</svg>'


def label(words: str, weight: int = 400) -> str:
    return svg(f'<text x="5" y="16" font-family="Inter, Symbols" font-weight="{weight}">{words}</text>')


def size(png: bytes) -> tuple[int, int]:
    width, height = imagesize.get(BytesIO(png))
    return width, height


def test_a_drawing_has_as_many_pixels_as_are_asked_for(draw: Draw) -> None:
    assert size(draw(1, one=svg())["one"]) == (40, 20)
    assert size(draw(2, one=svg())["one"]) == (80, 40)


def test_what_a_drawing_leaves_bare_is_white(draw: Draw) -> None:
    """Else dark lines would stand on a reader's dark page."""
    pictures = draw(bare=svg(), white=svg('<rect width="40" height="20" fill="white"/>'))
    assert pictures["bare"] == pictures["white"]


def test_signs_of_the_figures_are_drawn(draw: Draw) -> None:
    """In a face of the theme: what none has is left out."""
    pictures = draw(**{sign: label(sign) for sign in (*SIGNS, " ")})
    assert [sign for sign in SIGNS if pictures[sign] == pictures[" "]] == []


def test_half_weights_are_drawn_as_the_bold_that_there_is(draw: Draw) -> None:
    pictures = draw(half=label("a", 650), bold=label("a", 600), plain=label("a"))
    assert pictures["half"] == pictures["bold"] != pictures["plain"]


def test_each_name_has_its_own_picture(draw: Draw) -> None:
    """Be it a number, which a script puts first."""
    pictures = draw(**{"b": svg(width=30), "1": svg(width=20)})
    assert {name: size(png) for name, png in pictures.items()} == {"b": (30, 20), "1": (20, 20)}


def test_the_drawing_is_named_that_cannot_be_drawn(draw: Draw) -> None:
    with pytest.raises(BuildFailed) as failed:
        draw(good=svg(), bad="</svg>")
    assert "bad: " in str(failed.value.faults[0])


@pytest.mark.parametrize(
    ("content", "can"),
    [
        ("<text>a⏎⁻⁶</text>", True),
        ("<text>語</text>", False),
        ("<g><foreignObject><p>a</p></foreignObject></g>", False),
    ],
)
def test_what_a_png_would_leave_out_is_known(content: str, can: bool) -> None:
    assert can_show(alone(svg(content)), {ord(sign) for sign in "a¶−6"}) is can


def test_a_colour_may_be_any_value() -> None:
    themes = "<style>:root{--a:#123;--b:url(x:y)}@media (prefers-color-scheme:dark){:root{--a:#fff}}</style>"
    assert '<path fill="#123" stroke="url(x:y)"/>' in in_light(
        svg(themes + '<path fill="var(--a)" stroke="var(--b)"/>')
    )
