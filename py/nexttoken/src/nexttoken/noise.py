"""Noise that belongs to a token or a step: the i-th number depends on the seed and on i only.

Bits: SplitMix64 (Steele, Lea & Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014), whose
i-th output needs no earlier one. Normals: the inverse of the normal distribution function, by Wichura's AS
241 (Applied Statistics 37, 1988, routine PPND16), accurate to about 1e-16.
"""

from functools import lru_cache
from operator import index

import numpy as np

from .arrays import Floats, read_only, table_size

_GAMMA = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1

# AS 241: numerator and denominator, highest power first.
_CENTRE = (
    (
        2509.0809287301226727,
        33430.575583588128105,
        67265.770927008700853,
        45921.953931549871457,
        13731.693765509461125,
        1971.5909503065514427,
        133.14166789178437745,
        3.387132872796366608,
    ),
    (
        5226.495278852854561,
        28729.085735721942674,
        39307.89580009271061,
        21213.794301586595867,
        5394.1960214247511077,
        687.1870074920579083,
        42.313330701600911252,
        1.0,
    ),
)
_SHOULDER = (
    (
        7.7454501427834140764e-4,
        0.0227238449892691845833,
        0.24178072517745061177,
        1.27045825245236838258,
        3.64784832476320460504,
        5.7694972214606914055,
        4.6303378461565452959,
        1.42343711074968357734,
    ),
    (
        1.05075007164441684324e-9,
        5.475938084995344946e-4,
        0.0151986665636164571966,
        0.14810397642748007459,
        0.68976733498510000455,
        1.6763848301838038494,
        2.05319162663775882187,
        1.0,
    ),
)
_TAIL = (
    (
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        0.0012426609473880784386,
        0.026532189526576123093,
        0.29656057182850489123,
        1.7848265399172913358,
        5.4637849111641143699,
        6.6579046435011037772,
    ),
    (
        2.04426310338993978564e-15,
        1.4215117583164458887e-7,
        1.8463183175100546818e-5,
        7.868691311456132591e-4,
        0.0148753612908506148525,
        0.13692988092273580531,
        0.59983220655588793769,
        1.0,
    ),
)


def rank_noise(seed: int, n: int) -> Floats:
    """Return standard normal z_1, …, z_n for a seed: shape (n,), read-only, shared.

    z_i is the same whatever n is. Raises ValueError unless 0 <= seed < 2^64 and n >= 1.
    """
    _check(seed, n)
    return _normal(index(seed), table_size(n))[:n]


def uniform_noise(seed: int, n: int) -> Floats:
    """Return u_1, …, u_n for a seed, uniform in (0, 1), of which `rank_noise` makes normals: shape (n,).

    u_i is the same whatever n is. Raises ValueError as `rank_noise` does.
    """
    _check(seed, n)
    return _uniform(index(seed), index(n))


def _check(seed: int, n: int) -> None:
    if not 0 <= index(seed) <= _MASK:
        raise ValueError(f"a seed is an integer from 0 to 2^64 - 1, not {seed}")
    if index(n) < 1:
        raise ValueError(f"noise is drawn for at least one token, not {n}")


@lru_cache(maxsize=4)
def _normal(seed: int, size: int) -> Floats:
    return read_only(normal_quantile(_uniform(seed, size)))


def _uniform(seed: int, size: int) -> Floats:
    start = _mixed(
        np.array([(seed + _GAMMA) & _MASK], dtype=np.uint64)
    )  # neighbouring seeds: unrelated streams
    steps = np.arange(1, size + 1, dtype=np.uint64)
    steps *= np.uint64(_GAMMA)
    bits = _mixed(steps + start)
    bits >>= np.uint64(12)
    uniform: Floats = bits.astype(np.float64)
    uniform += 0.5
    uniform *= 2.0**-52  # the midpoints of 2^52 cells: never 0 or 1, symmetric about 1/2
    return uniform


def _mixed(
    bits: "np.ndarray[tuple[int], np.dtype[np.uint64]]",
) -> "np.ndarray[tuple[int], np.dtype[np.uint64]]":
    """SplitMix64's output function, in place."""
    bits ^= bits >> np.uint64(30)
    bits *= np.uint64(0xBF58476D1CE4E5B9)
    bits ^= bits >> np.uint64(27)
    bits *= np.uint64(0x94D049BB133111EB)
    bits ^= bits >> np.uint64(31)
    return bits


def normal_quantile(u: Floats) -> Floats:
    """Return the z at which the standard normal distribution function is u, for 0 < u < 1; shape (n,)."""
    centred = u - 0.5
    z = _rational(_CENTRE, 0.180625 - centred * centred)
    z *= centred
    outer = np.flatnonzero(np.abs(centred) > 0.425)
    if len(outer):
        z[outer] = _outer_quantile(u[outer])
    return z


def _outer_quantile(u: Floats) -> Floats:
    r = np.sqrt(-np.log(np.minimum(u, 1 - u)))
    z = np.where(r <= 5, _rational(_SHOULDER, r - 1.6), _rational(_TAIL, r - 5))
    return np.copysign(z, u - 0.5)


def _rational(coefficients: tuple[tuple[float, ...], tuple[float, ...]], x: Floats) -> Floats:
    numerator, denominator = (_polynomial(c, x) for c in coefficients)
    numerator /= denominator
    return numerator


def _polynomial(coefficients: tuple[float, ...], x: Floats) -> Floats:
    total = np.full_like(x, coefficients[0])
    for c in coefficients[1:]:
        total *= x
        total += c
    return total
