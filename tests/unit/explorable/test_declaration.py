"""A declaration becomes plain JSON, and every mistake in one is refused with a sentence."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

import pytest
from explorable import (
    Choice,
    Download,
    Drawing,
    Figure,
    File,
    Handout,
    Look,
    Option,
    Output,
    Preset,
    Probe,
    Readout,
    Seed,
    Shares,
    Slider,
    Stream,
)

SIZE = Slider("n", "Size", 2, 100, 1, 40, symbol="N", unit="tokens", scale="log", help="How many.")
SHARE = Slider("h", "Share", 0, 1, 0.002, 0.6, tone="p")
SEED = Seed("seed", "Shuffle", 7)
UNIT = Choice("unit", "Unit", (Option("nats", "nats"), Option("bits", "bits")), "nats")
SLIDER = ["kind", "name", "label", "symbol", "unit", "min", "max", "step", "fine", "default"]
A_PROBE = Probe[None](
    "Token",
    (Output("p", "p", tone="p"),),
    last=lambda result: 1,
    at=lambda result, width, x: 1,
    beside=lambda result, width, place, marks: 1,
    look=lambda result, width, place: Look(0, "<svg></svg>", {"p": Readout(1, "1")}, "It is 1."),
)
TOTAL = Output("total", "Total", "Sums", tone="q", help="All of it.")
ALL_ROWS = Download[Any]("rows", "Save all rows", "csv", lambda result: Stream("sums", "rows"))


def a_figure(**changes: Any) -> Figure[None]:
    parts: dict[str, Any] = {
        "id": "a-figure",
        "title": "Title",
        "caption": "Caption.",
        "controls": (SIZE, SHARE, SEED, UNIT),
        "outputs": (TOTAL,),
        "presets": (Preset("Small", "Few tokens.", {"n": 2}),),
        "compute": lambda state: None,
        "draw": lambda result, width: Drawing("", {}, "", ""),
    }
    return Figure(**(parts | changes))


def test_a_declaration_is_plain_json() -> None:
    declaration = json.loads(json.dumps(a_figure().declaration()))
    assert [list(control) for control in declaration["controls"]] == [
        [*SLIDER, "scale", "tone", "help", "same_as", "group"],
        [*SLIDER, "scale", "tone", "help", "same_as", "group"],
        ["kind", "name", "label", "min", "max", "step", "fine", "default", "help"],
        ["kind", "name", "label", "default", "options", "help", "view"],
    ]
    assert declaration["controls"][0]["scale"] == "log"
    assert declaration["controls"][2]["max"] == 4294967295
    assert declaration["controls"][3]["options"][1] == {"value": "bits", "label": "bits"}
    assert declaration["outputs"] == [
        {"name": "total", "label": "Total", "group": "Sums", "tone": "q", "help": "All of it."}
    ]
    assert declaration["presets"] == [{"label": "Small", "sentence": "Few tokens.", "state": {"n": 2}}]
    assert (declaration["probe"], declaration["compares"], declaration["clauses"]) == (None, False, [])
    assert declaration["handouts"] == declaration["downloads"] == []


def test_what_a_figure_can_do_more_is_declared_too() -> None:
    other = Slider("m", "Size", 2, 100, 1, 3, same_as="n")
    view = dataclasses.replace(UNIT, view=True)
    more: dict[str, Any] = {"probe": A_PROBE, "compare": lambda one, two: one, "clauses": ("verdict",)}
    more["handouts"] = (Handout("card", "A card", "md"),)
    more["downloads"] = (ALL_ROWS,)
    figure = a_figure(controls=(SIZE, other, view), **more)
    declaration = json.loads(json.dumps(figure.declaration()))
    assert [control.get("same_as") for control in declaration["controls"]] == ["", "n", None]
    assert declaration["controls"][2]["view"] is True
    assert declaration["probe"] == {
        "label": "Token",
        "outputs": [{"name": "p", "label": "p", "group": "", "tone": "p", "help": ""}],
    }
    assert declaration["compares"] is True
    assert declaration["clauses"] == ["verdict"]
    assert declaration["handouts"] == [{"name": "card", "label": "A card", "kind": "md"}]
    assert declaration["downloads"] == [{"name": "rows", "label": "Save all rows", "kind": "csv"}]


def change(control: Any, **fields: Any) -> tuple[Any, ...]:
    return (dataclasses.replace(control, **fields),)


REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "an id in capitals": ({"id": "Zipf_KL"}, 'Figure "Zipf_KL": the id is not lower-case words'),
    "an id that no file can be imported by": (
        {"id": "lambda"},
        'Figure "lambda": the id is a word of Python\'s own, which no script could import',
    ),
    "a control declared twice": ({"controls": (SIZE, SIZE)}, 'the control "n" is declared twice: rename'),
    "an output declared twice": ({"outputs": (TOTAL, TOTAL)}, 'the output "total" is declared twice'),
    "a clause declared twice": ({"clauses": ("a", "a")}, 'the clause "a" is declared twice'),
    "a clause called as an output is": (
        {"clauses": ("total",)},
        'the clause "total" is called as an output is: rename one of them',
    ),
    "a handout declared twice": (
        {"handouts": (Handout("card", "A card", "md"),) * 2},
        'the handout "card" is declared twice: rename',
    ),
    "a file that is shown instead of no control": (
        {"controls": (File("log", "Log", "CSV", instead=("log", "x")),)},
        'is shown instead of "log", which no other control is called: correct the name',
    ),
    "a handout of a kind that ends no file": (
        {"handouts": (Handout("card", "A card", ".md"),)},
        'the handout "card" has the kind ".md": end its file as in md or txt',
    ),
    "a download declared twice": (
        {"downloads": (ALL_ROWS,) * 2},
        'the download "rows" is declared twice: rename',
    ),
    "a name that Python cannot write": (
        {"controls": change(SEED, name="my seed"), "presets": ()},
        'the control name "my seed" cannot be used in Python',
    ),
    "a name that State uses": (
        {"controls": change(SEED, name="values"), "presets": ()},
        'the control name "values" cannot be used',
    ),
    "a name that links use": (
        {"controls": change(SEED, name="pin"), "presets": ()},
        'a control is called "pin", which in links is the pinned state: choose another name',
    ),
    "the same as an unknown control": (
        {"controls": (*change(SIZE, same_as="m"), SHARE)},
        'the control "n" is to be made the same as "m", which no other slider is called: correct the name',
    ),
    "the same as itself": (
        {"controls": change(SIZE, same_as="n")},
        'the control "n" is to be made the same as "n", which no other slider is called',
    ),
    "the same as a seed": (
        {"controls": (*change(SIZE, same_as="seed"), SEED)},
        'the same as "seed", which no other slider is called',
    ),
    "the same as one of another range": (
        {"controls": (SIZE, *change(SHARE, same_as="n"))},
        'the control "h" is to be made the same as "n", which has another range or step: let both go from 0',
    ),
    "the same as one from elsewhere": (
        {"controls": (SIZE, Slider("m", "Size", 1, 100, 1, 4, same_as="n"))},
        'the control "m" is to be made the same as "n", which has another range or step',
    ),
    "the same as one to elsewhere": (
        {"controls": (SIZE, Slider("m", "Size", 2, 99, 1, 4, same_as="n"))},
        'the control "m" is to be made the same as "n", which has another range or step',
    ),
    "the same as one of another step": (
        {"controls": (SIZE, Slider("m", "Size", 2, 100, 2, 4, same_as="n"))},
        'the control "m" is to be made the same as "n", which has another range or step',
    ),
    "a probe without a label": (
        {"probe": dataclasses.replace(A_PROBE, label="")},
        'the probe has no label: say what a place is, as in "Token"',
    ),
    "a probe's output declared twice": (
        {"probe": dataclasses.replace(A_PROBE, outputs=(TOTAL, TOTAL))},
        'the probe\'s output "total" is declared twice: rename or remove one of them',
    ),
    "a default below the range": (
        {"controls": change(SIZE, default=1)},
        'the control "n" has the default 1, outside 2',
    ),
    "a default off the steps": (
        {"controls": (*change(SHARE, default=0.333), SIZE)},
        "has the default 0.333, off its",
    ),
    "an empty range": ({"controls": change(SIZE, min=100)}, "runs from 100 to 100: let min be less than max"),
    "a fine step that does not divide": (
        {"controls": change(SIZE, step=1, fine=0.3)},
        "has the fine step 0.3: divide its step, 1, by a whole number",
    ),
    "a fine step that is greater": ({"controls": change(SIZE, step=1, fine=2)}, "has the fine step 2"),
    "a step of zero": ({"controls": change(SIZE, step=0)}, "has the step 0: make it greater than 0"),
    "a bound at infinity": (
        {"controls": change(SIZE, max=float("inf"))},
        "that is not finite: write plain numbers",
    ),
    "a log slider from zero": ({"controls": change(SIZE, min=0)}, "is logarithmic from 0: start above 0"),
    "an unknown scale": (
        {"controls": change(SIZE, scale="cubic")},
        'has the scale "cubic": choose "linear" or',
    ),
    "an unknown tone": (
        {"controls": change(SIZE, tone="red")},
        'the control "n" has the tone "red": choose "p"',
    ),
    "an unknown tone of an output": (
        {"outputs": change(TOTAL, tone="x")},
        'the output "total" has the tone "x"',
    ),
    "a seed out of range": (
        {"controls": (*change(SEED, default=-1), SIZE)},
        'control "seed" has the default -1',
    ),
    "a choice of one": (
        {"controls": (*change(UNIT, options=(Option("nats", "nats"),)), SIZE)},
        "offers 1 option(s): give it at least two",
    ),
    "an option offered twice": (
        {"controls": (*change(UNIT, options=(Option("nats", "a"), Option("nats", "b"))), SIZE)},
        "offers the same value twice",
    ),
    "a default that is no option": (
        {"controls": (*change(UNIT, default="bans"), SIZE)},
        'has the default "bans": choose one of nats, bits',
    ),
    "a preset of an unknown control": (
        {"presets": (Preset("Odd", "", {"m": 2}),)},
        'the preset "Odd" sets "m", which no control is called: correct the name',
    ),
    "a preset out of range": (
        {"presets": (Preset("Odd", "", {"n": 1}),)},
        'the preset "Odd" sets "n", which takes a number from 2 to 100, not 1',
    ),
    "two presets of one name": (
        {"presets": (Preset("Same", "", {}), Preset("Same", "", {"n": 2}))},
        'two presets are called "Same": give each its own label',
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_mistake_is_refused_with_a_sentence(case: str) -> None:
    changes, sentence = REFUSALS[case]
    with pytest.raises(ValueError) as refusal:
        a_figure(**changes)
    assert sentence in str(refusal.value)
    assert all(line.startswith("Figure ") and line.endswith(".") for line in str(refusal.value).splitlines())


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(ValueError) as refusal:
        a_figure(id="No", controls=(SIZE, SIZE))
    assert len(str(refusal.value).splitlines()) == 2


def test_a_state_is_complete_and_each_value_of_its_control_s_kind() -> None:
    state = a_figure().state({"n": 41.0, "h": 1})
    assert state.values == {"n": 41, "h": 1.0, "seed": 7, "unit": "nats"}
    assert [type(value) for value in state.values.values()] == [int, float, int, str]
    assert (state.n, state.unit) == (41, "nats")
    assert a_figure().state({}).values == {"n": 40, "h": 0.6, "seed": 7, "unit": "nats"}


def test_a_state_has_no_other_attributes() -> None:
    with pytest.raises(AttributeError, match='no control is called "m"'):
        _ = a_figure().state({}).m


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"m": 1}, 'no control is called "m"'),
        ({"n": 101}, 'the control "n" takes a number from 2 to 100, not 101'),
        ({"n": "40"}, 'the control "n" takes a number'),
        ({"h": True}, 'the control "h" takes a number'),
        ({"h": float("nan")}, 'the control "h" takes a number'),
        ({"seed": 1.5}, 'the control "seed" takes a whole number'),
        ({"seed": 2**32}, 'the control "seed" takes a whole number'),
        ({"unit": "bans"}, 'the control "unit" takes one of nats, bits'),
        ({"unit": 1}, 'the control "unit" takes one of nats, bits'),
    ],
)
def test_a_value_that_a_control_does_not_take_is_refused(values: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match='Figure "a-figure"') as refusal:
        a_figure().state(values)
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"parts": ("one",)}, "has 1 part"),
        ({"default": (50, 49)}, "2 whole numbers that add up to 100"),
        ({"default": (150, -50)}, "2 whole numbers that add up to 100"),
        ({"tone": "r"}, 'has the tone "r"'),
    ],
)
def test_shares_have_to_make_a_whole(changes: dict[str, Any], fault: str) -> None:
    right = Shares("p", "P", ("heads", "tails"), (50, 50), tone="p")
    a_figure(controls=(right,), presets=())
    with pytest.raises(ValueError, match=re.escape(fault)):
        a_figure(controls=(dataclasses.replace(right, **changes),), presets=())


def test_shares_are_taken_as_they_are_written_and_no_others() -> None:
    shares = Shares("p", "P", ("heads", "tails"), (50, 50))
    assert shares.accept("30.70") == shares.accept([30, 70]) == (30, 70)
    assert shares.written((30, 70)) == "30.70"
    for wrong in ("30.71", "100", [30, 70, 0], [30.0, 70.0], (130, -30), None):
        with pytest.raises(ValueError, match="takes 2 whole numbers that add up to 100"):
            shares.accept(wrong)
