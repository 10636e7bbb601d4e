"""The model: against the same mathematics in float64 and complex numbers, and against itself."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nexttoken import lm
from nexttoken.lm import gguf as reader

from tests.unit.nexttoken import tiny_model
from tests.unit.nexttoken.tiny_model import CONTEXT, GROUPS, HEADS, LAYERS, WIDTH

IDS = [30, 200, 7, 7, 260, 0, 101, 33, 90, 12]
KINDS = ("F32", "F16", "Q8_0", "Q4_1")


@pytest.fixture(scope="module")
def model():
    return lm.load(tiny_model.gguf())


def reference(file, ids):
    """ln p at each position, written down one position and one head at a time."""
    weight = {name: tensor.floats().astype(np.float64) for name, tensor in reader.read(file).tensors.items()}
    head = WIDTH // HEADS

    def norm(x, name):
        return x / np.sqrt((x @ x) / len(x) + 1e-5) * weight[f"{name}.weight"]

    def turned(x, position):
        pairs = x[0::2] + 1j * x[1::2]
        pairs = pairs * np.exp(1j * position * 10000.0 ** (-2 * np.arange(head // 2) / head))
        return np.stack([pairs.real, pairs.imag], axis=1).ravel()

    states = [weight["token_embd.weight"][id] for id in ids]
    for layer in range(LAYERS):
        keys, values = [], []
        for position, state in enumerate(states):
            x = norm(state, f"blk.{layer}.attn_norm")
            query, key, value = (
                (weight[f"blk.{layer}.attn_{part}.weight"] @ x).reshape(-1, head) for part in "qkv"
            )
            keys.append([turned(row, position) for row in key])
            values.append(value)
            gathered = []
            for number in range(HEADS):
                group = number // (HEADS // GROUPS)
                row = turned(query[number], position)
                powers = np.exp([row @ k[group] / np.sqrt(head) for k in keys])
                gathered.append(sum(p * v[group] for p, v in zip(powers, values, strict=True)) / powers.sum())
            state = state + weight[f"blk.{layer}.attn_output.weight"] @ np.concatenate(gathered)
            x = norm(state, f"blk.{layer}.ffn_norm")
            gate, up = (weight[f"blk.{layer}.ffn_{part}.weight"] @ x for part in ("gate", "up"))
            inner = gate / (1 + np.exp(-gate)) * up
            states[position] = state + weight[f"blk.{layer}.ffn_down.weight"] @ inner
    logits = np.array([weight["token_embd.weight"] @ norm(state, "output_norm") for state in states])
    return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))


@pytest.mark.parametrize("kind", KINDS)
def test_log_probabilities_are_those_of_the_mathematics(kind):
    file = tiny_model.gguf(kind)
    found = lm.load(file).logprobs(IDS)
    assert found.dtype == np.float64
    assert found == pytest.approx(reference(file, IDS), abs=1e-5)


def test_log_probabilities_are_of_probabilities(model):
    assert np.exp(model.logprobs(IDS)).sum(axis=1) == pytest.approx(np.ones(len(IDS)), abs=1e-12)


@settings(max_examples=30)
@given(ids=st.lists(st.integers(0, 264), min_size=1, max_size=CONTEXT))
def test_a_step_with_the_cache_is_a_position_of_the_whole(model, ids):
    whole, cache = model.logprobs(ids), model.start()
    for position, id in enumerate(ids):
        assert model.step(id, cache) == pytest.approx(whole[position], abs=1e-4)


@settings(max_examples=30)
@given(lengths=st.lists(st.integers(1, 70), min_size=1, max_size=5))
def test_it_does_not_matter_in_which_parts_a_text_is_read(model, lengths):
    ids = [(7 * i * i + 3) % 265 for i in range(min(sum(lengths), CONTEXT))]
    whole, cache, ends = model.logprobs(ids), model.start(), [0, *itertools.accumulate(lengths)]
    for start, end in itertools.pairwise(end for end in ends if end <= len(ids)):
        assert model.read(ids[start:end], cache) == pytest.approx(whole[end - 1], abs=1e-4)
        assert cache.length == end


def test_later_tokens_change_nothing_before_them(model):
    long = model.logprobs([*IDS, 5, 6])[: len(IDS)]
    assert long == pytest.approx(model.logprobs(IDS), abs=1e-5)


def test_a_copy_of_a_cache_goes_its_own_way(model):
    cache = model.start()
    model.read(IDS[:4], cache)
    other = cache.copy()
    model.read([1, 2, 3], cache)
    assert model.read(IDS[4:], other) == pytest.approx(model.logprobs(IDS)[-1], abs=1e-5)
    assert model.step(9, cache) == pytest.approx(model.logprobs([*IDS[:4], 1, 2, 3, 9])[-1], abs=1e-5)


def test_a_cache_is_rewound_to_where_texts_part(model):
    cache = model.start()
    first = model.logprobs(IDS[:6], cache)
    assert np.array_equal(first, model.logprobs(IDS[:6]))
    cache.rewind(4)
    assert model.logprobs(IDS[4:], cache) == pytest.approx(model.logprobs(IDS)[4:], abs=1e-5)
    with pytest.raises(ValueError, match="holds 10 positions, and cannot be rewound to 11"):
        cache.rewind(11)


def test_a_cache_grows_by_what_is_read_at_once(model):
    ids, cache = [(5 * i) % 265 for i in range(CONTEXT)], model.start()
    model.step(ids[0], cache)
    assert model.read(ids[1:], cache) == pytest.approx(model.logprobs(ids)[-1], abs=1e-4)


def test_the_lens_reads_each_layer_and_of_the_last_the_answer(model):
    hidden = model.hidden(IDS)
    assert hidden.shape == (LAYERS + 1, len(IDS), WIDTH)
    assert np.array_equal(model.lens(hidden[-1]), model.logprobs(IDS))
    assert np.exp(model.lens(hidden[0])).sum(axis=1) == pytest.approx(np.ones(len(IDS)))
    first = reader.read(tiny_model.gguf()).tensors["token_embd.weight"].floats()
    assert np.array_equal(hidden[0], first[IDS])


def test_no_token_has_no_row(model):
    assert model.logprobs([]).shape == (0, model.config.vocabulary)
    assert model.hidden([]).shape == (LAYERS + 1, 0, WIDTH)


def test_a_model_multiplies_by_what_it_is_given(model):
    asked = []

    def matrix(tensor):
        asked.append(tensor.name)
        return lm.Dense(tensor)

    assert np.array_equal(lm.load(tiny_model.gguf(), matrix).logprobs(IDS), model.logprobs(IDS))
    assert sorted(asked) == sorted(name for name in tiny_model.tensors() if "norm" not in name)


def test_bytes_per_token(model):
    assert len(model.tokenize(" the äa")) == 4  # " the", " ", "ä", "a"
    assert lm.bytes_per_token(model, " the äa") == 8 / 4
    with pytest.raises(ValueError, match="without tokens"):
        lm.bytes_per_token(model, "")


@pytest.mark.parametrize("id", [-1, 265, 1.5, "a", None])
def test_what_is_no_token_is_refused(model, id):
    for ask in (
        lambda: model.logprobs([1, id]),
        lambda: model.hidden([id]),
        lambda: model.step(id, model.start()),
        lambda: model.token_bytes(id),
        lambda: model.decode([id]),
    ):
        with pytest.raises(ValueError, match=r"^The id of a token is .*\.$"):
            ask()


def test_a_text_beyond_the_context_is_refused_and_leaves_the_cache_as_it_was(model):
    message = f"^The text is too long: it has {CONTEXT + 1} tokens, and the model's context holds {CONTEXT}.$"
    with pytest.raises(ValueError, match=message):
        model.logprobs([1] * (CONTEXT + 1))
    cache = model.start()
    model.read([1] * CONTEXT, cache)
    with pytest.raises(ValueError, match=message):
        model.step(1, cache)
    assert cache.length == CONTEXT


def test_reading_nothing_and_with_another_models_cache_are_refused(model):
    with pytest.raises(ValueError, match="no token to read"):
        model.read([], model.start())
    with pytest.raises(ValueError, match="another model"):
        model.step(1, lm.load(tiny_model.gguf()).start())


def test_short_memory_is_told_in_a_sentence(model, monkeypatch):
    def short(*args, **kwargs):
        raise MemoryError

    with pytest.raises(MemoryError, match="not enough memory for the weights"):
        lm.load(tiny_model.gguf(), short)
    monkeypatch.setattr("nexttoken.lm.model.np.empty", short)
    with pytest.raises(MemoryError, match=f"not enough memory for {model.config.vocabulary} numbers"):
        model.logprobs(IDS)


def test_numbers_beyond_all_bounds_are_told():
    huge = {"output_norm.weight": ("F32", np.full(WIDTH, 3e38))}
    model = lm.load(tiny_model.gguf(tensors_but=huge))
    for ask in (lambda: model.logprobs(IDS), lambda: model.step(1, model.start())):
        with pytest.raises(ValueError, match=r"^The model's numbers grow beyond all bounds: .*\.$"):
            ask()
