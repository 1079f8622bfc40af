"""Knows the DMM6500's functions, ranges and speeds; it knows no command and no reading.

Sources: PyMeasure 0.16 and its suite for this instrument (names, ranges, limits of the aperture at 60 Hz); the rest is
from the DMM6500 Reference Manual, pages not checked.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.scpi_meter.functions import (
    CURRENT_OVERLOAD,
    CURRENT_TERMINALS,
    OHMS_OVERLOAD,
    Function,
    scales,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_VOLTS = scales("0.1", "1", "10", "100", "1000")
_AC_VOLTS = scales("0.1", "1", "10", "100", "750")
_AMPS = scales("1E-5", "1E-4", "1E-3", "1E-2", "0.1", "1", "3", "10")
_OHMS = scales("10", "100", "1E3", "1E4", "1E5", "1E6", "1E7", "1E8")
_FARADS = scales("1E-9", "1E-8", "1E-7", "1E-6", "1E-5", "1E-4", "1E-3")
_HIGHEST_FREQUENCY = Decimal("3E5")
_VOLT_LIMIT, _AC_VOLT_LIMIT, _AMP_LIMIT, _OHM_LIMIT = scales("1010", "757.5", "3.1", "120E6")

LARGE_CURRENT = Decimal(10)
"""The range that only the rear terminals have [A]."""
FRONT_CURRENT = Decimal(3)
"""The largest range of the front terminals [A]."""
_LARGE_LIMIT = Decimal("10.1")


def _amps(name: str, header: str, quantity: str, ranges: tuple[Decimal, ...]) -> Function:
    return Function(
        name,
        header,
        quantity,
        "A",
        ranges,
        _LARGE_LIMIT,
        FRONT_CURRENT,
        CURRENT_TERMINALS,
        CURRENT_OVERLOAD,
        automatic=FRONT_CURRENT,
        automatic_limit=_AMP_LIMIT,
    )


def _ohms(name: str, header: str, quantity: str, ranges: tuple[Decimal, ...]) -> Function:
    return Function(name, header, quantity, "OHM", ranges, _OHM_LIMIT, Decimal("1E8"), overload=OHMS_OVERLOAD)


def _periods(name: str, header: str, quantity: str) -> Function:
    return Function(
        name, header, quantity, "V", _AC_VOLTS, _AC_VOLT_LIMIT, Decimal(10), hidden_scale=_HIGHEST_FREQUENCY
    )


_ROWS = (
    Function("VOLT:DC", "VOLTage[:DC]", "dc_voltage", "V", _VOLTS, _VOLT_LIMIT, Decimal(1000)),
    Function("VOLT:AC", "VOLTage:AC", "ac_voltage", "V", _AC_VOLTS, _AC_VOLT_LIMIT, Decimal(750)),
    _amps("CURR:DC", "CURRent[:DC]", "dc_current", _AMPS),
    _amps("CURR:AC", "CURRent:AC", "ac_current", _AMPS[1:]),
    _ohms("RES", "RESistance", "resistance", _OHMS),
    _ohms("FRES", "FRESistance", "resistance_4w", (Decimal(1), *_OHMS)),
    Function("DIOD", "DIODe", "diode", "V", scales("10"), Decimal(10), Decimal(10)),
    Function("CAP", "CAPacitance", "capacitance", "F", _FARADS, Decimal("1.2E-3"), Decimal("1E-3")),
    Function("TEMP", "TEMPerature", "temperature", "CEL", scales("3310"), Decimal(3310), Decimal(3310)),
    Function("CONT", "CONTinuity", "continuity", "OHM", scales("1E3"), Decimal(1200), Decimal(1000)),
    _periods("FREQ:VOLT", "FREQuency[:VOLTage]", "frequency"),
    _periods("PER:VOLT", "PERiod[:VOLTage]", "period"),
    Function("VOLT:DC:RAT", "VOLTage[:DC]:RATio", "ratio", "V", _VOLTS, _VOLT_LIMIT, Decimal(1000)),
)
FUNCTIONS: Mapping[str, Function] = {row.name: row for row in _ROWS}
"""By the name that `SENSe:FUNCtion?` answers."""

INTEGRATING = frozenset({"dc_voltage", "dc_current", "resistance", "resistance_4w", "diode", "temperature", "ratio"})
"""Quantities that have an integration time, and an autozero."""
RANGED = frozenset(
    {"dc_voltage", "ac_voltage", "dc_current", "ac_current", "resistance", "resistance_4w", "capacitance", "ratio"}
)
"""Quantities whose range can be chosen."""
BANDWIDTHS = {Decimal(3): 2.0, Decimal(30): 0.4, Decimal(300): 0.1}
"""Time of one reading of an ac function [s], by the lowest frequency that the detector is set for [Hz]."""
UNITS = {"V": "Volt DC", "A": "Amp DC", "OHM": "Ohm", "F": "Farad", "CEL": "Celsius"}
"""Text of the unit, by the unit of the ranges."""
OTHER_UNITS = {
    "ac_voltage": "Volt AC",
    "ac_current": "Amp AC",
    "frequency": "Hertz",
    "period": "Second",
    "ratio": "Ratio",
}

_SHORTEST, _LONGEST_AT_60, _LONGEST_AT_50 = scales("0.0005", "15", "12")
SHORTEST_APERTURES = {60: Decimal("8.33E-6"), 50: Decimal("1E-5")}
"""As the instrument answers it, by the frequency of the mains [s]."""


def cycle_limits(mains_hz: float) -> tuple[Decimal, Decimal]:
    """Return the shortest and the longest integration time [power line cycles]."""
    return _SHORTEST, _LONGEST_AT_60 if mains_hz == 60 else _LONGEST_AT_50
