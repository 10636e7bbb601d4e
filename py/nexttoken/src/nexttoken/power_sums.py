"""Sums of k^-s, k^-s ln k and k^-s (ln k)^2 over k = 2..n, at a cost that does not depend on n.

The first terms are added one by one; the rest is the Euler–Maclaurin formula (DLMF 2.10.1) with six
Bernoulli terms, differentiated term by term in s. For s > 1 the first sum plus 1 is zeta(s) - zeta(s, n +
1) (DLMF 25.11). The integral is written with expm1, so that s = 1 is an ordinary point.
"""

import math

import numpy as np

from .arrays import Counts, Floats

# Bernoulli numbers B_2j divided by (2j)!, j = 1..6.
_BERNOULLI = (1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000)
_START = 14  # Euler–Maclaurin begins here: below it the formula is not accurate to the last bits
_LOGS = tuple((math.log(k), math.log(k) ** 2) for k in range(2, _START))
_VANISHING = 1080.0  # 2^-s is 0 in double precision from here on

type Sums = tuple[float, float, float]


def power_sums(s: float, n: int) -> Sums:
    """Return the sums of k^-s (ln k)^m over k = 2..n, for m = 0, 1, 2.

    The term k = 1 is left out (it adds 1 to the first sum and nothing to the others), so that all three keep
    their relative accuracy when s is large. Requires s >= 0 (infinity gives zeros) and n >= 1.
    Relative error: a few 1e-16.
    """
    if s > _VANISHING or n < 2:
        return 0.0, 0.0, 0.0
    head = _added_up(s, min(n, _START - 1))
    if n < _START:
        return head
    tail = _euler_maclaurin(s, n)
    return head[0] + tail[0], head[1] + tail[1], head[2] + tail[2]


def partial_sums(s: float, ends: Counts) -> Floats:
    """Return the sums of k^-s over k = 1..end for each of `ends`, which are >= 0: an array of their shape.

    As `power_sums`, the term k = 1 included. Requires 0 <= s < infinity.
    """
    few = np.concatenate(([0.0, 1.0], 1.0 + np.cumsum([math.exp(-s * log) for log, _ in _LOGS])))
    result: Floats = few[np.minimum(ends, _START - 1)]
    many = ends >= _START
    result[many] += _many_added_up(s, ends[many].astype(np.float64))
    return result


def _many_added_up(s: float, ends: Floats) -> Floats:
    """The sums of k^-s over k = 14..end, as `_euler_maclaurin` does them, for many ends."""
    widths = np.log(ends / _START)
    at_low, at_high = math.exp(-s * math.log(_START)), np.exp(-s * np.log(ends))
    integral = np.expm1((1 - s) * widths) / (1 - s) if s != 1 else widths
    total: Floats = _START * at_low * integral + (at_low + at_high) / 2
    value, low_power, high_power = s, at_low / _START, at_high / ends
    for j, factor in enumerate(_BERNOULLI, start=1):
        total += factor * value * (low_power - high_power)
        value *= (s + 2 * j - 1) * (s + 2 * j)
        low_power, high_power = low_power / _START**2, high_power / ends**2
    return total


def _added_up(s: float, last: int) -> Sums:
    """The sums over k = 2..last, last < 14, term by term."""
    logs = _LOGS[: last - 1]
    weights = [math.exp(-s * log) for log, _ in logs]
    first = math.fsum(w * log for w, (log, _) in zip(weights, logs, strict=True))
    second = math.fsum(w * square for w, (_, square) in zip(weights, logs, strict=True))
    return math.fsum(weights), first, second


def _euler_maclaurin(s: float, n: int) -> Sums:
    """The sums over k = 14..n."""
    low, high = math.log(_START), math.log(n)
    at_low, at_high = math.exp(-s * low), math.exp(-s * high)
    zeroth, first, second = _integrals(s, n, low, at_low)
    zeroth += (at_low + at_high) / 2
    first += (at_low * low + at_high * high) / 2
    second += (at_low * low**2 + at_high * high**2) / 2

    # The j-th term needs the polynomial s (s+1) … (s+2j-2) with two derivatives in s, and a power of x times
    # x^-s, whose derivatives in s bring down -ln x each.
    value, slope, bend = s, 1.0, 0.0
    low_power, high_power = at_low / _START, at_high / n
    for j, factor in enumerate(_BERNOULLI, start=1):
        zeroth += factor * value * (low_power - high_power)
        first += factor * (low_power * (value * low - slope) - high_power * (value * high - slope))
        second += factor * (
            low_power * (bend - 2 * low * slope + low**2 * value)
            - high_power * (bend - 2 * high * slope + high**2 * value)
        )
        for offset in (2 * j - 1, 2 * j):
            value, slope, bend = (
                value * (s + offset),
                slope * (s + offset) + value,
                bend * (s + offset) + 2 * slope,
            )
        low_power /= _START**2
        high_power /= n * n
    return zeroth, first, second


def _integrals(s: float, n: int, low: float, at_low: float) -> Sums:
    """The integrals of x^-s (ln x)^m over x = 14..n, with ln x = ln 14 + u."""
    width = math.log(n / _START)
    zeroth, first, second = _moments((1.0 - s) * width)
    scale = _START * at_low * width
    zeroth, first, second = scale * zeroth, scale * width * first, scale * width**2 * second
    return zeroth, low * zeroth + first, low**2 * zeroth + 2 * low * first + second


def _moments(t: float) -> Sums:
    """The integrals of v^m e^(tv) over v = 0..1, m = 0, 1, 2."""
    if abs(t) < 1:  # by parts would divide small differences by t
        term, sums = 1.0, [0.0, 0.0, 0.0]
        for k in range(1, 20):
            sums = [total + term / (k + m) for m, total in enumerate(sums)]
            term *= t / k
        return sums[0], sums[1], sums[2]
    end = math.exp(t)
    zeroth = math.expm1(t) / t
    first = (end - zeroth) / t
    return zeroth, first, (end - 2 * first) / t
