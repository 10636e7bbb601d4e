"""How differently two models, two temperatures of one, or a model and its copy read the same text."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import Any

import numpy as np
from explorable import Progress
from nexttoken import entropy_of, kl_divergence, lm
from nexttoken.split import Split, split

_AT_ONCE = 32  # positions between two reports


def compared(
    models: Sequence[lm.Model], temperature: float, ids: Sequence[int]
) -> Generator[Progress, None, dict[str, Any]]:
    """Compare the first model, at each position of `ids`, with the second, or itself at the temperature.

    `kl` is KL(first || other) and `entropy` the other's, in nats; `same_top`, whether both have the same
    likeliest token; `logprobs` are the other's of the tokens that follow.
    """
    found: dict[str, list[float]] = {"kl": [], "entropy": [], "same_top": [], "logprobs": []}
    for rows, others in _both(models, temperature, ids):
        following = ids[(at := len(found["kl"])) + 1 : at + len(rows) + 1]
        found["kl"] += map(kl_divergence, rows, others)
        found["entropy"] += map(entropy_of, others)
        found["same_top"] += (rows.argmax(axis=1) == others.argmax(axis=1)).tolist()
        found["logprobs"] += others[np.arange(len(following)), [*following]].tolist()
        yield Progress(len(found["kl"]) / len(ids))
    return {name: np.array(column) for name, column in found.items()}


def splits(
    models: Sequence[lm.Model], temperature: float, ids: Sequence[int]
) -> Generator[Progress, None, dict[str, Any]]:
    """Split KL(first || other) at each position of `ids`: a column for each field of `nexttoken.split`.

    `same_top` is whether both have the same likeliest token.
    """
    found: list[tuple[float, ...]] = []
    for rows, others in _both(models, temperature, ids):
        same = rows.argmax(axis=1) == others.argmax(axis=1)
        found += [(*split(*pair), float(each)) for *pair, each in zip(rows, others, same, strict=True)]
        yield Progress(len(found) / len(ids))
    return dict(zip((*Split._fields, "same_top"), np.array(found).T, strict=True))


def _both(
    models: Sequence[lm.Model], temperature: float, ids: Sequence[int]
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """ln p by the first model and by the other, some positions at once."""
    caches = [model.start() for model in models]
    for at in range(0, len(ids), _AT_ONCE):
        part = [*ids[at : at + _AT_ONCE]]
        rows = [model.logprobs(part, cache) for model, cache in zip(models, caches, strict=True)]
        yield rows[0], rows[1] if len(rows) > 1 else lm.log_softmax(rows[0] / temperature)
