"""How a prompt goes on: a tree of its likeliest continuations, and the mass of all that it leaves out."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from explorable import data_file

ROOT = -1  # the place after the prompt

_MEASURED = {
    "fact": data_file("../data/fact-tree.json"),
    "story": data_file("../data/story-tree.json"),
    "code": data_file("../data/code-tree.json"),
    "arithmetic": data_file("../data/arithmetic-tree.json"),
    "list": data_file("../data/list-tree.json"),
    "language": data_file("../data/language-tree.json"),
    "garden-path": data_file("../data/garden-path-tree.json"),
    "repetition": data_file("../data/repetition-tree.json"),
    "quotation": data_file("../data/quotation-tree.json"),
    "mid-word": data_file("../data/mid-word-tree.json"),
}


@dataclass(frozen=True, eq=False)
class Branch:
    """A token that may come at some place of the tree: `log_prob` in nats, given all before it."""

    node: int
    id: int
    log_prob: float


@dataclass(frozen=True, eq=False)
class Continuations:
    """The tree, as `nexttoken.lm.continuations` tells of it."""

    ids: Sequence[int]
    parents: Sequence[int]
    log_probs: Sequence[float]
    left_out: Mapping[int, float]

    @classmethod
    def told(cls, tree: Mapping[str, Any]) -> Continuations:
        """The tree as it is written down."""
        left_out = dict(zip(tree["opened"], tree["left_out"], strict=True))
        return cls(tree["ids"], tree["parents"], tree["log_probs"], left_out)

    @cached_property
    def _branches(self) -> Mapping[int, list[Branch]]:
        found = defaultdict[int, list[Branch]](list)
        for node, (id, parent, log_prob) in enumerate(
            zip(self.ids, self.parents, self.log_probs, strict=True)
        ):
            found[parent].append(Branch(node, id, log_prob))
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


@lru_cache(maxsize=len(_MEASURED))
def measured(prompt: str) -> Continuations:
    """The tree of a prompt that was measured."""
    return Continuations.told(json.loads(_MEASURED[prompt].read_text("utf-8")))
