"""The decoder of `nexttoken.lm`, in JAX, so that it can be trained; weights go by the names that GGUF has."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import jax
import jax.numpy as jnp
import numpy as np
from nexttoken.lm.transformer import Config, shapes

type Weights = Mapping[str, jax.Array]

ROPE_BASE = 10_000.0
EPSILON = 1e-5
_SPREAD = 0.02  # of weights at first: small, or the first loss is above that of a guess


@dataclass(frozen=True)
class Size:
    """How large a model is; `groups` are the heads of keys and values."""

    width: int
    layers: int
    heads: int
    groups: int
    inner: int
    context: int
    vocabulary: int

    @property
    def head(self) -> int:
        """How many numbers a head has."""
        return self.width // self.heads

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of each tensor: outputs, inputs."""
        return shapes(Config(**asdict(self), rope_base=ROPE_BASE, epsilon=EPSILON))


def first_weights(size: Size, seed: int) -> dict[str, jax.Array]:
    """Return a model's weights before it has learnt anything; what adds to the state begins smaller."""
    chance = np.random.default_rng(seed)
    found = {}
    for name, shape in size.shapes().items():
        if len(shape) == 1:
            found[name] = jnp.ones(shape, jnp.float32)
            continue
        adds = name.endswith(("attn_output.weight", "ffn_down.weight"))
        spread = _SPREAD / (2 * size.layers) ** 0.5 if adds else _SPREAD
        found[name] = jnp.asarray(chance.normal(0, spread, shape), jnp.float32)
    return found


def log_probs(weights: Weights, ids: jax.Array, size: Size) -> jax.Array:
    """Return ln p of the next token (texts, n, vocabulary) at each position of texts (texts, n)."""
    embedding = weights["token_embd.weight"]
    turns = _turns(size, ids.shape[1])
    state = embedding[ids]
    for at in range(size.layers):
        layer = {name: weights[f"blk.{at}.{name}.weight"] for name in _LAYER}
        state = state + _attend(layer, _norm(state, layer["attn_norm"]), turns, size)
        x = _norm(state, layer["ffn_norm"])
        state = state + (jax.nn.silu(x @ layer["ffn_gate"].T) * (x @ layer["ffn_up"].T)) @ layer["ffn_down"].T
    logits = _norm(state, weights["output_norm.weight"]) @ embedding.T
    return jax.nn.log_softmax(logits)


def loss(weights: Weights, texts: jax.Array, size: Size) -> jax.Array:
    """Return the mean surprise, in nats, of each token of texts (texts, n + 1) but the first."""
    said = log_probs(weights, texts[:, :-1], size)
    return -jnp.take_along_axis(said, texts[:, 1:, None], axis=-1).mean()


_LAYER = tuple(name.split(".")[2] for name in Size(2, 1, 1, 1, 1, 1, 1).shapes() if name.startswith("blk"))


def _attend(layer: Weights, x: jax.Array, turns: jax.Array, size: Size) -> jax.Array:
    texts, n, _ = x.shape

    def heads(name: str) -> jax.Array:
        return (x @ layer[name].T).reshape(texts, n, -1, size.head)

    query = _turn(heads("attn_q"), turns).reshape(texts, n, size.groups, -1, size.head)
    key, value = _turn(heads("attn_k"), turns), heads("attn_v")
    scores = jnp.einsum("tnghd,tmgd->tghnm", query, key) / size.head**0.5
    seen = jnp.where(jnp.tril(jnp.ones((n, n), bool)), scores, -jnp.inf)
    gathered = jnp.einsum("tghnm,tmgd->tnghd", jax.nn.softmax(seen), value)
    return gathered.reshape(texts, n, -1) @ layer["attn_output"].T


def _norm(x: jax.Array, weight: jax.Array) -> jax.Array:
    return x * jax.lax.rsqrt((x * x).mean(axis=-1, keepdims=True) + EPSILON) * weight


def _turns(size: Size, count: int) -> jax.Array:
    """By what each pair of neighbours is turned at each position: cosines and sines, (2, n, 1, d / 2)."""
    speeds = ROPE_BASE ** (-jnp.arange(0, size.head, 2) / size.head)
    angles = jnp.arange(count)[:, None, None] * speeds
    return jnp.stack([jnp.cos(angles), jnp.sin(angles)])


def _turn(x: jax.Array, turns: jax.Array) -> jax.Array:
    cos, sin = turns
    even, odd = x[..., 0::2], x[..., 1::2]
    return jnp.stack([even * cos - odd * sin, even * sin + odd * cos], axis=-1).reshape(x.shape)
