"""The exhibits: random inputs, the right answer, and what the known wrong ones say of themselves.

Each oracle is written in another way than the text's own code, so that it is a second opinion.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from nexttoken import kl_divergence

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Exhibit:
    """A bug: `inputs` for a function, the `oracle`'s answer to them, and mistakes with the hint for each.

    `off` is by how much a right answer may differ, beside the few digits that any may lose.
    """

    inputs: Callable[[np.random.Generator], tuple[Any, ...]]
    oracle: Callable[..., Any]
    mistakes: tuple[tuple[Callable[..., Any], str], ...]
    off: float = 1e-9


def _distribution(rng: np.random.Generator, size: int | tuple[int, int]) -> Floats:
    """Softmax of normal numbers, of which some are large: not flat, and without zeros."""
    weights = np.exp(rng.normal(0, 2, size))
    return np.asarray(weights / weights.sum(-1, keepdims=True))


def _log_softmax(logits: Floats) -> Floats:
    logits = np.asarray(logits, dtype=np.float64)
    return np.asarray(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))


def _kl(p: Floats, q: Floats) -> float:
    return kl_divergence(np.log(p), np.log(q))


def _pair(rng: np.random.Generator) -> tuple[Floats, Floats]:
    size = int(rng.integers(3, 9))
    return _distribution(rng, size), _distribution(rng, size)


def _rows(rng: np.random.Generator) -> tuple[Floats, Floats]:
    size = int(rng.integers(2, 6)), int(rng.integers(7, 12))
    return _distribution(rng, size), _distribution(rng, size)


def _mean_kl(p: Floats, q: Floats) -> float:
    return math.fsum(_kl(*each) for each in zip(p, q, strict=True)) / len(p)


ORDER = Exhibit(
    inputs=_pair,
    oracle=_kl,
    mistakes=(
        (
            lambda p, q: _kl(q, p),
            "Each answer is what KL(Q‖P) would be. Which of the two does kl_div want as a logarithm?",
        ),
        (
            lambda p, q: float(np.sum(p * (np.log(p) - q))),
            "kl_div got probabilities, and takes its first argument for logarithms.",
        ),
        (lambda p, q: -_kl(p, q), "It is the right number with the wrong sign."),
        (lambda p, q: _kl(p, q) / len(p), "It is the right number divided by how many tokens there are."),
    ),
)

MEAN = Exhibit(
    inputs=_rows,
    oracle=_mean_kl,
    mistakes=(
        (
            lambda p, q: _mean_kl(p, q) / p.shape[1],
            "Each answer is too small by the same factor for inputs of the same width. What was divided by?",
        ),
        (
            lambda p, q: _mean_kl(p, q) * len(p),
            "Now it is the sum over the positions, which grows with the length of the text.",
        ),
        (
            lambda p, q: _mean_kl(p, q) / len(p),
            "Now it was divided by the number of positions twice.",
        ),
    ),
)


def _sampled(rng: np.random.Generator) -> tuple[Floats, int, float]:
    size = int(rng.integers(4, 9))
    return rng.normal(0, 3, size), int(rng.integers(size)), float(rng.uniform(0.3, 2.5))


TEMPERATURE = Exhibit(
    inputs=_sampled,
    oracle=lambda logits, token, temperature: (
        logits[token] / temperature - math.log(math.fsum(math.exp(each / temperature) for each in logits))
    ),
    mistakes=(
        (
            lambda logits, token, temperature: _log_softmax(logits)[token] / temperature,
            "Each answer is the logarithm of what the token has at T = 1, divided by T. Are these logarithms "
            "of numbers that add up to one? What should be divided, and when?",
        ),
        (
            lambda logits, token, temperature: _log_softmax(logits)[token],
            "Each answer is what the token has at T = 1: the distribution’s logarithms were made before the "
            "temperature came, and it has no effect.",
        ),
        (
            lambda logits, token, temperature: _log_softmax(logits * temperature)[token],
            "It works the wrong way round: a high temperature should make tokens more alike.",
        ),
    ),
)


def _listed(rng: np.random.Generator) -> tuple[Floats, Floats, int]:
    p, q = _pair(rng)
    return p, q, int(rng.integers(1, len(p)))


def _kept(p: Floats, k: int) -> Any:
    return sorted(range(len(p)), key=lambda token: -p[token])[:k]


def _kl_with_tail(p: Floats, q: Floats, k: int) -> float:
    kept = _kept(p, k)
    return _kl(*(np.append(each[kept], 1 - math.fsum(each[kept])) for each in (p, q)))


def _kl_renormalised(p: Floats, q: Floats, k: int) -> float:
    kept = _kept(p, k)
    return _kl(p[kept] / p[kept].sum(), q[kept] / q[kept].sum())


def _kl_truncated(p: Floats, q: Floats, k: int) -> float:
    kept = _kept(p, k)
    return float(np.sum(p[kept] * np.log(p[kept] / q[kept])))


TAIL = Exhibit(
    inputs=_listed,
    oracle=_kl_with_tail,
    mistakes=(
        (
            _kl_truncated,
            "Some answers are below zero. What do the numbers that you kept add up to, in P and in Q?",
        ),
        (
            lambda p, q, k: max(_kl_truncated(p, q, k), 0.0),
            "The negative answers are hidden now, and the others as wrong as before. "
            "What do the numbers that you kept add up to?",
        ),
        (
            _kl_renormalised,
            "It is never negative now, but it no longer sees how much each puts on what is left out.",
        ),
        (
            lambda p, q, k: _kl(p, q),
            "It is the divergence over all tokens; but here only the k likeliest are to be known one by one.",
        ),
    ),
)


def _text(rng: np.random.Generator) -> tuple[Floats, int]:
    tokens = int(rng.integers(3, 12))
    return rng.gamma(2.0, 1.5, tokens), int(tokens + rng.integers(1, 40))


UNITS = Exhibit(
    inputs=_text,
    oracle=lambda nll, length: math.fsum(each / math.log(2) for each in nll) / length,
    mistakes=(
        (
            lambda nll, length: float(np.sum(nll)) / length,
            f"Each answer is too small by the same factor, {math.log(2):.3f}. Which unit is it in?",
        ),
        (
            lambda nll, length: float(np.mean(nll)) / math.log(2),
            "Now it is in bits, but a token’s, and tokens of two models are not the same pieces of text.",
        ),
        (
            lambda nll, length: float(np.sum(nll)) / length * math.log(2),
            "A nat is more than a bit: a number in bits is the larger one.",
        ),
        (
            lambda nll, length: float(np.mean(nll)) / length / math.log(2),
            "It was divided by the number of tokens, too.",
        ),
    ),
)


def _lines(rng: np.random.Generator) -> tuple[list[Floats]]:
    return ([rng.gamma(2.0, 1.0, int(rng.integers(1, 9))) for _ in range(int(rng.integers(2, 6)))],)


PERPLEXITY = Exhibit(
    inputs=_lines,
    oracle=lambda lines: math.exp(math.fsum(each for line in lines for each in line) / sum(map(len, lines))),
    mistakes=(
        (
            lambda lines: float(np.mean([np.exp(np.mean(line)) for line in lines])),
            "Every answer is wrong, and most are too large: one bad line rules a mean of exponentials.",
        ),
        (
            lambda lines: math.exp(float(np.mean([np.mean(line) for line in lines]))),
            "It is the exponential of a mean now, but of one over lines: a line of one token counts as much "
            "as a long one.",
        ),
        (
            lambda lines: float(np.mean(np.exp(np.concatenate(lines)))),
            "It is still a mean of exponentials, only over tokens.",
        ),
        (
            lambda lines: float(np.mean(np.concatenate(lines))),
            "It is the mean surprise in nats. Its exponential is missing.",
        ),
    ),
)


def _scored(rng: np.random.Generator) -> tuple[Floats, Any]:
    length, vocabulary = int(rng.integers(3, 9)), int(rng.integers(5, 12))
    return rng.normal(0, 3, (length, vocabulary)), rng.integers(vocabulary, size=length)


def _nll(logits: Floats, tokens: Any, ahead: int) -> float:
    rows = zip(_log_softmax(logits), tokens[ahead:], strict=False)
    surprises = [-row[token] for row, token in rows]
    return math.fsum(surprises) / len(surprises)


SHIFT = Exhibit(
    inputs=_scored,
    oracle=lambda logits, tokens: _nll(logits, tokens, 1),
    mistakes=(
        (
            lambda logits, tokens: _nll(logits, tokens, 0),
            "Each row is asked about the token at its own place. When was that row computed, and of what?",
        ),
        (
            lambda logits, tokens: (
                -float(np.mean(_log_softmax(logits)[np.arange(len(tokens)), np.roll(tokens, -1)]))
            ),
            "Nearly: the last row is asked about the first token, which came long before.",
        ),
        (
            lambda logits, tokens: (
                -float(np.mean(_log_softmax(logits)[1:][np.arange(len(tokens) - 1), tokens[:-1]]))
            ),
            "It is shifted the other way: each row is asked about the token before its own.",
        ),
        (
            lambda logits, tokens: _nll(logits, tokens, 1) * (len(tokens) - 1) / len(tokens),
            "The sum is right, and divided by one too many: how many predictions have an answer?",
        ),
    ),
)


def _half(rng: np.random.Generator) -> tuple[Any, Any]:
    size = int(rng.integers(4, 9))
    first, second = rng.normal(0, 3, size), rng.normal(0, 3, size)
    first[rng.integers(size)] -= 30  # what this one has is no number of 16 bits
    return first.astype(np.float16), second.astype(np.float16)


def _half_softmax(logits: Any) -> Any:
    logits = np.asarray(logits, dtype=np.float16)
    weights = np.exp(logits - logits.max())
    return weights / weights.sum()


def _half_kl(a: Any, b: Any) -> float:
    p, q = _half_softmax(a), _half_softmax(b)
    return float(np.sum(p * np.log(p / q)))


def _half_kl_where(a: Any, b: Any) -> float:
    p, q = _half_softmax(a), _half_softmax(b)
    seen = p > 0
    return float(np.sum(p[seen] * np.log(p[seen] / q[seen])))


def _half_log_softmax(logits: Any) -> Any:
    return logits - np.logaddexp.reduce(logits)


def _half_log_softmax_shifted(logits: Any) -> Any:
    shifted = logits - logits.max()
    return shifted - np.log(np.sum(np.exp(shifted)))


def _half_kl_by_logs(log_softmax: Callable[[Any], Any]) -> Callable[[Any, Any], float]:
    def kl(a: Any, b: Any) -> float:
        log_p, log_q = log_softmax(a), log_softmax(b)
        return float(np.sum(np.exp(log_p) * (log_p - log_q)))

    return kl


_FEW_DIGITS = (
    "Logarithms are the way. But these have 16 bits, of which a few digits are right: where a logarithm is "
    "near −30, the next number is 1/64 away."
)
HALF = Exhibit(
    inputs=_half,
    oracle=lambda a, b: kl_divergence(_log_softmax(a), _log_softmax(b)),
    mistakes=(
        (
            _half_kl,
            "Every answer is nan. Which number became zero on the way, and why is 16 bits the place to look?",
        ),
        (
            _half_kl_where,
            "No nan any more. But the sum is made of numbers of 16 bits, of which a few digits are right, "
            "and it is infinite where one of Q’s became zero.",
        ),
        (
            lambda a, b: _kl(_half_softmax(a).astype(np.float64), _half_softmax(b).astype(np.float64)),
            "It was turned into 64 bits too late, after the softmax.",
        ),
        (_half_kl_by_logs(_half_log_softmax), _FEW_DIGITS),
        (_half_kl_by_logs(_half_log_softmax_shifted), _FEW_DIGITS),
    ),
    off=1e-5,  # float32 is enough: logits of some tens have steps of a few millionths there
)

EXHIBITS = {
    "order": ORDER,
    "mean": MEAN,
    "temperature": TEMPERATURE,
    "tail": TAIL,
    "units": UNITS,
    "perplexity": PERPLEXITY,
    "shift": SHIFT,
    "half": HALF,
}
