"""Which models a line joins: through training, from bits to fewer, from layer to layer, to a child."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..shared.measured import Model
from ..shared.named import END, kind

_ORDERS: dict[str, Callable[[Model], float]] = {
    "step": lambda model: float(model.step),
    "bits": lambda model: -float(model.bits),
    "layer": lambda model: float(END if model.layer is None else model.layer),
    "temperature": lambda model: model.temperature,
}
"""Along what the models of a kind are strung up, with their end among them."""


@dataclass(frozen=True, eq=False)
class Strung:
    """Of a list of models, by their places in it, after so many steps of training.

    `there` are those that there are by then, `pairs`, (lines, 2), each two that a line joins, `heads` where
    each training is.
    """

    there: Sequence[int]
    pairs: NDArray[np.intp]
    heads: frozenset[int]


def strung(models: Sequence[Model], step: int) -> Strung:
    """What there is after so many steps: what is made of an end is there with the end."""
    kinds = [kind(model) for model in models]
    there = [at for at, model in enumerate(models) if (model.step if kinds[at] == "step" else END) <= step]
    ends = {models[at].member: at for at in there if kinds[at] == "end"}
    pairs = [
        (ends[models[at].parent], at) for at in there if kinds[at] == "child" and models[at].parent in ends
    ]
    heads = dict(ends)
    for name, order in _ORDERS.items():
        strings: dict[str, list[int]] = {}
        for at in there:
            if kinds[at] in (name, "end"):
                strings.setdefault(models[at].member, []).append(at)
        for member, string in strings.items():
            string.sort(key=lambda at: order(models[at]))
            pairs += pairwise(string)
            if name == "step":
                heads[member] = string[-1]
    return Strung(there, np.array(pairs, np.intp).reshape(-1, 2), frozenset(heads.values()))
