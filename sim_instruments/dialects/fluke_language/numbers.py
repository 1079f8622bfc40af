"""Knows how the Fluke calibrators read and write numbers with their units; it knows no range.

Sources: Fluke 5520A programming guide, general syntax rules (15 digits, exponents to ± 20); Fluke 5700A/5720A Series II
Operators Manual, page 5-8 (units and multipliers); Fluke 5520A Operators Manual, chapter 6 (pages not checked).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from sim_instruments.dialects.fluke_language import errors
from sim_instruments.dialects.fluke_language.errors import FlukeError

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBER = re.compile(r"(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d+)?)\s*(?P<unit>[A-Z]+)?", re.ASCII)
_LARGEST_EXPONENT = 20
_MOST_DIGITS = 15

UNITS: Mapping[str, tuple[str, int]] = {
    "UV": ("V", -6),
    "MV": ("V", -3),
    "V": ("V", 0),
    "KV": ("V", 3),
    "UA": ("A", -6),
    "MA": ("A", -3),
    "A": ("A", 0),
    "OHM": ("OHM", 0),
    "KOHM": ("OHM", 3),
    "MOHM": ("OHM", 6),
    "HZ": ("HZ", 0),
    "KHZ": ("HZ", 3),
    "MHZ": ("HZ", 6),
}
"""Each suffix with its unit and power of ten; M is milli but for MOHM and MHZ."""

MEGA_UNITS: Mapping[str, tuple[str, int]] = {**UNITS, "MAV": ("V", 6), "MAOHM": ("OHM", 6), "MAHZ": ("HZ", 6)}
"""As `UNITS`, with the prefix MA, mega, of the 5700 family; MA alone are milliamperes."""


@dataclass(frozen=True, slots=True)
class Amplitude:
    """A number in the unit itself."""

    value: Decimal
    unit: str


def read_amplitude(text: str, units: Mapping[str, tuple[str, int]] = UNITS) -> Amplitude:
    """Read a number with its unit, with or without a blank between them.

    Raises:
        FlukeError: it is not one, or has more than 15 digits.
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise FlukeError(errors.BAD_NUMBER)
    if match["unit"] not in units:
        raise FlukeError(errors.BAD_UNIT)
    unit, power = units[match["unit"]]
    return Amplitude(read_number(match["number"]).scaleb(power), unit)


def read_number(text: str) -> Decimal:
    """Read a number without a unit.

    Raises:
        FlukeError: it is not one, has more than 15 digits or too large an exponent.
    """
    match = _NUMBER.fullmatch(text)
    if match is None or match["unit"] is not None:
        raise FlukeError(errors.BAD_NUMBER)
    try:
        value = Decimal(match["number"])
    except InvalidOperation:  # an exponent beyond what a Decimal can hold
        raise FlukeError(errors.BAD_VALUE) from None
    if len(value.as_tuple().digits) > _MOST_DIGITS:
        raise FlukeError(errors.TOO_LONG)
    if value and abs(value.adjusted()) > _LARGEST_EXPONENT:
        raise FlukeError(errors.BAD_VALUE)
    return value


def scientific(value: Decimal, decimals: int) -> str:
    """Write a number with an exponent of two digits, such as `1.00E+03`; zero has no sign."""
    return f"{float(value) + 0.0:.{decimals}E}"
