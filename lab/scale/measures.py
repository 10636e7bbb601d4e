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

if TYPE_CHECKING:
    from nexttoken.arrays import Floats
    from nexttoken.lm import Model as Loaded

type Json = dict[str, Any]

START = "\n"  # what a text follows: for the family, the end of the paragraph before
_DIGITS = 4  # of a logarithm, behind the point: below what the machine's order of adding leaves certain
_RESAMPLES, _SEED = 1000, 1
_COLUMNS = "kl", "reverse", "shape", "total_variation", "same_top", "tokens"


def log_likelihoods(weights: Weights, texts: Sequence[str], runs: Path) -> Json:
    """Return ln p of each text, in nats, by each model that is made of weights, by the model's name."""
    models, loaded = models_of(weights), load(weights, runs)
    found = np.array([_log_likelihood(models, loaded, text) for text in texts]).round(_DIGITS)
    return {model.name: column for model, column in zip(models, found.T.tolist(), strict=True)}


def _log_likelihood(models: Sequence[Model], loaded: "Loaded", text: str) -> list[float]:
    ids = _ids(loaded, text)
    at, following = np.arange(len(ids) - 1), ids[1:]
    return [math.fsum(said[at, following].tolist()) for said in said_by(models, loaded, ids[:-1])]


def comparison(pair: Pair, texts: Sequence[str], runs: Path) -> Json:
    """Return how two models differ at each token of the texts: means, with their intervals over texts.

    KL is over the whole vocabulary and summed over a text's tokens, in nats a text: `kl` is KL(first ||
    second), `reverse` KL(second || first). `shape_share` is how much of `kl` is left where both have their
    probabilities sorted.
    """
    rows = np.array([_apart(*_both(pair, text, runs)) for text in texts])
    drawn = np.random.default_rng(_SEED).integers(0, len(rows), (_RESAMPLES, len(rows)))
    sums = dict(zip(_COLUMNS, rows.T, strict=True))

    def told(above: str, below: "Floats") -> list[float]:
        """A ratio of sums, and the bounds of its 95 % interval."""
        ratios = sums[above][drawn].sum(axis=1) / below[drawn].sum(axis=1)
        return [float(sums[above].sum() / below.sum()), *np.quantile(ratios, (0.025, 0.975)).tolist()]

    texts_each = np.ones(len(rows))
    return {
        "setting": pair.setting,
        "first": pair.first.name,
        "second": pair.second.name,
        "kl": told("kl", texts_each),
        "reverse": told("reverse", texts_each),
        "shape_share": told("shape", sums["kl"]),
        "total_variation": told("total_variation", sums["tokens"]),
        "same_top": told("same_top", sums["tokens"]),
    }


def _both(pair: Pair, text: str, runs: Path) -> "tuple[Floats, Floats]":
    """What both say after each of a text's tokens but the last."""
    one, other = (load(model.weights, runs) for model in (pair.first, pair.second))
    ids = _ids(one, text)[:-1]
    if one is other:
        first, second = said_by((pair.first, pair.second), one, ids)
        return first, second
    return said_by([pair.first], one, ids)[0], said_by([pair.second], other, ids)[0]


def _apart(log_p: "Floats", log_q: "Floats") -> tuple[float, ...]:
    """`_COLUMNS` of one text: sums over its positions."""
    p, q, log_ratio = np.exp(log_p), np.exp(log_q), log_p - log_q
    sorted_p, sorted_q = np.sort(log_p, axis=1), np.sort(log_q, axis=1)
    return (
        float((p * log_ratio).sum()),
        float((q * -log_ratio).sum()),
        float((np.exp(sorted_p) * (sorted_p - sorted_q)).sum()),
        float(np.abs(p - q).sum()) / 2,
        float((log_p.argmax(axis=1) == log_q.argmax(axis=1)).sum()),
        float(len(p)),
    )


def walk(member: Member, texts: Sequence[str], runs: Path) -> Json:
    """Return how far apart, squared, a member's weights are at each two of its checkpoints."""
    steps, kept = member.recipe.checkpoints(), []
    for step in steps:
        with np.load(runs / member.name / f"{step}.npz") as held:
            kept.append(np.concatenate([held[name].ravel() for name in held.files]))
    apart = np.zeros((len(kept), len(kept)))
    for one, other in combinations(range(len(kept)), 2):
        apart[one, other] = apart[other, one] = np.square(kept[one] - kept[other], dtype=np.float64).sum()
    return {"steps": steps, "squared_distances": apart.tolist()}


def _ids(loaded: "Loaded", text: str) -> list[int]:
    """A text's tokens, after that of `START`."""
    ids = loaded.tokenize(START + text)
    if loaded.token_bytes(ids[0]) != START.encode():
        raise ValueError(f"The text {text[:20]!r}… does not begin with a token of its own.")
    return ids
