"""How a prompt goes on: a tree of its likeliest continuations, and the mass of all that it leaves out."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from .measured import MEASURED

ROOT = -1  # the place after the prompt


@dataclass(frozen=True, eq=False)
class Branch:
    """A token that may come at some place of the tree: `log_prob` in nats, given all before it.

    `rank`, from 1, is among all tokens that may.
    """

    node: int
    id: int
    log_prob: float
    rank: int


@dataclass(frozen=True, eq=False)
class Continuations:
    """The tree, as `nexttoken.lm.continuations` tells of it.

    Of one that was measured, `drawn` are the nodes that a `seed` draws at some places, and `ranks` those of
    branches that are there only for that, and would else be too unlikely.
    """

    ids: Sequence[int]
    parents: Sequence[int]
    log_probs: Sequence[float]
    left_out: Mapping[int, float]
    entropies: Mapping[int, float]
    seed: int | None = None
    drawn: Mapping[int, int] = field(default_factory=dict)
    ranks: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def told(cls, tree: Mapping[str, Any]) -> Continuations:
        """The tree as it is written down."""
        opened = tree["opened"]
        return cls(
            tree["ids"],
            tree["parents"],
            tree["log_probs"],
            dict(zip(opened, tree["left_out"], strict=True)),
            dict(zip(opened, tree["entropies"], strict=True)),
            tree.get("seed"),
            dict(tree.get("drawn", ())),
            dict(tree.get("ranks", ())),
        )

    @cached_property
    def _branches(self) -> Mapping[int, list[Branch]]:
        found = defaultdict[int, list[Branch]](list)
        for node, (id, parent, log_prob) in enumerate(
            zip(self.ids, self.parents, self.log_probs, strict=True)
        ):
            beside = found[parent]
            beside.append(Branch(node, id, log_prob, self.ranks.get(node, len(beside) + 1)))
        return found

    def after(self, node: int) -> Sequence[Branch]:
        """What may come after a node, the likeliest first; nothing where that was not looked at."""
        return self._branches.get(node, [])

    def rest(self, node: int) -> float:
        """The probability of all that may come after a node, and is no branch."""
        return math.exp(self.left_out[node])

    def along(self, picks: Sequence[int]) -> Iterator[Branch]:
        """The branches that picks lead along, as far as the tree goes."""
        node = ROOT
        for id in picks:
            branch = next((branch for branch in self.after(node) if branch.id == id), None)
            if branch is None:
                return
            yield branch
            node = branch.node


@lru_cache(maxsize=len(MEASURED))
def measured(path: Path) -> Continuations:
    """The tree of a prompt that was measured."""
    return Continuations.told(json.loads(path.read_text("utf-8")))
