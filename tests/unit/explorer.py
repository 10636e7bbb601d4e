"""Asking the figure zipf-kl, and reading what it drew."""

from __future__ import annotations

import itertools
import json
import re
import sys
from typing import Any
from xml.etree import ElementTree

from explorable import worker

from tests.unit.figure_checks import CONTENT, SVG, Answer, read

WIDTHS = ("wide", "narrow")
VIEWS = ("p_axis", "rank_axis", "contrib")
AXES = list(itertools.product(("linear", "log"), ("linear", "log"), ("signed", "nonnegative")))
ENTROPIES = [(0.6, 0.6), (0, 0), (1, 1), (0, 1), (1, 0), (0.6, 0), (0, 0.6), (0.002, 0.998)]


def mount() -> None:
    worker.mount(str(CONTENT))


def ask(*widths: str, pin: dict[str, object] | None = None, **state: object) -> Answer:
    """The answer to a state, drawn at these widths (both if none is named), with another pinned behind it."""
    question = {"state": state, "pin": pin, "widths": widths or WIDTHS}
    return read(worker.answer("zipf-kl", "zipf-kl", json.dumps(question)))


def look(
    width: str = "wide", pin: dict[str, object] | None = None, *, at: dict[str, float], **state: object
) -> Answer:
    """What is read off a picture `at` an x or a place."""
    question = {"state": state, "pin": pin, "width": width, **at}
    return read(worker.look("zipf-kl", "zipf-kl", json.dumps(question)))


def declaration() -> Answer:
    return read(worker.load("zipf-kl", "zipf-kl"))


def module(name: str = "zipf_kl") -> Any:
    """A module of the figure."""
    worker.load("zipf-kl", "zipf-kl")
    return sys.modules[f"posts.zipf-kl.{name}"]


def compute(**state: object) -> Any:
    """The figure's result for a state."""
    figure = module().figure
    return figure.compute(figure.state(state))


def notes(answer: Answer) -> list[str]:
    return [note["text"] for note in answer["notes"]]


def drawn(answer: Answer, width: str, classes: str) -> str:
    """The path of a class in one drawing; empty where there is none."""
    root = ElementTree.fromstring(answer["drawings"][width])
    found = [path.get("d", "") for path in root.findall(f"{SVG}path") if path.get("class") == classes]
    return "".join(found)


def check_path(d: str, width: float, height: float) -> None:
    """Every number of a path is a number, and every place in it inside the drawing."""
    assert not re.search(r"[^MHVLZvalh0-9. -]", d), d[:80]
    x = [float(n) for n in re.findall(r"[MHL](-?[\d.]+)", d)]
    y = [float(n) for n in re.findall(r"(?:V|[ML]-?[\d.]+ )(-?[\d.]+)", d)]
    assert all(0 <= n <= width for n in x), d[:80]
    assert all(0 <= n <= height for n in y), d[:80]
