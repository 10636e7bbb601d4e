"""The figure of a sentence's probability: a sum over tokens and over words, against the model itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from explorable import Drawing, worker
from explorable.format import number
from nexttoken import lm
from nexttoken.words import boundary_masses, word_ends

from tests.unit.figure_checks import CONTENT, check_drawing, module

SERVICES = CONTENT.parent / "services"
SHUFFLED = "Happy so been life her in never had she."
TEXTS = ("She had never in her life been so happy.", SHUFFLED, "x", " été\n\nnaïve  😀", "a " * 150)


@pytest.fixture(scope="module")
def model() -> lm.Model:
    return lm.load(SERVICES / "model/family-s.gguf")


def read(**values: object) -> tuple[Any, Drawing]:
    """What is found in a state, and the drawing of it."""
    figure = module("sentence", "probability")
    worker.mount(str(CONTENT), str(SERVICES))
    state = figure.figure.state(values)
    found = figure.compute(state, *(worker.call(need.told(), print) for need in figure.needs(state)))
    for width in ("wide", "narrow"):
        check_drawing(figure.draw(found, width).markup)
    return found, figure.draw(found, "wide")


def value(drawing: Drawing, name: str) -> float:
    found = drawing.readouts[name].value
    assert found is not None
    return found


def rows_of(model: lm.Model, text: str) -> tuple[Sequence[int], np.ndarray]:
    """A text's ids, and ln p of every token before each of them and after the last."""
    before, ids = model.tokenize("\n"), model.tokenize(text)
    return ids, model.logprobs([*before, *ids])[len(before) - 1 :]


@pytest.mark.parametrize("text", TEXTS)
def test_the_sum_is_the_models(model: lm.Model, text: str) -> None:
    ids, rows = rows_of(model, text)
    told = rows[np.arange(len(ids)), ids]
    found, drawing = read(text=text)
    assert b"".join(token.text for token in found.tokens) == text.encode()
    assert value(drawing, "log_prob") == pytest.approx(told.sum(), rel=1e-5)
    assert value(drawing, "perplexity") == pytest.approx(math.exp(-told.mean()), rel=1e-4)
    bits = -told.sum() / math.log(2) / len(text.encode())
    assert value(drawing, "bits_per_byte") == pytest.approx(bits, rel=1e-5)


@pytest.mark.parametrize("text", TEXTS)
def test_words_have_their_blank_after_them(model: lm.Model, text: str) -> None:
    """Together they are the text, the blank before it not counted and the end of the last word counted."""
    ids, rows = rows_of(model, text)
    bounds = boundary_masses(rows, word_ends(model.tokenizer.tokens))
    first = bounds[0] if text[0] == " " else 0.0
    found, _ = read(text=text, unit="words")
    whole = rows[np.arange(len(ids)), ids].sum() - first + bounds[-1]
    assert sum(word.log_prob for word in found.words) == pytest.approx(whole, rel=1e-5)
    assert found.words[-1].after == pytest.approx(whole, rel=1e-5)


def test_each_token_hangs_where_the_last_one_ended() -> None:
    found, _ = read()
    assert found.tokens[0].before == 0
    for token, following in zip(found.tokens, found.tokens[1:], strict=False):
        assert token.after == pytest.approx(token.before + token.log_prob)
        assert following.before == token.after


def test_the_same_words_in_another_order_are_less_likely_and_so_is_what_was_never_read() -> None:
    """As the text beside the figure says."""
    plain, shuffled = (value(read(text=text)[1], "log_prob") for text in TEXTS[:2])
    strange = value(read(text="She had never in her life rebooted so often.")[1], "log_prob")
    assert shuffled < plain - 10 and strange < plain - 10


def test_a_ratio_of_two_probabilities_is_e_to_the_difference_of_their_logarithms(model: lm.Model) -> None:
    plain, shuffled = (
        rows[np.arange(len(ids)), ids].sum() for ids, rows in (rows_of(model, text) for text in TEXTS[:2])
    )
    _, drawing = read(text=SHUFFLED)
    assert drawing.clauses["ratio"] == f"{number(math.exp(shuffled - plain))} times as likely"
    assert read()[1].clauses["ratio"] == "just as likely"


def test_the_piece_that_is_looked_at_is_told_and_linked() -> None:
    _, drawing = read(at=8)
    assert "‘ so’ had" in drawing.html and "The likeliest was" in drawing.html
    assert drawing.html.count('aria-current="true"') == 1
    _, words = read(at=8, unit="words")
    assert "Its tokens alone have" in words.html


def test_nothing_is_told_of_an_empty_text() -> None:
    _, drawing = read(text="")
    assert all(readout.value is None for readout in drawing.readouts.values())
    assert "no token" in drawing.sentence
