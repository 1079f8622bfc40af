"""Knows the ranges and the fixed resistances of the 5700 family; it knows no state.

Source: common knowledge of the specifications of the 5720A and 5730A, no page checked; the older models are given the
same ranges and steps here.
"""

from __future__ import annotations

from decimal import Decimal

from sim_instruments.dialects.fluke_language import errors
from sim_instruments.dialects.fluke_language.errors import FlukeError
from sim_instruments.dialects.fluke_language.ranges import Function, rows

_SMALLEST_CURRENT = Decimal("9E-6")
_SMALLEST_VOLTAGE = Decimal("220E-9")


def _resistor(ohms: str) -> tuple[str, str, str, str]:
    return "", ohms, ohms, "0.1"


DCV = Function(
    "DCV",
    "dc_voltage",
    "V",
    signed=True,
    ranges=rows(
        "NORMAL",
        ("", "0.22", "0.21999999", "1E-8"),
        ("", "2.2", "2.1999999", "1E-7"),
        ("", "11", "10.999999", "1E-6"),
        ("", "22", "21.999999", "1E-6"),
        ("", "220", "219.99999", "1E-5"),
        ("", "1100", "1100", "1E-4"),
    ),
)
ACV = Function(
    "ACV",
    "ac_voltage",
    "V",
    smallest=_SMALLEST_VOLTAGE,
    volt_hertz=Decimal("2.2E7"),
    ranges=rows(
        "NORMAL",
        ("", "0.0022", "0.002199999", "1E-9", "10", "1E6"),
        ("", "0.022", "0.02199999", "1E-8", "10", "1E6"),
        ("", "0.22", "0.2199999", "1E-7", "10", "1E6"),
        ("", "2.2", "2.199999", "1E-6", "10", "1E6"),
        ("", "22", "21.99999", "1E-5", "10", "1E6"),
        ("", "220", "219.9999", "1E-4", "10", "1E6"),
        ("", "1100", "1100", "1E-3", "15", "1E3"),
    ),
)
DCI = Function(
    "DCI",
    "dc_current",
    "A",
    signed=True,
    ranges=rows(
        "NORMAL",
        ("", "220E-6", "219.9999E-6", "1E-10"),
        ("", "2.2E-3", "2.199999E-3", "1E-9"),
        ("", "22E-3", "21.99999E-3", "1E-8"),
        ("", "220E-3", "219.9999E-3", "1E-7"),
        ("", "2.2", "2.2", "1E-6"),
    ),
)
ACI = Function(
    "ACI",
    "ac_current",
    "A",
    smallest=_SMALLEST_CURRENT,
    ranges=rows(
        "NORMAL",
        ("", "220E-6", "219.999E-6", "1E-9", "10", "10E3"),
        ("", "2.2E-3", "2.19999E-3", "1E-8", "10", "10E3"),
        ("", "22E-3", "21.9999E-3", "1E-7", "10", "10E3"),
        ("", "220E-3", "219.999E-3", "1E-6", "10", "10E3"),
        ("", "2.2", "2.2", "1E-5", "10", "10E3"),
    ),
)
RES = Function(
    "RES",
    "resistance",
    "OHM",
    fixed=True,
    ranges=rows(
        "NORMAL",
        *map(_resistor, ("0", "1", "1.9", "10", "19", "100", "190", "1E3", "1.9E3", "10E3", "19E3", "100E3", "190E3")),
        *map(_resistor, ("1E6", "1.9E6", "10E6", "19E6", "100E6")),
    ),
)
COMPENSATED = Decimal("19E3")
"""Highest resistance with compensation of the leads of a two-wire connection [Ω]."""
SENSED = Decimal("10E6")
"""Highest resistance with sense terminals [Ω]."""

_FUNCTIONS = {("V", False): DCV, ("V", True): ACV, ("A", False): DCI, ("A", True): ACI, ("OHM", False): RES}


def function_for(unit: str, *, alternating: bool) -> Function:
    """Return the function that an amplitude's unit, and whether it has a frequency, select.

    Raises:
        FlukeError: there is none.
    """
    function = _FUNCTIONS.get((unit, alternating))
    if function is None:
        raise FlukeError(errors.NOT_SIMULATED)
    return function
