"""A language model of 2 layers with chance weights, as the bytes of a GGUF file, which can be made wrong."""

import numpy as np
from nexttoken.lm.tokenizer import alphabet

from lab.gguf import pack

LAYERS, WIDTH, INNER, HEADS, GROUPS, CONTEXT = 2, 64, 96, 4, 2, 160
MERGES = ("Ġ t", "h e", "Ġt he", "t h", "a a", "aa aa", "Ã ¤")
SPECIAL = ("<|end|>", "<|end|>x")


def metadata():
    merged = [merge.replace(" ", "") for merge in MERGES]
    tokens = [*SPECIAL, *alphabet().values(), *merged]
    return {
        "general.architecture": "llama",
        "general.name": "tiny",
        "llama.block_count": LAYERS,
        "llama.context_length": CONTEXT,
        "llama.embedding_length": WIDTH,
        "llama.feed_forward_length": INNER,
        "llama.attention.head_count": HEADS,
        "llama.attention.head_count_kv": GROUPS,
        "llama.rope.freq_base": 10000.0,
        "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "llama.rope.dimension_count": WIDTH // HEADS,
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "smollm",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.token_type": [3] * len(SPECIAL) + [1] * (len(tokens) - len(SPECIAL)),
        "tokenizer.ggml.merges": list(MERGES),
    }


def tensors(kind="F32"):
    rng = np.random.default_rng(1)
    vocabulary = len(metadata()["tokenizer.ggml.tokens"])
    shared = WIDTH * GROUPS // HEADS

    def matrix(outputs, inputs):
        return kind, rng.normal(0, 1.5 / inputs**0.5, (outputs, inputs)).astype(np.float32)

    def vector():
        return "F32", rng.uniform(0.5, 1.5, WIDTH).astype(np.float32)

    result = {"token_embd.weight": matrix(vocabulary, WIDTH), "output_norm.weight": vector()}
    for layer in range(LAYERS):
        result |= {
            f"blk.{layer}.attn_norm.weight": vector(),
            f"blk.{layer}.attn_q.weight": matrix(WIDTH, WIDTH),
            f"blk.{layer}.attn_k.weight": matrix(shared, WIDTH),
            f"blk.{layer}.attn_v.weight": matrix(shared, WIDTH),
            f"blk.{layer}.attn_output.weight": matrix(WIDTH, WIDTH),
            f"blk.{layer}.ffn_norm.weight": vector(),
            f"blk.{layer}.ffn_gate.weight": matrix(INNER, WIDTH),
            f"blk.{layer}.ffn_up.weight": matrix(INNER, WIDTH),
            f"blk.{layer}.ffn_down.weight": matrix(WIDTH, INNER),
        }
    return result


def gguf(kind="F32", metadata_but=None, tensors_but=None):
    """The file; `…_but` gives entries other values, or takes away those that it gives None."""
    return pack(_but(metadata(), metadata_but), _but(tensors(kind), tensors_but))


def _but(entries, others):
    return {key: value for key, value in (entries | (others or {})).items() if value is not None}
