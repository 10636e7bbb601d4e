"""The runtime: what readers download, where it comes from, what it can do, and what is said when it fails."""

from __future__ import annotations

import gzip
import json
import random
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sitegen import runtime
from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.project import Project
from sitegen.base.toolchain import node, npm_packages, run
from sitegen.drawing import figures
from sitegen.drawing.figures import Drawn, FigureRequest
from sitegen.runtime import Pack, Runtime, data_pack, prepare_runtime
from sitegen.runtime import host as node_host
from sitegen.runtime.engine import bundle_engine
from sitegen.runtime.lock import read_lock, sha256
from sitegen.runtime.sources import wheel_path
from tests.generator.conftest import REPOSITORY
from tests.generator.drawing import asked, draw_figures, post_pack

BUDGET = 7_100_000  # bytes that a page loads before it is live, where it has no snapshot
LARGEST_FILE = 20_000_000  # bytes; static hosts refuse files over 25 MB

FIGURE = """\
from explorable import Drawing, Figure, Output, Readout, Slider


def compute(state):
    {compute}


def draw(result, width):
    "The sentence comes from a docstring, which must survive."
    readouts = {{"y": Readout(result, f"{{result:.2f}}")}}
    return Drawing(svg=f"<svg>{{width}}</svg>", readouts=readouts, sentence=draw.__doc__, table="")


x, y = Slider("x", "x", 0, 1, 0.1, 0.5), Output("y", "y")
texts = dict(id="{id}", title="", caption="")
figure = Figure(**texts, controls=(x,), outputs=(y,), presets=(), compute=compute, draw=draw)
"""

PROBED = """\
from explorable import Drawing, Figure, Look, Output, Probe, Readout, Slider

y = Output("y", "y")


def look(result, width, place):
    "The sentence comes from a docstring, which must survive."
    text, *pinned = map(str, result)
    readouts = {"y": Readout(result[0], text, pinned="".join(pinned))}
    return Look(0.1, f"<svg>{width} {place}</svg>", readouts, look.__doc__)


def at(result, width, x):
    return int(min(max(x, 0), 2))


figure = Figure(
    id="tokens",
    title="",
    caption="",
    controls=(Slider("x", "x", 0, 1, 0.1, 0.5),),
    outputs=(y,),
    compute=lambda state: (1 + state.x,),
    draw=lambda result, width: Drawing("", {"y": Readout(result[0], "")}, "", ""),
    compare=lambda result, pinned: result + pinned,
    probe=Probe("Token", (y,), lambda result: 2, at, lambda result, width, place, marks: place, look),
)
"""

FIGURES = {
    "double": FIGURE.format(id="double", compute="return 2 * state.x"),
    "raises": FIGURE.format(id="raises", compute="assert state.x > 1, 'too small'"),
    "short": FIGURE.format(id="short", compute="raise MemoryError"),
    "lost": FIGURE.format(id="lost", compute="import nowhere_at_all"),
    "late": FIGURE.format(id="late", compute="import decimal\n    return float(decimal.Decimal(3))"),
    "later": FIGURE.format(
        id="later", compute="from numpy import fft, polynomial\n    return float(fft.fft([1, 2])[0].real)"
    ),
    "one": FIGURE.format(id="two", compute="return 1.0"),
    "garbled": "x = 1\ndef (",
}


@pytest.fixture
def project(tmp_path: Path, repository: Project) -> Project:
    """An author's folder of its own, with the repository's home and cache."""
    return Project(tmp_path / "project", repository.home, repository.cache)


@pytest.fixture
def write(project: Project) -> Callable[[str, str], FigureRequest]:
    """Writes a figure whose `compute` is the given line, and gives the request for it."""
    return lambda name, compute: written(project, name, FIGURE.format(id=name, compute=compute))


Write = Callable[[str, str], FigureRequest]


def written(project: Project, figure_id: str, text: str) -> FigureRequest:
    folder = project.content / "a-post"
    folder.mkdir(parents=True, exist_ok=True)
    request = FigureRequest("a-post", folder, figure_id, ("content/a-post/index.md", 7))
    request.file.write_text(text)
    return request


@pytest.fixture(scope="module")
def drawn(
    tmp_path_factory: pytest.TempPathFactory, repository: Project, packed: Runtime
) -> dict[str, Drawn | Fault]:
    """All of `FIGURES`, drawn by one process; and one of them in another state, and one that there is not."""
    project = Project(tmp_path_factory.mktemp("project"), repository.home, tmp_path_factory.mktemp("cache"))
    requests = {name: written(project, name, text) for name, text in FIGURES.items()}
    (project.content / "a-post" / "helper.py").write_text("x = 1")
    requests["double at 1"] = replace(requests["double"], state='{"x": 1}')
    requests["unknown"] = replace(requests["double"], figure_id="unknown")
    return dict(zip(requests, draw_figures(project, packed, list(requests.values())), strict=True))


def no_node(*arguments: object, **options: object) -> Any:
    raise AssertionError("Node must not start")


class TestPacks:
    def test_page_loads_no_more_than_its_budget(self, packed: Runtime) -> None:
        started_from = (pack for name, pack in packed.packs.items() if name not in ("rest", "snapshot"))
        assert sum(pack.bytes for pack in started_from) <= BUDGET

    def test_files_can_be_published_anywhere(self, packed: Runtime) -> None:
        for pack in packed.packs.values():
            assert pack.path.suffix == ".bin"
            assert pack.path.stat().st_size == pack.bytes <= LARGEST_FILE

    def test_same_parts_make_the_same_bytes(self, repository: Project, tmp_path: Path) -> None:
        first = prepare_runtime(repository)
        shutil.copytree(repository.cache / "wheels", tmp_path / "wheels")
        again = prepare_runtime(Project(repository.root, repository.home, tmp_path))
        assert [p.path.name for p in again.packs.values()] == [p.path.name for p in first.packs.values()]
        assert [path.read_bytes() for path in again.extras] == [path.read_bytes() for path in first.extras]
        assert again.digest == first.digest

    def test_second_time_nothing_is_made(self, repository: Project, monkeypatch: pytest.MonkeyPatch) -> None:
        first = prepare_runtime(repository)
        for fill in ("_fill_base", "_fill_modules", "_fill_snapshot"):
            monkeypatch.setattr(runtime, fill, no_node)
        assert prepare_runtime(repository) == first

    def test_package_beside_the_others_goes_to_readers_and_leaves_the_library_as_it_is(
        self, project: Project, packed: Runtime, tmp_path: Path
    ) -> None:
        home = home_with_another_lock(project.home, tmp_path, lambda lock: None)
        (home / "py").unlink()
        shutil.copytree(project.home / "py", home / "py", ignore=shutil.ignore_patterns("__pycache__"))
        package = home / "py" / "dice"
        (package / "src" / "dice").mkdir(parents=True)
        (package / "pyproject.toml").write_text('[project]\nname = "dice"\nversion = "1"\n')
        (package / "src" / "dice" / "__init__.py").write_text("import numpy as np\nSIDES = 6\n")
        (home / "runtime.lock.json").write_bytes((project.home / "runtime.lock.json").read_bytes())
        quick = prepare_runtime(replace(project, home=home), quick=True)
        assert b"SIDES = 6" in unpacked(quick.packs["modules"].path)
        assert "snapshot" not in quick.packs
        for name in ("engine", "stdlib", "numpy", "rest"):
            assert quick.packs[name] == packed.packs[name]
        script = {"evaluate": "import dice; dice.SIDES"}
        assert asked(quick.packs, [], [script])[0] == [{"value": "6"}]

    def test_damaged_pack_is_not_taken_from_the_cache(self, packed: Runtime, tmp_path: Path) -> None:
        copy = tmp_path / "copy"
        shutil.copytree(packed.packs["numpy"].path.parent, copy)
        assert runtime._kept(copy)
        flip_a_byte(copy / packed.packs["numpy"].path.name)
        assert runtime._kept(copy) is None

    def test_post_takes_what_its_figures_are_made_of(self, project: Project) -> None:
        folder = post_of(project, **{"fig.py": "from explorable import data_file\nX = data_file('x.npy')"})
        (folder / "x.npy").write_text("numbers")
        first = post_pack(project, folder, ["fig"])
        content = unpacked(first.path)
        assert all(f"posts/a-post/{name}".encode() in content for name in ("fig.py", "x.npy"))
        assert post_pack(project, folder, ["fig"]) == first
        (folder / "x.npy").write_text("others")
        assert post_pack(project, folder, ["fig"]).path.name != first.path.name

    def test_damaged_post_pack_is_made_again(self, project: Project, tmp_path: Path) -> None:
        project = replace(project, cache=tmp_path / "cache")
        folder = post_of(project, **{"fig.py": "X = 1"})
        first = post_pack(project, folder, ["fig"])
        good = first.path.read_bytes()
        flip_a_byte(first.path)
        assert post_pack(project, folder, ["fig"]) == first
        assert first.path.read_bytes() == good

    def test_pyodide_written_otherwise_stops_the_build(self, repository: Project, tmp_path: Path) -> None:
        npm, own = npm_packages(repository), tmp_path / "pyodide"
        own.mkdir()
        for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide-lock.json"):
            shutil.copyfile(npm / "pyodide" / name, own / name)
        (tmp_path / "esbuild").symlink_to(npm / "esbuild")
        scripts = repository.home / "templates/assets/js/python/engine"
        assert bundle_engine(tmp_path, scripts)
        (own / "pyodide.asm.mjs").write_text("export const somethingElse = 1;")
        with pytest.raises(BuildFailed, match=r"engine\.js: The engine cannot be bundled") as failed:
            bundle_engine(tmp_path, scripts)
        assert "pyodide.asm.mjs" in failed.value.faults[0].detail

    def test_pyodide_that_is_not_the_locked_one_stops_the_build(
        self, project: Project, tmp_path: Path
    ) -> None:
        home = home_with_another_lock(
            project.home,
            tmp_path,
            lambda lock: lock["pyodide"]["files"].update({"pyodide.asm.wasm": "0" * 64}),
        )
        with pytest.raises(
            BuildFailed, match=r"runtime\.lock\.json: .*pyodide\.asm\.wasm is not the locked file"
        ):
            prepare_runtime(Project(project.root, home, tmp_path / "cache"))


class TestSources:
    """Nothing here reaches a network: pip is pointed at a closed port and addresses are not opened."""

    @pytest.fixture(autouse=True)
    def _offline(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def unreachable(*arguments: object, **options: object) -> Any:
            raise OSError("the network is unreachable")

        monkeypatch.setattr(urllib.request, "urlopen", unreachable)
        monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
        monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
        monkeypatch.setenv("PIP_FIND_LINKS", "")
        monkeypatch.delenv("SITEGEN_WHEELS", raising=False)

    @pytest.fixture
    def empty(self, repository: Project, tmp_path: Path) -> Project:
        return Project(repository.root, repository.home, tmp_path / "cache")

    def test_offline_with_an_empty_cache_names_every_source(self, empty: Project) -> None:
        lock = read_lock(empty.home)
        with pytest.raises(BuildFailed) as failed:
            wheel_path(empty, lock, lock.wheels[0])
        (fault,) = failed.value.faults
        assert lock.wheels[0].file in fault.what
        assert "$SITEGEN_WHEELS" in fault.remedy
        assert fault.detail.splitlines() == [
            "the folder in $SITEGEN_WHEELS: the variable is not set",
            f"the cache: {empty.cache / 'wheels' / lock.wheels[0].file}: No such file or directory",
            "open-webui==0.12.4 on the package index: the index was not reached",
            f"{lock.wheels[0].sources[-1]['folder']}: the network is unreachable",
        ]

    def test_offline_with_a_warm_cache_works(
        self, packed: Runtime, repository: Project, empty: Project
    ) -> None:
        lock = read_lock(repository.home)
        wheel = lock.wheels[0]
        shutil.copytree(repository.cache / "wheels", empty.cache / "wheels")
        found = wheel_path(empty, lock, wheel)
        assert found.is_relative_to(empty.cache)
        assert sha256(found.read_bytes()) == wheel.sha256

    def test_flipped_byte_is_found(self, packed: Runtime, repository: Project, empty: Project) -> None:
        lock = read_lock(repository.home)
        shutil.copytree(repository.cache / "wheels", empty.cache / "wheels")
        flip_a_byte(empty.cache / "wheels" / lock.wheels[0].file)
        with pytest.raises(BuildFailed) as failed:
            wheel_path(empty, lock, lock.wheels[0])
        (fault,) = failed.value.faults
        assert len(fault.detail.splitlines()) == 4
        assert "the cache: its bytes are not the locked ones (sha256 " in fault.detail

    def test_named_folder_comes_first(
        self, packed: Runtime, repository: Project, empty: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SITEGEN_WHEELS", str(repository.cache / "wheels"))
        lock = read_lock(empty.home)
        assert wheel_path(empty, lock, lock.wheels[0]).is_relative_to(empty.cache)


class TestPython:
    """The packed runtime under Node."""

    def test_figure_is_drawn_in_both_widths(self, drawn: Mapping[str, Drawn | Fault]) -> None:
        double = drawn["double"]
        assert isinstance(double, Drawn), double
        assert double.declaration["id"] == "double"
        assert double.answer["readouts"]["y"]["value"] == "1.0"
        assert double.answer["drawings"] == {"wide": "<svg>wide</svg>", "narrow": "<svg>narrow</svg>"}
        assert double.answer["sentence"].startswith("The sentence comes from a docstring")

    def test_figure_is_drawn_in_the_state_that_is_asked_for(self, drawn: Mapping[str, Drawn | Fault]) -> None:
        double = drawn["double at 1"]
        assert isinstance(double, Drawn), double
        assert double.answer["readouts"]["y"]["value"] == "2.0"

    def test_looks_are_answered_too(self, project: Project, packed: Runtime) -> None:
        request = written(project, "tokens", PROBED)
        orders = [
            {"post": "a-post", "figure": "tokens", "method": "look", "question": question}
            for question in (
                {"state": {"x": 1}, "width": "wide", "x": 12},
                {"state": {}, "pin": {"x": 1}, "width": "narrow", "place": 1},
                {"state": {}, "width": "narrow", "x": -9},
            )
        ]
        first, second, third = ask_all(packed.packs, project, request.folder, orders)
        assert first["look"] == {
            "place": 2,
            "last": 2,
            "x": 0.1,
            "overlay": "<svg>wide 2</svg>",
            "readouts": {"y": {"value": "2.0", "text": "2.0", "unit": "", "pinned": ""}},
            "sentence": "The sentence comes from a docstring, which must survive.",
            "row": None,
        }
        assert second["look"]["readouts"]["y"] == {"value": "1.5", "text": "1.5", "unit": "", "pinned": "2.0"}
        assert third["error"]["message"].endswith("its probe's at() gave the place 0, outside 1 … 2.")

    def test_second_call_does_not_start_node(
        self, project: Project, packed: Runtime, write: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        request = write("kept", "return state.x")
        first = draw_figures(project, packed, [request])
        monkeypatch.setattr(node_host, "_node", no_node)
        assert draw_figures(project, packed, [request, request]) == first * 2
        write("kept", "return state.x + 1")
        with pytest.raises(AssertionError, match="Node must not start"):
            draw_figures(project, packed, [request])

    def test_ordinary_figure_needs_no_late_import(
        self, project: Project, packed: Runtime, write: Write
    ) -> None:
        """Else every page would fetch the rest of the library."""
        request = write("ordinary", "import html, random\n    return random.Random(1).random()")
        without = {name: pack for name, pack in packed.packs.items() if name != "rest"}
        assert "error" not in ask(without, project, request)

    @pytest.mark.parametrize("name", ["late", "later"])
    def test_late_import(self, name: str, drawn: Mapping[str, Drawn | Fault]) -> None:
        late = drawn[name]
        assert isinstance(late, Drawn), late
        assert late.answer["readouts"]["y"]["value"] == "3.0"

    @pytest.mark.parametrize(
        ("compute", "late"),
        [
            ("return state.x", False),
            (
                "from nexttoken.logfiles import kld\n    return float(kld.FLOOR)",
                False,
            ),  # named in `__later__`
            ("import decimal\n    return 1.0", True),
            ("return float(__import__('numpy').random.default_rng(1).random())", True),
            (
                "import numpy as np\n    return np.random.default_rng(1).random() if state.x > 2 else 1.0",
                True,
            ),
            ("import datetime\n    return float(datetime.datetime.strptime('1', '%H').hour)", True),
            ("import importlib\n    return importlib.import_module('math').pi", True),
        ],
    )
    def test_figure_is_known_to_want_late_imports_or_not(
        self, project: Project, packed: Runtime, write: Write, compute: str, late: bool
    ) -> None:
        """Also where only another state wants them, or where the library itself imports."""
        (drawn,) = draw_figures(project, packed, [write("late", compute)])
        assert isinstance(drawn, Drawn), drawn
        assert drawn.late is late

    def test_what_one_post_imports_late_does_not_hide_what_another_does(
        self, project: Project, packed: Runtime, tmp_path: Path
    ) -> None:
        """Here nothing but the fetching tells it."""
        project = replace(project, cache=tmp_path / "cache")
        line = "import datetime\n    return float(datetime.datetime.strptime('1', '%H').hour)"
        requests = []
        for slug in ("a", "b"):
            folder = project.content / slug
            folder.mkdir(parents=True)
            (folder / "late.py").write_text(FIGURE.format(id="late", compute=line))
            requests.append(FigureRequest(slug, folder, "late", ("content/a/index.md", 1)))
        drawn = draw_figures(project, packed, requests)
        assert [isinstance(each, Drawn) and each.late for each in drawn] == [True, True]

    def test_only_what_imports_a_changed_module_is_drawn_again(
        self, project: Project, packed: Runtime, write: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        request, other = write("steady", "return state.x"), write("moving", "return 2 * state.x")
        first = draw_figures(project, packed, [request, other])
        write("moving", "return 3 * state.x")
        monkeypatch.setattr(node_host, "_node", no_node)
        assert draw_figures(project, packed, [request]) == first[:1]
        with pytest.raises(AssertionError, match="Node must not start"):
            draw_figures(project, packed, [other])

    def test_late_import_that_fails_says_why(self, project: Project, packed: Runtime, write: Write) -> None:
        request = write("late", "import decimal\n    return 1.0")
        broken = packed.packs | {"rest": packed.packs["modules"]}
        missing = {name: pack for name, pack in packed.packs.items() if name != "rest"}
        for packs, reason in ((missing, "which did not come: "), (broken, "No module named 'decimal'")):
            assert reason in ask(packs, project, request)["error"]["message"]

    def test_module_that_is_nowhere(self, drawn: Mapping[str, Drawn | Fault]) -> None:
        fault = drawn["lost"]
        assert isinstance(fault, Fault)
        assert fault.what.endswith("raised ModuleNotFoundError: No module named 'nowhere_at_all'")

    def test_stock_pyodide_installs_from_our_lockfile(self, repository: Project, packed: Runtime) -> None:
        folder = packed.extras[0].parent
        script = f"""
            import {{ loadPyodide }} from {json.dumps(str(npm_packages(repository) / "pyodide/pyodide.mjs"))};
            const folder = {json.dumps(f"{folder}/")};
            const python = await loadPyodide({{
              lockFileURL: `${{folder}}pyodide-lock.json`, packageBaseUrl: folder, packageCacheDir: folder,
            }});
            const loaded = await python.loadPackage('nexttoken', {{ messageCallback: () => {{}} }});
            python.runPython('import nexttoken, numpy');
            console.log(JSON.stringify(loaded.map(({{ name }}) => name).sort()));
        """
        done = run([node(), "--input-type=module", "--eval", script])
        assert json.loads(done.stdout.splitlines()[-1]) == ["nexttoken", "numpy"], done.stderr


class TestFigureFaults:
    def test_what_a_figure_raises_is_told_with_its_own_frames(
        self, drawn: Mapping[str, Drawn | Fault]
    ) -> None:
        assert drawn["raises"] == Fault(
            path="content/a-post/raises.py",
            line=5,
            what="The figure “raises” raised AssertionError: too small",
            remedy="Mend the figure: it must draw its default state and every state that the text asks for.",
            detail="Traceback (most recent call last):\n"
            '  File "content/a-post/raises.py", line 5, in compute\n'
            "    assert state.x > 1, 'too small'\n"
            "           ^^^^^^^^^^^\n"
            "AssertionError: too small",
        )

    def test_what_is_raised_without_a_word_is_told_by_its_name(
        self, drawn: Mapping[str, Drawn | Fault]
    ) -> None:
        fault = drawn["short"]
        assert isinstance(fault, Fault)
        assert fault.what == "The figure “short” raised MemoryError"

    def test_file_that_is_no_python(self, drawn: Mapping[str, Drawn | Fault]) -> None:
        fault = drawn["garbled"]
        assert isinstance(fault, Fault)
        assert (fault.path, fault.line) == ("content/a-post/garbled.py", 2)
        assert "hosted" not in fault.detail

    def test_unknown_figure_lists_those_there_are(self, drawn: Mapping[str, Drawn | Fault]) -> None:
        assert drawn["unknown"] == Fault(
            path="content/a-post/index.md",
            line=7,
            what="There is no figure “unknown” in this post: content/a-post/unknown.py does not exist.",
            remedy="The post has these: double, late, later, lost, one, raises, short.",
        )

    def test_id_that_is_not_the_files(self, drawn: Mapping[str, Drawn | Fault]) -> None:
        fault = drawn["one"]
        assert isinstance(fault, Fault)
        assert "content/a-post/one.py" in fault.what
        assert '"two"' in fault.what

    def test_one_that_ends_python_does_not_take_the_others_with_it(
        self, project: Project, packed: Runtime, write: Write
    ) -> None:
        requests = [
            write("first", "return 1.0"),
            write("fatal", "import os; os._exit(3)"),
            write("last", "return 3.0"),
        ]
        first, fatal, last = draw_figures(project, packed, requests)
        assert isinstance(first, Drawn)
        assert isinstance(fatal, Fault)
        assert isinstance(last, Drawn)
        assert fatal.what == "The figure “fatal” ended the Python that drew it: Node left with status 1."
        assert "exit(3)" in fatal.detail

    def test_endless_loop_is_ended(
        self, project: Project, packed: Runtime, write: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(node_host, "_PATIENCE", 1.0)
        (fault,) = draw_figures(project, packed, [write("endless", "while True: pass")])
        assert isinstance(fault, Fault)
        assert fault.what == "The figure “endless” ended the Python that drew it: no answer for 1 s."

    def test_reply_that_was_cut_short_is_no_reply(
        self, packed: Runtime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        whole = [{"from": 0, "ready": True}, {"from": 0, "reply": {"answer": 1}}]
        says = "".join(f"{json.dumps(message)}\n" for message in whole) + '{"from": 0, "reply"'
        answer = f"print({says!r}, end='', flush=True); sys.exit(7)"
        script = f"import sys; sys.stdin.readline(); {answer}"

        def node() -> subprocess.Popen[str]:
            command = [sys.executable, "-c", script]
            return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

        monkeypatch.setattr(node_host, "_node", node)
        replies, host = asked(packed.packs, [], [{"evaluate": "1"}, {"evaluate": "2"}])
        assert replies == [{"answer": 1}]
        assert host.ending == "Node left with status 7"

    def test_runtime_that_does_not_boot_is_told_once_a_figure(
        self, project: Project, packed: Runtime, write: Write
    ) -> None:
        broken = Runtime(packed.packs | {"wasm": packed.packs["modules"]}, (), "broken")
        requests = [write("one", "return 1.0"), write("two", "return 1.0")]
        results = draw_figures(project, broken, requests)
        assert len(results) == 2
        for fault in results:
            assert isinstance(fault, Fault)
            assert "Python did not start in Node" in fault.what


def post_of(project: Project, **files: str) -> Path:
    folder = project.content / "a-post"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def ask(packs: Mapping[str, Pack], project: Project, request: FigureRequest) -> dict[str, Any]:
    """The host's reply to a request, with these packs and no others."""
    (reply,) = ask_all(packs, project, request.folder, [figures.order(request)])
    return reply


def ask_all(
    packs: Mapping[str, Pack], project: Project, folder: Path, orders: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The host's replies to several orders about one post."""
    figures = sorted({order["figure"] for order in orders})
    return asked(packs, [post_pack(project, folder, figures)], orders)[0]


def unpacked(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def home_with_another_lock(home: Path, folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """A home like the real one but for its runtime.lock.json."""
    copy = folder / "home"
    copy.mkdir()
    for name in ("node_modules", "templates", "py", "package.json", "package-lock.json", ".npmrc"):
        (copy / name).symlink_to(home / name)
    lock = json.loads((home / "runtime.lock.json").read_text())
    change(lock)
    (copy / "runtime.lock.json").write_text(json.dumps(lock))
    return copy


@pytest.mark.parametrize(
    ("content", "smaller"),
    [(b"the same again, " * 100_000, True), (random.Random(1).randbytes(25_000_000), False)],
    ids=["text", "chance"],
)
def test_a_data_file_is_compressed_where_that_makes_it_smaller(
    tmp_path: Path, content: bytes, smaller: bool
) -> None:
    """Where it does not, readers would only wait for it to be unpacked."""
    project = Project(tmp_path, REPOSITORY, tmp_path / "cache")
    file = tmp_path / "large.bin"
    file.write_bytes(content)
    pack = data_pack(project, file)
    assert (pack.bytes < 0.9 * len(content)) is smaller
    assert smaller or content[:1000] in pack.parts[0].path.read_bytes()
    assert max(part.bytes for part in pack.parts) <= LARGEST_FILE
    assert gzip.decompress(b"".join(part.path.read_bytes() for part in pack.parts)) == content
    assert data_pack(project, file) == pack
