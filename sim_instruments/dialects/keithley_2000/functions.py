"""Knows the Keithley 2000's functions, ranges and speeds; it knows no command and no reading.

Source: Keithley 2000 User's Manual, rev. J, section 5 (ranges of parameters; pages not checked but for page 5-48, the
detector bandwidths).
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
_AMPS = scales("0.01", "0.1", "1", "3")
_OHMS = scales("100", "1E3", "1E4", "1E5", "1E6", "1E7", "1E8")
_HIGHEST_FREQUENCY = Decimal("5E5")
_VOLT_LIMIT, _AC_VOLT_LIMIT, _AMP_LIMIT, _OHM_LIMIT = scales("1010", "757.5", "3.1", "120E6")

_ROWS = (
    Function("VOLT:DC", "VOLTage[:DC]", "dc_voltage", "V", _VOLTS, _VOLT_LIMIT, Decimal(1000)),
    Function("VOLT:AC", "VOLTage:AC", "ac_voltage", "V", _AC_VOLTS, _AC_VOLT_LIMIT, Decimal(750)),
    Function(
        "CURR:DC", "CURRent[:DC]", "dc_current", "A", _AMPS, _AMP_LIMIT, Decimal(3), CURRENT_TERMINALS, CURRENT_OVERLOAD
    ),
    Function(
        "CURR:AC",
        "CURRent:AC",
        "ac_current",
        "A",
        scales("1", "3"),
        _AMP_LIMIT,
        Decimal(3),
        CURRENT_TERMINALS,
        CURRENT_OVERLOAD,
    ),
    Function("RES", "RESistance", "resistance", "OHM", _OHMS, _OHM_LIMIT, Decimal("1E8"), overload=OHMS_OVERLOAD),
    Function("FRES", "FRESistance", "resistance_4w", "OHM", _OHMS, _OHM_LIMIT, Decimal("1E8"), overload=OHMS_OVERLOAD),
    Function(
        "FREQ", "FREQuency", "frequency", "V", _AC_VOLTS, _VOLT_LIMIT, Decimal(10), hidden_scale=_HIGHEST_FREQUENCY
    ),
    Function("PER", "PERiod", "period", "V", _AC_VOLTS, _VOLT_LIMIT, Decimal(10), hidden_scale=_HIGHEST_FREQUENCY),
    Function("TEMP", "TEMPerature", "temperature", "CEL", scales("1372"), Decimal(1372), Decimal(1372)),
    Function("DIOD", "DIODe", "diode", "V", scales("10"), Decimal(10), Decimal(10)),
    Function("CONT", "CONTinuity", "continuity", "OHM", scales("1E3"), Decimal(1200), Decimal(1000)),
)
FUNCTIONS: Mapping[str, Function] = {row.name: row for row in _ROWS}
"""By the name that `SENSe:FUNCtion?` answers."""

INTEGRATING = frozenset(
    {"dc_voltage", "ac_voltage", "dc_current", "ac_current", "resistance", "resistance_4w", "temperature"}
)
"""Quantities that have an integration time."""

BANDWIDTHS = {Decimal(3): 2.0, Decimal(30): 0.7, Decimal(300): 0.2}
"""Time of one reading of an ac function [s], by the lowest frequency that the detector is set for [Hz]."""
BUFFER = 1024
QUEUE_DEPTH = 10
SAMPLES = Decimal(1024)
TRIGGERS = Decimal(9999)

UNITS = {
    "dc_voltage": "VDC",
    "ac_voltage": "VAC",
    "dc_current": "ADC",
    "ac_current": "AAC",
    "resistance": "OHM",
    "resistance_4w": "OHM4W",
    "frequency": "HZ",
    "period": "SEC",
    "temperature": "C",
    "diode": "VDC",
    "continuity": "OHM",
}
"""Text of the unit after a reading; source: Keithley 2000 User's Manual, figure 5-1 (those of period, diode test and
continuity are not in it)."""
