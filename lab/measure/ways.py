"""Where Greedy and Sample lead after a prompt, so that readers who press them again and again can go on.

The tree of continuations gets more places: those of whole ways on from the prompt, of shorter ones from the
likeliest first tokens, and of some that leave a way for the other rule. At each it tells what the seed draws.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from nexttoken import lm
from nexttoken.noise import uniform_noise
from nexttoken.sampling import Candidates
from nexttoken.stored import restored, stored

if TYPE_CHECKING:
    from nexttoken.arrays import Floats

SEED = 1
LONG = 40  # picks in all: a reader may make no more
OTHERS, SHORT = 5, 8  # first tokens from which shorter ways lead, and how many picks these have
TURNS, FURTHER = 5, 4  # places of a way where the other rule takes over, for so many picks more

_DIGITS = 4


class Walks:
    """A tree whose places are opened as ways lead there.

    `drawn` holds, for each place on such a way, the node of what the seed draws there; where that is none of
    the likeliest it is one node more, and `ranks` has its rank.
    """

    def __init__(self, model: lm.Model, ids: Sequence[int], tree: lm.Tree) -> None:
        self._model = model
        self._cache = model.start()
        # After the prompt itself a page knows what was stored, and draws from that.
        self._after = restored(stored(model.read(ids, self._cache)))
        self.tree = tree
        self.drawn: dict[int, int] = {}
        self.ranks: dict[int, int] = {}

    def greedy(self, node: int) -> int:
        """The node of the likeliest token after one that was opened."""
        return self.tree["parents"].index(node)

    def sample(self, node: int) -> int:
        """The node of the drawn token."""
        return self.drawn[node]

    def walk(self, node: int, count: int, pick: Callable[[int], int]) -> list[int]:
        """Go on from a node for so many picks, and tell the places on the way, that one first."""
        cache, places = self._cache.copy(), [node]
        path = self._path(node)
        said = self._model.read(path, cache) if path else self._after
        self._look(node, said, len(path))
        for depth in range(len(path) + 1, len(path) + 1 + count):
            node = pick(node)
            said = self._model.step(self.tree["ids"][node], cache)
            self._look(node, said, depth)
            places.append(node)
        return places

    def _path(self, node: int) -> list[int]:
        path: list[int] = []
        while node >= 0:
            path.insert(0, self.tree["ids"][node])
            node = self.tree["parents"][node]
        return path

    def _look(self, node: int, said: "Floats", depth: int) -> None:
        """Open a place, and draw there: the n-th pick by the seed's n-th number."""
        if node in self.drawn:
            return
        if node not in self.tree["opened"]:
            lm.open_node(self.tree, node, said)
        id = Candidates.of(said).draw(float(uniform_noise(SEED, depth + 1)[-1]))
        nodes = [at for at, parent in enumerate(self.tree["parents"]) if parent == node]
        self.drawn[node] = next((at for at in nodes if self.tree["ids"][at] == id), len(self.tree["ids"]))
        if self.drawn[node] == len(self.tree["ids"]):
            self._add(node, id, said)

    def _add(self, node: int, id: int, said: "Floats") -> None:
        tree, place = self.tree, self.tree["opened"].index(node)
        self.ranks[len(tree["ids"])] = 1 + int((said > said[id]).sum() + (said[:id] == said[id]).sum())
        tree["ids"].append(id)
        tree["parents"].append(node)
        tree["log_probs"].append(round(float(said[id]), _DIGITS))
        rest = np.exp(tree["left_out"][place]) - np.exp(said[id])
        tree["left_out"][place] = round(float(np.log(rest)), _DIGITS)


def walked(model: lm.Model, ids: Sequence[int], tree: lm.Tree) -> dict[str, Any]:
    """The tree with all ways in it; `drawn`, by `seed`, and `ranks` are pairs, each of a node and that."""
    walks = Walks(model, ids, tree)
    rules = (walks.greedy, walks.sample)
    for rule, other in zip(rules, rules[::-1], strict=True):
        way = walks.walk(-1, LONG - 1, rule)
        for node in way[1 : TURNS + 1]:
            walks.walk(node, FURTHER - 1, other)
    for node in [at for at, parent in enumerate(tree["parents"]) if parent == -1][:OTHERS]:
        for rule in rules:
            walks.walk(node, SHORT - 2, rule)
    pairs = {name: [*map(list, vars(walks)[name].items())] for name in ("drawn", "ranks")}
    return tree | {"seed": SEED} | pairs
