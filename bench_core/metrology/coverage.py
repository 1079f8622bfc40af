"""Student's t, and the coverage factor of a result by its degrees of freedom or by what dominates it.

Student's t is computed from the incomplete beta function by its continued fraction (Lentz) and inverted by
bisection on the logarithm of t, so that neither numpy nor scipy is needed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

from bench_core.errors import NumberInvalid
from bench_core.metrology.dominance import dominating

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench_core.metrology.inputs import Input
    from bench_core.metrology.propagation.budget import OutputBudget

_NORMAL: Final = NormalDist()
_TINY: Final = 1e-300
_MANY: Final = 1e5  # degrees of freedom; above, the expansion around the normal distribution is the more exact
_NORMAL_FROM: Final = 1e100  # degrees of freedom; above, their square may be beyond what a float holds
_ROUNDING: Final = 1e-9  # of degrees of freedom that are a whole number but for binary arithmetic


@dataclass(frozen=True, slots=True)
class CoverageRule:
    """How the expanded uncertainty is to be found: by a fixed k, or by a coverage probability.

    Args:
        k: coverage factor, which stays as it is; or None.
        p: coverage probability, such as 0.95; or None.
        dominating: whether one or two terms of known limits that dominate the result give the factor for p in place
            of Student's t.

    Raises:
        NumberInvalid: neither or both are given, k is not above 0, or p is not between 0 and 1.
    """

    k: float | None = None
    p: float | None = None
    dominating: bool = True

    def __post_init__(self) -> None:
        if (self.k is None) == (self.p is None):
            raise NumberInvalid("a coverage rule has either k or a probability p")
        if self.k is not None and not 0 < self.k < math.inf:
            raise NumberInvalid(f"a coverage factor must be a number above 0, not {self.k}")
        if self.p is not None:
            _check(self.p)


@dataclass(frozen=True, slots=True)
class Expanded:
    """An expanded uncertainty and what it rests on; coherent SI units.

    Args:
        k: coverage factor.
        p: coverage probability; of a fixed k the one that Student's t gives it.
        expanded_uncertainty: U = k·u.
        interval: y - U and y + U.
        distribution: what k was taken from: `fixed`, `normal`, `student_t`, or the one that dominates the result:
            `rectangular`, `trapezoidal`, `triangular`.
        dominated_by: names of the inputs that dominate, where they give k.
    """

    k: float
    p: float
    expanded_uncertainty: float
    interval: tuple[float, float]
    distribution: str
    dominated_by: tuple[str, ...] = ()


def expand(budget: OutputBudget, inputs: Sequence[Input], coverage: CoverageRule) -> Expanded:
    """Return the expanded uncertainty of an output.

    A fixed k stays whatever the degrees of freedom are, and its probability is stated as they give it. For a
    probability k comes from Student's t with the effective degrees of freedom cut to a whole number; but where one or
    two terms of known limits make up nearly all of the uncertainty the result is distributed as they are, and k comes
    from that (see `dominating`).

    Args:
        budget: of the output.
        inputs: those that it was propagated from, for their distributions.
        coverage: by k or by p.

    Source: JCGM 100:2008 6.2, 6.3 and G.4; JJF 1059.1-2012 4.5; EA-4/02 S9 and S10.
    """
    freedom = _whole(budget.degrees_of_freedom)
    if coverage.p is None:
        k = coverage.k or 0.0
        return _expanded(budget, k, coverage_probability(k, freedom), "fixed")
    found = dominating(budget, inputs, coverage.p) if coverage.dominating else None
    if found is not None and found.gives_k:
        return _expanded(budget, found.k, coverage.p, found.distribution, found.names)
    distribution = "normal" if math.isinf(freedom) else "student_t"
    return _expanded(budget, coverage_factor(freedom, coverage.p), coverage.p, distribution)


def _expanded(budget: OutputBudget, k: float, p: float, distribution: str, by: tuple[str, ...] = ()) -> Expanded:
    uncertainty = k * budget.combined
    return Expanded(k, p, uncertainty, (budget.value - uncertainty, budget.value + uncertainty), distribution, by)


def _whole(degrees_of_freedom: float) -> float:
    """Cut degrees of freedom to a whole number (JCGM 100:2008 G.4.1); 7.999999999999999 that should be 8 is 8."""
    if math.isinf(degrees_of_freedom):
        return degrees_of_freedom
    return float(math.floor(degrees_of_freedom * (1.0 + _ROUNDING)))


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
    return 1.0 - probability_outside(k, float(whole))


def _as_normal(t: float, freedom: float) -> float:
    """Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.8; the error is of order 1 / freedom²."""
    return t * (1.0 - 1.0 / (4.0 * freedom)) / math.sqrt(1.0 + t * t / (2.0 * freedom))


def _normal_factor(probability: float) -> float:
    _check(probability)
    return _NORMAL.inv_cdf((1.0 + probability) / 2.0)


def _nearly_normal_factor(freedom: float, probability: float) -> float:
    """Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5; the next term is below 1e-14."""
    z = _normal_factor(probability)
    if freedom > _NORMAL_FROM:
        return z
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
        low, high = (middle, high) if probability_outside(middle, freedom) > 1.0 - probability else (low, middle)
    return math.sqrt(low) * math.sqrt(high)


def probability_outside(t: float, freedom: float) -> float:
    """Return the probability that Student's t lies outside ±t, for degrees of freedom that are not cut."""
    if abs(t) < 1.0:  # freedom / (freedom + t²) would be so near 1 that its rounding hides t
        return 1.0 - incomplete_beta(t * t / (freedom + t * t), 0.5, freedom / 2.0)
    return incomplete_beta(freedom / (freedom + t * t), freedom / 2.0, 0.5)


def incomplete_beta(x: float, a: float, b: float) -> float:
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
