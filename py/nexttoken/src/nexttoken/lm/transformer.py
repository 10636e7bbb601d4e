"""A decoder of the llama architecture, from ids to hidden states and from these to logits.

Each layer adds to the state of each position: first what attention gathers from the positions up to it, then
what a gated network makes of the state alone. n positions are new, of m that there are then; a head has d
numbers. All in float32.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .blocks import Singles
from .gguf import File, Tensor, Value, other
from .matrix import Matrix

_ROOM = 64  # positions that a new cache has room for


@dataclass(frozen=True)
class Config:
    """A model's sizes."""

    layers: int
    context: int
    width: int
    inner: int
    heads: int
    groups: int  # heads of keys and values, each shared by heads / groups heads of queries
    vocabulary: int
    rope_base: float
    epsilon: float

    @property
    def head(self) -> int:
        """How many numbers a head has."""
        return self.width // self.heads


@dataclass(frozen=True)
class Layer:
    """A layer's weights."""

    attention_norm: Singles
    query: Matrix
    key: Matrix
    value: Matrix
    output: Matrix
    network_norm: Singles
    gate: Matrix
    up: Matrix
    down: Matrix


class Cache:
    """What attention remembers of the positions read so far: keys and values, in each layer and group."""

    def __init__(self, config: Config, length: int, keys: Singles, values: Singles):
        self.config = config
        self.length = length
        self._keys = keys  # layers, groups, room, d
        self._values = values  # layers, groups, d, room: what is summed over lies side by side

    @classmethod
    def empty(cls, config: Config) -> "Cache":
        """Return the cache of a model that has read nothing."""
        lead = config.layers, config.groups
        shapes = (*lead, _ROOM, config.head), (*lead, config.head, _ROOM)
        return cls(config, 0, *(np.zeros(shape, np.float32) for shape in shapes))

    def copy(self) -> "Cache":
        """Return a cache that goes its own way from here."""
        return Cache(self.config, self.length, self._keys.copy(), self._values.copy())

    def rewind(self, length: int) -> None:
        """Forget all but the first `length` positions."""
        if not 0 <= length <= self.length:
            raise ValueError(f"The cache holds {self.length} positions, and cannot be rewound to {length}.")
        self.length = length

    def reserve(self, count: int) -> None:
        """Make room for `count` more positions."""
        while self._keys.shape[2] < self.length + count:
            self._keys = np.concatenate([self._keys, np.zeros_like(self._keys)], axis=2)
            self._values = np.concatenate([self._values, np.zeros_like(self._values)], axis=3)

    def write(self, layer: int, keys: Singles, values: Singles) -> tuple[Singles, Singles]:
        """Write a layer's new keys and values (n, groups, d); return all: (groups, m, d), (groups, d, m)."""
        end = self.length + len(keys)
        self._keys[layer, :, self.length : end] = keys.transpose(1, 0, 2)
        self._values[layer, :, :, self.length : end] = values.transpose(1, 2, 0)
        return self._keys[layer, :, :end], self._values[layer, :, :, :end]


class Transformer:
    """A model's weights, and what they compute."""

    def __init__(self, config: Config, embedding: Matrix, layers: Sequence[Layer], norm: Singles):
        self.config = config
        self._embedding = embedding
        self._layers = layers
        self._norm = norm

    def states(self, ids: Sequence[int], cache: Cache) -> Iterator[Singles]:
        """Yield the states (n, width) of new positions: as embedded, then as each layer leaves them.

        Once all are taken, the cache holds the new positions.
        """
        cache.reserve(len(ids))
        turns = _turns(self.config, cache.length, len(ids))
        state = self._embedding.rows(ids)
        yield state
        for number, layer in enumerate(self._layers):
            state = state + self._attend(layer, number, state, turns, cache)
            state = state + self._network(layer, state)
            yield state
        cache.length += len(ids)

    def logits(self, states: Singles) -> Singles:
        """Return the logits (n, vocabulary) of states (n, width)."""
        return self._embedding.times(_rms_norm(states, self._norm, self.config.epsilon))

    def _attend(self, layer: Layer, number: int, state: Singles, turns: Singles, cache: Cache) -> Singles:
        x = _rms_norm(state, layer.attention_norm, self.config.epsilon)
        n, groups, d = len(x), self.config.groups, self.config.head
        query = _turn(layer.query.times(x).reshape(n, -1, d), turns)
        key = _turn(layer.key.times(x).reshape(n, groups, d), turns)
        keys, values = cache.write(number, key, layer.value.times(x).reshape(n, groups, d))
        by_group = query.reshape(n, groups, -1, d).transpose(1, 0, 2, 3).reshape(groups, -1, d)
        scores = layer.key.products(keys, by_group).reshape(groups, n, -1, keys.shape[1])
        weights = _softmax(_without_later(scores / np.float32(d**0.5), cache.length))
        gathered = layer.value.products(values, weights.reshape(groups, -1, keys.shape[1]))
        by_position = gathered.reshape(groups, n, -1, d).transpose(1, 0, 2, 3).reshape(n, -1)
        return layer.output.times(by_position)

    def _network(self, layer: Layer, state: Singles) -> Singles:
        x = _rms_norm(state, layer.network_norm, self.config.epsilon)
        return layer.down.times(_silu(layer.gate.times(x)) * layer.up.times(x))


def transformer(file: File, matrix: Callable[[Tensor], Matrix]) -> Transformer:
    """Return the model that a GGUF file holds, its weights made by `matrix`."""
    config = _config(file)
    if config.layers > len(file.tensors):
        raise ValueError(f"The file is to have {config.layers} layers, but has {len(file.tensors)} tensors.")
    wanted = shapes(config)
    if unknown := sorted(file.tensors.keys() - wanted.keys()):
        raise ValueError(f"The file has a tensor {unknown[0]}, which is no part of a model that can be read.")
    for name, shape in wanted.items():
        _check_tensor(file.tensors, name, shape)

    def vector(name: str) -> Singles:
        return file.tensors[name].floats()

    def weights(name: str) -> Matrix:
        return matrix(file.tensors[name])

    return Transformer(
        config,
        weights("token_embd.weight"),
        [_layer(f"blk.{number}", vector, weights) for number in range(config.layers)],
        vector("output_norm.weight"),
    )


def _layer(at: str, vector: Callable[[str], Singles], weights: Callable[[str], Matrix]) -> Layer:
    return Layer(
        attention_norm=vector(f"{at}.attn_norm.weight"),
        query=weights(f"{at}.attn_q.weight"),
        key=weights(f"{at}.attn_k.weight"),
        value=weights(f"{at}.attn_v.weight"),
        output=weights(f"{at}.attn_output.weight"),
        network_norm=vector(f"{at}.ffn_norm.weight"),
        gate=weights(f"{at}.ffn_gate.weight"),
        up=weights(f"{at}.ffn_up.weight"),
        down=weights(f"{at}.ffn_down.weight"),
    )


def _config(file: File) -> Config:
    architecture = file.metadata.get("general.architecture")
    if architecture != "llama":
        raise other("general.architecture", architecture, "'llama', which alone can be read")
    metadata = file.metadata
    config = Config(
        layers=_whole(metadata, "block_count"),
        context=_whole(metadata, "context_length"),
        width=_whole(metadata, "embedding_length"),
        inner=_whole(metadata, "feed_forward_length"),
        heads=_whole(metadata, "attention.head_count"),
        groups=_whole(metadata, "attention.head_count_kv"),
        vocabulary=_vocabulary(metadata),
        rope_base=_positive(metadata, "rope.freq_base"),
        epsilon=_positive(metadata, "attention.layer_norm_rms_epsilon"),
    )
    if config.width % (2 * config.heads) or config.heads % config.groups:
        raise ValueError(
            f"The file's sizes do not go together: {config.width} numbers in {config.heads} heads,"
            f" which share {config.groups} heads of keys and values."
        )
    for key, wanted in (("rope.dimension_count", config.head), ("rope.scaling.type", "none")):
        if (found := metadata.get(f"llama.{key}", wanted)) != wanted:
            raise other(f"llama.{key}", found, f"{wanted!r}, which alone can be read")
    return config


def _whole(metadata: Mapping[str, Value], key: str) -> int:
    value = metadata.get(f"llama.{key}")
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise other(f"llama.{key}", value, "a positive whole number")
    return value


def _positive(metadata: Mapping[str, Value], key: str) -> float:
    value = metadata.get(f"llama.{key}")
    if not isinstance(value, float) or not 0 < value < np.inf:
        raise other(f"llama.{key}", value, "a positive number")
    return value


def _vocabulary(metadata: Mapping[str, Value]) -> int:
    tokens = metadata.get("tokenizer.ggml.tokens")
    if not isinstance(tokens, list) or not tokens:
        raise ValueError("The file's tokenizer.ggml.tokens is not a list of strings.")
    return len(tokens)


def shapes(config: Config) -> dict[str, tuple[int, ...]]:
    """Return the shape of each tensor of a model, by its name: outputs, inputs."""
    width, inner, shared = config.width, config.inner, config.groups * config.head
    layer: dict[str, tuple[int, ...]] = {
        "attn_norm": (width,),
        "attn_q": (width, width),
        "attn_k": (shared, width),
        "attn_v": (shared, width),
        "attn_output": (width, width),
        "ffn_norm": (width,),
        "ffn_gate": (inner, width),
        "ffn_up": (inner, width),
        "ffn_down": (width, inner),
    }
    layers = {
        f"blk.{number}.{name}.weight": shape
        for number in range(config.layers)
        for name, shape in layer.items()
    }
    return {"token_embd.weight": (config.vocabulary, width), **layers, "output_norm.weight": (width,)}


def _check_tensor(tensors: Mapping[str, Tensor], name: str, shape: tuple[int, ...]) -> None:
    if name not in tensors:
        raise ValueError(f"The file has no tensor {name}.")
    if tensors[name].shape != shape:
        raise ValueError(f"The file's tensor {name} has the shape {tensors[name].shape}, not {shape}.")


def _rms_norm(x: Singles, weight: Singles, epsilon: float) -> Singles:
    """Give each row a mean square of 1, and each column its weight."""
    mean_square = np.mean(x * x, axis=-1, keepdims=True)
    result: Singles = x / np.sqrt(mean_square + np.float32(epsilon)) * weight
    return result


def _turns(config: Config, start: int, count: int) -> Singles:
    """By what each pair of numbers is turned at each new position: cosines and sines, (2, n, 1, d / 2)."""
    speeds = config.rope_base ** (-np.arange(0, config.head, 2) / config.head)
    angles = np.arange(start, start + count)[:, None, None] * speeds
    return np.stack([np.cos(angles), np.sin(angles)]).astype(np.float32)


def _turn(x: Singles, turns: Singles) -> Singles:
    """Rotary position embedding of heads (n, heads, d): a GGUF file's pairs are neighbours."""
    cos, sin = turns
    even, odd = x[..., 0::2], x[..., 1::2]
    return np.stack([even * cos - odd * sin, even * sin + odd * cos], axis=-1).reshape(x.shape)


def _without_later(scores: Singles, start: int) -> Singles:
    """Scores (groups, n, heads, m) with -inf where a position would look at a later one."""
    n, m = scores.shape[1], scores.shape[-1]
    later = np.arange(m) > start + np.arange(n)[:, None]
    return np.where(later[:, None, :], np.float32(-np.inf), scores)


def _softmax(x: Singles) -> Singles:
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    result: Singles = powers / powers.sum(axis=-1, keepdims=True)
    return result


def _silu(x: Singles) -> Singles:
    """x / (1 + e^-x), which is 0 where the power is beyond all bounds."""
    with np.errstate(over="ignore"):
        result: Singles = x / (1 + np.exp(-x))
    return result
