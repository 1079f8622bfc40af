"""Conformance probability of one measured item, its specific risks, and the guard band for a wanted one; floats alone.

All values of a call are in one unit. A limit that there is not is infinite.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

from bench_core.errors import NumberInvalid
from bench_core.metrology.coverage import coverage_factor, probability_outside

if TYPE_CHECKING:
    from collections.abc import Callable

_ROOT_2: Final = math.sqrt(2.0)


def tail(t: float, degrees_of_freedom: float = math.inf) -> float:
    """Return the probability that Student's t is above a value, exact far out too.

    Args:
        t: any number.
        degrees_of_freedom: above 0, infinite for the normal distribution; cut to a whole number from 1 on, as they are
            for a coverage factor (JCGM 100:2008 G.4.1).
    """
    if math.isinf(degrees_of_freedom):
        return 0.5 * math.erfc(t / _ROOT_2)
    freedom = math.floor(degrees_of_freedom) if degrees_of_freedom >= 1 else degrees_of_freedom
    outside = probability_outside(t, freedom) / 2
    return outside if t > 0 else 1.0 - outside


def nonconformance_probability(
    value: float,
    standard_uncertainty: float,
    lower: float = -math.inf,
    upper: float = math.inf,
    degrees_of_freedom: float = math.inf,
) -> float:
    """Return the probability that the measured item does not conform: the specific consumer's risk if it is accepted.

    Args:
        value: measured, y.
        standard_uncertainty: u of the value, above 0.
        lower: tolerance limit TL.
        upper: tolerance limit TU.
        degrees_of_freedom: of u; infinite for a normal distribution of the measurand, else Student's t.

    Raises:
        NumberInvalid: u or the degrees of freedom not above 0, a value that is not finite, limits in the wrong order.

    Source: JCGM 106:2012 clause 7, 9.3.
    """
    _check(standard_uncertainty, lower, upper, degrees_of_freedom)
    if not math.isfinite(value):
        raise NumberInvalid(f"a measured value must be a finite number, not {value}")
    below = 0.0 if math.isinf(lower) else tail((value - lower) / standard_uncertainty, degrees_of_freedom)
    above = 0.0 if math.isinf(upper) else tail((upper - value) / standard_uncertainty, degrees_of_freedom)
    return below + above


def conformance_probability(
    value: float,
    standard_uncertainty: float,
    lower: float = -math.inf,
    upper: float = math.inf,
    degrees_of_freedom: float = math.inf,
) -> float:
    """Return the probability p_c that the measured item conforms: the specific producer's risk if it is rejected.

    Args:
        value: measured, y.
        standard_uncertainty: u of the value, above 0.
        lower: tolerance limit TL.
        upper: tolerance limit TU.
        degrees_of_freedom: of u; infinite for a normal distribution of the measurand, else Student's t.

    Raises:
        NumberInvalid: as `nonconformance_probability`.

    Source: JCGM 106:2012 clause 7, 9.3.
    """
    return 1.0 - nonconformance_probability(value, standard_uncertainty, lower, upper, degrees_of_freedom)


def guard_band_for_specific_risk(
    risk: float,
    standard_uncertainty: float,
    lower: float = -math.inf,
    upper: float = math.inf,
    degrees_of_freedom: float = math.inf,
) -> float:
    """Return the guard band w with which no accepted item is nonconforming with more than a wanted probability.

    Args:
        risk: wanted at the acceptance limits, where it is largest; above 0, at most 0.5.
        standard_uncertainty: u of the value, above 0.
        lower: tolerance limit TL.
        upper: tolerance limit TU.
        degrees_of_freedom: of u.

    Returns:
        w from 0 on, in the unit of u.

    Raises:
        NumberInvalid: an argument outside its bounds, or u so large that no value at all has so small a risk.

    Source: JCGM 106:2012 8.3.2; ILAC-G8:09/2019 4.2.2 and table 1.
    """
    _check(standard_uncertainty, lower, upper, degrees_of_freedom)
    if not 0.0 < risk <= 0.5:
        raise NumberInvalid(f"a risk at an acceptance limit is above 0 and at most 0.5, not {risk}")
    if math.isinf(upper - lower):
        return 0.0 if risk == 0.5 else _factor(risk, degrees_of_freedom) * standard_uncertainty
    half = (upper - lower) / 2

    def at(guard: float) -> float:
        limit = upper - guard
        return nonconformance_probability(limit, standard_uncertainty, lower, upper, degrees_of_freedom)

    if at(half) > risk:
        raise NumberInvalid(
            f"u = {standard_uncertainty:g} is too large for limits {lower:g} to {upper:g}: even in the middle the "
            f"probability of nonconformance is {at(half):.3g}, above {risk:g}; nothing could be accepted"
        )
    return smallest(lambda guard: at(guard) <= risk, 0.0, half)


def tur(lower: float, upper: float, expanded_uncertainty: float) -> float:
    """Return the TUR: the span of the tolerance over the span of the 95 % expanded uncertainty.

    Args:
        lower: tolerance limit.
        upper: tolerance limit.
        expanded_uncertainty: U of the calibration process, at 95 %.

    Raises:
        NumberInvalid: a limit is missing, or U is not above 0.

    Source: ANSI/NCSL Z540.3-2006 clause 3 (test uncertainty ratio).
    """
    _check(expanded_uncertainty, lower, upper, math.inf)
    if math.isinf(upper - lower):
        raise NumberInvalid("a test uncertainty ratio needs two tolerance limits")
    return (upper - lower) / (2 * expanded_uncertainty)


def smallest(holds: Callable[[float], bool], low: float, high: float) -> float:
    """Return the smallest number from low to high for which something holds, by bisection; it holds at high."""
    if holds(low):
        return low
    while low < (middle := (low + high) / 2) < high:
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _factor(risk: float, degrees_of_freedom: float) -> float:
    """Return the value that Student's t is above with a probability below a half."""
    if math.isinf(degrees_of_freedom):
        return -NormalDist().inv_cdf(risk)
    return coverage_factor(degrees_of_freedom, 1.0 - 2.0 * risk)


def _check(standard_uncertainty: float, lower: float, upper: float, degrees_of_freedom: float) -> None:
    if not 0 < standard_uncertainty < math.inf:
        raise NumberInvalid(f"an uncertainty must be a finite number above 0, not {standard_uncertainty}")
    if not degrees_of_freedom > 0:
        raise NumberInvalid(f"degrees of freedom must be above 0, not {degrees_of_freedom}")
    if not lower < upper or (math.isinf(lower) and math.isinf(upper)):
        raise NumberInvalid(f"tolerance limits are one or two numbers in order, not {lower} and {upper}")
