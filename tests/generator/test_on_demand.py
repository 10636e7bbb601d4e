"""Packages that a reader's own code may import: what is packed of them, and that readers' Python runs it."""

from __future__ import annotations

import gzip
import json
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.base.project import Project
from sitegen.runtime import Runtime, packages_on_demand
from sitegen.runtime.host import Host, Hosts
from sitegen.runtime.on_demand import OnDemand

LARGEST_FILE = 20_000_000  # bytes


@pytest.fixture(scope="module")
def packages(repository: Project, packed: Runtime) -> dict[str, OnDemand]:
    return {each.name: each for each in packages_on_demand(repository)}


@pytest.fixture(scope="module")
def python(packed: Runtime, packages: dict[str, OnDemand]) -> Iterator[Host]:
    with Hosts() as hosts, hosts.host(packed.packs, []) as host:
        list(host.replies())
        for package in packages.values():
            for part in package.pack.parts:
                host.mount(part.path)
        yield host


def evaluate(python: Host, code: str) -> str:
    (reply,) = python.replies([{"evaluate": code}])
    return str(reply["value"])


def paths(package: OnDemand) -> list[str]:
    content = gzip.decompress(b"".join(part.path.read_bytes() for part in package.pack.parts))
    start = 4 + struct.unpack("<I", content[:4])[0]
    return [name for name, _ in json.loads(content[4:start])]


def test_they_are_those_of_the_lock_and_say_what_imports_want_them(packages: dict[str, OnDemand]) -> None:
    assert list(packages) == ["scipy", "matplotlib"]
    assert packages["scipy"].version == "1.18.0"
    assert packages["scipy"].imports == ("scipy",)
    assert set(packages["matplotlib"].imports) == {"matplotlib", "mpl_toolkits", "pylab"}


def test_no_file_is_larger_than_hosts_accept(packages: dict[str, OnDemand]) -> None:
    sizes = [part.bytes for package in packages.values() for part in package.pack.parts]
    assert 5_000_000 < max(sizes) < LARGEST_FILE


def test_tests_types_and_sources_stay_behind(packages: dict[str, OnDemand]) -> None:
    for package in packages.values():
        found = paths(package)
        assert any(path.endswith("/__init__.pyc") for path in found)
        assert not [path for path in found if path.endswith((".py", ".pyi", ".pxd", ".h"))]
        assert not [path for path in found if "tests" in Path(path).parts]
        assert not [path for path in found if "/site-packages/numpy/" in path], "each page has it already"


def test_what_a_package_wants_comes_with_it(packages: dict[str, OnDemand]) -> None:
    folders = {path.split("/site-packages/")[1].split("/")[0] for path in paths(packages["matplotlib"])}
    assert {"PIL", "kiwisolver", "contourpy", "dateutil", "pyparsing", "six.pyc"} <= folders


def test_scipy_computes(python: Host) -> None:
    found = evaluate(
        python, "from scipy.special import rel_entr\nf'{rel_entr([.4, .6], [.2, .8]).sum():.6f}'"
    )
    assert found == f"{0.4 * 0.6931471805599453 - 0.6 * 0.28768207245178085:.6f}"


def test_what_readers_want_of_scipy_can_be_imported(python: Host) -> None:
    """Some of its modules are called like tests."""
    names = "integrate, interpolate, linalg, optimize, signal, sparse, spatial, special, stats"
    assert evaluate(python, f"from scipy import {names}\nstats.norm.cdf(0.0)") == "0.5"


def test_matplotlib_draws(python: Host) -> None:
    code = """
import io
import matplotlib
matplotlib.use("svg")
import matplotlib.pyplot as plt
figure, axes = plt.subplots()
axes.bar([1, 2], [3, 4], label="$p$")
axes.legend()
drawn = io.StringIO()
figure.savefig(drawn)
drawn.getvalue()
"""
    assert "</svg>" in evaluate(python, code)


def test_all_of_numpy_can_be_imported(python: Host) -> None:
    """As `from numpy import *` does, which names even what compiles Fortran."""
    assert evaluate(python, "names = {}\nexec('from numpy import *', names)\nstr('f2py' in names)") == "True"


def test_what_was_packed_once_is_kept(
    repository: Project, packages: dict[str, OnDemand], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sitegen.runtime.on_demand.wheel_path", lambda *_: pytest.fail("a wheel was opened"))
    assert {each.name: each for each in packages_on_demand(repository)} == packages
