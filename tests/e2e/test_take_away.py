"""What a reader takes away from a figure: a link, a drawing, a table, a script of the same numbers."""

from __future__ import annotations

import base64
import csv
import json
import math
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, BrowserType, Page, expect

from sitegen.references import permalinks
from sitegen.references.values import values_of
from tests.e2e.conftest import requests_for
from tests.e2e.figure import NO_CLIPBOARD, FigureOnPage, open_explorer
from tests.e2e.held import stop_clock
from tests.e2e.test_save_data import open_sparing

SVG = "{http://www.w3.org/2000/svg}"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
STATE = "map?n=60&rho=0.5&unit=bits&seed=7&pin=rho:0.9"
SHARED = "tour/index.html#map?n=60&rho=0.5&seed=7&unit=bits&pin="
CATCH = """() => new Promise(resolve => {
    const make = URL.createObjectURL;
    URL.createObjectURL = blob => {
        URL.createObjectURL = make;
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result.split(',')[1]);
        reader.readAsDataURL(blob);
        return make.call(URL, blob);
    };
})"""
"""The next file that the page makes, before the browser puts it anywhere."""


def saved(figure: FigureOnPage, kind: str) -> tuple[str, bytes]:
    """Press the button and take the file: its name and what is in it."""
    with figure.page.expect_download() as coming:
        figure.element.locator(f"[data-save={kind}]").click()
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


def caught(figure: FigureOnPage, kind: str) -> bytes:
    """The same in any browser: Playwright sees no downloads in Firefox."""
    figure.page.evaluate(f"() => {{ window.coming = ({CATCH})() }}")
    figure.element.locator(f"[data-save={kind}]").press("Enter")
    return base64.b64decode(figure.page.evaluate("() => window.coming"))


# --------------------------------------------------------------------------------------------------- link


@pytest.mark.only_browser("chromium")  # the clipboard can be read in no other
@pytest.mark.parametrize("way", ["clipboard", "command"])
def test_the_link_is_copied_with_state_seed_and_pin(page: Page, base_url: str, way: str) -> None:
    """Pages that came over plain http have no clipboard: there the browser's old command copies."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    if way == "command":
        page.add_init_script(NO_CLIPBOARD)
    figure = open_explorer(page, base_url, STATE)
    figure.element.locator(".state-link").click()
    expect(figure.part("status")).to_contain_text("Link copied.")
    assert read_clipboard(page, base_url) == f"{base_url}{SHARED}"
    figure.expect_controls(n="60", rho="0.5", seed="7")


def read_clipboard(page: Page, base_url: str) -> str:
    """What another page of this browser would paste."""
    other = page.context.new_page()
    other.goto(f"{base_url}404.html")
    other.bring_to_front()
    return str(other.evaluate("() => navigator.clipboard.readText()"))


def test_where_nothing_can_be_copied_the_page_says_what_is_left(page: Page, base_url: str) -> None:
    page.add_init_script(f"{NO_CLIPBOARD}; document.execCommand = () => false")
    page.goto(f"{base_url}tour/index.html")
    figure = FigureOnPage(page)
    link = figure.element.locator(".state-link")
    expect(link).to_be_visible()
    link.press("Enter")
    expect(figure.part("status")).to_contain_text("This browser does not let the page copy")
    assert link.evaluate("link => link.href").endswith("tour/index.html#map")


# ------------------------------------------------------------------------------------------------ drawing


def test_the_svg_stands_alone_and_on_white(
    browser: Browser, page: Page, base_url: str, tmp_path: Path
) -> None:
    """Whatever theme the page wears: every style is in the file, and says where it came from."""
    figure = open_explorer(page, base_url, STATE)
    page.locator("html").evaluate("root => { root.dataset.theme = 'dark' }")
    content = caught(figure, "svg")
    drawing = ElementTree.fromstring(content)

    text = content.decode()
    assert not re.search(r"var\(|light-dark|color-mix|color\(|rgba?\(|url\((?!#)", text)
    assert "Inter" in drawing.attrib["font-family"]
    sheet = drawing.find(f"{SVG}rect")
    assert sheet is not None and sheet.attrib["fill"] == "#fff"
    assert drawing.find(f".//{DUBLIN_CORE}source").text == f"{base_url}{SHARED}"  # type: ignore[union-attr]
    described = drawing.find(f".//{DUBLIN_CORE}description").text or ""  # type: ignore[union-attr]
    assert "Likeness of order, ρ = 0.5; Shuffle seed: 7; Unit: bits" in described
    assert described.endswith(
        "Pinned to compare: Number of places, N = 40 places; Likeness of order, ρ = 0.9; Shuffle seed: 1"
    )
    titles = [drawing.find(f"{SVG}{name}") for name in ("title", "desc")]
    assert all(element is not None and element.text for element in titles)

    file = tmp_path / "alone.svg"
    file.write_bytes(content)
    alone = page.context.new_page()
    alone.goto(file.as_uri())
    fill = "selector => getComputedStyle(document.querySelector(selector)).fill"
    assert alone.evaluate(fill, "path.p") == "rgb(31, 95, 184)"
    assert alone.evaluate(fill, "text.tick") == "rgb(93, 89, 82)"


@pytest.mark.one_browser
def test_a_drawing_without_words_has_its_paper_too(page: Page, base_url: str) -> None:
    figure = open_explorer(page, base_url)
    figure.element.evaluate("host => { for (const e of host.querySelectorAll('desc, title')) e.remove() }")
    drawing = ElementTree.fromstring(caught(figure, "svg"))
    assert [element.tag for element in drawing][:2] == [f"{SVG}metadata", f"{SVG}rect"]


@pytest.mark.only_browser("chromium")  # Playwright gives Firefox no forced colours
def test_the_readers_own_colours_stay_out_of_what_is_saved(explorer: FigureOnPage) -> None:
    """A file is for others, who see it on white paper."""
    page = explorer.page
    usual = caught(explorer, "svg")
    page.emulate_media(forced_colors="active", color_scheme="dark")
    drawn = "() => getComputedStyle(document.querySelector('svg.chart path.p')).fill"
    assert page.evaluate(drawn) != "rgb(31, 95, 184)"
    assert caught(explorer, "svg") == usual
    page.emulate_media(forced_colors="none", color_scheme="light")


@pytest.mark.only_browser("chromium")  # Firefox has its fonts from memory
@pytest.mark.parametrize(
    ("status", "said"),
    [(0, "the network is gone, or something in between blocked it."), (404, "the server answered 404.")],
)
def test_a_picture_whose_font_does_not_come_is_not_made(
    page: Page, base_url: str, console_errors: list[str], status: int, said: str
) -> None:
    figure = open_explorer(page, base_url)
    page.route("**/*.woff2", lambda route: route.fulfill(status=status) if status else route.abort())
    figure.element.locator("[data-save=png]").click()
    told = figure.part("status")
    expect(told).to_contain_text(re.compile(r"map\.png could not be made\. The page’s font \S+\.woff2 "))
    expect(told).to_contain_text(f"could not be fetched: {said}")
    console_errors.clear()  # a browser reports what did not load


INK = """async ({png, box}) => {
    const bytes = Uint8Array.from(atob(png), c => c.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], {type: 'image/png'}));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const [left, top, width, height] = box.map(n => Math.round(2 * n));
    const {data} = context.getImageData(left, top, width, height);
    let last = 0;
    for (let i = 0; i < data.length; i += 4) {
        if (data[i] + data[i + 1] + data[i + 2] < 500) last = Math.max(last, (i / 4) % width);
    }
    const corner = [...context.getImageData(0, 0, 1, 1).data];
    return {width: image.width, height: image.height, corner, inked: last / 2};
}"""
"""A picture's size, its corner, and how far the ink reaches in a box of the drawing, in its units."""


def test_the_png_is_twice_as_fine_and_set_in_the_pages_font(explorer: FigureOnPage) -> None:
    """A label is as wide as on the page: another font would end elsewhere."""
    figure, page = explorer, explorer.page
    page.evaluate("() => document.fonts.ready")
    drawing = figure.element.locator("svg.chart:not(.overlay):visible").first
    label = drawing.locator("text", has_text="probability of each place").first
    box = label.evaluate("text => { const b = text.getBBox(); return [b.x, b.y, b.width, b.height] }")
    width, height = drawing.evaluate("svg => [svg.viewBox.baseVal.width, svg.viewBox.baseVal.height]")
    png = caught(figure, "png")
    assert png.startswith(b"\x89PNG")

    margin = 12
    room = [box[0] + margin, box[1] + margin, box[2] + 60, box[3]]
    seen: dict[str, Any] = page.evaluate(INK, {"png": base64.b64encode(png).decode(), "box": room})
    assert (seen["width"], seen["height"]) == (2 * (width + 2 * margin), 2 * (height + 2 * margin))
    assert seen["corner"] == [255, 255, 255, 255]
    assert seen["inked"] == pytest.approx(box[2], abs=2)


@pytest.mark.only_browser("firefox")
def test_a_browser_that_hides_pixels_from_pages_saves_no_noise(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], base_url: str
) -> None:
    """As Tor Browser does: it hands out noise, and tells the page nothing."""
    hiding = {"privacy.resistFingerprinting": True}
    browser = browser_type.launch(**browser_type_launch_args, firefox_user_prefs=hiding)
    try:
        page = browser.new_page()
        page.goto(f"{base_url}tour/index.html")
        figure = FigureOnPage(page)
        figure.expect_live()
        figure.element.locator("[data-save=png]").press("Enter")
        expect(figure.part("status")).to_contain_text(
            "map.png could not be made. This browser forbids pages to read pixels"
        )
        assert ElementTree.fromstring(caught(figure, "svg")).find(f".//{SVG}path") is not None
    finally:
        browser.close()


# -------------------------------------------------------------------------------------------------- table


@pytest.mark.only_browser("chromium")  # Playwright sees no downloads in Firefox
def test_the_csv_is_the_table(explorer: FigureOnPage) -> None:
    figure = explorer
    figure.follow("map?n=60&rho=0.5&unit=bits")
    name, content = saved(figure, "csv")
    expect(figure.part("status")).to_contain_text(f"Saved {name}.")
    assert name == "map_n=60_rho=0.5_unit=bits.csv"
    head, *rows = list(csv.reader(content.decode("utf-8-sig").splitlines(keepends=True)))
    table = figure.part("table")
    assert head[:5] == table.locator("thead th").all_text_contents()[:5]
    assert head[4] == "adds to the gap, bits" and head[5].endswith(", %")
    shown = [row.locator("th, td").all_text_contents() for row in table.locator("tbody tr").all()]
    assert rows == [[as_a_program_reads(cell) for cell in row] for row in shown]
    assert sum(float(row[2]) for row in rows) == pytest.approx(1, abs=0.01)


@pytest.mark.only_browser("chromium")  # no other emulates paper
def test_the_table_of_what_moves_is_written_where_it_is_seen_or_saved(page: Page, base_url: str) -> None:
    figure = open_explorer(page, base_url)
    stop_clock(page)  # nothing comes to rest
    table, fold = figure.part("table"), figure.element.locator("details:has([data-part=table])")

    def dragged(value: str) -> tuple[str, str]:
        figure.drag("a", value)
        figure.expect_live()
        return figure.values()["gap"], table.inner_html()

    first = dragged("0.5")
    second = dragged("0.7")
    assert first[0] != second[0] and first[1] == second[1]
    rows = list(csv.reader(caught(figure, "csv").decode("utf-8-sig").splitlines()))[1:]
    assert table.inner_html() != first[1]
    assert [row[0] for row in rows] == table.locator("tbody th").all_text_contents()

    stale = dragged("0.6")[1]
    for media, is_seen in (("print", False), ("screen", True)):  # no paper waits for another
        page.emulate_media(media=media)  # type: ignore[arg-type]
        expect(fold).to_be_visible(visible=is_seen)
    fold.locator("summary").press("Enter")
    expect(fold).not_to_have_class(re.compile("is-stale"))
    before = table.inner_html()
    assert before != stale
    assert dragged("0.9")[1] != before


@pytest.mark.only_browser("chromium")
def test_the_json_is_state_readouts_and_table(explorer: FigureOnPage) -> None:
    figure = explorer
    figure.follow("map?n=60&rho=0.5&unit=bits")
    name, content = saved(figure, "json")
    assert name == "map_n=60_rho=0.5_unit=bits.json"
    told = json.loads(content)
    assert told["state"]["n"] == 60 and told["state"]["rho"] == 0.5
    assert told["link"].endswith("#map?n=60&rho=0.5&unit=bits")
    for readout, value in told["readouts"].items():
        assert value["value"] == figure.value(readout)
    assert len(told["table"]["rows"]) == figure.part("table").locator("tbody tr").count()
    assert sum(row[2] for row in told["table"]["rows"]) == pytest.approx(1, abs=0.01)


def as_a_program_reads(cell: str) -> str:
    """A cell of this table: a number with at most a minus, thin spaces, a power of ten and a per cent."""
    cell = cell.replace("−", "-").replace("\u202f", "").replace("%", "")
    power = re.fullmatch(r"(.*)×10(⁻?)(\S+)", cell)
    if not power:
        return cell
    return f"{power[1]}e{'-' if power[2] else ''}{int(power[3].translate(LOWERED))}"


LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


# ------------------------------------------------------------------------------------------------- script


def installed(site: Path, folder: Path) -> Path:
    """`folder`, with the site's wheel installed and nothing else: numpy is the tests' own."""
    (file,) = (site / "runtime").glob("*+*.whl")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-index", "--no-deps", "--target", str(folder), str(file)], check=True)
    return folder


def numbers(script: bytes, wheel: Path, folder: Path) -> dict[str, float]:
    """What the script prints, run where only the wheel and numpy can be imported."""
    file = folder / "script.py"
    file.write_bytes(script)
    command = [sys.executable, "-P", str(file)]
    environment = {"PYTHONPATH": str(wheel), "PYTHONIOENCODING": "cp1252"}  # as Windows writes files
    done = subprocess.run(command, capture_output=True, env=environment, cwd=folder, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.partition("\n\n")[2].splitlines()
    return {name: float(value) for name, value, *_ in map(str.split, lines) if value != "None"}


def other_state(declaration: dict[str, Any]) -> str:
    """A link to a state with every control moved; with the default pinned, where that can be."""
    state: dict[str, Any] = {}
    for control in declaration["controls"]:
        low, high = control.get("min", 0), control.get("max", 0)
        if control["kind"] == "choice":
            state[control["name"]] = control["options"][-1]["value"]
        elif control["kind"] == "seed":
            state[control["name"]] = 7
        else:
            log = control["scale"] == "log"
            value = low * (high / low) ** 0.45 if log else low + 0.45 * (high - low)
            state[control["name"]] = values_of(control).normalise(control, str(value))
    pin = permalinks.default_state(declaration) if declaration["compares"] else None
    return permalinks.write(declaration, state, pin)


def compare_with_scripts(figure: FigureOnPage, wheel: Path, folder: Path, links: Sequence[str] = ()) -> int:
    """How many numbers its scripts gave, each as the page shows it: at its default, with everything moved,
    and at `links`."""
    compared = 0
    for link in ("", other_state(figure.declaration()), *links):
        if link:
            figure.follow(link)
        figure.expect_live()
        name, script = saved(figure, "py")
        assert name.startswith(f"{figure.id}{'_' if link else '.py'}")
        found = numbers(script, wheel, folder)
        shown = {key: float(value) for key, value in figure.values().items() if value}
        assert found.keys() == shown.keys()
        wrong = {k: (found[k], shown[k]) for k in shown if not same(found[k], shown[k])}
        assert not wrong, f"{name}: {wrong}"
        compared += len(shown)
    return compared


@pytest.mark.only_browser("chromium")  # Playwright sees no downloads in Firefox
def test_every_script_gives_the_numbers_that_the_page_shows(
    page: Page, base_url: str, site: Path, tmp_path: Path
) -> None:
    wheel = installed(site, tmp_path / "installed")
    page.goto(f"{base_url}tour/index.html")
    ids = page.locator("nt-figure").evaluate_all("all => all.map(one => one.id)")
    assert {"map", "code"} <= set(ids)
    for id in ids:
        assert compare_with_scripts(FigureOnPage(page, id), wheel, tmp_path) > 1


def same(found: float, shown: float) -> bool:
    """As numpy for the browser and numpy for this machine agree."""
    return math.isclose(found, shown, rel_tol=1e-12, abs_tol=1e-15)


@pytest.mark.only_browser("chromium")  # Playwright sees no downloads in Firefox
def test_the_script_says_where_its_wheel_is(explorer: FigureOnPage, base_url: str) -> None:
    """The address that pip is given is the wheel's, on this very host."""
    explorer.follow(STATE)
    text = saved(explorer, "py")[1].decode()
    address = re.search(r'pip install "(.+?)"', text)
    assert address and address[1].startswith(f"{base_url}runtime/")
    assert unquote(address[1]).endswith("-py3-none-any.whl")
    assert explorer.page.request.get(address[1]).ok
    assert f"# {base_url}{SHARED}\n" in text
    compile(text, "script.py", "exec")


# --------------------------------------------------------------------------------------- ways to get there


@pytest.mark.only_browser("chromium")  # Playwright sees no downloads in Firefox
def test_all_of_it_by_keyboard(explorer: FigureOnPage) -> None:
    page = explorer.page
    explorer.element.locator(".reset").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(explorer.part("status")).to_contain_text("Link copied.")
    for kind in ("svg", "png", "csv", "json", "py"):
        page.keyboard.press("Tab")
        with page.expect_download() as coming:
            page.keyboard.press("Enter")
        assert coming.value.suggested_filename == f"map.{kind}"
        expect(explorer.part("status")).to_contain_text(f"Saved map.{kind}.")


@pytest.mark.only_browser("chromium")  # Playwright sees no downloads in Firefox
def test_nothing_of_it_needs_python(page: Page, base_url: str) -> None:
    """A reader who spares the network takes the page's own state away, and no Python comes for that."""
    fetched = requests_for(page, ".bin")
    figure = open_sparing(page, base_url)
    for kind in ("svg", "png", "csv", "json", "py"):
        assert saved(figure, kind)[0] == f"map.{kind}"
    expect(figure.element).to_have_attribute("data-status", "static")
    assert fetched == []


@pytest.mark.only_browser("chromium")  # Playwright sees no downloads in Firefox
def test_all_files_are_of_the_state_that_is_shown(page: Page, base_url: str) -> None:
    """Also while Python is on its way to another."""
    page.route("**/runtime/*.bin", lambda route: None)  # never answered
    page.goto(f"{base_url}tour/index.html#map?n=60")
    figure = FigureOnPage(page)
    figure.expect_controls(n="60")
    for kind in ("svg", "png", "csv", "json", "py"):
        assert saved(figure, kind)[0] == f"map.{kind}"


@pytest.mark.only_browser("chromium")  # Playwright sees no downloads in Firefox
def test_an_offline_copy_gives_it_all_too(page: Page, site: Path) -> None:
    """It does not know its site's address here: the script names the wheel's file."""
    page.goto((site / "offline" / "tour.html").as_uri())
    figure = FigureOnPage(page)
    figure.come_into_view()
    files = {kind: saved(figure, kind)[1] for kind in ("svg", "png", "csv", "json", "py")}
    assert ElementTree.fromstring(files["svg"]).find(f".//{DUBLIN_CORE}source") is None
    assert not any(b"file:" in file or bytes(site.parent) in file for file in files.values())
    assert files["png"].startswith(b"\x89PNG") and len(files["csv"].splitlines()) > 10
    (wheel,) = (site / "runtime").glob("*+*.whl")
    assert f"pip install {wheel.name}\n" in files["py"].decode()
    compile(files["py"], "script.py", "exec")


@pytest.mark.only_browser("chromium")  # Playwright cannot turn JavaScript off in this Firefox
def test_without_javascript_nothing_of_it_is_shown(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base_url}tour/index.html")
    expect(page.locator(".take").first).to_be_hidden()
    context.close()
