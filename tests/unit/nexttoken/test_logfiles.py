"""Files of log-probabilities that other programs wrote: against a writer from the format's description."""

import io
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexttoken.compare import Comparison
from nexttoken.logfiles import open_log
from scipy.special import log_softmax

from tests.unit.nexttoken.kld_files import Bytes, decoded_rows, kld_bytes

CONTEXT, VOCABULARY, CHUNKS = 8, 33, 3
ROWS = CONTEXT - 1 - CONTEXT // 2


def logits(seed, spread, vocabulary=VOCABULARY):
    chance = np.random.default_rng(seed)
    return (spread * chance.standard_normal((CHUNKS, ROWS, vocabulary))).tolist()


def text(seed=1, vocabulary=VOCABULARY):
    return np.random.default_rng(seed).integers(0, vocabulary, (CHUNKS, CONTEXT)).tolist()


GOOD = kld_bytes(text(), logits(1, 2.0))


@pytest.mark.parametrize("vocabulary", [VOCABULARY, VOCABULARY + 1])
@pytest.mark.parametrize("spread", [0.5, 10.0])
def test_a_row_is_what_the_model_said_to_half_a_step_where_it_is_not_cut(vocabulary, spread):
    said = logits(2, spread, vocabulary)
    content = kld_bytes(text(2, vocabulary), said)
    file = open_log(Bytes(content))
    assert (file.rows, file.vocabulary, file.rows_per_chunk, file.notes) == (
        CHUNKS * ROWS,
        vocabulary,
        ROWS,
        (),
    )
    for at, (written, target) in enumerate(decoded_rows(content)):
        row, exact = file.row(at), log_softmax(said[at // ROWS][at % ROWS])
        assert row.written == pytest.approx(written, abs=1e-6)
        assert row.target == target == file.text[at // ROWS][CONTEXT // 2 + at % ROWS + 1]
        cut = np.zeros(vocabulary, bool) if row.cut is None else row.cut
        assert np.abs(row.written - exact)[~cut].max() <= 16 / 65535
        assert (row.written >= exact - 1e-5)[cut].all()
        assert (exact.max() - exact[cut] >= 16 - 1e-3).all()


def test_a_row_whose_numbers_are_all_alike_is_uniform():
    row = open_log(Bytes(kld_bytes(text(), np.zeros((CHUNKS, ROWS, VOCABULARY)).tolist()))).row(0)
    assert row.written == pytest.approx(np.full(VOCABULARY, -np.log(VOCABULARY)))
    assert row.cut is None


@pytest.mark.parametrize(
    ("floor", "spread", "kind"),
    [
        (16, 10.0, "base file of llama.cpp"),
        (24, 12.0, "base file of ik_llama.cpp"),
        (24, 1.0, "base file of llama.cpp or ik_llama.cpp"),
    ],
)
def test_whose_file_it_is_is_told_by_where_it_cuts(floor, spread, kind):
    file = open_log(Bytes(kld_bytes(text(), logits(3, spread), floor)))
    assert file.kind == kind
    assert file.reason.endswith(".")


def test_a_run_that_was_stopped_is_read_as_far_as_it_goes():
    size = 2 * (VOCABULARY + 1 + 4)
    file = open_log(Bytes(GOOD[: -(size * (ROWS + 1) + 5)]))
    assert file.rows == ROWS + 1
    assert file.notes == ("The run was stopped: 1 of 3 chunks are whole, and 1 row of the next.",)
    whole = open_log(Bytes(GOOD))
    assert (file.row(ROWS).written == whole.row(ROWS).written).all()


HEAD = b"_logits_"
FOREIGN = {
    "model": (
        b"GGUF and more",
        "a.kld is a model: llama-perplexity -m … -f text --kl-divergence-base",
    ),
    "gzip": (b"\x1f\x8b\x08", "is packed by gzip: unpack it first"),
    "pickle": (b"\x80\x04\x95", "is a pickle, which may run anything: save the array with numpy.save"),
    "safetensors": (struct.pack("<Q", 40) + b'{"logits":', "seems to be safetensors: save the array with"),
}
BAD = {
    "empty": (b"", "a.kld is empty."),
    "other": (b"a text and more", "is none of the files that can be read"),
    "twelve": (HEAD + struct.pack("<i", 512), "shorter than two windows of 512 tokens"),
    "head": (HEAD + b"\0" * 9, "ends within its head, after 17 bytes"),
    "endian": (HEAD + struct.pack(">3i", 512, 32000, 4) + b"\0" * 99, "has a number's highest byte first"),
    "huge": (
        HEAD + struct.pack("<3i", 2**30 + 5, 2**30 + 5, 2**30 + 5),
        "head says that the context is 1073741829",
    ),
    "text": (HEAD + struct.pack("<3i", 512, 32000, 9999) + b"\0" * 99, "speaks of 5119488 tokens of text"),
    "no row": (HEAD + struct.pack("<3i4i", 4, 5, 1, 0, 1, 2, 3), "of rows of 5, and 16 bytes follow"),
    "ids": (
        HEAD + struct.pack("<3i", 4, 5, 1) + struct.pack("<4i", 0, 1, 7, 2) + bytes(20),
        "token 2 of its",
    ),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_people_have_beside_such_files_is_told_what_it_is(name):
    content, words = FOREIGN[name]
    with pytest.raises(ValueError, match=words):
        open_log(Bytes(content))


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_said_in_a_sentence(name):
    content, words = BAD[name]
    with pytest.raises(ValueError, match=words) as caught:
        open_log(Bytes(content))
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_a_row_that_cannot_be_is_named():
    at = len(GOOD) - 2 * (VOCABULARY + 1 + 4)
    file = open_log(Bytes(GOOD))
    broken = Bytes(GOOD[:at] + struct.pack("<2f", float("nan"), -3.0) + GOOD[at + 8 :])
    object.__setattr__(file, "source", broken)
    with pytest.raises(ValueError, match="row 8 begins at ln p = -3, in steps of nan"):
        file.row(8)


@given(st.integers(0, len(GOOD)))
def test_a_file_that_is_cut_off_anywhere_is_read_or_refused(at):
    read_or_refused(GOOD[:at])


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 7))
def test_a_file_of_which_a_bit_is_flipped_is_read_or_refused(at, bit):
    read_or_refused(GOOD[:at] + bytes([GOOD[at] ^ 1 << bit]) + GOOD[at + 1 :])


def read_or_refused(content):
    """Whatever is read can be compared, too."""
    try:
        file = open_log(Bytes(content))
        comparison = Comparison(file, file)
        assert len(list(comparison.advance())) == file.rows
    except ValueError as error:
        assert str(error).endswith(".")
        return
    assert comparison.summary().kl_mean >= 0
    comparison.llama_cpp()


def test_rows_that_were_never_written_are_no_distributions():
    size = 2 * (VOCABULARY + 1 + 4)
    file = open_log(Bytes(GOOD[:-size] + bytes(size)))
    with pytest.raises(ValueError, match="row 8 says ln p = 0 of each token: nothing was computed for it"):
        file.row(8)


def test_a_file_that_has_come_to_be_shorter_says_so():
    file = open_log(Bytes(GOOD))
    object.__setattr__(file, "source", Bytes(GOOD[:-3]))
    with pytest.raises(ValueError, match=f"ended at byte {len(GOOD) - 3}, while it was read"):
        file.row(8)


def test_a_path_is_read_row_by_row_and_nothing_but_the_row_is_held(tmp_path):
    vocabulary, chunks = 20_000, 2
    path = tmp_path / "large.kld"
    row = struct.pack("<2f", 0, -np.log(vocabulary)) + bytes(2 * vocabulary)
    path.write_bytes(
        HEAD + struct.pack("<3i", 512, vocabulary, chunks) + bytes(chunks * 4 * 512) + row * 255 * chunks
    )
    tracemalloc.start()
    file = open_log(str(path))
    for at in range(file.rows):
        file.row(at)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (file.rows, file.name) == (255 * chunks, "large.kld")
    assert peak < path.stat().st_size / 10


class Counted(Bytes):
    """A file in memory that counts how often it is read, and how much."""

    reads = total = 0

    def read(self, start, count):
        found = super().read(start, count)
        self.reads, self.total = self.reads + 1, self.total + len(found)
        return found


def test_rows_one_after_another_are_read_many_at_a_time_and_others_alone():
    vocabulary = 8000
    row = struct.pack("<2f", 0, -np.log(vocabulary)) + bytes(2 * vocabulary)
    source = Counted(HEAD + struct.pack("<3i", 512, vocabulary, 1) + bytes(4 * 512) + row * 255)
    file = open_log(source)
    opened = source.total
    assert opened < 2**20 + 3000
    for at in range(file.rows):
        assert file.row(at).target == 0
    assert source.reads < 255 + 20  # of which the first are of each row's head, to tell whose file it is
    assert source.total - opened < 1.1 * source.size
    before = source.total
    for at in (100, 3, 50):
        assert file.row(at).target == 0
    assert source.total - before == 3 * len(row)


# ------------------------------------------------------------------------------------------- arrays


def saved(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", ">f2", ">f4", ">f8"])
@pytest.mark.parametrize("numbers", ["logits", "log-probabilities", "probabilities"])
def test_an_arrays_numbers_are_told_from_what_they_add_up_to(numbers, dtype):
    said = np.array(logits(4, 2.0)[0]) + 3
    exact = log_softmax(said, axis=1)
    array = {"logits": said, "log-probabilities": exact, "probabilities": np.exp(exact)}[numbers]
    file = open_log(Bytes(saved(array.astype(dtype)), "a.npy"))
    assert file.kind == f"array of {numbers}"
    assert (file.rows, file.vocabulary, file.text) == (ROWS, VOCABULARY, None)
    for at in range(ROWS):
        row = file.row(at)
        assert row.written == pytest.approx(exact[at], abs=0.05 if dtype in ("float16", ">f2") else 1e-5)
        assert (row.cut, row.target) == (None, None)


def test_bfloat16_is_read_as_the_upper_half_of_a_single():
    """numpy has no name for it: what is saved of such an array are two bytes a number."""
    singles = np.array(logits(4, 2.0)[0], "<f4")
    content = saved((singles.view("<u4") >> 16).astype("<u2").view("V2"))
    assert b"V2" in content[:80]
    file = open_log(Bytes(content, "a.npy"))
    assert (file.kind, file.grid.name) == ("array of logits", "bfloat16")
    rounded = (singles.view("<u4") & 0xFFFF0000).view("<f4").astype(float)
    assert file.row(1).written == pytest.approx(log_softmax(rounded[1]), abs=1e-12)


def test_a_probability_of_0_stays_0():
    row = open_log(Bytes(saved(np.array([[0.5, 0.0, 0.5]])), "a.npy")).row(0)
    assert row.written.tolist() == [np.log(0.5), -np.inf, np.log(0.5)]


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.zeros(5), "holds float64 in 1 dimensions: save positions times tokens"),
        (np.zeros((2, 3), "int32"), "holds int32"),
        (np.zeros((2, 3), "c8"), "holds complex64"),
        (np.zeros((2, 3), object), "holds pickled objects, which may run anything: save positions times tok"),
        (np.asfortranarray(np.zeros((2, 3))), "holds float64 in 2 dimensions, column after column: save"),
        (np.zeros((0, 3)), "is empty or damaged: it says it has 0 times 3"),
        (np.zeros((1, 2**20 + 1), "f2"), "is empty or damaged: it says it has 1 times 1048577"),
        (np.full((2, 3), np.nan), "holds NaN, or nothing that is finite, in each of its first rows"),
    ],
)
def test_other_arrays_are_refused(array, words):
    with pytest.raises(ValueError, match=words):
        open_log(Bytes(saved(array), "a.npy"))


def test_an_array_that_was_cut_off_is_read_as_far_as_it_goes():
    content = saved(np.array(logits(5, 2.0)[0]))
    file = open_log(Bytes(content[:-1], "a.npy"))
    assert (file.rows, file.notes) == (
        ROWS - 1,
        (f"The file was cut off: {ROWS - 1} of {ROWS} rows are whole.",),
    )


@given(st.integers(0, 127), st.integers(0, 7))
def test_an_array_with_a_damaged_head_is_read_or_refused(at, bit):
    content = saved(np.array(logits(5, 2.0)[0]))
    read_or_refused(content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :])


def test_a_first_row_of_nan_hides_nothing_of_what_the_others_are():
    rows = np.exp(log_softmax(np.array(logits(5, 2.0)[0]), axis=1))
    rows[0] = np.nan
    file = open_log(Bytes(saved(rows), "a.npy"))
    assert file.kind == "array of probabilities"
    assert file.row(1).written == pytest.approx(np.log(rows[1]))


def test_a_later_row_that_is_none_is_named():
    rows = log_softmax(np.tile(np.array(logits(5, 2.0)[0]), (4, 1)), axis=1)
    rows[-1] = 2000
    file = open_log(Bytes(saved(rows), "a.npy"))
    with pytest.raises(ValueError, match=f"the probabilities of row {len(rows) - 1} add up to inf"):
        file.row(len(rows) - 1)


def test_a_row_of_nan_is_named():
    array = np.array(logits(5, 2.0)[0] * 4)
    array[-1] = np.nan
    file = open_log(Bytes(saved(array), "a.npy"))
    with pytest.raises(ValueError, match=f"a.npy: row {len(array) - 1} holds NaN"):
        file.row(len(array) - 1)


# ----------------------------------------------------------------------------------------- archives


def zipped(save=np.savez_compressed, **arrays):
    file = io.BytesIO()
    save(file, **arrays)
    return file.getvalue()


SAID = log_softmax(np.array(logits(6, 2.0)).reshape(-1, VOCABULARY), axis=1)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_an_archives_array_is_read_in_any_order(save):
    file = open_log(Bytes(zipped(save, ids=np.arange(9), said=SAID.astype("float32")), "a.npz"))
    assert (file.name, file.kind) == ("a.npz (said)", "array of log-probabilities")
    assert (file.rows, file.vocabulary) == (CHUNKS * ROWS, VOCABULARY)
    for at in (3, 0, 8, 1):
        assert file.row(at).written == pytest.approx(SAID[at], abs=1e-6)


def test_of_several_arrays_the_one_is_taken_that_is_called_so():
    assert open_log(Bytes(zipped(hidden=SAID, logits=SAID + 3), "a.npz")).name == "a.npz (logits)"
    with pytest.raises(ValueError, match="holds “first”, “second”: save the one that is meant alone"):
        open_log(Bytes(zipped(first=SAID, second=SAID), "a.npz"))


def test_pytorchs_archive_is_told():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/data.pkl", b"")
    with pytest.raises(ValueError, match=r"a\.pt is PyTorch's: save the array with numpy\.save"):
        open_log(Bytes(file.getvalue(), "a.pt"))


def test_an_archive_that_unpacks_to_what_no_model_said_is_refused():
    bomb = zipped(logits=np.zeros((3000, 5000)))
    assert len(bomb) < 200_000
    with pytest.raises(ValueError, match="unpack to 120000128, as no model's numbers do: save it anew"):
        open_log(Bytes(bomb, "a.npz"))


def test_an_archive_of_very_many_members_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(25_000):
            archive.writestr(f"{number:07}.npy", b"")
    with pytest.raises(ValueError, match="its list of members would take 1425000 bytes"):
        open_log(Bytes(file.getvalue(), "a.npz"))
    with pytest.raises(ValueError, match="has 101 members"):
        open_log(Bytes(zipped(**{f"a{number}": SAID[0] for number in range(101)}), "a.npz"))


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_a_damaged_archive_is_read_or_refused(save):
    content = zipped(save, logits=SAID.astype("float32"))
    chance = np.random.default_rng(8)
    for at in chance.integers(0, len(content), 100).tolist():
        read_or_refused(content[:at])
        read_or_refused(
            content[:at] + bytes([content[at] ^ 1 << int(chance.integers(8))]) + content[at + 1 :]
        )


def test_an_archive_is_unpacked_no_further_than_to_the_row(tmp_path):
    path, rows = tmp_path / "large.npz", np.random.default_rng(9).standard_normal((90, 20_000))
    np.savez_compressed(path, logits=rows.astype("float32"))
    size = rows.size * 4
    del rows
    tracemalloc.start()
    file = open_log(path)
    for at in range(file.rows):
        file.row(at)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < size / 2
