"""The figure that compares two files: the examples, what is pasted, and what cannot be compared."""

import json

import numpy as np
import pytest
from explorable import worker
from explorable.format import number
from nexttoken.compare import Comparison
from nexttoken.logfiles import open_log
from scipy.special import log_softmax

from tests.unit.figure_checks import CONTENT, ask, check
from tests.unit.nexttoken import answers

DATA = CONTENT / "your-models" / "data"
FIGURE = "compare"


@pytest.fixture(autouse=True, scope="module")
def mounted():
    worker.mount(str(CONTENT))
    yield
    worker.mount("/posts")


def drawn(answer):
    return answer["drawings"]["wide"]


def pasted(spread=1.0):
    """Two answers that list all of a small vocabulary, in which there is markup."""
    chance = np.random.default_rng(3)
    targets = [answers.TOKENS.index("<b>&amp;")] * 12
    base = 2 * chance.standard_normal((12, len(answers.TOKENS)))
    pair = (base, base + spread * chance.standard_normal(base.shape))
    rows = ([*zip(log_softmax(each, axis=1).tolist(), targets, strict=True)] for each in pair)
    return {name: json.dumps(answers.chat(each, 8)) for name, each in zip("ab", rows, strict=True)}


@pytest.mark.parametrize("files", ["4-bits", "2-bits"])
@pytest.mark.parametrize("place", ["largest", "median", "q10"])
def test_an_examples_numbers_are_those_of_its_files(files, place):
    found = ask(FIGURE, files=files, place=place)
    check(found)
    comparison = Comparison(open_log(DATA / "family-s.kld"), open_log(DATA / f"family-s-{files}.kld"))
    list(comparison.advance())
    for name, value in comparison.summary().plain().items():
        assert float(found["readouts"][name]["value"]) == pytest.approx(value), name
    assert comparison.llama_cpp().splitlines()[1] in drawn(found)
    kl = comparison.columns["kl"]
    row = {"largest": kl.max(), "median": np.sort(kl)[62], "q10": np.sort(kl)[12]}[place]
    assert f"KL {number(float(row))} nats" in drawn(found)


def test_of_a_good_pair_the_doctor_says_nothing_and_of_a_broken_one_what_is_wrong():
    assert ask(FIGURE)["clauses"]["verdict"] == "the doctor is silent: the files are good"
    broken = ask(FIGURE, files="2-bits")
    assert broken["clauses"]["verdict"] == "the doctor has 1 thing to say"
    assert "B finds the text less likely than chance would." in drawn(broken)


def test_what_is_pasted_is_compared_and_inserts_no_markup():
    found = ask(FIGURE, files="pasted", **pasted())
    check(found)
    assert found["readouts"]["rows"]["text"] == "12"
    assert found["readouts"]["vocabulary"]["value"] == ""
    assert "&lt;b&gt;&amp;amp;" in drawn(found)
    assert "<b>" not in drawn(found)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"a": ""}, "Paste what a server answered into both fields: A is empty."),
        ({"b": " "}, "Paste what a server answered into both fields: B is empty."),
        ({"b": "{}"}, "B is JSON without log-probabilities"),
        ({"a": "[" * 1000}, "A is damaged, or no JSON: at byte 64, more than 64 brackets are open."),
        ({"a": "<b>"}, "A is none of the files that can be read"),
    ],
)
def test_what_cannot_be_compared_is_said(change, words):
    found = ask(FIGURE, files="pasted", **(pasted() | change))
    check(found)
    assert found["sentence"].startswith(words)
    assert all(readout["value"] == "" for readout in found["readouts"].values())


def test_a_model_and_itself_are_drawn_without_a_difference():
    same = pasted()["a"]
    found = ask(FIGURE, files="pasted", a=same, b=same)
    check(found)
    assert found["readouts"]["shape_share"]["value"] == ""
    assert "Both files say the same." in drawn(found)
