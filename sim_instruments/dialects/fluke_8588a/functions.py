"""Knows the 8588A's functions, ranges and speeds; it knows no command and no reading.

Ranges, full scales, filters and times are common knowledge of this instrument: no page was checked.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.scpi_meter.functions import CURRENT_OVERLOAD, OHMS_OVERLOAD, Function, scales

if TYPE_CHECKING:
    from collections.abc import Mapping

CURRENT_TERMINALS = "CURRENT 30 A"
_OVER_RANGE = Decimal("2.02")
_VOLTS = scales("0.1", "1", "10", "100", "1000")
_AC_VOLTS = scales("0.01", "0.1", "1", "10", "100", "1000")
_AMPS = scales("1E-5", "1E-4", "1E-3", "1E-2", "0.1", "1", "10", "30")
_OHMS = scales("1", "10", "100", "1E3", "1E4", "1E5", "1E6", "1E7", "1E8", "1E9", "1E10")
_MOST_VOLTS, _MOST_AMPS, _MOST_OHMS = scales("1050", "30.2", "2.02E10")


def _volts(name: str, quantity: str, ranges: tuple[Decimal, ...]) -> Function:
    header = "VOLTage[:DC]" if name == "VOLT:DC" else "VOLTage:AC"
    return Function(name, header, quantity, "V", ranges, _MOST_VOLTS, Decimal(1000), over_range=_OVER_RANGE)


def _amps(name: str, quantity: str) -> Function:
    header = "CURRent[:DC]" if name == "CURR:DC" else "CURRent:AC"
    return Function(
        name, header, quantity, "A", _AMPS, _MOST_AMPS, Decimal(1), CURRENT_TERMINALS, CURRENT_OVERLOAD, _OVER_RANGE
    )


def _ohms(name: str, header: str, quantity: str) -> Function:
    return Function(
        name,
        header,
        quantity,
        "OHM",
        _OHMS,
        _MOST_OHMS,
        Decimal("1E7"),
        overload=OHMS_OVERLOAD,
        over_range=_OVER_RANGE,
    )


_ROWS = (
    _volts("VOLT:DC", "dc_voltage", _VOLTS),
    _volts("VOLT:AC", "ac_voltage", _AC_VOLTS),
    _amps("CURR:DC", "dc_current"),
    _amps("CURR:AC", "ac_current"),
    _ohms("RES", "RESistance", "resistance"),
    _ohms("FRES", "FRESistance", "resistance_4w"),
    Function(
        "FREQ",
        "FREQuency",
        "frequency",
        "V",
        _AC_VOLTS,
        _MOST_VOLTS,
        Decimal(1000),
        over_range=_OVER_RANGE,
        hidden_scale=Decimal("1E8"),
    ),
)
FUNCTIONS: Mapping[str, Function] = {row.name: row for row in _ROWS}
"""By the name that `SENSe:FUNCtion?` answers."""

INTEGRATING = frozenset({"dc_voltage", "dc_current", "resistance", "resistance_4w"})
"""Quantities that have an integration time."""
FILTERS = {
    Decimal("0.1"): 30.0,
    Decimal(1): 5.0,
    Decimal(10): 0.8,
    Decimal(40): 0.3,
    Decimal(100): 0.15,
    Decimal(1000): 0.05,
}
"""Time of one reading of an ac function [s], by the lowest frequency that the filter passes [Hz]."""
LONGEST_APERTURE = Decimal(10)
MEMORY = 100000
QUEUE_DEPTH = 20
"""Not from the manual."""
