"""The page for trying a language model: what a reader types is scored, with a network or without."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from urllib.parse import quote, unquote

import numpy as np
import pytest
from nexttoken import lm
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import ROOT, SharedPage, requests_for
from tests.e2e.figure import BOOT_TIMEOUT_MS, FigureOnPage
from tests.e2e.test_offline import no_network

__all__ = ["no_network"]

TEXT = "Emma had — été\nnever"


@pytest.fixture(scope="module")
def address(real_url: str) -> str:
    return f"{real_url}models/index.html"


@pytest.fixture(scope="module")
def model() -> lm.Model:
    return lm.load(ROOT / "services/model/family-s.gguf")


def opened(page: Page, address: str, fragment: str = "") -> FigureOnPage:
    page.goto(address + fragment)
    figure = FigureOnPage(page, "next-token")
    figure.expect_live()
    return figure


def write(figure: FigureOnPage, text: str) -> None:
    figure.element.locator("textarea").fill(text)
    figure.expect_live()


def expect_scored(figure: FigureOnPage, model: lm.Model, text: str) -> None:
    """What is shown is what the model says natively, to a millionth: numpy adds in another order there."""
    ids = model.tokenize("\n") + model.tokenize(text)
    rows = model.logprobs(ids)
    entropy = -float(np.exp(rows[-1]) @ rows[-1])
    expect(figure.element.locator(".wide .ranking .token")).to_have_count(20)
    assert figure.value("entropy") == pytest.approx(entropy, abs=1e-6, rel=1e-6)
    own = rows[np.arange(len(ids) - 1), ids[1:]]
    bits = -own.sum() / math.log(2) / len(text.encode())
    assert figure.value("bits_per_byte") == pytest.approx(bits, abs=1e-6, rel=1e-6)
    assert math.log(figure.value("perplexity")) == pytest.approx(-own.mean(), abs=1e-6, rel=1e-6)
    best = model.token_bytes(int(rows[-1].argmax())).decode()
    expect(figure.element.locator(".wide .ranking .token").first).to_have_text(best)


def test_what_is_typed_is_scored_as_the_model_does_natively(post: SharedPage, model: lm.Model) -> None:
    """Whatever was read before: a longer text, another one, a shorter one."""
    figure = post.figure("next-token")
    for text in ("She had", TEXT, f"{TEXT} been", "Emma had", "x"):
        write(figure, text)
        expect_scored(figure, model, text)


@pytest.mark.one_browser
def test_prompts_are_scored_in_the_copy_with_the_network_off(
    page: Page, real_site: Path, model: lm.Model, no_network: list[str]
) -> None:
    figure = opened(page, (real_site / "offline/models.html").as_uri())
    write(figure, TEXT)
    expect_scored(figure, model, TEXT)


@pytest.mark.one_browser
def test_a_next_token_is_a_link_that_appends_it_and_back_takes_it_away(
    post: SharedPage, address: str
) -> None:
    figure = post.figure("next-token", "text=My%20dear")
    page = figure.page
    following = figure.element.locator(".wide .ranking a.token").first
    token, text = following.text_content() or "", figure.element.locator("textarea")
    assert token.startswith(" ")
    following.focus()
    page.keyboard.press("Enter")
    expect(text).to_have_value(f"My dear{token}")
    figure.expect_live()
    expect(page).to_have_url(f"{address}#next-token?text={f'My dear{token}'.replace(' ', '%20')}")
    expect(figure.element.locator(".wide .ranking a.token").first).to_be_focused()
    read = figure.element.locator(".wide p.tokens a.token")
    expect(read.last).to_have_attribute("aria-current", "true")
    read.first.click()
    expect(text).to_have_value("My")
    figure.expect_live()
    figure.go("back")
    expect(text).to_have_value(f"My dear{token}")


@pytest.mark.one_browser
def test_presets_and_links_of_the_text_bring_theirs_and_the_address_says_it(
    post: SharedPage, address: str
) -> None:
    """Whatever is shown before; and a reload, or whoever is sent the address, finds the same."""
    figure = post.figure("next-token")
    page = figure.page
    text = figure.element.locator("textarea")
    links = [
        *figure.element.locator("a.preset").all(),
        *page.locator(".callout-try a[href*=next-token]").all(),
    ]
    assert len(links) == 7
    for link in links:
        write(figure, "x")
        link.click()
        figure.expect_live()
        meant = unquote((link.get_attribute("href") or "").partition("text=")[2])
        expect(text).to_have_value(meant)
    figure.radio("model", "m").check(force=True)
    figure.expect_live()
    values = figure.values()
    expect(page).to_have_url(f"{address}#next-token?text={quote(meant)}&model=m")
    page.reload()
    figure.expect_live()
    assert figure.values() == values


@pytest.mark.one_browser
def test_a_text_beyond_the_context_is_told_in_a_sentence_and_a_shorter_one_is_read(
    post: SharedPage, model: lm.Model
) -> None:
    figure = post.figure("next-token")
    long = "ж" * 300
    figure.element.locator("textarea").fill(long)
    figure.expect_status("failed")
    count, room = len(model.tokenize(long)), model.config.context - 1
    expect(figure.part("status")).to_contain_text(
        f"The text is too long for this model: it has {count} tokens, and {room} fit."
    )
    write(figure, "ж")
    expect_scored(figure, model, "ж")


# A page hears nothing of the worker that is `mute`; of what figures are `asked`, `heard` has a reply.
MUTED = """const Own = Worker;
window.workers = [];
window.Worker = class extends Own {
    constructor(...args) { super(...args); window.workers.push(this); }
    postMessage(message, transfer) {
        if (message.method === 'answer') window.asked = message.args.question;
        super.postMessage(message, transfer);
    }
    set onmessage(hear) {
        super.onmessage = (event) => {
            if (this === window.mute) return;
            hear(event);
            if (this === window.workers[0]) window.heard = window.asked;
        };
    }
};"""
WAITS_AT_REST = """text => {
    const { state, widths } = JSON.parse(window.heard);
    return window.heard === window.asked && state.text === text && widths.length === 2;
}"""
BROKE = "workers.at(-1).dispatchEvent(new ErrorEvent('error', { message: 'It broke', cancelable: true }))"


@pytest.mark.one_browser
def test_the_model_may_be_stopped_and_may_crash_and_what_was_typed_stays(
    page: Page, address: str, model: lm.Model
) -> None:
    """The figures' Python goes on; the model's starts again by itself, and Retry asks it anew."""
    page.add_init_script(MUTED)
    figure = opened(page, address)
    text, status = figure.element.locator("textarea"), figure.part("status")
    ends = {
        "Stopped.": lambda: figure.button("Stop").press("Enter"),
        "The service “model” could not do it: The worker that runs Python failed (It broke).": (
            lambda: page.evaluate(BROKE)
        ),
    }
    for count, (said, end) in enumerate(ends.items(), start=2):
        assert page.evaluate("workers.length") == count
        page.evaluate("() => { window.mute = workers.at(-1) }")
        written = TEXT * count
        text.fill(written)
        text.press("Tab")
        page.wait_for_function(WAITS_AT_REST, arg=written)
        expect(status).to_contain_text("Computing “model” first")
        end()
        figure.expect_status("failed")
        expect(status).to_contain_text(said)
        expect(text).to_have_value(written)
        expect(figure.element).to_have_attribute("aria-busy", "false")
        figure.button("Retry").press("Enter")
        figure.expect_live()
        expect_scored(figure, model, written)
    assert page.evaluate("workers.length") == 4


@pytest.mark.one_browser
@pytest.mark.only_browser("chromium")
def test_the_page_is_whole_without_javascript(browser: Browser, address: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(address)
    figure = FigureOnPage(page, "next-token")
    expect(figure.element.locator(".wide .ranking .token")).to_have_count(20)
    expect(figure.part("wide").locator("svg")).to_be_visible()
    expect(page.locator("#family table").first).to_contain_text("python -m lab family")
    page.close()


@pytest.mark.one_browser
def test_the_code_that_computes_it_is_listed(page: Page, address: str) -> None:
    page.goto(address)
    fold = FigureOnPage(page, "next-token").element.locator("details.listings")
    fold.locator("> summary").click()
    for file in ("services/model/reader.py", "nexttoken/lm/transformer.py", "nexttoken/lm/tokenizer.py"):
        expect(fold.get_by_text(file, exact=True).first).to_be_visible(timeout=BOOT_TIMEOUT_MS)


def test_weights_are_those_that_the_card_names(real_site: Path) -> None:
    family = json.loads((ROOT / "services/model/family.json").read_text("utf-8"))
    for name, card in family.items():
        weights = (ROOT / f"services/model/family-{name}.gguf").read_bytes()
        assert hashlib.sha256(weights).hexdigest() == card["sha256"]
        assert len(weights) == card["bytes"] <= 4_000_000


@pytest.mark.one_browser
def test_the_real_model_is_offered_or_said_to_be_missing(page: Page, address: str) -> None:
    """Only `make site MODEL=1` has brought it; nothing of it is fetched unasked."""
    fetched = requests_for(page, "/runtime/data-smollm2")
    page.goto(f"{address}#next-token?model=smollm2")
    figure = FigureOnPage(page, "next-token")
    figure.come_into_view()
    there = (ROOT / "services/model/smollm2.gguf").is_file()
    words = "smollm2.gguf is fetched only if you want it" if there else "built without smollm2.gguf."
    expect(figure.part("status")).to_contain_text(words, timeout=BOOT_TIMEOUT_MS)
    figure.radio("model", "s").check(force=True)
    figure.expect_live()
    assert fetched == []
    expect(page.locator("#real ~ p", has_text="make site MODEL=1")).to_be_visible()
