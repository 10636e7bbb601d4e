"""The figures of the page of models: the next token, on the family's small model, and the family's cards."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pytest
from explorable import Call, worker
from explorable.needs import MissingError
from lxml import html
from nexttoken import lm

from tests.unit.figure_checks import CONTENT, Answer, check, read, value

SERVICES = CONTENT.parent / "services"
CARDS = json.loads((SERVICES / "model/family.json").read_text("utf-8"))
LONG = ("She had never in her life been so " * 12)[:398]
WORDS = "I left my “phone”\nin the öffice,  twice"


@pytest.fixture(autouse=True, scope="module")
def mounted() -> Iterator[None]:
    worker.mount(str(CONTENT), str(SERVICES))
    yield
    worker.mount("/posts")


@pytest.fixture(scope="module")
def model() -> lm.Model:
    return lm.load(SERVICES / "model/family-s.gguf")


def part(name: str) -> Any:
    """A module of the post."""
    return import_module(f"posts.models.{name}")


def ask(figure: str, **state: object) -> Answer:
    """The answer to a state, once the model's service has said what it needs."""
    question = json.dumps({"state": state, "widths": ["wide", "narrow"]})
    try:
        return read(worker.answer("models", figure, question))
    except MissingError as missing:
        for need in missing.needs:
            worker.keep(need, worker.call(need, lambda step: None))
    return read(worker.answer("models", figure, question))


def rows(model: lm.Model, text: str) -> Any:
    """ln p before each token of the text, and after the last."""
    return model.logprobs(model.tokenize("\n") + model.tokenize(text))


def tokens(answer: Answer, kind: str) -> list[Any]:
    """The tokens of the text, in a `p`, or those that may follow, in an `ol`; of the wide drawing."""
    found: list[Any] = drawing(answer).xpath(f"./{kind}//*[contains(@class, 'token') and not(self::{kind})]")
    return found


def drawing(answer: Answer) -> Any:
    return html.fragment_fromstring(answer["drawings"]["wide"], "div")


def text_of(link: Any) -> str:
    """The text of the state that a token leads to."""
    figure, _, query = link.get("href").partition("?")
    assert figure == "#next-token"
    return parse_qs(query, keep_blank_values=True, strict_parsing=True)["text"][0]


@pytest.mark.parametrize("text", ["", "x", "My dear Mr", WORDS, LONG, "ж" * 100])
def test_its_numbers_are_the_model_s(model: lm.Model, text: str) -> None:
    answer, found, ids = ask("next-token", text=text), rows(model, text), model.tokenize(text)
    check(answer)
    p = np.sort(np.exp(found[-1]))[::-1]
    entropy = -math.fsum(p * np.log(p))
    assert value(answer, "entropy") == pytest.approx(entropy, rel=1e-6)
    assert value(answer, "choices") == pytest.approx(math.exp(entropy), rel=1e-6)
    half = int(value(answer, "half"))
    assert p[: half - 1].sum() < 0.5 <= p[:half].sum()
    if not ids:
        assert {answer["readouts"][name]["value"] for name in ("bits_per_byte", "perplexity")} == {""}
        return
    surprise = -found[np.arange(len(ids)), ids].sum()
    assert value(answer, "bits_per_byte") == pytest.approx(
        surprise / math.log(2) / len(text.encode()), rel=1e-6
    )
    assert value(answer, "perplexity") == pytest.approx(math.exp(surprise / len(ids)), rel=1e-5)


def test_the_twenty_likeliest_are_there_in_order_and_each_is_appended(model: lm.Model) -> None:
    answer, last = ask("next-token", text=WORDS), rows(model, WORDS)[-1]
    shown = tokens(answer, "ol")
    best = np.argsort(-last, kind="stable")[:20]
    written = [model.token_bytes(int(id)) for id in best]
    assert [text_of(link) for link in shown] == [WORDS + token.decode() for token in written]
    cells = [
        row.xpath("./td//text()") for row in html.fragment_fromstring(answer["table"]).xpath(".//tr[th]")
    ]
    assert [cell[-1] for cell in cells if cell][:20] == [str(id) for id in best]
    assert [cell[1] for cell in cells if cell][:20] == [token.hex(" ").upper() for token in written]
    assert answer["clauses"]["likeliest"].startswith(f"‘{written[0].decode()}’, ")


def test_each_token_of_the_text_leads_back_to_its_end(model: lm.Model) -> None:
    """One that ends inside of a character leads nowhere; one that few expected is outlined."""
    shown, ids = tokens(ask("next-token", text=WORDS), "p"), model.tokenize(WORDS)
    found, upto, inside = rows(model, WORDS), b"", 0
    assert len(shown) == len(ids)
    for at, (element, id) in enumerate(zip(shown, ids, strict=True)):
        upto += model.token_bytes(id)
        rank = int((found[at] > found[at][id]).sum()) + 1
        assert ("surprising" in element.get("class").split()) == (rank > 20)
        try:
            end = upto.decode()
        except UnicodeDecodeError:
            inside += 1
            assert element.tag == "span"
        else:
            assert text_of(element) == end
    assert inside
    assert [element.get("aria-current") for element in shown] == [None] * (len(ids) - 1) + ["true"]


def test_nothing_leads_to_a_text_that_the_field_would_cut() -> None:
    shown = tokens(ask("next-token", text=LONG), "ol")
    longest = max(len(text_of(element)) for element in shown if element.tag == "a")
    assert longest <= 400
    assert {element.tag for element in shown} == {"a", "span"}


def test_what_is_typed_is_no_markup() -> None:
    answer = ask("next-token", text="<b>&amp;")
    assert "".join(token.text_content() for token in tokens(answer, "p")) == "<b>&amp;"
    assert not drawing(answer).xpath(".//b")


def test_bytes_that_the_model_has_no_token_for_are_told() -> None:
    said, result = part("next_token.said"), part("next_token.result")

    class Typed:
        text = "aQb"

    read = tuple(result.Read(token, -1.0, 1, "a") for token in (b"a", b"b"))
    found = result.Result(Typed(), read, (), np.ones(1), 0.0)
    (note,) = said.notes(found)
    assert note.text.startswith("Of the text, the model has no token for one byte: ")
    Typed.text = "ab"
    assert said.notes(found) == ()


@pytest.mark.parametrize("name", CARDS)
def test_a_card_says_what_was_written_down_and_how_the_family_learnt(name: str) -> None:
    answer, card = ask("family", model=name), CARDS[name]
    check(answer)
    for corpus in ("austen", "kjv", "jargon"):
        assert value(answer, corpus) == card["held_out"][corpus]["bits_per_byte"]
    assert value(answer, "bytes") == card["bytes"]
    assert value(answer, "weights") == card["size"]["weights"]
    table = drawing(answer).xpath("./table")[0].text_content()
    for told in (card["made_by"], card["sha256"], card["corpus"]["title"], card["corpus"]["licence"]):
        assert told in table
    last = {other: CARDS[other]["checkpoints"][-1]["held_out"] for other in CARDS}
    sizes = {"s": "small", "m": "medium", "b": "large"}
    assert f"the surprise of the {sizes[name]} model fell from " in answer["sentence"]
    assert f" to {last[name]:.3f} nats per token" in answer["sentence"]
    for other in CARDS.keys() - {name}:
        assert f"that of the {sizes[other]} one to {last[other]:.3f}" in answer["sentence"]


def test_every_model_of_the_choices_has_a_card_or_is_offered() -> None:
    assert {option.value for option in part("next_token").MODELS} == set(CARDS) | {"smollm2"}
    with pytest.raises(ValueError, match='There is no model "XL"'):
        worker.call(Call("model", "positions", model="XL", text="").told(), lambda step: None)
