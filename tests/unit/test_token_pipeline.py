"""The figure pipeline: what each order leaves of SmolLM2's tokens, against engines in plain Python."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from explorable import State
from hypothesis import given, settings
from hypothesis import strategies as st
from nexttoken.sampling import ENGINES as ORDERS
from nexttoken.sampling import Candidates, Chain, Step

from tests.unit.figure_checks import ask, check, declaration, module, states, value
from tests.unit.nexttoken import engines

FIGURE, POST = "pipeline", "token-explorer"
ENGINES = ("transformers", "vllm", "llama.cpp")
CUTS = ("top_n_sigma", "top_k", "typical_p", "top_p", "min_p", "epsilon_cutoff", "eta_cutoff")


@pytest.fixture(scope="module")
def figure() -> Any:
    return module("pipeline", POST)


def result(figure: Any, **values: object) -> Any:
    """What the figure computes of a state of a measured prompt."""
    state = figure.figure.state(values)
    return figure.compute(state, *(need.path for need in figure.needs(state)))


def measured_states() -> st.SearchStrategy[dict[str, object]]:
    """Any state of the prompts that were measured."""
    module("pipeline", POST)
    known = {control["name"]: control for control in declaration(FIGURE)["controls"]}
    typed = {name for name, control in known.items() if control["kind"] == "text"}
    order = st.permutations((*CUTS, "penalties", "temperature")).map(lambda names: " ".join(names[:7]))
    prompts = st.sampled_from(
        [each["value"] for each in known["prompt"]["options"] if each["value"] != "own"]
    )
    return states(FIGURE, without=typed).flatmap(
        lambda state: st.fixed_dictionaries({"prompt": prompts, "order": order}).map(
            lambda other: state | other
        )
    )


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"temperature": 1.5, "top_k": 0, "min_p": 0},
        {
            "prompt": "repetition",
            "repetition_penalty": 1.3,
            "presence_penalty": 0.5,
            "frequency_penalty": 0.25,
        },
        {"prompt": "code", "typical_p": 0.5, "top_n_sigma": 3, "epsilon_cutoff": 0.001, "eta_cutoff": 0.002},
    ],
)
def test_what_is_left_is_what_the_engine_leaves(figure: Any, name: str, changes: dict[str, object]) -> None:
    """Of all 49 152 tokens."""
    found = result(figure, engine=name, **changes)
    logits = (found.found.log_probs + found.found.log_normalizer).tolist()
    expected = engines.softmax(engines.ENGINES[name](logits, found.settings, list(found.found.ids), []))
    assert found.chain.probs == pytest.approx(np.array(expected), abs=1e-9)
    answer = ask(FIGURE, engine=name, **changes)
    assert value(answer, "left") == sum(p > 0 for p in expected)
    raw = engines.softmax(logits)
    kept = sum(p for p, left in zip(raw, expected, strict=True) if left > 0)
    assert value(answer, "kept") == pytest.approx(kept, abs=1e-9)


def test_orders_are_as_far_apart_as_what_they_draw_from(figure: Any) -> None:
    found = result(figure)
    answer = ask(FIGURE)
    for name in ENGINES:
        apart = np.abs(found.chain.probs - found.chains[name].probs).sum() / 2
        assert value(answer, f"tv_{name.replace('.', '_')}") == pytest.approx(apart, abs=1e-12)
    assert value(answer, "tv_transformers") == 0 < value(answer, "tv_llama_cpp")


@pytest.mark.parametrize("engine", [*ENGINES, "own"])
@pytest.mark.parametrize("changes", [{}, {"top_k": 0, "temperature": 2}, {"temperature": 0}])
def test_the_python_that_is_shown_does_what_the_stage_did(
    figure: Any, engine: str, changes: dict[str, object]
) -> None:
    on = {"typical_p": 0.9, "top_n_sigma": 4, "epsilon_cutoff": 0.002, "eta_cutoff": 0.003, "min_p": 0.02}
    penalties = {"repetition_penalty": 1.3, "frequency_penalty": 0.5, "presence_penalty": 0.25, "seed": 5}
    found = result(figure, engine=engine, **{**on, **penalties, **changes})
    for step in found.chain.steps:
        shown = module("pipeline.code", POST).code(found, step.stage)
        if step.stage == "penalties":
            _expect_penalised(found, step, shown)
            continue
        known = _ran(shown, step.before)
        assert np.allclose(known["logits"], step.left.logits, rtol=1e-5), step.stage
    drawn = _ran(module("pipeline.code", POST).code(found, "draw"), found.chain.left)
    assert drawn["token"] == found.drawn


def _ran(shown: str, left: Candidates) -> dict[str, Any]:
    known: dict[str, Any] = {"np": np, "logits": left.logits.copy(), "ids": left.ids}
    exec(shown, known)
    return known


def _expect_penalised(found: Any, step: Step, shown: str) -> None:
    logits = np.full(found.found.size, np.nan)
    logits[step.before.ids] = step.before.logits
    known: dict[str, Any] = {"np": np, "logits": logits, "text": list(found.found.ids)}
    exec(shown, known)
    assert np.allclose(known["logits"][step.left.ids], step.left.logits, rtol=1e-5)


@settings(max_examples=40)
@given(measured_states())
def test_every_state_is_drawn_whole(values: dict[str, object]) -> None:
    check(ask(FIGURE, **values))


def test_a_move_of_the_temperature_leaves_what_the_model_gave_as_it_stands() -> None:
    """The bars have a scale that stays while the largest probability changes a little."""
    one, other = (ask(FIGURE, top_k=0, top_p=1, min_p=0, temperature=t) for t in (0.9, 0.95))
    bars = [
        re.findall(r'<path class="p"[^>]* d="([^"]*)"', each["drawings"]["wide"]) for each in (one, other)
    ]
    assert bars[0][:2] == bars[1][:2]  # logits, penalties
    assert bars[0][2] != bars[1][2]  # the temperature


def test_a_cut_token_stays_in_its_row_with_the_number_that_cut_it(figure: Any) -> None:
    answer, found = ask(FIGURE), result(figure)
    shown = answer["drawings"]["wide"]
    first_beyond = {step.stage: int(step.before.ids[step.cut.kept.stop]) for step in _cutting(found.chain)}
    assert set(first_beyond) == {"top_k", "top_p"}
    for stage, id in first_beyond.items():
        verdict = found.chain.verdict(id)
        assert verdict is not None and verdict[0].stage == stage
        assert f">{_cell(*verdict)}<" in shown
        assert re.search(rf'aria-label="rank {found.found.ranks[id]}, ‘[^"]*’: cut by', shown)


def _cutting(chain: Chain) -> list[Step]:
    return [step for step in chain.steps if step.cut and len(step.left) < len(step.before)]


def _cell(step: Step, number: float) -> str:
    if step.stage == "top_k":
        return f"✕ rank {number:.0f} &gt; {step.cut.limit:.0f}"
    return f"✕ top-p {number:.3f} ≥ 0.9"


@pytest.mark.parametrize("stage", ["logits", "penalties", "temperature", *CUTS, "draw"])
def test_each_stage_opens_on_numbers_a_formula_and_python(stage: str) -> None:
    on = {"typical_p": 0.9, "top_n_sigma": 4, "epsilon_cutoff": 0.002, "eta_cutoff": 0.003}
    fixed = ("logits", "draw")
    for engine in [name for name in ENGINES if stage in (*fixed, *ORDERS[name].order)] + ["own"]:
        shown = ask(FIGURE, engine=engine, open=stage, **on)["drawings"]["wide"]
        below = shown[shown.rindex("</svg>") :]
        assert re.search(r"<p>[^<]*\d", below), stage
        assert "<pre><code>" in below


def test_a_stage_is_opened_and_moved_by_links(figure: Any) -> None:
    shown = ask(FIGURE, engine="vllm", open="min_p")["drawings"]["narrow"]
    links = re.findall(r'href="#pipeline\?([^"]*)"', shown)
    assert any("open=temperature" in link for link in links)
    moved = next(link for link in links if "order=" in link)
    assert "engine=own" in moved
    assert "order=penalties%20min_p%20temperature%20top_k%20top_p" in moved


def test_an_order_is_read_as_it_is_written(figure: Any) -> None:
    controls = module("pipeline.controls", POST)
    assert controls.order_of("top_k, temperature top_k nonsense") == ("top_k", "temperature")
    assert controls.unknown_in("top_k, nonsense") == ["nonsense"]
    assert controls.moved(("top_k", "top_p"), "top_k", 1) == "top_p top_k"
    assert controls.moved(("top_k", "top_p"), "top_k", -1) == ""


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"engine": "vllm", "typical_p": 0.5}, "vLLM does not have Typical"),
        ({"engine": "vllm", "presence_penalty": 1}, "only what it has said itself"),
        ({"presence_penalty": 1}, "transformers has no penalties of frequency"),
        ({"engine": "own", "order": "top_k sort"}, "No stage is called sort"),
        ({"engine": "own", "order": "top_k"}, "does not name Temperature, Top-p, Min-p"),
    ],
)
def test_what_is_passed_over_is_said(values: dict[str, object], said: str) -> None:
    assert any(said in note["text"] for note in ask(FIGURE, **values)["notes"])


def test_readers_own_text_is_sampled_over_its_models_own_vocabulary(figure: Any) -> None:
    state: State = figure.figure.state({"prompt": "own", "rank": 4000})
    log_probs = np.log(np.full(300, 1 / 300))
    brought = (
        {"lengths": np.ones(300, np.uint16), "bytes": np.full(300, 97, np.uint8)},
        {"ids": np.array([1, 2], np.int32), "logprobs": log_probs, "log_normalizer": 3.0},
    )
    found = figure.compute(state, *brought)
    drawing = figure.draw(found, "narrow")
    assert found.looked_at == 299
    assert "300 tokens: you look at the last one" in drawing.notes[0].text
