"""Posts are loaded from a folder by name, and answer questions in JSON."""

from __future__ import annotations

import json
import math
import os
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from explorable import worker

FIGURE = """
    from explorable import Download, Drawing, Figure, Handout, Note, Output, Progress, Readout, Slider, Stream
    from . import helper

    def compute(state):
        return state.x

    def rows(x):
        return Stream("sums", "rows", x=x) if x > 4 else upto(x)

    def upto(x):
        for each in range(x):
            yield Progress(each / x)
            yield f"{each}\\n"
        return f"It has {x} rows."

    def draw(x, width):
        return Drawing(
            svg=f"<svg>{width}</svg>", readouts={"root": Readout(helper.root(x), "√", "nats")},
            sentence=f"x is {x}.", table="<table></table>",
            notes=(Note("A note."), Note("It is 4.", "Make it 5", {"x": 5})), controls={"x": "near x"},
            clauses={"verdict": "is even" if x % 2 == 0 else "is odd"}, handouts={"line": f"{x} <{x}>"},
        )

    figure = Figure(
        id="a-root", title="Roots", caption="Roots.", controls=(Slider("x", "x", 0, 9, 1, 4),),
        outputs=(Output("root", "√x"),), presets=(), clauses=("verdict",),
        handouts=(Handout("line", "A line", "txt"),),
        downloads=(Download("rows", "Save all", "csv", rows),), compute=compute, draw=draw,
    )
"""
HELPER = """
    import math

    def root(x):
        return {7: math.nan, 8: math.inf, 9: -math.inf}.get(x, math.sqrt(x))
"""


@pytest.fixture
def posts(tmp_path: Path) -> Iterator[Path]:
    """A posts root with one post of one figure."""
    write(tmp_path / "a-post" / "a_root.py", FIGURE)
    write(tmp_path / "a-post" / "helper.py", HELPER)
    worker.mount(str(tmp_path))
    yield tmp_path
    worker.mount("/posts")


def ask(state: dict[str, float], widths: Sequence[str] = ("wide",), **more: object) -> dict[str, Any]:
    question = json.dumps({"state": state, "widths": list(widths), **more})
    found: dict[str, Any] = json.loads(worker.answer("a-post", "a-root", question))
    return found


def write(path: Path, source: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(textwrap.dedent(source), encoding="utf-8")


def test_a_figure_declares_itself(posts: Path) -> None:
    assert json.loads(worker.load("a-post", "a-root"))["title"] == "Roots"


def test_an_answer_has_the_parts_that_the_page_shows(posts: Path) -> None:
    assert ask({"x": 4.0}, ["narrow", "wide"]) == {
        "state": {"x": 4},
        "drawings": {"wide": "<svg>wide</svg>", "narrow": "<svg>narrow</svg>"},
        "readouts": {"root": {"value": "2.0", "text": "√", "unit": "nats", "pinned": ""}},
        "clauses": {"verdict": "is even"},
        "handouts": {"line": "4 <4>"},
        "controls": {"x": "near x"},
        "sentence": "x is 4.",
        "notes": [
            {"text": "A note.", "link": "", "state": {}},
            {"text": "It is 4.", "link": "Make it 5", "state": {"x": 5}},
        ],
        "table": "<table></table>",
        "streams": [],
        "looks": {},
    }


def test_wherever_a_page_shows_a_quotation_its_marks_stay_beside_its_blanks(posts: Path) -> None:
    said = ("<svg>{width}", "x is {x}.", "A note.", "near x", "is even", "<table>")
    for each in said:
        write(posts / "a-post" / "a_root.py", FIGURE.replace(each, f"{each} ‘ a’"))
        worker.mount(str(posts))
        shown = json.dumps(ask({"x": 4.0}, ["narrow", "wide"]), ensure_ascii=False)
        assert "‘\u00a0a’" in shown and "‘ a’" not in shown
    handout = FIGURE.replace("{x} <{x}>", "‘ a’")  # to take along, not to be set in lines
    write(posts / "a-post" / "a_root.py", handout)
    worker.mount(str(posts))
    assert ask({"x": 4.0})["handouts"] == {"line": "‘ a’"}


def test_only_the_widths_asked_for_are_drawn(posts: Path) -> None:
    assert list(ask({}, ["narrow"])["drawings"]) == ["narrow"]


def test_a_table_that_is_not_asked_for_is_not_made(posts: Path) -> None:
    made = 'lambda: f"<table>{1 / x}</table>"'
    write(posts / "a-post" / "a_root.py", FIGURE.replace('"<table></table>"', made))
    assert ask({"x": 4})["table"] == ask({"x": 4}, table=True)["table"] == "<table>0.25</table>"
    assert ask({"x": 0}, table=False)["table"] is None
    with pytest.raises(ZeroDivisionError):
        ask({"x": 0})


@pytest.mark.parametrize("widths", [[], ["huge"], ["wide", "wide"], ["wide", "huge"]])
def test_other_widths_are_refused(posts: Path, widths: list[str]) -> None:
    with pytest.raises(ValueError, match='Ask for "wide", "narrow" or both, each once'):
        ask({}, widths)


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        ('Note("It is 4.", "Make it 5")', 'the note "It is 4." has a link that changes nothing'),
        ('Note("It is 4.", state={"x": 5})', 'the note "It is 4." sets a state without a link'),
        ('Note("It is 4.", "Go", {"y": 5})', 'sets "y", which no control is called: correct the name'),
        ('Note("It is 4.", "Go", {"x": 10})', 'sets "x", which takes a number from 0 to 9, not 10'),
    ],
)
def test_a_note_that_leads_nowhere_is_refused(posts: Path, note: str, sentence: str) -> None:
    write(posts / "a-post" / "a_root.py", FIGURE.replace('Note("A note.")', note))
    with pytest.raises(ValueError, match=r'^Figure "a-root": the note .*\.$') as refusal:
        ask({})
    assert sentence in str(refusal.value)


def test_a_file_is_written_at_once_or_a_service_is_named_that_does_so(posts: Path) -> None:
    def written(x: int) -> dict[str, Any]:
        question = json.dumps({"state": {"x": x}, "download": "rows"})
        found: dict[str, Any] = json.loads(worker.download("a-post", "a-root", question))
        return found

    assert written(3) == {"text": "0\n1\n2\n", "said": "It has 3 rows."}
    assert written(0) == {"text": "", "said": "It has 0 rows."}
    stream = {"service": "sums", "method": "rows", "arguments": {"x": 5}, "stream": True}
    assert written(5) == {"stream": stream}


def test_infinity_is_written_as_javascript_reads_it_and_nan_never(posts: Path) -> None:
    def value(x: int) -> str:
        text = ask({"x": x})["readouts"]["root"]["value"]
        assert isinstance(text, str)
        return text

    assert (value(8), value(9)) == ("Infinity", "-Infinity")
    assert float(value(2)) == math.sqrt(2)
    with pytest.raises(ValueError, match='Figure "a-root": the output "root" is not a number'):
        value(7)


def test_readouts_must_be_the_declared_outputs(posts: Path) -> None:
    write(posts / "a-post" / "a_root.py", FIGURE.replace('readouts={"root"', 'readouts={"square"'))
    with pytest.raises(ValueError, match="differ in root, square"):
        ask({})


def test_a_drawing_that_is_none_is_named(posts: Path) -> None:
    write(posts / "a-post" / "a_root.py", FIGURE.replace("return Drawing(", "Drawing("))
    with pytest.raises(TypeError, match='"a-root": draw has to return a Drawing, and returns NoneType'):
        ask({})


def test_a_readout_that_is_none_is_named(posts: Path) -> None:
    write(posts / "a-post" / "a_root.py", FIGURE.replace('{"root": ', '{"root": "" and '))
    with pytest.raises(TypeError, match=r'the output "root" has to be a Readout\(value, text\), and is str'):
        ask({})


def test_handouts_must_be_the_declared_ones(posts: Path) -> None:
    write(posts / "a-post" / "a_root.py", FIGURE.replace('handouts={"line"', 'handouts={"lines"'))
    with pytest.raises(ValueError, match="declared and drawn handouts differ in line, lines"):
        ask({})


@pytest.mark.parametrize(
    ("clauses", "sentence"),
    [
        (
            '{"judgement": "is odd"}',
            'Figure "a-root": declared and drawn clauses differ in judgement, verdict.',
        ),
        ("{}", 'Figure "a-root": declared and drawn clauses differ in verdict.'),
        (
            '{"verdict": " "}',
            'Figure "a-root": the clause "verdict" is empty, and would leave a gap in the text.',
        ),
    ],
)
def test_clauses_must_be_the_declared_ones_and_say_something(
    posts: Path, clauses: str, sentence: str
) -> None:
    drawn = 'clauses={"verdict": "is even" if x % 2 == 0 else "is odd"}'
    write(posts / "a-post" / "a_root.py", FIGURE.replace(drawn, f"clauses={clauses}"))
    with pytest.raises(ValueError) as refusal:
        ask({})
    assert str(refusal.value) == sentence


def test_a_figure_is_read_once(posts: Path) -> None:
    before = worker.load("a-post", "a-root")
    write(posts / "a-post" / "a_root.py", "raise RuntimeError")
    assert worker.load("a-post", "a-root") == before


def test_a_post_may_be_put_in_place_after_another_was_looked_for(posts: Path) -> None:
    with pytest.raises(ModuleNotFoundError, match="late-post"):
        worker.load("late-post", "a-root")
    before = posts.stat()
    write(posts / "late-post" / "a_root.py", FIGURE)
    write(posts / "late-post" / "helper.py", HELPER)
    os.utime(posts, ns=(before.st_atime_ns, before.st_mtime_ns))  # as on a clock too coarse to tell
    assert json.loads(worker.load("late-post", "a-root"))["id"] == "a-root"


def test_an_error_in_a_figure_passes_through(posts: Path) -> None:
    write(posts / "a-post" / "broken.py", "1 / 0")
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            worker.load("a-post", "broken")


def test_a_file_must_define_the_figure_of_its_name(posts: Path) -> None:
    write(posts / "a-post" / "other.py", FIGURE)
    with pytest.raises(ValueError, match=r'other\.py defines the figure "a-root": its id must be "other"'):
        worker.load("a-post", "other")
    with pytest.raises(ValueError, match=r"helper\.py defines no figure: end it with figure = Figure"):
        worker.load("a-post", "helper")


@pytest.mark.parametrize(("post", "figure"), [("..", "a-root"), ("a-post", "a.root"), ("os.path", "join")])
def test_names_with_dots_are_refused(posts: Path, post: str, figure: str) -> None:
    with pytest.raises(ValueError, match="have no dots in their names"):
        worker.load(post, figure)


AHEAD = """
seen = []
def work(state):
    for step in range(3):
        seen.append((state.x, step))
        yield
"""


def test_a_figure_works_ahead_for_the_state_that_was_last_shown(
    posts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A piece at a time; an answer that is asked for meanwhile gives the work another state."""
    assert not worker.ahead()
    figure = AHEAD + textwrap.dedent(FIGURE).replace("presets=()", "presets=(), ahead=work")
    write(posts / "a-post" / "a_root.py", figure)
    worker.mount(str(posts))
    monkeypatch.setattr(worker, "PIECE", 0.0)  # over after one step
    ask({"x": 3})
    assert worker.ahead()
    ask({"x": 4})
    assert [worker.ahead() for _ in range(5)] == [True, True, True, False, False]
    assert sys.modules["posts.a-post.a_root"].seen == [(3, 0), (4, 0), (4, 1), (4, 2)]


def test_a_piece_of_work_ahead_is_as_many_steps_as_there_is_time_for(
    posts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = AHEAD + textwrap.dedent(FIGURE).replace("presets=()", "presets=(), ahead=work")
    write(posts / "a-post" / "a_root.py", figure)
    worker.mount(str(posts))
    ask({"x": 3})
    clock = iter([0.0, 0.001, 0.002, 0.003, 0.004])
    monkeypatch.setattr(worker, "PIECE", 0.002)
    monkeypatch.setattr(worker, "perf_counter", lambda: next(clock))
    assert worker.ahead()
    assert sys.modules["posts.a-post.a_root"].seen == [(3, 0), (3, 1)]


def test_a_figure_without_work_ahead_has_none(posts: Path) -> None:
    ask({})
    assert not worker.ahead()
