"""Distributions by name: the divisor of a half width, and coverage factors; numbers alone, no quantities.

Student's t is computed from the incomplete beta function by its continued fraction (Lentz) and inverted by
bisection on the logarithm of t, so that neither numpy nor scipy is needed.
"""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist
from typing import Final, Literal

from bench_core.errors import NumberInvalid

Distribution = Literal["normal", "rectangular", "triangular", "arcsine", "two_point"]

# JCGM 100:2008 4.3.7 and 4.3.9; JJF 1059.1-2012 table 2.
_DIVISORS: Final[dict[str, float]] = {
    "rectangular": math.sqrt(3.0),
    "triangular": math.sqrt(6.0),
    "arcsine": math.sqrt(2.0),
    "two_point": 1.0,
}
_NORMAL: Final = NormalDist()
_TINY: Final = 1e-300
_MANY: Final = 1e5  # degrees of freedom; above, the expansion around the normal distribution is the more exact


def divisor(distribution: Distribution, probability: float | None = None) -> float:
    """Return what a half width is divided by to give a standard uncertainty.

    Args:
        distribution: of the quantity within the half width.
        probability: that the half width covers, for `normal`, such as 0.95.

    Raises:
        NumberInvalid: `normal` without a probability between 0 and 1, or another distribution's name.

    Source: JCGM 100:2008 4.3.4 to 4.3.9; JJF 1059.1-2012 table 2.
    """
    if distribution in _DIVISORS:
        return _DIVISORS[distribution]
    if distribution != "normal":
        raise NumberInvalid(f"'{distribution}' is not a distribution; known are normal, {', '.join(_DIVISORS)}")
    if probability is None:
        raise NumberInvalid("a normal distribution needs the probability that its half width covers, as 95 %")
    return _normal_factor(probability)


def coverage_factor(degrees_of_freedom: float, probability: float) -> float:
    """Return k so that ±k standard uncertainties cover a probability, by Student's t.

    Args:
        degrees_of_freedom: effective, infinite for the normal distribution; cut to a whole number from 1 on.
        probability: such as 0.95 or 0.9545.

    Raises:
        NumberInvalid: degrees of freedom not above 0, or a probability not between 0 and 1.

    Source: JCGM 100:2008 G.3.2, G.4.1 and table G.2.
    """
    if not degrees_of_freedom > 0:
        raise NumberInvalid(f"degrees of freedom must be above 0, not {degrees_of_freedom}")
    if math.isinf(degrees_of_freedom):
        return _normal_factor(probability)
    if degrees_of_freedom > _MANY:
        return _nearly_normal_factor(degrees_of_freedom, probability)
    whole = math.floor(degrees_of_freedom) if degrees_of_freedom >= 1 else degrees_of_freedom
    return _student_factor(float(whole), probability)


def coverage_probability(k: float, degrees_of_freedom: float) -> float:
    """Return the probability that ±k standard uncertainties cover, by Student's t.

    Args:
        k: coverage factor, above 0.
        degrees_of_freedom: effective, infinite for the normal distribution; cut to a whole number from 1 on.

    Raises:
        NumberInvalid: k or the degrees of freedom are not above 0.

    Source: JCGM 100:2008 G.3.2, G.4.1 and table G.2, read the other way.
    """
    if not 0 < k < math.inf:
        raise NumberInvalid(f"a coverage factor must be a number above 0, not {k}")
    if not degrees_of_freedom > 0:
        raise NumberInvalid(f"degrees of freedom must be above 0, not {degrees_of_freedom}")
    if math.isinf(degrees_of_freedom):
        return math.erf(k / math.sqrt(2.0))
    if degrees_of_freedom > _MANY:
        return math.erf(_as_normal(k, degrees_of_freedom) / math.sqrt(2.0))
    whole = math.floor(degrees_of_freedom) if degrees_of_freedom >= 1 else degrees_of_freedom
    return 1.0 - _outside(k, float(whole))


def _as_normal(t: float, freedom: float) -> float:
    """Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.8; the error is of order 1 / freedom²."""
    return t * (1.0 - 1.0 / (4.0 * freedom)) / math.sqrt(1.0 + t * t / (2.0 * freedom))


def _normal_factor(probability: float) -> float:
    _check(probability)
    return _NORMAL.inv_cdf((1.0 + probability) / 2.0)


def _nearly_normal_factor(freedom: float, probability: float) -> float:
    """Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5; the next term is below 1e-14."""
    z = _normal_factor(probability)
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)


def _check(probability: float) -> None:
    if not 0.0 < probability < 1.0:
        raise NumberInvalid(f"a coverage probability lies between 0 and 1, not {probability}")


@lru_cache(maxsize=4096)
def _student_factor(freedom: float, probability: float) -> float:
    _check(probability)
    low, high = 1e-12, 1e12
    while high / low > 1.0 + 1e-15:
        middle = math.sqrt(low) * math.sqrt(high)
        if middle in {low, high}:
            break
        low, high = (middle, high) if _outside(middle, freedom) > 1.0 - probability else (low, middle)
    return math.sqrt(low) * math.sqrt(high)


def _outside(t: float, freedom: float) -> float:
    """Return the probability that Student's t lies outside ±t."""
    return _incomplete_beta(freedom / (freedom + t * t), freedom / 2.0, 0.5)


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b)."""
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    ) if 0.0 < x < 1.0 else 0.0  # fmt: skip
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _continued_fraction(x, a, b) / a
    return 1.0 - front * _continued_fraction(1.0 - x, b, a) / b


def _continued_fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction of the incomplete beta function, by Lentz's method."""
    c, d = 1.0, 1.0 / _away_from_zero(1.0 - (a + b) * x / (a + 1.0))
    result = d
    for m in range(1, 100_000):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        for step in (even, odd):
            d = 1.0 / _away_from_zero(1.0 + step * d)
            c = _away_from_zero(1.0 + step / c)
            result *= c * d
        if abs(c * d - 1.0) < 1e-16:
            break
    return result


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
