"""GGUF files: read as they were written, and whatever is wrong with one is told in a sentence."""

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from nexttoken import lm
from nexttoken.lm import gguf as reader

from lab.gguf import quantise
from tests.unit.nexttoken import damage, tiny_model
from tests.unit.nexttoken.damage import MODEL as FILE
from tests.unit.nexttoken.damage import MODEL_HEAD as HEAD
from tests.unit.nexttoken.hostile import changed, model_or_sentence


def test_metadata_and_tensors_come_back():
    file = reader.read(tiny_model.gguf())
    metadata, tensors = tiny_model.metadata(), tiny_model.tensors()
    assert file.metadata.keys() == metadata.keys()
    assert list(file.metadata["tokenizer.ggml.token_type"]) == metadata["tokenizer.ggml.token_type"]
    for key in ("tokenizer.ggml.merges", "general.architecture", "llama.block_count", "llama.rope.freq_base"):
        assert file.metadata[key] == metadata[key]
    assert file.metadata["tokenizer.ggml.add_bos_token"] is False
    assert file.tensors.keys() == tensors.keys()
    for name, (_, numbers) in tensors.items():
        assert np.array_equal(file.tensors[name].floats(), numbers)


def test_a_path_and_every_sort_of_bytes_are_read_alike(tmp_path):
    path = tmp_path / "tiny.gguf"
    path.write_bytes(FILE)
    expected = lm.load(FILE).logprobs([5, 6])
    for source in (path, str(path), bytearray(FILE), memoryview(FILE), np.frombuffer(FILE, np.uint8)):
        assert np.array_equal(lm.load(source).logprobs([5, 6]), expected)


def test_tensors_of_bytes_are_views_of_them():
    data = np.frombuffer(FILE, np.uint8)
    assert all(np.shares_memory(tensor.data, data) for tensor in reader.read(data).tensors.values())


def test_blocks_as_they_are_defined():
    """Written out byte by byte, so that reader and writer cannot be wrong in the same way."""
    half, minus_one = struct.pack("<e", 0.5), struct.pack("<e", -1.0)
    q4_1 = half + minus_one + bytes([0xF0 | number for number in range(16)])
    q8_0 = half + struct.pack("<32b", *range(-16, 16))
    assert reader.KINDS[3].floats(np.frombuffer(q4_1, np.uint8)[None]).ravel().tolist() == [
        *(0.5 * low - 1 for low in range(16)),
        *[0.5 * 15 - 1] * 16,
    ]
    assert reader.KINDS[8].floats(np.frombuffer(q8_0, np.uint8)[None]).ravel().tolist() == [
        0.5 * number for number in range(-16, 16)
    ]


@pytest.mark.parametrize(("number", "steps"), [(1, 1 << 11), (3, 15), (8, 254)])
def test_what_is_stored_is_off_by_half_a_step(number, steps):
    kind = reader.KINDS[number]
    numbers = np.random.default_rng(2).normal(size=(64, 32)).astype(np.float32)
    numbers[0] = 0.25  # a block without a range
    stored = np.frombuffer(quantise(kind.name, numbers), np.uint8).reshape(-1, kind.size)
    found = kind.floats(stored).reshape(numbers.shape)
    reach = 2 * np.abs(numbers).max(axis=1, keepdims=True)
    assert (np.abs(found - numbers) <= reach / steps * 0.51 + reach * 2.0**-11).all()
    assert found[0] == pytest.approx(0.25, rel=1e-3)


def test_cut_short_anywhere_it_is_told():
    for end in [*range(1, HEAD + 40), *range(HEAD + 40, len(FILE), 997), len(FILE) - 1]:
        with pytest.raises(ValueError, match=r"^The GGUF file is cut short: it ends after \d+ bytes, .*\.$"):
            lm.load(FILE[:end])


@pytest.mark.parametrize("size", [2**31, 2**63, 2**64 - 1])
def test_a_string_longer_than_any_file_is_told(size):
    at = FILE.index(b"tokenizer.ggml.tokens") + len("tokenizer.ggml.tokens") + 16
    for rest in (FILE[at + 8 :], b"z" * 3000):
        with pytest.raises(ValueError, match=r"is cut short: it ends after \d+ bytes, within tokenizer"):
            lm.load(FILE[:at] + struct.pack("<Q", size) + rest)


@settings(max_examples=400)
@given(damage.OTHER_IN_MODEL)
def test_a_byte_that_is_another_gives_a_model_or_a_sentence(change):
    model_or_sentence(changed(FILE, *change))


@settings(max_examples=400)
@given(damage.OTHER_SIZES)
def test_a_size_that_is_none_gives_a_model_or_a_sentence(change):
    model_or_sentence(changed(FILE, *change))


@settings(max_examples=100)
@given(damage.NO_MODELS)
def test_bytes_that_are_no_model_give_a_sentence(data):
    with pytest.raises(ValueError, match=r"(?s)^(This|The) .*\.$"):
        lm.load(data)


WRONG = {
    "another architecture": (
        {"general.architecture": "gpt2"},
        {},
        "general.architecture is 'gpt2', not 'llama'",
    ),
    "none": ({"general.architecture": None}, {}, "general.architecture is missing"),
    "a list of them": ({"general.architecture": [1]}, {}, "general.architecture is a list"),
    "numbers for tokens": ({"tokenizer.ggml.tokens": [1]}, {}, "tokens is not a list of strings"),
    "a token twice": ({"tokenizer.ggml.tokens": ["a"] * 265}, {}, "holds a token twice"),
    "a token with a space": (
        {"tokenizer.ggml.tokens": [f"{number} z" for number in range(265)]},
        {},
        "token '2 z' is not written in the byte-level alphabet",
    ),
    "a token in other letters": (
        {"tokenizer.ggml.tokens": [f"日{number}" for number in range(265)]},
        {},
        "token '日2' is not written in the byte-level alphabet",
    ),
    "another tokenizer": ({"tokenizer.ggml.model": "llama"}, {}, "not 'gpt2', which alone"),
    "other pieces": ({"tokenizer.ggml.pre": "llama-bpe"}, {}, "not 'smollm', which alone"),
    "no tokens": ({"tokenizer.ggml.tokens": None}, {}, "tokens is not a list"),
    "no merges": ({"tokenizer.ggml.merges": [1]}, {}, "merges is not a list"),
    "no types": ({"tokenizer.ggml.token_type": None}, {}, "does not give the type of each"),
    "types that are one": ({"tokenizer.ggml.token_type": 3}, {}, "does not give the type of each"),
    "few types": ({"tokenizer.ggml.token_type": [1]}, {}, "does not give the type of each"),
    "a merge of nothing": ({"tokenizer.ggml.merges": ["a ŋŋ"]}, {}, "merge 'a ŋŋ' is not of two tokens"),
    "no layers": ({"llama.block_count": None}, {}, "block_count is missing"),
    "0 layers": ({"llama.block_count": 0}, {}, "block_count is 0"),
    "a wordy width": ({"llama.embedding_length": "x"}, {}, "embedding_length is 'x'"),
    "too many layers": ({"llama.block_count": 4_000_000_000}, {}, "is to have 4000000000 layers"),
    "a layer more": ({"llama.block_count": 3}, {}, "has no tensor blk.2.attn_norm.weight"),
    "a layer less": ({"llama.block_count": 1}, {}, "has a tensor blk.1.attn_k.weight, which"),
    "heads that do not share": ({"llama.attention.head_count": 3}, {}, "do not go together"),
    "groups that do not share": ({"llama.attention.head_count_kv": 3}, {}, "do not go together"),
    "half a rotation": ({"llama.rope.dimension_count": 8}, {}, "rope.dimension_count is 8, not 16"),
    "scaled rotation": (
        {"llama.rope.scaling.type": "linear"},
        {},
        "rope.scaling.type is 'linear', not 'none'",
    ),
    "no rotation": ({"llama.rope.freq_base": 0.0}, {}, "rope.freq_base is 0.0"),
    "another width": (
        {"llama.feed_forward_length": 64},
        {},
        "ffn_gate.weight has the shape",
    ),
    "an alignment of 0": ({"general.alignment": 0}, {}, "general.alignment is not a positive"),
    "a tensor too few": ({}, {"output_norm.weight": None}, "has no tensor output_norm.weight"),
    "an untied output": (
        {},
        {"output.weight": ("F32", np.zeros((265, 64)))},
        "has a tensor output.weight, which is no part of a model that can be read",
    ),
    "no number": (
        {},
        {"output_norm.weight": ("F32", np.full(64, np.nan))},
        "output_norm.weight holds what is no finite number",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_file_that_cannot_be_read_is_told(what):
    metadata, tensors, message = WRONG[what]
    with pytest.raises(ValueError, match=f"{message}.*\\.$"):
        lm.load(tiny_model.gguf(metadata_but=metadata, tensors_but=tensors))


def test_other_versions_and_quantisations_are_told():
    with pytest.raises(ValueError, match=r"version 1; versions 2 and 3 can be read\.$"):
        lm.load(FILE[:4] + struct.pack("<I", 1) + FILE[8:])
    name = b"blk.0.attn_q.weight"
    at = FILE.index(name) + len(name) + 4 + 2 * 8
    assert FILE[at : at + 4] == struct.pack("<I", 3)
    with pytest.raises(ValueError, match=r"attn_q.weight is stored in a way \(number 12\) .*\.$"):
        lm.load(FILE[:at] + struct.pack("<I", 12) + FILE[at + 4 :])
