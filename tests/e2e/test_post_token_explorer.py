"""The token explorer: what a reader chooses, types and looks for, with a network or without."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
from explorable.format import number
from nexttoken import lm
from nexttoken.sampling import ENGINES, Candidates, Settings, chain
from nexttoken.sequence import beam_search
from nexttoken.stored import restored
from playwright.sync_api import Page, expect

from tests.e2e.conftest import ROOT, SharedPage
from tests.e2e.figure import FigureOnPage, type_into
from tests.e2e.test_offline import no_network

__all__ = ["no_network"]

TEXT = "Emma had — été"


@pytest.fixture(scope="module")
def address(real_url: str) -> str:
    return f"{real_url}token-explorer/index.html"


@pytest.fixture(scope="module")
def model() -> lm.Model:
    return lm.load(ROOT / "services/model/family-s.gguf")


def opened(page: Page, address: str, figure_id: str, state: str = "") -> FigureOnPage:
    page.goto(f"{address}#{figure_id}{f'?{state}' if state else ''}")
    figure = FigureOnPage(page, figure_id)
    figure.expect_live()
    return figure


def expect_tail(figure: FigureOnPage, model: lm.Model, text: str) -> None:
    """The readouts are what the model says natively, but for how numpy adds there: in another order."""
    row = model.logprobs(model.tokenize("\n") + model.tokenize(text))[-1]
    p = np.sort(np.exp(row))[::-1]
    assert figure.value("vocabulary") == len(row)
    assert figure.value("entropy") == pytest.approx(-float(np.exp(row) @ row), rel=1e-5)
    assert figure.value("top_prob") == pytest.approx(p[0], rel=1e-5)
    assert figure.value("tokens_50") == 1 + int(np.argmax(np.cumsum(p) >= 0.5))


@pytest.mark.one_browser
def test_a_readers_own_text_is_read_by_the_model_that_was_trained_here(
    post: SharedPage, model: lm.Model
) -> None:
    figure = post.figure("long-tail")
    figure.radio("prompt", "own").check(force=True)
    figure.expect_live()
    expect(figure.control("text")).not_to_contain_text("another prompt is chosen")
    figure.element.locator("textarea[name=text]").fill(TEXT)
    figure.expect_live()
    expect(figure.element.locator(".wide p.tokens").first).to_have_text(re.compile("Emma.*had"))
    expect_tail(figure, model, TEXT)


def test_the_prompts_and_a_text_are_explored_in_the_copy_with_the_network_off(
    page: Page, real_site: Path, model: lm.Model, no_network: list[str]
) -> None:
    figure = opened(page, (real_site / "offline/token-explorer.html").as_uri(), "long-tail")
    assert figure.value("vocabulary") == 49_152
    figure.radio("prompt", "story").check(force=True)
    figure.expect_live()
    assert figure.value("tokens_50") == 26
    figure.follow("long-tail?prompt=own&text=Emma")
    expect_tail(figure, model, "Emma")


@pytest.mark.one_browser
def test_a_samplers_slider_moves_its_cut_by_keyboard(post: SharedPage) -> None:
    figure = post.figure("long-tail", "prompt=story&top_k=10")
    rows = figure.element.locator(".wide svg text")
    expect(rows.filter(has_text="top-k 10")).to_contain_text("keeps 10 tokens")
    figure.type("top_k", "20")
    expect(rows.filter(has_text="top-k 20")).to_contain_text("keeps 20 tokens")
    figure.slider("top_k").press("ArrowRight")
    expect(rows.filter(has_text="top-k 21")).to_contain_text("keeps 21 tokens")


@pytest.mark.one_browser
def test_a_token_of_the_head_is_a_link_that_marks_it_and_back_takes_the_mark_away(post: SharedPage) -> None:
    figure = post.figure("long-tail")
    page = figure.page
    figure.element.locator(".wide .ranking a.token").first.focus()
    page.keyboard.press("Enter")
    expect(figure.control("find").locator("input")).to_have_value(" Paris")
    expect(figure.control("find")).to_contain_text("‘ Paris’: rank 1")
    expect(figure.element.locator(".wide svg .home.q")).to_have_count(1)
    figure.go("back")
    expect(figure.element.locator(".wide svg .home.q")).to_have_count(0)


@pytest.mark.one_browser
def test_a_rank_is_looked_at_by_keyboard(post: SharedPage) -> None:
    figure = post.figure("long-tail")
    type_into(figure.element.locator(".probe-number"), "41")
    expect(figure.element).to_contain_text("cut by top-k, top-p, min-p, typical, top-nσ")


def expect_lens(figure: FigureOnPage, model: lm.Model, text: str) -> None:
    """After the last token, at the layer shown: what the model's layers say natively."""
    ids = model.tokenize("\n") + model.tokenize(text)
    layer = min(int(figure.number("layer").input_value()), model.config.layers)
    row = model.lens(model.hidden(ids)[layer][-1:])[0]
    final = model.logprobs(ids)[-1]
    assert figure.value("top_prob") == pytest.approx(np.exp(row.max()), rel=1e-5)
    assert figure.value("kl") == pytest.approx(float(np.exp(final) @ (final - row)), rel=1e-4, abs=1e-6)
    best = model.token_bytes(int(row.argmax())).decode()
    expect(figure.element.locator(".wide .ranking .token").first).to_have_text(best)


@pytest.mark.one_browser
def test_the_layers_of_the_model_that_was_trained_here_read_a_readers_text(
    post: SharedPage, model: lm.Model
) -> None:
    figure = post.figure("logit-lens", "prompt=own&layer=2")
    figure.element.locator("textarea[name=text]").fill(TEXT)
    figure.expect_live()
    expect_lens(figure, model, TEXT)
    figure.type("layer", "30")
    figure.expect_live()
    expect_lens(figure, model, TEXT)


@pytest.mark.one_browser
def test_a_cell_opens_its_five_likeliest_and_a_token_moves_there(post: SharedPage, address: str) -> None:
    figure = post.figure("logit-lens")
    page = figure.page
    five = figure.element.locator(".wide .ranking .token")
    expect(five).to_have_count(5)
    expect(five.first).to_have_text(" ")
    figure.element.locator(".wide a[data-key='4.30']").click()
    expect(five.first).to_have_text(" Paris")
    expect(page).to_have_url(f"{address}#logit-lens?layer=30")
    figure.element.locator(".wide p.tokens a").nth(1).focus()
    page.keyboard.press("Enter")
    expect(figure.number("back")).to_have_value("3")
    expect(five.first).to_have_text(" of")
    figure.go("back")
    expect(five.first).to_have_text(" Paris")


@pytest.mark.one_browser
def test_layers_are_gone_through_by_keyboard(post: SharedPage) -> None:
    figure = post.figure("logit-lens", "layer=29")
    assert figure.value("settled") == 30
    figure.slider("layer").press("ArrowRight")
    expect(figure.element.locator(".wide .ranking .token").first).to_have_text(" Paris")
    assert figure.value("kl") == 0


# --------------------------------------------------------------------------------------------- pipeline


def expect_left(figure: FigureOnPage, order: str, **settings: float) -> None:
    """What is left of SmolLM2's tokens after the open story is what the chain leaves natively."""
    data = ROOT / "content/token-explorer/data"
    told = {each["name"]: each for each in json.loads((data / "prompts.json").read_text("utf-8"))}["story"]
    logits = restored(np.load(data / "story.npy")) + told["log_normalizer"]
    found = chain(Candidates.of(logits), Settings(**settings), ENGINES[order], told["ids"])
    expect(figure.output("left")).to_have_attribute("data-value", str(float(len(found.left))))
    expect(figure.output("entropy").locator(".value")).to_have_text(number(found.left.entropy))
    assert figure.value("entropy") == pytest.approx(found.left.entropy, rel=1e-9)


@pytest.mark.one_browser
def test_the_same_settings_leave_other_tokens_in_another_engine(post: SharedPage) -> None:
    figure = post.figure("pipeline")
    settings = {"temperature": 0.8, "top_k": 40, "top_p": 0.9, "min_p": 0.05}
    for order in ENGINES:
        figure.element.locator(f'input[name=engine][value="{order}"]').check(force=True)
        own = figure.output(f"tv_{order.replace('.', '_')}")
        expect(own).to_have_attribute("data-value", "0.0")
        expect_left(figure, order, **settings)
    figure.type("temperature", "1.5")
    expect_left(figure, "llama.cpp", **settings | {"temperature": 1.5})


@pytest.mark.one_browser
def test_a_stage_is_opened_by_its_heading_and_moved_to_an_order_of_ones_own(post: SharedPage) -> None:
    figure = post.figure("pipeline")
    page = figure.page
    shown = figure.element.locator(".wide .picture")
    shown.get_by_role("link", name=re.compile("^Temperature: ")).focus()
    page.keyboard.press("Enter")
    expect(figure.radio("open", "temperature")).to_be_checked()
    expect(shown.locator("pre")).to_contain_text("logits / 0.8")
    shown.get_by_role("link", name="Move it after top-k").focus()
    page.keyboard.press("Enter")
    expect(figure.radio("engine", "own")).to_be_checked()
    order = "penalties top_k temperature top_p min_p typical_p epsilon_cutoff eta_cutoff"
    expect(figure.element.locator("input[name=order]")).to_have_value(order)
    expect(shown.locator("tbody th").last).to_have_text("your own order")
    figure.go("back")
    expect(figure.radio("engine", "transformers")).to_be_checked()


@pytest.mark.one_browser
def test_a_cut_token_is_put_into_the_formula_with_what_cut_it(post: SharedPage) -> None:
    figure = post.figure("pipeline")
    page = figure.page
    shown = figure.element.locator(".wide .picture")
    cut = shown.get_by_role("link", name=re.compile("^rank 24, .*: cut by top-p"))
    cut.focus()
    page.keyboard.press("Enter")
    expect(figure.number("rank")).to_have_value("24")
    expect(shown.get_by_text(re.compile("Σ p of all before = 0.906 ≥ p = 0.9: .* is cut"))).to_be_visible()


@pytest.mark.one_browser
def test_a_readers_own_text_is_sampled(post: SharedPage, model: lm.Model) -> None:
    figure = post.figure("pipeline", "prompt=own&text=Emma&engine=vllm&temperature=0.5")
    row = model.logprobs(model.tokenize("\nEmma"))[-1]
    settings = Settings(temperature=0.5, top_k=40, top_p=0.9, min_p=0.05)
    found = chain(Candidates.of(row), settings, ENGINES["vllm"])
    expect(figure.output("left")).to_have_attribute("data-value", str(float(len(found.left))))
    assert figure.value("entropy") == pytest.approx(found.left.entropy, rel=1e-4)


# -------------------------------------------------------------------------------------------- strategies


def expect_ways(figure: FigureOnPage, model: lm.Model, text: str, count: int) -> None:
    """The greedy text and the beam's are those that are found natively."""
    start = model.tokenize("\n") + model.tokenize(text)
    for name, width in (("first", 1), ("beam", 4)):
        best = beam_search(lambda ids: model.logprobs([*start, *ids])[-1], width, count)[0]
        shown = figure.output(f"{name}_log_p").locator(".value")
        expect(shown).to_have_text(f"{best.log_prob:.2f}".replace("-", "−"))


@pytest.mark.one_browser
def test_a_text_goes_on_a_token_at_a_time_and_a_beam_finds_a_likelier_one(
    post: SharedPage, model: lm.Model
) -> None:
    figure = post.figure("strategies", "prompt=own&count=3&text=Emma")
    page = figure.page
    expect_ways(figure, model, "Emma", 3)
    figure.element.locator(".wide").get_by_role("link", name="Next token").focus()
    page.keyboard.press("Enter")
    expect(figure.number("count")).to_have_value("4")
    expect_ways(figure, model, "Emma", 4)
    assert figure.value("beam_log_p") > figure.value("first_log_p")


@pytest.mark.one_browser
def test_strategies_start_from_a_prompt_and_say_what_was_not_measured(post: SharedPage) -> None:
    figure = post.figure("strategies")
    told = json.loads((ROOT / "content/token-explorer/data/strategies.json").read_text("utf-8"))
    for prompt in ("garden-path", "story"):
        figure.radio("prompt", prompt).check(force=True)
        greedy = math.fsum(told[prompt]["drawn"][0]["log_probs"])
        expect(figure.output("first_log_p").locator(".value")).to_have_text(f"{greedy:.2f}".replace("-", "−"))
    shown = figure.element.locator(".wide .picture")
    expect(shown).to_contain_text("Second, top-k 40")
    figure.type("second_top_k", "7")
    expect(shown).to_contain_text("Second, top-k 7: not measured")
    expect(figure.output("second_log_p")).not_to_have_attribute("data-value", re.compile("."))
    figure.element.get_by_role("link", name="Ask that").click()
    expect(figure.radio("prompt", "own")).to_be_checked()
    figure.expect_live()
    expect(figure.output("second_log_p")).to_have_attribute("data-value", re.compile(r"^-\d"))
    expect(shown).to_contain_text("Once upon a time")
    figure.go("back")
    expect(shown).to_contain_text("Second, top-k 7: not measured")


@pytest.mark.one_browser
def test_a_strategys_dials_stand_in_one_row_where_there_is_room(post: SharedPage) -> None:
    post.page.set_viewport_size({"width": 820, "height": 900})
    figure = post.figure("strategies")
    for name in ("First", "Second", "Third", "Fourth"):
        dials = figure.element.get_by_role("group", name=name, exact=True).locator(".control").all()
        boxes = [dial.bounding_box() or {} for dial in dials]
        assert len({box["y"] for box in boxes}) == 1 and len({box["x"] for box in boxes}) == 3


@pytest.mark.one_browser
def test_strategies_run_in_the_copy_with_the_network_off(
    page: Page, real_site: Path, model: lm.Model, no_network: list[str]
) -> None:
    copy = (real_site / "offline/token-explorer.html").as_uri()
    figure = opened(page, copy, "strategies", "prompt=own&count=3&text=Emma")
    expect_ways(figure, model, "Emma", 3)
