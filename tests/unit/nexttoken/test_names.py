"""How tokens read: by a tokenizer.json, a GGUF file's head, and as they are shown."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexttoken.logfiles import Token
from nexttoken.names import name_of, read_names, shown

from lab.gguf import pack
from tests.unit.nexttoken import tiny_model
from tests.unit.nexttoken.kld_files import Bytes


def tokenizer(vocab, added=(), **parts):
    return json.dumps({"added_tokens": list(added), "model": {"vocab": vocab}, **parts}).encode()


BYTE_LEVEL = {"decoder": {"type": "Sequence", "decoders": [{"type": "ByteLevel"}]}}
ADDED = [{"id": 9, "content": "<|end|>", "special": True}]


def names_of(content, name="tokenizer.json"):
    return read_names(Bytes(content, name))


def test_names_of_bytes_are_read_a_character_each():
    names = names_of(tokenizer({"the": 0, "Ġcat": 1, "Ċ": 2, "Ã": 3, "一": 4}, ADDED, **BYTE_LEVEL))
    assert dict(names.tokens) == {
        0: b"the",
        1: b" cat",
        2: b"\n",
        3: b"\xc3",
        4: "一".encode(),
        9: b"<|end|>",
    }
    read = [names.shown(id) for id in (1, 2, 3, 9, 7)]
    assert read == ["“ cat”", "“\\n”", "“\\xc3”", "“<|end|>”", "token 7"]


@pytest.mark.parametrize(
    "vocab", [{"▁cat": 0, "<0x0A>": 1, "é": 2}, [["▁cat", -1.5], ["<0x0A>", 0.0], ["é", -3]]]
)
def test_names_of_sentencepiece_have_signs_for_spaces_and_bytes(vocab):
    assert dict(names_of(tokenizer(vocab)).tokens) == {0: b" cat", 1: b"\n", 2: "é".encode()}


def test_a_gguf_file_is_read_no_further_than_its_head(monkeypatch, tmp_path):
    content = pack(tiny_model.metadata(), tiny_model.tensors())
    names = names_of(content, "tiny.gguf")
    wanted = tiny_model.metadata()["tokenizer.ggml.tokens"]
    assert len(names.tokens) == len(wanted)
    assert names.tokens[wanted.index("Ġthe")] == b" the"
    assert names.tokens[0] == b"<|end|>"
    read = []

    class Watched(Bytes):
        def read(self, start, count):
            read.append(count)
            return super().read(start, count)

    for first in (100, 8192):
        monkeypatch.setattr("nexttoken.names._FIRST", first)
        assert read_names(Watched(content)).tokens == names.tokens
        assert max(read) < len(content) / 4
    path = tmp_path / "tiny.gguf"
    path.write_bytes(content)
    assert read_names(path).file == "tiny.gguf"


BAD = {
    "other": (b"a list of words", "is neither a tokenizer.json nor a GGUF file"),
    "no vocab": (b'{"model": {}}', "is neither a tokenizer.json nor a GGUF file"),
    "deep": (b"[" * 1_000_000, "more than 64 brackets are open"),
    "ids": (tokenizer({"a": -1}), "gives tokens ids that are none"),
    "cut": (pack(tiny_model.metadata(), tiny_model.tensors())[:3000], "The GGUF file is cut short"),
    "no names": (pack({"general.name": "tiny"}, {}), "holds no names of tokens"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_holds_no_names_is_said_in_a_sentence(name):
    content, words = BAD[name]
    with pytest.raises(ValueError, match=words) as caught:
        names_of(content)
    assert str(caught.value).endswith(".")


GOOD = tokenizer({"the": 0, "Ġcat": 1}, ADDED, **BYTE_LEVEL)


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 7))
def test_a_damaged_file_is_read_or_refused(at, bit):
    for content in (GOOD[:at], GOOD[:at] + bytes([GOOD[at] ^ 1 << bit]) + GOOD[at + 1 :]):
        try:
            names_of(content)
        except ValueError as error:
            assert str(error).endswith(".")


def test_nothing_that_a_terminal_would_obey_is_shown():
    assert shown(b"\x1b[31m\xff\xe2\x80\xae\n") == "“\\x1b[31m\\xff\\u202e\\n”"
    names = names_of(tokenizer({"the": 0}))
    assert name_of(Token(0, b"", 0.0), names) == "“the”"
    assert name_of(Token(0, b"", 0.0), None) == "token 0"
    assert name_of(Token(0, b"own", 0.0), names) == "“own”"
