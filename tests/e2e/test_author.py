"""The whole way of an author: from a wheel and an empty folder to a published post whose figure moves.

The generator is installed with its dependencies, from wherever this machine's pip has them, and knows nothing
of this repository or its environment. Only its cache is this machine's, so that nothing large comes anew.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import ROOT
from tests.e2e.figure import FigureOnPage
from tests.e2e.host import serve
from tests.served import served

pytestmark = pytest.mark.one_browser

POST = "hot-dice"
"""The name of the README's post, and of its first figure."""

SITEGEN = Path(".venv/bin/sitegen")
GOAL = "ten minutes"
REBUILT_MS = 60_000
PATIENCE = 600  # seconds
OF_THE_TESTS = "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"


class Notes(NamedTuple):
    """The author's folder, what its commands have said, and when all of it began."""

    folder: Path
    said: str
    began: float


@pytest.fixture(scope="module")
def author() -> Mapping[str, str]:
    """The environment of somebody who has what comes with the system alone."""
    own = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
    return own | {"PATH": os.defpath}


@pytest.fixture(scope="module")
def notes(author: Mapping[str, str], browser_name: str, tmp_path_factory: pytest.TempPathFactory) -> Notes:
    """What the README says of an installed copy, done line by line, but for `serve`."""
    if browser_name != "chromium":
        pytest.skip("once is enough")
    beside = tmp_path_factory.mktemp("author")
    (beside / "repository").mkdir()
    make, *commands, last = of_the_readme()
    assert make.endswith("hatchling build -t wheel") and last == f"{SITEGEN} serve"
    wheel = make.replace(".venv/bin/python", sys.executable).split()
    run([*wheel, "-d", beside / "repository/dist"], ROOT, author)
    began = time.monotonic()
    script = "\n".join(commands).replace("python3.12", sys.executable)
    said = run(["sh", "-ec", script], beside / "repository", author)
    return Notes(beside / "notes", said, began)


def of_the_readme() -> list[str]:
    """The commands of its block `<!-- installed -->`, without what they are explained by."""
    shown = (ROOT / "README.md").read_text("utf-8").split("<!-- installed -->")[1].split("```")[1]
    return [line.partition("#")[0].strip() for line in shown.splitlines()[1:]]


def run(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_from_a_wheel_and_an_empty_folder_to_a_figure_that_moves(
    page: Page, notes: Notes, record_property: Callable[[str, object], None]
) -> None:
    with serve(notes.folder / "site", prefix="/notes/") as address:
        page.goto(f"{address}{POST}/")
        figure = FigureOnPage(page, POST)
        figure.expect_live()
        entropy, before = figure.output("entropy"), figure.value("entropy")
        shown = entropy.inner_text()
        figure.slider("temperature").press("ArrowRight")
        expect(entropy).not_to_have_text(shown)
        seconds = time.monotonic() - notes.began
        figure.expect_live()
        assert figure.value("entropy") > before  # the warmer, the less is known
    what = "from a wheel and an empty folder to a published figure that moves"
    record_property("an author", f"{seconds:.0f} s {what}; goal: {GOAL}")


def test_what_is_published_is_whole_and_knows_its_address_alone(notes: Notes) -> None:
    site = notes.folder / "site"
    page = (site / POST / "index.html").read_text("utf-8")
    assert f'<link rel="canonical" href="https://example.org/notes/{POST}/">' in page
    assert (site / "feed.xml").exists() and (site / "favicon.ico").exists()
    assert "pages are valid HTML" in notes.said
    for place in (ROOT, notes.folder):
        assert not [
            file for file in site.rglob("*") if file.is_file() and str(place).encode() in file.read_bytes()
        ]


def test_all_that_was_installed_fits_together(author: Mapping[str, str], notes: Notes) -> None:
    assert run([".venv/bin/pip", "check"], notes.folder, author) == "No broken requirements found.\n"


def test_another_figure_is_there_while_the_author_looks(
    page: Page, author: Mapping[str, str], notes: Notes, console_errors: list[str]
) -> None:
    with served([SITEGEN], notes.folder, author) as address:
        page.goto(f"{address}{POST}/")  # most likely before the first build is done
        first = FigureOnPage(page, POST)
        expect(first.element).to_be_attached(timeout=REBUILT_MS)
        first.expect_live()
        console_errors[:] = [error for error in console_errors if "404" not in error]
        run([SITEGEN, "new", "figure", POST, "cold-dice"], notes.folder, author)
        figure = FigureOnPage(page, "cold-dice")
        expect(figure.element).to_be_attached(timeout=REBUILT_MS)
        figure.expect_live()
