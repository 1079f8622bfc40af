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


def _numbers(values: Sequence[Quantity], least: int, what: str) -> tuple[Quantity, list[Fraction]]:
    if len(values) < least:
        raise NumberInvalid(f"{what} needs {least} or more values, not {len(values)}")
    first = values[0]
    return first, [value.to(first.unit).value for value in values]
