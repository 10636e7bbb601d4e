"""A text that a reader builds token by token: what was picked, what may come next, and how it may go on."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

import numpy as np
from explorable import State
from nexttoken.noise import uniform_noise
from nexttoken.sampling import ENGINES, Candidates, Chain, Settings, chain
from numpy.typing import NDArray

from ..shared.continuations import ROOT, Branch, Continuations
from ..shared.distribution import Distribution
from ..shared.vocabulary import holding, sought

ROWS = 10  # of the table, at once
UNKNOWN = -2  # no place of the tree

type Ids = NDArray[np.intp]


@dataclass(frozen=True)
class Pick:
    """A token that was picked, and its log-probability; None where nobody has asked the model.

    `instead` is what else might have come, the likeliest first: ids, and ln p of each.
    """

    id: int
    token: bytes
    log_prob: float | None
    instead: Sequence[tuple[int, float]] = ()


@dataclass(frozen=True, eq=False)
class Next:
    """What may come next, and what the settings leave of it; `sampled` is what the seed draws, if known.

    `entropy` is that of all tokens, in nats, before any setting.

    Where some tokens alone are known, `rest` is the probability of the others; `ranks` are then those of the
    known ones, and `settled` says whether the settings can be heeded all the same.
    """

    chain: Chain
    sampled: int | None
    entropy: float
    rest: float = 0.0
    ranks: Sequence[int] = ()
    settled: bool = True

    @property
    def raw(self) -> Candidates:
        """All that are known, the likeliest first."""
        return self.chain.raw

    @property
    def likeliest(self) -> int | None:
        """The token that has most after the settings; None where that takes all of them."""
        return int(self.chain.left.ids[0]) if self.settled else None

    @property
    def untouched(self) -> bool:
        """Whether the settings leave all as it is."""
        return self.settled and all(step.left is step.before for step in self.chain.steps)

    def probs_of(self, ids: Sequence[int]) -> dict[int, float]:
        """The probabilities of tokens that are known, by the model."""
        return {id: share * (1 - self.rest) for id, share in self.raw.probs_of(ids).items()}

    def ranks_of(self, ids: Sequence[int]) -> dict[int, int]:
        """Their ranks among all tokens, from 1."""
        places = self.raw.places(ids)
        return {id: self.ranks[place] if self.ranks else place + 1 for id, place in places.items()}


@dataclass(frozen=True, eq=False)
class Rows:
    """The tokens in view, `shown`: page `page` of `last`, of `found` that hold what is looked for."""

    shown: Sequence[int]
    found: int
    page: int
    last: int


@dataclass(frozen=True, eq=False)
class Grown:
    """The text and how it may go on, whatever the settings; the same object as long as no token is picked.

    `tokens` are the bytes of all, by id. `tree` has how it goes on, from its place `here`, which is `UNKNOWN`
    where nobody has asked the model what follows these picks.
    """

    tokens: Sequence[bytes]
    given: tuple[int, ...]
    picks: tuple[Pick, ...]
    tree: Continuations
    here: int

    @property
    def ids(self) -> tuple[int, ...]:
        """Of the picks."""
        return tuple(pick.id for pick in self.picks)

    @property
    def log_probs(self) -> NDArray[np.float64]:
        """Of all picks; none where there is one of which it is not known."""
        known = [pick.log_prob for pick in self.picks if pick.log_prob is not None]
        return np.array(known if len(known) == len(self.picks) else [])


@dataclass(frozen=True, eq=False)
class Result:
    """What is shown of a state. `next` is None where nobody has asked the model what follows these picks."""

    state: State
    text: Grown
    next: Next | None
    rows: Rows


def from_measured(state: State, told: Distribution, tree: Continuations) -> Result:
    """What was measured of a prompt: the whole vocabulary after it, and how it goes on, as far as it was."""
    text = _kept(told, state.picks, lambda: _measured(told, state.picks, tree))
    if not state.picks:
        following = _settled(state, told)
    elif text.here != UNKNOWN:
        following = _known(state, text.tree, text.here)
    else:
        following = None
    return Result(state, text, following, _rows(state, told, following))


def from_model(state: State, told: Distribution, positions: Any, tree: Any) -> Result:
    """What the model says that runs here: `told` is after all picks, and the tree, too."""
    text = _kept(told, state.picks, lambda: _asked(told, state.picks, positions, tree))
    following = _settled(state, told)
    return Result(state, text, following, _rows(state, told, following))


def _kept(told: Distribution, picks: tuple[int, ...], grow: Callable[[], Grown]) -> Grown:
    if (told, picks) not in _last:
        _last.clear()
        _last[told, picks] = grow()
    return _last[told, picks]


_last: dict[tuple[Distribution, tuple[int, ...]], Grown] = {}  # one


def _measured(told: Distribution, ids: tuple[int, ...], tree: Continuations) -> Grown:
    tree = _exact(told, tree)
    path = list(tree.along(ids))
    log_probs = [branch.log_prob for branch in path]
    log_probs[:1] = [float(told.log_probs[id]) for id in ids[:1]]
    here = path[-1].node if path else ROOT
    asked = not ids or (len(path) == len(ids) and tree.after(here))
    places = [ROOT, *(branch.node for branch in path)]
    instead = [_instead(id, tree.after(place)) for id, place in zip(ids, places, strict=False)]
    picks = _picks(told, ids, log_probs, instead)
    return Grown(told.tokens, tuple(told.ids), picks, tree, here if asked else UNKNOWN)


def _exact(told: Distribution, tree: Continuations) -> Continuations:
    """The tree, with what is known of its first tokens to more digits than were written down."""
    first = zip(tree.ids, tree.parents, tree.log_probs, strict=True)
    exact = [float(told.log_probs[id]) if at == ROOT else log_prob for id, at, log_prob in first]
    return replace(tree, log_probs=exact)


def _asked(told: Distribution, ids: tuple[int, ...], positions: Any, tree: Any) -> Grown:
    count = len(told.ids) - len(ids)
    log_probs = positions["logprobs"].tolist()[-len(ids) :] if ids else []
    rows = zip(positions["top"].tolist(), positions["top_logprobs"].tolist(), strict=True)
    before = [list(zip(*row, strict=True)) for row in rows][-len(ids) - 1 : -1]
    instead = [[each for each in top if each[0] != id] for id, top in zip(ids, before, strict=True)]
    picks = _picks(told, ids, log_probs, instead)
    return Grown(told.tokens, tuple(told.ids[:count]), picks, Continuations.told(tree), ROOT)


def _instead(id: int, branches: Sequence[Branch]) -> list[tuple[int, float]]:
    return [(branch.id, branch.log_prob) for branch in branches if branch.id != id]


def _picks(
    told: Distribution,
    ids: Sequence[int],
    log_probs: Sequence[float],
    instead: Sequence[Sequence[tuple[int, float]]],
) -> tuple[Pick, ...]:
    """As far as it is known what was expected."""
    each = zip_longest(ids, log_probs, instead)
    return tuple(Pick(id, told.tokens[id], log_prob, others or ()) for id, log_prob, others in each)


def _settled(state: State, told: Distribution) -> Next:
    """What the reader's settings leave of the whole vocabulary, in the order of transformers."""
    found = chain(told.candidates, _settings(state), ENGINES["transformers"], told.ids)
    return Next(found, found.left.draw(_number(state)), told.entropy)


def _known(state: State, tree: Continuations, place: int) -> Next:
    """Of a place that was measured: the likeliest alone, and perhaps one that the seed draws.

    A temperature or top-p depends on all the others, too, unless the likeliest are all that can be left.
    """
    branches, rest, settings = tree.after(place), tree.rest(place), _settings(state)
    entropy = tree.entropies[place]
    ranks = [branch.rank for branch in branches]
    first = sum(rank == at for at, rank in enumerate(ranks, start=1))
    ids = np.array([branch.id for branch in branches], np.intp)
    raw = Candidates.falling(ids, np.array([branch.log_prob for branch in branches]))
    if settings == Settings():
        node = tree.drawn.get(place) if state.seed == tree.seed else None
        drawn = _among(raw, first, _number(state) / (1 - rest)) if node is None else tree.ids[node]
        return Next(Chain(raw, ()), drawn, entropy, rest, ranks)
    few = settings.temperature == 0 or 0 < settings.top_k <= first
    if not few or settings.repetition_penalty != 1:
        return Next(Chain(raw, ()), None, entropy, rest, ranks, settled=False)
    found = chain(raw, settings, ENGINES["transformers"])
    return Next(found, found.left.draw(_number(state)), entropy, rest, ranks)


def _among(raw: Candidates, first: int, u: float) -> int | None:
    """What is drawn, if it is one of the first; which of those after them it is, nobody knows."""
    place = int(np.searchsorted(raw.cumulative, u, "right"))
    return int(raw.ids[place]) if place < first else None


def _settings(state: State) -> Settings:
    return Settings(
        temperature=state.temperature,
        top_k=state.top_k,
        top_p=state.top_p,
        repetition_penalty=state.repetition_penalty,
    )


def _number(state: State) -> float:
    """The n-th pick is drawn by the n-th number of the seed."""
    return float(uniform_noise(state.seed, len(state.picks) + 1)[-1])


def _rows(state: State, told: Distribution, following: Next | None) -> Rows:
    ids = _sorted(state.sort, told, following.raw.ids) if following else np.empty(0, np.intp)
    if state.find:
        match = np.zeros(told.size, bool)
        match[holding(told.tokens, sought(state.find))] = True
        ids = ids[match[ids]]
    last = max(1, math.ceil(len(ids) / ROWS))
    page = min(state.page, last)
    return Rows(ids[(page - 1) * ROWS : page * ROWS].tolist(), len(ids), page, last)


def _sorted(sort: str, told: Distribution, ids: Ids) -> Ids:
    """The ids, of which the likeliest come first, in the order that the reader chose."""
    if sort == "unlikely":
        return ids[::-1]
    if sort == "id":
        return np.sort(ids)
    if sort == "bytes":
        return ids[np.argsort(told.alphabet[ids])]
    return ids
