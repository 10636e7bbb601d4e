"""How two models' rows differ, each ln p of a whole vocabulary after one token of a text."""

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from nexttoken import log_normalizer, log_ranks, mean_log_rank
from nexttoken.ordering import ranks_of, spearman
from nexttoken.split import BODY, HEAD

if TYPE_CHECKING:
    from nexttoken.arrays import Floats

type Ids = np.ndarray

_STEEPEST, _STEP = 20.0, 0.004  # of Zipf lines' exponents: between two, KL is off by 1e-5 nats at most
_NEVER = -1e4  # added to ln p where p is to be 0: with ln 0, 0 ln 0 would be no number


def apart(log_p: "Floats", log_q: "Floats") -> dict[str, float]:
    """Return how far rows (n, vocabulary) are from others: sums over the n; what of, `comparison` says.

    `head`, `body` and `tail` add p ln(p/q) − p + q, which no token has below 0, and give `kl` together. Where
    the first rules tokens out (-inf), `reverse` is infinite, and these are ranked as the second has them.
    """
    ruled_out = np.isneginf(log_p)
    log_p = np.where(ruled_out, _NEVER + log_q, log_p)
    p, q, log_ratio = np.exp(log_p), np.exp(log_q), log_p - log_q
    terms = p * log_ratio
    (sorted_p, first), (sorted_q, second) = _in_order(log_p), _in_order(log_q)
    likeliest = np.take_along_axis(terms - p + q, first[:, :BODY], axis=1).sum(axis=0)
    kl, head, body = (float(each.sum()) for each in (terms, likeliest[:HEAD], likeliest[HEAD:]))
    zipf, nearest_zipf = _from_zipf(sorted_p)
    return {
        "kl": kl,
        "reverse": math.inf if ruled_out.any() else float((q * -log_ratio).sum()),
        "shape": float((np.exp(sorted_p) * (sorted_p - sorted_q)).sum()),
        "head": head,
        "body": body,
        "tail": kl - head - body,
        "zipf": zipf,
        "nearest_zipf": nearest_zipf,
        "rho": sum(spearman(ranks_of(other)[one]) for one, other in zip(first, second, strict=True)),
        "total_variation": float(np.abs(p - q).sum()) / 2,
        "same_top": float((first[:, 0] == second[:, 0]).sum()),
        "tokens": float(len(p)),
    }


def _in_order(log_p: "Floats") -> "tuple[Floats, Ids]":
    """Rows from the likeliest token on, and which token is where; of equals, the one of the lower id first.

    A number's last bits are its token's id: so one sort gives both, in two thirds of the time of `argsort`,
    and what that adds to ln p is below a part in 10¹⁰.
    """
    size = log_p.shape[1]
    last_bits = np.int64((1 << (size - 1).bit_length()) - 1)
    keys = log_p.view(np.int64) & ~last_bits | np.arange(size)
    keys.view(np.float64).sort(axis=1)
    keys = keys[:, ::-1]
    return keys.view(np.float64), keys & last_bits


def _from_zipf(sorted_p: "Floats") -> tuple[float, float]:
    """KL(P || Zipf) of sorted rows, summed over them: of the line of P's entropy, and of the nearest line.

    KL(P || Zipf(s)) = A(s) − H(P) + s E_P[ln i] with A the line's ln Z. It is least where E[ln i] is P's.
    """
    p, size = np.exp(sorted_p), sorted_p.shape[1]
    entropies, means = -np.einsum("ij,ij->i", p, sorted_p), p @ log_ranks(size)
    exponents, log_z, line_means = _lines(size)
    line_entropies = log_z + exponents * line_means

    def divergence(exponent: "Floats") -> float:
        return float((np.interp(exponent, exponents, log_z) - entropies + exponent * means).sum())

    return (
        divergence(np.interp(-entropies, -line_entropies, exponents)),
        divergence(np.interp(-means, -line_means, exponents)),
    )


@lru_cache(maxsize=2)
def _lines(size: int) -> "tuple[Floats, Floats, Floats]":
    """Exponents from 0 on, and ln Z and E[ln i] of the Zipf line of each over so many ranks."""
    exponents = np.arange(0, _STEEPEST + _STEP, _STEP)
    log_z = np.array([log_normalizer(s, size) for s in exponents])
    return exponents, log_z, np.array([mean_log_rank(s, size) for s in exponents])
