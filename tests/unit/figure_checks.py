"""Asks a figure of a post, and checks what every answer owes the page: whole, finite, inside its frame."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Container, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from explorable import worker
from hypothesis import strategies as st

CONTENT = Path(__file__).resolve().parents[2] / "content"
SVG = "{http://www.w3.org/2000/svg}"
SLACK = 1.0  # half a stroke, and rounding
LETTER = 6.6  # width of a letter of a label, and more
type Answer = dict[str, Any]

STEP = re.compile(r"([MLHVmlhvaZ])([^MLHVmlhvaZ]*)")


def module(name: str, post: str = "zipf-kl") -> Any:
    """A module of a post, as its figures see it."""
    worker.mount(str(CONTENT))
    return import_module(f"posts.{post}.{name}")


def mounted() -> None:
    """Others may have looked for posts elsewhere since."""
    if getattr(sys.modules.get("posts"), "__path__", None) != [str(CONTENT)]:
        worker.mount(str(CONTENT))


def post_of(figure: str) -> str:
    """The post whose figure it is."""
    name = figure.replace("-", "_")
    return next(file.parent.name for file in CONTENT.glob("*/*") if file.stem == name)


def ask(figure: str, **state: object) -> Answer:
    """The answer to a state, at both widths; NaN and infinity are no JSON."""
    mounted()
    question = json.dumps({"state": state, "widths": ["wide", "narrow"]})
    return read(worker.answer(post_of(figure), figure, question))


def read(text: str) -> Answer:
    """JSON as the page must be able to read it: strictly."""
    found: Answer = json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} in an answer"))
    return found


def declaration(figure: str) -> Answer:
    """What the figure declares."""
    mounted()
    return read(worker.load(post_of(figure), figure))


def value(answer: Answer, name: str) -> float:
    """A readout in full."""
    return float(answer["readouts"][name]["value"])


def states(figure: str, without: Container[str] = ()) -> st.SearchStrategy[dict[str, object]]:
    """Any state that the figure's controls can be brought into, but for those at their defaults."""
    worker.mount(str(CONTENT))
    controls = [each for each in declaration(figure)["controls"] if each["name"] not in without]
    return st.fixed_dictionaries({each["name"]: _values(each) for each in controls})


def _values(control: dict[str, Any]) -> st.SearchStrategy[object]:
    if control["kind"] == "choice":
        return st.sampled_from([option["value"] for option in control["options"]])
    if control["kind"] == "shares":
        return _shares(len(control["parts"]), control["whole"])
    low, high, step = control["min"], control["max"], control["fine"]
    if control["kind"] == "seed" or float(step).is_integer():
        return st.one_of(st.sampled_from([low, control["default"], high]), st.integers(low, high))
    steps = round((high - low) / step)
    return st.integers(0, steps).map(lambda k: round(low + k * step, 9))


def _shares(parts: int, whole: int) -> st.SearchStrategy[object]:
    cuts = st.lists(st.integers(0, whole), min_size=parts - 1, max_size=parts - 1).map(sorted)
    return cuts.map(lambda at: [high - low for low, high in zip([0, *at], [*at, whole], strict=True)])


def check(answer: Answer) -> None:
    """Everything that holds for every state of every figure."""
    for readout in answer["readouts"].values():
        assert not readout["value"] or math.isfinite(float(readout["value"])), readout
        assert readout["text"] and "nan" not in readout["text"].lower()
    assert answer["sentence"].endswith(".") and "nan" not in answer["sentence"].lower()
    assert {cell.tag for cell in ElementTree.fromstring(answer["table"])} >= {"caption", "thead", "tbody"}
    for drawing in answer["drawings"].values():
        check_drawing(drawing)


def check_drawing(drawing: str) -> None:
    """Each of its places lies within it, and no id is there twice."""
    end = drawing.rindex("</svg>") + len("</svg>")
    root = ElementTree.fromstring(drawing[drawing.index("<svg") : end])
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    for path in root.iter(f"{SVG}path"):
        for x, y in places(path.attrib["d"]):
            assert -SLACK <= x <= width + SLACK, path.attrib
            assert -SLACK <= y <= height + SLACK, path.attrib
    for text in root.iter(f"{SVG}text"):
        for x in _ends(text):
            assert -SLACK <= x <= width + SLACK, "".join(text.itertext())
        assert 8 <= float(text.attrib["y"]) <= height, "".join(text.itertext())


def places(d: str) -> Iterator[tuple[float, float]]:
    """The places that a path goes through, and the tips of its arcs' half circles."""
    x = y = 0.0
    for command, written in STEP.findall(d):
        numbers = [float(each) for each in re.findall(r"-?[\d.]+(?:e-?\d+)?", written)]
        if command in "Hh":
            x = numbers[0] + (x if command == "h" else 0)
        elif command in "Vv":
            y = numbers[0] + (y if command == "v" else 0)
        elif command in "MLml":
            x, y = (numbers[0] + x, numbers[1] + y) if command in "ml" else (numbers[0], numbers[1])
        elif command == "a":
            yield x + numbers[5] / 2, y - numbers[1]
            yield x + numbers[5] / 2, y + numbers[1]
            x, y = x + numbers[5], y + numbers[6]
        yield x, y


def _ends(text: ElementTree.Element) -> tuple[float, float]:
    x, room = float(text.attrib["x"]), LETTER * len("".join(text.itertext()))
    anchor = text.attrib.get("text-anchor", "start")
    left = x - {"start": 0.0, "middle": room / 2, "end": room}[anchor]
    return left, left + room
