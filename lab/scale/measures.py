"""What is measured: what texts are worth to a model, how far two are apart, and how far one has walked."""

import math
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lab.family.study import Member
from lab.scale.models import Model, Weights, load, models_of, said_by
from lab.scale.pairs import Pair
from lab.scale.rows import apart

if TYPE_CHECKING:
    from nexttoken.arrays import Floats
    from nexttoken.lm import Model as Loaded

type Json = dict[str, Any]

START = "\n"  # what a text follows: for the family, the end of the paragraph before
_DIGITS = 4  # of a logarithm, behind the point: below what the machine's order of adding leaves certain
_RESAMPLES, _SEED = 1000, 1
_SHARES = "shape", "head", "body", "tail", "zipf", "nearest_zipf"


def log_likelihoods(weights: Weights, texts: Sequence[str], runs: Path) -> Json:
    """Return ln p of each text, in nats, by each model that is made of weights, by the model's name."""
    models, loaded = models_of(weights), load(weights, runs)
    found = np.array([_log_likelihoods(models, loaded, text) for text in texts]).round(_DIGITS)
    return {model.name: column for model, column in zip(models, found.T.tolist(), strict=True)}


def _log_likelihoods(models: Sequence[Model[Weights]], loaded: "Loaded", text: str) -> list[float]:
    ids = ids_of(loaded, text)
    return [log_likelihood(said, ids) for said in said_by(models, loaded, ids[:-1])]


def log_likelihood(said: "Floats", ids: Sequence[int]) -> float:
    """Return ln p of ids after the first, of what is said after each of them but the last."""
    return math.fsum(said[np.arange(len(said)), ids[1:]].tolist())


def comparison(pair: Pair[Weights], texts: Sequence[str], runs: Path) -> Json:
    """Return how two models differ at each token of the texts: `summary`."""
    return summary(pair, [apart(*_both(pair, text, runs)) for text in texts])


def summary(pair: Pair[Any], found: Sequence[dict[str, float]]) -> Json:
    """Return how two models differ, of how far they are `apart` on each text: means, with their intervals.

    The intervals are of 95 %, over texts. KL is over the whole vocabulary and summed over a text's tokens, in
    nats a text: `kl` is KL(first || second), `reverse` KL(second || first). Shares are of `kl`. `shape_share`
    is how much of it is left where both have their probabilities sorted. `head_share`, `body_share` and
    `tail_share` are what the tokens hold that are first's likeliest 10, those from there to rank 100, and all
    others. `zipf_share` and `nearest_zipf_share` are KL(first, sorted || Zipf) as such shares, of the line of
    first's entropy and of the nearest one: below 1, the line tells more of first's sorted row than second
    does of the row. Of a token are `rho`, Spearman's over the vocabulary, `total_variation`, and `same_top`,
    how often both name the same token first. Where first rules tokens out, `reverse` is infinite: None.
    """
    sums = {name: np.array([each[name] for each in found]) for name in found[0]}
    drawn = np.random.default_rng(_SEED).integers(0, len(found), (_RESAMPLES, len(found)))

    def told(above: str, below: "Floats") -> list[float] | None:
        """A ratio of sums, and the bounds of its interval; None where it is infinite."""
        if not np.isfinite(sums[above]).all():
            return None
        ratios = sums[above][drawn].sum(axis=1) / below[drawn].sum(axis=1)
        return [float(sums[above].sum() / below.sum()), *np.quantile(ratios, (0.025, 0.975)).tolist()]

    return {
        "setting": pair.setting,
        "first": pair.first.name,
        "second": pair.second.name,
        **{name: told(name, np.ones(len(found))) for name in ("kl", "reverse")},
        **{f"{name}_share": told(name, sums["kl"]) for name in _SHARES},
        **{name: told(name, sums["tokens"]) for name in ("rho", "total_variation", "same_top")},
    }


def _both(pair: Pair[Weights], text: str, runs: Path) -> "tuple[Floats, Floats]":
    """What both say after each of a text's tokens but the last."""
    one, other = (load(model.weights, runs) for model in (pair.first, pair.second))
    ids = ids_of(one, text)[:-1]
    if one is other:
        first, second = said_by((pair.first, pair.second), one, ids)
        return first, second
    return said_by([pair.first], one, ids)[0], said_by([pair.second], other, ids)[0]


def walk(member: Member, texts: Sequence[str], runs: Path) -> Json:
    """Return how far apart, squared, a member's weights are at each two of its checkpoints."""
    steps, kept = member.recipe.checkpoints(), []
    for step in steps:
        with np.load(runs / member.name / f"{step}.npz") as held:
            kept.append(np.concatenate([held[name].ravel() for name in sorted(held.files)]))
    apart = np.zeros((len(kept), len(kept)))
    for one, other in combinations(range(len(kept)), 2):
        apart[one, other] = apart[other, one] = np.square(kept[one] - kept[other], dtype=np.float64).sum()
    return {"steps": steps, "squared_distances": apart.tolist()}


def ids_of(loaded: "Loaded", text: str) -> list[int]:
    """Return a text's tokens, after that of `START`."""
    ids = loaded.tokenize(START + text)
    if loaded.token_bytes(ids[0]) != START.encode():
        raise ValueError(f"The text {text[:20]!r}… does not begin with a token of its own.")
    return ids
