"""What does not end, or ends Python; a page that is left, frozen, offline, open twice, or insecure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsers import CHROMIUM_ARGS
from tests.e2e.conftest import requests_for, watch
from tests.e2e.figure import FigureOnPage, open_explorer
from tests.e2e.held import hold
from tests.e2e.host import serve
from tests.e2e.small_site import build_small_site, figure

chromium_only = pytest.mark.only_browser("chromium")

WILD = """\
if state.x == 0.7:
        while True:
            pass
    if state.x == 0.8:
        return [np.empty(2**30, "u1") for _ in range(9)]
    if state.x == 0.9:
        os.abort()
    return state.x"""
IMPORTS = "import os\n\nimport numpy as np\n"
LOOK = """
from explorable import Look, Probe


def look(result, width, place):
    while place == 3:
        pass
    overlay = '<svg class="chart overlay" viewBox="0 0 9 9"></svg>'
    return Look(place, overlay, {"z": Readout(1 / place, str(place))}, f"It is place {place}.")

"""
PROBE = """
    probe=Probe(
        "Place",
        (Output("z", "z"),),
        last=lambda result: 5,
        at=lambda result, width, x: 1,
        beside=lambda result, width, place, marks: place + marks,
        look=look,
    ),"""
BELOW_STATUS = """figure => {
    const [top, below] = [figure, figure.querySelector('.remarks')].map(e => e.getBoundingClientRect().top);
    return Math.round(below - top);
}"""
BACK = "The figure is back where it was, and live."
STUBBORN = {
    "broken": 'if HERE and state.x == 0.2:\n        raise ValueError("no")\n    return state.x',
    "fine": "return state.x",
    "endless": "while HERE and state.x == 0.2:\n        pass\n    return state.x",
}
IN_BROWSER = """
import js

HERE = not hasattr(js, "process")  # the build's Python runs in Node
"""
RUNTIME = re.compile(r"/runtime/(?!engine)[\w.-]+\.bin$")
ASKED = """globalThis.asked = [];
globalThis.Worker = class extends Worker {
    postMessage(message, transfer) {
        if (message.kind === 'ask') asked.push(message.args.figure);
        super.postMessage(message, transfer);
    }
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a post with two wild figures is served, the second with a probe; and a stubborn one."""
    figures = {
        "one": figure("one", "Not all of it comes to an end", WILD, IMPORTS),
        "two": figure("two", "Nor does all of this", WILD, IMPORTS + LOOK, PROBE),
    }
    stubborn = {id: figure(id, f"This one is {id}", compute, IN_BROWSER) for id, compute in STUBBORN.items()}
    posts = {"wild": figures, "stubborn": stubborn}
    with serve(build_small_site(tmp_path_factory.mktemp("wild"), posts)) as host:
        yield f"{host}wild/index.html"


@pytest.fixture
def wild(page: Page, address: str) -> FigureOnPage:
    """The first figure, live."""
    return open_wild(page, address)


def open_wild(page: Page, address: str, fragment: str = "") -> FigureOnPage:
    page.goto(address + fragment)
    one = FigureOnPage(page, "one")
    one.come_into_view()
    return one


def move(figure: FigureOnPage, x: str) -> None:
    figure.slider("x").fill(x)


def expect_shown(figure: FigureOnPage, x: str) -> None:
    """Wait until the figure is live at `x`, in every place that says so."""
    figure.expect_live()
    figure.expect_controls(x=x)
    expect(figure.output("y")).to_have_attribute("data-value", x)
    expect(figure.part("sentence")).to_have_text(f"It is {x}.")


def move_and_wait(figure: FigureOnPage, x: str) -> None:
    move(figure, x)
    expect_shown(figure, x)


def place(figure: FigureOnPage) -> object:
    """Where what follows the status line is, in px from the figure's top."""
    return figure.element.evaluate(BELOW_STATUS)


def test_a_computation_that_does_not_end_is_stopped(page: Page, address: str) -> None:
    """By the keyboard; the last good state is there again, nothing is fetched for it, and works twice."""
    one = open_wild(page, address)
    one.expect_live()
    move_and_wait(one, "0.4")
    expect(page).to_have_url(re.compile(r"#one\?x=0\.4$"))
    before = place(one)
    fetched = requests_for(page, ".bin")
    for _ in range(2):
        move(one, "0.7")
        status = one.element.locator(".status[role=status]")
        expect(status).to_contain_text("Python is computing")
        expect(one.element).to_have_attribute("aria-busy", "true")
        expect(page).to_have_url(re.compile(r"#one\?x=0\.7$"))
        assert place(one) == before
        one.button("Stop").press("Enter")
        expect(one.button("Stop")).to_be_hidden()
        expect(status).to_contain_text("Stopped.")
        expect(status.locator(":focus")).to_have_count(1)
        assert place(one) == before
        expect_shown(one, "0.4")
        expect(status).to_contain_text(f"Stopped. {BACK}")
        expect(page).to_have_url(re.compile(r"#one\?x=0\.4$"))
    move_and_wait(one, "0.5")
    expect(one.part("status")).to_have_text(re.compile("^live"))
    assert fetched == []


DEAF = """globalThis.Worker = class extends Worker {
    postMessage(message, transfer) {
        if (message.kind !== 'ask' || !globalThis.deaf) super.postMessage(message, transfer);
    }
}"""
ON_TOP = """element => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""


@chromium_only
def test_stop_is_in_reach_of_a_thumb_wherever_the_reader_is(
    browser: Browser, base_url: str, console_errors: list[str]
) -> None:
    """On a phone the status line is out of the window once the last slider is in view: it comes back."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = context.new_page()
    watch(page, console_errors)
    page.add_init_script(DEAF)
    explorer = open_explorer(page, base_url)
    explorer.slider("rho").evaluate("slider => slider.scrollIntoView({ block: 'end' })")
    before = place(explorer)
    assert not explorer.part("status").evaluate(ON_TOP)
    page.evaluate("() => { globalThis.deaf = true }")
    explorer.slider("rho").fill("0.5")
    stop = explorer.button("Stop")
    expect(stop).to_be_visible()
    assert stop.evaluate(ON_TOP)
    assert place(explorer) == before
    box = stop.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    page.evaluate("() => { globalThis.deaf = false }")
    stop.tap()
    expect(explorer.part("status")).to_contain_text(BACK)
    assert explorer.element.locator(".status-text").evaluate(ON_TOP)
    context.close()


@chromium_only
def test_time_that_a_computer_sleeps_does_not_count_and_the_deadline_does(page: Page, address: str) -> None:
    page.clock.install()
    one = open_wild(page, address)
    one.expect_live()
    move(one, "0.7")
    expect(one.button("Stop")).to_be_visible()
    page.clock.fast_forward("24:00:00")
    page.clock.run_for(10_000)
    expect(one.button("Stop")).to_be_visible()
    page.clock.run_for(10_000)
    expect_shown(one, "0.2")
    expect(one.part("status")).to_have_text(re.compile(f"^Stopped: 20 seconds brought no answer. {BACK}"))


def test_what_waits_behind_a_stopped_computation_is_not_lost(page: Page, address: str) -> None:
    """The other figure says what it waits for, may stop it, and has its answer then."""
    one, two = open_wild(page, address), FigureOnPage(page, "two")
    one.expect_live()
    move_and_wait(two, "0.4")
    move(one, "0.7")
    two.button("Reset all").click()
    expect(two.part("status")).to_contain_text("Python is computing another figure")
    two.button("Stop").click()
    expect_shown(two, "0.2")
    expect(two.part("status")).to_have_text(re.compile("^live"))
    expect(page).to_have_url(re.compile("#two$"))
    expect_shown(one, "0.2")
    expect(one.part("status")).to_contain_text(f"Stopped. {BACK}")


@pytest.mark.one_browser
def test_a_figure_that_gave_up_at_its_own_state_is_asked_again_by_the_reader_only(
    page: Page, address: str
) -> None:
    """Whatever restarts Python: of the figures here one raises at its default, one does not end there."""
    page.add_init_script(ASKED)
    page.goto(address.replace("wild/", "stubborn/"))
    broken, fine, endless = (FigureOnPage(page, id) for id in STUBBORN)

    def stop() -> None:
        endless.come_into_view()
        endless.button("Stop").click()
        endless.expect_status("failed")
        expect(endless.part("status")).to_have_text(re.compile("^Stopped.(?! )"))

    broken.expect_status("failed")  # by then all of them look out for the reader
    expect_shown(fine, "0.2")
    stop()
    move_and_wait(fine, "0.4")
    asked = page.evaluate("asked")  # what is live may be asked for its table, too, with rest
    assert (asked[:3], set(asked[3:])) == (["broken", "fine", "endless"], {"fine"})
    for given_up in (broken, endless):
        given_up.expect_status("failed")
        expect(given_up.button("Retry")).to_be_visible()
        expect(given_up.element).to_have_attribute("aria-busy", "false")
    endless.button("Retry").click()
    stop()
    before = len(page.evaluate("asked"))
    move_and_wait(endless, "0.5")
    asked = page.evaluate("asked")
    assert (asked.count("broken"), set(asked[before:])) == (1, {"endless"})
    broken.button("Retry").click()
    expect(broken.part("status")).to_contain_text("ValueError: no.")


@chromium_only
def test_a_link_to_what_does_not_end_leaves_the_figure_as_it_was_built(page: Page, address: str) -> None:
    one = open_wild(page, address, "#one?x=0.7")
    one.button("Stop").click()
    expect_shown(one, "0.2")
    expect(page).to_have_url(re.compile("#one$"))
    expect(one.part("status")).to_contain_text(f"Stopped. {BACK}")


@chromium_only
def test_a_look_that_does_not_end_is_given_up(page: Page, address: str) -> None:
    """The place is chosen no more; the state and its picture stay."""
    open_wild(page, address)
    two = FigureOnPage(page, "two")
    two.expect_live()
    move_and_wait(two, "0.4")
    place = two.element.locator(".probe-number")
    looked = two.element.locator("output[data-look=z]")
    place.fill("2")
    expect(looked).to_have_attribute("data-value", "0.5")
    place.fill("3")
    two.button("Stop").click()
    expect(two.part("status")).to_contain_text(f"Stopped. {BACK}")
    expect(place).to_have_value("")
    expect_shown(two, "0.4")
    place.fill("4")
    expect(looked).to_have_attribute("data-value", "0.25")


def test_python_that_crashes_starts_again(wild: FigureOnPage, console_errors: list[str]) -> None:
    wild.expect_live()
    for _ in range(2):
        move(wild, "0.9")
        expect(wild.part("status")).to_have_text(re.compile(rf"^Python broke down \(.+\)\. {BACK}"))
        expect_shown(wild, "0.2")
    assert console_errors
    console_errors.clear()


@chromium_only
def test_python_that_crashes_again_at_once_waits_for_the_reader(
    page: Page, address: str, console_errors: list[str]
) -> None:
    """Both ask for what ends Python before it is there. Until Retry no answer is owed, whatever is moved."""
    release = hold(page, RUNTIME)
    with page.expect_request(RUNTIME):
        one, two = open_wild(page, address), FigureOnPage(page, "two")
    move(one, "0.9")
    move(two, "0.9")
    release()
    two.come_into_view()
    two.expect_status("failed")
    one.expect_status("failed")
    expect(one.part("status")).to_have_text(re.compile(r"^Python broke down \(.+\)\.(?! )"))
    one.expect_controls(x="0.2")
    two.expect_controls(x="0.2")
    move(one, "0.4")
    for moved in (one, two):
        expect(moved.element).to_have_attribute("aria-busy", "false")
    one.button("Retry").click()
    expect_shown(one, "0.4")
    expect_shown(two, "0.2")
    console_errors.clear()


@chromium_only
def test_more_memory_than_there_is_ends_one_computation_only(wild: FigureOnPage) -> None:
    wild.expect_live()
    move(wild, "0.8")
    wild.expect_status("failed")
    expect(wild.part("status")).to_contain_text(
        "The figure “one” could not be computed: MemoryError: Unable to allocate"
    )
    move_and_wait(wild, "0.5")


NO_MEMORY = """globalThis.Blob = class extends Blob {
    constructor(parts, options) {
        super(options?.type === 'text/javascript' ? [NO_MEMORY, ...parts] : parts, options);
    }
};
const NO_MEMORY = `
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = async (code, imports) => {
        const python = code instanceof WebAssembly.Module && WebAssembly.Module.imports(code).length > 100;
        if (python) throw new RangeError('could not allocate memory');
        return instantiate(code, imports);
    };`;
"""


@chromium_only
def test_too_little_memory_for_python_itself_is_said(
    page: Page, address: str, console_errors: list[str]
) -> None:
    page.add_init_script(NO_MEMORY)
    one = open_wild(page, address)
    one.expect_status("failed")
    expect(one.part("status")).to_contain_text(
        "Python ran out of memory on this device (could not allocate memory)."
    )
    expect(one.button("Retry")).to_be_visible()
    console_errors.clear()


@chromium_only
def test_a_page_that_was_frozen_goes_on(wild: FigureOnPage) -> None:
    """Once while Python computes, once while it rests."""
    wild.expect_live()
    freezer = wild.page.context.new_cdp_session(wild.page)

    def freeze() -> None:
        for state in ("frozen", "active"):
            freezer.send("Page.setWebLifecycleState", {"state": state})

    freeze()
    move_and_wait(wild, "0.4")
    move(wild, "0.7")
    expect(wild.button("Stop")).to_be_visible()
    freeze()
    wild.button("Stop").click()
    expect_shown(wild, "0.4")


@chromium_only
def test_two_tabs_do_not_disturb_each_other(page: Page, address: str, console_errors: list[str]) -> None:
    """While one is stuck the other is live; either keeps its state over a reload."""
    other = page.context.new_page()
    watch(other, console_errors)
    here, there = open_wild(page, address), open_wild(other, address)
    here.expect_live()
    there.expect_live()
    move(here, "0.7")
    expect(here.button("Stop")).to_be_visible()
    other.bring_to_front()
    move_and_wait(there, "0.5")
    page.bring_to_front()
    here.button("Stop").click()
    expect_shown(here, "0.2")
    move(here, "0.3")
    expect(page).to_have_url(re.compile(r"#one\?x=0\.3$"))
    for tab in (page, other):
        tab.reload()
    expect_shown(here, "0.3")
    expect_shown(there, "0.5")


@chromium_only
def test_going_offline_in_mid_load_is_named_and_mends_itself(
    page: Page, address: str, console_errors: list[str]
) -> None:
    release = hold(page, RUNTIME)
    with page.expect_request(RUNTIME):
        one = open_wild(page, address)
    expect(one.element.locator(".status-percent")).to_have_text(re.compile("%"))
    page.context.set_offline(True)
    release(lambda route: route.abort("internetdisconnected"))
    one.expect_status("failed")
    expect(one.part("status")).to_contain_text(
        re.compile(r"[\w-]+\.\w+\.bin could not be fetched: the network is gone")
    )
    page.unroute_all()
    page.context.set_offline(False)
    one.expect_live()
    console_errors.clear()


@pytest.fixture
def own_page(launch_browser: Callable[..., Browser], console_errors: list[str]) -> Iterator[Page]:
    """A page in a browser that keeps those it left, and knows this host by a name that is no loopback's."""
    browser = launch_browser(
        args=[*CHROMIUM_ARGS, "--host-resolver-rules=MAP plain.test 127.0.0.1"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    page = browser.new_page()
    watch(page, console_errors)
    yield page
    browser.close()


@chromium_only
def test_a_page_that_was_left_comes_back_as_it_was(own_page: Page, address: str) -> None:
    """Out of the back/forward cache: with what it was at, and live."""
    one = open_wild(own_page, address)
    one.expect_live()
    move(one, "0.4")
    own_page.evaluate("() => addEventListener('pageshow', event => { globalThis.kept = event.persisted })")
    own_page.goto(address.replace("wild/", ""))
    own_page.go_back(wait_until="commit")
    assert own_page.evaluate("() => globalThis.kept")
    expect_shown(one, "0.4")
    expect(own_page).to_have_url(re.compile(r"#one\?x=0\.4$"))
    move(one, "0.7")
    one.button("Stop").click()
    expect_shown(one, "0.4")


SECURE_ONLY = """() => Object.entries({ isSecureContext, caches: globalThis.caches, subtle: crypto.subtle,
    clipboard: navigator.clipboard }).filter(([, there]) => there).map(([name]) => name)"""


@chromium_only
def test_plain_http_takes_nothing_away(own_page: Page, base_url: str) -> None:
    """No secure context: no `crypto.subtle`, no Cache Storage, no clipboard."""
    explorer = open_explorer(own_page, base_url.replace("127.0.0.1", "plain.test"))
    assert own_page.evaluate(SECURE_ONLY) == []
    before = explorer.values()
    explorer.type("rho", "0.5")
    explorer.expect_live()
    assert explorer.values() != before
    explorer.element.get_by_role("link", name="Copy link").click()
    expect(explorer.element).to_contain_text("Link copied.")
    expect(own_page).to_have_url(re.compile(r"#map\?rho=0\.5$"))
    own_page.reload()
    explorer.expect_live()
    explorer.expect_controls(rho="0.5")
