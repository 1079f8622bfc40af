"""Examination of a measurement standard: repeatability, stability and verification of its results, decided exactly.

Source: JJF 1033-2023 (repeatability and stability tests, verification of the measurement results). The wording and the
clauses here are those of JJF 1033-2016, annex C; they have been compared with the official text of neither.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from bench_core.errors import NumberInvalid
from bench_core.metrology.statistics import mean, variance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench_core.metrology.quantity import Quantity

_LEAST_OBSERVATIONS: Final = 10
_LEAST_GROUPS: Final = 4
_LEAST_LABORATORIES: Final = 3
_NEGLIGIBLE: Final = 3  # times that U_ref goes into U_lab


class Repeatability(NamedTuple):
    """The result of a repeatability test.

    Args:
        standard_deviation: of one result, in the unit of the first value.
        holds: whether it is at most the one in the uncertainty budget; if not, the budget is evaluated anew with it.
    """

    standard_deviation: float
    holds: bool


class Stability(NamedTuple):
    """The result of a stability test.

    Args:
        change: largest change of the standard's value.
        holds: whether it is within the limit.
    """

    change: Quantity
    holds: bool


class Verification(NamedTuple):
    """The result of a verification of measurement results.

    Args:
        deviation: from the other value, with sign.
        limit: of its magnitude, in the unit of the deviation; a float, because a root was taken.
        holds: whether the deviation is within the limit, decided without the root.
    """

    deviation: Quantity
    limit: float
    holds: bool


def repeatability(values: Sequence[Quantity], budgeted: Quantity) -> Repeatability:
    """Return the repeatability of results and whether it still is at most the one of the uncertainty budget.

    Args:
        values: 10 or more, of a stable item under the conditions of repeatability.
        budgeted: standard deviation of one result in the uncertainty budget.

    Raises:
        NumberInvalid: fewer than 10 values, or a negative standard deviation in the budget.
        UnitMismatch: the quantities are of different kinds.

    Source: JJF 1033-2016 C.1.
    """
    if len(values) < _LEAST_OBSERVATIONS:
        raise NumberInvalid(f"a repeatability test needs {_LEAST_OBSERVATIONS} or more values, not {len(values)}")
    limit, square = _width(budgeted, values[0]), variance(values)
    return Repeatability(math.sqrt(square), square <= limit.value**2)


def stability(groups: Sequence[Quantity], limit: Quantity) -> Stability:
    """Return the stability of a new standard: the range of the means of groups taken a month or more apart.

    Args:
        groups: means of 4 or more groups.
        limit: MPE of the standard where it is used without correction, else U of the corrected value.

    Raises:
        NumberInvalid: fewer than 4 groups, or a negative limit.
        UnitMismatch: the quantities are of different kinds.

    Source: JJF 1033-2016 C.2.
    """
    if len(groups) < _LEAST_GROUPS:
        raise NumberInvalid(
            f"a stability test of a new standard needs {_LEAST_GROUPS} or more groups, not {len(groups)}"
        )
    change = max(groups) - min(groups)
    return Stability(change, change <= _width(limit, groups[0]))


def stability_since(previous: Quantity, present: Quantity, limit: Quantity) -> Stability:
    """Return the stability of a standard in use: the change of the mean of a group since the test of the year before.

    Args:
        previous: mean of the group then.
        present: mean of the group now.
        limit: as `stability`.

    Raises:
        NumberInvalid: a negative limit.
        UnitMismatch: the quantities are of different kinds.

    Source: JJF 1033-2016 C.2.
    """
    change = abs(present - previous)
    return Stability(change, change <= _width(limit, present))


def verify_by_transfer(
    value: Quantity,
    expanded_uncertainty: Quantity,
    reference: Quantity,
    reference_uncertainty: Quantity,
    coverage_factors: tuple[float, float] = (2.0, 2.0),
) -> Verification:
    """Verify a result against that of a higher standard, the preferred way: |y_lab - y_ref| ≤ √(U_lab² + U_ref²).

    Where U_ref is at most a third of U_lab, it is neglected and the limit is U_lab, which is stricter.

    Args:
        value: y_lab.
        expanded_uncertainty: U_lab.
        reference: y_ref, of the higher standard.
        reference_uncertainty: U_ref.
        coverage_factors: k of U_lab and of U_ref; U_ref is converted to the k of U_lab.

    Raises:
        NumberInvalid: a negative U, or k not above 0.
        UnitMismatch: the quantities are of different kinds.

    Source: JJF 1033-2016 C.4.1.
    """
    own, other = (_factor(k) for k in coverage_factors)
    deviation = value - reference
    lab = _width(expanded_uncertainty, value)
    ref = _width(reference_uncertainty, value) * (own / other)
    square = lab.value**2 if ref * _NEGLIGIBLE <= lab else lab.value**2 + ref.to(lab.unit).value ** 2
    return _verified(deviation, square)


def verify_by_comparison(value: Quantity, others: Sequence[Quantity], expanded_uncertainty: Quantity) -> Verification:
    """Verify a result against the mean of laboratories of the same level: |y_lab - y_mean| ≤ √((n - 1)/n) U_lab.

    Args:
        value: y_lab.
        others: results of the other laboratories, of about the same uncertainty; with this one n from 3 on.
        expanded_uncertainty: U_lab.

    Raises:
        NumberInvalid: fewer than 2 others, or a negative U.
        UnitMismatch: the quantities are of different kinds.

    Source: JJF 1033-2016 C.4.2.
    """
    n = len(others) + 1
    if n < _LEAST_LABORATORIES:
        raise NumberInvalid(f"a comparison needs {_LEAST_LABORATORIES} or more laboratories, not {n}")
    lab = _width(expanded_uncertainty, value)
    return _verified(value - mean([value, *others]), lab.value**2 * Fraction(n - 1, n))


def _verified(deviation: Quantity, square: Fraction) -> Verification:
    return Verification(deviation, math.sqrt(square), deviation.value**2 <= square)


def _width(width: Quantity, value: Quantity) -> Quantity:
    """Return a width in the unit of differences of a value."""
    found = width.as_difference().to(value.as_difference().unit)
    if found.value < 0:
        raise NumberInvalid(f"{width} is negative")
    return found


def _factor(k: float) -> Fraction:
    if not 0 < k < math.inf:
        raise NumberInvalid(f"a coverage factor must be a number above 0, not {k}")
    return Fraction(Decimal(repr(k)))
