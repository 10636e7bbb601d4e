"""A reader who never tires: ten thousand moves of the sliders, and the page is as it was."""

from __future__ import annotations

import pytest
from playwright.sync_api import CDPSession, Page

from tests.e2e.figure import FigureOnPage

pytestmark = [pytest.mark.one_browser, pytest.mark.only_browser("chromium")]

SLIDERS = {"zipf-kl": ("rho", "h_q"), "infinite-kl": ("k", "rho"), "zipf-words": ("first", "last")}
MOVES = 10_000

SPY = """
const code = `
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = async (...given) => {
        const made = await instantiate(...given);
        globalThis.memory ??= (made.instance ?? made).exports.memory;
        return made;
    };`;
globalThis.Blob = class extends Blob {
    constructor(parts, options) {
        super(options?.type === 'text/javascript' ? [code, ...parts] : parts, options);
    }
};
globalThis.asked = [];
globalThis.answered = [];
globalThis.Worker = class extends Worker {
    constructor(...given) {
        super(...given);
        this.addEventListener('message', ({ data }) => data.kind === 'done' && answered.push(data.id));
    }
    postMessage(message, transfer) {
        if (message.kind === 'ask') asked.push(message.id);
        super.postMessage(message, transfer);
    }
};
"""
"""What the page asks and is answered, by number; and in the worker, its memory."""

DRIVE = """async ([sliders, from, to]) => {
    const channel = new MessageChannel();
    const task = () => new Promise(resolve => {
        channel.port1.onmessage = resolve;
        channel.port2.postMessage(0);
    });
    const idle = figure => new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`${figure.id}: no answer for half a minute`)), 30_000);
        const look = () => {
            if (figure.getAttribute('aria-busy') === 'true') return;
            clearTimeout(late);
            watch.disconnect();
            resolve();
        };
        const watch = new MutationObserver(look);
        watch.observe(figure, { attributeFilter: ['aria-busy'] });
        look();
    });
    const figures = Object.entries(sliders).map(([id, names]) => {
        const figure = document.getElementById(id);
        return { figure, inputs: names.map(name => figure.querySelector(`input[type=range][name=${name}]`)) };
    });
    for (let move = from; move < to; move += 1) {
        const { figure, inputs } = figures[Math.floor(move / 40) % figures.length];
        const input = inputs[move % inputs.length];
        input.value = Number(input.min) + ((move * 0.618034) % 1) * (input.max - input.min);
        input.dispatchEvent(new Event('input', { bubbles: true }));
        if (move % 8 === 7) await task();
        if (move % 40 === 39) await idle(figure);
    }
    for (const { figure, inputs } of figures) {
        inputs[0].dispatchEvent(new Event('change', { bubbles: true }));
        await idle(figure);
    }
}"""
"""Eight moves in a task, forty of one figure in a row; then it comes to rest, and another has its turn."""


def sizes(page: Page, devtools: CDPSession) -> dict[str, float]:
    """What could leak: DOM nodes, listeners, the heap of the page and the memory of Python, in MB."""
    devtools.send("HeapProfiler.collectGarbage")
    metrics = {m["name"]: m["value"] for m in devtools.send("Performance.getMetrics")["metrics"]}
    (worker,) = page.workers
    return {
        "nodes": metrics["Nodes"],
        "listeners": metrics["JSEventListeners"],
        "heap": metrics["JSHeapUsedSize"] / 1e6,
        "wasm": worker.evaluate("() => memory.buffer.byteLength") / 1e6,
    }


def state(figure: FigureOnPage) -> str:
    """What its sliders are at, as a query."""
    return "&".join(f"{name}={figure.number(name).input_value()}" for name in SLIDERS[figure.id])


def test_ten_thousand_moves_lose_no_answer_and_leave_nothing_behind(page: Page, real_url: str) -> None:
    """Every question is answered, in its turn, and the last states are shown as a fresh page shows them.

    From the first thousand moves to the ten thousandth the DOM grows by 500 nodes at most (of about 29 000:
    pictures differ in their marks), no listener is added, the heap grows by 1 MB at most (of 3.6), and the
    memory of Python by 16 MB (of 38; it grows by a fifth at a time).
    """
    page.add_init_script(SPY)
    page.goto(f"{real_url}zipf-kl/index.html")
    figures = [FigureOnPage(page, id) for id in SLIDERS]
    for figure in figures:
        figure.expect_live()
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")

    page.evaluate(DRIVE, [SLIDERS, 0, MOVES // 10])
    before = sizes(page, devtools)
    page.evaluate(DRIVE, [SLIDERS, MOVES // 10, MOVES])
    grown = {name: size - before[name] for name, size in sizes(page, devtools).items()}
    assert grown["nodes"] <= 500, grown
    assert grown["listeners"] <= 0, grown
    assert grown["heap"] <= 1, grown
    assert grown["wasm"] <= 16, grown

    asked, answered = page.evaluate("() => [asked, answered]")
    assert len(asked) > MOVES / 50  # a busy machine asks less: moves wait together while an answer is owed
    assert asked == sorted(set(asked))
    assert answered == asked
    for figure in figures:
        fresh = FigureOnPage(page.context.new_page(), figure.id)
        fresh.page.goto(f"{real_url}zipf-kl/index.html#{figure.id}?{state(figure)}")
        fresh.expect_live()
        assert figure.values() == fresh.values()
        assert figure.part("wide").inner_html() == fresh.part("wide").inner_html()
        fresh.page.close()
