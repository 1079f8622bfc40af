"""Type A evaluation: mean and spread of observations; knows nothing of models and budgets.

Sources: JCGM 100:2008 4.2; JJF 1059.1-2012 4.3.2 (Bessel, range method, pooled).
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from bench_core.errors import NumberInvalid
from bench_core.metrology.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence


class Spread(NamedTuple):
    """A standard deviation with its degrees of freedom.

    Args:
        standard_deviation: of one observation.
        degrees_of_freedom: of the standard deviation.
    """

    standard_deviation: float
    degrees_of_freedom: float


# JJF 1059.1-2012 table 1: number of observations -> range coefficient C, degrees of freedom.
_RANGE_METHOD = {
    2: (1.13, 0.9),
    3: (1.69, 1.8),
    4: (2.06, 2.7),
    5: (2.33, 3.6),
    6: (2.53, 4.5),
    7: (2.70, 5.3),
    8: (2.85, 6.0),
    9: (2.97, 6.8),
}


def mean(values: Sequence[Quantity]) -> Quantity:
    """Return the exact arithmetic mean, in the first value's unit.

    Raises:
        NumberInvalid: there are no values.
        UnitMismatch: they are of different kinds.
    """
    first, numbers = _numbers(values, 1, "a mean")
    return Quantity(sum(numbers, Fraction(0)) / len(numbers), first.unit)


def variance(values: Sequence[Quantity]) -> Fraction:
    """Return the exact experimental variance (Bessel), in the square of the first value's unit.

    Raises:
        NumberInvalid: there are fewer than two values.
        UnitMismatch: they are of different kinds.

    Source: JCGM 100:2008 4.2.2, equation (4).
    """
    _, numbers = _numbers(values, 2, "a standard deviation")
    centre = sum(numbers, Fraction(0)) / len(numbers)
    return sum(((number - centre) ** 2 for number in numbers), Fraction(0)) / (len(numbers) - 1)


def sample_standard_deviation(values: Sequence[Quantity]) -> float:
    """Return the experimental standard deviation of one observation (Bessel), in the first value's unit.

    The variance is exact; one root is taken, and nothing else is rounded.

    Raises:
        NumberInvalid: there are fewer than two values.
        UnitMismatch: they are of different kinds.

    Source: JCGM 100:2008 4.2.2; JJF 1059.1-2012 4.3.2.2.
    """
    return math.sqrt(variance(values))


def range_method(values: Sequence[Quantity]) -> Spread:
    """Return the standard deviation from the range of 2 to 9 observations, in the first value's unit.

    Raises:
        NumberInvalid: the table has no row for so many values.
        UnitMismatch: they are of different kinds.

    Source: JJF 1059.1-2012 4.3.2.3, table 1.
    """
    _, numbers = _numbers(values, 2, "the range method")
    if len(numbers) not in _RANGE_METHOD:
        raise NumberInvalid(f"the range method takes 2 to 9 values, not {len(numbers)}; use Bessel's formula")
    coefficient, freedom = _RANGE_METHOD[len(numbers)]
    return Spread(float(max(numbers) - min(numbers)) / coefficient, freedom)


def pooled(spreads: Sequence[Spread]) -> Spread:
    """Return the pooled standard deviation of several groups, each weighted by its degrees of freedom.

    Raises:
        NumberInvalid: there are no groups, or one without degrees of freedom.

    Source: JCGM 100:2008 H.3.6 note; JJF 1059.1-2012 4.3.2.4.
    """
    freedom = math.fsum(spread.degrees_of_freedom for spread in spreads)
    if not spreads or not all(0 < spread.degrees_of_freedom < math.inf for spread in spreads):
        raise NumberInvalid("a pooled standard deviation needs groups with finite degrees of freedom above 0")
    squares = math.fsum(s * s * nu for s, nu in spreads)
    return Spread(math.sqrt(squares / freedom), freedom)


def _numbers(values: Sequence[Quantity], least: int, what: str) -> tuple[Quantity, list[Fraction]]:
    if len(values) < least:
        raise NumberInvalid(f"{what} needs {least} or more values, not {len(values)}")
    first = values[0]
    return first, [value.to(first.unit).value for value in values]
