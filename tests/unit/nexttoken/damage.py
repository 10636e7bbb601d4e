"""Readers' files, good ones and what becomes of them: as hypothesis's strategies."""

import io
import json
import struct
import zipfile

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from nexttoken.lm import gguf as reader
from scipy.special import log_softmax

from tests.unit.nexttoken import answers, tiny_model
from tests.unit.nexttoken.answers import TOKENS
from tests.unit.nexttoken.kld_files import kld_bytes

V, CONTEXT, CHUNKS = len(TOKENS), 8, 2
HALF = CONTEXT - 1 - CONTEXT // 2
CHANCE = np.random.default_rng(3)
SAID = log_softmax(2 * CHANCE.standard_normal((CHUNKS * HALF, V)), axis=1)
ROWS = [(row.tolist(), at % V) for at, row in enumerate(SAID)]


def same_each_time(strategy, count):
    """So many of what a strategy gives, the same in every run."""
    found = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(each):
        found.append(each)

    collect()
    return found


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

# What follows is of such a name and the bytes that became of it.
NAMES = st.sampled_from(sorted(GOOD))
PART = st.floats(0, 1, exclude_max=True)


def cut_off(name, part):
    return name, GOOD[name][: int(part * len(GOOD[name]))]


def other_bytes(name, changes):
    content = bytearray(GOOD[name])
    for part, byte in changes:
        content[int(part * len(content))] ^= byte
    return name, bytes(content)


def twice_or_not(name, parts):
    content = GOOD[name]
    start, end, place = (int(part * len(content)) for part in parts)
    start, end = min(start, end), max(start, end)
    if place % 2:
        return name, content[:start] + content[end:]
    return name, content[:place] + content[start:end] + content[place:]


CUT_OFF = st.builds(cut_off, NAMES, PART)
OTHER_BYTES = st.builds(
    other_bytes, NAMES, st.lists(st.tuples(PART, st.integers(0, 255)), min_size=1, max_size=4)
)
TWICE_OR_NOT = st.builds(twice_or_not, NAMES, st.lists(st.floats(0, 1), min_size=3, max_size=3))


# ------------------------------------------------------------------------------------------ base files


def base_head(context, vocabulary, chunks, rest):
    return "kld", b"_logits_" + struct.pack("<3i", context, vocabulary, chunks) + rest


def base_row(scale, least, codes):
    start = 20 + 4 * CONTEXT * CHUNKS
    row = struct.pack("<2f", scale, least) + codes
    return "kld", GOOD["kld"][:start] + row + GOOD["kld"][start + len(row) :]


WHOLE = st.one_of(st.integers(-(2**31), 2**31 - 1), st.integers(-3, 40), st.sampled_from([2**31 - 1, 2**24]))
BASE_HEADS = st.builds(base_head, WHOLE, WHOLE, WHOLE, st.binary(max_size=400))
SINGLE = st.floats(width=32)
BASE_ROWS = st.builds(base_row, SINGLE, SINGLE, st.binary(min_size=2 * V, max_size=2 * V))


# ---------------------------------------------------------------------------------------------- arrays


def array(descr, by_columns, shape, content):
    head = repr({"descr": descr, "fortran_order": by_columns, "shape": shape}).encode()
    head += b" " * (-(len(head) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + content


SIZE = st.one_of(st.integers(-2, 40), st.sampled_from([2**24, 2**31, 2**63, 10**400]))
ARRAY_HEADS = st.tuples(
    st.just("npy"),
    st.builds(
        array,
        st.sampled_from(
            ["<f2", "<f4", "<f8", ">f4", "<f16", "<c8", "|O", "|V2", "<V2", "|S4", "<i4", "|b1", "", 7]
        ),
        st.booleans(),
        st.lists(SIZE, max_size=3).map(tuple),
        st.binary(max_size=400),
    ),
)


def members(**contents):
    """An archive as numpy packs them, of any contents."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(f"{name}.npy", content)
    return file.getvalue()


def other_in_list(name, part, size):
    """An archive whose list of members says something large anywhere."""
    content = GOOD[name]
    start = content.index(b"PK\x01\x02")
    at = start + int(part * (len(content) - start - 4))
    return name, content[:at] + struct.pack("<I", size) + content[at + 4 :]


ARCHIVE_LISTS = st.builds(
    other_in_list,
    st.sampled_from(["npz", "packed"]),
    PART,
    st.sampled_from([2**16, 2**20, 2**31 - 1, 2**31, 2**32 - 1]),
)


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


def with_others(draw, content):
    """JSON of which up to three values are others."""
    for _ in range(draw(st.integers(1, 3))):
        found = list(places(content))
        container, key = found[draw(st.integers(0, len(found) - 1))]
        container[key] = draw(VALUES)
    return json.dumps(content).encode("utf-8", "surrogatepass")


@st.composite
def other_values(draw):
    write = draw(st.sampled_from(WRITERS))
    return write.__name__, with_others(draw, write(ROWS[:3], 3))


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


# ----------------------------------------------------------------------------------------------- names

VOCAB = {"added_tokens": [{"id": 9, "content": "<|end|>"}], "model": {"vocab": {"the": 0, "Ġcat": 1}}}


@st.composite
def other_names(draw):
    return with_others(draw, json.loads(json.dumps(VOCAB | {"decoder": {"type": "ByteLevel"}})))


OTHER_VALUES = other_values()
OTHER_NAMES = other_names()  # only the bytes


# ---------------------------------------------------------------------------------------------- models

MODEL = tiny_model.gguf("Q4_1")
MODEL_HEAD = len(MODEL) - sum(tensor.data.size for tensor in reader.read(MODEL).tensors.values())
LARGE = [2**k + more for k in (16, 24, 29, 31, 32, 60, 63) for more in (-1, 0, 1)]


def sizes_in(model):
    """Where the head of a model has lengths, counts and places: before and behind each name."""
    file = reader.read(model)
    for name in (*file.metadata, *file.tensors):
        size = struct.pack("<Q", len(name))
        start = model.index(size + name.encode())
        yield start
        yield from (start + len(size) + len(name) + behind for behind in range(0, 32, 4))


# Of the model above: where, and what stands there instead.
SIZES = list(sizes_in(MODEL))
OTHER_IN_MODEL = st.tuples(st.integers(0, MODEL_HEAD + 64), st.binary(min_size=1, max_size=1))
OTHER_SIZES = st.tuples(st.sampled_from(SIZES), st.sampled_from(LARGE).map(struct.Struct("<Q").pack))
NO_MODELS = st.builds(lambda named, data: b"GGUF" * named + data, st.booleans(), st.binary(max_size=200))


# -------------------------------------------------------------------------------------------- of each some

MADE = {
    "log": {
        CUT_OFF: 200,
        OTHER_BYTES: 500,
        TWICE_OR_NOT: 300,
        BASE_HEADS: 200,
        BASE_ROWS: 200,
        ARRAY_HEADS: 300,
        ARCHIVE_LISTS: 200,
        OTHER_VALUES: 500,
    },
    "names": {OTHER_NAMES: 300},
    "model": {OTHER_IN_MODEL: 400, NO_MODELS: 100},
}


def fixed_cases():
    """The same in every run, by kind: a file's bytes, or what is changed in the model."""
    found = {}
    for kind, counts in MADE.items():
        made = (each for strategy, count in counts.items() for each in same_each_time(strategy, count))
        # of a log, without the name of what it was
        found[kind] = list(dict.fromkeys(each[1] if kind == "log" else each for each in made))
    found["log"] += [*HUGE.values(), *BOMBS.values()]
    # Where a number has 32 bits, these are what goes wrong, each at one place only.
    found["model"] += [(at, struct.pack("<Q", size)) for at in SIZES for size in (2**31, 2**32 + 1, 2**63)]
    return found
