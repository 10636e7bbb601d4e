"""The tokenizer: SmolLM2's pieces, merges in order, and every text comes back."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexttoken import lm
from nexttoken.lm.pretokens import pretokens

from tests.unit.nexttoken import tiny_model

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
CLOSE = st.text(st.sampled_from(" \t\n\u00a0\u2003\u0085\x1cat he<|end|>xs'12²Ⅷ一é́ä漢🙂"))  # what rules part

PIECES = {
    "": [],
    "Hello world": ["Hello", " world"],
    "don't we'll I'M": ["don", "'t", " we", "'ll", " I", "'", "M"],
    "in 1984": ["in", " ", "1", "9", "8", "4"],
    "x²½Ⅷ٣": ["x", "²", "½", "Ⅷ", "٣"],  # every number alone, also those that are no digits
    "一二三": ["一二三"],  # letters, though `str.isnumeric` is true
    "a   b": ["a", "  ", " b"],
    "a  1": ["a", "  ", "1"],  # digits are cut off first: the space before them is at an end
    "a\t\tb": ["a", "\t", "\t", "b"],
    "a\u00a0b\u3000!": ["a", "\u00a0", "b", "\u3000", "!"],
    "end  ": ["end", "  "],
    "a\x1cb": ["a", "\x1c", "b"],  # white space to `str.isspace`, not to Unicode
    "a\x1c!": ["a", "\x1c!"],
    "a \x1c": ["a", " \x1c"],
    "e\u0301x": ["e", "\u0301", "x"],  # a mark is no letter
    "'ſ 'é": ["'", "ſ", " '", "é"],
    "if (x_1 >= 2):\n    y": ["if", " (", "x", "_", "1", " >=", " ", "2", "):", "\n   ", " y"],
    "so 🙂🙂!": ["so", " 🙂🙂!"],
}


@pytest.fixture(scope="module")
def model():
    return lm.load(tiny_model.gguf())


@pytest.mark.parametrize("text", PIECES)
def test_pieces(text):
    assert pretokens(text) == PIECES[text]


@given(TEXTS | CLOSE)
def test_no_character_is_left_out(text):
    assert "".join(pretokens(text)) == text


@given(text=TEXTS | CLOSE, special=st.booleans())
def test_every_text_comes_back(model, text, special):
    ids = model.tokenize(text, special=special)
    assert model.decode(ids) == text
    assert b"".join(map(model.token_bytes, ids)) == text.encode()


def test_merges_are_made_in_their_order_and_leftmost_first(model):
    def pieces(text):
        return [model.token_bytes(id) for id in model.tokenize(text)]

    assert pieces(" the then") == [b" the", b" the", b"n"]
    assert pieces("the tha") == [b"t", b"he", b" t", b"h", b"a"]
    assert pieces("tha") == [b"th", b"a"]
    assert pieces("aaaaaaa") == [b"aaaa", b"aa", b"a"]
    assert pieces("ä") == ["ä".encode()]
    assert pieces("ö") == [b"\xc3", b"\xb6"]


def naive(model, text):
    """The definition: of the pairs that are there the earliest merge, leftmost first, until there is none."""
    merges = [(b" ", b"t"), (b"h", b"e"), (b" t", b"he"), (b"t", b"h"), (b"a", b"a"), (b"aa", b"aa")]
    merges.append((b"\xc3", b"\xa4"))
    result = []
    for piece in pretokens(text):
        parts = [bytes([byte]) for byte in piece.encode()]
        while True:
            pairs = list(itertools.pairwise(parts))
            there = [(merges.index(pair), at) for at, pair in enumerate(pairs) if pair in merges]
            if not there:
                break
            at = min(there)[1]
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
        result += parts
    return result


@given(st.text(st.sampled_from(" theainä")))
def test_merges_are_those_of_the_definition(model, text):
    assert [model.token_bytes(id) for id in model.tokenize(text)] == naive(model, text)


def test_a_piece_of_many_signs_takes_no_quadratic_time(model):
    assert len(model.tokenize("a" * 100_000)) == 25_000


def test_special_tokens_are_text_unless_asked_for(model):
    text = "a<|end|>xa<|end|> the"
    assert model.decode(model.tokenize(text)) == text
    assert not {0, 1} & set(model.tokenize(text))
    ids = model.tokenize(text, special=True)
    assert [id for id in ids if id < 2] == [1, 0]  # the longer name first
    assert model.decode(ids) == text


def test_half_a_character_is_decoded_as_one_that_cannot_be_shown(model):
    ids = model.tokenize("ö")
    assert model.decode(ids[:1]) == "\ufffd"
    assert model.decode(ids) == "ö"


@pytest.mark.parametrize("text", ["ab\ud800c", "ab\udfff"])
def test_half_a_surrogate_pair_is_refused(model, text):
    with pytest.raises(ValueError, match=r"^Character 3 of the text, U.D[8F].., is half a .*\.$"):
        model.tokenize(text)


def test_a_byte_without_a_token_is_left_out_and_named():
    metadata = tiny_model.metadata()
    types = metadata["tokenizer.ggml.token_type"]
    tokens = [token if token != "Q" else "<unused>" for token in metadata["tokenizer.ggml.tokens"]]
    types[tokens.index("<unused>")] = 5
    but = {"tokenizer.ggml.tokens": tokens, "tokenizer.ggml.token_type": types}
    model = lm.load(tiny_model.gguf(metadata_but=but))
    assert model.tokenizer.bytes_without_token == {ord("Q")}
    assert model.decode(model.tokenize("aQa")) == "aa"
    assert lm.load(tiny_model.gguf()).tokenizer.bytes_without_token == frozenset()
