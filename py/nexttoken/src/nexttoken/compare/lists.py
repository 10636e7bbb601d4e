"""What two lists say of how two models differ: the tokens that both name, and one bucket for all others.

Coarsening both distributions alike never raises KL, so that of the buckets is a lower bound.
"""

import math

import numpy as np

from nexttoken.divergence import entropy_of, kl_terms, total_variation
from nexttoken.logfiles import Listed, Token
from nexttoken.split import BODY, HEAD

from .rows import Apart

type Key = int | bytes
type Known = dict[Key, float]

DEEPEST = 32.0  # nats under the likeliest token: twice as far down as llama.cpp's floor; see `highest`
_NOISE = 1e-6  # of a mass that is added up from numbers of 32 bits


def key(token: Token, by_id: bool) -> Key:
    """Return what a token is known by."""
    return token.id if by_id and token.id is not None else token.name


def known(row: Listed, by_id: bool) -> Known:
    """Return ln p of the tokens that a row lists."""
    return {key(token, by_id): token.log_prob for token in row.known}


def apart_listed(a: Listed, b: Listed, by_id: bool) -> Apart:
    """Compare two rows, each of at least one token, after the same text."""
    in_a, in_b = known(a, by_id), known(b, by_id)
    shared = sorted((token for token in in_a if token in in_b), key=lambda token: -in_a[token])
    log_p, log_q = (_with_bucket([each[token] for token in shared]) for each in (in_a, in_b))
    p, q = np.exp(log_p), np.exp(log_q)
    terms = kl_terms(log_p, log_q, "nonnegative", p=p, q=q)
    kl, head, upper = float(terms.sum()), *(float(terms[:-1][:most].sum()) for most in (HEAD, BODY))
    sorted_p, sorted_q = (np.append(np.sort(each[:-1]), each[-1]) for each in (log_p, log_q))
    follows = None if a.target is None else key(a.target, by_id)
    return Apart(
        kl=kl,
        reverse=float(kl_terms(log_q, log_p, "nonnegative", p=q, q=p).sum()),
        shape=float(kl_terms(sorted_p, sorted_q, "nonnegative").sum()),
        head=head,
        body=upper - head,
        tail=kl - upper,
        kl_low=kl,
        kl_high=max(highest(in_a, in_b), kl),
        total_variation=total_variation(log_p, log_q, p=p, q=q),
        same_top=float(max(in_a, key=in_a.__getitem__) == max(in_b, key=in_b.__getitem__)),
        surprise_a=-in_a.get(follows, math.nan) if follows is not None else math.nan,
        surprise_b=-in_b.get(follows, math.nan) if follows is not None else math.nan,
        mass_error=max(0.0, *(mass(each) - 1 for each in (in_a, in_b))),
        top=math.exp(max(in_a.values())),
        entropy=entropy_of(log_p),
    )


def mass(row: Known) -> float:
    """Return what the listed probabilities add up to."""
    return math.fsum(map(math.exp, row.values()))


def highest(a: Known, b: Known) -> float:
    """Return the most that KL(A‖B) may be if B gives no token less than e^-`DEEPEST` of its likeliest.

    What A does not list may then be where B gives least, and on as few tokens as it can: none of them is
    likelier than the last but one that A lists, the last being perhaps only what the text has.
    """
    least = max(b.values()) - DEEPEST
    listed = sum(math.exp(x) * (x - b.get(token, min(least, x))) for token, x in a.items())
    left = max(1 - mass(a), _NOISE)
    below = sorted(a.values())[1] if len(a) > 1 else 0.0
    return listed + left * max(min(below, math.log(left)) - least, 0.0)


def _with_bucket(log_probs: list[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """ln p of the tokens, and of all others together; the mass is 1."""
    listed = math.fsum(map(math.exp, log_probs))
    left = max(1 - listed, _NOISE)
    return np.array([*log_probs, math.log(left)]) - math.log(listed + left)
