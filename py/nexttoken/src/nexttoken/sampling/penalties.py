"""What changes logits and cuts nothing: temperature, and penalties on tokens that have been said."""

import math
from collections.abc import Collection, Mapping
from functools import lru_cache

import numpy as np

from ..arrays import Floats, Order
from .candidates import Candidates, at_least

COLDEST = 1e-6  # of the temperatures above 0


@lru_cache(maxsize=4)  # engines take it of the same candidates, and it stays while another setting moves
def tempered(left: Candidates, temperature: float) -> Candidates:
    """Return the candidates with their logits divided by a temperature, which leaves their order as it is.

    At 0 there are left the likeliest alone, all alike: the limit. Raises ValueError unless the temperature is
    0, or finite and at least 1e-6.
    """
    if temperature == 0:
        return left.run(slice(0, at_least(left.logits, left.logits[0])))
    if not COLDEST <= temperature < math.inf:
        raise ValueError(f"A temperature is 0, or a finite number from {COLDEST:g}, not {temperature}.")
    return left if temperature == 1 else left.of_logits(left.logits / temperature)


def penalised(
    left: Candidates,
    repeated: Collection[int],
    counts: Mapping[int, int],
    repetition: float = 1.0,
    frequency: float = 0.0,
    presence: float = 0.0,
) -> Candidates:
    """Return the candidates with penalties on what was said, in order again.

    repetition: logits of `repeated` tokens are divided by it where positive, and multiplied elsewhere (Keskar
    et al., arXiv 1909.05858, as engines have it). It depends on where the logits' zero is, of which softmax
    knows nothing. frequency, presence: a token of `counts` then loses count · frequency + presence (vLLM,
    llama.cpp). Raises ValueError unless 0 < repetition < inf, and the others are finite.
    """
    if not (0 < repetition < math.inf and math.isfinite(frequency) and math.isfinite(presence)):
        raise ValueError("A repetition penalty is more than 0, and every penalty is finite.")
    again = set(repeated) if repetition != 1 else set()
    counted = {id: n for id, n in counts.items() if n > 0} if frequency or presence else {}
    found = left.places([*again, *counted])
    if not found:
        return left
    places = np.array(sorted(found.values()))
    logits = [
        _penalised(logit, repetition if id in again else 1.0, counted.get(id, 0), frequency, presence)
        for id, logit in zip(left.ids[places].tolist(), left.logits[places].tolist(), strict=True)
    ]
    return _moved(left, places, np.array(logits))


def _penalised(logit: float, repetition: float, count: int, frequency: float, presence: float) -> float:
    logit = logit / repetition if logit > 0 else logit * repetition
    return logit - count * frequency - (count > 0) * presence


def _moved(left: Candidates, places: Order, logits: Floats) -> Candidates:
    """The candidates with new logits at some places: only those are put where they belong now."""
    ids = left.ids[places]
    others, known = np.delete(left.ids, places), np.delete(left.logits, places)
    rising = -known
    order = np.lexsort((ids, -logits))
    before = [_before(rising, others, -logits[at], ids[at]) for at in order]
    return Candidates.falling(np.insert(others, before, ids[order]), np.insert(known, before, logits[order]))


def _before(rising: Floats, ids: Order, key: float, id: int) -> int:
    """Where a token goes among others: of equal ones, the smaller id first."""
    start, stop = np.searchsorted(rising, key, "left"), np.searchsorted(rising, key, "right")
    return int(start + np.searchsorted(ids[start:stop], id))
