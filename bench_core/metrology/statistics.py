"""Type A evaluation: mean and spread of observations; knows nothing of models and budgets.

Sources: JCGM 100:2008 4.2; JJF 1059.1-2012 4.3.2 (Bessel).
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from bench_core.errors import NumberInvalid
from bench_core.metrology.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence


def mean(values: Sequence[Quantity]) -> Quantity:
    """Return the exact arithmetic mean, in the first value's unit.

    Raises:
        NumberInvalid: there are no values.
        UnitMismatch: they are of different kinds.
    """
    numbers, below = _numbers(values, 1, "a mean")
    return Quantity(Fraction(sum(numbers), len(numbers) * below), values[0].unit)


def variance(values: Sequence[Quantity]) -> Fraction:
    """Return the exact experimental variance (Bessel), in the square of the first value's unit.

    Raises:
        NumberInvalid: there are fewer than two values.
        UnitMismatch: they are of different kinds.

    Source: JCGM 100:2008 4.2.2, equation (4).
    """
    numbers, below = _numbers(values, 2, "a standard deviation")
    n = len(numbers)
    # the sum of the squared deviations, times n: whole numbers, so that nothing is lost in the difference
    squares = n * sum(number * number for number in numbers) - sum(numbers) ** 2
    return Fraction(squares, n * (n - 1) * below * below)


def sample_standard_deviation(values: Sequence[Quantity]) -> float:
    """Return the experimental standard deviation of one observation (Bessel), in the first value's unit.

    The variance is exact; one root is taken, and nothing else is rounded.

    Raises:
        NumberInvalid: there are fewer than two values.
        UnitMismatch: they are of different kinds.

    Source: JCGM 100:2008 4.2.2; JJF 1059.1-2012 4.3.2.2.
    """
    return math.sqrt(variance(values))


def _numbers(values: Sequence[Quantity], least: int, what: str) -> tuple[list[int], int]:
    """Return the values in the first one's unit as whole numbers over one denominator, and that denominator."""
    if len(values) < least:
        raise NumberInvalid(f"{what} needs {least} or more values, not {len(values)}")
    exact = [value.to(values[0].unit).value for value in values]
    below = math.lcm(*(value.denominator for value in exact))
    return [value.numerator * (below // value.denominator) for value in exact], below
