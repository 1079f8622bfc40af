"""Knows Truevolt's commands for what is measured: CONFigure, MEASure, SENSe; it knows no trigger.

Source: Keysight Truevolt Series Operating and Service Guide (pages not checked, but for what RESistance and FRESistance
share, page 208).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.scpi_binding import answer, assign, choose, number_setting, numeric
from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_meter.functions import LARGE_CURRENT_TERMINALS
from sim_instruments.dialects.scpi_meter.replies import scientific
from sim_instruments.dialects.scpi_meter.sense_commands import SenseCommands, at_least, expected, quoted
from sim_instruments.dialects.scpi_parameters import Bounds
from sim_instruments.dialects.truevolt.models import (
    AC_RESOLUTION,
    AUTOZEROED,
    BANDWIDTHS,
    FIXED_RESOLUTION,
    FREQUENCY_RESOLUTION,
    GATES,
    INTEGRATING,
    LARGE_CURRENT,
)

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Execution
    from sim_instruments.dialects.scpi_meter.functions import Function, Sense
    from sim_instruments.dialects.scpi_parameters import Arguments
    from sim_instruments.dialects.scpi_tree import Handler
    from sim_instruments.dialects.truevolt.instrument import MeterTruevolt

_OWN_CHOICE = Decimal("Infinity")
"""What DEF and AUTO stand for in CONF and MEAS: the instrument's own choice."""
_SHARED = {"RES": "FRES", "FRES": "RES"}
_HERTZ = Bounds(Decimal(3), Decimal("3E5"), _OWN_CHOICE, "HZ", automatic=_OWN_CHOICE)
_SECONDS = Bounds(Decimal("3.33E-6"), Decimal("0.334"), _OWN_CHOICE, "S", automatic=_OWN_CHOICE)
_GATE = Bounds(GATES[0], GATES[-1], Decimal("0.1"), "S")
_BANDWIDTH = Bounds(min(BANDWIDTHS), max(BANDWIDTHS), Decimal(20), "HZ")
_LOWEST_FREQUENCY = Bounds(Decimal(3), Decimal(200), Decimal(20), "HZ")
_NULL = {
    "V": Decimal(1200),
    "A": Decimal(12),
    "OHM": Decimal("1.2E9"),
    "F": Decimal("1.2E-4"),
    "CEL": Decimal("1E15"),
}
_WITHOUT_SETTINGS = frozenset({"continuity", "diode", "ratio"})


def measuring_commands(meter: MeterTruevolt) -> dict[str, Handler]:
    """Return the commands that say what is measured."""
    commands = _configuring(meter)
    commands |= SenseCommands(meter, scientific).selection("[SENSe:]FUNCtion[:ON]", quoted)
    for name, function in meter.functions.items():
        if function.quantity not in _WITHOUT_SETTINGS:
            commands |= _of_function(meter, name)
    return commands


def _configuring(meter: MeterTruevolt) -> dict[str, Handler]:
    def configure(name: str) -> Handler:
        def handler(arguments: Arguments) -> None:
            meter.configure(_configured(meter, name, arguments))

        return handler

    def measure(name: str) -> Handler:
        def handler(arguments: Arguments) -> Execution:
            configure(name)(arguments)
            return (yield from meter.read())

        return handler

    def configuration() -> str:
        sense = meter.sense
        return f'"{meter.selected} {scientific(sense.full_scale)},{scientific(meter.resolution(sense))}"'

    commands: dict[str, Handler] = {"CONFigure?": answer(configuration)}
    for name, function in meter.functions.items():
        header = f":{function.header}".replace(":VOLTage", "[:VOLTage]", 1)
        commands[f"CONFigure{header}"] = configure(name)
        commands[f"MEASure{header}?"] = measure(name)
    return commands


def _configured(meter: MeterTruevolt, name: str, arguments: Arguments) -> Sense:
    function = meter.functions[name]
    sense = meter.fresh_sense(function)
    if function.quantity == "temperature":
        _skip_transducer(arguments)
        return sense
    if function.quantity in {"continuity", "diode"}:
        arguments.end()
        return sense
    value = arguments.number(_expected(function)) if arguments else _OWN_CHOICE
    if value.is_finite() and not function.counts_periods:
        sense.choose_range(value)
    resolutions = _relative_resolutions(meter, function)
    full_scale = value if function.counts_periods and value.is_finite() else sense.full_scale
    bounds = Bounds(full_scale * resolutions[0], full_scale, _OWN_CHOICE, _expected(function).unit)
    wanted = arguments.number(bounds) if arguments else _OWN_CHOICE
    arguments.end()
    if wanted.is_finite():
        if value.is_infinite():
            raise ScpiError(-221)
        _resolve(meter, sense, wanted / full_scale)
    return sense


def _skip_transducer(arguments: Arguments) -> None:
    """Accept the sensor of a temperature measurement, which cannot be connected in this world."""
    if arguments:
        arguments.word("FRTD", "RTD", "FTHermistor", "THERmistor", "TCouple", "DEFault")
    if arguments:
        arguments.word("85", "91", "5000", "E", "J", "K", "N", "R", "T", "DEFault")
    if arguments:
        arguments.number(Bounds(Decimal(1), Decimal(1)))
    if arguments:
        arguments.number(Bounds(Decimal(0), Decimal(1), Decimal(0)))
    arguments.end()


def _expected(function: Function) -> Bounds:
    if function.quantity == "frequency":
        return _HERTZ
    if function.quantity == "period":
        return _SECONDS
    lowest, top = function.ranges[0], function.ranges[-1]
    return Bounds(lowest, top, _OWN_CHOICE, function.unit, automatic=_OWN_CHOICE, lowest=Decimal(0))


def _relative_resolutions(meter: MeterTruevolt, function: Function) -> list[Decimal]:
    if function.quantity in INTEGRATING:
        return sorted(meter.model.resolutions.values())
    if function.alternating:
        return [AC_RESOLUTION]
    return [FREQUENCY_RESOLUTION] if function.counts_periods else [FIXED_RESOLUTION]


def _resolve(meter: MeterTruevolt, sense: Sense, relative: Decimal) -> None:
    """Take the shortest integration time that resolves a part of the range."""
    if sense.function.quantity in INTEGRATING:
        table = meter.model.resolutions
        sense.cycles = next((cycles for cycles, finest in table.items() if finest <= relative), max(table))
        sense.aperture = None


def _of_function(meter: MeterTruevolt, name: str) -> dict[str, Handler]:
    function = meter.functions[name]
    build = SenseCommands(meter, scientific, _SHARED)
    path = f"[SENSe:]{function.header}"
    most = Bounds(-_NULL[function.unit], _NULL[function.unit], Decimal(0), function.unit)
    commands = {
        **build.switch(f"{path}:NULL[:STATe]", name, "null"),
        **build.number(f"{path}:NULL:VALue", name, "null_value", lambda: most),
        **build.switch(f"{path}:NULL:VALue:AUTO", name, "acquire_null"),
    }
    if function.quantity != "temperature":
        voltage = ":VOLTage" if function.counts_periods else ""
        commands |= build.range_(f"{path}{voltage}:RANGe", name, expected(function), once=True)
    if function.quantity in INTEGRATING:
        commands |= _integration(meter, build, name)
    if function.alternating:
        commands |= build.number(f"{path}:BANDwidth", name, "bandwidth", lambda: _BANDWIDTH, at_least(BANDWIDTHS))
    if function.counts_periods:
        commands |= build.number(f"{path}:APERture", name, "gate", lambda: _GATE, at_least(GATES))
        commands |= build.number(
            f"{path}:RANGe:LOWer", name, "bandwidth", lambda: _LOWEST_FREQUENCY, at_least(BANDWIDTHS)
        )
    if function.quantity in AUTOZEROED:
        commands |= build.switch_or_once(f"{path}:ZERO:AUTO", name, "autozero", lambda: None)
    if function.quantity == "dc_voltage":
        commands |= _input_impedance(meter, path)
    if LARGE_CURRENT in function.ranges and function.unit == "A":
        commands |= _terminals(meter, build, name)
    return commands


def _integration(meter: MeterTruevolt, build: SenseCommands, name: str) -> dict[str, Handler]:
    path = f"[SENSe:]{meter.functions[name].header}"
    table = meter.model.resolutions
    cycles = Bounds(min(table), max(table), Decimal(10))

    def integrate(sense: Sense, value: Decimal) -> None:
        sense.cycles, sense.aperture = at_least(table)(value), None

    def resolve(sense: Sense, value: Decimal) -> None:
        _resolve(meter, sense, value / sense.full_scale)

    def wanted() -> Bounds:
        sense = meter.senses[name]
        finest, full_scale = min(table.values()), sense.full_scale
        return Bounds(full_scale * finest, full_scale, full_scale * table[Decimal(10)], sense.function.unit)

    def existing() -> Bounds:
        sense = meter.senses[name]
        return Bounds(sense.full_scale * min(table.values()), sense.full_scale * max(table.values()))

    commands = number_setting(
        f"{path}:NPLCycles",
        lambda: cycles,
        lambda: meter.senses[name].cycles,
        build.change(name, integrate),
        scientific,
    )
    if meter.functions[name].quantity != "temperature":
        commands[f"{path}:RESolution"] = assign(wanted, build.change(name, resolve))
        commands[f"{path}:RESolution?"] = numeric(existing, lambda: meter.resolution(meter.senses[name]), scientific)
    return commands | _aperture(meter, build, name) if meter.model.digitizes else commands


def _aperture(meter: MeterTruevolt, build: SenseCommands, name: str) -> dict[str, Handler]:
    path = f"[SENSe:]{meter.functions[name].header}:APERture"
    mains = Decimal(str(meter.body.mains_hz))
    bounds = Bounds(min(meter.model.resolutions) / mains, 100 / mains, Decimal("0.1"), "S")

    def current() -> Decimal:
        sense = meter.senses[name]
        return sense.cycles / mains if sense.aperture is None else sense.aperture

    def store(sense: Sense, value: Decimal) -> None:
        sense.aperture = value

    def enable(arguments: Arguments) -> None:
        on = arguments.boolean()
        arguments.end()
        build.change(name, lambda sense, value: setattr(sense, "aperture", value if on else None))(current())

    return {
        **number_setting(path, lambda: bounds, current, build.change(name, store), scientific),
        f"{path}:ENABled": enable,
        f"{path}:ENABled?": answer(lambda: str(int(meter.senses[name].aperture is not None))),
    }


def _input_impedance(meter: MeterTruevolt, path: str) -> dict[str, Handler]:
    def switch(arguments: Arguments) -> None:
        meter.high_impedance = arguments.boolean()
        arguments.end()
        meter.configured()

    return {
        f"{path}:IMPedance:AUTO": switch,
        f"{path}:IMPedance:AUTO?": answer(lambda: str(int(meter.high_impedance))),
    }


def _terminals(meter: MeterTruevolt, build: SenseCommands, name: str) -> dict[str, Handler]:
    """The 10 A terminals have one range, and no other range has them."""
    path = f"[SENSe:]{meter.functions[name].header}:TERMinals"

    def store(sense: Sense, value: Decimal) -> None:
        if value == LARGE_CURRENT:
            sense.choose_range(LARGE_CURRENT)
        elif sense.full_scale == LARGE_CURRENT:
            sense.full_scale, sense.autorange = Decimal(1), True

    def current() -> str:
        return "10" if meter.senses[name].terminals == LARGE_CURRENT_TERMINALS else "3"

    return {
        path: choose(("3", "10"), lambda word: build.change(name, store)(Decimal(word))),
        f"{path}?": answer(current),
    }
