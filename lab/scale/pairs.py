"""Which two models are compared token by token, and by which of the settings of the scale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lab.family.study import Member
from lab.measure.models import BITS
from lab.scale.models import TEMPERATURES, TOP_K, Model, Weights, last

_FOLLOWED = 1  # the seed whose checkpoints are compared


@dataclass(frozen=True)
class Pair:
    """Two models that differ in one thing, the setting; the first is what the second is held against.

    Where one is cut to its top k it is the first: KL of the other from it is infinite.
    """

    setting: str
    first: Model
    second: Model

    @property
    def name(self) -> str:
        """Both models' names."""
        return f"{self.first.name} and {self.second.name}"


def pairs(members: Sequence[Member]) -> list[Pair]:
    """Return all pairs of members that are compared, and of each with what is made of it."""
    return [pair for each in members for pair in (*_with_relatives(each, members), *_with_itself(each))]


def _with_relatives(member: Member, members: Sequence[Member]) -> Iterator[Pair]:
    """A child with its parent; a parent with those of its size, and of its seed, that come after it."""
    own = Model(last(member))
    if member.parent:
        parent = next(other for other in members if other.name == member.parent)
        yield Pair("fine-tuned", Model(last(parent)), own)
        return
    parents = [other for other in members if not other.parent]
    for other in parents[parents.index(member) + 1 :]:
        if other.size == member.size:
            yield Pair("seed", own, Model(last(other)))
        elif other.recipe.seed == member.recipe.seed:
            yield Pair("size", own, Model(last(other)))


def _with_itself(member: Member) -> Iterator[Pair]:
    """A parent with its copies, temperatures, top k; from layer to layer, and checkpoint to checkpoint."""
    if member.parent:
        return
    end = last(member)
    for bits in BITS:
        yield Pair(f"{bits} bits", Model(end), Model(replace(end, bits=bits)))
    for temperature in TEMPERATURES:
        yield Pair("temperature", Model(end), Model(end, temperature=temperature))
    yield Pair("top-k", Model(end, top_k=TOP_K), Model(end))
    for layer, after in pairwise([*range(member.size.layers), None]):
        yield Pair("layer", Model(end, after), Model(end, layer))
    if member.recipe.seed != _FOLLOWED:
        return
    for step, after in pairwise(member.recipe.log_scale()):
        yield Pair("checkpoint", Model(Weights(member, after)), Model(Weights(member, step)))
