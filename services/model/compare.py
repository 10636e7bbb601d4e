"""How differently two models, or two temperatures of one, read the same text."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import numpy as np
from explorable import Progress
from nexttoken import entropy_of, kl_divergence, lm

_AT_ONCE = 32  # positions between two reports


def compared(
    models: Sequence[lm.Model], temperature: float, ids: Sequence[int]
) -> Generator[Progress, None, dict[str, Any]]:
    """Compare the first model, at each position of `ids`, with the second, or itself at the temperature.

    `kl` is KL(first || other) and `entropy` the other's, in nats; `same_top`, whether both have the same
    likeliest token; `logprobs` are the other's of the tokens that follow.
    """
    caches = [model.start() for model in models]
    found: dict[str, list[float]] = {"kl": [], "entropy": [], "same_top": [], "logprobs": []}
    for at in range(0, len(ids), _AT_ONCE):
        part, following = [*ids[at : at + _AT_ONCE]], ids[at + 1 : at + _AT_ONCE + 1]
        rows = [model.logprobs(part, cache) for model, cache in zip(models, caches, strict=True)]
        others = rows[1] if len(rows) > 1 else lm.log_softmax(rows[0] / temperature)
        found["kl"] += map(kl_divergence, rows[0], others)
        found["entropy"] += map(entropy_of, others)
        found["same_top"] += (rows[0].argmax(axis=1) == others.argmax(axis=1)).tolist()
        found["logprobs"] += others[np.arange(len(following)), [*following]].tolist()
        yield Progress((at + len(part)) / len(ids))
    return {name: np.array(column) for name, column in found.items()}
