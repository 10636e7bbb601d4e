"""Which models are placed on the scale: the family's, after so many steps, and what is made of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from nexttoken import lm

from lab.family.export import gguf
from lab.family.study import Member
from lab.family.tokens import read_merges
from lab.measure.models import BITS

if TYPE_CHECKING:
    from nexttoken.arrays import Floats
    from nexttoken.lm.blocks import Singles

TEMPERATURES = (0.5, 0.8, 1.25, 2.0)
TOP_K = 40
WHOLE = 32  # bits: as they were trained


class Named(Protocol):
    """What a model's numbers are: weights that go by a name."""

    @property
    def name(self) -> str:
        """Which no other weights have."""
        ...


@dataclass(frozen=True)
class Weights:
    """A member's weights after so many steps, rounded to so many bits."""

    member: Member
    step: int
    bits: int = WHOLE

    @property
    def name(self) -> str:
        """Such as s-1@3000, or s-1@3000 4 bits."""
        return f"{self.member.name}@{self.step}" + (f" {self.bits} bits" if self.bits < WHOLE else "")


@dataclass(frozen=True)
class Model[W: Named]:
    """What weights predict: read off after a layer, the last for None, at a temperature, all or the top k."""

    weights: W
    layer: int | None = None
    temperature: float = 1.0
    top_k: int | None = None

    @property
    def name(self) -> str:
        """Such as s-1@3000 layer 2, s-1@3000 T = 0.8 or s-1@3000 top-k 40."""
        read = "" if self.layer is None else f" layer {self.layer}"
        warmed = "" if self.temperature == 1 else f" T = {self.temperature:g}"
        return self.weights.name + read + warmed + ("" if self.top_k is None else f" top-k {self.top_k}")


class Blas(lm.Dense):
    """As `lm.Dense`, by the BLAS that numpy has where no browser is: several times as fast."""

    def times(self, inputs: "Singles") -> "Singles":
        """Return the outputs (n, outputs) of n inputs (n, inputs)."""
        result: Singles = inputs @ self._weights.T
        return result

    def products(self, rows: "Singles", inputs: "Singles") -> "Singles":
        """Return the products of rows (g, outputs, inputs) and of g times n inputs: (g, n, outputs)."""
        result: Singles = inputs @ rows.transpose(0, 2, 1)
        return result


def last(member: Member) -> Weights:
    """Return the weights that a member ends with."""
    return Weights(member, member.recipe.steps)


def weights_of(member: Member) -> list[Weights]:
    """Return the weights of a member that are measured: a child's last, of others all, and rounded copies."""
    if member.parent:
        return [last(member)]
    steps = [Weights(member, step) for step in member.recipe.checkpoints()]
    return steps + [replace(last(member), bits=bits) for bits in BITS]


def models_of(weights: Weights) -> list[Model[Weights]]:
    """Return the models of weights that know every text: of a parent's last, layers and temperatures, too."""
    member = weights.member
    if member.parent or weights != last(member):
        return [Model(weights)]
    layers = [Model(weights, layer) for layer in range(member.size.layers)]
    return [Model(weights), *layers, *(Model(weights, temperature=t) for t in TEMPERATURES)]


@lru_cache(maxsize=2)  # a pair
def load(weights: Weights, runs: Path) -> lm.Model:
    """Return the model of weights that `lab family` left in the folder `runs`."""
    with np.load(runs / weights.member.name / f"{weights.step}.npz") as held:
        content = gguf(dict(held), weights.name, weights.member.size, read_merges(), "F32")
    return lm.load(content, lm.rounded(weights.bits, Blas) if weights.bits < WHOLE else Blas)


def said_by(models: Sequence[Model[Any]], loaded: lm.Model, ids: Sequence[int]) -> "list[Floats]":
    """Return what models of the same weights say: ln p of each token after each of ids, (n, vocabulary)."""
    states = loaded.hidden(ids)
    return [_said(model, loaded, states) for model in models]


def _said(model: Model[Any], loaded: lm.Model, states: "np.ndarray") -> "Floats":
    said = loaded.lens(states[-1 if model.layer is None else model.layer])
    if model.temperature != 1:
        said = lm.log_softmax(said / model.temperature)
    return said if model.top_k is None else _cut(said, model.top_k)


def _cut(said: "Floats", most: int) -> "Floats":
    """Rows with the likeliest tokens alone, and those that tie with the last of them; -inf for all others."""
    last_kept = np.partition(said, -most, axis=1)[:, -most, None]
    return lm.log_softmax(np.where(said < last_kept, -np.inf, said))
