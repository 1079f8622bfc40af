"""Knows the Keithley 2000's commands for what is measured: CONFigure, MEASure, SENSe; it knows no trigger.

Source: Keithley 2000 User's Manual, rev. J, section 5 (pages not checked).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.keithley_2000.functions import BANDWIDTHS, FUNCTIONS, INTEGRATING
from sim_instruments.dialects.scpi_binding import answer, lasting, order
from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_meter.functions import scales
from sim_instruments.dialects.scpi_meter.replies import general
from sim_instruments.dialects.scpi_meter.sense_commands import SenseCommands, quoted
from sim_instruments.dialects.scpi_parameters import Bounds

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Execution
    from sim_instruments.dialects.keithley_2000.instrument import Meter2000
    from sim_instruments.dialects.scpi_meter.functions import Function
    from sim_instruments.dialects.scpi_tree import Handler

_CYCLES = Bounds(Decimal("0.01"), Decimal(10), Decimal(1))
_DIGITS = Bounds(Decimal(4), Decimal(7), Decimal(7))
_COUNT = Bounds(Decimal(1), Decimal(100), Decimal(10))
_GATE = Bounds(Decimal("0.01"), Decimal(1), Decimal(1), "S")
_BANDWIDTH = Bounds(Decimal(3), Decimal("3E5"), Decimal(30), "HZ")
_THRESHOLD = Bounds(Decimal(0), Decimal(1010), Decimal(10), "V")
_REFERENCES = {
    "frequency": scales("0", "15E6"),
    "period": scales("0", "1"),
    "temperature": scales("-200", "1372"),
    "resistance": scales("0", "120E6"),
    "resistance_4w": scales("0", "120E6"),
}
_SENSE = "[SENSe<1>:]"


def measuring_commands(meter: Meter2000) -> dict[str, Handler]:
    """Return the commands that say what is measured, and those that ask for it at once."""
    commands = _configuring(meter)
    commands |= SenseCommands(meter, general).selection(f"{_SENSE}FUNCtion", quoted)
    for name, function in FUNCTIONS.items():
        if function.quantity not in {"diode", "continuity"}:
            commands |= _of_function(meter, name)
    return commands


def _configuring(meter: Meter2000) -> dict[str, Handler]:
    def measure(name: str) -> Execution:
        meter.configure(name)
        return (yield from meter.read())

    def configure(name: str) -> Handler:
        return order(lambda: meter.configure(name))

    def measured(name: str) -> Handler:
        return lasting(lambda: measure(name))

    commands: dict[str, Handler] = {"CONFigure?": answer(lambda: quoted(meter.selected))}
    for name, function in FUNCTIONS.items():
        commands[f"CONFigure:{function.header}"] = configure(name)
        commands[f"MEASure:{function.header}?"] = measured(name)
    return commands


def _of_function(meter: Meter2000, name: str) -> dict[str, Handler]:
    function = FUNCTIONS[name]
    build = SenseCommands(meter, general)
    path = f"{_SENSE}{function.header}"
    lowest, highest = _references(function)
    references = Bounds(lowest, highest, Decimal(0), function.unit)
    commands = {
        **build.number(f"{path}:DIGits", name, "digits", lambda: _DIGITS, lambda value: value.to_integral_value()),
        **build.switch(f"{path}:REFerence:STATe", name, "null"),
        **build.number(f"{path}:REFerence", name, "null_value", lambda: references),
        f"{path}:REFerence:ACQuire": order(lambda: _acquire(meter, name)),
    }
    if function.quantity in INTEGRATING:
        commands |= build.number(f"{path}:NPLCycles", name, "cycles", lambda: _CYCLES)
        commands |= _filter(build, path, name)
    if function.counts_periods:
        commands |= build.number(f"{path}:APERture", name, "gate", lambda: _GATE)
        commands |= build.number(
            f"{path}:THReshold:VOLTage:RANGe", name, "full_scale", lambda: _THRESHOLD, function.range_for
        )
    elif function.quantity != "temperature":
        bounds = Bounds(Decimal(0), function.largest, function.ranges[-1], function.unit)
        commands |= build.range_(f"{path}:RANGe", name, lambda: bounds)
    if function.alternating:
        commands |= build.number(
            f"{path}:DETector:BANDwidth", name, "bandwidth", lambda: _BANDWIDTH, _nearest_bandwidth
        )
    return commands


def _filter(build: SenseCommands, path: str, name: str) -> dict[str, Handler]:
    return {
        **build.switch(f"{path}:AVERage[:STATe]", name, "average"),
        **build.number(f"{path}:AVERage:COUNt", name, "average_count", lambda: _COUNT),
        **build.word(f"{path}:AVERage:TCONtrol", name, "average_kind", ("MOVing", "REPeat")),
    }


def _references(function: Function) -> tuple[Decimal, Decimal]:
    if function.quantity in _REFERENCES:
        lowest, highest = _REFERENCES[function.quantity]
        return lowest, highest
    return -function.largest, function.largest


def _acquire(meter: Meter2000, name: str) -> None:
    meter.catch_up()
    if name != meter.selected or not meter.readings:
        raise ScpiError(-221)
    last = meter.readings[-1]
    meter.senses[name].null_value = Decimal(last) if abs(last) < 1e37 else Decimal(0)


def _nearest_bandwidth(hertz: Decimal) -> Decimal:
    """Return the bandwidth setting that a frequency of the signal means."""
    return max(setting for setting in BANDWIDTHS if setting <= hertz)
