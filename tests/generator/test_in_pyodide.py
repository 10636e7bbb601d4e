"""What holds natively holds in the reader's Python: the property tests inside the packed runtime."""

from __future__ import annotations

import shutil
from pathlib import Path

from sitegen.base.faults import Fault
from sitegen.base.project import open_project
from sitegen.drawing.figures import FigureRequest
from sitegen.runtime import prepare_runtime
from tests.generator.conftest import REPOSITORY
from tests.generator.drawing import draw_figures
from tests.unit.nexttoken import properties

FIGURE = """
from explorable import Drawing, Figure, Output, Readout

from . import properties


def draw(made, width):
    return Drawing("<svg></svg>", {"made": Readout(made, str(made))}, "All hold.", "<table></table>")


figure = Figure(
    id="checks", title="Checks", caption="", controls=(), outputs=(Output("made", "checks"),),
    compute=lambda state: properties.run_all(), draw=draw,
)
"""


def test_the_properties_hold_inside_the_packed_runtime(tmp_path: Path) -> None:
    project = open_project(REPOSITORY)
    post = tmp_path / "checks"
    post.mkdir()
    (post / "checks.py").write_text(FIGURE, encoding="utf-8")
    shutil.copy(properties.__file__, post)

    request = FigureRequest("checks", post, "checks", ("here", 1))
    (drawn,) = draw_figures(project, prepare_runtime(project), [request])

    assert not isinstance(drawn, Fault), drawn
    cases = sum(1 for _ in properties.fixed_cases())
    assert float(drawn.answer["readouts"]["made"]["value"]) == cases * len(properties.CHECKS)


def test_a_property_that_does_not_hold_is_seen(tmp_path: Path) -> None:
    """The packed Python runs at -O2, which would take the assertions out of a library."""
    project = open_project(REPOSITORY)
    post = tmp_path / "checks"
    post.mkdir()
    (post / "checks.py").write_text(FIGURE, encoding="utf-8")
    (post / "properties.py").write_text("def run_all():\n    assert 1 == 2, 'seen'\n", encoding="utf-8")

    request = FigureRequest("checks", post, "checks", ("here", 1))
    (drawn,) = draw_figures(project, prepare_runtime(project), [request])

    assert isinstance(drawn, Fault)
    assert "seen" in str(drawn)
