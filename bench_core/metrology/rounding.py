"""Rounding by GB/T 8170, once, from the unrounded value; no other module rounds what a certificate shows."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from bench_core.errors import NumberInvalid
from bench_core.metrology.quantity import Quantity

if TYPE_CHECKING:
    from bench_core.metrology.unit import Unit

Direction = Literal["nearest", "up", "up_if_much_less"]
"""How U is rounded: to the nearest; always up; or up where the nearest would take more than 5 % away from it."""

_MUCH: Final = Fraction(5, 100)
_NUMBER: Final = re.compile(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Rounded(Quantity):
    """A quantity that was rounded; arithmetic gives a plain quantity again, and rounding it to other digits is refused.

    Args:
        interval: to which it was rounded.
    """

    interval: Quantity


class Reported(NamedTuple):
    """A result as it is printed.

    Args:
        value: rounded to the last digit of U.
        expanded_uncertainty: rounded to significant digits.
    """

    value: Rounded
    expanded_uncertainty: Rounded


def round_to(value: Quantity, interval: Quantity) -> Rounded:
    """Return the multiple of an interval that is nearest; of two equally near, the even multiple.

    Args:
        value: unrounded; rounding twice gives wrong results.
        interval: such as 0.1 mV, 0.02 MPa, 5 Pa or 100 V.

    Returns:
        The rounded value in the value's unit, with the decimals of the interval.

    Raises:
        NumberInvalid: the interval is not above 0, or the value was rounded before to digits that this would change.
        UnitMismatch: value and interval are of different kinds.

    Source: GB/T 8170-2008 3.2 (unit intervals), 3.3 (no successive rounding), 3.4 (0.5 and 0.2 intervals).
    """
    step = _step(value, interval)
    # Fraction's own rounding takes the even multiple at a tie, and ties are exact here
    return _multiple(round(value.value / step), step, value, interval)


def round_up(value: Quantity, interval: Quantity) -> Rounded:
    """Return the nearest multiple of an interval that is not smaller in magnitude: for an uncertainty, if a rule asks.

    Args:
        value: unrounded.
        interval: as `round_to`.

    Raises:
        NumberInvalid: as `round_to`.
        UnitMismatch: as `round_to`.

    Source: JCGM 100:2008 7.2.6 (uncertainties may be rounded up); JJF 1059.1-2012 5.3.8.
    """
    step = _step(value, interval)
    multiple = math.ceil(abs(value.value) / step)
    return _multiple(-multiple if value.value < 0 else multiple, step, value, interval)


def neighbours(value: Quantity, interval: Quantity) -> tuple[Rounded, Rounded]:
    """Return the multiples of an interval just below and just above a value; both are the value if it is one itself.

    Args:
        value: unrounded.
        interval: as `round_to`.

    Raises:
        NumberInvalid: as `round_to`.
        UnitMismatch: as `round_to`.
    """
    step = _step(value, interval)
    low, high = math.floor(value.value / step), math.ceil(value.value / step)
    return _multiple(low, step, value, interval), _multiple(high, step, value, interval)


def significant_interval(value: Quantity, digits: int, direction: Direction = "nearest") -> Quantity:
    """Return the interval with which a value is left with significant digits, also after a carry as in 9.96 -> 10.

    Args:
        value: unrounded.
        digits: from 1 on.
        direction: in which it will be rounded, because a carry depends on it.

    Raises:
        NumberInvalid: fewer than one digit, or the value is 0, which has no significant digit.

    Source: GB/T 8170-2008 3.1 (the interval is settled before the value is rounded).
    """
    if digits < 1:
        raise NumberInvalid(f"a number has at least one significant digit, not {digits}")
    if not value.value:
        raise NumberInvalid(f"{value} has no significant digit; give an interval to round to")
    size = Quantity(abs(value.value), value.as_difference().unit)
    place = Quantity(Fraction(10) ** (_order(size.value) - digits + 1), size.unit)
    carried = _order(_rounded(size, place, direction).value) - digits + 1
    return _power_of_ten(carried, size.unit)


def written_interval(reading: Quantity | str) -> Quantity:
    """Return one step of the last digit that a reading or a limit was written with: 0.001 V of `1.230 V`.

    Args:
        reading: as the instrument shows it; a text keeps the exponent of `+1.20E+06` (0.01E+06), a quantity does not
            and steps by 1 there.

    Raises:
        NumberInvalid: a text that is no number, or a quantity that was computed and has no digits of its own.
        UnitUnknown: a text with an unknown unit.
    """
    if isinstance(reading, str):
        unit = Quantity.parse(reading).as_difference().unit
        return _power_of_ten(int(Decimal(_number_of(reading)).as_tuple().exponent), unit)
    if reading.decimals is None:
        raise NumberInvalid(f"{reading} was computed and has no digits of its own; give an interval to round to")
    return _power_of_ten(-reading.decimals, reading.as_difference().unit)


def report(value: Quantity, expanded_uncertainty: float, digits: int, direction: Direction = "nearest") -> Reported:
    """Return a value and its U as a certificate shows them: U to digits, the value to U's last place.

    Args:
        value: unrounded.
        expanded_uncertainty: U in the value's unit, above 0.
        digits: of U, 1 or 2.
        direction: of U alone; `up_if_much_less` is the rule of EA-4/02, `up` the cautious one of JCGM 100.

    Raises:
        NumberInvalid: U is not a finite number above 0, or fewer than one digit.

    Source: JJF 1059.1-2012 5.3.8; JCGM 100:2008 7.2.6; EA-4/02 M:2022 6.3; GB/T 8170-2008.
    """
    if not 0 < expanded_uncertainty < float("inf"):
        raise NumberInvalid(f"an expanded uncertainty must be a number above 0, not {expanded_uncertainty}")
    # the shortest decimal of the float: 0.25 is a tie, as it is for a person with a pencil
    exact = Quantity(Fraction(Decimal(repr(expanded_uncertainty))), value.as_difference().unit)
    interval = significant_interval(exact, digits, direction)
    return Reported(round_to(value, interval), _rounded(exact, interval, direction))


def _rounded(value: Quantity, interval: Quantity, direction: Direction) -> Rounded:
    nearest = round_to(value, interval)
    less = value.value - nearest.value
    if direction == "up" or (direction == "up_if_much_less" and less > _MUCH * value.value):
        return round_up(value, interval)
    return nearest


def _step(value: Quantity, interval: Quantity) -> Fraction:
    """Return the interval in the value's unit; a value that was rounded must already be a multiple of it."""
    step = interval.as_difference().to(value.as_difference().unit).value
    if step <= 0:
        raise NumberInvalid(f"a rounding interval must be above 0, not {interval}")
    if isinstance(value, Rounded) and value.value % step:
        raise NumberInvalid(
            f"{value} was already rounded, to {value.interval}; rounded again to {interval} it could be wrong: "
            "round the unrounded value once"
        )
    return step


def _multiple(number: int, step: Fraction, value: Quantity, interval: Quantity) -> Rounded:
    return Rounded(value=number * step, unit=value.unit, decimals=_decimals(step), interval=interval)


def _power_of_ten(exponent: int, unit: Unit) -> Quantity:
    return Quantity(Fraction(10) ** exponent, unit, max(0, -exponent))


def _number_of(text: str) -> str:
    found = _NUMBER.match(text.strip())
    return found.group() if found is not None else ""


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
