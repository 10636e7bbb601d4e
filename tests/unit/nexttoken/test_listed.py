"""Servers' answers as JSON, read and compared: against writers from the description of each shape."""

import io
import itertools
import json
import math
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexttoken.compare import Comparison, Summary
from nexttoken.logfiles import ListFile, open_log
from nexttoken.logfiles.sentinels import MEANINGS
from scipy.special import kl_div, log_softmax, rel_entr

from tests.unit.nexttoken import answers
from tests.unit.nexttoken.answers import TOKENS
from tests.unit.nexttoken.kld_files import Bytes

V, COUNT, EXACT = len(TOKENS), 5, 1e-9


def text(seed, rows=6, spread=2.0, of=None):
    """Rows of ln p, and what follows each; `of` is a text whose tokens they are."""
    chance = np.random.default_rng(seed)
    said = log_softmax(spread * chance.standard_normal((rows, V)), axis=1).tolist()
    targets = [target for _, target in of] if of else chance.integers(0, V, rows).tolist()
    return list(zip(said, targets, strict=True))


def opened(answer, name="a.json", **options):
    content = answer if isinstance(answer, bytes) else json.dumps(answer, **options).encode()
    return open_log(Bytes(content, name))


def compared(a, b):
    comparison = Comparison(*(file if isinstance(file, ListFile) else opened(file) for file in (a, b)))
    list(comparison.advance())
    return comparison


ROWS = text(1)
SHAPES = {
    answers.chat: ("OpenAI's chat log-probabilities", False),
    answers.chat_with_ids: ("llama-server's log-probabilities in OpenAI's shape", True),
    answers.legacy: ("log-probabilities of a completion", False),
    answers.prompt: ("vLLM's log-probabilities of a prompt", True),
    answers.llama: ("llama-server's log-probabilities", True),
    answers.llama_old: ("llama-server's probabilities, as until December 2024", False),
}


@pytest.mark.parametrize("options", [{}, {"indent": 2}, {"ensure_ascii": False}])
@pytest.mark.parametrize("write", SHAPES)
def test_each_shape_is_told_and_read(write, options):
    file = opened(write(ROWS, COUNT), **options)
    kind, has_ids = SHAPES[write]
    assert (file.kind, file.has_ids, file.rows, file.texts, file.notes) == (kind, has_ids, len(ROWS), 1, ())
    for at, (log_probs, target) in enumerate(ROWS):
        row = file.row(at)
        wanted = {TOKENS[id]: log_probs[id] for id in answers.top(log_probs, COUNT)}
        if write != answers.llama_old:
            wanted[TOKENS[target]] = log_probs[target]
        found = {token.name.decode(): token.log_prob for token in row.known}
        assert found == pytest.approx(wanted, abs=1e-12)
        assert row.target.name.decode() == TOKENS[target]
        if has_ids:
            assert {token.id: token.name for token in row.known} == {
                TOKENS.index(name): name.encode() for name in wanted
            }


def test_what_is_left_after_sampling_is_told():
    file = opened(answers.llama_sampled(ROWS, COUNT))
    assert file.kind == "llama-server's probabilities after sampling"
    assert file.how.is_processed
    assert sum(math.exp(token.log_prob) for token in file.row(0).known) == pytest.approx(1)


@pytest.mark.parametrize("write", [answers.chat, answers.legacy, answers.prompt, answers.llama])
def test_lines_and_a_list_are_texts_one_after_another(write):
    texts = [text(seed, rows) for seed, rows in ((1, 3), (2, 1), (3, 4))]
    each = [write(rows, COUNT) for rows in texts]
    lines = "\n".join(map(json.dumps, each)).encode()
    streamed = "".join(f"data: {json.dumps(answer)}\n\ndata: [DONE]\n\n" for answer in each).encode()
    for content in (lines, b"\xef\xbb\xbf \r\n" + lines, json.dumps(each).encode(), streamed):
        file = opened(content)
        assert [list(file.rows_of(at)) for at in range(3)] == [[0, 1, 2], [3], [4, 5, 6, 7]]
        assert [file.chunk(at) for at in range(8)] == [0, 0, 0, 1, 2, 2, 2, 2]
        assert file.row(4).target.name.decode() == TOKENS[texts[2][0][1]]


STREAMED = {
    answers.chat: {"object": "chat.completion.chunk"},
    answers.legacy: {"object": "text_completion"},
    answers.llama: {"stop": False},
}


def chunks(write, rows, index=0, **more):
    """What a server streams of a text: an answer a token, of the choice `index`."""
    for row in rows:
        chunk = {"timings": {"n": 1}} | write([row], COUNT) | {"id": "cmpl-1"} | STREAMED[write] | more
        yield chunk | {
            part: [each | {"index": index} for each in chunk[part]] for part in ["choices"] if part in chunk
        }


def events(answers_):
    return "".join(f"data: {json.dumps(answer)}\n\n" for answer in answers_).encode()


@pytest.mark.parametrize("write", STREAMED)
def test_what_was_streamed_is_one_text_however_many_chunks_it_came_in(write):
    streamed = list(chunks(write, ROWS))
    wanted = opened(write(ROWS, COUNT))
    ends = {answers.llama: [{"content": "", "stop": True}]}.get(write, [{"choices": [], "usage": {}}])
    for content in (
        events([*streamed, *ends]) + b"data: [DONE]\n\n",
        events(streamed),
        b": a comment, as some send to be kept\n".join([events(streamed[:2]), events(streamed[2:])]),
    ):
        file = opened(content)
        assert (file.kind, file.rows, file.texts) == (wanted.kind, len(ROWS), 1)
        for at in range(file.rows):
            row, alone = file.row(at), wanted.row(at)
            assert (row.known, row.target.name) == (alone.known, alone.target.name)


def test_texts_that_were_streamed_at_a_time_are_told_apart():
    other = text(7, 4)
    pair = list(chunks(answers.chat, ROWS)), list(chunks(answers.chat, other, index=1))
    mixed = [chunk for both in itertools.zip_longest(*pair) for chunk in both if chunk]
    content = events(mixed) + b"data: [DONE]\n\n"
    both = opened(content)
    assert [list(both.rows_of(at)) for at in range(both.texts)] == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9]]
    assert both.row(6).target.name.decode() == TOKENS[other[0][1]]
    assert opened(content + content).texts == 4


def test_one_stream_after_another_is_another_text():
    llama = [*chunks(answers.llama, ROWS[:2]), {"content": "", "stop": True}]
    for content in (events(llama * 3), "\n".join(map(json.dumps, llama * 3)).encode()):
        assert opened(content).texts == 3
    names = ("chatcmpl-1", "chatcmpl-2", "chatcmpl-3")
    chat = [chunk for name in names for chunk in chunks(answers.chat, ROWS[:2], id=name)]
    lines = "\n".join(map(json.dumps, chat)).encode()
    for content in (lines, events(chat), json.dumps(chat).encode()):
        assert opened(content).texts == 3
        assert opened(content).rows == 6


def test_a_part_that_was_saved_alone_is_read():
    whole = answers.chat(ROWS, COUNT)["choices"][0]["logprobs"]
    assert opened(whole).kind == "OpenAI's chat log-probabilities"
    assert opened({"logprobs": answers.legacy(ROWS, COUNT)["choices"][0]["logprobs"]}).rows == len(ROWS)
    assert opened({"prompt_logprobs": answers.prompt(ROWS, COUNT)["choices"][0]["prompt_logprobs"]}).has_ids


@pytest.mark.parametrize("as_text", [False, True])
def test_samples_of_lm_eval_are_a_row_for_each_continuation(as_text):
    values = [[-12.5, -3.25], [-1.0], [-7.0, -8.0, -9.0]]
    docs = list(answers.samples(values))
    if as_text:
        for doc in docs:
            doc["resps"] = [[[str(value), "False"] for value, _ in each] for each in doc["resps"]]
    file = opened("\n".join(map(json.dumps, docs)).encode(), "samples.jsonl")
    assert (file.kind, file.rows, file.texts) == ("samples of lm-evaluation-harness", 6, 3)
    assert [file.row(at).known[0].log_prob for at in range(6)] == [-12.5, -3.25, -1, -7, -8, -9]
    assert compared(file, file).summary().ppl_a == pytest.approx(math.exp(40.75 / 6))


def test_samples_of_generated_texts_are_refused():
    with pytest.raises(ValueError, match="row 0 cannot be read: it has what was generated, and no log-lik"):
        opened({"doc_id": 0, "resps": [["an answer"]]})


# ------------------------------------------------------------------------------------ no logarithms

SIGNS = {
    "null": None,
    "NaN": math.nan,
    "−Infinity": -math.inf,
    "−9999": -9999.0,
    "−100": -100,
    "−3.4e38": -3.4028234663852886e38,
    "-12345": -12345.0,
}


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("write", [answers.chat, answers.legacy, answers.prompt, answers.llama])
def test_what_stands_for_a_logarithm_is_named_and_taken_for_none(write, sign):
    rows = text(2)
    last = answers.top(rows[3][0], COUNT)[-1]
    rows[3][0][last] = -12.0
    other = answers.top(rows[3][0], COUNT)[0]
    rows[3] = (rows[3][0], other)
    content = json.dumps(write(rows, V)).replace("-12.0", json.dumps(SIGNS[sign]))
    row = opened(content.encode()).row(3)
    assert row.strange == (sign,)
    assert TOKENS[last].encode() not in [token.name for token in row.known]
    assert len(row.known) == V - 1
    assert sign in MEANINGS or sign == "-12345"


def test_the_first_token_of_a_prompt_says_nothing():
    for write in (answers.prompt, answers.legacy):
        file = opened(write([(None, 3), *ROWS], COUNT))
        assert file.row(0).known == ()
        assert file.row(0).strange == ("null",)
        assert file.row(1).known
        assert compared(file, file).summary().rows == len(ROWS)


def test_ids_that_stand_for_texts_are_ids():
    answer = answers.chat(ROWS, COUNT)
    for row in answer["choices"][0]["logprobs"]["content"]:
        for each in (row, *row["top_logprobs"]):
            each |= {"token": f"token_id:{TOKENS.index(each['token'])}", "bytes": None}
    file = opened(answer)
    assert file.has_ids
    assert file.row(0).target.id == ROWS[0][1]


def test_of_two_tokens_that_read_the_same_the_likelier_counts():
    tops = '"top_logprobs": [{"\\ufffd": -1.0, "\\ufffd": -2.0}]'
    content = '{"logprobs": {"tokens": ["\\ufffd"], "token_logprobs": [-1.0], ' + tops + "}}"
    assert [token.log_prob for token in opened(content.encode()).row(0).known] == [-1.0]


def test_a_prompts_token_is_not_guessed_where_keys_were_sorted():
    answer = answers.prompt([(ROWS[0][0], answers.top(ROWS[0][0], 1)[0])], COUNT)
    assert opened(answer).row(0).target.id == answers.top(ROWS[0][0], 1)[0]
    assert opened(answer, sort_keys=True).row(0).target is None
    beyond = answers.prompt([(ROWS[0][0], answers.top(ROWS[0][0], V)[-1])], COUNT)
    assert opened(beyond, sort_keys=True).row(0).target.id == answers.top(ROWS[0][0], V)[-1]


# ----------------------------------------------------------------------------------- what is no file


def deep(levels):
    return b"[" * levels


BAD = {
    "other": (b'{"choices": []}', "is JSON without log-probabilities: none of OpenAI's, vLLM's or llama-ser"),
    "deep": (deep(1_000_000), "at byte 64, more than 64 brackets are open"),
    "deep in a row": (b'{"prompt_logprobs": [' + deep(1_000_000), "at byte 83, more than 64 brackets"),
    "endless text": (b'{"a": "' + b"x" * 2**25, "at byte 6, a text begins that does not end"),
    "no JSON": (b"[1, 2}", "at byte 5, a bracket is closed that was not open"),
    "only null": (b'{"prompt_logprobs": [null, null]}', "says null in each of its first rows"),
    "logits": (
        b'{"prompt_logprobs": [{"3": {"logprob": 12.5}}]}',
        r"row 0 cannot be read: e\^12.5 is no prob",
    ),
    "mass": (
        b'{"prompt_logprobs": [{"3": {"logprob": -0.1}, "4": {"logprob": -0.1}}]}',
        "row 0 cannot be read: its probabilities add up to more than 1",
    ),
    "numbers": (
        b'{"prompt_logprobs": [{"3": {"logprob": %s}}]}' % (b"9" * 5000),
        "row 0 cannot be read: a number has thousands of digits: save the answer again, as it came",
    ),
    "infinite": (b'{"prompt_logprobs": [{"3": {"logprob": 1e999}}]}', "inf is no probability"),
    "key": (
        b'{"completion_probabilities": [{"id": 1, "token": "a"}]}',
        "row 0 is none .* it lacks 'logprob'",
    ),
    "type": (b'{"completion_probabilities": [7]}', "row 0 cannot be read: an object is missing"),
    "id": (b'{"prompt_logprobs": [{"-5": {"logprob": -1}}]}', "row 0 cannot be read: a key is no id"),
    "score": (
        b'{"resps": [[["%s", false]]]}' % (b"x" * 999),
        "row 0 cannot be read: a number is missing: sa",
    ),
    "members": (
        b'{"logprobs": {"tokens": ["a"], "token_logprobs": [-1], "top_logprobs": [true]}}',
        "row 0 cannot be read: an object is missing",
    ),
    "bytes": (
        b'{"logprobs": {"content": [{"token": "a", "logprob": -1, "bytes": [1, null]}]}}',
        "row 0 cannot be read: a byte is missing",
    ),
    "row": (b'{"completion_probabilities": [{"id": 01}]}', "row 0 is no JSON"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_said_in_a_sentence(name):
    content, words = BAD[name]
    start = time.monotonic()
    with pytest.raises(ValueError, match=words) as caught:
        opened(content)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
    assert time.monotonic() - start < 5


GOOD = {
    write: b" ".join(json.dumps(write(rows, 3)).encode() for rows in (ROWS[:2], ROWS[2:4]))
    for write in (*SHAPES, answers.llama_sampled)
}


def read_or_refused(content):
    try:
        file = opened(content)
        comparison = compared(file, file)
        found = comparison.summary()
    except ValueError as error:
        assert str(error).endswith(".")
        return
    assert found.kl_mean == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("write", GOOD)
def test_a_file_that_is_cut_off_or_damaged_anywhere_is_read_or_refused(write):
    content, chance = GOOD[write], np.random.default_rng(4)
    for at, bit in chance.integers(0, (len(content), 8), (60, 2)).tolist():
        read_or_refused(content[:at])
        read_or_refused(content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :])


@given(st.binary(max_size=200))
def test_anything_after_a_bracket_is_read_or_refused(content):
    read_or_refused(b'{"prompt_logprobs": [' + content)


def test_a_file_that_was_cut_off_is_read_as_far_as_it_goes():
    content = json.dumps(answers.llama(ROWS, COUNT)).encode()
    file = opened(content[: content.rindex(b'"top_logprobs"')])
    assert (file.rows, file.notes) == (5, ("The file was cut off: its first 5 rows are whole.",))


def test_a_block_may_end_anywhere(monkeypatch):
    content = json.dumps(answers.chat(ROWS, COUNT)).encode()
    whole = opened(content)
    for block in (1, 2, 3, 5, 7, 64, 1000):
        monkeypatch.setattr("nexttoken.logfiles.spans._BLOCK", block)
        assert opened(content).shape == whole.shape


def test_a_large_file_is_read_a_row_at_a_time(tmp_path):
    path, row = tmp_path / "large.json", answers.llama(ROWS[:1], V)["completion_probabilities"][0]
    one = json.dumps(row | {"note": "x" * 20_000})
    path.write_text('{"completion_probabilities": [' + ",".join([one] * 500) + "]}", "utf-8")
    tracemalloc.start()
    file = open_log(path)
    for at in range(0, file.rows, 50):
        file.row(at)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert file.rows == 500
    assert peak < path.stat().st_size / 5


# ------------------------------------------------------------------------------------------ compared


def coarse(p, q):
    """KL of two lists of probabilities, and of all others as one."""
    return rel_entr([*p, 1 - sum(p)], [*q, 1 - sum(q)]).sum()


def at_most(a, b):
    """KL where B gives what it does not list e^-32 of its likeliest, and A as few tokens as it can the rest.

    `a` and `b` are ln p of what each lists; none that A leaves out is likelier than its last but one.
    """
    least, left = max(b.values()) - 32, max(1 - sum(map(math.exp, a.values())), 1e-6)
    listed = (math.exp(x) * (x - (b[id] if id in b else min(least, x))) for id, x in a.items())
    likeliest = min(math.log(left), sorted(a.values())[1])
    return sum(listed) + left * max(likeliest - least, 0)


@pytest.mark.parametrize("count", [COUNT, 13])
@pytest.mark.parametrize(
    ("write", "other"),
    [
        (answers.chat, answers.chat),
        (answers.prompt, answers.prompt),
        (answers.llama, answers.prompt),
        (answers.legacy, answers.chat),
        (answers.chat, answers.chat_with_ids),
    ],
)
def test_all_outputs_are_those_of_a_second_implementation(write, other, count):
    """The tokens that both list, and one bucket: a lower bound of KL, which lies between both bounds."""
    texts = [text(1, 25), text(5, 15)]
    changed = [text(2 + at, len(rows), of=rows) for at, rows in enumerate(texts)]
    found = compared(
        *([form(rows, count) for rows in each] for form, each in ((write, texts), (other, changed)))
    ).summary()
    kl, exact, reverse, tv, same, shape, parts, high, mass = [], [], [], [], [], [], [], [], []
    base, others = (list(itertools.chain(*each)) for each in (texts, changed))
    for (log_p, target), (log_q, _) in zip(base, others, strict=True):
        p, q = np.exp(log_p), np.exp(log_q)
        tops = [answers.top(each, count) for each in (log_p, log_q)]
        in_a, in_b = ({*top, target} for top in tops)
        shared = sorted(in_a & in_b, key=lambda id: -p[id])
        kl.append(coarse(p[shared], q[shared]))
        reverse.append(coarse(q[shared], p[shared]))
        shape.append(coarse(np.sort(p[shared]), np.sort(q[shared])))
        terms = kl_div(p[shared], q[shared])
        parts.append([terms[:10].sum(), terms[10:].sum(), kl_div(1 - p[shared].sum(), 1 - q[shared].sum())])
        left = q[shared].sum() - p[shared].sum()
        tv.append((np.abs(p - q)[shared].sum() + abs(left)) / 2)
        exact.append(rel_entr(p, q).sum())
        same.append(tops[0][0] == tops[1][0])
        high.append(at_most({id: log_p[id] for id in in_a}, {id: log_q[id] for id in in_b}))
        mass.append(max(0, *(each[list(ids)].sum() - 1 for each, ids in ((p, in_a), (q, in_b)))))
    deviations = [sum(part) - np.mean(kl) * len(part) for part in (kl[:25], kl[25:])]
    head, body, tail = np.mean(parts, axis=0) / np.mean(kl)
    wanted = Summary(
        rows=40,
        chunks=2,
        vocabulary=V,  # of which such files do not say how many they are
        kl_mean=np.mean(kl),
        kl_error=math.sqrt(2 * np.square(deviations).sum()) / 40,
        kl_median=np.median(kl),
        kl_q99=np.quantile(kl, 0.99),
        kl_max=np.max(kl),
        kl_reverse_mean=np.mean(reverse),
        shape_share=np.mean(shape) / np.mean(kl),
        order_share=1 - np.mean(shape) / np.mean(kl),
        head_share=head,
        body_share=body,
        tail_share=tail,
        same_top=np.mean(same),
        tv_mean=np.mean(tv),
        acceptance=1 - np.mean(tv),
        ppl_a=math.exp(-np.mean([row[target] for row, target in base])),
        ppl_b=math.exp(-np.mean([row[target] for row, target in others])),
        kl_low=np.mean(kl),
        kl_high=np.mean(high),
        mass_error=max(mass),
    )
    assert found.vocabulary is None
    assert found.plain() | {"vocabulary": V} == pytest.approx(wanted.plain(), rel=EXACT, abs=EXACT)
    assert found.kl_low < np.mean(exact) < found.kl_high


@given(st.integers(0, 10_000), st.integers(1, V), st.floats(0.1, 5), st.floats(0, 3))
def test_kl_lies_between_its_bounds_whatever_is_listed(seed, count, spread, change):
    chance = np.random.default_rng(seed)
    logits = spread * chance.standard_normal(V)
    log_p, log_q = (log_softmax(x) for x in (logits, logits + change * chance.standard_normal(V)))
    target = int(chance.integers(V))
    pair = (answers.prompt([(x.tolist(), target)], count) for x in (log_p, log_q))
    found = compared(*pair).summary()
    exact = rel_entr(np.exp(log_p), np.exp(log_q)).sum()
    assert found.kl_low - 1e-5 <= exact <= found.kl_high + 1e-9
    if count == V:
        assert found.kl_low == pytest.approx(exact, abs=1e-5)


def test_the_highest_is_what_it_says_it_is():
    """A lists one token, and B another: what is left of A may lie where B gives e^-32 of its likeliest."""
    a, b = (
        {"prompt_logprobs": [{str(id): {"logprob": math.log(p), "rank": 1}}]}
        for id, p in ((1, 0.75), (2, 0.5))
    )
    least = math.log(0.5) - 32
    assert compared(a, b).summary().kl_high == pytest.approx(
        0.75 * (math.log(0.75) - least) + 0.25 * (math.log(0.25) - least)
    )


def test_texts_are_compared_until_they_go_different_ways():
    base = [text(1, 6), text(2, 4)]
    other = [text(3, 5, of=base[0][:5]), text(4, 9, of=[*base[1], *base[0][:5]])]
    log_probs, target = other[0][2]
    other[0][2] = log_probs, (target + 1) % V
    files = ([answers.chat(rows, COUNT) for rows in texts] for texts in (base, other))
    comparison = compared(*files)
    assert comparison.places == [0, 1, 2, 5, 6, 7, 8]
    assert comparison.parted == (2,)
    assert comparison.notes == ("The first 9 rows are compared: only so many are in both files.",)
    assert comparison.summary().kl_error > 0


def test_the_error_is_over_texts_of_whatever_lengths():
    lengths = 3, 5, 8
    base = [text(seed, rows) for seed, rows in enumerate(lengths)]
    other = [text(9 + at, len(rows), of=rows) for at, rows in enumerate(base)]
    comparison = compared(*([answers.chat(rows, COUNT) for rows in texts] for texts in (base, other)))
    kl = comparison.columns["kl"].tolist()
    mean, sums, at = sum(kl) / len(kl), [], 0
    for length in lengths:
        sums.append(sum(x - mean for x in kl[at : at + length]))
        at += length
    wanted = math.sqrt(3 / 2 * sum(x * x for x in sums)) / len(kl)
    assert comparison.summary().kl_error == pytest.approx(wanted, rel=EXACT)
    assert (comparison.columns["entropy"] > 0).all()


def test_a_list_is_compared_with_rows_of_all_tokens():
    base = text(1)
    changed = text(2, of=base)
    saved = io.BytesIO()
    np.save(saved, np.array([row for row, _ in base]))
    whole = open_log(Bytes(saved.getvalue(), "a.npy"))
    lists = opened(answers.prompt([(None, 3), *changed], COUNT), "b.json")
    for a, b, first, second in ((whole, lists, base, changed), (lists, whole, changed, base)):
        comparison = Comparison(a, b)
        list(comparison.advance())
        found = comparison.summary()
        rows = zip(first, second, strict=True)
        exact = np.mean([rel_entr(np.exp(p), np.exp(q)).sum() for (p, _), (q, _) in rows])
        assert found.rows == len(base)
        assert 0 < found.kl_low < exact < found.kl_high
    with pytest.raises(
        ValueError, match="lists tokens without their ids, and the other file knows nothing but"
    ):
        Comparison(whole, opened(answers.chat(changed, COUNT)))
    with pytest.raises(ValueError, match=r"b\.json has 7 rows that say something, and a\.npy 6"):
        Comparison(whole, opened(answers.prompt([*changed, changed[0]], COUNT), "b.json"))


@pytest.mark.parametrize("with_last", [False, True])
def test_each_prompts_null_is_skipped_beside_an_array(with_last):
    """An array has a row for each position, or for each but a prompt's last, after which nothing comes."""
    texts = [text(seed, rows) for seed, rows in ((1, 3), (2, 5), (3, 2))]
    saved, last = io.BytesIO(), [text(9, 1)[0][0]] if with_last else []
    np.save(saved, np.array([row for rows in texts for row in ([each for each, _ in rows] + last)]))
    whole = open_log(Bytes(saved.getvalue(), "a.npy"))
    prompts = [answers.prompt([(None, 3), *rows], V) for rows in texts]
    lists = opened("\n".join(map(json.dumps, prompts)).encode(), "b.jsonl")
    for pair in ((whole, lists), (lists, whole)):
        comparison = Comparison(*pair)
        list(comparison.advance())
        assert comparison.summary().rows == 10
        assert comparison.summary().kl_max < EXACT
        assert [comparison.pairs.chunk(at) for at in range(comparison.rows)] == [0] * 3 + [1] * 5 + [2] * 2
        assert comparison.pairs.before(4, 9)[-1].name.decode() == TOKENS[texts[1][0][1]]


def test_ids_and_names_are_not_compared():
    """vLLM's ids without their texts, and OpenAI's texts without ids: nothing says which are the same."""
    ids = answers.prompt(text(1), COUNT)
    for row in ids["choices"][0]["prompt_logprobs"]:
        for each in row.values():
            each["decoded_token"] = None
    names = answers.chat(text(1), COUNT)
    for pair in ((ids, names), (names, ids)):
        first, second = (opened(answer, f"{name}.json") for answer, name in zip(pair, "ab", strict=True))
        words = "json lists tokens by their ids alone, and [ab].json by how they read alone: "
        with pytest.raises(ValueError, match=words):
            Comparison(first, second)
    assert compared(ids, ids).summary().kl_max == 0
