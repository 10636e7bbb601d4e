"""Where two files differ, and what is known of it while rows come."""

import json
import math

import numpy as np
import pytest
from nexttoken.compare import Comparison, look, report, reports
from nexttoken.compare.where import by_top, flips, largest, quantiles
from nexttoken.logfiles import open_log
from nexttoken.names import read_names, shown
from scipy.special import kl_div, log_softmax

from tests.unit.nexttoken import answers
from tests.unit.nexttoken.answers import TOKENS
from tests.unit.nexttoken.kld_files import Bytes, kld_bytes

V, CONTEXT, CHUNKS = len(TOKENS), 128, 3
ROWS = CONTEXT - 1 - CONTEXT // 2
CHANCE = np.random.default_rng(5)
TEXT = CHANCE.integers(0, V, (CHUNKS, CONTEXT)).tolist()
A = 2 * CHANCE.standard_normal((CHUNKS, ROWS, V))
B = A + 0.7 * CHANCE.standard_normal((CHUNKS, ROWS, V))
P, Q = (np.exp(log_softmax(each.reshape(-1, V), axis=1)) for each in (A, B))
KL = kl_div(P, Q).sum(axis=1)
STEP = 1e-3  # by which numbers of 16 bits move KL at most
VOCAB = {"model": {"vocab": {name: id for id, name in enumerate(TOKENS)}}}
NAMES = read_names(Bytes(json.dumps(VOCAB).encode()))


def opened(rows, name="a.kld"):
    return open_log(Bytes(kld_bytes(TEXT, rows.tolist()), name))


def compared(a=None, b=None):
    comparison = Comparison(a or opened(A), b or opened(B))
    list(comparison.advance())
    return comparison


def test_quantiles_are_rows_and_the_last_has_the_largest():
    found = quantiles(compared())
    assert [place.part for place in found] == [0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 1]
    for place in found:
        assert place.kl == pytest.approx(KL[place.at], abs=STEP)
        below, not_above = (place.kl - STEP > KL).mean(), (place.kl + STEP > KL).mean()
        assert below - 1 / len(KL) <= place.part <= not_above + 1 / len(KL)
    assert found[-1].at == KL.argmax()
    assert [place.at for place in largest(compared(), 3)] == np.argsort(-KL)[:3].tolist()


def test_flips_are_where_a_was_sure_and_b_has_another():
    found = flips(compared())
    surest = np.argsort(-P.max(axis=1))
    wanted = [at for at in surest if P[at].max() > 0.5 and P[at].argmax() != Q[at].argmax()]
    assert len(wanted) > 3
    assert [place.at for place in found] == wanted


def test_kl_by_how_sure_a_was():
    found = by_top(compared())
    assert sum(bucket.rows for bucket in found) == len(KL)
    for bucket in found:
        inside = (P.max(axis=1) >= bucket.low) & (P.max(axis=1) < bucket.high)
        assert bucket.rows == inside.sum()
        if bucket.rows:
            assert bucket.kl_mean == pytest.approx(KL[inside].mean(), abs=STEP)
        else:
            assert math.isnan(bucket.kl_mean)


@pytest.mark.parametrize("names", [None, NAMES])
def test_a_row_is_looked_at(names):
    at = ROWS + 5
    seen = look(compared(), at, names)

    def name(id):
        return names.shown(id) if names else f"token {id}"

    end = CONTEXT // 2 + 5 + 1
    assert seen.before == tuple(map(name, TEXT[1][end - 16 : end]))
    assert seen.follows == name(TEXT[1][end])
    assert [each.name for each in seen.top_a] == [name(id) for id in np.argsort(-P[at])]
    assert [each.q for each in seen.top_b] == pytest.approx(np.sort(Q[at])[::-1], abs=STEP)
    moved = Q[at] - P[at]
    gained, lost = ([name(id) for id in np.argsort(-x) if x[id] > 0][:10] for x in (moved, -moved))
    assert [each.name for each in seen.gained] == gained
    assert [each.name for each in seen.lost] == lost
    assert sum(each.adds for each in seen.top_a) == pytest.approx(KL[at], abs=STEP)
    assert json.loads(json.dumps(seen.plain()))["at"] == at


def test_of_a_list_only_what_is_listed_is_seen():
    rows, changed = (
        [(row.tolist(), id) for row, id in zip(np.log(each[:20]), TEXT[0][:20], strict=True)]
        for each in (P, Q)
    )
    contents = (json.dumps(answers.chat(each, 4)).encode() for each in (rows, changed))
    comparison = compared(*(open_log(Bytes(content, "a.json")) for content in contents))
    seen = look(comparison, 18)
    assert seen.before[-1] == shown(TOKENS[TEXT[0][17]].encode())
    assert len(seen.before) == 16
    assert 4 <= len(seen.top_a) <= 5
    listed = {each.name for each in seen.top_a} & {each.name for each in seen.top_b}
    assert {each.name for each in (*seen.gained, *seen.lost)} <= listed
    assert all(each.adds is None for each in seen.top_a if each.q is None)


def test_an_answer_comes_after_each_chunk_and_the_last_is_of_all():
    comparison = Comparison(opened(A), opened(B))
    answers_ = list(reports(comparison))
    assert [(answer.done, answer.rows) for answer in answers_] == [
        (ROWS * chunk, CHUNKS * ROWS) for chunk in range(1, CHUNKS + 1)
    ]
    assert answers_[0].summary.kl_mean == pytest.approx(KL[:ROWS].mean(), abs=STEP)
    assert math.isnan(answers_[0].summary.kl_error)
    assert answers_[-1] == report(comparison)
    assert json.loads(json.dumps(answers_[-1].plain(), allow_nan=False))["summary"]["rows"] == CHUNKS * ROWS
    assert answers_[-1].llama_cpp.startswith("====== Perplexity statistics")


def test_answers_leave_a_pause_between_them():
    times = iter(range(100))
    answered = reports(Comparison(opened(A), opened(B)), pause=1.5, clock=lambda: next(times))
    assert [answer.done for answer in answered] == [ROWS, CHUNKS * ROWS]


def test_a_comparison_can_be_left_and_gone_on_with():
    comparison = Comparison(opened(A), opened(B))
    first = next(reports(comparison))
    assert first.done == ROWS
    *_, last = reports(comparison)
    assert last == report(compared())


def test_files_that_share_no_row_say_so():
    null = open_log(Bytes(b'{"prompt_logprobs": [null, {"1": {"logprob": -1}}]}', "a.json"))
    other = open_log(Bytes(b'{"prompt_logprobs": [{"1": {"logprob": -1}}, null]}', "b.json"))
    with pytest.raises(ValueError, match=r"a\.json and b\.json have no row of which both say something"):
        list(reports(Comparison(null, other)))
