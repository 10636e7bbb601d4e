"""Code that a reader runs in the page."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from sitegen.base.project import open_project
from sitegen.runtime import packages_on_demand
from tests.e2e.cell import CellOnPage, open_cells
from tests.e2e.conftest import ROOT, SharedPage, requests_for
from tests.e2e.figure import BOOT_TIMEOUT_MS, as_built
from tests.e2e.held import STALLED_MS, hold

IDS = ["definition", "gap", "said", "broken", "checked", "long", "table", "rows", "drawn", "special", "plot"]
ENDLESS = "while True:\n    pass"


@pytest.fixture
def cells(page: Page, base_url: str) -> dict[str, CellOnPage]:
    """The cells of the tests' own post, as they came."""
    open_cells(page, base_url)
    return {name: CellOnPage(page, name) for name in IDS}


@pytest.fixture(scope="module")
def address(base_url: str) -> str:
    return f"{base_url}cells/index.html"


@pytest.fixture
def used(post: SharedPage) -> dict[str, CellOnPage]:
    """The same cells, with their code as published, in a page that tests share.

    To start Python is most of what such a test costs. What others ran there stands in outputs and in names.
    """
    cells = {name: CellOnPage(post.page, name) for name in IDS}
    expect(cells["definition"].button("Run")).to_be_visible()
    for cell in cells.values():
        if cell.button("Reset").is_visible():
            cell.button("Reset").click()
    return cells


def test_what_the_build_wrote_is_what_this_browser_says(used: dict[str, CellOnPage]) -> None:
    for name, cell in used.items():
        cell.run("error" if name == "broken" else "done")
    with as_built(used["definition"].page) as built:
        written = {name: CellOnPage(built, name) for name in IDS}
        for name, cell in used.items():
            assert cell.output.inner_html() == written[name].output.inner_html(), name
            assert (cell.marked or None) == written[name].marked, name


@pytest.mark.one_browser
def test_nothing_of_python_is_fetched_before_a_cell_is_run(page: Page, base_url: str) -> None:
    asked = requests_for(page, "/runtime/")
    open_cells(page, base_url)
    page.wait_for_load_state("networkidle")
    assert asked == []
    for name in IDS:
        CellOnPage(page, name).expect_status("static")
    CellOnPage(page, "definition").run()
    assert asked


@pytest.mark.only_browser("chromium")  # Playwright cannot turn JavaScript off in this Firefox
def test_without_javascript_there_are_code_and_output_and_no_buttons(browser: Browser, base_url: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{base_url}cells/index.html")
        gap = CellOnPage(page, "gap")
        expect(gap.element.locator(".source .nf")).to_have_text("gap")
        expect(gap.output).to_have_text("0.2171166576766711")
        assert page.locator("nt-cell button:visible").count() == 0


@pytest.mark.one_browser
def test_an_error_that_is_none_of_the_page_s_leaves_cells_as_they_are(used: dict[str, CellOnPage]) -> None:
    page = used["definition"].page
    script = page.locator("script[src$='live.js']").get_attribute("src")
    page.evaluate(
        "name => dispatchEvent(new ErrorEvent('error', { filename: new URL(name, document.baseURI).href }))",
        script,
    )
    used["definition"].run()


@pytest.mark.one_browser
@pytest.mark.only_browser("chromium")  # Firefox loads modules from a folder
def test_in_a_folder_cells_say_where_they_run(page: Page, site: Path, console_errors: list[str]) -> None:
    page.goto((site / "cells/index.html").as_uri())
    cell = CellOnPage(page, "gap")
    expect(cell.status).to_contain_text("Opened from a folder, code does not run in this browser.")
    expect(cell.status.get_by_role("link")).to_have_attribute("href", re.compile("offline/cells.html"))
    assert cell.element.locator("button:visible").count() == 0
    console_errors.clear()


@pytest.mark.one_browser
def test_all_above_run_in_order_and_only_these(cells: dict[str, CellOnPage]) -> None:
    cells["said"].button("Run all above").click()
    cells["definition"].expect_status("done")
    cells["gap"].expect_status("done")
    cells["said"].expect_status("static")
    cells["said"].run()
    expect(cells["definition"].button("Run all above")).to_have_count(0)


@pytest.mark.one_browser
def test_a_name_that_a_cell_above_makes_is_told_with_that_cell(cells: dict[str, CellOnPage]) -> None:
    cells["gap"].run("error")
    expect(cells["gap"].output).to_contain_text("NameError in line 6: name 'p' is not defined")
    link = cells["gap"].output.get_by_role("link", name="definition")
    expect(link).to_have_attribute("href", "#definition")


def test_an_error_points_at_its_line_and_keeps_its_traceback_folded(used: dict[str, CellOnPage]) -> None:
    cell = used["broken"]
    cell.type("x = 1\n\nx / 0")
    cell.run("error")
    expect(cell.output.locator("p")).to_have_text("ZeroDivisionError in line 3: division by zero")
    expect(cell.element.locator(".source")).to_have_attribute("style", re.compile(r"--line: ?3"))
    traceback = cell.output.locator("pre")
    expect(traceback).to_be_hidden()
    cell.output.get_by_text("What Python said").click()
    expect(traceback).to_be_visible()
    expect(traceback).to_contain_text('File "broken", line 3, in <module>\n    x / 0')


def test_an_endless_loop_is_stopped_and_python_is_back_from_memory(used: dict[str, CellOnPage]) -> None:
    page = used["definition"].page
    used["definition"].run()
    used["gap"].type(ENDLESS)
    used["gap"].button("Run").click()
    used["gap"].expect_status("running")
    used["said"].button("Run").click()
    used["said"].expect_status("queued")
    asked = requests_for(page, "/runtime/")
    used["gap"].button("Stop").click()
    used["gap"].expect_status("stopped")
    used["said"].expect_status("static", "stale")
    expect(used["gap"].status).to_contain_text("Stopped. What cells had made is gone with it")
    used["gap"].button("Reset").click()
    used["gap"].run("error")
    expect(used["gap"].output).to_contain_text("It is made in definition above")
    used["definition"].run()
    used["gap"].run()
    expect(used["gap"].output).to_have_text("0.2171166576766711")
    assert asked == []


@pytest.mark.one_browser
def test_a_cell_that_says_nothing_for_a_minute_is_stopped(page: Page, base_url: str) -> None:
    page.clock.install()
    open_cells(page, base_url)
    cell = CellOnPage(page, "definition")
    cell.run()
    cell.type(ENDLESS)
    cell.button("Run").click()
    cell.expect_status("running")
    page.clock.run_for(40_000)  # and as long as the machine takes for that
    cell.expect_status("running")
    page.clock.run_for(20_000)
    cell.expect_status("stopped")
    expect(cell.status).to_contain_text("Stopped: 60 seconds brought no answer.")


def test_what_is_printed_is_there_while_the_cell_runs(used: dict[str, CellOnPage]) -> None:
    cell = used["definition"]
    cell.type(f"print('begun')\n{ENDLESS}")
    cell.button("Run").click()
    expect(cell.output).to_have_text("begun\n", timeout=BOOT_TIMEOUT_MS)
    cell.expect_status("running")
    cell.button("Stop").click()
    cell.expect_status("stopped")
    expect(cell.output).to_have_text("begun\n")


@pytest.mark.one_browser
def test_outputs_that_follow_from_what_was_run_again_or_edited_are_stale(
    cells: dict[str, CellOnPage],
) -> None:
    for name in ("definition", "gap"):
        cells[name].run()
    cells["definition"].run()
    cells["gap"].expect_status("stale")
    cells["said"].expect_status("static")
    cells["gap"].run()
    cells["gap"].type("gap(p, p)")
    cells["gap"].expect_status("stale")
    cells["gap"].button("Reset").click()
    cells["gap"].expect_status("done")
    cells["definition"].type("import numpy as np\n\np = q = np.array([0.5, 0.5])")
    cells["definition"].run()
    for name in IDS[1:]:
        cells[name].expect_status("stale")
    cells["gap"].run()
    expect(cells["gap"].output).to_have_text("0.0")


@pytest.mark.one_browser
def test_an_error_of_code_that_was_edited_meanwhile_marks_no_line(
    page: Page, cells: dict[str, CellOnPage]
) -> None:
    cell = cells["definition"]
    release = hold(page, "**/runtime/*")
    cell.type("x = 1\n1 / 0")
    cell.button("Run").click()
    cell.expect_status("running")
    cell.type("y = 2\ny")
    release()
    cell.expect_status("stale")
    expect(cell.output.locator("p")).to_have_text("ZeroDivisionError in line 2: division by zero")
    assert not cell.marked


@pytest.mark.one_browser
def test_of_all_above_one_cell_speaks(page: Page, cells: dict[str, CellOnPage]) -> None:
    cells["said"].button("Run all above").click()
    cells["gap"].expect_status("done")
    speaking = page.locator("nt-cell").get_by_role("status").filter(has_text="done")
    expect(speaking).to_have_count(1)
    expect(cells["gap"].status.get_by_role("status")).to_have_text("done")
    expect(cells["definition"].status).to_have_text("done")


@pytest.mark.one_browser
def test_what_speaks_is_not_held_back_while_a_cell_runs(page: Page, cells: dict[str, CellOnPage]) -> None:
    release = hold(page, "**/runtime/*")
    cells["definition"].button("Run").click()
    expect(cells["definition"].output).to_have_attribute("aria-busy", "true")
    assert cells["definition"].status.evaluate("status => !status.closest('[aria-busy]')")
    release()
    cells["definition"].expect_status("done")
    expect(cells["definition"].output).not_to_have_attribute("aria-busy", "true")


@pytest.mark.one_browser
def test_input_is_refused_in_a_sentence(used: dict[str, CellOnPage]) -> None:
    used["definition"].type("name = input('Who? ')")
    used["definition"].run("error")
    expect(used["definition"].output).to_contain_text(
        "RuntimeError in line 1: input() cannot wait for an answer here: write it into the cell"
    )


@pytest.mark.one_browser
def test_what_is_not_there_is_named_with_what_is(used: dict[str, CellOnPage]) -> None:
    used["definition"].type("import pandas")
    used["definition"].run("error")
    expect(used["definition"].output.locator("p")).to_have_text(
        re.compile(r"No module named 'pandas' Here there are .*numpy.* and Python’s own library\.")
    )


KEPT = """async () => {
    const [name] = await caches.keys();
    return (await (await caches.open(name)).keys()).some(file => file.url.includes('/scipy.'));
}"""


def test_a_package_is_fetched_once_a_cell_imports_it_and_kept_for_the_next_visit(
    page: Page, base_url: str, cells: dict[str, CellOnPage]
) -> None:
    asked = requests_for(page, "/runtime/scipy.")
    cell = cells["special"]
    expect(cell.status).to_have_text(re.compile(r"Run fetches scipy \(\d+\.\d MB\)\."))
    cell.type("from scipy.special import rel_entr\n\nfloat(rel_entr(1.0, 0.5))")
    cell.run()
    expect(cell.output).to_have_text("0.6931471805599453")
    assert len(asked) == 1
    page.wait_for_function(KEPT)
    open_cells(page, base_url)
    cell = CellOnPage(page, "special")
    cell.type("import scipy\n\nscipy.__version__")
    cell.run()
    (scipy,) = (package for package in packages_on_demand(open_project(ROOT)) if package.name == "scipy")
    expect(cell.output).to_have_text(repr(scipy.version))
    assert len(asked) == 1


@pytest.mark.one_browser
def test_a_copy_runs_cells_and_says_what_it_does_not_hold(page: Page, site: Path) -> None:
    page.goto((site / "offline" / "cells.html").as_uri())
    absent = "scipy is not in this copy of the page: the page itself has it."
    special = CellOnPage(page, "special")
    expect(special.status).to_have_text(absent)
    CellOnPage(page, "definition").run()
    special.run("stopped")
    expect(special.status).to_have_text(absent)
    CellOnPage(page, "gap").run()
    expect(CellOnPage(page, "gap").output).to_have_text("0.2171166576766711")


@pytest.mark.one_browser
def test_fetching_a_package_can_be_stopped_and_names_stay(page: Page, cells: dict[str, CellOnPage]) -> None:
    cells["definition"].run()
    release = hold(page, "**/runtime/scipy.*")
    cell = cells["special"]
    cell.button("Run").click()
    expect(cell.status).to_have_text(re.compile(r"Fetching scipy \(\d+\.\d MB\)0 %"), timeout=BOOT_TIMEOUT_MS)
    cell.button("Stop").click()
    cell.expect_status("stopped")
    expect(cell.status).to_have_text(re.compile(r"Stopped\. Run fetches scipy \(\d+\.\d MB\)\."))
    release()
    cell.run()
    expect(cell.output).to_have_text("0.21711665767667115")


@pytest.mark.one_browser
def test_what_the_build_wrote_stays_where_python_does_not_come(
    page: Page, cells: dict[str, CellOnPage], console_errors: list[str]
) -> None:
    page.route("**/runtime/*", lambda route: route.abort())
    cell = cells["gap"]
    cell.run("stopped")
    expect(cell.status).to_contain_text("could not be fetched")
    expect(cell.output).to_have_text("0.2171166576766711")
    console_errors.clear()


@pytest.mark.one_browser
def test_what_all_above_and_an_edit_fetch_is_said_beforehand(cells: dict[str, CellOnPage]) -> None:
    above = re.compile(r"Run all above \(fetches scipy, \d+\.\d MB\)")
    run_above = cells["plot"].element.get_by_role("button", name=above)
    expect(run_above).to_be_visible()
    expect(cells["special"].button("Run all above")).to_be_visible()
    cells["definition"].type("import scipy")
    expect(cells["definition"].status).to_have_text(
        re.compile(r"older than the code: run it again\. Run fetches scipy \(\d+\.\d MB\)\.")
    )
    expect(cells["gap"].element.get_by_role("button", name=above)).to_be_visible()
    cells["definition"].run()
    expect(cells["gap"].button("Run all above")).to_be_visible()
    expect(cells["special"].status).to_have_text("older than the code: run it again")


@pytest.mark.one_browser
def test_a_package_that_stalls_is_said_and_given_up(page: Page, base_url: str) -> None:
    page.clock.install()
    open_cells(page, base_url)
    release = hold(page, "**/runtime/scipy.*")
    cell = CellOnPage(page, "special")
    with page.expect_request("**/runtime/scipy.*", timeout=BOOT_TIMEOUT_MS):
        cell.button("Run").click()
    page.clock.run_for(STALLED_MS)
    cell.expect_status("stopped")
    expect(cell.status).to_contain_text(
        re.compile(r"scipy\..*\.bin stalled: nothing arrived for 10 seconds\.")
    )
    expect(cell.output).to_have_text("0.21711665767667115")
    release()


@pytest.mark.one_browser
def test_a_percentage_is_seen_and_not_spoken(page: Page, cells: dict[str, CellOnPage]) -> None:
    release = hold(page, "**/runtime/*")
    cell = cells["definition"]
    cell.button("Run").click()
    expect(cell.status).to_have_text(re.compile(r"Python is loading\d+ %"))
    expect(cell.status.get_by_role("status")).to_have_text("Python is loading")
    release()
    cell.expect_status("done")


def test_a_plot_is_an_image_in_the_page_s_colours_with_words_in_its_place(
    used: dict[str, CellOnPage],
) -> None:
    page = used["definition"].page
    used["definition"].run()
    used["plot"].run()
    image = used["plot"].output.get_by_role("img")
    numbers = "$p$: 0.4, 0.3, 0.15, 0.1, 0.05; $q$: 0.2, 0.2, 0.2, 0.2, 0.2"
    said = f"A plot. Two lists; across: place; up: probability; {numbers}."
    expect(image).to_have_attribute("alt", said)
    column = used["plot"].output.evaluate("output => output.clientWidth")
    assert image.evaluate("image => image.clientWidth") == column
    page.get_by_title("Dark").click()
    assert shows(image, "7fb2ff")
    page.get_by_title("Light").click()
    assert shows(image, "1f5fb8")


HAS_COLOUR = """async ({ png, colour }) => {
    const bytes = Uint8Array.from(atob(png), c => c.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
    canvas.drawImage(image, 0, 0);
    const { data } = canvas.getImageData(0, 0, image.width, image.height);
    const hex = byte => byte.toString(16).padStart(2, '0');
    const pixel = at => [...data.subarray(at, at + 3)].map(hex).join('');
    for (let at = 0; at < data.length; at += 4) if (pixel(at) === colour) return true;
    return false;
}"""


def shows(image: Locator, colour: str) -> bool:
    """Whether a picture on the page has a pixel of this colour."""
    png = b64encode(image.screenshot()).decode()
    return bool(image.page.evaluate(HAS_COLOUR, {"png": png, "colour": colour}))


def test_a_long_output_is_capped_until_all_is_asked_for(used: dict[str, CellOnPage]) -> None:
    cell = used["long"]
    lines = cell.output.locator("pre")
    capped = lines.evaluate("pre => pre.clientHeight")
    assert capped < lines.evaluate("pre => pre.scrollHeight") / 3
    cell.button("Show all").click()
    expect(cell.button("Show all")).to_have_attribute("aria-expanded", "true")
    assert lines.evaluate("pre => pre.clientHeight") == lines.evaluate("pre => pre.scrollHeight")
    cell.run()
    cell.button("Show all").click()
    assert lines.evaluate("pre => pre.clientHeight") == capped


def test_show_all_is_offered_once_a_fold_is_opened(page: Page, cells: dict[str, CellOnPage]) -> None:
    cell = cells["long"]
    cell.element.evaluate("""cell => {
        const fold = document.createElement('details');
        fold.append(document.createElement('summary'));
        cell.replaceWith(fold);
        fold.append(cell);
    }""")
    cell.element.evaluate("cell => cell.parentElement.open = true")
    cell.run()
    expect(cell.button("Show all")).to_be_visible()


@pytest.mark.one_browser
def test_a_stop_that_goes_leaves_the_reader_in_the_code(page: Page, cells: dict[str, CellOnPage]) -> None:
    cell = cells["definition"]
    release = hold(page, "**/runtime/*")
    cell.button("Run").click()
    cell.button("Stop").focus()
    release()
    cell.expect_status("done")
    expect(cell.element.locator(".source pre")).to_be_focused()


@pytest.mark.one_browser
def test_what_compiled_code_prints_is_cut_too(used: dict[str, CellOnPage]) -> None:
    cell = used["definition"]
    cell.type("import os\n\nfor _ in range(300):\n    os.write(1, b'x' * 999 + b'\\n')\nNone")
    cell.run()
    expect(cell.output.locator("p")).to_have_text("It says more than is kept here.")
    assert len(cell.output.locator("pre").text_content() or "") == 200_000


@pytest.mark.one_browser
def test_a_flood_of_output_ends_in_a_sentence(used: dict[str, CellOnPage]) -> None:
    cell = used["definition"]
    cell.type("for i in range(100_000):\n    print(i)")
    cell.run()
    expect(cell.output.locator("p")).to_have_text("It says more than is kept here.")


def test_the_keyboard_runs_a_cell_and_the_reader_stays_in_it(used: dict[str, CellOnPage]) -> None:
    cell = used["definition"]
    page = cell.page
    cell.element.locator(".source pre").focus()
    page.keyboard.press("Control+Enter")
    cell.expect_status("done")
    expect(cell.element.locator(".source pre")).to_be_focused()
    cell.button("Run").focus()
    page.keyboard.press("Enter")
    expect(cell.element.locator(".source pre")).to_be_focused()
    cell.type("40 + 2")
    page.keyboard.press("Shift+Enter")
    expect(cell.output).to_have_text("42")
    expect(cell.element.get_by_role("textbox")).to_be_focused()
    cell.button("Reset").click()
    expect(cell.element.locator(".source pre")).to_be_focused()


@pytest.mark.one_browser
def test_the_keys_that_run_a_cell_do_so_in_its_code_only(used: dict[str, CellOnPage]) -> None:
    cell = used["broken"]
    page = cell.page
    cell.run("error")
    cell.output.get_by_text("What Python said").focus()
    asked = cell.output.locator(".raised").element_handle()
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Shift+Enter")
    cell.expect_status("error")
    assert asked and asked.evaluate("raised => raised.isConnected")
    expect(cell.output.get_by_text("What Python said")).to_be_focused()


OUT_OF_REACH = """
import gc
from pyodide.ffi import JsProxy


def refusal(name):
    try:
        __import__(name)
    except ImportError as error:
        return str(error).partition(":")[0]


for name in ("js", "pyodide_js", "pyodide.http", "pyodide.code"):
    print(refusal(name))

scopes = [each for each in gc.get_objects() if isinstance(each, JsProxy) and hasattr(each, "navigator")]
print(len(scopes))
"""
ISOLATE = (ROOT / "templates/assets/js/python/engine/isolate.js").read_text("utf-8")
WAYS_OUT = re.search(r"WAYS_OUT = `(.*?)`", ISOLATE, re.DOTALL)[1].split()  # type: ignore[index]
OF_NAVIGATOR = re.search(r"OF_NAVIGATOR = '(.*?)'", ISOLATE)[1].split()  # type: ignore[index]
REACHED = """([names, ofNavigator]) => [
    ...names.filter(name => globalThis[name]), ...ofNavigator.filter(name => navigator[name]),
]"""


def test_a_cell_s_python_reaches_neither_the_page_nor_the_network_nor_what_the_device_keeps(
    used: dict[str, CellOnPage],
) -> None:
    cell = used["definition"]
    cell.type(OUT_OF_REACH)
    cell.run()
    said = [f"{name} is out of reach" for name in ("js", "pyodide_js", "pyodide.http", "pyodide.code")]
    expect(cell.output).to_have_text("\n".join([*said, "0", ""]))


@pytest.mark.only_browser("chromium")  # Playwright evaluates nothing in this Firefox’s workers
def test_the_cells_worker_has_nothing_that_leads_out_of_it(used: dict[str, CellOnPage]) -> None:
    page = used["definition"].page
    used["definition"].run()
    (worker,) = page.workers
    assert worker.evaluate(REACHED, [WAYS_OUT, OF_NAVIGATOR]) == []
    assert len(page.evaluate(REACHED, [WAYS_OUT, OF_NAVIGATOR])) > 20  # a page reaches what a cell does not
