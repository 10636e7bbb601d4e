"""How a text goes on: a tree of its likeliest continuations, with the mass of all that it leaves out."""

import heapq
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from nexttoken.divergence import entropy_of
from nexttoken.ordering import likeliest

from .model import Model
from .transformer import Cache

if TYPE_CHECKING:
    from nexttoken.arrays import Floats

BRANCHES = 12  # next tokens that are kept at each place
_DIGITS = 4

type Tree = dict[str, list[Any]]


def continuations(
    model: Model, said: "Floats", cache: Cache, opened: int, branches: int = BRANCHES
) -> Iterator[Tree]:
    """Yield the tree of a text's continuations as it grows: `opened` times, by what follows its likeliest.

    `cache` has read the text, and `said` is ln p of each token as the next: (vocabulary,). A node is a token:
    `ids`, `parents` (a node's number, or -1 for the text) and `log_probs` (nats, given what stands before, to
    four digits). `left_out` holds, for each node that was opened, ln of the mass of its next tokens that are
    no nodes, and `entropies` the entropy of all of them; `opened` says which those are, -1 first.
    """
    tree: Tree = {"ids": [], "parents": [], "log_probs": [], "opened": [], "left_out": [], "entropies": []}
    waiting: list[tuple[float, int, Cache]] = []
    _open(tree, waiting, -1, 0.0, said, cache, branches)
    yield tree
    for _ in range(opened - 1):
        negative, node, before = heapq.heappop(waiting)
        cache = before.copy()
        _open(tree, waiting, node, -negative, model.step(tree["ids"][node], cache), cache, branches)
        yield tree


def _open(
    tree: Tree,
    waiting: list[tuple[float, int, Cache]],
    node: int,
    log_prob: float,
    said: "Floats",
    cache: Cache,
    branches: int,
) -> None:
    """Open a node whose own probability from the text on is given, and let what follows it wait."""
    for new in open_node(tree, node, said, branches):
        heapq.heappush(waiting, (-(log_prob + float(said[tree["ids"][new]])), new, cache))


def open_node(tree: Tree, node: int, said: "Floats", branches: int = BRANCHES) -> range:
    """Make nodes of the likeliest tokens after `node`, given ln p of each, and return their numbers."""
    top = likeliest(said, branches)
    first = len(tree["ids"])
    tree["opened"].append(node)
    tree["left_out"].append(_rounded(np.log(np.exp(np.delete(said, top)).sum())))
    tree["entropies"].append(_rounded(entropy_of(said)))
    tree["ids"] += top.tolist()
    tree["parents"] += [node] * len(top)
    tree["log_probs"] += map(_rounded, said[top])
    return range(first, len(tree["ids"]))


def _rounded(number: float) -> float:
    return round(float(number), _DIGITS)
