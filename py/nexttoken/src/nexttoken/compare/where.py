"""Where two models differ: at which rows, and there by which tokens."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from nexttoken.divergence import kl_terms
from nexttoken.logfiles import Listed, Row, Token
from nexttoken.names import Names, name_of
from nexttoken.ordering import likeliest

from .comparison import Comparison
from .lists import Key, key
from .pairing import following
from .rows import Completed, whole

QUANTILES = 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0
BUCKETS = 0.0, 0.25, 0.5, 0.75, 0.95, 1.0  # of A's likeliest token's probability, as exllamav3 has them
_DECIDED = 0.5  # a probability of A's likeliest token, above which it matters if B has another
_TOP = 20  # tokens
_MOVED = 10
MOST_FLIPS = 100
_BEFORE = 16  # tokens of the text


@dataclass(frozen=True)
class Place:
    """A row, what share of the rows is nowhere farther apart, and KL(A‖B) there in nats."""

    part: float
    at: int
    kl: float


@dataclass(frozen=True)
class Bucket:
    """Rows in which A's likeliest token has a probability from `low` to `high`, and their mean KL(A‖B)."""

    low: float
    high: float
    rows: int
    kl_mean: float


@dataclass(frozen=True)
class Seen:
    """A token at a place: how it reads, its probabilities, None where they are not listed, its part of KL."""

    name: str
    p: float | None
    q: float | None
    adds: float | None


@dataclass(frozen=True)
class Look:
    """A row looked at: the text before it, what follows, both models' likeliest tokens, who gained in B."""

    at: int
    before: tuple[str, ...]
    follows: str | None
    top_a: tuple[Seen, ...]
    top_b: tuple[Seen, ...]
    gained: tuple[Seen, ...]
    lost: tuple[Seen, ...]

    def plain(self) -> dict[str, object]:
        """Return it as JSON has it."""
        return asdict(self)


def quantiles(comparison: Comparison) -> tuple[Place, ...]:
    """Return the rows at the quantiles of KL(A‖B), each the nearest that there is."""
    kl, places = comparison.columns["kl"], comparison.places
    order = np.argsort(kl, kind="stable")
    chosen = [(part, int(order[round(part * (len(order) - 1))])) for part in QUANTILES]
    return tuple(Place(part, places[row], float(kl[row])) for part, row in chosen)


def largest(comparison: Comparison, count: int) -> tuple[Place, ...]:
    """Return the rows at which KL(A‖B) is largest, the largest first."""
    kl, places = comparison.columns["kl"], comparison.places
    order = np.argsort(-kl, kind="stable")[:count].tolist()
    return tuple(Place(1 - number / len(kl), places[row], float(kl[row])) for number, row in enumerate(order))


def flips(comparison: Comparison) -> tuple[Place, ...]:
    """Return rows in which B has another likeliest token than A, which was sure: the surest, at most 100.

    `part` is the probability that A gives its own.
    """
    columns, places = comparison.columns, comparison.places
    rows = np.flatnonzero((columns["same_top"] == 0) & (columns["top"] > _DECIDED))
    surest = rows[np.argsort(-columns["top"][rows], kind="stable")][:MOST_FLIPS].tolist()
    return tuple(Place(float(columns["top"][row]), places[row], float(columns["kl"][row])) for row in surest)


def by_top(comparison: Comparison) -> tuple[Bucket, ...]:
    """Return KL(A‖B) by how sure A was; a mean over no rows is NaN."""
    top, kl = comparison.columns["top"], comparison.columns["kl"]
    bucket = np.clip(np.searchsorted(BUCKETS, top, "right") - 1, 0, len(BUCKETS) - 2)
    found = []
    for number, low in enumerate(BUCKETS[:-1]):
        own = kl[bucket == number]
        found.append(Bucket(low, BUCKETS[number + 1], len(own), float(own.mean()) if len(own) else math.nan))
    return tuple(found)


def look(comparison: Comparison, at: int, names: Names | None = None) -> Look:
    """Read a row again and return what is to be seen there; `names` are those of ids that the files lack."""
    a, b = pair = comparison.pairs.pair(at)
    follows = following(pair)
    if isinstance(a, Row) and isinstance(b, Row):
        seen = _seen_whole(whole(a), whole(b), names)
    else:
        assert isinstance(a, Listed)
        assert isinstance(b, Listed)
        seen = _seen_listed(a, b, comparison.pairs.by_id, names)
    moved = sorted((each for each in seen if each.p is not None and each.q is not None), key=_gain)
    return Look(
        at=at,
        before=tuple(name_of(token, names) for token in comparison.pairs.before(at, _BEFORE)),
        follows=None if follows is None else name_of(follows, names),
        top_a=_by(seen, "p"),
        top_b=_by(seen, "q"),
        gained=tuple(each for each in moved[::-1][:_MOVED] if _gain(each) > 0),
        lost=tuple(each for each in moved[:_MOVED] if _gain(each) < 0),
    )


def _seen_whole(a: Completed, b: Completed, names: Names | None) -> list[Seen]:
    """Tokens that may be the likeliest of either, or move the most."""
    log_p, log_q, p, q = a.log_probs, b.log_probs, a.probs, b.probs
    terms = kl_terms(log_p, log_q, "nonnegative", p=p, q=q)
    of_interest = [(log_p, _TOP), (log_q, _TOP), (p - q, _MOVED), (q - p, _MOVED)]
    ids = {int(id) for values, count in of_interest for id in likeliest(values, count)}
    return [
        Seen(name_of(Token(id, b"", math.nan), names), float(p[id]), float(q[id]), float(terms[id]))
        for id in sorted(ids)
    ]


def _seen_listed(a: Listed, b: Listed, by_id: bool, names: Names | None) -> list[Seen]:
    tokens: dict[Key, Token] = {key(token, by_id): token for token in (*b.known, *a.known)}
    p, q = ({key(token, by_id): math.exp(token.log_prob) for token in row.known} for row in (a, b))
    return [
        Seen(name_of(token, names), p.get(each), q.get(each), _adds(p.get(each), q.get(each)))
        for each, token in tokens.items()
    ]


def _adds(p: float | None, q: float | None) -> float | None:
    if p is None or q is None or not q:
        return None
    return (p * math.log(p / q) if p else 0.0) - p + q


def _gain(seen: Seen) -> float:
    return (seen.q or 0.0) - (seen.p or 0.0)


def _by(seen: Sequence[Seen], part: str) -> tuple[Seen, ...]:
    known = [each for each in seen if getattr(each, part) is not None]
    return tuple(sorted(known, key=lambda each: -float(getattr(each, part)))[:_TOP])
