"""Training as a walk: exponents of walks whose exponents are known, and the window that is fitted."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
import scipy.stats
from hypothesis import HealthCheck, given, settings

from tests.unit.figure_checks import Answer, states, value
from tests.unit.kl_scale_world import MADE, answered, part

STEPS = (0, 1, 10, 100, 1000, *(1000 + 2**power for power in range(11)), 3000)
LAWS = {"s-1": (0.9, 0.2), "m-1": (1.1, 0.3), "b-2": (1.0, 1.2)}


@pytest.fixture(scope="module")
def walks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three runs: exact power laws of the steps between, but for s-1, which jitters."""
    file = tmp_path_factory.mktemp("diffusion") / "walks.json"
    steps = np.array(STEPS, float)
    between = np.abs(steps[:, None] - steps)
    rng = np.random.default_rng(1)
    jitter = np.exp(rng.normal(0, 0.1, between.shape))
    told = {
        name: {
            "steps": STEPS,
            "squared_distances": (0.3 * between**c_w * (jitter if name == "s-1" else 1)).tolist(),
            "kl": (2.0 * between**c_q * (jitter.T if name == "s-1" else 1)).tolist(),
        }
        for name, (c_w, c_q) in LAWS.items()
    }
    file.write_text(json.dumps(told))
    return file


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"texts": {"count": 10, "bytes": 1500}}
    monkeypatch.setattr(part("shared.measured"), "made", lambda: MADE | texts)


def asked(walks: Path, **state: object) -> Answer:
    return answered("diffusion", (walks,), **state)


@pytest.mark.parametrize("name", ["m-1", "b-2"])
def test_exponents_of_exact_laws_are_found_from_anywhere(walks: Path, name: str) -> None:
    c_w, c_q = LAWS[name]
    for window in ({}, {"start": "0", "low": 1, "high": 3000}, {"low": 1000, "high": 2}):
        answer = asked(walks, size=name[0], seed=name[2:], **window)
        assert (value(answer, "c_w"), value(answer, "c_q")) == pytest.approx((c_w, c_q))
        assert value(answer, "alpha") == pytest.approx(c_q / c_w)
        assert value(answer, "alpha_high") - value(answer, "alpha_low") < 1e-6


def test_the_window_is_what_is_fitted_and_its_intervals_are_scipys(walks: Path) -> None:
    told = json.loads(walks.read_text())["s-1"]
    at = STEPS.index(1000)
    for low, high in ((32, 1024), (2, 64)):
        answer = asked(walks, size="s", low=low, high=high)
        inside = [k for k, step in enumerate(STEPS) if low <= step - 1000 <= high]
        assert value(answer, "points") == len(inside)
        x = np.log([STEPS[k] - 1000 for k in inside])
        for name, far in (("c_w", told["squared_distances"]), ("c_q", told["kl"])):
            line = scipy.stats.linregress(x, np.log([far[at][k] for k in inside]))
            half = scipy.stats.t.ppf(0.975, len(inside) - 2) * line.stderr
            found = [value(answer, each) for each in (name, f"{name}_low", f"{name}_high")]
            assert found == pytest.approx([line.slope, line.slope - half, line.slope + half], rel=2e-3)


def test_kl_is_in_bits_per_byte(walks: Path) -> None:
    (first,) = re.findall(
        r"<th scope=\"row\">1</th><td>[^<]*</td><td>([^<]*)</td>", asked(walks, size="m")["table"]
    )
    assert float(first) == pytest.approx(2.0 / math.log(2) / 150, rel=1e-2)


def test_r2_is_that_of_a_line_and_of_the_law(walks: Path) -> None:
    told = json.loads(walks.read_text())["s-1"]
    inside = [k for k, step in enumerate(STEPS) if 32 <= step - 1000 <= 1024]
    x, y = (
        np.array(each) for each in zip(*((STEPS[k] - 1000, told["kl"][4][k]) for k in inside), strict=True)
    )
    answer = asked(walks, size="s")
    assert value(answer, "r2_line") == pytest.approx(scipy.stats.linregress(x, y).rvalue ** 2)
    assert value(asked(walks, size="m"), "r2_law") == pytest.approx(1)


def test_what_is_said_of_the_runs_follows_from_them(walks: Path) -> None:
    clauses = asked(walks, size="m")["clauses"]
    assert clauses["slower"].endswith("in 2 of 3 runs")
    assert clauses["beside_paper"].startswith("ours is 0.2") and "1.20" in clauses["beside_paper"]
    assert clauses["beside_paper"].endswith("2 of 3 runs within it")
    assert clauses["fits_better"].startswith("a power law describes KL better")


def test_fewer_than_three_points_are_no_line_and_that_is_said(walks: Path) -> None:
    answer = asked(walks, low=1, high=2)
    assert {answer["readouts"][name]["text"] for name in ("c_w", "c_q", "alpha", "alpha_low")} == {"–"}
    assert answer["notes"][0]["state"] == {"low": 32, "high": 1024}


def test_the_papers_exponents_stand_beside_ours_and_are_labelled(walks: Path) -> None:
    beside = asked(walks)["drawings"]["narrow"].split("</svg>")[1]
    rows = re.findall(r'<th scope="row">(.*?)</th>', beside)
    paper = part("shared.settings").PAPER
    assert [row for row in rows if paper in row] == rows[len(LAWS) :] and len(rows) == len(LAWS) + 5
    for each in part("diffusion.paper").PAPERS:
        assert each.kl / each.weights == pytest.approx(each.alpha, abs=0.011)


def test_a_run_that_was_not_measured_is_another_one_by_its_name(walks: Path) -> None:
    assert "s-1 goes as" in asked(walks, size="b", seed="3")["sentence"]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(state=states("diffusion"))
def test_every_state_has_a_whole_answer(walks: Path, state: dict[str, object]) -> None:
    asked(walks, **state)
