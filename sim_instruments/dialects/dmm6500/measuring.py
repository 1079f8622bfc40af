"""Knows the DMM6500's commands for what is measured: SENSe and MEASure; it knows no buffer and no trigger.

Sources: PyMeasure 0.16 and its suite for this instrument; DMM6500 Reference Manual, SCPI commands (pages not checked).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.dmm6500.functions import (
    BANDWIDTHS,
    FRONT_CURRENT,
    FUNCTIONS,
    INTEGRATING,
    LARGE_CURRENT,
    RANGED,
    SHORTEST_APERTURES,
)
from sim_instruments.dialects.scpi_binding import number_setting, order, word_setting
from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_meter.replies import general
from sim_instruments.dialects.scpi_meter.sense_commands import SenseCommands
from sim_instruments.dialects.scpi_parameters import Bounds

if TYPE_CHECKING:
    from sim_instruments.dialects.dmm6500.instrument import Meter6500
    from sim_instruments.dialects.scpi_meter.functions import Sense
    from sim_instruments.dialects.scpi_tree import Handler

_SENSE = "[SENSe<1>:]"
_COUNT = Bounds(Decimal(1), Decimal(1000000), Decimal(1))
_FILTER_COUNT = Bounds(Decimal(1), Decimal(100), Decimal(10))
_DIGITS = Bounds(Decimal(3), Decimal(6), Decimal(6))
_GATE = Bounds(Decimal("0.002"), Decimal("0.273"), Decimal("0.2"))
_BANDWIDTH = Bounds(Decimal(3), Decimal(300), Decimal(3))
_LARGEST_RELATIVE = {"frequency": Decimal("1E6"), "period": Decimal(1), "temperature": Decimal(3310)}


def measuring_commands(meter: Meter6500) -> dict[str, Handler]:
    """Return the commands that say what is measured."""
    build = SenseCommands(meter, general)
    commands = build.selection(f"{_SENSE}FUNCtion[:ON]", str)
    commands |= _general(meter)
    for name, function in FUNCTIONS.items():
        commands |= _of_function(meter, build, name)
        if function.quantity in RANGED:
            commands |= _range(meter, build, name)
        if function.quantity in INTEGRATING:
            commands |= _integration(meter, build, name)
        if function.alternating:
            commands |= build.number(
                f"{_SENSE}{function.header}:DETector:BANDwidth", name, "bandwidth", lambda: _BANDWIDTH, _bandwidth
            )
        if function.counts_periods:
            commands |= _periods(build, name)
    return commands | _remembered(meter)


def _general(meter: Meter6500) -> dict[str, Handler]:
    def count(value: Decimal) -> None:
        meter.count = value.to_integral_value()

    def autozero_once() -> None:
        meter.sense.autozero = False
        meter.configured()

    def impedance(word: str) -> None:
        meter.high_impedance = word == "AUTO"
        meter.configured()

    def shown_impedance() -> str:
        return "AUTO" if meter.high_impedance else "MOHM10"

    return {
        **number_setting(f"{_SENSE}COUNt", lambda: _COUNT, lambda: meter.count, count, general),
        f"{_SENSE}AZERo:ONCE": order(autozero_once),
        **word_setting(f"{_SENSE}VOLTage[:DC]:INPutimpedance", ("MOHM10", "AUTO"), shown_impedance, impedance),
    }


def _of_function(meter: Meter6500, build: SenseCommands, name: str) -> dict[str, Handler]:
    function = FUNCTIONS[name]
    path = f"{_SENSE}{function.header}"
    most = _LARGEST_RELATIVE.get(function.quantity, function.largest)
    relative = Bounds(-most, most, Decimal(0))

    def acquire() -> None:
        readings = meter.buffers.named().readings
        if name != meter.selected or not readings:
            raise ScpiError(-221)
        meter.senses[name].null_value = Decimal(readings[-1].value)

    return {
        **build.number(f"{path}:RELative", name, "null_value", lambda: relative),
        **build.switch(f"{path}:RELative:STATe", name, "null"),
        f"{path}:RELative:ACQuire": order(acquire),
        **build.switch(f"{path}:AVERage[:STATe]", name, "average"),
        **build.number(f"{path}:AVERage:COUNt", name, "average_count", lambda: _FILTER_COUNT),
        **build.word(f"{path}:AVERage:TCONtrol", name, "average_kind", ("REPeat", "MOVing", "HYBRid")),
        **build.number(f"DISPlay:{function.header}:DIGits", name, "digits", lambda: _DIGITS),
    }


def _range(meter: Meter6500, build: SenseCommands, name: str) -> dict[str, Handler]:
    function = FUNCTIONS[name]

    def bounds() -> Bounds:
        lowest, top = function.ranges[0], function.ranges[-1]
        if top == LARGE_CURRENT and not meter.at_the_rear:
            top = FRONT_CURRENT
        detail = f"Parameter, measure range, expected value from {general(lowest)} to {general(top)}"
        return Bounds(lowest, top, function.reset_range, lowest=Decimal(0), detail=detail)

    return build.range_(f"{_SENSE}{function.header}:RANGe", name, bounds)


def _integration(meter: Meter6500, build: SenseCommands, name: str) -> dict[str, Handler]:
    path = f"{_SENSE}{FUNCTIONS[name].header}"
    lowest, highest = meter.longest_cycles()
    mains = Decimal(str(meter.body.mains_hz))
    cycles = Bounds(lowest, highest, Decimal(1))
    shortest = SHORTEST_APERTURES.get(int(mains), lowest / mains)
    aperture = Bounds(shortest, highest / mains, 1 / mains)

    def integrate(sense: Sense, value: Decimal) -> None:
        sense.cycles, sense.aperture = value, None

    def open_for(sense: Sense, value: Decimal) -> None:
        sense.aperture = value

    return {
        **number_setting(
            f"{path}:NPLCycles",
            lambda: cycles,
            lambda: meter.shown_cycles(meter.senses[name]),
            build.change(name, integrate),
            general,
        ),
        **number_setting(
            f"{path}:APERture",
            lambda: aperture,
            lambda: meter.aperture(meter.senses[name]),
            build.change(name, open_for),
            general,
        ),
        **build.switch(f"{path}:AZERo[:STATe]", name, "autozero"),
    }


def _periods(build: SenseCommands, name: str) -> dict[str, Handler]:
    function = FUNCTIONS[name]
    path = f"{_SENSE}{function.header}"
    bounds = Bounds(function.ranges[0], function.ranges[-1], Decimal(10))
    return {
        **build.number(f"{path}:APERture", name, "gate", lambda: _GATE),
        **build.range_(f"{path}:THReshold:RANGe", name, lambda: bounds),
    }


def _bandwidth(hertz: Decimal) -> Decimal:
    if hertz not in BANDWIDTHS:
        raise ScpiError(-224)
    return hertz


def _remembered(meter: Meter6500) -> dict[str, Handler]:
    """Return what is accepted and answered, and has no effect in this world."""
    remembered = meter.remembered
    headers = {name: f"{_SENSE}{function.header}" for name, function in FUNCTIONS.items()}
    level = Bounds(Decimal("1E-5"), Decimal("0.01"), Decimal("1E-3"))
    delays = Bounds(Decimal(0), Decimal(100000), Decimal(0))
    return {
        **remembered.switches({f"{header}:LINE:SYNC": False for header in headers.values()}),
        **remembered.switches({f"{header}:DELay:AUTO": True for header in headers.values()}),
        **remembered.numbers({f"{header}:DELay:USER<5>": delays for header in headers.values()}, general),
        **remembered.switches({f"{headers['FRES']}:OCOMpensated": False, f"{headers['RES']}:OCOMpensated": False}),
        **remembered.numbers({f"{headers['DIOD']}:BIAS:LEVel": level}, general),
        **remembered.words(
            {
                f"{headers['VOLT:DC']}:UNIT": ("VOLT", "DB", "DBM"),
                f"{headers['VOLT:AC']}:UNIT": ("VOLT", "DB", "DBM"),
                f"{headers['TEMP']}:UNIT": ("CELSius", "FAHRenheit", "KELVin"),
                f"{headers['TEMP']}:TRANsducer": ("TCouple", "THERmistor", "RTD", "FRTD", "TRTD", "CJC2001"),
                f"{headers['TEMP']}:TCouple:TYPE": ("K", "J", "T", "E", "N", "R", "S", "B"),
            }
        ),
    }
