"""Knows how the 5522A reads and writes amplitudes, and which ranges it has; it knows no state.

Source: Fluke 5520A Operators Manual, chapter 6 (units, forms of replies; pages not checked). Names of ranges but
`DC330MV` and `DC33V`, and limits and steps of functions other than direct voltage, are not from the manual.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from sim_instruments.dialects.fluke_5522a import errors
from sim_instruments.dialects.fluke_5522a.errors import FlukeError

_NUMBER = re.compile(r"(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d+)?)\s*(?P<unit>[A-Z]+)?", re.ASCII)
_LARGEST_EXPONENT = 20
_MOST_DIGITS = 15

UNITS = {
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


@dataclass(frozen=True, slots=True)
class Amplitude:
    """A number with its unit, as sent and in the unit itself."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Range:
    """One range of one function.

    Args:
        name: as `RANGE?` answers it.
        full_scale: nominal, in the function's unit.
        largest: that may be set.
        step: smallest step of a setting.
    """

    name: str
    full_scale: Decimal
    largest: Decimal
    step: Decimal


@dataclass(frozen=True, slots=True)
class Function:
    """One function.

    Args:
        name: as `FUNC?` answers it.
        capability: what the terminals carry.
        unit: of the amplitude, as `OUT?` answers it.
        signed: whether the amplitude may be negative.
        ranges: rising.
    """

    name: str
    capability: str
    unit: str
    signed: bool
    ranges: tuple[Range, ...]

    def range_for(self, value: Decimal) -> Range:
        """Return the smallest range for a value.

        Raises:
            FlukeError: no range reaches it, or it is negative where that means nothing.
        """
        if value < 0 and not self.signed:
            raise FlukeError(errors.BAD_VALUE)
        for row in self.ranges:
            if abs(value) <= row.largest:
                return row
        raise FlukeError(errors.OUT_OF_RANGE)


def _range(name: str, full_scale: str, largest: str, step: str) -> Range:
    return Range(name, Decimal(full_scale), Decimal(largest), Decimal(step))


DCV = Function(
    "DCV",
    "dc_voltage",
    "V",
    signed=True,
    ranges=(
        _range("DC330MV", "0.33", "0.3299999", "1E-7"),
        _range("DC3_3V", "3.3", "3.299999", "1E-6"),
        _range("DC33V", "33", "32.99999", "1E-5"),
        _range("DC330V", "330", "329.9999", "1E-4"),
        _range("DC1000V", "1000", "1020", "1E-3"),
    ),
)
ACV = Function(
    "ACV",
    "ac_voltage",
    "V",
    signed=False,
    ranges=(_range("AC3_3V", "3.3", "3.29999", "1E-5"), _range("AC1000V", "1000", "1020", "1E-2")),
)
DCI = Function("DCI", "dc_current", "A", signed=True, ranges=(_range("DC20A", "20", "20.5", "1E-6"),))
ACI = Function("ACI", "ac_current", "A", signed=False, ranges=(_range("AC20A", "20", "20.5", "1E-6"),))
RES = Function("RES", "resistance", "OHM", signed=False, ranges=(_range("R1GOHM", "1E9", "1.1E9", "1E-4"),))

_FUNCTIONS = {("V", False): DCV, ("V", True): ACV, ("A", False): DCI, ("A", True): ACI, ("OHM", False): RES}


def function_for(unit: str, *, alternating: bool) -> Function:
    """Return the function that an amplitude's unit, and whether a frequency was given, select.

    Raises:
        FlukeError: there is none.
    """
    function = _FUNCTIONS.get((unit, alternating))
    if function is None:
        raise FlukeError(errors.NOT_SIMULATED)
    return function


def read_amplitude(text: str) -> Amplitude:
    """Read a number with its unit, with or without a blank between them.

    Raises:
        FlukeError: it is not one, or has more than 15 digits.
    """
    match = _NUMBER.fullmatch(text.strip().upper())
    if match is None:
        raise FlukeError(errors.BAD_NUMBER)
    if match["unit"] not in UNITS:
        raise FlukeError(errors.BAD_UNIT)
    unit, power = UNITS[match["unit"]]
    return Amplitude(read_number(match["number"]).scaleb(power), unit)


def read_number(text: str) -> Decimal:
    """Read a number without a unit.

    Raises:
        FlukeError: it is not one, has more than 15 digits or too large an exponent.
    """
    match = _NUMBER.fullmatch(text.strip().upper())
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


def write_amplitude(value: Decimal) -> str:
    """Write an amplitude as `OUT?` does, seven decimals and an exponent of two digits."""
    return f"{float(value) + 0.0:.7E}"


def write_frequency(value: Decimal) -> str:
    """Write a frequency as `OUT?` does, two decimals and an exponent of two digits."""
    return f"{float(value) + 0.0:.2E}"
