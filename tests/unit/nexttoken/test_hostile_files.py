"""Whatever is in a file, it is read, or refused in a sentence: damaged, cut off, lying, meant to do harm."""

import io
import json
import struct
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nexttoken.logfiles import open_log
from nexttoken.names import read_names
from scipy.special import log_softmax

from tests.unit.nexttoken import answers
from tests.unit.nexttoken.answers import TOKENS
from tests.unit.nexttoken.hostile import bounded, is_sentence, judged, opened
from tests.unit.nexttoken.kld_files import Bytes, kld_bytes

V, CONTEXT, CHUNKS = len(TOKENS), 8, 2
HALF = CONTEXT - 1 - CONTEXT // 2
CHANCE = np.random.default_rng(3)
SAID = log_softmax(2 * CHANCE.standard_normal((CHUNKS * HALF, V)), axis=1)
ROWS = [(row.tolist(), at % V) for at, row in enumerate(SAID)]
MANY = settings(max_examples=300)


def saved(array, **options):
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


def zipped(save=np.savez, **arrays):
    file = io.BytesIO()
    save(file, **arrays)
    return file.getvalue()


def streamed(rows, count):
    chunks = (answers.chat([row], count) | {"object": "chat.completion.chunk"} for row in rows)
    return b"".join(b"data: %s\n\n" % json.dumps(chunk).encode() for chunk in chunks) + b"data: [DONE]\n"


WRITERS = (
    answers.chat,
    answers.chat_with_ids,
    answers.legacy,
    answers.prompt,
    answers.llama,
    answers.llama_sampled,
    answers.llama_old,
)
TEXT = (np.arange(CHUNKS * CONTEXT) % V).reshape(CHUNKS, CONTEXT).tolist()
GOOD = {
    "kld": kld_bytes(TEXT, SAID.reshape(CHUNKS, HALF, V).tolist()),
    "npy": saved(SAID.astype("float32")),
    "npz": zipped(logits=SAID.astype("float32")),
    "packed": zipped(np.savez_compressed, logits=SAID.astype("float32")),
    "streamed": streamed(ROWS, 3),
    "samples": "\n".join(map(json.dumps, answers.samples([[-3.0, -4.0], [-5.0]]))).encode(),
    **{write.__name__: json.dumps(write(ROWS, 3)).encode() for write in WRITERS},
}
FILES = {name: opened(content, "good") for name, content in GOOD.items()}


def test_what_is_damaged_here_is_good():
    for name, content in GOOD.items():
        assert judged(content, FILES["npy"], "good"), name


@MANY
@given(st.sampled_from(sorted(GOOD)), st.floats(0, 1, exclude_max=True))
def test_a_file_that_is_cut_off_anywhere(name, part):
    content = GOOD[name]
    judged(content[: int(part * len(content))], FILES[name])


@MANY
@given(
    st.sampled_from(sorted(GOOD)),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_a_file_of_which_some_bytes_are_others(name, changes):
    content = bytearray(GOOD[name])
    for part, byte in changes:
        content[int(part * len(content))] ^= byte
    judged(bytes(content), FILES[name])


@MANY
@given(st.sampled_from(sorted(GOOD)), st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_a_file_of_which_a_part_comes_twice_or_not_at_all(name, parts):
    content = GOOD[name]
    start, end, place = (int(part * len(content)) for part in parts)
    start, end = min(start, end), max(start, end)
    lacks = place % 2
    judged(
        content[:start] + content[end:] if lacks else content[:place] + content[start:end] + content[place:],
        FILES[name],
    )


# ------------------------------------------------------------------------------------------ base files

WHOLE = st.one_of(st.integers(-(2**31), 2**31 - 1), st.integers(-3, 40), st.sampled_from([2**31 - 1, 2**24]))


@MANY
@given(WHOLE, WHOLE, WHOLE, st.binary(max_size=400))
def test_a_base_file_whose_head_says_anything(context, vocabulary, chunks, rest):
    with bounded(2**21):
        judged(b"_logits_" + struct.pack("<3i", context, vocabulary, chunks) + rest, FILES["kld"])


@MANY
@given(st.floats(width=32), st.floats(width=32), st.binary(min_size=2 * V, max_size=2 * V))
def test_a_base_file_whose_first_row_says_anything(scale, least, codes):
    start = 20 + 4 * CONTEXT * CHUNKS
    row = struct.pack("<2f", scale, least) + codes
    judged(GOOD["kld"][:start] + row + GOOD["kld"][start + len(row) :], FILES["kld"])


# ---------------------------------------------------------------------------------------------- arrays


def array(descr, by_columns, shape, content):
    head = repr({"descr": descr, "fortran_order": by_columns, "shape": shape}).encode()
    head += b" " * (-(len(head) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + content


SIZE = st.one_of(st.integers(-2, 40), st.sampled_from([2**24, 2**31, 2**63, 10**400]))


@MANY
@given(
    st.sampled_from(
        ["<f2", "<f4", "<f8", ">f4", "<f16", "<c8", "|O", "|V2", "<V2", "|S4", "<i4", "|b1", "", 7]
    ),
    st.booleans(),
    st.lists(SIZE, max_size=3).map(tuple),
    st.binary(max_size=400),
)
def test_an_array_whose_head_says_anything(descr, by_columns, shape, content):
    with bounded(2**21):
        judged(array(descr, by_columns, shape, content), FILES["npy"])


# ------------------------------------------------------------------------------------------------ JSON

VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.sampled_from([10**400, -(10**400), 2**63]),
        st.floats(),
        st.text(max_size=5),
        st.sampled_from(["\ud800", "token_id:3", "<script>", "\x00"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["token", "logprob", "top_logprobs", "id", "bytes", "probs", "5", "-5", "x"]),
            inner,
        ),
    ),
    max_leaves=5,
)


def places(value):
    """The containers within, and the keys by which each of their values is reached."""
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from places(value[key])


@MANY
@given(st.sampled_from(WRITERS), st.data())
def test_json_of_which_any_value_is_another(write, data):
    answer = write(ROWS[:3], 3)
    for _ in range(data.draw(st.integers(1, 3))):
        found = list(places(answer))
        container, key = found[data.draw(st.integers(0, len(found) - 1))]
        container[key] = data.draw(VALUES)
    judged(json.dumps(answer).encode("utf-8", "surrogatepass"), FILES[write.__name__])


MEGABYTE = 2**20
IN_A_ROW = b'{"prompt_logprobs": [{"3": {"logprob": %s}}]}'
HUGE = {
    "deep": b"[" * MEGABYTE,
    "deep objects": b'{"a":' * (MEGABYTE // 5),
    "deep in a row": IN_A_ROW % (b"[" * MEGABYTE),
    "an integer": IN_A_ROW % (b"-" + b"9" * MEGABYTE),
    "a fraction": IN_A_ROW % (b"-0." + b"1" * MEGABYTE),
    "a power": IN_A_ROW % (b"-1e" + b"9" * MEGABYTE),
    "a score": b'{"resps": [[["%s", false]]]}' % (b"x" * MEGABYTE),
    "an id": b'{"prompt_logprobs": [{"%s": {"logprob": -1}}]}' % (b"1" * MEGABYTE),
    "a number outside": b'{"index": %s, "prompt_logprobs": [null]}' % (b"1" * MEGABYTE),
    "a key": b'{"%s": [null]}' % (b"prompt_logprobs" * (MEGABYTE // 15)),
    "escapes": b'{"prompt_logprobs": [{"3": {"logprob": -1, "decoded_token": "%s' % (b"\\" * MEGABYTE),
    "quotation marks": b'{"' * (MEGABYTE // 2),
    "blanks": b'{"prompt_logprobs": [' + b" " * MEGABYTE + b"]}",
    "lists in a row": b'{"prompt_logprobs": [[%s0]]}' % (b"[]," * (MEGABYTE // 3)),
    "rows": b'{"prompt_logprobs": [%s0]}' % (b"0," * (MEGABYTE // 16)),
    "streams": b'data:{"choices":[%s{}]}'
    % b",".join(b'{"index":%d,"logprobs":{"content":[0]}}' % at for at in range(9999)),
    "no end": b'{"a": "' + b"x" * (20 * MEGABYTE),
}


@pytest.mark.parametrize("name", HUGE)
def test_json_without_measure_takes_little_time_and_memory(name):
    with bounded(48 * MEGABYTE):
        judged(HUGE[name])


def test_more_rows_than_anyone_has_are_refused(monkeypatch):
    monkeypatch.setattr("nexttoken.logfiles.spans._MOST_ROWS", 1000)
    with pytest.raises(ValueError, match=r"a\.json is damaged, or no JSON: at byte \d+, more than 1000 rows"):
        open_log(Bytes(b'{"prompt_logprobs": [' + b"null," * 2000, "a.json"))


def members(**contents):
    """An archive as numpy packs them, of any contents."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(f"{name}.npy", content)
    return file.getvalue()


def lying(content, packed=None, unpacked=None):
    """An archive of one member, whose list of members says other sizes than there are."""
    at = content.rindex(b"PK\x01\x02")
    sizes = list(struct.unpack("<2I", content[at + 20 : at + 28]))
    sizes = [said or true for said, true in zip((packed, unpacked), sizes, strict=True)]
    return content[: at + 20] + struct.pack("<2I", *sizes) + content[at + 28 :]


ZEROS = array("<f4", False, (64, 2**16), bytes(2**24))
BOMBS = {
    "zeros": members(logits=ZEROS),
    "a lie of what is packed": lying(members(logits=ZEROS), packed=2**31),
    "a lie of what is unpacked": lying(members(logits=ZEROS), unpacked=2**17),
    "a lie of both": lying(members(logits=ZEROS), 2**24 // 200, 2**24),
    "more than there is": lying(members(logits=saved(SAID)), unpacked=2**20),
    "less than there is": lying(members(logits=saved(SAID)), unpacked=900),
    "a wide head": members(logits=array("<f8", False, (2**31, 2**31), bytes(100))),
    "many": members(**{f"a{number}": saved(SAID) for number in range(100)}),
    "pickled objects": members(logits=saved(np.array([[1.0, None]]), allow_pickle=True)),
    "a comment": members(logits=saved(SAID)) + b"PK\x05\x06" * 1000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_an_archive_that_would_burst_is_read_as_it_is_or_refused(name):
    with bounded(8 * MEGABYTE):
        judged(BOMBS[name])


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_numpy_does_not_pack_so_is_refused_before_it_is_unpacked(method):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("logits.npy", saved(SAID))
    with pytest.raises(
        ValueError, match=r"^a\.npz is packed otherwise than numpy packs: save it with numpy\.sa"
    ):
        open_log(Bytes(file.getvalue(), "a.npz"))


def test_names_of_members_and_files_cannot_command_a_terminal(tmp_path):
    content = members(**{"\x1b[31m<b>" + "x" * 99: saved(SAID)})
    file = opened(content)
    assert file.name.startswith("a.file (\\x1b[31m<b>xxx")
    assert len(file.name) < 60
    path = tmp_path / "a\x1b[31m\n.kld"
    path.write_bytes(b"")
    with pytest.raises(ValueError, match=r"^a\\x1b\[31m\\n\.kld is empty\.$"):
        open_log(path)


# ----------------------------------------------------------------------------------------------- names

VOCAB = {"added_tokens": [{"id": 9, "content": "<|end|>"}], "model": {"vocab": {"the": 0, "Ġcat": 1}}}


@MANY
@given(st.data())
def test_names_of_which_any_value_is_another(data):
    content = json.loads(json.dumps(VOCAB | {"decoder": {"type": "ByteLevel"}}))
    for _ in range(data.draw(st.integers(1, 3))):
        found = list(places(content))
        container, key = found[data.draw(st.integers(0, len(found) - 1))]
        container[key] = data.draw(VALUES)
    try:
        names = read_names(Bytes(json.dumps(content).encode("utf-8", "surrogatepass"), "a.file"))
    except ValueError as error:
        assert is_sentence(error, "a.file")
        return
    assert all(names.shown(id).isprintable() for id in names.tokens)
