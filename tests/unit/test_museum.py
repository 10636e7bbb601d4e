"""The museum of bugs: its oracles, and that each known mistake is recognised and told truly."""

from __future__ import annotations

import math
import re
from functools import partial
from typing import Any

import numpy as np
import pytest
import scipy.special
import scipy.stats

from tests.unit.figure_checks import module

TRIES = 100


@pytest.fixture(scope="module")
def museum() -> Any:
    return module("museum", "kl-by-code")


def softmax(logits: Any) -> Any:
    return scipy.special.softmax(np.float64(logits), axis=-1)


def kl(p: Any, q: Any) -> Any:
    return scipy.special.rel_entr(p, q).sum(-1)


def with_tail(p: Any, k: int, kept: Any) -> Any:
    return np.append(p[kept], 1 - p[kept].sum())


def tail(p: Any, q: Any, k: int) -> Any:
    kept = np.argsort(-p)[:k]
    return kl(with_tail(p, k, kept), with_tail(q, k, kept))


RIGHT: dict[str, Any] = {
    "order": kl,
    "mean": lambda p, q: kl(p, q).mean(),
    "temperature": lambda logits, token, temperature: math.log(softmax(logits / temperature)[token]),
    "tail": tail,
    "units": lambda nll, length: np.log2(np.exp(nll)).sum() / length,
    "perplexity": lambda lines: 1 / scipy.stats.gmean(np.exp(-np.concatenate(lines))),
    "shift": lambda logits, tokens: (
        -np.mean([math.log(row[token]) for row, token in zip(softmax(logits)[:-1], tokens[1:], strict=True)])
    ),
    "half": lambda a, b: kl(softmax(a), softmax(b)),
}


def test_scipys_answers_are_found_right(museum: Any) -> None:
    assert museum.EXHIBITS.keys() == RIGHT.keys()
    for name, function in RIGHT.items():
        assert museum.check(function, name).mended, name


def test_each_mistake_is_wrong_and_gets_its_own_hint(museum: Any) -> None:
    for name, exhibit in museum.EXHIBITS.items():
        for mistake, hint in exhibit.mistakes:
            with np.errstate(all="ignore"):
                verdict = museum.check(mistake, name)
            assert not verdict.mended
            assert verdict.sentence.endswith(hint), (name, verdict)


def kl_of_logits(a: Any, b: Any, bits: Any) -> Any:
    """As a reader mends it, with no more bits than these."""
    log_p, log_q = (each.astype(bits) - np.logaddexp.reduce(each.astype(bits)) for each in (a, b))
    return np.sum(np.exp(log_p) * (log_p - log_q))


def test_logarithms_of_32_bits_are_enough(museum: Any) -> None:
    assert museum.check(partial(kl_of_logits, bits=np.float32), "half").mended


def test_logarithms_of_16_bits_are_told_to_be_the_right_way_with_too_few_digits(museum: Any) -> None:
    assert "Logarithms are the way" in str(museum.check(partial(kl_of_logits, bits=np.float16), "half"))


def test_answers_that_are_nearly_right_are_told_apart(museum: Any) -> None:
    told = re.search(
        r"such as (\S+) for (\S+)\. ", str(museum.check(lambda p, q: kl(p, q) * 1.00001, "order"))
    )
    assert told
    assert float(told[1]) != float(told[2])


def test_an_unknown_mistake_is_called_one(museum: Any) -> None:
    verdict = museum.check(lambda p, q: kl(p, q) + 1, "order")
    assert re.fullmatch(
        r"Not yet: wrong for 100 of 100 inputs, such as [\d.]+ for [\d.]+\. It is none of .*", str(verdict)
    )


def test_an_answer_of_another_shape_is_told_by_its_shape(museum: Any) -> None:
    assert "has shape (2,), and should have ()" in str(museum.check(lambda p, q: [1, 2], "order"))


def test_what_a_function_raises_reaches_its_author(museum: Any) -> None:
    with pytest.raises(ZeroDivisionError):
        museum.check(lambda p, q: 1 / 0, "order")


def test_an_exhibit_that_is_not_there_is_named_with_those_that_are(museum: Any) -> None:
    with pytest.raises(ValueError, match="no exhibit 'orders'; there are order, mean, "):
        museum.check(kl, "orders")


def answers(museum: Any, name: str, mistake: int) -> tuple[Any, Any, Any]:
    exhibit, rng = museum.EXHIBITS[name], np.random.default_rng(1)
    tries = [exhibit.inputs(rng) for _ in range(TRIES)]
    with np.errstate(all="ignore"):
        wrong = np.array([exhibit.mistakes[mistake][0](*each) for each in tries])
    return tries, wrong, np.array([exhibit.oracle(*each) for each in tries])


def test_hints_say_what_is_true_of_the_answers(museum: Any) -> None:
    tries, wrong, right = answers(museum, "mean", 0)
    assert np.allclose(right / wrong, [p.shape[1] for p, _ in tries])
    assert (answers(museum, "tail", 0)[1] < 0).any()
    assert (answers(museum, "tail", 1)[1] == 0).any()
    _, wrong, right = answers(museum, "units", 0)
    assert np.allclose(wrong / right, math.log(2))
    _, wrong, right = answers(museum, "perplexity", 0)
    assert (wrong > right).mean() > 0.5
    assert np.isnan(answers(museum, "half", 0)[1]).all()
    _, wrong, right = answers(museum, "half", 1)
    assert np.isinf(wrong).any()
    few_digits = np.isfinite(wrong)
    assert np.allclose(wrong[few_digits], right[few_digits], rtol=0.01, atol=0.01)


@pytest.mark.parametrize(
    ("p", "q", "mended", "told"),
    [
        ([0.83, 0.17], [0.9999, 0.0001], True, "Done: KL(P‖Q) is 1.110 nats"),
        ([0.9999, 0.0001], [0.83, 0.17], False, "the other way round"),
        ([0.5, 0.5], [0.5, 0.5], False, "The first has to grow"),
        ([0.5, 0.5], [0.99, 0.01], False, "The second is too much"),
        ([0.5, 0.5], [1.0, 0.0], False, "The second is too much"),
        ([0.9, 0.1], [1.0, 0.0], False, "KL(P‖Q) is inf nats and KL(Q‖P) 0.105. Infinite is too easy"),
    ],
)
def test_far_one_way(museum: Any, p: Any, q: Any, mended: bool, told: str) -> None:
    verdict = museum.far_one_way(p, q)
    assert verdict.mended == mended
    assert told in str(verdict)


@pytest.mark.parametrize(
    ("p", "q", "mended", "told"),
    [
        ([0.99, 0.01], [1 - 1e-50, 1e-50], True, "Done: "),
        ([0.99, 0.01], [1.0, 0.0], False, "Infinite is too easy"),
        ([0.99, 0.01], [0.999, 0.001], False, "How small would Q have to be"),
        ([0.5, 0.5], [1 - 1e-9, 1e-9], False, "move less"),
    ],
)
def test_far_on_little(museum: Any, p: Any, q: Any, mended: bool, told: str) -> None:
    verdict = museum.far_on_little(p, q)
    assert verdict.mended == mended
    assert told in str(verdict)


@pytest.mark.parametrize("given", [[0.5, 0.6], [1.5, -0.5], [[0.5, 0.5]], [math.nan, 1.0]])
def test_what_is_no_distribution_is_refused(museum: Any, given: Any) -> None:
    with pytest.raises(ValueError, match="P is no distribution"):
        museum.far_one_way(given, [0.5, 0.5])
