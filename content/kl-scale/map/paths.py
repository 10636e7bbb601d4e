"""Which models a line joins: through training, from bits to fewer, from layer to layer, to a child."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from ..shared.measured import Model
from ..shared.named import END, kind

_ORDERS: dict[str, Callable[[Model], float]] = {
    "step": lambda model: float(model.step),
    "bits": lambda model: -float(model.bits),
    "layer": lambda model: float(END if model.layer is None else model.layer),
    "temperature": lambda model: model.temperature,
}
"""Along what the models of a kind are strung up, with their end among them."""


def is_there(model: Model, step: int) -> bool:
    """Whether a model is there after so many steps: what is made of an end is there with the end."""
    return (model.step if kind(model) == "step" else END) <= step


def joined(models: Sequence[Model], step: int) -> list[tuple[int, int]]:
    """The places in the list of each two that a line joins, of those that are there."""
    there = [at for at, model in enumerate(models) if is_there(model, step)]
    kinds = {at: kind(models[at]) for at in there}
    ends = {models[at].member: at for at in there if kinds[at] == "end"}
    found = [
        (ends[models[at].parent], at) for at in there if kinds[at] == "child" and models[at].parent in ends
    ]
    for name, order in _ORDERS.items():
        strings: dict[str, list[int]] = {}
        for at in there:
            if kinds[at] in (name, "end"):
                strings.setdefault(models[at].member, []).append(at)
        for string in strings.values():
            along = sorted(string, key=lambda at: order(models[at]))
            found += pairwise(along)
    return found


def heads(models: Sequence[Model], step: int) -> set[int]:
    """The places of those at which each member's training is after so many steps."""
    found: dict[str, int] = {}
    for at, model in enumerate(models):
        if kind(model) in ("step", "end") and is_there(model, step):
            last = found.get(model.member)
            if last is None or models[last].step < model.step:
                found[model.member] = at
    return set(found.values())
