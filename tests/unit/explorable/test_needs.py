"""What figures need is missed by name, kept once it is brought, and passed to `compute` in order."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from explorable import Call, Chosen, ChosenFile, Data, Stream, worker
from explorable.needs import Brought, MissingError, Need
from explorable.wire import packed, unpacked

FIGURE = """
    from explorable import Call, Data, Drawing, Figure, Slider

    BIG = Data("big.bin")

    def needs(state):
        return [BIG, Call("sums", "upto", n=state.n)]

    def compute(state, big, total):
        return state.n, big.read_text(), total

    def draw(result, width):
        return Drawing(svg="<svg/>", readouts={}, sentence=str(result), table="<table></table>")

    figure = Figure(
        id="needy", title="Needy", caption="", controls=(Slider("n", "n", 0, 9, 1, 4),), outputs=(),
        compute=compute, draw=draw, needs=needs,
    )
"""
SERVICE = """
    import numpy as np
    from explorable import Data, Progress, Service

    START = Data("start.txt", travels=True)

    def upto(start, n):
        for i in range(n):
            yield Progress(i / n)
        yield {"almost": True}
        return np.arange(n) + int(start.read_text())

    def needs(n):
        return [START] if n else []

    service = Service(methods=(upto,), needs=needs)
"""


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A post of one figure, and a service."""
    for path, source in {"posts/a/needy.py": FIGURE, "services/sums.py": SERVICE}.items():
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(textwrap.dedent(source), "utf-8")
    worker.mount(str(tmp_path / "posts"), str(tmp_path / "services"))
    yield tmp_path
    worker.mount("/posts")


def ask(n: int) -> str:
    question = json.dumps({"state": {"n": n}, "widths": ["wide"]})
    return str(json.loads(worker.answer("a", "needy", question))["sentence"])


def test_what_is_missing_is_told_and_what_was_brought_is_passed_on(root: Path) -> None:
    call = {"service": "sums", "method": "upto", "arguments": {"n": 3}}
    file = {"data": str(root / "posts/a/big.bin").removeprefix("/")}
    with pytest.raises(MissingError) as missing:
        ask(3)
    assert missing.value.needs == [file, call]
    (root / "posts/a/big.bin").write_text("big")
    with pytest.raises(MissingError) as missing:
        ask(3)
    assert missing.value.needs == [call]
    worker.keep(call, 12)
    assert ask(3) == "(3, 'big', 12)"


def test_a_service_says_how_far_it_is_gives_parts_and_then_the_whole(root: Path) -> None:
    call = Call("sums", "upto", n=2).told()
    told: list[object] = []
    with pytest.raises(MissingError):
        worker.call(call, told.append)
    (root / "services/start.txt").write_text("5")
    result = worker.call(call, told.append)
    assert [getattr(step, "done", step) for step in told] == [0, 0.5, {"almost": True}]
    assert np.array_equal(np.asarray(result), [5, 6])


def test_a_stream_gives_a_part_whenever_it_is_asked_and_others_may_come_between(root: Path) -> None:
    (root / "services/start.txt").write_text("5")
    stream, told = Stream("sums", "upto", n=2).told(), list[object]()
    assert [worker.call(stream, told.append) for _ in range(3)] == [True] * 3
    begun, *steps = (getattr(step, "done", step) for step in told)
    assert (begun, steps) == (0, [0, 0.5, {"almost": True}])
    assert np.array_equal(np.asarray(worker.call(Call("sums", "upto", n=2).told(), print)), [5, 6])
    assert worker.call(stream, told.append) is False
    assert np.array_equal(np.asarray(told[-1]), [5, 6])
    assert worker.call(stream, told.append) is True
    assert [getattr(step, "done", step) for step in told[-2:]] == [0, 0]  # from the beginning, and says so


def test_a_state_is_computed_again_once_more_of_a_stream_has_come(root: Path) -> None:
    figure = root / "posts/a/needy.py"
    figure.write_text(figure.read_text("utf-8").replace("Call", "Stream"), "utf-8")
    (root / "posts/a/big.bin").write_text("big")
    call = Stream("sums", "upto", n=3).told()
    for total in (12, 13):
        worker.keep(call, total)
        assert ask(3) == f"(3, 'big', {total})"
    question = json.dumps({"state": {"n": 3}, "widths": ["wide"]})
    assert json.loads(worker.answer("a", "needy", question))["streams"] == [call]


def test_a_file_that_the_reader_has_chosen_is_met_by_what_its_control_says() -> None:
    brought, file = Brought(), ChosenFile("a.csv", 3, lambda start, end: b"1,2"[start:end])
    with pytest.raises(MissingError) as missing:
        brought.meet([Chosen("k3x9")])
    assert missing.value.needs == [{"file": "k3x9"}]
    brought.hold("k3x9", file)
    assert brought.meet([Chosen("k3x9")]) == [file]


def test_what_else_is_needed_may_depend_on_what_was_brought() -> None:
    def needs() -> Generator[Need, Any]:
        found = yield Call("sums", "upto", n=2)
        yield Call("sums", "upto", n=found or 9)

    brought, calls = Brought(), {n: Call("sums", "upto", n=n).told() for n in (2, 5, 9)}
    with pytest.raises(MissingError) as missing:
        brought.meet(needs())
    assert missing.value.needs == [calls[2], calls[9]]
    brought.keep(calls[2], 5)
    with pytest.raises(MissingError) as missing:
        brought.meet(needs())
    assert missing.value.needs == [calls[5]]
    brought.keep(calls[5], 7)
    assert brought.meet(needs()) == [5, 7]


@pytest.mark.parametrize(
    ("service", "method", "error"),
    [
        ("sums", "product", 'no method "product": it has upto'),
        ("differences", "upto", "services.differences"),
    ],
)
def test_a_call_of_what_there_is_not_is_refused(root: Path, service: str, method: str, error: str) -> None:
    (root / "services/start.txt").write_text("5")
    with pytest.raises((ValueError, ModuleNotFoundError), match=error):
        worker.call(Call(service, method).told(), print)


def test_the_results_used_last_are_kept_and_never_too_few_for_one_state() -> None:
    brought = Brought()
    calls = [Call("a", "b", n=n) for n in range(20)]
    for call in calls:
        brought.keep(call.told(), call.arguments["n"])
    assert brought.meet(calls) == list(range(20))
    assert brought.meet(calls[:1]) == [0]
    with pytest.raises(MissingError):
        brought.meet(calls[1:2])
    assert brought.meet(calls[-7:]) == list(range(13, 20))


def test_a_number_is_the_same_call_however_a_page_writes_it() -> None:
    brought = Brought()
    call = Call("model", "draw", settings=[{"temperature": 2.0, "top_p": 0.9}])
    as_javascript_writes = json.loads(json.dumps(call.told()).replace("2.0", "2"))
    brought.keep(as_javascript_writes, "drawn")
    assert brought.meet([call]) == ["drawn"]


def test_a_data_file_lies_beside_its_module() -> None:
    assert Data("big.bin").path == Path(__file__).with_name("big.bin")
    assert Data("../unit/big.bin").path == Path(__file__).parents[1] / "unit/big.bin"


def test_values_travel_with_their_arrays_beside_them() -> None:
    value = {"p": np.arange(6.0).reshape(2, 3).T, "n": np.int64(3), "words": ["a", None]}
    text, buffers = packed(value)
    assert len(buffers) == 1
    found = unpacked(text, [bytes(buffer) for buffer in buffers])
    assert np.array_equal(found.pop("p"), value["p"])
    assert found == {"n": 3, "words": ["a", None]}
    with pytest.raises(TypeError, match="Path cannot be sent"):
        packed(Path())
