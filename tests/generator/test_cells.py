"""Cells: what is run, and run again; and what Python is told and tells of them. Everything is real."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from explorable.plot.styles import themed

from sitegen.base.project import Project, open_project
from sitegen.base.words import ENGLISH
from sitegen.drawing.cells import Session, cells_made_of, run_cells
from sitegen.pages.feeds import feed_html
from sitegen.pages.stills import Stills
from sitegen.runtime import Runtime, packages_on_demand, prepare_runtime
from sitegen.runtime.host import Hosts
from sitegen.source.content import read_posts
from tests.generator.conftest import REPOSITORY

POST = """\
---
title: A post
date: 2026-01-01
description: A post with cells.
---

{}
"""


class CountingHosts(Hosts):
    """Counts the Pythons that were asked for."""

    started = 0

    def host(self, *args: Any, **kwargs: Any) -> Any:
        self.started += 1
        return super().host(*args, **kwargs)


@pytest.fixture(scope="module")
def runtime() -> Runtime:
    return prepare_runtime(open_project(REPOSITORY), quick=True)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """One in which nothing has run yet; what is packed for all sites is there."""
    cache, packed = tmp_path / "cache", open_project(REPOSITORY)
    packages_on_demand(packed)
    cache.mkdir()
    for kind in ("npm", "on-demand", "wheels"):
        (cache / kind).symlink_to(packed.cache / kind)
    return Project(tmp_path, REPOSITORY, cache)


@pytest.fixture
def hosts() -> Iterator[CountingHosts]:
    with CountingHosts() as hosts:
        yield hosts


def write(project: Project, **cells: str) -> None:
    """A post of these cells; one whose name ends in `_raises` says so."""
    fences = [
        f"```python cell={name.removesuffix('_raises')}{' raises' * name.endswith('_raises')}\n{code}\n```"
        for name, code in cells.items()
    ]
    folder = project.content / "post"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.md").write_text(POST.format("\n\n".join(fences)), "utf-8")


def session(project: Project, runtime: Runtime, hosts: Hosts) -> Session:
    posts, faults = read_posts(project, ENGLISH, drafts=False)
    assert faults == []
    return run_cells(project, runtime, posts, hosts)["post"]


def parts(found: Session, name: str) -> list[dict[str, Any]]:
    assert found.faults == []
    return found.cells[name].parts


def test_cells_share_their_names_in_order_and_say_what_they_print_and_their_last_value(
    project: Project, runtime: Runtime, hosts: Hosts
) -> None:
    write(
        project,
        one="import sys\nx = 2\nprint('x is', x)\nprint('beware', file=sys.stderr)",
        two="def double(y):\n    return 2 * y\n\n\ndouble(x)",
        three="x = None\nx",
        four="for word in 'ab':\n    print(word, end='')\nf'<{word}>'",
    )
    found = session(project, runtime, hosts)
    assert parts(found, "one") == [{"stdout": "x is 2\n"}, {"stderr": "beware\n"}]
    assert parts(found, "two") == [{"value": "4"}]
    assert parts(found, "three") == []
    assert parts(found, "four") == [{"stdout": "ab"}, {"value": "'<b>'"}]


def test_numpy_and_the_site_s_packages_are_there_and_the_rest_of_the_library_if_it_is_imported(
    project: Project, runtime: Runtime, hosts: Hosts
) -> None:
    write(project, one="import numpy as np\nfrom nexttoken import entropy_of\nnp.arange(3.0).sum()")
    found = session(project, runtime, hosts)
    assert (parts(found, "one"), found.late) == ([{"value": "np.float64(3.0)"}], False)
    write(project, one="from decimal import Decimal\nDecimal(1) / 4")
    found = session(project, runtime, hosts)
    assert (parts(found, "one"), found.late) == ([{"value": "Decimal('0.25')"}], True)


def test_what_a_cell_means_to_raise_is_told_with_its_place(
    project: Project, runtime: Runtime, hosts: Hosts
) -> None:
    write(project, one="def half(x):\n    return x / 0", two_raises="y = 1\nhalf(y)", three="y")
    found = session(project, runtime, hosts)
    raised = found.cells["two"].raised
    assert raised
    assert (raised["kind"], raised["message"], raised["cell"], raised["line"]) == (
        "ZeroDivisionError",
        "division by zero",
        "one",
        2,
    )
    assert [line for line in raised["traceback"].splitlines() if "File" in line] == [
        '  File "two", line 2, in <module>',
        '  File "one", line 2, in half',
    ]
    assert parts(found, "three") == [{"value": "1"}]


def test_asserts_count_and_an_exit_is_an_error_like_others(
    project: Project, runtime: Runtime, hosts: Hosts
) -> None:
    write(project, one_raises="assert 1 > 2, 'no'", two_raises="import sys\nsys.exit(3)", three="1")
    found = session(project, runtime, hosts)
    assert [found.cells[name].raised["kind"] for name in ("one", "two")] == ["AssertionError", "SystemExit"]  # type: ignore[index]
    assert parts(found, "three") == [{"value": "1"}]


def test_each_cell_is_warned_of_what_another_was_warned_of(
    project: Project, runtime: Runtime, hosts: Hosts
) -> None:
    warns = "import warnings\nwarnings.warn('beware')"
    write(project, one=warns, two=warns)
    found = session(project, runtime, hosts)
    for name in ("one", "two"):
        assert "UserWarning: beware" in str(parts(found, name))


def test_a_large_array_is_cut_before_it_is_written(project: Project, runtime: Runtime, hosts: Hosts) -> None:
    write(project, one="import numpy as np\nnp.zeros(5_000_000)", two="np.zeros(61)", three="np.zeros(60)")
    found = session(project, runtime, hosts)
    tables = [parts(found, name)[0]["table"] for name in ("one", "two", "three")]
    assert [len(table["columns"]) for table in tables] == [61, 61, 61]
    assert ["beginning" in table["caption"] for table in tables] == [True, True, False]


def test_a_text_that_stands_alone_is_a_value(project: Project, runtime: Runtime, hosts: Hosts) -> None:
    write(project, one="'alone'", two="def f():\n    'says'\n\n\nf.__doc__")
    found = session(project, runtime, hosts)
    assert (parts(found, "one"), parts(found, "two")) == ([{"value": "'alone'"}], [{"value": "'says'"}])


def test_so_much_is_kept_and_no_more(project: Project, runtime: Runtime, hosts: Hosts) -> None:
    write(project, one="print('x' * 199_999)\nprint('y' * 9)\nprint('z')", two="'w' * 300_000")
    found = session(project, runtime, hosts)
    assert parts(found, "one") == [{"stdout": "x" * 199_999 + "\n"}, {"cut": True}]
    assert [list(part) for part in parts(found, "two")] == [["value"], ["cut"]]


def test_a_table_counts_like_text_and_keeps_the_rows_that_fit(
    project: Project, runtime: Runtime, hosts: Hosts
) -> None:
    long = "'x' * 60_000"
    write(project, one=f"[({long}, 1)] * 9", two=f"[{{{long} * 9: 1}}]", three="[('a', 1)]")
    found = session(project, runtime, hosts)
    assert [list(part) for part in parts(found, "one")] == [["table"], ["cut"]]
    assert len(parts(found, "one")[0]["table"]["rows"]) == 3
    assert parts(found, "two") == [{"cut": True}]
    assert [list(part) for part in parts(found, "three")] == [["table"]]


def test_pictures_are_kept_while_there_is_room_for_them(
    project: Project, runtime: Runtime, hosts: Hosts
) -> None:
    write(
        project,
        one="import matplotlib.pyplot as plt\nfor _ in range(4):\n    plt.figure().set_gid('x' * 2_900_000)",
        two="plt.figure()",
    )
    found = session(project, runtime, hosts)
    assert [list(part) for part in parts(found, "one")] == [["picture"], ["picture"], ["cut"]]
    assert [list(part) for part in parts(found, "two")] == [["picture"]]


def test_what_an_error_says_is_cut_too(project: Project, runtime: Runtime, hosts: Hosts) -> None:
    write(project, one_raises="raise ValueError('x' * 1_000_000)")
    raised = session(project, runtime, hosts).cells["one"].raised
    assert raised
    assert len(raised["message"]) < 1_100
    assert len(raised["traceback"]) < 20_100
    assert raised["traceback"].startswith("Traceback")


def test_cells_take_along_what_they_import_of_their_post_and_the_data_that_they_name(
    project: Project, runtime: Runtime, hosts: Hosts
) -> None:
    write(
        project,
        one="from .checks import is_even\nis_even(4)",
        two="from explorable import data_file\ndata_file('numbers.txt').read_text()",
    )
    folder = project.content / "post"
    (folder / "checks.py").write_text("def is_even(n):\n    return n % 2 == 0\n")
    (folder / "numbers.txt").write_text("1 2")
    (folder / "other.py").write_text("secret = 1\n")
    (post,), _ = read_posts(project, ENGLISH, drafts=False)
    assert sorted(cells_made_of(project, post).contents()) == ["checks.py", "numbers.txt"]
    found = session(project, runtime, hosts)
    assert (parts(found, "one"), parts(found, "two")) == ([{"value": "True"}], [{"value": "'1 2'"}])


def test_cells_run_again_when_one_of_them_or_what_they_import_changed(
    project: Project, runtime: Runtime, hosts: CountingHosts
) -> None:
    helper = project.content / "post" / "helper.py"
    write(project, one="from .helper import n\nn", two="2")
    helper.write_text("n = 1\n")
    first = session(project, runtime, hosts)
    assert (session(project, runtime, hosts), hosts.started) == (first, 1)
    helper.write_text("n = 5\n")
    assert (parts(session(project, runtime, hosts), "one"), hosts.started) == ([{"value": "5"}], 2)
    write(project, one="from .helper import n\nn", two="3")
    assert (parts(session(project, runtime, hosts), "two"), hosts.started) == ([{"value": "3"}], 3)
    with (project.content / "post" / "index.md").open("a") as text:
        text.write("A paragraph more.\n")
    session(project, runtime, hosts)
    assert hosts.started == 3


def test_what_went_wrong_is_not_kept_and_what_it_left_behind_nobody_gets(
    project: Project, runtime: Runtime, hosts: CountingHosts
) -> None:
    write(project, one="import math\nmath.pi = 3\nnowhere")
    assert "NameError" in session(project, runtime, hosts).faults[0].what
    write(project, one="import math\nmath.pi")
    assert parts(session(project, runtime, hosts), "one") == [{"value": "3.141592653589793"}]


def test_arrays_and_rows_are_tables(project: Project, runtime: Runtime, hosts: Hosts) -> None:
    write(
        project,
        one="import numpy as np\nnp.array([[0.5, 1 / 3], [1, 2]])",
        two="np.arange(3)",
        three="[(1, 'a<b'), (2, None)]",
        four="[{'p': 0.25, 'q': True}]",
        five="np.zeros((300, 2))",
        six="[[1, 2], [3]], np.zeros((2, 2, 2)).shape, []",
        seven="[[1, [2]]]",
    )
    found = session(project, runtime, hosts)
    tables = {name: parts(found, name)[0].get("table") for name in found.cells}
    assert tables["one"] == {
        "caption": "float64, 2 × 2",
        "columns": ["", "0", "1"],
        "rows": [["0", "0.5", "0.333333"], ["1", "1", "2"]],
    }
    assert tables["two"]["rows"] == [["value", "0", "1", "2"]]
    assert tables["three"] == {
        "caption": "2 rows",
        "columns": ["0", "1"],
        "rows": [["1", "a<b"], ["2", "None"]],
    }
    assert (tables["four"]["columns"], tables["four"]["rows"]) == (["p", "q"], [["0.25", "True"]])
    assert tables["five"]["caption"] == "float64, 300 × 2, of which this is the beginning"
    assert len(tables["five"]["rows"]) == 100
    assert tables["six"] is tables["seven"] is None
    assert parts(found, "seven") == [{"value": "[[1, [2]]]"}]


def test_what_can_be_drawn_is_an_image_with_words_in_its_place(
    project: Project, runtime: Runtime, hosts: Hosts
) -> None:
    write(
        project,
        one="class Dot:\n    def _repr_svg_(self):\n"
        "        return '<svg xmlns=\"http://www.w3.org/2000/svg\"><title>a &gt; b</title></svg>'\n\nDot()",
        two="from explorable import Drawing\nDrawing(Dot()._repr_svg_(), {}, 'One dot.', '')",
        three="import matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\naxes.set_title('Up')\n"
        "axes.set_xlabel('x')\naxes.plot([1, 2], label='one')\naxes.legend()",
        four_raises="plt.plot([1])\nnowhere",
        five="'no plot of the cell before'",
    )
    found = session(project, runtime, hosts)
    pictures = {
        name: [part["picture"] for part in ran.parts if "picture" in part]
        for name, ran in found.cells.items()
    }
    assert [picture["alt"] for picture in pictures["one"] + pictures["two"]] == ["a > b", "One dot."]
    assert [picture["alt"] for picture in pictures["three"]] == ["A plot. Up; across: x; one: 1, 2."]
    assert len(found.cells["three"].parts) == 1
    assert (pictures["four"], pictures["five"]) == ([], [])
    svg = b64decode(pictures["three"][0]["src"].removeprefix("data:image/svg+xml;base64,")).decode()
    assert svg.startswith("<svg")
    assert "prefers-color-scheme:dark" in svg
    assert found.cells["three"].wants == ["matplotlib"]


def test_a_package_on_demand_is_there_for_the_cell_that_imports_it(
    project: Project, runtime: Runtime, hosts: Hosts
) -> None:
    write(
        project,
        one="from .helper import entropy",
        two="from scipy import stats\nstats.norm.cdf(0.0)",
    )
    (project.content / "post" / "helper.py").write_text("from scipy.special import entr\n")
    (fault,) = session(project, runtime, hosts).faults
    assert "scipy is not here yet: write import scipy into the cell" in fault.what
    write(project, two="from scipy import stats\nfloat(stats.norm.cdf(0.0))")
    found = session(project, runtime, hosts)
    assert (parts(found, "two"), found.cells["two"].wants) == ([{"value": "0.5"}], ["scipy"])


def test_a_cell_that_ends_its_python_is_named(project: Project, runtime: Runtime, hosts: Hosts) -> None:
    write(project, one="1", two="import os\nos._exit(1)", three="3")
    (fault,) = session(project, runtime, hosts).faults
    assert (fault.line, fault.what.partition(":")[0]) == (12, "the cell `two` ended the Python that ran it")


def test_a_name_that_a_cell_above_would_have_made_is_told_with_that_cell(
    runtime: Runtime, hosts: Hosts
) -> None:
    above = [["one", "p = 1"], ["two", "import numpy as np\ndef f(): pass"], ["three", "p = "]]
    order = {"post": "post", "cell": "four", "code": "print(p)", "unrun": above}
    with hosts.host(runtime.packs) as host:
        replies = list(host.replies([order, order | {"code": "np.e"}, order | {"code": "other"}]))
        host.end("it has run cells")
    assert [reply["raised"]["missed"] for reply in replies] == ["one", "two", ""]
    assert replies[0]["parts"] == [{"begun": True}]


def test_a_feed_has_code_and_output_and_no_buttons() -> None:
    cell = '<nt-cell id="a"><pre>1</pre><div class="actions"><button>Run</button></div><pre>1</pre></nt-cell>'
    html = feed_html(cell, "https://example.org/", [], ENGLISH, Stills("https://example.org/stills/", ()))
    assert html == "<pre>1</pre><pre>1</pre>"


def test_a_feed_has_the_pictures_of_output_as_files_in_the_light_theme_s_colours() -> None:
    """Many programs load no `data:` address, and what makes PNGs knows no variables."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="60pt" height="30pt"><path fill="#1f5fb8"/></svg>'
    of_author = f'<?xml version="1.0" encoding="utf-8"?>{themed(svg)}'
    held = f"data:image/svg+xml;base64,{b64encode(of_author.encode()).decode()}"
    cell = f'<nt-cell id="a"><img alt="none" src="b.png"><img alt="A plot." src="{held}"></nt-cell>'
    stills = Stills("https://example.org/stills/", ())
    html = feed_html(cell, "https://example.org/", [], ENGLISH, stills)
    assert re.findall('src="(.*?)"', html) == [
        "https://example.org/b.png",
        "https://example.org/stills/a.2.png",
    ]
    assert 'width="80" height="40"' in html
    assert '<path fill="#1f5fb8"/>' in stills.pngs["a.2.png"]
