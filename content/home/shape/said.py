"""What the figure says in words, and its table."""

from __future__ import annotations

import math

import numpy as np
from explorable import Readout
from explorable.format import count, number
from explorable.table import data_table
from explorable.tokens import percent, spoken

from .result import COUNT, ENDS, HEAD, SIZES, Result


def sentence(result: Result) -> str:
    """What there is to see."""
    first, share = spoken(result.beginning.named[1]), percent(float(result.q[0]))
    return (
        f"After “{result.beginning.text}”, {first} has {share}; the {count(COUNT - HEAD)} tokens beyond "
        f"the likeliest {HEAD} have {percent(result.tail)} together. {_uncertain(result)}"
    )


def _uncertain(result: Result) -> str:
    return f"It is as uncertain as {number(math.exp(result.entropy))} tokens, all alike."


def readouts(result: Result) -> dict[str, Readout]:
    """By their names."""
    return {
        "choices": Readout(math.exp(result.entropy), number(math.exp(result.entropy)), "tokens"),
        "tail": Readout(result.tail, percent(result.tail)),
        "kl": Readout(result.kl, number(result.kl), "nats"),
    }


def table(result: Result) -> str:
    """The named tokens, then the others up to each power of ten."""
    p, q = np.exp(result.beginning.log_p), result.q
    rows = [
        (
            spoken(result.beginning.named[rank]),
            str(rank),
            percent(float(p[rank - 1])),
            percent(float(q[rank - 1])),
        )
        for rank in range(1, HEAD + 1)
    ]
    last = HEAD
    for end in (100, 1000, 10_000, COUNT):
        inside = np.logical_and(last < ENDS, end >= ENDS)
        before, now = (percent(float(np.sum((SIZES * each)[inside]))) for each in (p, q))
        rows.append(("the others", f"{count(last + 1)} to {count(end)}", before, now))
        last = end
    return data_table("The next token", ("token", "rank", "at temperature 1", "at this one"), rows)
