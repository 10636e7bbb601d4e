"""The snapshot of Python: what comes out of it is the Python that went in, or an error."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sitegen.figures import FigureRequest, draw_figures
from sitegen.project import Project, open_project
from sitegen.runtime import Pack, Runtime, post_pack, prepare_runtime
from sitegen.runtime.host import Host, start_host
from sitegen.runtime.packing import write_pack
from tests.build.conftest import REPOSITORY
from tests.snapshot import changed

BUDGET = 9_500_000  # bytes that a page loads before it is live
POST = REPOSITORY / "content" / "zipf-kl"
FIGURES = ("zipf-kl", "infinite-kl", "reachable-rho", "tail-share", "zipf-words")
CHANCE = "import random, numpy as np; str((random.random(), np.random.random()))"


@pytest.fixture(scope="module")
def repository() -> Project:
    return open_project(REPOSITORY)


@pytest.fixture(scope="module")
def packs(repository: Project) -> Mapping[str, Pack]:
    return prepare_runtime(repository).packs


def without_snapshot(packs: Mapping[str, Pack]) -> dict[str, Pack]:
    return {name: pack for name, pack in packs.items() if name != "snapshot"}


def evaluated(packs: Mapping[str, Pack], source: str) -> str:
    with start_host(packs, [], [{"evaluate": source}]) as host:
        (reply,) = host.replies()
    return str(reply["value"])


def test_page_loads_no_more_than_its_budget(packs: Mapping[str, Pack], repository: Project) -> None:
    loaded = [packs[name] for name in ("engine", "wasm", "libraries", "snapshot")]
    assert sum(pack.bytes for pack in [*loaded, post_pack(repository, POST)]) <= BUDGET


def test_numbers_are_those_of_a_python_that_was_started(
    packs: Mapping[str, Pack], repository: Project, tmp_path: Path
) -> None:
    requests = [FigureRequest("zipf-kl", POST, figure, ("content/zipf-kl/index.md", 1)) for figure in FIGURES]

    def drawn(packs: Mapping[str, Pack], cache: str) -> list[Any]:
        project = Project(repository.root, repository.home, tmp_path / cache)
        return draw_figures(project, Runtime(dict(packs), (), cache), requests)

    assert drawn(packs, "restored") == drawn(without_snapshot(packs), "started")


def test_chance_is_not_frozen(packs: Mapping[str, Pack]) -> None:
    first, second = (eval(evaluated(packs, CHANCE)) for _ in range(2))
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


def refused(packs: Mapping[str, Pack]) -> Host:
    with start_host(packs, [], []) as host:
        assert list(host.replies()) == []
    return host
