"""What is wrong with two files is found, by what it shows; of good files nothing is said."""

import io
import json
import math

import numpy as np
import pytest
from nexttoken.compare import Comparison, reports
from nexttoken.doctor import Doctor
from nexttoken.logfiles import open_log
from nexttoken.logfiles.grid import grid_of
from scipy.special import log_softmax

from tests.unit.nexttoken import answers
from tests.unit.nexttoken.answers import TOKENS
from tests.unit.nexttoken.kld_files import Bytes, kld_bytes

V, ROWS, CONTEXT = len(TOKENS), 31, 64
CHANCE = np.random.default_rng(11)
A = 2 * CHANCE.standard_normal((ROWS, V))
B = A + 0.1 * CHANCE.standard_normal((ROWS, V))
LOG_A, LOG_B = log_softmax(A, axis=1), log_softmax(B, axis=1)
IDS = [int(CHANCE.choice(V, p=p)) for p in np.exp(LOG_A)]
TEXT = [[0] * (CONTEXT // 2 + 1) + IDS]


def text(log_probs, ids=IDS):
    return [(row.tolist(), id) for row, id in zip(log_probs, ids, strict=True)]


def kld(rows, ids=TEXT, floor=16):
    return open_log(Bytes(kld_bytes(ids, [rows.tolist()], floor), "a.kld"))


def array(rows):
    saved = io.BytesIO()
    np.save(saved, rows)
    return open_log(Bytes(saved.getvalue(), "a.npy"))


def archive(rows, save):
    saved = io.BytesIO()
    save(saved, logits=rows)
    return open_log(Bytes(saved.getvalue(), "a.npz"))


def streamed(rows, count):
    """As a server sends it: a token at a time."""
    chunks = (answers.chat([row], count) | {"object": "chat.completion.chunk"} for row in rows)
    return "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n"


def lists(answer, replaced=()):
    content = answer if isinstance(answer, str) else json.dumps(answer)
    for old, new in replaced:
        assert old in content
        content = content.replace(old, new)
    return open_log(Bytes(content.encode(), "a.json"))


def findings(a, b):
    comparison = Comparison(a, b)
    doctor = Doctor(comparison)
    list(comparison.advance())
    return doctor.findings()


def found(a, b, kind):
    """The one finding that there is; all of its sentences end as such."""
    (finding,) = findings(a, b)
    assert finding.kind == kind
    assert all(part.endswith(".") for part in (finding.what, finding.evidence, finding.remedy))
    assert finding.plain()["kind"] == kind
    return finding.evidence


ALL = V  # tokens that a list has, where nothing is to be cut off


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (kld(A), kld(B)),
        (array(LOG_A), array(LOG_B)),
        (array(A), array(B)),
        (array(np.exp(LOG_A)), kld(B)),
        (array(A.astype("float32")), array(LOG_B.astype(">f8"))),
        (kld(3 * A, floor=24), kld(3 * A + 0.1 * B, floor=24)),
        (kld(3 * A, floor=24), kld(3 * A + 0.1 * B)),
        (archive(LOG_A, np.savez), archive(B, np.savez_compressed)),
        *(
            (lists(write(text(LOG_A), ALL)), lists(write(text(LOG_B), ALL)))
            for write in (
                answers.chat,
                answers.chat_with_ids,
                answers.legacy,
                answers.prompt,
                answers.llama,
                streamed,
            )
        ),
        (lists(streamed(text(LOG_A), ALL)), lists(answers.legacy(text(LOG_B), ALL))),
        tuple(lists([answers.prompt([(None, 3), *text(rows)], ALL)] * 3) for rows in (LOG_A, LOG_B)),
        (
            lists(answers.prompt([(None, 3), *text(LOG_A)], ALL)),
            lists(answers.legacy([(None, 3), *text(LOG_B)], ALL)),
        ),
        (lists(answers.prompt([(None, 3), *text(LOG_A)], ALL)), array(LOG_B)),
    ],
)
def test_of_good_files_nothing_is_said(a, b):
    assert findings(a, b) == ()
    assert findings(b, a) == ()


def test_texts_that_go_different_ways():
    other = [*IDS[:20], (IDS[20] + 1) % V, *IDS[21:]]
    words = found(
        lists(answers.chat(text(LOG_A), ALL)), lists(answers.chat(text(LOG_B, other), ALL)), "texts"
    )
    assert words.startswith("After row 20 A has “")
    assert "of 31 rows 21 come before such a place" in words


def test_texts_that_go_different_ways_and_are_damaged_after_that():
    other = [*IDS[:10], (IDS[10] + 1) % V, *IDS[11:]]
    pair = answers.chat(text(LOG_A), ALL), answers.chat(text(LOG_B, other), ALL)
    pair[1]["choices"][0]["logprobs"]["content"][25] = 7
    assert found(*map(lists, pair), "texts").startswith("After row 10 A has “")


def test_markup_in_a_token_is_shown_as_it_reads():
    ids, other = [4] * ROWS, [3] * ROWS
    words = found(
        lists(answers.chat(text(LOG_A, ids), ALL)), lists(answers.chat(text(LOG_B, other), ALL)), "texts"
    )
    assert words.startswith("After row 0 A has “<b>&amp;” and B “\\n”;")


def test_lists_of_one_text_of_which_one_is_a_place_behind():
    kinds = [
        finding.kind
        for finding in findings(
            *(lists(answers.chat(text(rows, IDS[1:]), 6)) for rows in (LOG_A[1:], LOG_B[:-1]))
        )
    ]
    assert kinds[0] == "shifted"


@pytest.mark.parametrize("turned", [False, True])
def test_rows_that_are_a_place_behind(turned):
    pair = array(LOG_A[1:]), array(LOG_B[:-1])
    words = found(*(pair[::-1] if turned else pair), "shifted")
    assert f"of one place {'before' if turned else 'after'}: total variation is 0.0" in words
    lists_of = [
        lists(answers.chat(text(rows, ids), ALL)) for rows, ids in ((LOG_A[1:], IDS[1:]), (LOG_B, IDS))
    ]
    assert "come a place later" in found(*(lists_of[::-1] if turned else lists_of), "shifted")


@pytest.mark.parametrize(("place", "words"), [(1, "after"), (-1, "before")])
def test_a_text_whose_neighbours_fit_better(place, words):
    sharp = np.full((ROWS, V), -4.0)
    sharp[range(ROWS), np.roll(IDS, -place)] = 4.0
    noise = 0.01 * CHANCE.standard_normal(sharp.shape)
    told = found(kld(sharp), kld(sharp + noise), "shifted")  # once of both
    assert told.count(f"and that of one place {words}") == 2
    assert "In A the token that follows" in told
    assert "In B the token that follows" in told


def test_a_text_that_is_another():
    unlikely = A.copy()
    unlikely[range(ROWS), IDS] = -9.0
    (one, other) = findings(kld(unlikely), kld(unlikely + 0.1 * B))
    assert one.kind == other.kind == "text"
    assert one.evidence.endswith(f"by chance it were {math.log(V):.2f}.")


def test_a_vocabulary_that_was_padded_and_one_that_is_another():
    for more, kind in ((-30.0, "padding"), (1.0, "vocabularies")):
        longer = np.concatenate([B, np.full((ROWS, 3), more)], axis=1)
        words = found(kld(A), kld(longer), kind)
        assert words.startswith(f"A has {V} tokens and B {V + 3}; what only B has holds")


def test_ids_that_read_otherwise():
    replaced = [('" cat"', '" Katze"')]
    pair = (
        lists(answers.prompt(text(rows), ALL), change) for rows, change in ((LOG_A, ()), (LOG_B, replaced))
    )
    assert found(*pair, "vocabularies") == "Token 1 reads “ cat” in A and “ Katze” in B."


def test_what_samplers_left():
    raw, kept = answers.llama(text(LOG_A), ALL), answers.llama_sampled(text(LOG_B), 4)
    (finding, *_) = findings(lists(raw), lists(kept))
    assert (finding.kind, finding.what) == (
        "processed",
        "B holds what samplers left, not what the model said.",
    )
    masked = np.where(np.sort(LOG_A, axis=1)[:, -5:-4] > LOG_A, -np.inf, A)
    kinds = [finding.kind for finding in findings(array(masked), array(masked + 0.1 * B))]
    assert kinds == ["processed", "processed"]
    tops = [answers.top(row, 4) for row in LOG_A.tolist()]
    renormalised = [
        (
            [
                x - math.log(sum(math.exp(row[id]) for id in top)) if id in top else -20.0
                for id, x in enumerate(row)
            ],
            top[0],
        )
        for row, top in zip(LOG_A.tolist(), tops, strict=True)
    ]
    answer = lists(answers.chat(renormalised, 4))
    assert [finding.kind for finding in findings(answer, answer)][:3] == ["same", "processed", "processed"]


def test_lists_that_leave_much_out():
    words = found(lists(answers.prompt(text(LOG_A), 3)), lists(answers.prompt(text(LOG_B), 3)), "truncated")
    assert "% of A's and" in words
    assert "KL lies between" in words
    assert "if B's tail is no deeper than 32 nats under its likeliest token" in words


def test_tails_that_a_floor_cut_off():
    rows = np.concatenate([4 + A, np.full((ROWS, 3000), -14.0)], axis=1)
    other = np.concatenate([4 + B, np.full((ROWS, 3000), -14.0)], axis=1)
    words = found(kld(rows), kld(other), "floored")
    assert words.startswith("KL lies between ")
    assert "if B's tail is no deeper than twice the floor" in words


@pytest.mark.parametrize(
    ("rounded", "words"),
    [
        (
            lambda x: (x.astype("f4").view("u4") & 0xFFFF0000).view("f4"),
            "bfloat16: at 10 nats they come in steps of 0.062",
        ),
        (lambda x: x.astype("f2"), "float16: at 10 nats they come in steps of 0.0078"),
        (lambda x: np.round(x, 4), "4 decimals: at 10 nats they come in steps of 0.0001"),
    ],
)
def test_numbers_that_were_rounded(rounded, words):
    assert words in found(array(LOG_A), array(rounded(B)), "coarse")
    rows = rounded(LOG_B).astype(float)
    assert words in found(
        lists(answers.prompt(text(LOG_A), ALL)), lists(answers.prompt(text(rows), ALL)), "coarse"
    )


def test_few_numbers_are_not_taken_for_rounded():
    assert grid_of(np.arange(-63.0, 0)) is None
    assert grid_of(np.arange(-64.0, 0)).name == "bfloat16"


@pytest.mark.parametrize(("base", "name"), [(math.log(2), "2"), (math.log(10), "10")])
def test_logarithms_to_another_base(base, name):
    (finding,) = findings(array(LOG_A), array(LOG_B / base))
    assert finding.remedy.startswith(f"Nothing for this comparison, which takes them times ln {name};")
    words = found(array(LOG_A), array(LOG_B / base), "unit")
    assert words == f"{name} to the numbers adds up to 1 in each of its first rows."
    comparison = Comparison(array(LOG_A), array(LOG_A / base))
    list(comparison.advance())
    assert comparison.summary().kl_mean < 1e-12


def test_lists_in_bits():
    near = log_softmax(A + 0.001 * B, axis=1)
    (finding, *_) = findings(
        lists(answers.prompt(text(LOG_A), 6)), lists(answers.prompt(text(near / math.log(2)), 6))
    )
    assert (finding.kind, finding.what) == ("unit", "B is not in nats.")
    assert finding.remedy == "Multiply its numbers by ln 2."
    assert "A's times 1.4" in finding.evidence


def test_a_first_token_that_is_null_in_one_file_alone():
    (finding, *_) = findings(
        lists(answers.prompt([(None, IDS[0]), *text(LOG_A)[1:]], ALL)),
        lists(answers.prompt(text(LOG_B), ALL)),
    )
    assert (finding.kind, finding.evidence[:26]) == ("first", "The first row of A is null")


def test_rows_that_nothing_was_computed_for():
    zero = [([0.0] * V, id) if at % 2 else (row, id) for at, (row, id) in enumerate(text(LOG_B))]
    words = found(lists(answers.llama(text(LOG_A), ALL)), lists(answers.llama(zero, ALL)), "zeros")
    assert words == "ln p is 0 of each token that 15 rows list."
    uniform = B.copy()
    uniform[3:7] = 0
    assert "alike in 4 of 31 rows" in found(array(A), array(uniform), "zeros")
    lone = lists({"prompt_logprobs": [{str(id): {"logprob": 0.0, "rank": 1}} for id in IDS]})
    assert "zeros" in [finding.kind for finding in findings(lone, lone)]


@pytest.mark.parametrize("sign", ["null", "NaN", "-Infinity", "-9999.0", "-100", "-3.4028234663852886e38"])
def test_what_stands_for_logarithms_is_said_with_its_meaning(sign):
    rows = LOG_B.copy()
    rows[5, 7] = -12.0
    answer = answers.prompt(text(rows), ALL)
    pair = lists(answers.prompt(text(LOG_A), ALL)), lists(answer, [("-12.0", sign)])
    (finding,) = [each for each in findings(*pair) if each.kind == "signs"]
    assert finding.what.startswith("In B ")
    assert " in 1 rows (" in finding.evidence


def test_a_first_row_hides_nothing_but_that_nothing_comes_before_it():
    rows = LOG_B.copy()
    rows[0, 7] = -12.0
    for sign in ("NaN", "null"):
        answer = lists(answers.chat(text(rows), ALL), [("-12.0", sign)])
        assert "signs" in [each.kind for each in findings(lists(answers.chat(text(LOG_A), ALL)), answer)]
    zeros = [([0.0] * V, IDS[0]), *text(LOG_B)[1:]]
    words = found(lists(answers.chat(text(LOG_A), ALL)), lists(answers.chat(zeros, ALL)), "zeros")
    assert words == "ln p is 0 of each token that 1 rows list."


def test_what_is_found_stays_where_no_row_can_be_compared():
    answer = answers.prompt(text(LOG_B), ALL)
    for row in answer["choices"][0]["prompt_logprobs"]:
        for each in row.values():
            each["logprob"] = math.nan
    pair = lists(answers.prompt(text(LOG_A), ALL)), lists(answer)
    words = found(*pair, "signs")
    assert words == "NaN in 31 rows (the engine's arithmetic failed)."
    comparison = Comparison(*pair)
    doctor = Doctor(comparison)
    with pytest.raises(
        ValueError, match=r"both say something of the same text\. In B something else "
    ) as told:
        list(reports(comparison))
    assert str(told.value).endswith(str(doctor.findings()[0]))
    other = [(None, (IDS[0] + 1) % V), *text(LOG_B)[1:]]
    pair = (answers.legacy(rows, ALL) for rows in ([(None, IDS[0]), *text(LOG_A)[1:]], other))
    words = found(*map(lists, pair), "texts")
    assert words.startswith("After row 0 A has “")
    assert "of 31 rows 0 come before such a place" in words


def test_rows_without_neighbours_are_not_held_against_those_before_a_gap():
    """B is a place behind in nothing: every second row of both is null."""
    both = [
        lists(
            answers.prompt(
                [(None, id) if at % 2 else (row, id) for at, (row, id) in enumerate(text(rows))], ALL
            )
        )
        for rows in (np.repeat(LOG_A, 4, axis=0)[:ROWS], np.repeat(LOG_B, 4, axis=0)[:ROWS])
    ]
    comparison = Comparison(*both)
    doctor = Doctor(comparison)
    list(comparison.advance())
    assert len(comparison.places) == 16
    assert doctor._together._seen.tolist() == [0, 16, 0]


def test_the_same_file_twice():
    found(kld(A), kld(A), "same")


def test_log_likelihoods_are_no_distributions():
    answer = open_log(
        Bytes("\n".join(map(json.dumps, answers.samples([[-3.0, -4.0], [-5.0]]))).encode(), "a.jsonl")
    )
    other = open_log(
        Bytes("\n".join(map(json.dumps, answers.samples([[-3.5, -4.5], [-5.5]]))).encode(), "b.jsonl")
    )
    assert "one event is known" in found(answer, other, "samples")


def test_base_files_of_one_text_that_only_one_has_a_token_in_front_of():
    ids = list(range(1, 9))
    one, other = (kld_bytes([each], [[[0.0] * 10] * 3]) for each in (ids, [0, *ids[:-1]]))
    for pair, which in (((other, one), "first"), ((one, other), "second")):
        with pytest.raises(
            ValueError, match=f"where only the {which} has a token in front: make both of one"
        ):
            Comparison(*(open_log(Bytes(content)) for content in pair))
