"""What holds natively holds in the reader's Python: the property tests inside the packed runtime."""

from __future__ import annotations

import base64
import json
import pickle
import shutil
import zlib
from pathlib import Path

import pytest

from sitegen.base.faults import Fault
from sitegen.base.project import open_project
from sitegen.drawing.figures import FigureRequest
from sitegen.runtime import prepare_runtime, service_pack
from tests.generator.conftest import REPOSITORY
from tests.generator.drawing import asked, draw_figures
from tests.unit.nexttoken import damage, hostile, kld_files, properties, tiny_model

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

HOSTILE = """
import base64, json, pickle, sys, types, zlib

for name, source in {sources!r}.items():
    module = sys.modules[name] = types.ModuleType(name)
    exec(compile(source, name, "exec", optimize=0), vars(module))  # else nothing is asserted

hostile, model = sys.modules[{hostile!r}], base64.b64decode({model!r})


def outcomes(kind, packed):
    for case in pickle.loads(zlib.decompress(base64.b64decode(packed))):
        yield hostile.outcome(kind, case if isinstance(case, bytes) else hostile.changed(model, *case))
"""
ROUNDED = {"log": 1e-9, "names": 0, "model": 1e-4}  # a model multiplies in 32 bits, in any order
OF_EACH = "json.dumps(list(outcomes({kind!r}, {packed!r})))"


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


def test_readers_files_fare_inside_the_packed_runtime_as_they_do_natively() -> None:
    """That Python has 32 bits, and a library of which parts were left out or come late."""
    project = open_project(REPOSITORY)
    cases = damage.fixed_cases()
    sources = {module.__name__: Path(module.__file__).read_text("utf-8") for module in (kld_files, hostile)}
    model = base64.b64encode(damage.MODEL).decode()
    scripts = [HOSTILE.format(sources=sources, hostile=hostile.__name__, model=model)]
    for kind, each in cases.items():
        packed = base64.b64encode(zlib.compress(pickle.dumps(each))).decode()
        scripts.append(OF_EACH.format(kind=kind, packed=packed))

    replies, host = asked(
        prepare_runtime(project).packs,
        [service_pack(project, "comparison")],
        [{"evaluate": script} for script in scripts],
    )

    assert len(replies) == len(scripts), host.log
    for (kind, each), reply in zip(cases.items(), replies[1:], strict=True):
        for case, (words, numbers) in zip(each, json.loads(reply["value"]), strict=True):
            content = case if isinstance(case, bytes) else hostile.changed(damage.MODEL, *case)
            here_words, here_numbers = hostile.outcome(kind, content)
            shown = f"{kind} {case[:2000]!r}"
            assert not here_words.startswith(hostile.WRONG), f"{shown}: {here_words}"
            assert words == here_words, shown
            assert numbers == pytest.approx(here_numbers, rel=1e-6, abs=ROUNDED[kind], nan_ok=True), shown
