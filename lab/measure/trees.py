"""How a prompt goes on: a tree of its likeliest continuations, with the mass of all that it leaves out."""

import heapq
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from nexttoken import lm

if TYPE_CHECKING:
    from nexttoken.arrays import Floats

OPENED = 60  # beginnings whose next token is predicted
BRANCHES = 12  # next tokens that are kept of each
_DIGITS = 4

type Nodes = dict[str, list[Any]]


def tree(
    model: lm.Model, ids: Sequence[int], opened: int = OPENED, branches: int = BRANCHES
) -> dict[str, Any]:
    """Return the tree of continuations of a prompt, of which the likeliest are opened first.

    A node is a token: `ids`, `parents` (a node's number, or -1 for the prompt) and `log_probs` (nats, given
    what stands before). `left_out` holds, for each node that was opened, ln of the mass of its next tokens
    that are no nodes; `opened` says which those are, -1 first.
    """
    nodes: Nodes = {"ids": [], "parents": [], "log_probs": [], "opened": [], "left_out": []}
    cache = model.start()
    first = model.read(ids, cache)
    waiting: list[tuple[float, int, lm.Cache]] = []
    _open(nodes, waiting, -1, 0.0, first, cache, branches)
    for _ in range(opened - 1):
        negative, node, before = heapq.heappop(waiting)
        cache = before.copy()
        said = model.step(nodes["ids"][node], cache)
        _open(nodes, waiting, node, -negative, said, cache, branches)
    return nodes


def _open(
    nodes: Nodes,
    waiting: list[tuple[float, int, lm.Cache]],
    node: int,
    log_prob: float,
    said: "Floats",
    cache: lm.Cache,
    branches: int,
) -> None:
    """Make nodes of the likeliest tokens after `node`, whose own probability from the prompt on is given."""
    top = np.argsort(-said, kind="stable")[:branches]
    rest = np.delete(said, top)
    nodes["opened"].append(node)
    nodes["left_out"].append(round(float(np.log(np.exp(rest).sum())), _DIGITS))
    for id in top.tolist():
        heapq.heappush(waiting, (-(log_prob + float(said[id])), len(nodes["ids"]), cache))
        nodes["ids"].append(id)
        nodes["parents"].append(node)
        nodes["log_probs"].append(round(float(said[id]), _DIGITS))
