"""The figure of shape and order: pairs as they were measured, and the reader's text against the models."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from explorable import Drawing, worker
from nexttoken import lm
from scipy.special import rel_entr
from scipy.stats import spearmanr

from tests.unit.figure_checks import CONTENT, check_drawing

SERVICES = CONTENT.parent / "services"
MADE = {
    "commands": ["python -m lab family", "python -m lab scale"],
    "texts": {"count": 1200, "bytes": 240_000},
    "compared": {"count": 200, "bytes": 40_000},
    "sha256": {"pairs.json": "0123456789abcdef"},
}
LARGE = {
    "command": "python -m lab scale --smollm2 X",
    "weights": {"sha256": "b" * 64},
    "texts": 4,
    "bytes": 800,
}
SHARES = "shape_share", "head_share", "body_share", "tail_share", "zipf_share", "nearest_zipf_share"
PLAIN = "rho", "total_variation", "same_top"


def told(setting: str, kl: float, shape: float, zipf: float = 0.5) -> dict[str, object]:
    """A pair as `lab.scale.files` writes it."""
    values = {name: [0.3, 0.2, 0.4] for name in (*SHARES, *PLAIN)}
    values["shape_share"] = [shape, shape - 0.01, shape + 0.01]
    values["zipf_share"] = [zipf, zipf - 0.1, zipf + 0.1]
    nats = {name: [kl, 0.9 * kl, 1.1 * kl] for name in ("kl", "reverse", "estimate")}
    return {"setting": setting, "first": "s-1@3000", "second": f"of {kl}", **nats, **values}


PAIRS = [
    told("8 bits", 0.01, 0.8),
    told("4 bits", 2.0, 0.5),
    told("seed", 30.0, 0.1),
    told("seed", 40.0, 0.2, zipf=2.0),
    told("seed", 50.0, 0.3, zipf=1.05),
    told("temperature", 5.0, 1.0),
]


def part(name: str) -> Any:
    """A module of the post, as it is loaded already."""
    return import_module(f"posts.kl-scale.{name}")


@pytest.fixture(autouse=True)
def measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A few pairs in the place of those that were measured."""
    worker.mount(str(CONTENT), str(SERVICES))
    files = {"pairs.json": PAIRS, "made.json": MADE, "smollm2.json": LARGE | {"pairs": PAIRS[:2]}}
    for name, content in files.items():
        (tmp_path / name).write_text(json.dumps(content))
    monkeypatch.setattr(part("shared.measured"), "PAIRS", tmp_path / "pairs.json")
    monkeypatch.setattr(part("shared.measured"), "MADE", tmp_path / "made.json")
    monkeypatch.setattr(part("shared.whose"), "SMOLLM2", tmp_path / "smollm2.json")
    yield
    worker.mount(str(CONTENT))


def read(**values: object) -> tuple[Any, Drawing]:
    """What is found in a state, and the drawing of it."""
    figure = part("real_pairs")
    state = figure.figure.state(values)
    found = figure.compute(state, *(worker.call(need.told(), print) for need in figure.needs(state)))
    for width in ("wide", "narrow"):
        check_drawing(figure.draw(found, width).markup)
    return found, figure.draw(found, "wide")


def value(drawing: Drawing, name: str) -> float:
    found = drawing.readouts[name].value
    assert found is not None
    return found


def test_the_text_is_split_as_both_models_read_it() -> None:
    small, medium = (lm.load(SERVICES / f"model/family-{size}.gguf") for size in "sm")
    text = "She had never been so happy."
    ids = [*small.tokenize("\n"), *small.tokenize(text)]
    p, q = (np.exp(model.logprobs(ids)) for model in (small, medium))
    kl = rel_entr(p, q).sum(axis=1)
    shape = rel_entr(np.sort(p), np.sort(q)).sum(axis=1)
    rhos = [spearmanr(*pair).statistic for pair in zip(p, q, strict=True)]
    found, drawing = read(text=text, other="m")
    assert b"".join(found.reading.tokens) == text.encode()
    assert value(drawing, "text_kl") == pytest.approx(kl.mean() / math.log(2), rel=1e-5)
    assert value(drawing, "text_shape") == pytest.approx(shape.sum() / kl.sum(), rel=1e-5)
    assert value(drawing, "text_rho") == pytest.approx(np.mean(rhos), rel=1e-6)
    parts = [value(drawing, f"text_{part}") for part in ("head", "body", "tail")]
    assert sum(parts) == pytest.approx(1)


def test_a_temperature_is_all_shape_and_says_so_at_each_token() -> None:
    found, drawing = read(other="t2")
    assert value(drawing, "text_shape") == pytest.approx(1)
    look = part("real_pairs").figure.probe.look(found, "wide", 1)
    assert look.readouts["at_order"].value == 0
    assert look.sentence.startswith("Before ‘She’: ")


def test_a_text_without_tokens_has_what_comes_at_first() -> None:
    found, drawing = read(text="")
    assert len(found.reading.kl) == 1
    assert "after the last token" in drawing.table_markup


def test_the_pairs_of_a_setting_are_told_by_their_median_and_their_intervals() -> None:
    _, drawing = read(setting="seed")
    assert (value(drawing, "count"), value(drawing, "shape")) == (3, pytest.approx(0.2))
    assert drawing.clauses["verdict"] == "most of KL is order"
    assert drawing.clauses["range"] == "from 9.0\u202f% to 31\u202f%"
    assert drawing.clauses["texts"] == "200 texts"
    assert "of 30.0" in drawing.table_markup and "python -m lab scale" in drawing.table_markup


def test_a_line_is_nearer_only_where_its_whole_interval_is() -> None:
    _, drawing = read(setting="seed")
    assert drawing.clauses["line"] == "nearer in 1 of 3 pairs, farther in 1, and in 1 it cannot be told"
    assert drawing.clauses["sorted"] == "farther in all 3 pairs"
    _, drawing = read(setting="4-bits")
    assert drawing.clauses["line"] == "nearer in the one pair"


def test_whether_shape_falls_is_asked_of_pairs_whose_order_may_change() -> None:
    _, drawing = read()
    assert drawing.clauses["falls"].startswith("falls as KL grows: the rank correlation of the two is −0.")
    assert drawing.clauses["by_setting"] == "8 bits 80\u202f%, 4 bits 50\u202f%, seeds 20\u202f%"


def test_smollm2_s_pairs_are_its_own_and_a_setting_that_it_lacks_is_said() -> None:
    _, drawing = read(of="smollm2")
    assert (value(drawing, "count"), drawing.clauses["texts"]) == (2, "4 texts")
    _, drawing = read(of="smollm2", setting="seed")
    assert [note.text for note in drawing.notes] == ["No pair of this setting was measured."]
