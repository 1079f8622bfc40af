"""Knows the 34401A's functions, ranges, resolutions and delays; it knows no command and no reading.

Sources: Agilent 34401A User's Guide, chapters 3 and 4 (functions, ranges, integration time and resolution); Agilent
E1412A User's Manual, page 50 (automatic trigger delays of the same measuring unit); pages of the first not checked.
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

    from sim_instruments.dialects.scpi_meter.functions import Sense

_VOLTS = scales("0.1", "1", "10", "100", "1000")
_AC_VOLTS = scales("0.1", "1", "10", "100", "750")
_AMPS = scales("0.01", "0.1", "1", "3")
_AC_AMPS = scales("1", "3")
_OHMS = scales("100", "1E3", "1E4", "1E5", "1E6", "1E7", "1E8")
# the top ranges end near their full scale; the exact places are not from the manual
_MOST_VOLTS, _MOST_AC_VOLTS, _MOST_AMPS = scales("1050", "787.5", "3.15")
_MOST_OHMS = Decimal("1.2E8")
_HIGHEST_FREQUENCY = Decimal("3E5")

_ROWS = (
    Function("VOLT", "VOLTage[:DC]", "dc_voltage", "V", _VOLTS, _MOST_VOLTS, Decimal(10)),
    Function("VOLT:RAT", "VOLTage[:DC]:RATio", "ratio", "V", _VOLTS, _MOST_VOLTS, Decimal(10)),
    Function("VOLT:AC", "VOLTage:AC", "ac_voltage", "V", _AC_VOLTS, _MOST_AC_VOLTS, Decimal(10)),
    Function(
        "CURR", "CURRent[:DC]", "dc_current", "A", _AMPS, _MOST_AMPS, Decimal(1), CURRENT_TERMINALS, CURRENT_OVERLOAD
    ),
    Function(
        "CURR:AC",
        "CURRent:AC",
        "ac_current",
        "A",
        _AC_AMPS,
        _MOST_AMPS,
        Decimal(1),
        CURRENT_TERMINALS,
        CURRENT_OVERLOAD,
    ),
    Function("RES", "RESistance", "resistance", "OHM", _OHMS, _MOST_OHMS, Decimal(1000), overload=OHMS_OVERLOAD),
    Function("FRES", "FRESistance", "resistance_4w", "OHM", _OHMS, _MOST_OHMS, Decimal(1000), overload=OHMS_OVERLOAD),
    Function(
        "FREQ", "FREQuency", "frequency", "V", _AC_VOLTS, _MOST_AC_VOLTS, Decimal(10), hidden_scale=_HIGHEST_FREQUENCY
    ),
    Function("PER", "PERiod", "period", "V", _AC_VOLTS, _MOST_AC_VOLTS, Decimal(10), hidden_scale=_HIGHEST_FREQUENCY),
    Function(
        "CONT", "CONTinuity", "continuity", "OHM", scales("1E3"), Decimal(1200), Decimal(1000), overload=OHMS_OVERLOAD
    ),
    Function("DIOD", "DIODe", "diode", "V", scales("1"), Decimal("1.2"), Decimal(1)),
)
FUNCTIONS: Mapping[str, Function] = {row.name: row for row in _ROWS}
"""By the name that `FUNCtion?` answers."""

INTEGRATING = frozenset({"dc_voltage", "ratio", "dc_current", "resistance", "resistance_4w"})
"""Quantities whose resolution comes from the integration time."""
FIXED = frozenset({"continuity", "diode"})
"""Quantities of which nothing can be set."""

RESOLUTIONS = {
    Decimal("0.02"): Decimal("1E-4"),
    Decimal("0.2"): Decimal("1E-5"),
    Decimal(1): Decimal("3E-6"),
    Decimal(10): Decimal("1E-6"),
    Decimal(100): Decimal("3E-7"),
}
"""Resolution relative to the range, by integration time [power line cycles]."""
AC_RESOLUTIONS = scales("1E-4", "1E-5", "1E-6")
"""Resolutions of the display in ac functions, relative to the range; readings have the finest."""
GATES = {Decimal("0.01"): Decimal("1E-4"), Decimal("0.1"): Decimal("1E-5"), Decimal(1): Decimal("1E-6")}
"""Resolution relative to the reading, by gate time [s]."""
FIXED_RESOLUTION = Decimal("1E-5")
"""Of continuity and diode tests, relative to the range."""
BANDWIDTHS = {Decimal(3): Decimal(7), Decimal(20): Decimal(1), Decimal(200): Decimal("0.6")}
"""Automatic trigger delay of ac functions [s], by the lowest frequency that the detector is set for [Hz]."""

MOST_READINGS = Decimal(50000)
MEMORY = 512


def own_delay(sense: Sense, bandwidth: Decimal) -> Decimal:
    """Return the automatic trigger delay [s]."""
    function = sense.function
    if function.alternating:
        return BANDWIDTHS[bandwidth]
    if function.counts_periods:
        return Decimal(1)
    if function.is_ohms and sense.full_scale >= Decimal("1E7"):
        return Decimal("0.1")
    if sense.cycles >= 1 or function.quantity in FIXED:
        return Decimal("0.0015")
    return Decimal("0.01") if function.is_ohms and sense.full_scale == Decimal("1E6") else Decimal("0.001")


def resolution(sense: Sense) -> Decimal:
    """Return the resolution of a function as it is set, in its unit; relative for frequency and period."""
    function = sense.function
    if function.quantity in INTEGRATING:
        return sense.full_scale * RESOLUTIONS[sense.cycles]
    if function.alternating:
        return sense.full_scale * AC_RESOLUTIONS[int(sense.digits) - 4]
    if function.counts_periods:
        return GATES[sense.gate]
    return sense.full_scale * FIXED_RESOLUTION
