"""Language models compared by what they give to the texts of one fixed set.

A model is its log-likelihood vector l = (ln p(x_1), …, ln p(x_N)) over texts drawn from what all models try
to describe. Where two models differ little, KL between them, as distributions over texts, is half the
variance of the difference of their vectors: Oyama, Yamagiwa, Takase & Shimodaira 2025 (arXiv 2502.16173);
Kishino, Takase, Oyama, Yamagiwa & Shimodaira 2026 (arXiv 2505.15353). The estimate is symmetric: which of
the two is drawn from, it cannot tell. All divergences here are in nats per text; `bits_per_byte` makes them
comparable.
"""

import math
from dataclasses import dataclass

import numpy as np

from .arrays import Floats
from .noise import normal_quantile, uniform_noise
from .spectrum import leading

_RESAMPLES = 1000
_LEVEL = 0.95


def bits_per_byte(nats_per_text: float, bytes_per_text: float) -> float:
    """Return a divergence in bits per byte of text, of one in nats per text of this mean length."""
    return nats_per_text / (bytes_per_text * math.log(2))


def kl_estimate(first: Floats, second: Floats) -> float:
    """Return KL between two models in nats per text, of their log-likelihoods of the same N texts, in nats.

    Half the population variance of the difference. Two models that give each text the same but for a
    constant factor are one model to it: then the texts say nothing of where they differ.
    """
    return float(np.var(_same_length(first, second))) / 2


def kl_interval(first: Floats, second: Floats, seed: int = 1) -> tuple[float, float]:
    """Return the bounds between which `kl_estimate` is for 95 % of sets that are drawn anew from these texts.

    The percentile bootstrap over texts (Efron 1979), with 1000 sets counted off from `seed`.
    """
    difference = _same_length(first, second)
    drawn = _resampled(len(difference), seed)
    means = difference[drawn].mean(axis=1)
    estimates = np.sort((difference[drawn] ** 2).mean(axis=1) - means**2) / 2
    tail = round(_RESAMPLES * (1 - _LEVEL) / 2)
    return max(float(estimates[tail]), 0.0), float(estimates[-1 - tail])


def double_centred(log_likelihoods: Floats) -> Floats:
    """Return K models' vectors over N texts, shape (K, N), less each model's mean and each text's.

    What is left are the models' coordinates: the squared distance of two of them is 2 N times `kl_estimate`.
    """
    centred: Floats = log_likelihoods - log_likelihoods.mean(axis=1, keepdims=True)
    centred -= centred.mean(axis=0)
    return centred


def kl_matrix(coordinates: Floats) -> Floats:
    """Return `kl_estimate` of all pairs, shape (K, K), of the models' `double_centred` vectors."""
    return kl_of(_per_text(coordinates))


def kl_of(products: Floats) -> Floats:
    """Return `kl_estimate` of all pairs, shape (K, K), of their `Products.centred`."""
    own = np.diagonal(products)
    kl: Floats = np.maximum(own[:, None] + own[None, :] - 2 * products, 0) / 2
    np.fill_diagonal(kl, 0)
    return kl


def kl_from(products: Floats, origin: int) -> Floats:
    """Return the row of `kl_of` that is of one model, shape (K,)."""
    own = np.diagonal(products)
    kl: Floats = np.maximum(own[origin] + own - 2 * products[origin], 0) / 2
    kl[origin] = 0
    return kl


@dataclass(frozen=True)
class ModelMap:
    """K models in a plane or a space: `places`, shape (K, dimensions), in sqrt(nats per text).

    Two models have half their squared distance as divergence, as far as the map tells it; `share` is what of
    the sum of all squared distances it does tell, each dimension's own, from 0 to 1.
    """

    places: Floats
    share: Floats


def model_map(coordinates: Floats, dimensions: int = 2) -> ModelMap:
    """Return the map of `double_centred` vectors by classical scaling (Torgerson 1952), widest first.

    The sign of a dimension, which means nothing, is such that its largest place is positive.
    """
    return map_of(_per_text(coordinates), dimensions)


def map_of(products: Floats, dimensions: int = 2) -> ModelMap:
    """Return the map of `Products.centred`; see `model_map`."""
    values, vectors = leading(products, dimensions)
    spread = np.maximum(values, 0)
    places = vectors * np.sqrt(spread)
    outermost = places[np.argmax(np.abs(places), axis=0), np.arange(places.shape[1])]
    total = float(np.trace(products))
    return ModelMap(places * np.where(outermost < 0, -1.0, 1.0), spread / (total or 1.0))


def _per_text(coordinates: Floats) -> Floats:
    """What `products_of` gives, per text."""
    products: Floats = coordinates @ coordinates.T / coordinates.shape[1]
    return products


@dataclass(frozen=True)
class PowerLaw:
    """y = factor · x^exponent; `low` and `high` are the bounds of the exponent's 95 % interval."""

    exponent: float
    factor: float
    low: float
    high: float


def power_law(x: Floats, y: Floats) -> PowerLaw:
    """Fit a power law by least squares on the logarithms of x and y, all above 0; at least three points.

    The interval is Student's, as if what the line leaves were independent from point to point: along one
    training run it is not, and the interval is too narrow.
    """
    if len(x) != len(y) or len(x) < 3:
        raise ValueError(
            f"a power law takes three points or more, and as many y as x, not {len(x)} and {len(y)}"
        )
    if not (min(x) > 0 and min(y) > 0):
        raise ValueError("a power law is fitted to numbers above 0")
    log_x, log_y = np.log(x), np.log(y)
    off = log_x - log_x.mean()
    square = float(off @ off)
    if square == 0:
        raise ValueError("all x are the same: no line goes through these points")
    exponent = float(off @ log_y) / square
    intercept = float(log_y.mean() - exponent * log_x.mean())
    left = log_y - intercept - exponent * log_x
    degrees = len(x) - 2
    half = student_quantile(0.5 + _LEVEL / 2, degrees) * math.sqrt(float(left @ left) / degrees / square)
    return PowerLaw(exponent, math.exp(intercept), exponent - half, exponent + half)


def holder_exponent(weights: PowerLaw, likelihoods: PowerLaw) -> tuple[float, float, float]:
    """Return α = c_q / c_w with its 95 % interval: how a step in weight space is one in likelihood space.

    Both laws are of squared distance over training steps. The interval is Fieller's (1954) with both slopes
    taken for independent and normal: infinite bounds where c_w is not told from 0.
    """
    c_w, c_q = weights.exponent, likelihoods.exponent
    half_w, half_q = (weights.high - weights.low) / 2, (likelihoods.high - likelihoods.low) / 2
    a, b, c = c_w**2 - half_w**2, c_w * c_q, c_q**2 - half_q**2
    if a <= 0:
        return c_q / c_w, -math.inf, math.inf
    root = math.sqrt(max(b**2 - a * c, 0.0))
    return c_q / c_w, (b - root) / a, (b + root) / a


def student_quantile(u: float, degrees: int) -> float:
    """Return the t at which Student's distribution function is u, for 0.5 <= u < 1 and 1 degree or more.

    Exact for 1 and 2 degrees; beyond, the expansion about the normal one of Abramowitz & Stegun 1964, 26.7.5:
    at 97.5 % off by a part in 800 for 3 degrees, and by less than one in 10 000 from 6 on.
    """
    if degrees == 1:
        return math.tan(math.pi * (u - 0.5))
    if degrees == 2:
        return (2 * u - 1) / math.sqrt(2 * u * (1 - u))
    z = float(normal_quantile(np.array([u]))[0])
    n = degrees
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + math.fsum(term / n**power for power, term in enumerate(terms, 1))


def _same_length(first: Floats, second: Floats) -> Floats:
    if first.shape != second.shape or first.ndim != 1:
        raise ValueError(
            f"two vectors over the same texts have one shape, not {first.shape} and {second.shape}"
        )
    return first - second


def _resampled(texts: int, seed: int) -> "np.ndarray[tuple[int, int], np.dtype[np.intp]]":
    """Which texts each new set has, shape (1000, texts)."""
    uniform = uniform_noise(seed, _RESAMPLES * texts).reshape(_RESAMPLES, texts)
    return (uniform * texts).astype(np.intp)
