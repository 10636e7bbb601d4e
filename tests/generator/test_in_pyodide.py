"""What holds natively holds in the reader's Python: the property tests inside the packed runtime."""

from __future__ import annotations

import base64
import shutil
from pathlib import Path

import pytest

from sitegen.base.faults import Fault
from sitegen.base.project import open_project
from sitegen.drawing.figures import FigureRequest
from sitegen.runtime import prepare_runtime
from tests.generator.conftest import REPOSITORY
from tests.generator.drawing import asked, draw_figures
from tests.unit.nexttoken import properties, tiny_model

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

COMPARED = """
import base64
import numpy as np
from nexttoken import lm

file, ids = base64.b64decode("{file}"), list(range(3, 80))
wanted = lm.load(file, lm.Dense).logprobs(ids)
ways = []
model = lm.load(file, lambda tensor: ways.append(lm.fastest(tensor)) or ways[-1])
cache = model.start()
found = model.logprobs(ids), np.array([model.step(id, cache) for id in ids])
" ".join([type(ways[0]).__name__, *(str(np.abs(way - wanted).max()) for way in found)])
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


@pytest.mark.parametrize("pictured", [False, True], ids=["from its packs", "from the snapshot"])
def test_the_kernel_multiplies_inside_the_packed_runtime_as_numpy_does(pictured: bool) -> None:
    packs = prepare_runtime(open_project(REPOSITORY)).packs
    started_from = {name: pack for name, pack in packs.items() if pictured or name != "snapshot"}
    script = COMPARED.format(file=base64.b64encode(tiny_model.gguf("Q4_1")).decode())

    ((reply,), host) = asked(started_from, [], [{"evaluate": script}])

    assert "value" in reply, host.log
    way, by_prompt, by_step = reply["value"].split()
    assert way == "Quantised"
    assert 0 < float(by_prompt) < 1e-4
    assert 0 < float(by_step) < 1e-4
