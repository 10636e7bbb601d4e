"""Links that Python writes, against the vectors that the generator and the page are held to as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from explorable import Choice, Drawing, Figure, File, Option, Seed, Shares, Slider, Text, Tokens
from explorable.controls import Control, plain_state

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[2] / "permalinks.json").read_text("utf-8"))


def control(declared: dict[str, Any]) -> Control:
    """The control that a declaration is of; a seed's bounds are its own."""
    given = {name: value for name, value in declared.items() if name != "kind"}
    match declared["kind"]:
        case "slider":
            return Slider(**given)
        case "seed":
            return Seed(declared["name"], declared["label"], declared["default"])
        case "choice":
            options = tuple(Option(**option) for option in given["options"])
            return Choice(**{**given, "options": options})
        case "text":
            return Text(**given)
        case "tokens":
            ids = tuple(map(int, given["default"].split(".")))
            return Tokens(**{**given, "default": ids})
        case "shares":
            del given["whole"]
            given["parts"] = tuple(given["parts"])
            return Shares(**{**given, "default": tuple(map(int, given["default"].split(".")))})
        case "file":
            del given["default"]
            return File(**given)
    raise AssertionError(f"{declared['kind']} has no class")


SAMPLE: Figure[None] = Figure(
    id="sample",
    title="",
    caption="",
    controls=tuple(map(control, VECTORS["declaration"]["controls"])),
    outputs=(),
    compute=lambda state: None,
    draw=lambda result, width: Drawing("", {}, "", ""),
)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["query"] or "nothing")
def test_the_state_of_a_link_is_taken_and_written_as_the_page_writes_it(case: dict[str, Any]) -> None:
    state = SAMPLE.state(case["state"])
    pinned = SAMPLE.pinned(case["pin"], state) if "pin" in case else None
    assert plain_state(state.values).items() >= case["state"].items()
    assert SAMPLE.link(state, pinned) == f"#sample?{case['canonical']}"


def test_a_link_changes_what_it_names_and_keeps_the_rest() -> None:
    state = SAMPLE.state({"n": 50, "picks": (3,)})
    assert SAMPLE.link(state, picks=(3, 4), text="a & b.") == "#sample?n=50&text=a%20%26%20b%2E&picks=3.4"
    with pytest.raises(ValueError, match='"picks" takes at most 4 token ids from 0 to 50256'):
        SAMPLE.link(state, picks=(50257,))
    with pytest.raises(ValueError, match='no control is called "pick"'):
        SAMPLE.link(state, None, pick=(3,))


def test_what_is_too_long_for_a_link_stays_out_of_it() -> None:
    just, over = ("x" * length for length in (500, 501))
    assert SAMPLE.link(SAMPLE.state({"n": 50, "poem": just})) == f"#sample?n=50&poem={just}"
    assert SAMPLE.link(SAMPLE.state({"n": 50, "poem": over})) == "#sample?n=50"


def test_declarations_are_what_the_vectors_have() -> None:
    declared = SAMPLE.declaration()["controls"]
    for given, wanted in zip(declared, VECTORS["declaration"]["controls"], strict=True):
        assert given.items() >= wanted.items()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("text", "x" * 21, "takes a text of at most 20 characters, not 'xxxxx"),
        ("text", "a\nb", "takes a text of at most 20 characters"),
        ("poem", "a\r\nb", "takes a text of at most 600 characters"),
        ("text", 1, "takes a text of at most 20 characters, not 1"),
        ("picks", "1.2.3.4.5", "takes at most 4 token ids"),
        ("picks", (True,), "takes at most 4 token ids"),
        ("picks", "mat", "takes at most 4 token ids from 0 to 50256, not 'mat'"),
        ("picks", [-1], "takes at most 4 token ids"),
    ],
)
def test_what_a_text_or_tokens_do_not_take_is_refused(name: str, value: object, sentence: str) -> None:
    with pytest.raises(ValueError) as refusal:
        SAMPLE.state({name: value})
    assert f'the control "{name}" {sentence}' in str(refusal.value)


def test_picked_tokens_are_ids_in_python_and_text_in_the_page() -> None:
    assert SAMPLE.state({"picks": "12.7.104"}).picks == (12, 7, 104)
    assert SAMPLE.state({"picks": ""}).picks == ()
    assert plain_state(SAMPLE.state({"picks": [5, 6]}).values)["picks"] == "5.6"
