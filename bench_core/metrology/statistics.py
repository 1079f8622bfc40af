"""Type A evaluation: means, spreads and correlations of observations; knows nothing of models and budgets.

Sources: JCGM 100:2008 4.2, 5.2.3; JJF 1059.1-2012 4.3.2 (Bessel, range, pooled).
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from bench_core.errors import NumberInvalid
from bench_core.metrology.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

_RANGE_METHOD: Final[dict[int, tuple[float, float]]] = {
    2: (1.13, 0.9), 3: (1.69, 1.8), 4: (2.06, 2.7), 5: (2.33, 3.6),
    6: (2.53, 4.5), 7: (2.70, 5.3), 8: (2.85, 6.0), 9: (2.97, 6.8),
}  # fmt: skip
"""Range coefficient C and degrees of freedom by the number of observations: JJF 1059.1-2012 table 1."""


class Spread(NamedTuple):
    """A standard deviation and what it is worth.

    Args:
        standard_deviation: of one observation, in the observations' unit.
        degrees_of_freedom: of the standard deviation, above 0.
    """

    standard_deviation: float
    degrees_of_freedom: float

    def of_mean(self, observations: int) -> Spread:
        """Return the standard deviation of a mean of so many observations; it keeps its degrees of freedom.

        Args:
            observations: behind the mean, from 1 on; not those from which the standard deviation was evaluated.

        Raises:
            NumberInvalid: fewer than one observation.

        Source: JCGM 100:2008 4.2.4; JJF 1059.1-2012 4.3.2.
        """
        if observations < 1:
            raise NumberInvalid(f"a mean needs 1 or more values, not {observations}")
        return Spread(self.standard_deviation / math.sqrt(observations), self.degrees_of_freedom)


class PairedMeans(NamedTuple):
    """Means of quantities that were observed together, which therefore are correlated.

    Args:
        means: exact, each in the unit of the first observation of its series.
        covariance: of the means, in the product of the two units; the diagonal holds the squares of their u.
        correlation: coefficients; 0 beside a series that did not vary.
        degrees_of_freedom: of each standard uncertainty.
    """

    means: tuple[Quantity, ...]
    covariance: tuple[tuple[float, ...], ...]
    correlation: tuple[tuple[float, ...], ...]
    degrees_of_freedom: int

    @property
    def standard_uncertainties(self) -> tuple[float, ...]:
        """Of the means, each in its mean's unit."""
        return tuple(math.sqrt(row[index]) for index, row in enumerate(self.covariance))


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


def range_method(values: Sequence[Quantity]) -> Spread:
    """Return the standard deviation of one observation from the range R: s = R / C, in the first value's unit.

    Raises:
        NumberInvalid: fewer than 2 or more than 9 values, for which the table has no coefficient.
        UnitMismatch: they are of different kinds.

    Source: JJF 1059.1-2012 4.3.2.3, table 1.
    """
    if len(values) not in _RANGE_METHOD:
        raise NumberInvalid(f"the range method is for 2 to 9 values, not {len(values)}; use Bessel's formula")
    coefficient, freedom = _RANGE_METHOD[len(values)]
    numbers, below = _numbers(values, 2, "a range")
    return Spread(float(Fraction(max(numbers) - min(numbers), below)) / coefficient, freedom)


def pooled(spreads: Sequence[Spread]) -> Spread:
    """Return the pooled standard deviation of groups: s_p² = Σ ν s² / Σ ν, with Σ ν degrees of freedom.

    With equal degrees of freedom it is the root mean square of the standard deviations.

    Args:
        spreads: of the groups, in one unit.

    Raises:
        NumberInvalid: no group, a standard deviation that is negative or not finite, or degrees of freedom not above 0.

    Source: JJF 1059.1-2012 4.3.2 (pooled experimental standard deviation); JCGM 100:2008 4.2.4.
    """
    if not spreads:
        raise NumberInvalid("a pooled standard deviation needs 1 or more groups, not 0")
    for s, freedom in spreads:
        if not 0 <= s < math.inf:
            raise NumberInvalid(f"a standard deviation must be a finite number from 0 on, not {s}")
        if not 0 < freedom < math.inf:
            raise NumberInvalid(f"degrees of freedom of a group must be a finite number above 0, not {freedom}")
    total = math.fsum(freedom for _, freedom in spreads)
    return Spread(math.sqrt(math.fsum(freedom * s * s for s, freedom in spreads) / total), total)


def pooled_of(groups: Sequence[Sequence[Quantity]]) -> Spread:
    """Return the pooled standard deviation of groups of observations, in the first observation's unit.

    The variances are exact; one root is taken, and nothing else is rounded.

    Raises:
        NumberInvalid: no group, or a group of fewer than two values.
        UnitMismatch: they are of different kinds.

    Source: as `pooled`.
    """
    if not groups:
        raise NumberInvalid("a pooled standard deviation needs 1 or more groups, not 0")
    unit = groups[0][0].unit if groups[0] else None
    total, freedom = Fraction(0), 0
    for group in groups:
        same = [value.to(unit) for value in group] if unit is not None else group
        total += (len(group) - 1) * variance(same)
        freedom += len(group) - 1
    return Spread(math.sqrt(total / freedom), float(freedom))


def covariance_of_means(one: Sequence[Quantity], other: Sequence[Quantity]) -> Fraction:
    """Return the exact covariance of the means of two quantities observed together, in the product of their units.

    Raises:
        NumberInvalid: fewer than two pairs, or series of different length.
        UnitMismatch: a series mixes kinds.

    Source: JCGM 100:2008 5.2.3, equation (17).
    """
    if len(one) != len(other):
        raise NumberInvalid(f"paired observations come in pairs, not {len(one)} of one and {len(other)} of the other")
    left, below_left = _numbers(one, 2, "a covariance")
    right, below_right = _numbers(other, 2, "a covariance")
    n = len(left)
    products = n * sum(a * b for a, b in zip(left, right, strict=True)) - sum(left) * sum(right)
    return Fraction(products, n * n * (n - 1) * below_left * below_right)


def paired_means(*series: Sequence[Quantity]) -> PairedMeans:
    """Return the means of quantities that were observed together, with their covariance and correlation.

    Args:
        series: the observations of each quantity; the first of all belong together, and so on.

    Raises:
        NumberInvalid: no series, fewer than two observations, or series of different length.
        UnitMismatch: a series mixes kinds.

    Source: JCGM 100:2008 5.2.3, H.2.2 and table H.2.
    """
    if not series:
        raise NumberInvalid("paired means need 1 or more series of observations, not 0")
    exact = [[covariance_of_means(one, other) for other in series] for one in series]
    return PairedMeans(
        tuple(mean(one) for one in series),
        tuple(tuple(float(value) for value in row) for row in exact),
        tuple(tuple(_correlation(exact, i, j) for j in range(len(series))) for i in range(len(series))),
        len(series[0]) - 1,
    )


def _correlation(covariance: Sequence[Sequence[Fraction]], i: int, j: int) -> float:
    if i == j:
        return 1.0
    below = covariance[i][i] * covariance[j][j]
    if not below:
        return 0.0
    return math.copysign(math.sqrt(covariance[i][j] ** 2 / below), covariance[i][j])


def _numbers(values: Sequence[Quantity], least: int, what: str) -> tuple[list[int], int]:
    """Return the values in the first one's unit as whole numbers over one denominator, and that denominator."""
    if len(values) < least:
        raise NumberInvalid(f"{what} needs {least} or more values, not {len(values)}")
    exact = [value.to(values[0].unit).value for value in values]
    below = math.lcm(*(value.denominator for value in exact))
    return [value.numerator * (below // value.denominator) for value in exact], below
