"""How a text goes on: a tree of its likeliest continuations, with the mass of all that it leaves out."""

import heapq
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

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
    no nodes; `opened` says which those are, -1 first.
    """
    tree: Tree = {"ids": [], "parents": [], "log_probs": [], "opened": [], "left_out": []}
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
    """Make nodes of the likeliest tokens after `node`, whose own probability from the text on is given."""
    top = likeliest(said, branches)
    rest = np.delete(said, top)
    tree["opened"].append(node)
    tree["left_out"].append(round(float(np.log(np.exp(rest).sum())), _DIGITS))
    for id in top.tolist():
        heapq.heappush(waiting, (-(log_prob + float(said[id])), len(tree["ids"]), cache))
        tree["ids"].append(id)
        tree["parents"].append(node)
        tree["log_probs"].append(round(float(said[id]), _DIGITS))
