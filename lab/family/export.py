"""A member of the family as a GGUF file for `nexttoken.lm`: matrices in 8 bits, the rest as it is."""

from collections.abc import Sequence

import numpy as np

from lab.family.decoder import EPSILON, ROPE_BASE, Size, Weights
from lab.family.tokens import metadata
from lab.gguf import Value, pack


def gguf(weights: Weights, name: str, size: Size, merges: Sequence[str], kind: str = "Q8_0") -> bytes:
    """Return the file; `kind` is how matrices are stored."""
    tensors = {key: np.asarray(weight) for key, weight in weights.items()}
    stored = {key: ("F32" if weight.ndim == 1 else kind, weight) for key, weight in tensors.items()}
    return pack(_head(name, size) | metadata(merges), stored)


def _head(name: str, size: Size) -> dict[str, Value]:
    return {
        "general.architecture": "llama",
        "general.name": name,
        "llama.block_count": size.layers,
        "llama.context_length": size.context,
        "llama.embedding_length": size.width,
        "llama.feed_forward_length": size.inner,
        "llama.attention.head_count": size.heads,
        "llama.attention.head_count_kv": size.groups,
        "llama.rope.dimension_count": size.head,
        "llama.rope.freq_base": ROPE_BASE,
        "llama.attention.layer_norm_rms_epsilon": EPSILON,
    }
