"""The snapshot of Python: what comes out of it is the Python that went in, or an error."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sitegen.base.project import Project, open_project
from sitegen.drawing.figures import FigureRequest
from sitegen.runtime import Pack, Runtime, post_layer, prepare_runtime
from sitegen.runtime.host import Host
from sitegen.runtime.packing import compress, join_files, write_pack
from sitegen.source.modules import module_name
from tests.generator.conftest import HERE, REPOSITORY
from tests.generator.drawing import asked, draw_figures, post_pack
from tests.snapshot import changed

BUDGET = 9_600_000  # bytes that a page loads before it is live
SMALL = 80_000  # bytes; more where Python has to move one of its own tables
COIN = HERE / "coin.py"
POST = REPOSITORY / "content" / "zipf-kl"
FIGURES = ("zipf-kl", "infinite-kl", "reachable-rho", "tail-share", "zipf-words")
CHANCE = "import random, numpy as np; str((random.random(), np.random.random()))"


@pytest.fixture(scope="module")
def repository() -> Project:
    return open_project(REPOSITORY)


@pytest.fixture(scope="module")
def packs(repository: Project) -> Mapping[str, Pack]:
    return prepare_runtime(repository).packs


@pytest.fixture(scope="module")
def layered(packs: Mapping[str, Pack], repository: Project) -> Mapping[str, Pack]:
    """With the layer of a post."""
    runtime = prepare_runtime(repository)
    layer = post_layer(repository, runtime, post_pack(repository, POST, FIGURES), sorted(FIGURES))
    assert layer
    return {**packs, "layer": layer}


def without_snapshot(packs: Mapping[str, Pack]) -> dict[str, Pack]:
    return {name: pack for name, pack in packs.items() if name != "snapshot"}


def evaluated(packs: Mapping[str, Pack], source: str, *posts: Pack) -> str:
    ((reply,), _) = asked(packs, posts, [{"evaluate": source}])
    return str(reply["value"])


def test_page_loads_no_more_than_its_budget(layered: Mapping[str, Pack], repository: Project) -> None:
    loaded = [layered[name] for name in ("engine", "wasm", "libraries", "snapshot", "layer")]
    assert sum(pack.bytes for pack in [*loaded, post_pack(repository, POST, FIGURES)]) <= BUDGET


def test_numbers_are_those_of_a_python_that_was_started(
    packs: Mapping[str, Pack], layered: Mapping[str, Pack], repository: Project, tmp_path: Path
) -> None:
    requests = [FigureRequest("zipf-kl", POST, figure, ("content/zipf-kl/index.md", 1)) for figure in FIGURES]

    def drawn(packs: Mapping[str, Pack], cache: str) -> list[Any]:
        project = Project(repository.root, repository.home, tmp_path / cache)
        return draw_figures(project, Runtime(dict(packs), (), cache), requests)

    started = drawn(without_snapshot(packs), "started")
    assert drawn(packs, "restored") == started
    assert drawn(layered, "layered") == started


def test_layer_has_the_figures_imported(
    packs: Mapping[str, Pack], layered: Mapping[str, Pack], repository: Project
) -> None:
    post, source = post_pack(repository, POST, FIGURES), "__import__('sys').modules.keys()"
    imported, before = (set(eval(evaluated(p, f"list({source})", post))) for p in (layered, packs))
    added = {f"posts.zipf-kl.{module_name(figure)}" for figure in FIGURES}
    assert added <= imported
    assert before.isdisjoint(added)


@pytest.fixture
def layer_of_coin(repository: Project, tmp_path: Path) -> Callable[[str], Pack | None]:
    """The layer of a post with a small figure, whose module has another line at the top."""

    def make(line: str) -> Pack | None:
        project, folder = Project(tmp_path, repository.home, tmp_path / "cache"), tmp_path / "tokens"
        folder.mkdir(exist_ok=True)
        text = COIN.read_text("utf-8").replace("\n\n\n", f"\n{line}\n\n\n", 1)
        (folder / "coin.py").write_text(text, "utf-8")
        return post_layer(
            project, prepare_runtime(repository), post_pack(project, folder, ["coin"]), ["coin"]
        )

    return make


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("import fractions", "They import fractions, which a page brings only when it is asked for."),
        ("try:\n    import fractions\nexcept ImportError:\n    pass", "They import fractions, "),
        ("raise ValueError('no')", "coin raised ValueError: no."),
        ("kept = open(__file__)", "coin.py stays open."),
        ("open('/tmp/note', 'w').close()", "Files were written"),
        ("__import__('os').chdir('/')", "Files were written"),
        ("import js\nHERE = not hasattr(js, 'process')", "tokens.coin imports from JavaScript"),
        ("import js\nkept = [js.Object.new()]\ndel js", "An object of JavaScript’s is kept"),
    ],
)
def test_what_no_picture_can_hold_is_imported_in_the_page(
    layer_of_coin: Callable[[str], Pack | None], capfd: pytest.CaptureFixture[str], line: str, reason: str
) -> None:
    assert layer_of_coin(line) is None
    tried = capfd.readouterr().err
    assert reason in tried
    assert layer_of_coin(line) is None
    known = capfd.readouterr().err
    assert known in tried, "it is said again, but not tried again"
    assert known.startswith("Note: each reader's Python imports the figures of tokens anew")


def test_layer_of_a_small_figure_is_small_and_always_the_same(
    layer_of_coin: Callable[[str], Pack | None], tmp_path: Path
) -> None:
    first = layer_of_coin("")
    shutil.rmtree(tmp_path / "cache")
    second = layer_of_coin("")
    assert first and second
    assert first.path.name == second.path.name
    assert second.bytes < SMALL


def test_damaged_layer_is_made_again(layer_of_coin: Callable[[str], Pack | None]) -> None:
    layer = layer_of_coin("")
    assert layer
    good = layer.path.read_bytes()
    layer.path.write_bytes(good[:1000] + b"damaged" + good[1007:])
    assert layer_of_coin("") == layer
    assert layer.path.read_bytes() == good


def test_snapshot_fits_a_page_whatever_the_time_does_meanwhile(
    packs: Mapping[str, Pack], tmp_path: Path
) -> None:
    """Python measures how long nothing takes before it is restored: nearly always no time at all."""
    engine = packs["engine"]
    leaps = b"let leapt = 0; Date.now = performance.now = () => (leapt += 17);\n"
    late = tmp_path / engine.path.name
    late.write_bytes(compress(leaps + gzip.decompress(engine.path.read_bytes()), level=1))
    assert (
        evaluated({**packs, "engine": replace(engine, parts=(replace(engine.parts[0], path=late),))}, "1 + 1")
        == "2"
    )


def test_chance_is_not_frozen(layered: Mapping[str, Pack], repository: Project) -> None:
    post = post_pack(repository, POST, FIGURES)
    first, second = (eval(evaluated(layered, CHANCE, post)) for _ in range(2))
    assert all(one != other for one, other in zip(first, second, strict=True))


def test_seeded_chance_is_the_same(packs: Mapping[str, Pack]) -> None:
    seeded = f"import random, numpy as np; random.seed(1); np.random.seed(1); {CHANCE}"
    assert evaluated(packs, seeded) == evaluated(without_snapshot(packs), seeded)


@pytest.mark.parametrize("source", ["dict(__import__('os').environ)", "__import__('sys').path"])
def test_surroundings_are_those_of_a_python_that_was_started(packs: Mapping[str, Pack], source: str) -> None:
    assert evaluated(packs, f"str({source})") == evaluated(without_snapshot(packs), f"str({source})")


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("files", "the snapshot does not fit: it was made from "),
        ("places", "the snapshot does not fit: it has "),
        ("slots", "the snapshot does not fit: it has "),
        ("checksum", "the snapshot does not fit: its checksum is "),
        ("truncated", "the snapshot does not fit: its checksum is "),
        ("size", "there is no memory for the 8589934592 bytes of the snapshot"),
    ],
)
def test_what_does_not_fit_is_refused(
    packs: Mapping[str, Pack], tmp_path: Path, what: str, told: str
) -> None:
    content = changed(gzip.decompress(packs["snapshot"].path.read_bytes()), what)
    host = refused({**packs, "snapshot": write_pack(tmp_path, "snapshot", content, level=1)})
    assert host.ending == "Node left with status 1"
    assert told in host.log


@pytest.mark.parametrize("what", ["checksum", "truncated"])
def test_layer_that_does_not_fit_is_refused(
    layered: Mapping[str, Pack], repository: Project, tmp_path: Path, what: str
) -> None:
    content = changed(gzip.decompress(layered["layer"].path.read_bytes()), what)
    layer = write_pack(tmp_path, "layer", content, level=1)
    host = refused({**layered, "layer": layer}, post_pack(repository, POST, FIGURES))
    assert "the snapshot does not fit: its checksum is " in host.log


def test_layer_of_another_post_is_refused(layered: Mapping[str, Pack], tmp_path: Path) -> None:
    other = write_pack(tmp_path, "post-zipf-kl", join_files({"posts/zipf-kl/zipf_kl.py": b"figure = 1"}))
    assert "the snapshot does not fit: it was made from " in refused(layered, other).log


def refused(packs: Mapping[str, Pack], *posts: Pack) -> Host:
    replies, host = asked(packs, posts, [])
    assert replies == []
    return host
