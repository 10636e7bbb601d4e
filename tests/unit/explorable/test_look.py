"""Looking at one place of a picture, comparing with a pinned state, and what is computed for that."""

from __future__ import annotations

import dataclasses
import gc
import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from explorable import (
    Choice,
    Drawing,
    Figure,
    Look,
    Option,
    Output,
    Probe,
    Readout,
    Slider,
    State,
    Width,
    worker,
)
from explorable.answer import answer
from explorable.needs import Brought
from explorable.results import Results

UNITS = (Option("one", "of 1"), Option("percent", "%"))


@dataclasses.dataclass(frozen=True)
class Result:
    """A row of n marks, with another row behind it."""

    state: State
    pinned: Result | None = None


class Row:
    """A figure of n places, 10 units wide each; it notes what it computes."""

    def __init__(self, **changes: Any) -> None:
        self.computed: list[tuple[object, ...]] = []
        probe = Probe[Result](
            "Token", (Output("share", "share"),), last=self.last, at=at, beside=beside, look=look
        )
        parts: dict[str, Any] = {"probe": probe, "compare": lambda a, b: dataclasses.replace(a, pinned=b)}
        self.figure = Figure[Result](
            id="row",
            title="",
            caption="",
            controls=(
                Slider("n", "n", 1, 100, 1, 5),
                Slider("x", "x", 0, 1, 0.5, 1),
                Choice("unit", "Unit", UNITS, "one", view=True),
                Choice("kind", "Kind", UNITS, "one"),
            ),
            outputs=(Output("n", "n"),),
            compute=self.compute,
            draw=draw,
            **(parts | changes),
        )

    def compute(self, state: State) -> Result:
        self.computed.append(tuple(state.values.values()))
        return Result(state)

    @staticmethod
    def last(result: Result) -> int:
        return int(result.state.n)


def draw(result: Result, width: Width) -> Drawing:
    n, pinned = result.state.n, result.pinned
    was = f"{pinned.state.n} {pinned.state.unit} {pinned.state.kind}" if pinned else ""
    return Drawing(
        f'<svg data-span="0 40">{width}</svg>',
        {"n": Readout(n, str(n), pinned=was)},
        "A row.",
        "<table></table>",
    )


def at(result: Result, width: Width, x: float) -> int:
    return max(1, min(round(x / (10 if width == "wide" else 5)), Row.last(result)))


def beside(result: Result, width: Width, place: int, marks: int) -> int:
    return max(1, min(place + 2 * marks, Row.last(result)))


def look(result: Result, width: Width, place: int) -> Look:
    readout = Readout(1 / place, f"1/{place}", "%", "before" if result.pinned else "")
    return Look(10 * place, f"<svg>{width} {place}</svg>", {"share": readout}, f"Mark {place}.", place - 1)


@pytest.fixture
def mounted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Row]]:
    """Puts a row in the place of the figure that the worker would import."""

    def mount(**changes: Any) -> Row:
        worker.mount("/posts")
        row = Row(**changes)
        monkeypatch.setitem(worker._figures, ("a-post", "row"), row.figure)
        return row

    yield mount
    worker.mount("/posts")


def ask(state: dict[str, Any], **question: Any) -> dict[str, Any]:
    asked = {"state": state, "widths": ["wide"], **question}
    found: dict[str, Any] = json.loads(worker.answer("a-post", "row", json.dumps(asked)))
    return found


def see(state: dict[str, Any], **question: Any) -> dict[str, Any]:
    asked = {"state": state, "width": "wide", **question}
    found: dict[str, Any] = json.loads(worker.look("a-post", "row", json.dumps(asked)))
    return found


def test_a_look_has_the_parts_that_the_page_shows(mounted: Callable[..., Row]) -> None:
    mounted()
    assert see({}, x=21.5) == {
        "place": 2,
        "last": 5,
        "x": 20.0,
        "overlay": "<svg>wide 2</svg>",
        "readouts": {"share": {"value": "0.5", "text": "1/2", "unit": "%", "pinned": ""}},
        "sentence": "Mark 2.",
        "row": 1,
    }


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ({"x": -1000}, 1),
        ({"x": 1e9}, 5),
        ({"x": 20, "width": "narrow"}, 4),
        ({"place": 3}, 3),
        ({"place": 3, "marks": 1}, 5),
        ({"place": 3, "marks": -1}, 1),
        ({"place": 1, "marks": -1}, 1),
        ({"place": 900}, 5),
        ({"place": 0}, 1),
        ({"place": 900, "marks": -1}, 3),
    ],
)
def test_each_question_means_a_place(
    mounted: Callable[..., Row], question: dict[str, Any], place: int
) -> None:
    mounted()
    assert see({}, **question)["place"] == place


@pytest.mark.parametrize(
    "question",
    [
        {},
        {"x": 1, "place": 1},
        {"x": 1, "marks": 1},
        {"place": 1, "marks": 2},
        {"marks": 1},
        {"place": 1.5},
        {"place": None},
        {"x": "1"},
        {"x": float("nan")},
        {"x": float("inf")},
    ],
)
def test_another_question_is_refused(mounted: Callable[..., Row], question: dict[str, Any]) -> None:
    mounted()
    with pytest.raises(ValueError, match=r'^Look at "x", at a "place", or at a "place" and 1 or -1 "marks"'):
        see({}, **question)


def test_another_width_is_refused(mounted: Callable[..., Row]) -> None:
    mounted()
    with pytest.raises(ValueError, match=r'Look at the "wide" or the "narrow" drawing, not at .huge.\.'):
        see({}, width="huge", place=1)


def test_an_answer_holds_a_look_for_each_width(mounted: Callable[..., Row]) -> None:
    mounted()
    answer = ask({}, widths=["wide", "narrow"], place=4)
    assert {width: found["overlay"] for width, found in answer["looks"].items()} == {
        "wide": "<svg>wide 4</svg>",
        "narrow": "<svg>narrow 4</svg>",
    }
    assert ask({}, place=None)["looks"] == {}
    assert ask({"n": 2}, place=4)["looks"]["wide"]["place"] == 2
    assert ask({}, place=0)["looks"]["wide"]["place"] == 1


def test_a_pinned_state_is_seen_in_all_that_is_told(mounted: Callable[..., Row]) -> None:
    mounted()
    answer = ask({}, pin={"n": 3}, place=1)
    assert answer["state"]["n"] == 5
    assert answer["readouts"]["n"]["pinned"] == "3 one one"
    assert answer["looks"]["wide"]["readouts"]["share"]["pinned"] == "before"
    assert see({}, pin={"n": 3}, place=1)["readouts"]["share"]["pinned"] == "before"
    assert see({}, pin=None, place=1)["readouts"]["share"]["pinned"] == ""
    assert ask({"n": 7}, pin={})["readouts"]["n"]["pinned"] == "5 one one"


def test_a_pinned_state_is_shown_as_the_other_is(mounted: Callable[..., Row]) -> None:
    mounted()
    answer = ask({"unit": "percent", "kind": "percent"}, pin={"unit": "one", "kind": "one"})
    assert answer["readouts"]["n"]["pinned"] == "5 percent one"


def test_a_pin_is_checked_like_a_state(mounted: Callable[..., Row]) -> None:
    mounted()
    with pytest.raises(ValueError, match='Figure "row": the control "n" takes a number from 1 to 100'):
        ask({}, pin={"n": 0})
    with pytest.raises(ValueError, match='Figure "row": no control is called "m"'):
        ask({}, pin={"m": 0})


def test_nothing_is_computed_for_a_look_after_an_answer(mounted: Callable[..., Row]) -> None:
    row = mounted()
    ask({"n": 9}, pin={"n": 3})
    assert [n for n, *_ in row.computed] == [9, 3]
    for place in range(1, 9):
        see({"n": 9}, pin={"n": 3}, place=place)
    see({"n": 9}, place=1)
    see({"n": 3}, place=1)
    assert len(row.computed) == 2


def test_the_pinned_result_outlasts_a_drag(mounted: Callable[..., Row]) -> None:
    row = mounted()
    for n in range(10, 20):
        ask({"n": n}, pin={"n": 3})
        see({"n": n}, pin={"n": 3}, place=1)
    assert [n for n, *_ in row.computed] == [10, 3, *range(11, 20)]


def test_only_the_last_few_results_are_kept(mounted: Callable[..., Row]) -> None:
    row = mounted()
    for n in (1, 2, 3, 1, 4, 1):
        ask({"n": n})
    assert [n for n, *_ in row.computed] == [1, 2, 3, 4], "what was used last is kept longest"
    ask({"n": 2})
    assert [n for n, *_ in row.computed] == [1, 2, 3, 4, 2]


def test_other_figures_of_the_page_take_nothing_away() -> None:
    results, rows = Results(Brought()), [Row() for _ in range(6)]
    for row in (*rows, *rows):
        results.of(row.figure, row.figure.state({}))
    assert [len(row.computed) for row in rows] == [1] * 6


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_picture_that_is_looked_at_says_where(width: str) -> None:
    row = Row()
    bare = Drawing("<svg></svg>", {"n": Readout(1, "1")}, "A row.", "<table></table>")
    object.__setattr__(row.figure, "draw", lambda result, width: bare)
    with pytest.raises(ValueError, match="has a probe: say in picture"):
        answer(row.figure, row.figure.state({}), None, [width])


def test_every_control_counts(mounted: Callable[..., Row]) -> None:
    row = mounted()
    for state in ({}, {"x": 0}, {"unit": "percent"}, {"kind": "percent"}):
        assert ask(state)["state"] | state == ask(state)["state"]
    assert len(row.computed) == 4


def test_what_a_figure_raises_is_raised_again(mounted: Callable[..., Row]) -> None:
    def compute(state: State) -> Result:
        raise ZeroDivisionError

    row = mounted()
    object.__setattr__(row.figure, "compute", compute)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            ask({})


def test_figures_do_not_share_results() -> None:
    results = Results(Brought())
    for _ in range(20):
        row = Row()
        results.of(row.figure, row.figure.state({}))
        assert len(row.computed) == 1
        del row
        gc.collect()  # the next one may lie where this one lay, unless it is kept


def test_a_figure_that_compares_nothing_says_so(mounted: Callable[..., Row]) -> None:
    mounted(compare=None)
    with pytest.raises(ValueError, match='Figure "row" compares nothing: give it compare=…, or leave'):
        ask({}, pin={})


def test_a_figure_without_a_probe_says_so(mounted: Callable[..., Row]) -> None:
    mounted(probe=None)
    sentence = 'Figure "row" has no places to look at: give it probe=Probe'
    with pytest.raises(ValueError, match=sentence):
        see({}, place=1)
    with pytest.raises(ValueError, match=sentence):
        ask({}, place=1)


GOOD = Look(10, "<svg></svg>", {"share": Readout(1, "1")}, "One.", 0)
MISTAKES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "no place at all": (
        {"last": lambda r: 0},
        {"place": 1},
        "last() gave 0: let there be one place at least.",
    ),
    "a last place that is not whole": (
        {"last": lambda r: 4.5},
        {"place": 1},
        "its probe's last() gave 4.5, which is no whole number.",
    ),
    "a place before the first": (
        {"at": lambda r, w, x: 0},
        {"x": 1},
        "its probe's at() gave the place 0, outside 1 … 5.",
    ),
    "a place beyond the last": (
        {"beside": lambda r, w, place, marks: place + marks},
        {"place": 5, "marks": 1},
        "its probe's beside() gave the place 6, outside 1 … 5.",
    ),
    "a place that is not whole": (
        {"at": lambda r, w, x: x},
        {"x": 1.5},
        "its probe's at() gave 1.5, which is no whole number.",
    ),
    "a look nowhere": (
        {"look": lambda r, w, place: dataclasses.replace(GOOD, x=math.nan)},
        {"place": 2},
        "place 2: its x is nan, which is nowhere in the drawing.",
    ),
    "a row before the first": (
        {"look": lambda r, w, place: dataclasses.replace(GOOD, row=-1)},
        {"place": 2},
        "place 2: its row in the table is -1: count from 0, or leave it out.",
    ),
    "a row that is not whole": (
        {"look": lambda r, w, place: dataclasses.replace(GOOD, row=0.5)},
        {"place": 2},
        "its probe's look() gave 0.5, which is no whole number.",
    ),
    "readouts that are not declared": (
        {"look": lambda r, w, place: dataclasses.replace(GOOD, readouts={"p": Readout(1, "1")})},
        {"place": 2},
        "place 2: declared outputs and drawn readouts differ in p, share.",
    ),
    "a readout that is no number": (
        {"look": lambda r, w, place: dataclasses.replace(GOOD, readouts={"share": Readout(math.nan, "?")})},
        {"place": 2},
        'place 2: the output "share" is not a number.',
    ),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_in_a_probe_is_told_in_a_sentence(mounted: Callable[..., Row], case: str) -> None:
    changes, question, sentence = MISTAKES[case]
    probe = Row().figure.probe
    assert probe
    mounted(probe=dataclasses.replace(probe, **changes))
    with pytest.raises(ValueError, match=r'^Figure "row"') as refusal:
        see({}, **question)
    assert str(refusal.value).endswith(sentence)


def test_numpy_s_whole_numbers_will_do(mounted: Callable[..., Row]) -> None:
    probe = Row().figure.probe
    assert probe
    whole = {"last": lambda r: np.int64(5), "at": lambda r, w, x: np.int64(2)}
    mounted(
        probe=dataclasses.replace(
            probe, look=lambda r, w, p: dataclasses.replace(GOOD, row=np.int64(1)), **whole
        )
    )
    found = see({}, x=1)
    assert (found["place"], found["last"], found["row"]) == (2, 5, 1)


def test_a_row_may_be_left_out(mounted: Callable[..., Row]) -> None:
    probe = Row().figure.probe
    assert probe
    mounted(probe=dataclasses.replace(probe, look=lambda r, w, p: dataclasses.replace(GOOD, row=None)))
    assert see({}, place=1)["row"] is None
