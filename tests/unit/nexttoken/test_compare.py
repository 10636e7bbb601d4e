"""Two files of log-probabilities compared: known answers, a second implementation, what a terminal prints."""

import csv
import io
import json
import math
import re
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexttoken.compare import Comparison, Summary, report
from nexttoken.compare.llama_cpp import scored
from nexttoken.compare.rows import apart
from nexttoken.compare.table import writing
from nexttoken.logfiles import Row, open_log
from scipy.special import entr, kl_div, log_softmax, logsumexp, rel_entr

from tests.unit.nexttoken.kld_files import Bytes, decoded_rows, kld_bytes, llama_cpp

HOME = Path(__file__).resolve().parents[3]
CONTEXT, VOCABULARY, CHUNKS = 64, 301, 4
ROWS = CONTEXT - 1 - CONTEXT // 2
TEXT = np.random.default_rng(7).integers(0, VOCABULARY, (CHUNKS, CONTEXT)).tolist()
EXACT = 1e-9
STEP = 16 / 65535  # of what is written, in nats


def logits(seed, spread=2.0):
    return spread * np.random.default_rng(seed).standard_normal((CHUNKS, ROWS, VOCABULARY))


A = logits(1)
B = A + 0.5 * logits(2, 1.0)
BASE, OTHER = (kld_bytes(TEXT, rows.tolist()) for rows in (A, B))
CUT_A, CUT_B = (kld_bytes(TEXT, (4 * rows).tolist()) for rows in (A, B))


def compared(a, b):
    files = (Bytes(content, f"{name}.kld") for content, name in ((a, "a"), (b, "b")))
    comparison = Comparison(*map(open_log, files))
    assert list(comparison.advance()) == list(range(1, comparison.rows + 1))
    return comparison


def array(rows, name):
    file = io.BytesIO()
    np.save(file, rows)
    return open_log(Bytes(file.getvalue(), name))


def completed(content):
    """What the second implementation makes of a file: ln p with a mass of 1, and how far it was from that."""
    rows = np.array([row for row, _ in decoded_rows(content)], np.float64)
    error = np.abs(np.exp(rows).sum(axis=1) - 1).max()
    for row in rows:
        cut = row == row.min() if row.max() - row.min() > 15.99 else np.zeros(len(row), bool)
        if cut.any():
            half_a_step = (row.max() - row.min()) / 65535 / 2
            left = max(1 - np.exp(row[~cut]).sum(), half_a_step)
            row[cut] = min(np.log(left / cut.sum()), row.min())
        else:
            row -= logsumexp(row)
    return rows, error


def least_and_most(base, other):
    """The means of KL's bounds, token by token: of one that was cut a bound alone is known.

    In A it lies between 0 and what is written, in B between twice as far down as that is and it.
    """
    low = high = 0.0
    rows = [list(decoded_rows(content)) for content in (base, other)]
    completed_rows = [completed(content)[0] for content in (base, other)]
    for at, ((a, _), (b, _)) in enumerate(zip(*rows, strict=True)):
        floor_a, floor_b = (min(row) if max(row) - min(row) > 15.99 else -math.inf for row in (a, b))
        for id, (x, y) in enumerate(zip(a, b, strict=True)):
            p, q = (math.exp(each[at, id]) for each in completed_rows)
            if x > floor_a and y > floor_b:
                low, high = low + kl_div(p, q), high + kl_div(p, q)
                continue
            least_p, most_p = (0.0, math.exp(x)) if x == floor_a else (p, p)
            least_q, most_q = (math.exp(2 * y - max(b)), math.exp(y)) if y == floor_b else (q, q)
            high += max(kl_div(one, two) for one in (p, least_p, most_p) for two in (q, least_q, most_q))
    return low / len(rows[0]), high / len(rows[0])


@pytest.mark.parametrize(("base", "other"), [(BASE, OTHER), (CUT_A, CUT_B), (BASE, CUT_B), (CUT_A, OTHER)])
def test_all_outputs_are_those_of_a_second_implementation(base, other):
    comparison = compared(base, other)
    found = comparison.summary()
    (log_p, error_a), (log_q, error_b) = map(completed, (base, other))
    p, q, targets = np.exp(log_p), np.exp(log_q), [target for _, target in decoded_rows(base)]
    kl, at = kl_div(p, q).sum(axis=1), range(len(p))
    terms = np.take_along_axis(kl_div(p, q), np.argsort(-p, axis=1, kind="stable"), axis=1).sum(axis=0)
    shape = kl_div(np.sort(p), np.sort(q)).sum()
    tv = np.abs(p - q).sum(axis=1).mean() / 2
    chunks = kl.reshape(CHUNKS, ROWS).mean(axis=1)
    low, high = least_and_most(base, other)
    wanted = Summary(
        rows=CHUNKS * ROWS,
        chunks=CHUNKS,
        vocabulary=VOCABULARY,
        kl_mean=kl.mean(),
        kl_error=chunks.std(ddof=1) / math.sqrt(CHUNKS),
        kl_median=np.median(kl),
        kl_q99=np.quantile(kl, 0.99),
        kl_max=kl.max(),
        kl_reverse_mean=kl_div(q, p).sum(axis=1).mean(),
        shape_share=shape / kl.sum(),
        order_share=1 - shape / kl.sum(),
        head_share=terms[:10].sum() / kl.sum(),
        body_share=terms[10:100].sum() / kl.sum(),
        tail_share=terms[100:].sum() / kl.sum(),
        same_top=(p.argmax(axis=1) == q.argmax(axis=1)).mean(),
        tv_mean=tv,
        acceptance=1 - tv,
        ppl_a=np.exp(-log_p[at, targets].mean()),
        ppl_b=np.exp(-log_q[at, targets].mean()),
        kl_low=low,
        kl_high=high,
        mass_error=max(error_a, error_b),
    )
    assert found.plain() == pytest.approx(wanted.plain(), rel=EXACT, abs=EXACT)
    assert comparison.columns["top"] == pytest.approx(p.max(axis=1), rel=EXACT)
    assert comparison.columns["entropy"] == pytest.approx(entr(p).sum(axis=1), rel=EXACT)


@pytest.mark.parametrize("vocabulary", [10, 2000])
def test_of_each_row_a_few_numbers_are_kept_however_large_it_is(vocabulary):
    """Twenty-two of 8 bytes, and an eighth of that again, by which lists grow ahead."""
    count = 2 * 255
    rows = np.random.default_rng(9).standard_normal((2, 255, vocabulary)).tolist()
    content = kld_bytes([[0] * 512] * 2, rows)
    tracemalloc.start()
    comparison = Comparison(*(open_log(Bytes(content, name)) for name in "ab"))
    held = [tracemalloc.get_traced_memory()[0] for done in comparison.advance() if done in (100, count)]
    tracemalloc.stop()
    assert (held[1] - held[0]) / (count - 100) < 1.25 * 22 * 8


def test_synthetic_pairs_give_the_answers_that_are_known():
    """Geometric distributions, whose KL is a formula."""
    r, s, n = 0.8, 0.7, 400
    ranks = np.arange(n)
    comparison = Comparison(
        array(np.tile(ranks * math.log(r), (3, 1)), "a"), array(np.tile(ranks * math.log(s), (3, 1)), "b")
    )
    list(comparison.advance())
    found = comparison.summary()
    mean_rank = r / (1 - r)
    assert found.kl_mean == pytest.approx(
        math.log((1 - r) / (1 - s)) + mean_rank * math.log(r / s), abs=EXACT
    )
    assert found.shape_share == pytest.approx(1, abs=EXACT)
    assert (found.same_top, math.isnan(found.ppl_a), math.isnan(found.kl_error)) == (1, True, True)
    assert found.kl_low == found.kl_high == found.kl_mean


def test_a_model_is_nothing_apart_from_itself():
    found = compared(BASE, BASE).summary()
    assert (found.kl_mean, found.kl_max, found.tv_mean, found.same_top) == (0, 0, 0, 1)
    assert math.isnan(found.shape_share)
    assert found.ppl_a == found.ppl_b


def test_two_orders_of_one_shape_are_all_order():
    row = log_softmax(A[0])
    comparison = Comparison(array(row, "a"), array(row[:, ::-1].copy(), "b"))
    list(comparison.advance())
    found = comparison.summary()
    assert found.kl_mean > 1
    assert found.shape_share == pytest.approx(0, abs=EXACT)


def test_where_one_rules_out_what_the_other_does_not_kl_is_infinite():
    comparison = Comparison(array(np.array([[0.5, 0.5, 0.0]]), "a"), array(np.array([[1.0, 0.0, 0.0]]), "b"))
    list(comparison.advance())
    found = comparison.summary()
    assert found.kl_mean == math.inf
    assert found.kl_reverse_mean == pytest.approx(math.log(2))
    assert found.plain()["kl_mean"] is None


# -------------------------------------------------------------------------------------------- bounds


def bounded(a, b):
    found = apart(a, b, None)
    assert found.kl_low <= found.kl <= found.kl_high
    return found.kl_low, found.kl_high


def test_kl_lies_between_its_bounds_where_tails_are_cut():
    chance = np.random.default_rng(3)
    for _ in range(50):
        head, tails = 4 * chance.standard_normal(20), chance.uniform(-22, -10, (2, 500))
        a, b = np.append(head, tails[0]), np.append(head + chance.standard_normal(20), tails[1])
        contents = (kld_bytes([[0, 1, 2]], [[row.tolist()]]) for row in (a, b))
        base, other = (open_log(Bytes(content, "x")).row(0) for content in contents)
        assert base.cut is not None
        exact = rel_entr(np.exp(log_softmax(a)), np.exp(log_softmax(b))).sum()
        low, high = bounded(base, other)
        assert low - STEP <= exact <= high + STEP
        assert low < high < low + 0.5


def test_a_tail_whose_mass_rounding_hides_is_not_put_far_below_the_floor():
    """What B gives most to, A has cut: the other way costs about as much as it would without the cut."""
    chance = np.random.default_rng(5)
    for _ in range(20):
        a = np.append(chance.uniform(-1, 0, 40), -18.0)
        b = np.append(chance.uniform(-4, -3, 40), 0.0)
        base, other = (
            open_log(Bytes(kld_bytes([[0, 1, 2]], [[row.tolist()]]), "x")).row(0) for row in (a, b)
        )
        p, q = (np.exp(log_softmax(row)) for row in (a, b))
        assert apart(base, other, None).reverse == pytest.approx(rel_entr(q, p).sum(), abs=3)


def test_what_is_known_is_infinite_where_b_rules_out_what_a_has_not_cut():
    a, ruled_out = np.append(np.zeros(20), np.full(5, -20.0)), np.append(np.full(19, 0.0), [-np.inf] * 6)
    base = open_log(Bytes(kld_bytes([[0, 1, 2]], [[a.tolist()]]), "x")).row(0)
    for logits, at_least in ((ruled_out, math.inf), (np.where(a < 0, -np.inf, a), 0)):
        other = array(np.float64([log_softmax(logits)]), "b.npy").row(0)
        found = apart(base, other, None)
        assert (found.kl, found.kl_high) == (math.inf, math.inf)
        assert found.kl_low == pytest.approx(at_least, abs=STEP)


def test_what_b_has_cut_may_lie_far_below_its_floor():
    a, b = (np.append(np.zeros(20), np.full(500, tail)) for tail in (-12.0, -26.0))
    contents = (kld_bytes([[0, 1, 2]], [[row.tolist()]]) for row in (a, b))
    low, high = bounded(*(open_log(Bytes(content, "x")).row(0) for content in contents))
    exact, at_the_floor = (
        rel_entr(np.exp(log_softmax(a)), np.exp(log_softmax(np.maximum(b, least)))).sum()
        for least in (-99, -16)
    )
    assert low < at_the_floor < exact < high


def test_bounds_are_means_of_the_summary_and_the_same_where_nothing_is_cut():
    cut = compared(CUT_A, CUT_B).summary()
    whole = compared(*(kld_bytes(TEXT, (rows / 2).tolist()) for rows in (A, B))).summary()
    assert 0 < cut.kl_low < cut.kl_mean < cut.kl_high
    assert whole.kl_low == whole.kl_high == whole.kl_mean


@given(st.integers(0, 10_000), st.floats(0.1, 8), st.floats(0, 3))
def test_parts_add_up_whatever_the_rows_are(seed, spread, change):
    chance = np.random.default_rng(seed)
    a = spread * chance.standard_normal(150)
    b = a + change * chance.standard_normal(150)
    found = apart(Row(log_softmax(a), None, None), Row(log_softmax(b), None, None), None)
    assert found.head + found.body + found.tail == pytest.approx(found.kl, abs=1e-12)
    assert min(found.head, found.body, found.tail) >= -1e-12
    assert -1e-12 <= found.shape <= found.kl + 1e-12
    assert 0 <= found.total_variation <= math.sqrt((found.kl + 1e-12) / 2)
    assert found.mass_error < 1e-12


@pytest.mark.parametrize("deepest", [-12, -22])  # above the floor, and below
def test_rows_that_are_sorted_by_their_codes_are_compared_as_their_numbers_are(deepest):
    chance = np.random.default_rng(8)
    rows = chance.uniform(deepest, 0, (2, 300)).round(1)  # some alike
    by_codes = [open_log(Bytes(kld_bytes([[0, 1, 2]], [[row.tolist()]]), "x")).row(0) for row in rows]
    by_numbers = [Row(row.written, row.cut, row.target) for row in by_codes]
    assert apart(*by_codes, 2) == pytest.approx(apart(*by_numbers, 2), abs=1e-12)


# ----------------------------------------------------------------------------------------- llama.cpp


def printed(block):
    """Each line's numbers by its name."""
    lines = [line for line in block.splitlines() if line and not line.startswith("=")]
    numbers = re.compile(r"-?\d+\.\d+")
    parts = (re.match(r"\s*(.*?)\s*: (.*)", line.replace("(base)):", "(base))  :")) for line in lines)
    return {found[1].strip(): tuple(map(float, numbers.findall(found[2]))) for found in parts}


def test_llama_cpps_block_has_its_names_its_order_and_its_numbers():
    found = printed(compared(BASE, OTHER).llama_cpp())
    wanted = llama_cpp(BASE, B.reshape(-1, VOCABULARY).tolist())
    assert list(found) == [name.strip() for name in wanted]
    for name, values in wanted.items():
        if name.startswith("Mean PPL"):
            close = 2 * STEP * abs(wanted["Mean PPL(Q)"][0])
        elif "Δp" in name or "top" in name or "Cor" in name:  # in percent
            close = 100 * STEP
        else:
            close = 2 * STEP
        assert found[name.strip()] == pytest.approx(values, abs=close), name


def test_llama_cpp_tells_a_floored_file_not_from_itself():
    """Much of a large vocabulary is cut here, and stands in the file with more than it had."""
    rows = np.concatenate([3 * logits(5)[:, :, :200], np.full((CHUNKS, ROWS, 20_000), -14.0)], axis=2)
    content = kld_bytes(TEXT, rows.tolist())
    comparison = compared(content, content)
    assert comparison.summary().mass_error > 1e-3
    found = printed(comparison.llama_cpp())
    assert found["Mean    KLD"] == (0, 0)
    assert found["Mean ln(PPL(Q)/PPL(base))"] == (0, 0)


def test_llama_cpps_block_is_set_as_it_sets_it():
    block = compared(BASE, OTHER).llama_cpp()
    names = [line.partition(":")[0] for line in block.splitlines()]
    assert names[0] == "====== Perplexity statistics ======"
    assert names[8:11] == ["====== KL divergence statistics ======", "Mean    KLD", "Maximum KLD"]
    assert names[11:15] == ["99.9%   KLD", "99.0%   KLD", "95.0%   KLD", "90.0%   KLD"]
    assert names[16:18] == ["10.0%   KLD", " 5.0%   KLD"]
    assert re.search(r"^Mean PPL\(Q\)                   : +\d+\.\d{6} ± +\d+\.\d{6}$", block, re.MULTILINE)
    assert re.search(r"^Mean    KLD: {3}\d\.\d{6} ± {3}\d\.\d{6}$", block, re.MULTILINE)
    assert re.search(r"^Same top p: \d\d\.\d{3} ± \d\.\d{3} %$", block, re.MULTILINE)


def test_llama_cpp_leaves_out_what_lies_16_nats_down_in_the_base():
    base = Row(np.array([0.0, -15.9, -16.1]), None, None)
    kept, left_out = (
        scored(base, Row(np.array([0.0, *low]), None, None), 0).kl for low in ((-9e3, -16.1), (-15.9, -9e3))
    )
    assert kept == pytest.approx(math.exp(-15.9) * (9e3 - 15.9), rel=1e-3)
    assert left_out == pytest.approx(0, abs=1e-6)


def test_of_few_tokens_and_of_an_unknown_text_llama_cpp_says_nothing():
    few = [kld_bytes(TEXT[:1], rows[:1].tolist()) for rows in (A, B)]
    assert compared(*few).llama_cpp() == ""
    comparison = Comparison(array(A[0], "a"), array(B[0], "b"))
    list(comparison.advance())
    assert comparison.llama_cpp() == ""


# ---------------------------------------------------------------------------------- together, and not


def test_other_texts_are_told_by_the_first_token_that_differs():
    text = [list(chunk) for chunk in TEXT]
    text[2][5] = (text[2][5] + 1) % VOCABULARY
    words = f"token {2 * CONTEXT + 5} is {TEXT[2][5]} in a.kld, and {text[2][5]} in b.kld"
    with pytest.raises(ValueError, match=words):
        compared(BASE, kld_bytes(text, B.tolist()))


def test_other_windows_are_told():
    short = kld_bytes([[1, 2, 3, 4]], [[[0.0] * VOCABULARY]])
    with pytest.raises(ValueError, match=r"windows of 64 tokens, b\.kld of 4: make both with the same"):
        compared(BASE, short)


def test_an_array_has_to_have_the_rows_that_a_base_file_has():
    base, rows = open_log(Bytes(BASE, "a.kld")), B.reshape(-1, VOCABULARY)
    for pair in ((base, array(rows, "b")), (array(rows, "b"), base)):
        comparison = Comparison(*pair)
        list(comparison.advance())
        assert comparison.summary().kl_error > 0
        assert comparison.summary().ppl_a > 1
        assert comparison.llama_cpp()
    with pytest.raises(
        ValueError, match=r"a\.kld has 124 rows, of the second half of each chunk but its last"
    ):
        Comparison(base, array(np.repeat(rows, 2, axis=0), "b"))


def test_a_padded_vocabulary_is_cut_to_what_both_have():
    padded = np.concatenate([B, np.full((*B.shape[:2], 7), -30.0)], axis=2)
    comparison = compared(BASE, kld_bytes(TEXT, padded.tolist()))
    assert comparison.vocabulary == VOCABULARY
    assert comparison.summary().kl_mean == pytest.approx(compared(BASE, OTHER).summary().kl_mean, abs=1e-3)


def test_a_run_that_was_stopped_is_compared_as_far_as_it_goes():
    size = 2 * (VOCABULARY + 1 + 4)
    comparison = compared(BASE, OTHER[: -size * ROWS])
    assert comparison.rows == (CHUNKS - 1) * ROWS
    assert comparison.notes == (
        "b.kld: The run was stopped: 3 of 4 chunks are whole.",
        f"The first {3 * ROWS} rows are compared: only so many are in both files.",
    )


# ------------------------------------------------------------------------------------------- command


def ran(*arguments):
    command = [sys.executable, "-m", "nexttoken.compare", *map(str, arguments)]
    env = {"PYTHONPATH": str(HOME / "py" / "nexttoken" / "src"), "PYTHONIOENCODING": "ascii"}
    return subprocess.run(command, env=env, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    folder = tmp_path_factory.mktemp("logs")
    for name, content in (("a.kld", BASE), ("b.kld", OTHER), ("other", b"no such thing")):
        (folder / name).write_bytes(content)
    return folder


def test_the_command_prints_llama_cpps_block_and_then_ours(paths):
    done = ran(paths / "a.kld", paths / "b.kld")
    comparison = compared(BASE, OTHER)
    assert done.returncode == 0
    assert done.stderr == ""
    head, _, rest = done.stdout.partition(comparison.llama_cpp())
    assert head.startswith("A = a.kld: base file of llama.cpp")
    found = comparison.summary()
    assert re.search(rf"KL\(A‖B\), mean, nats a token +{found.kl_mean:.6g}\n", rest)
    ours, _, where = rest.partition("\nKL(A‖B) is largest:\n")
    assert len(ours.strip().splitlines()) == len(found.plain())
    assert where.startswith(f"  {found.kl_max:.4g} nats, row ")
    assert len(where.splitlines()) == 5
    assert "\nA finds the text less likely than chance would." in head


def test_the_command_writes_json_and_a_table(paths):
    done = ran(paths / "a.kld", paths / "b.kld", "--json")
    said = json.loads(done.stdout)
    assert [finding["kind"] for finding in said.pop("findings")] == ["text"] * 2  # its tokens are random
    wanted = report(compared(BASE, OTHER)).plain()
    for part in ("quantiles", "flips", "by_top", "notes"):
        assert said.pop(part) == json.loads(json.dumps(wanted[part]))
    assert said == wanted["summary"]
    table = ran(paths / "a.kld", paths / "b.kld", "--markdown").stdout.splitlines()
    assert table[:2] == ["| b.kld against a.kld | |", "|---|---|"]
    assert all(line.count("|") == 3 for line in table[: table.index("")])


def test_tokens_have_the_names_that_a_file_gives_them(paths):
    vocab = {f"w{id}": id for id in range(VOCABULARY)}
    (paths / "tokenizer.json").write_text(json.dumps({"model": {"vocab": vocab}}), "utf-8")
    done = ran(paths / "a.kld", paths / "b.kld", "--tokens", paths / "tokenizer.json")
    assert re.search(r", row \d+, after (“w\d+” ){5}“w\d+”: A “w\d+” \d+\.\d %, B “w\d+” ", done.stdout)
    done = ran(paths / "a.kld", paths / "b.kld", "--tokens", paths / "other")
    assert done.stderr == "compare: other is neither a tokenizer.json nor a GGUF file.\n"


def table(path):
    """Each column by its name."""
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    return {name: [row[name] for row in rows] for name in rows[0]}


def numbers(cells):
    return np.array(cells, float)


def test_the_command_writes_each_row_as_a_second_implementation_has_it(paths):
    targets = [target for _, target in decoded_rows(CUT_A)]
    vocab = {"=1,": targets[0], "w": targets[-1]}
    (paths / "names.json").write_text(json.dumps({"model": {"vocab": vocab}}), "utf-8")
    for name, content in (("cut_a.kld", CUT_A), ("cut_b.kld", CUT_B)):
        (paths / name).write_bytes(content)
    files = paths / "cut_a.kld", paths / "cut_b.kld"
    done = ran(*files, "--rows", paths / "rows.csv", "--tokens", paths / "names.json", "--json")
    found = table(paths / "rows.csv")
    (log_p, _), (log_q, _) = map(completed, (CUT_A, CUT_B))
    p, q = np.exp(log_p), np.exp(log_q)
    written = [[np.exp([row for row, _ in decoded_rows(each)]).sum(axis=1)] for each in (CUT_A, CUT_B)]
    terms = np.take_along_axis(kl_div(p, q), np.argsort(-p, axis=1, kind="stable"), axis=1)
    at = np.arange(CHUNKS * ROWS)
    wanted = {
        "row": at,
        "chunk": at // ROWS,
        "token": targets,
        "kl": kl_div(p, q).sum(axis=1),
        "kl_reverse": kl_div(q, p).sum(axis=1),
        "kl_shape": kl_div(np.sort(p), np.sort(q)).sum(axis=1),
        "kl_head": terms[:, :10].sum(axis=1),
        "kl_body": terms[:, 10:100].sum(axis=1),
        "kl_tail": terms[:, 100:].sum(axis=1),
        "total_variation": np.abs(p - q).sum(axis=1) / 2,
        "same_top": p.argmax(axis=1) == q.argmax(axis=1),
        "surprise_a": -log_p[at, targets],
        "surprise_b": -log_q[at, targets],
        "mass_error": np.abs(np.concatenate(written) - 1).max(axis=0),
        "top_a": p.max(axis=1),
        "entropy_a": entr(p).sum(axis=1),
    }
    assert {*found} == {*wanted, "name", "kl_low", "kl_high"}
    for name, values in wanted.items():
        assert numbers(found[name]) == pytest.approx(np.array(values, float), rel=EXACT, abs=EXACT), name
    reads = {id: f"“{name}”" for name, id in vocab.items()}
    assert found["name"] == [reads.get(target, "") for target in targets]
    said = json.loads(done.stdout)
    for name in ("kl_low", "kl_high"):
        assert numbers(found[name]).mean() == pytest.approx(said[name], rel=EXACT)


def test_rows_have_the_names_that_a_server_gave_and_nothing_where_nothing_is_known(tmp_path):
    legacy = {"tokens": ["a", " b", "c"], "token_logprobs": [None, -1.0, -2.0]}
    answer = {"logprobs": legacy | {"top_logprobs": [None, {" b": -1.0}, {"d": -1.0}]}}
    listed = open_log(Bytes(json.dumps(answer).encode(), "a.json"))
    for file, name, is_known in ((listed, ["“ b”", "“c”"], True), (array(A[0], "a"), [""] * ROWS, False)):
        comparison = Comparison(file, file)
        with writing(comparison, tmp_path / "rows.csv"):
            list(comparison.advance())
        found = table(tmp_path / "rows.csv")
        assert found["name"] == name
        assert {*found["token"]} == {""}
        assert all(map(bool, found["surprise_b"])) == is_known


def test_a_run_that_a_damaged_row_ends_has_written_those_before(paths):
    size, whole = 2 * (VOCABULARY + 1 + 4), 50
    end = len(BASE) - (CHUNKS * ROWS - whole) * size
    (paths / "damaged.kld").write_bytes(BASE[:end] + bytes(size) + BASE[end + size :])
    done = ran(paths / "damaged.kld", paths / "b.kld", "--rows", paths / "rows.csv")
    assert done.stderr.startswith(f"compare: damaged.kld: row {whole} says ln p = 0 of each token")
    assert table(paths / "rows.csv")["row"] == [str(at) for at in range(whole)]


def test_rows_are_not_written_over_a_file_that_is_read(paths):
    done = ran(paths / "a.kld", paths / "b.kld", "--rows", f"{paths}/./b.kld")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith("b.kld is read, and would be lost: let --rows name another file.\n")
    assert (paths / "b.kld").read_bytes() == OTHER


def test_what_is_odd_is_said_in_each_form(paths):
    (paths / "short.kld").write_bytes(OTHER[: -ROWS * 2 * (VOCABULARY + 1 + 4)])
    note = "short.kld: The run was stopped: 3 of 4 chunks are whole."
    said = json.loads(ran(paths / "a.kld", paths / "short.kld", "--json").stdout)
    assert (said["rows"], said["notes"][0]) == (3 * ROWS, note)
    assert f"\n- {note}\n" in ran(paths / "a.kld", paths / "short.kld", "--markdown").stdout
    assert f"\n{note}\n" in ran(paths / "a.kld", paths / "short.kld").stdout


def test_the_command_says_what_is_probably_wrong_and_inserts_no_markup(paths):
    (paths / "<b>.kld").write_bytes(BASE)
    findings = json.loads(ran(paths / "a.kld", paths / "<b>.kld", "--json").stdout)["findings"]
    assert findings[0]["kind"] == "same"
    words = " ".join(findings[0][part] for part in ("what", "evidence", "remedy"))
    assert f"\n{words}\n" in ran(paths / "a.kld", paths / "<b>.kld").stdout
    table = ran(paths / "a.kld", paths / "<b>.kld", "--markdown").stdout
    assert table.startswith("| &lt;b&gt;.kld against a.kld |")
    assert f"\n- {words}\n" in table


def test_a_card_shows_tokens_and_names_as_they_are(paths):
    """None of them becomes a picture, a link, or another cell."""
    for name, end in (("a|b", "![x](https://host/x)"), ("_c_", "<img src=x>")):
        rows = [("t", -1.0), *[(end, -0.5)] * 9]
        legacy = {
            "tokens": [token for token, _ in rows],
            "token_logprobs": [value for _, value in rows],
            "top_logprobs": [{token: value} for token, value in rows],
        }
        (paths / f"{name}.json").write_text(json.dumps({"logprobs": legacy}), "utf-8")
    card = ran(paths / "a|b.json", paths / "_c_.json", "--markdown").stdout
    assert card.startswith("| \\_c\\_.json against a\\|b.json | |\n")
    assert "After row 1 A has “!\\[x\\](https://host/x)” and B “&lt;img src=x&gt;”;" in card


def test_the_command_says_why_no_row_can_be_compared(paths):
    for name, first in (("a", 1), ("b", 2)):
        rows = [None, {"t3": -1.0}]
        legacy = {"tokens": [f"t{first}", "t3"], "token_logprobs": [None, -1.0], "top_logprobs": rows}
        (paths / f"{name}.json").write_text(json.dumps({"logprobs": legacy}), "utf-8")
    done = ran(paths / "a.json", paths / "b.json")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("compare: a.json and b.json have no row of which both say something of the")
    assert " The texts are not the same: each model went its own way. After row 0 A has “t1”" in done.stderr


def test_the_command_says_what_is_wrong_in_a_sentence(paths):
    for pair, words in ((("other", "b.kld"), "none of the files"), (("missing", "b.kld"), "No such file")):
        done = ran(*map(paths.joinpath, pair))
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("compare: ")
        assert words in done.stderr
        assert done.stderr.count("\n") == 1
