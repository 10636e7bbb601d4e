"""Which two models are compared token by token, and by which of the settings of the scale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lab.family.study import Member
from lab.measure.models import BITS
from lab.scale.models import TEMPERATURES, TOP_K, Model, Named, Weights, last

_FOLLOWED = 1  # the seed whose checkpoints are compared


@dataclass(frozen=True)
class Pair[W: Named]:
    """Two models that differ in one thing, the setting; the first is what the second is held against.

    Where one is cut to its top k it is the first: KL of the other from it is infinite.
    """

    setting: str
    first: Model[W]
    second: Model[W]

    @property
    def name(self) -> str:
        """Both models' names."""
        return f"{self.first.name} and {self.second.name}"


def pairs(members: Sequence[Member]) -> list[Pair[Weights]]:
    """Return all pairs of members that are compared, and of each with what is made of it."""
    return [pair for each in members for pair in (*_with_relatives(each, members), *_with_itself(each))]


def adjacent(layers: int) -> list[tuple[int, int | None]]:
    """Return each layer, of so many, and the one after it: None for the last."""
    return [*pairwise([*range(layers), None])]


def with_copies[W: Named](
    whole: W, copies: Sequence[W], layers: Sequence[tuple[int, int | None]]
) -> Iterator[Pair[W]]:
    """Yield weights with copies of `BITS`, temperatures and top k, and these layers with those after them."""
    for bits, copy in zip(BITS, copies, strict=True):
        yield Pair(f"{bits} bits", Model(whole), Model(copy))
    for temperature in TEMPERATURES:
        yield Pair("temperature", Model(whole), Model(whole, temperature=temperature))
    yield Pair("top-k", Model(whole, top_k=TOP_K), Model(whole))
    for layer, after in layers:
        yield Pair("layer", Model(whole, after), Model(whole, layer))


def _with_relatives(member: Member, members: Sequence[Member]) -> Iterator[Pair[Weights]]:
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


def _with_itself(member: Member) -> Iterator[Pair[Weights]]:
    """A parent with its copies, temperatures, top k; from layer to layer, and checkpoint to checkpoint."""
    if member.parent:
        return
    end = last(member)
    copies = [replace(end, bits=bits) for bits in BITS]
    yield from with_copies(end, copies, adjacent(member.size.layers))
    if member.recipe.seed != _FOLLOWED:
        return
    for step, after in pairwise(member.recipe.log_scale()):
        yield Pair("checkpoint", Model(Weights(member, after)), Model(Weights(member, step)))
