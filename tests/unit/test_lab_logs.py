"""The example's files: base files as llama.cpp writes them, by a second writer, of what the model says."""

import json

import numpy as np
import pytest
from nexttoken import lm
from nexttoken.logfiles import open_log
from nexttoken.names import read_names

from lab.logs import BITS, CHUNKS, CONTEXT, example
from lab.logs.kld import pack, scored
from tests.unit.nexttoken import tiny_model
from tests.unit.nexttoken.kld_files import Bytes, kld_bytes


@pytest.mark.parametrize("vocabulary", [32, 33])
@pytest.mark.parametrize("spread", [0.0, 1.0, 9.0])
def test_a_file_is_what_the_format_says(vocabulary, spread):
    chance = np.random.default_rng(1)
    text = chance.integers(0, vocabulary, (2, 8)).astype(np.int32)
    rows = [spread * chance.standard_normal((3, vocabulary)) for _ in text]
    assert scored(8) == slice(4, 7)
    assert pack(text, rows) == kld_bytes(text.tolist(), [chunk.tolist() for chunk in rows])


def test_the_example_is_of_one_text_and_names_its_tokens():
    weights = tiny_model.gguf()
    files = dict(example(weights))
    assert list(files) == ["tokenizer.json", "family-s.kld", *(f"family-s-{bits}-bits.kld" for bits in BITS)]
    base, *copies = (open_log(Bytes(files[name], name)) for name in list(files)[1:])
    assert base.text.shape == (CHUNKS, CONTEXT)
    assert all((copy.text == base.text).all() for copy in copies)
    model = lm.load(weights)
    said = model.logprobs(base.text[0].tolist())[CONTEXT // 2]
    assert base.row(0).written == pytest.approx(said, abs=1e-3)
    names = read_names(Bytes(files["tokenizer.json"], "tokenizer.json"))
    assert [names.tokens[id] for id in range(len(names.tokens))] == list(model.tokenizer.tokens)
    assert json.loads(files["tokenizer.json"])["decoder"] == {"type": "ByteLevel"}
