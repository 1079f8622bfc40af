"""Knows what the Truevolt models have: functions, ranges, resolutions, memory; it knows no command and no reading.

Sources: QCoDeS 0.58 (integration times and resolution factors of the four models); Keysight Truevolt Series Operating
and Service Guide (memory); published identities of a 34461A and a 34465A. Ranges and delays: pages not checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from sim_instruments.dialects.scpi_meter.functions import (
    CURRENT_OVERLOAD,
    CURRENT_TERMINALS,
    OHMS_OVERLOAD,
    Function,
    scales,
)

TEMPERATURE_OVERLOAD = 16
_VOLTS = scales("0.1", "1", "10", "100", "1000")
_AC_VOLTS = scales("0.1", "1", "10", "100", "750")
_HIGHEST_FREQUENCY = Decimal("3E5")
# the top ranges end near their full scale; the exact places are not from the manual
_BEYOND = Decimal("1.05")
_THREE_AMPS = Decimal(3)

LARGE_CURRENT = Decimal(10)
"""The range that has terminals of its own [A]."""
BANDWIDTHS = {Decimal(3): Decimal("2.5"), Decimal(20): Decimal("0.625"), Decimal(200): Decimal("0.025")}
"""Automatic trigger delay of ac functions [s], by the lowest frequency that the filter is set for [Hz]."""
INTEGRATING = frozenset({"dc_voltage", "ratio", "dc_current", "resistance", "resistance_4w", "temperature"})
"""Quantities that have an integration time."""
AUTOZEROED = frozenset({"dc_voltage", "dc_current", "resistance", "temperature"})
"""Quantities whose autozero can be switched; 4-wire resistance always has it, ratio follows direct voltage."""
AC_RESOLUTION = Decimal("1E-6")
FREQUENCY_RESOLUTION = Decimal("1E-6")
FIXED_RESOLUTION = Decimal("1E-5")
GATES = scales("0.001", "0.01", "0.1", "1")
"""Times for which periods are counted [s]."""


@dataclass(frozen=True, slots=True)
class Model:
    """One Truevolt model.

    Args:
        name: as it identifies itself.
        firmware: likewise.
        resolutions: relative to the range, by integration time [power line cycles].
        memory: readings that it keeps.
        most_readings: largest trigger and sample count.
        digitizes: whether it has sample timer, level trigger, pretrigger and an integration time in seconds.
        functions: by the name that `FUNCtion?` answers.
    """

    name: str
    firmware: str
    resolutions: Mapping[Decimal, Decimal]
    memory: int
    most_readings: Decimal
    digitizes: bool
    functions: Mapping[str, Function]


def _table(cycles: str, millionths: str) -> dict[Decimal, Decimal]:
    relative = (Decimal(text) * Decimal("1E-6") for text in millionths.split())
    return dict(zip(scales(*cycles.split()), relative, strict=True))


def _functions(
    amps: tuple[Decimal, ...], ac_amps: tuple[Decimal, ...], ohms: tuple[Decimal, ...]
) -> dict[str, Function]:
    def volts(name: str, header: str, quantity: str, ranges: tuple[Decimal, ...], scale: Decimal | None) -> Function:
        return Function(name, header, quantity, "V", ranges, ranges[-1] * _BEYOND, Decimal(10), hidden_scale=scale)

    def current(name: str, header: str, quantity: str, ranges: tuple[Decimal, ...]) -> Function:
        most = ranges[-1] * _BEYOND
        row = Function(name, header, quantity, "A", ranges, most, Decimal(1), CURRENT_TERMINALS, CURRENT_OVERLOAD)
        three = LARGE_CURRENT in ranges
        return replace(row, automatic=_THREE_AMPS, automatic_limit=_THREE_AMPS * _BEYOND) if three else row

    def resistance(name: str, header: str, quantity: str) -> Function:
        most = ohms[-1] * Decimal("1.2")
        return Function(name, header, quantity, "OHM", ohms, most, Decimal(1000), overload=OHMS_OVERLOAD)

    kilohm = scales("1E3")
    celsius, farads = scales("1E3"), scales("1E-9", "1E-8", "1E-7", "1E-6", "1E-5", "1E-4")
    rows = (
        volts("VOLT", "VOLTage[:DC]", "dc_voltage", _VOLTS, None),
        volts("VOLT:AC", "VOLTage:AC", "ac_voltage", _AC_VOLTS, None),
        volts("VOLT:RAT", "VOLTage[:DC]:RATio", "ratio", _VOLTS, None),
        current("CURR", "CURRent[:DC]", "dc_current", amps),
        current("CURR:AC", "CURRent:AC", "ac_current", ac_amps),
        resistance("RES", "RESistance", "resistance"),
        resistance("FRES", "FRESistance", "resistance_4w"),
        volts("FREQ", "FREQuency", "frequency", _AC_VOLTS, _HIGHEST_FREQUENCY),
        volts("PER", "PERiod", "period", _AC_VOLTS, _HIGHEST_FREQUENCY),
        Function(
            "CONT", "CONTinuity", "continuity", "OHM", kilohm, Decimal(1200), Decimal(1000), overload=OHMS_OVERLOAD
        ),
        Function("DIOD", "DIODe", "diode", "V", scales("10"), Decimal(5), Decimal(10)),
        Function(
            "TEMP", "TEMPerature", "temperature", "CEL", celsius, celsius[0], celsius[0], overload=TEMPERATURE_OVERLOAD
        ),
        Function("CAP", "CAPacitance", "capacitance", "F", farads, farads[-1] * Decimal("1.2"), Decimal("1E-6")),
    )
    return {row.name: row for row in rows}


_AMPS = scales("1E-4", "1E-3", "1E-2", "0.1", "1", "3")
_FINE_AMPS = scales("1E-6", "1E-5")
_OHMS = scales("100", "1E3", "1E4", "1E5", "1E6", "1E7", "1E8")
_GIGAOHM = scales("1E9")
_TEN_AMPS = (LARGE_CURRENT,)
_MILLION, _BILLION = Decimal("1E6"), Decimal("1E9")
_SHORT = "0.001 0.002 0.006 "

MODELS = {
    "34460A": Model(
        "34460A",
        "A.02.14-02.40-02.14-00.49-02-01",
        _table("0.02 0.2 1 10 100", "300 100 30 10 3"),
        1000,
        _MILLION,
        digitizes=False,
        functions=_functions(_AMPS, _AMPS, _OHMS),
    ),
    "34461A": Model(
        "34461A",
        "A.02.14-02.40-02.14-00.49-01-01",
        _table("0.02 0.2 1 10 100", "100 10 3 1 0.3"),
        10000,
        _MILLION,
        digitizes=False,
        functions=_functions(_AMPS + _TEN_AMPS, _AMPS + _TEN_AMPS, _OHMS),
    ),
    "34465A": Model(
        "34465A",
        "A.03.01-03.15-03.01-00.52-03-02",
        _table(_SHORT + "0.02 0.06 0.2 1 10 100", "30 15 6 3 1.5 0.7 0.3 0.1 0.03"),
        50000,
        _BILLION,
        digitizes=True,
        functions=_functions(_FINE_AMPS + _AMPS + _TEN_AMPS, _AMPS + _TEN_AMPS, _OHMS + _GIGAOHM),
    ),
    "34470A": Model(
        "34470A",
        "A.03.01-03.15-03.01-00.52-04-02",
        _table(_SHORT + "0.02 0.06 0.2 1 10 100", "30 10 3 1 0.5 0.3 0.1 0.03 0.01"),
        50000,
        _BILLION,
        digitizes=True,
        functions=_functions(_FINE_AMPS + _AMPS + _TEN_AMPS, _AMPS + _TEN_AMPS, _OHMS + _GIGAOHM),
    ),
}
"""By name."""
