"""Knows the 34401A's commands for what is measured: CONFigure, MEASure, FUNCtion, SENSe; it knows no trigger.

Source: Agilent 34401A User's Guide, chapters 3 and 4 (pages not checked).
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.hp_34401a.setup import (
    AC_RESOLUTIONS,
    BANDWIDTHS,
    FIXED,
    FUNCTIONS,
    GATES,
    INTEGRATING,
    RESOLUTIONS,
    resolution,
)
from sim_instruments.dialects.scpi_binding import answer, assign, number_setting, numeric, switch_setting
from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_meter.replies import scientific
from sim_instruments.dialects.scpi_meter.sense_commands import SenseCommands, at_least, expected, quoted
from sim_instruments.dialects.scpi_parameters import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sim_instruments.dialects.execution import Execution
    from sim_instruments.dialects.hp_34401a.instrument import Meter34401A
    from sim_instruments.dialects.scpi_meter.functions import Function, Sense
    from sim_instruments.dialects.scpi_parameters import Arguments
    from sim_instruments.dialects.scpi_tree import Handler

_CYCLES = Bounds(min(RESOLUTIONS), max(RESOLUTIONS))
_GATE = Bounds(min(GATES), max(GATES), unit="S")
_BANDWIDTH = Bounds(min(BANDWIDTHS), max(BANDWIDTHS), unit="HZ")
_HERTZ = Bounds(Decimal(3), Decimal("3E5"), unit="HZ")
_SECONDS = Bounds(Decimal("3.33E-6"), Decimal("0.334"), unit="S")
# what DEF stands for in CONF and MEAS: the instrument's own choice
_OWN_CHOICE = Decimal("Infinity")


def measuring_commands(meter: Meter34401A) -> dict[str, Handler]:
    """Return the commands that say what is measured."""
    commands = _configuring(meter) | _general(meter)
    commands |= SenseCommands(meter, scientific).selection("[SENSe:]FUNCtion", quoted)
    for name, function in FUNCTIONS.items():
        if function.quantity not in FIXED and function.quantity != "ratio":
            commands |= _of_function(meter, name)
    return commands


def configured_sense(meter: Meter34401A, name: str, arguments: Arguments) -> tuple[Sense, bool]:
    """Return the settings that `CONFigure` presets, and whether autozero is on.

    Raises:
        ScpiError: a parameter is refused; -221 for a resolution while the range is the instrument's choice; 532, the
            range has no such resolution.
    """
    function = FUNCTIONS[name]
    sense = meter.fresh_sense(function)
    if function.quantity in FIXED:
        arguments.end()
        return sense, True
    value = arguments.number(_expected(function)) if arguments else _OWN_CHOICE
    if value.is_finite() and not function.counts_periods:
        sense.choose_range(value)
    full_scale = value if function.counts_periods and value.is_finite() else sense.full_scale
    bounds = replace(_wanted(sense, full_scale, _expected(function).unit), default=_OWN_CHOICE, refusal=532)
    wanted = arguments.number(bounds) if arguments else _OWN_CHOICE
    arguments.end()
    if wanted.is_finite():
        if value.is_infinite():
            raise ScpiError(-221)
        _resolve(sense, wanted / full_scale)
    return sense, function.quantity not in INTEGRATING or sense.cycles >= 1


def _expected(function: Function) -> Bounds:
    if function.quantity == "frequency":
        return replace(_HERTZ, default=_OWN_CHOICE)
    if function.quantity == "period":
        return replace(_SECONDS, default=_OWN_CHOICE)
    return Bounds(function.ranges[0], function.ranges[-1], _OWN_CHOICE, function.unit, lowest=Decimal(0))


def _wanted(sense: Sense, full_scale: Decimal, unit: str) -> Bounds:
    """Any resolution up to the range itself may be wanted; the coarsest that exists is then used."""
    return Bounds(full_scale * min(_relative_resolutions(sense)), full_scale, unit=unit)


def _relative_resolutions(sense: Sense) -> Iterable[Decimal]:
    if sense.function.quantity in INTEGRATING:
        return RESOLUTIONS.values()
    return AC_RESOLUTIONS if sense.function.alternating else GATES.values()


def _resolve(sense: Sense, relative: Decimal) -> None:
    """Take the shortest measurement that resolves a part of the range, which one of them does."""
    if sense.function.quantity in INTEGRATING:
        sense.cycles = _shortest(RESOLUTIONS.items(), relative)
    elif sense.function.alternating:
        sense.digits = _shortest(((Decimal(4 + n), finest) for n, finest in enumerate(AC_RESOLUTIONS)), relative)
    else:
        sense.gate = _shortest(GATES.items(), relative)


def _shortest(rows: Iterable[tuple[Decimal, Decimal]], relative: Decimal) -> Decimal:
    return next(value for value, finest in rows if finest <= relative)


def _configuring(meter: Meter34401A) -> dict[str, Handler]:
    def configure(name: str) -> Handler:
        def handler(arguments: Arguments) -> None:
            sense, autozero = configured_sense(meter, name, arguments)
            meter.configure(sense, autozero=autozero)

        return handler

    def measure(name: str) -> Handler:
        def handler(arguments: Arguments) -> Execution:
            configure(name)(arguments)
            return (yield from meter.read())

        return handler

    def configuration() -> str:
        sense = meter.sense
        return f'"{meter.selected} {float(sense.full_scale):+.6E},{float(resolution(sense)):+.6E}"'

    commands: dict[str, Handler] = {"CONFigure?": answer(configuration)}
    for name, function in FUNCTIONS.items():
        commands[f"CONFigure[:SCALar]:{function.header}"] = configure(name)
        commands[f"MEASure[:SCALar]:{function.header}?"] = measure(name)
    return commands


def _general(meter: Meter34401A) -> dict[str, Handler]:
    def impedance(on: bool) -> None:  # noqa: FBT001  the wire's own ON or OFF
        meter.high_impedance = on
        meter.configured()

    def bandwidth(value: Decimal) -> None:
        meter.bandwidth = at_least(BANDWIDTHS)(value)
        meter.configured()

    def autozero(arguments: Arguments) -> None:
        word = arguments.word("ON", "OFF", "ONCE", "1", "0")
        arguments.end()
        meter.autozero = word in {"ON", "1"}  # after ONCE it is off
        meter.configured()

    detector = "[SENSe:]DETector:BANDwidth"
    return {
        "[SENSe:]ZERO:AUTO": autozero,
        "[SENSe:]ZERO:AUTO?": answer(lambda: str(int(meter.autozero))),
        **switch_setting("INPut:IMPedance:AUTO", lambda: meter.high_impedance, impedance),
        **number_setting(detector, lambda: _BANDWIDTH, lambda: meter.bandwidth, bandwidth, scientific),
    }


def _of_function(meter: Meter34401A, name: str) -> dict[str, Handler]:
    function = FUNCTIONS[name]
    build = SenseCommands(meter, scientific)
    path = f"[SENSe:]{function.header}"
    bounds = expected(function, default=False)
    if function.counts_periods:
        return {
            **build.range_(f"{path}:VOLTage:RANGe", name, bounds),
            **build.number(f"{path}:APERture", name, "gate", lambda: _GATE, at_least(GATES)),
        }
    commands = build.range_(f"{path}:RANGe", name, bounds)
    commands |= _resolution(
        meter, name, build.change(name, lambda sense, value: _resolve(sense, value / sense.full_scale))
    )
    if function.quantity in INTEGRATING:
        commands |= build.number(f"{path}:NPLCycles", name, "cycles", lambda: _CYCLES, at_least(RESOLUTIONS))
    return commands


def _resolution(meter: Meter34401A, name: str, store: Callable[[Decimal], None]) -> dict[str, Handler]:
    function = FUNCTIONS[name]

    def wanted() -> Bounds:
        sense = meter.senses[name]
        return _wanted(sense, sense.full_scale, function.unit)

    def existing() -> Bounds:
        sense = meter.senses[name]
        relative = list(_relative_resolutions(sense))
        return Bounds(sense.full_scale * min(relative), sense.full_scale * max(relative))

    path = f"[SENSe:]{function.header}:RESolution"
    return {
        path: assign(wanted, store),
        f"{path}?": numeric(existing, lambda: resolution(meter.senses[name]), scientific),
    }
