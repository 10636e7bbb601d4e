"""Trains one model by AdamW, on one thread, so that the same seed gives the same bytes."""

import functools
import io
import math
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Two threads add in an order of their own: one, from before JAX starts.
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import numpy as np

from lab.family.decoder import Size, loss

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lab.family.tokens import Ids

type Arrays = dict[str, jax.Array]
type Numbers = dict[str, NDArray[np.float32]]

_BETAS = 0.9, 0.98
_DECAY = 0.05  # of matrices' weights
_TINY = 1e-8
_MOST = 1.0  # the length of a gradient
_LOG_SCALE: list[int] = np.geomspace(1, 3000, 19).round().astype(int).tolist()
_PLACE = 1000  # steps, at a constant rate: from here one sees how far training wanders in 1, 2, 4, … steps
_WANDERING = [_PLACE, *(_PLACE + 2**power for power in range(11))]
_STATE = "state.npz"
_SAVED = 100  # steps after which a state is kept to go on from


@dataclass(frozen=True)
class Recipe:
    """How a model is trained: the rate rises over the first `warm` steps and falls over the last `cool`."""

    steps: int
    rate: float
    seed: int
    warm: int = 50
    cool: int = 500
    texts: int = 4  # at once
    last_rate: float = 0.02  # of the rate

    def rate_at(self, step: int) -> float:
        """The rate of a step, which count from 0."""
        rise = (step + 1) / max(self.warm, 1)
        fall = self.last_rate + (1 - self.last_rate) * (self.steps - step) / max(self.cool, 1)
        return self.rate * min(1.0, rise, fall)

    def log_scale(self) -> list[int]:
        """After how many steps the weights are kept and told of: none, some that all share, and all."""
        return sorted({0, *(step for step in _LOG_SCALE if step < self.steps), self.steps})

    def wandering(self) -> list[int]:
        """After how many they are kept to see how far they go from one place, which is the first."""
        return [step for step in _WANDERING if step < self.steps]

    def checkpoints(self) -> list[int]:
        """After how many steps the weights are kept at all."""
        return sorted({*self.log_scale(), *self.wandering()})


@dataclass(frozen=True)
class Progress:
    """What is told on the way: the loss in nats per token, and how it goes by the clock on the wall."""

    step: int
    loss: float
    tokens_per_second: float
    seconds_left: float


@dataclass
class _State:
    step: int
    cpu_seconds: float
    weights: Arrays
    mean: Arrays
    square: Arrays


def train(
    first: Arrays, text: "Ids", size: Size, recipe: Recipe, folder: Path, tell: Callable[[Progress], None]
) -> Iterator[tuple[int, Arrays]]:
    """Yield the weights at each checkpoint, to be used before the next is asked for.

    `folder` keeps them, and now and then a state from which the next call goes on, to the same bytes.
    """
    wanted = recipe.checkpoints()
    state = _resumed(folder / _STATE) or _State(0, 0.0, first, *(_zeros(first), _zeros(first)))
    for step in sorted({*wanted, *range(0, recipe.steps, _SAVED)}):
        weights = folder / f"{step}.npz"
        if step < state.step:
            if step in wanted:
                yield step, read_weights(weights)
            continue
        if step > state.step:
            tell(_advance(state, step, text, size, recipe))
        if step in wanted:
            write_arrays(weights, state.weights)
        _keep(state, folder)
        if step in wanted:
            yield step, state.weights


def _advance(state: _State, until: int, text: "Ids", size: Size, recipe: Recipe) -> Progress:
    """Take the steps until there are so many."""
    since, begun, spent = state.step, time.perf_counter(), time.process_time()
    for step in range(since, until):
        rate = recipe.rate_at(step)
        batch = _batch(text, size, recipe, step)
        value, state.weights, state.mean, state.square = _step(
            state.weights, state.mean, state.square, step + 1.0, rate, batch, size
        )
    surprise = float(value)  # known once all is computed
    state.step = until
    state.cpu_seconds += time.process_time() - spent
    pace = (time.perf_counter() - begun) / (until - since)
    return Progress(until, surprise, recipe.texts * size.context / pace, pace * (recipe.steps - until))


def _batch(text: "Ids", size: Size, recipe: Recipe, step: int) -> jax.Array:
    """Texts from anywhere, the same for the same seed and step."""
    chance = np.random.default_rng([recipe.seed, step])
    starts = chance.integers(0, len(text) - size.context, recipe.texts)
    return jnp.asarray(np.stack([text[start : start + size.context + 1] for start in starts]))


@functools.partial(jax.jit, static_argnums=6, donate_argnums=(0, 1, 2))
def _step(
    weights: Arrays, mean: Arrays, square: Arrays, count: float, rate: float, batch: jax.Array, size: Size
) -> tuple[jax.Array, Arrays, Arrays, Arrays]:
    """One step of AdamW (Loshchilov & Hutter 2019), its gradient cut to a length."""
    value, slope = jax.value_and_grad(loss)(weights, batch, size)
    length = jnp.sqrt(sum((each * each).sum() for each in slope.values()))
    slope = {name: each * jnp.minimum(1, _MOST / length) for name, each in slope.items()}
    b1, b2 = _BETAS
    mean = {name: b1 * mean[name] + (1 - b1) * each for name, each in slope.items()}
    square = {name: b2 * square[name] + (1 - b2) * each * each for name, each in slope.items()}

    def changed(name: str, weight: jax.Array) -> jax.Array:
        move = mean[name] / (1 - b1**count) / (jnp.sqrt(square[name] / (1 - b2**count)) + _TINY)
        decay = _DECAY if weight.ndim > 1 else 0.0
        result: jax.Array = weight - rate * (move + decay * weight)
        return result

    return value, {name: changed(name, weight) for name, weight in weights.items()}, mean, square


def held_out(weights: Arrays, text: "Ids", size: Size) -> float:
    """Return the mean surprise, in nats per token, of a text read in pieces of the model's context."""
    count = (len(text) - 1) // size.context
    pieces = [text[at * size.context : (at + 1) * size.context + 1] for at in range(count)]
    known = jax.jit(loss, static_argnums=2)
    return math.fsum(float(known(weights, jnp.asarray(piece[None]), size)) for piece in pieces) / count


def cpu_seconds(folder: Path) -> float:
    """Return what the training in `folder` took so far."""
    with np.load(folder / _STATE) as held:
        return float(held["cpu_seconds"])


def copied(weights: Arrays) -> Numbers:
    """Return weights that stay as they are: a step takes the memory of those that it changes."""
    return {name: np.array(weight) for name, weight in weights.items()}


def distance(one: Arrays, other: Numbers) -> float:
    """Return the Euclidean distance of two models' weights."""
    squares = ((np.asarray(one[name], np.float64) - other[name]) ** 2 for name in one)
    return math.sqrt(math.fsum(float(each.sum()) for each in squares))


def write_arrays(file: Path, arrays: "Mapping[str, jax.Array | NDArray[Any]]") -> None:
    """Write arrays as they are in memory."""
    held = io.BytesIO()
    np.savez(held, **{name: np.asarray(each) for name, each in arrays.items()})  # type: ignore[arg-type]
    write_whole(file, held.getvalue())


def write_whole(file: Path, content: bytes) -> None:
    """Write a file so that it is there as a whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(file)


def read_weights(file: Path) -> Arrays:
    """Return the weights that a file holds."""
    with np.load(file) as held:
        return {name: jnp.asarray(held[name]) for name in held.files}


def _keep(state: _State, folder: Path) -> None:
    parts = {"weights": state.weights, "mean": state.mean, "square": state.square}
    flat: dict[str, jax.Array | NDArray[Any]] = {
        "step": np.array(state.step),
        "cpu_seconds": np.array(state.cpu_seconds),
    }
    flat |= {f"{part} {name}": each for part, arrays in parts.items() for name, each in arrays.items()}
    write_arrays(folder / _STATE, flat)


def _resumed(file: Path) -> _State | None:
    if not file.is_file():
        return None
    parts: dict[str, Arrays] = {"weights": {}, "mean": {}, "square": {}}
    with np.load(file) as held:
        for key in held.files:
            part, _, name = key.partition(" ")
            if name:
                parts[part][name] = jnp.asarray(held[key])
        return _State(int(held["step"]), float(held["cpu_seconds"]), **parts)


def _zeros(weights: Arrays) -> Arrays:
    return {name: jnp.zeros_like(each) for name, each in weights.items()}
