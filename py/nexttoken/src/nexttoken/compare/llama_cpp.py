"""The statistics that llama.cpp prints, by its names, with its digits, computed its way.

That is: of rows as they are, without what lies 16 nats down in the base; with errors as if tokens were
independent (tools/perplexity/perplexity.cpp). A terminal has the other model itself; here it comes from a
file, whose logarithms are in steps of some 2e-4 nats, and what was cut off there lies at the floor.
"""

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nexttoken.logfiles import Row

if TYPE_CHECKING:
    from nexttoken.arrays import Floats
    from nexttoken.lm.blocks import Singles

ENOUGH = 100  # tokens: of fewer it says nothing
_LEFT_OUT = -16  # ln p, in nats
_QUANTILES = 99.9, 99.0, 95.0, 90.0, 75.0, 50.0, 25.0, 10.0, 5.0, 1.0, 0.1
_ONLY_OF_TOKENS = 75.0, 25.0


class Scored(NamedTuple):
    """What it keeps of a token: surprise by both, KL, how much likelier it became, whether the top stayed."""

    surprise: float
    surprise_base: float
    kl: float
    gain: float
    same_top: float


def scored(base: Row, other: Row, target: int, kl: float | None = None) -> Scored:
    """Compare two rows as llama.cpp does, in numbers of 32 bits; `target` follows them.

    `kl` is their `divergence`, where that is known.
    """
    surprise, surprise_base = (-np.float32(row.log_prob(target)) for row in (other, base))
    return Scored(
        float(surprise),
        float(surprise_base),
        divergence(base, other) if kl is None else kl,
        float(np.exp(-surprise) - np.exp(-surprise_base)),
        float(base.top == other.top),
    )


def divergence(base: Row, other: Row) -> float:
    """Return KL of two rows as llama.cpp takes it."""
    log_base, log_other = base.written.astype(np.float32), other.written.astype(np.float32)
    terms = base.weights.astype(np.float32), log_base, log_other
    kept = log_base > _LEFT_OUT
    weights, kept_base, kept_other = terms if kept.all() else (each[kept] for each in terms)
    weights *= kept_base - kept_other
    return float(weights.sum(dtype=np.float64))


def statistics(tokens: "Floats") -> str:
    """Return the block that llama.cpp prints of tokens, a `Scored` each; "" of fewer than a hundred."""
    if len(tokens) < ENOUGH:
        return ""
    surprise, base, kl, gain, same = tokens.T
    with np.errstate(over="ignore", invalid="ignore"):  # of what is infinite
        parts = _perplexity(surprise, base), _divergence(kl), _probability(gain, same)
    return "\n\n".join(map("\n".join, parts)) + "\n"


def _perplexity(surprise: "Floats", base: "Floats") -> list[str]:
    (log_q, error_q), (log_base, error_base) = _mean(surprise), _mean(base)
    covariance = (float((surprise * base).mean()) - log_q * log_base) / (len(base) - 1)
    correlation = covariance / (error_q * error_base) if error_q * error_base else math.nan
    log_ratio = log_q - log_base
    error = _root(error_q**2 + error_base**2 - 2 * covariance)
    ppl, ppl_base, ratio = np.exp([log_q, log_base, log_ratio]).tolist()
    difference = _root((ppl * error_q) ** 2 + (ppl_base * error_base) ** 2 - 2 * ppl * ppl_base * covariance)
    return [
        "====== Perplexity statistics ======",
        f"Mean PPL(Q)                   : {ppl:10.6f} ± {ppl * error_q:10.6f}",
        f"Mean PPL(base)                : {ppl_base:10.6f} ± {ppl_base * error_base:10.6f}",
        f"Cor(ln(PPL(Q)), ln(PPL(base))): {100 * correlation:6.2f}%",
        f"Mean ln(PPL(Q)/PPL(base))     : {log_ratio:10.6f} ± {error:10.6f}",
        f"Mean PPL(Q)/PPL(base)         : {ratio:10.6f} ± {ratio * error:10.6f}",
        f"Mean PPL(Q)-PPL(base)         : {ppl - ppl_base:10.6f} ± {difference:10.6f}",
    ]


def _divergence(kl: "Floats") -> list[str]:
    mean, error = _mean(kl)
    values = np.sort(kl.astype(np.float32))
    wanted = [part for part in _QUANTILES if part not in _ONLY_OF_TOKENS]
    return [
        "====== KL divergence statistics ======",
        f"Mean    KLD: {mean:10.6f} ± {error:10.6f}",
        f"Maximum KLD: {values[-1]:10.6f}",
        *(f"{_named(part)}  KLD: {_quantile(values, part):10.6f}" for part in wanted),
        f"Minimum KLD: {values[0]:10.6f}",
    ]


def _probability(gain: "Floats", same: "Floats") -> list[str]:
    (mean, error), (square, error_of_square) = _mean(gain), _mean(gain**2)
    values, root, top = np.sort(gain.astype(np.float32)), math.sqrt(square), float(same.mean())
    error_of_root = 0.5 / root * error_of_square if root else math.nan
    error_of_top = math.sqrt(top * (1 - top) / (len(same) - 1))
    return [
        "====== Token probability statistics ======",
        f"Mean    Δp: {100 * mean:6.3f} ± {100 * error:5.3f} %",
        f"Maximum Δp: {100 * values[-1]:6.3f}%",
        *(f"{_named(part)}  Δp: {100 * _quantile(values, part):6.3f}%" for part in _QUANTILES),
        f"Minimum Δp: {100 * values[0]:6.3f}%",
        f"RMS Δp    : {100 * root:6.3f} ± {100 * error_of_root:5.3f} %",
        f"Same top p: {100 * top:6.3f} ± {100 * error_of_top:5.3f} %",
    ]


def _named(part: float) -> str:
    return "Median" if part == 50 else f"{part:4.1f}% "


def _mean(values: "Floats") -> tuple[float, float]:
    """The mean and its standard error."""
    mean = float(values.mean())
    if not math.isfinite(mean):
        return mean, math.nan
    variance = float((values**2).mean()) - mean**2
    return mean, math.sqrt(variance / (len(values) - 1)) if variance > 0 else 0.0


def _quantile(values: "Singles", part: float) -> float:
    """Between the two sorted values that are next to it, by where it lies; in numbers of 32 bits."""
    if part == 50:
        return float(np.median(values))
    place = np.float32(part / 100) * np.float32(len(values) - 1)
    below = int(place)
    rest = np.float32(place - np.float32(below))
    return float((1 - rest) * values[below] + rest * values[min(below + 1, len(values) - 1)])


def _root(variance: float) -> float:
    return math.sqrt(variance) if variance >= 0 else math.nan
