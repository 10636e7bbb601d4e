"""The figure zipf-words: real counts, the power law nearest to them, and the data it reads."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.optimize import minimize_scalar
from scipy.special import rel_entr
from scipy.stats import entropy

from lab.words.words import EXPONENTS, NEAR, measure
from tests.unit.figure_checks import CONTENT, ask, check, declaration, module, states, value

FIGURE = "zipf-words"
DATA = CONTENT / "zipf-kl" / "data" / "words.json"
CORPORA = ["english", "spanish", "russian", "hungarian", "bible", "blend"]


@pytest.fixture(autouse=True, scope="module")
def words() -> Any:
    return module("zipf_words.counts")


@pytest.fixture
def made(words: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts word counts in the place of the data file, and gives the corpus back."""

    def put(counts: np.ndarray[Any, Any]) -> Any:
        _forget(words)
        about = {"label": "", "text": "", "counted": True, "missing": "", "top": []}
        monkeypatch.setattr(words, "_data", lambda: {"corpora": {"made": about | measure(counts.tolist())}})
        return words.corpus("made")

    yield put
    _forget(words)


def _forget(words: Any) -> None:
    words.corpus.cache_clear()
    words.nearest_power_law.cache_clear()


def bent(n: int) -> np.ndarray[Any, Any]:
    """Counts with a flat head and a steep tail."""
    ranks = np.arange(1, n + 1)
    return np.round(1e12 / (ranks + 2.7) ** 1.1 / (1 + ranks / 3000))


@pytest.mark.parametrize(("first", "last"), [(1, 20_000), (10, 10_000), (101, 2818)])
def test_the_line_is_the_power_law_of_least_divergence(words: Any, made: Any, first: int, last: int) -> None:
    counts = bent(20_000)
    made(counts)
    line = words.nearest_power_law("made", first, last)
    assert (line.first, line.last) == (first, last)
    ranks = np.arange(first, last + 1)
    p = counts[first - 1 : last] / counts[first - 1 : last].sum()

    def divergence(s: float) -> float:
        q = ranks**-s
        return float(rel_entr(p, q / q.sum()).sum())

    found = minimize_scalar(divergence, bounds=(0, 4), method="bounded", options={"xatol": 1e-10})
    assert line.exponent == pytest.approx(found.x, abs=1e-6)
    assert line.kl == pytest.approx(found.fun, abs=1e-9)
    assert line.share == pytest.approx(counts[first - 1 : last].sum() / counts.sum(), rel=1e-10)
    assert line.at(ranks).sum() == pytest.approx(line.share, rel=1e-9)


@pytest.mark.parametrize("s", [0.4, 1.0, 1.3, 2.5])
def test_a_power_law_is_recovered(words: Any, made: Any, s: float) -> None:
    corpus = made(1e12 * np.arange(1.0, 15_001.0) ** -s)
    line = words.nearest_power_law("made", 10, 10_000)
    assert line.exponent == pytest.approx(s, abs=1e-8)
    assert line.kl == pytest.approx(0, abs=1e-9)
    assert words.Fit(corpus, line, 10_000).ratio == pytest.approx(np.ones(len(corpus.known[0])), rel=1e-6)


def test_entropy_and_half_are_those_of_the_whole_list(made: Any) -> None:
    counts = bent(20_000)
    corpus = made(counts)
    assert corpus.entropy == pytest.approx(entropy(counts), rel=1e-11)
    assert corpus.half == np.searchsorted(np.cumsum(counts), counts.sum() / 2) + 1


def test_the_farthest_ratios_are_found_where_they_are(words: Any, made: Any) -> None:
    made(bent(20_000))
    fit = words.Fit(words.corpus("made"), words.nearest_power_law("made", 10, 10_000), 10_000)
    ratio, rank = fit.head
    assert rank == 1
    assert ratio == pytest.approx(fit.frequency[0] / fit.line.at(np.array([1.0]))[0])
    assert fit.tail[1] == 20_000
    assert fit.tail[0] < 1


@pytest.mark.parametrize("asked", [(1, 500_000), (10, 10_000), (37, 2000), (999, 15_000), (1000, 500_000)])
def test_the_farthest_ratio_is_that_of_every_word(words: Any, made: Any, asked: tuple[int, int]) -> None:
    """A list that ends in long steps, and bends between the ranks kept, against all of its words."""
    ranks = np.arange(1, 20_001)
    counts = np.ceil(1e5 / (ranks + 2.7) ** 1.05 * (1 + 0.2 * np.sin(40 * np.log(ranks)) / 40))
    fit = words.Fit(made(counts), words.nearest_power_law("made", *asked), asked[1])
    off = np.log(np.sort(counts)[::-1] / counts.sum() / fit.line.at(ranks))
    for (ratio, rank), (first, last) in (
        (fit.head, (1, 10)),
        (fit.middle, (fit.line.first, fit.line.last)),
        (fit.tail, (10_001, 20_000)),
    ):
        assert first <= rank <= last
        assert math.log(ratio) == pytest.approx(off[rank - 1], abs=1e-6)
        assert abs(math.log(ratio)) == pytest.approx(np.abs(off[first - 1 : last]).max(), abs=NEAR)


def test_the_word_farthest_off_may_lie_between_the_ranks_kept(words: Any) -> None:
    """The first of the words that the King James Bible has once."""
    fit = words.Fit(words.corpus("bible"), words.nearest_power_law("bible", 10, 10_000), 10_000)
    ratio, rank = fit.middle
    assert rank in fit.words.corners
    assert rank not in fit.ranks
    assert ratio * fit.line.at(np.array([rank]))[0] * fit.words.tokens == pytest.approx(1)
    assert 1 / ratio > 1.02 / fit.ratio[fit.ranks <= fit.line.last].min()


# ---------------------------------------------------------------------------------------------- the data


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(DATA.read_text("utf-8"))
    return loaded


def test_the_data_say_where_they_come_from(data: dict[str, Any]) -> None:
    assert list(data["corpora"]) == CORPORA
    assert (CONTENT.parent / data["script"]).is_file()
    for corpus in data["corpora"].values():
        assert set(corpus["source"]) == {
            *("text", "counted_by", "package", "file", "sha256", "licence", "rounding")
        }
        assert all(corpus["source"].values())


def test_the_data_are_measurements_and_not_a_list(data: dict[str, Any]) -> None:
    assert DATA.stat().st_size < 46_000
    for corpus in data["corpora"].values():
        assert len(corpus["top"]) == 10
        assert len(corpus["starts"]) < 120
        assert len(corpus["corners"]) < 250


@pytest.mark.parametrize("name", CORPORA)
def test_corners_lie_between_the_ranks_kept(data: dict[str, Any], name: str) -> None:
    corpus = data["corpora"][name]
    assert corpus["corners"] == sorted(set(corpus["corners"]) - {*corpus["starts"], corpus["words"]})
    known = {
        **dict(zip(corpus["starts"], corpus["count"], strict=True)),
        **dict(zip(corpus["corners"], corpus["corner_count"], strict=True)),
        corpus["words"]: corpus["last"],
    }
    falling = [known[rank] for rank in sorted(known)]
    assert all(high >= low * (1 - 1e-7) for high, low in pairwise(falling))


@pytest.mark.parametrize("name", CORPORA)
def test_every_line_has_an_exponent_that_the_corners_were_chosen_for(words: Any, name: str) -> None:
    corpus = words.corpus(name)
    for first in corpus.starts[corpus.starts <= 1000][::5]:
        for last in corpus.ends[corpus.ends >= 1990][::5]:
            line = words.nearest_power_law(name, int(first), int(last))
            assert EXPONENTS[0] < line.exponent < EXPONENTS[-1]
            assert line.first <= 1000 < 1990 <= line.last


@pytest.mark.parametrize("name", CORPORA)
def test_sums_and_counts_agree(data: dict[str, Any], name: str) -> None:
    corpus = data["corpora"][name]
    starts = [*corpus["starts"], corpus["words"] + 1]
    counts = [*corpus["count"], corpus["last"]]
    assert starts[0] == 1
    assert sum(corpus["sums"]) == pytest.approx(corpus["tokens"], rel=1e-10)
    for (first, after), (high, low), total in zip(
        pairwise(starts), pairwise(counts), corpus["sums"], strict=True
    ):
        assert high >= low
        assert (after - first) * low * (1 - 1e-9) <= total <= (after - first) * high * (1 + 1e-9)
    held = np.cumsum(corpus["sums"]) / corpus["tokens"]
    run = int(np.searchsorted(held, 0.5))
    assert starts[run] <= corpus["half"] < starts[run + 1]


# -------------------------------------------------------------------------------------------- the figure


def test_the_law_holds_in_the_middle_and_fails_at_both_ends() -> None:
    answer = ask(FIGURE)
    assert 1.19 < value(answer, "exponent") < 1.21
    assert value(answer, "fit_off") < 1.6
    assert value(answer, "head_off") > 5
    assert value(answer, "tail_off") > 5
    for corpus in CORPORA:
        each = ask(FIGURE, corpus=corpus)
        assert value(each, "kl_fit") < 0.05, corpus
        assert value(each, "tail_off") > 3, corpus


def test_fitting_more_costs_more_and_the_tail_alone_is_steeper() -> None:
    middle, whole, tail = (ask(FIGURE, **preset["state"]) for preset in declaration(FIGURE)["presets"])
    assert value(whole, "kl_fit") > 5 * value(middle, "kl_fit")
    assert value(tail, "exponent") > value(middle, "exponent") + 0.2
    assert value(middle, "exponent") > value(whole, "exponent")


def test_an_end_beyond_the_list_is_said() -> None:
    answer = ask(FIGURE, corpus="bible", last=200_000)
    assert answer["controls"]["last"] == "to rank 12\u202f755"
    assert any("ends at rank 12\u202f755" in note["text"] for note in answer["notes"])
    assert not ask(FIGURE, corpus="bible", last=5000)["notes"]


def test_what_is_not_in_a_list_is_said() -> None:
    assert "fewer than 10 times" in ask(FIGURE)["notes"][0]["text"]
    assert "98.7 %" in ask(FIGURE, corpus="blend")["notes"][0]["text"]


@settings(max_examples=60)
@given(state=states(FIGURE))
def test_every_state_has_a_whole_answer(state: dict[str, object]) -> None:
    check(ask(FIGURE, **state))
