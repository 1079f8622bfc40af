"""Rounding by GB/T 8170, once, from the unrounded value; no other module rounds what a certificate shows."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from bench_core.errors import NumberInvalid
from bench_core.metrology.quantity import Quantity


class Reported(NamedTuple):
    """A result as it is printed.

    Args:
        value: rounded to the last digit of U.
        expanded_uncertainty: rounded to significant digits.
    """

    value: Quantity
    expanded_uncertainty: Quantity


def round_to(value: Quantity, interval: Quantity) -> Quantity:
    """Return the multiple of an interval that is nearest; of two equally near, the even multiple.

    Args:
        value: unrounded; rounding twice gives wrong results.
        interval: such as 0.1 mV, 0.02 MPa, 5 Pa or 100 V.

    Returns:
        The rounded value in the value's unit, with the decimals of the interval.

    Raises:
        NumberInvalid: the interval is not above 0.
        UnitMismatch: value and interval are of different kinds.

    Source: GB/T 8170-2008 3.2 (unit intervals), 3.4 (0.5 and 0.2 intervals).
    """
    step = interval.as_difference().to(value.as_difference().unit).value
    if step <= 0:
        raise NumberInvalid(f"a rounding interval must be above 0, not {interval}")
    # Fraction's own rounding takes the even multiple at a tie, and ties are exact here
    return Quantity(round(value.value / step) * step, value.unit, _decimals(step))


def report(value: Quantity, expanded_uncertainty: float, digits: int) -> Reported:
    """Return a value and its U as a certificate shows them: U to digits, the value to U's last place.

    Args:
        value: unrounded.
        expanded_uncertainty: U in the value's unit, above 0.
        digits: of U, 1 or 2.

    Raises:
        NumberInvalid: U is not a finite number above 0, or fewer than one digit.

    Source: JJF 1059.1-2012 5.3.8; JCGM 100:2008 7.2.6; GB/T 8170-2008.
    """
    if not 0 < expanded_uncertainty < float("inf"):
        raise NumberInvalid(f"an expanded uncertainty must be a number above 0, not {expanded_uncertainty}")
    # the shortest decimal of the float: 0.25 is a tie, as it is for a person with a pencil
    exact = Quantity(Fraction(Decimal(repr(expanded_uncertainty))), value.as_difference().unit)
    interval = Quantity(_last_place(exact.value, digits), exact.unit)
    return Reported(round_to(value, interval), round_to(exact, interval))


def _last_place(value: Fraction, digits: int) -> Fraction:
    """Return the power of ten of the last significant place, after a carry as in 9.96 -> 10."""
    if digits < 1:
        raise NumberInvalid(f"a number has at least one significant digit, not {digits}")
    place = Fraction(10) ** (_order(value) - digits + 1)
    rounded = round(value / place) * place
    return Fraction(10) ** (_order(rounded) - digits + 1)


def _order(value: Fraction) -> int:
    """Return the power of ten of the leading digit."""
    size = abs(value)
    order = len(str(size.numerator)) - len(str(size.denominator))
    return order if size >= Fraction(10) ** order else order - 1


def _decimals(step: Fraction) -> int | None:
    """Return the places after the point that a decimal step needs, None for a step such as 1/3."""
    denominator, places = step.denominator, 0
    while denominator % 10 == 0:
        denominator, places = denominator // 10, places + 1
    while denominator % 2 == 0 or denominator % 5 == 0:
        denominator, places = denominator // (2 if denominator % 2 == 0 else 5), places + 1
    return places if denominator == 1 else None
