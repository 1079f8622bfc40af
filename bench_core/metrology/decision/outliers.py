"""Outlier tests that flag one observation and never drop it: Grubbs and Dixon, their critical values computed.

Grubbs' critical values follow from Student's t. Dixon's follow from the joint density of three order statistics of a
normal sample, of which the inner integral is known and the two others are done by Gauss-Legendre quadrature.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from bench_core.errors import NumberInvalid
from bench_core.metrology.coverage import coverage_factor
from bench_core.metrology.decision.quadrature import gauss_legendre
from bench_core.metrology.decision.verdict import Flag
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.statistics import mean, variance

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

Side = Literal["high", "low", "both"]
"""Which end is suspected before the values are seen; `both` halves the significance of each end."""

_LEAST: Final = 3
_MOST_DIXON: Final = 30
_NODES: Final = 40
_FAR: Final = 7.0


@dataclass(frozen=True, slots=True)
class OutlierTest:
    """What a test says of the most extreme observation.

    Args:
        index: of the observation in the series, from 0.
        value: the observation.
        statistic: of the test.
        straggler_from: critical value at the significance of detection.
        outlier_from: critical value at the significance of deletion.
        flag: what the observation is called; it stays in the series whatever the flag.
    """

    index: int
    value: Quantity
    statistic: float
    straggler_from: float
    outlier_from: float
    flag: Flag


def grubbs(
    values: Sequence[Quantity], side: Side = "both", *, detection: float = 0.05, deletion: float = 0.01
) -> OutlierTest:
    """Test the observation farthest from the mean by Grubbs: its distance over the standard deviation.

    Args:
        values: three or more.
        side: which end is suspected.
        detection: significance from which the observation is a straggler.
        deletion: significance, not above detection, from which it is an outlier.

    Raises:
        NumberInvalid: fewer than three values, or significances that make no sense.
        UnitMismatch: the values are of different kinds.

    Source: GB/T 4883-2008 (Grubbs); ISO 5725-2:2019 (Grubbs' test for one outlying observation).
    """
    _check(len(values), math.inf, detection, deletion)
    middle, square = mean(values), variance(values)
    distances = [(value.to(middle.unit).value - middle.value) for value in values]
    sizes = {"high": distances, "low": [-one for one in distances], "both": [abs(one) for one in distances]}[side]
    index = sizes.index(max(sizes))
    statistic = math.sqrt(sizes[index] ** 2 / square) if square else 0.0
    critical = [grubbs_critical(len(values), alpha, side) for alpha in (detection, deletion)]
    return _tested(values, index, statistic, critical)


def grubbs_critical(number: int, significance: float, side: Side = "both") -> float:
    """Return the value that Grubbs' statistic of a normal sample exceeds with a probability.

    Args:
        number: of observations, three or more.
        significance: such as 0.05.
        side: which end is suspected.

    Raises:
        NumberInvalid: fewer than three, or a significance not above 0 and below 0.5.

    Source: F. E. Grubbs, Technometrics 11 (1969) 1; from Student's t by Bonferroni's bound, which is exact where the
    critical value is large and safe elsewhere. Agrees with the table of GB/T 4883-2008 for 3 to 30 within
    its last digit.
    """
    _check(number, math.inf, significance, significance)
    t = coverage_factor(number - 2, 1.0 - (1.0 if side == "both" else 2.0) * significance / number)
    return (number - 1) / math.sqrt(number) * math.sqrt(t * t / (number - 2 + t * t))


def dixon(
    values: Sequence[Quantity], side: Side = "both", *, detection: float = 0.05, deletion: float = 0.01
) -> OutlierTest:
    """Test an extreme observation by Dixon: its gap over a range, r10 to 7 values, r11 to 10, r21 to 13, r22 to 30.

    Args:
        values: 3 to 30.
        side: which end is suspected.
        detection: significance from which the observation is a straggler.
        deletion: significance, not above detection, from which it is an outlier.

    Raises:
        NumberInvalid: fewer than 3 or more than 30 values, or significances that make no sense.
        UnitMismatch: the values are of different kinds.

    Source: GB/T 4883-2008 (Dixon); W. J. Dixon, Biometrics 9 (1953) 74.
    """
    _check(len(values), _MOST_DIXON, detection, deletion)
    order = sorted(range(len(values)), key=lambda index: values[index].to(values[0].unit).value)
    exact = [values[index].to(values[0].unit).value for index in order]
    gap, cut = _ratio_of(len(values))
    high = _gap_ratio(exact, gap, cut)
    low = _gap_ratio([-one for one in reversed(exact)], gap, cut)
    upper = side == "high" or (side == "both" and high >= low)
    critical = [dixon_critical(len(values), alpha, side) for alpha in (detection, deletion)]
    return _tested(values, order[-1] if upper else order[0], high if upper else low, critical)


def dixon_critical(number: int, significance: float, side: Side = "both") -> float:
    """Return the value that Dixon's ratio of a normal sample exceeds with a probability.

    Args:
        number: of observations, 3 to 30.
        significance: such as 0.05.
        side: which end is suspected; for `both` half of it is taken for each end, which is safe.

    Raises:
        NumberInvalid: fewer than 3 or more than 30, or a significance not above 0 and below 0.5.

    Source: computed within 1e-5 from the density in W. J. Dixon, Ann. Math. Statist. 22 (1951) 68, not taken from a
    table; published one-sided tables (GB/T 4883-2008, Dixon 1951) agree within some units of their last digit.
    """
    _check(number, _MOST_DIXON, significance, significance)
    return _dixon_quantile(number, significance / (2.0 if side == "both" else 1.0))


@lru_cache(maxsize=256)
def _dixon_quantile(number: int, probability: float) -> float:
    low, high = 0.0, 1.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if _exceeds(number, middle) > probability else (low, middle)
    return high


class _Node(NamedTuple):
    """A pair of the largest value and the low end of the ratio's range, with the density of both.

    Args:
        largest: x_n.
        range: x_n less the low end.
        below: normal probability below the low end.
        between: normal probability from the low end to the largest value.
        weight: of the quadrature, times the density.
    """

    largest: float
    range: float
    below: float
    between: float
    weight: float


def _exceeds(number: int, ratio: float) -> float:
    """Return the probability that Dixon's ratio of a normal sample exceeds a value below 1."""
    gap, cut = _ratio_of(number)
    inner = number - gap - cut - 2  # values strictly between the two ends of the ratio's numerator and its range
    terms = []
    for node in _nodes(number):
        chance = _below(node.largest - ratio * node.range) - node.below
        term = chance ** (inner + 1) / (inner + 1)
        if gap == 2:
            term = node.between * term - chance ** (inner + 2) / (inner + 2)
        terms.append(node.weight * term)
    ways = math.factorial(number) / (math.factorial(cut) * math.factorial(inner))
    return ways * math.fsum(terms)


@lru_cache(maxsize=4)
def _nodes(number: int) -> tuple[_Node, ...]:
    _, cut = _ratio_of(number)
    nodes = []
    for x, weight_x in gauss_legendre(_NODES):
        largest, half = _FAR * x, (_FAR * x + _FAR) / 2
        for y, weight_y in gauss_legendre(_NODES):
            range_ = half * (1.0 + y)
            below = _below(largest - range_)
            density = math.exp(-(largest**2 + (largest - range_) ** 2) / 2) / (2.0 * math.pi)
            weight = _FAR * weight_x * half * weight_y * density * below**cut
            nodes.append(_Node(largest, range_, below, _below(largest) - below, weight))
    return tuple(node for node in nodes if node.weight > 1e-20)


def _below(x: float) -> float:
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


def _ratio_of(number: int) -> tuple[int, int]:
    """Return how many values the gap reaches over, and how many the range leaves out at the other end."""
    if number <= 7:
        return 1, 0
    if number <= 10:
        return 1, 1
    return (2, 1) if number <= 13 else (2, 2)


def _gap_ratio(ascending: Sequence[Fraction], gap: int, cut: int) -> float:
    whole = ascending[-1] - ascending[cut]
    return float((ascending[-1] - ascending[-1 - gap]) / whole) if whole else 0.0


def _tested(values: Sequence[Quantity], index: int, statistic: float, critical: Sequence[float]) -> OutlierTest:
    flag = Flag.OUTLIER if statistic > critical[1] else Flag.STRAGGLER if statistic > critical[0] else Flag.NONE
    return OutlierTest(index, values[index], statistic, critical[0], critical[1], flag)


def _check(number: int, most: float, detection: float, deletion: float) -> None:
    if not _LEAST <= number <= most:
        to = f" to {most:g}" if math.isfinite(most) else " or more"
        raise NumberInvalid(f"this outlier test is for {_LEAST}{to} values, not {number}")
    if not 0.0 < deletion <= detection < 0.5:
        raise NumberInvalid(
            f"significances lie between 0 and 0.5, that of deletion not above that of detection, not {detection} and "
            f"{deletion}"
        )
