"""Knows the 34401A's commands for what is measured: CONFigure, MEASure, FUNCtion, VOLTage; it knows no trigger.

Source: Agilent 34401A User's Guide, chapters 3 and 4 (pages not checked). Functions other than direct voltage are
refused with -224.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.hp_34401a.instrument import number
from sim_instruments.dialects.hp_34401a.setup import RANGES, RESOLUTIONS, Setup
from sim_instruments.dialects.scpi_binding import answer, assign, numeric, switch
from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_parameters import Bounds

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Execution
    from sim_instruments.dialects.hp_34401a.instrument import Meter34401A
    from sim_instruments.dialects.scpi_parameters import Arguments
    from sim_instruments.dialects.scpi_tree import Handler

_RANGE = Bounds(RANGES[0], RANGES[-1], unit="V")
_CYCLES = Bounds(min(RESOLUTIONS), max(RESOLUTIONS))
# what DEF stands for in CONF and MEAS: the instrument's own choice
_OWN_CHOICE = Decimal("Infinity")
_RANGE_OR_OWN = Bounds(RANGES[0], RANGES[-1], _OWN_CHOICE, "V")


def measuring_commands(meter: Meter34401A) -> dict[str, Handler]:
    """Return the commands that say what is measured."""
    return _configuring(meter) | _ranging(meter) | _resolving(meter)


def configured_setup(arguments: Arguments) -> Setup:
    """Return the settings that `CONFigure` presets.

    Raises:
        ScpiError: a parameter is refused; -221 for a resolution while the range is the instrument's choice.
    """
    setup = Setup()
    expected = arguments.number(_RANGE_OR_OWN) if arguments else _OWN_CHOICE
    if expected.is_finite():
        setup.choose_range(expected)
    wanted = arguments.number(_wanted_resolution(setup, _OWN_CHOICE)) if arguments else _OWN_CHOICE
    arguments.end()
    if wanted.is_finite():
        if setup.autorange:
            raise ScpiError(-221)
        setup.choose_resolution(wanted)
        setup.autozero = setup.cycles >= 1
    return setup


def _wanted_resolution(setup: Setup, default: Decimal | None = None) -> Bounds:
    """Any resolution up to the range itself may be wanted; the coarsest that exists is then used."""
    return Bounds(setup.full_scale * min(RESOLUTIONS.values()), setup.full_scale, default, "V")


def _existing_resolution(setup: Setup) -> Bounds:
    relative = RESOLUTIONS.values()
    return Bounds(setup.full_scale * min(relative), setup.full_scale * max(relative))


def _configuring(meter: Meter34401A) -> dict[str, Handler]:
    def configure(arguments: Arguments) -> None:
        meter.configure(configured_setup(arguments))

    def configuration() -> str:
        setup = meter.setup
        return f'"VOLT {float(setup.full_scale):+.6E},{float(setup.resolution):+.6E}"'

    def measure(arguments: Arguments) -> Execution:
        configure(arguments)
        meter.initiate(into_memory=False)
        return (yield from meter.fetch())

    def select(arguments: Arguments) -> None:
        name = arguments.string().upper()
        arguments.end()
        if name not in {"VOLT", "VOLT:DC", "VOLTAGE", "VOLTAGE:DC"}:
            raise ScpiError(-224)
        meter.configured()

    return {
        "CONFigure[:SCALar]:VOLTage[:DC]": configure,
        "CONFigure?": answer(configuration),
        "MEASure[:SCALar]:VOLTage[:DC]?": measure,
        "[SENSe:]FUNCtion": select,
        "[SENSe:]FUNCtion?": answer(lambda: '"VOLT"'),
    }


def _ranging(meter: Meter34401A) -> dict[str, Handler]:
    def choose(value: Decimal) -> None:
        meter.setup.choose_range(value)
        meter.configured()

    def automatic(on: bool) -> None:  # noqa: FBT001  the wire's own ON or OFF
        meter.setup.autorange = on
        meter.configured()

    def high_impedance(on: bool) -> None:  # noqa: FBT001  the wire's own ON or OFF
        meter.setup.high_impedance = on
        meter.configured()

    return {
        "[SENSe:]VOLTage[:DC]:RANGe[:UPPer]": assign(lambda: _RANGE, choose),
        "[SENSe:]VOLTage[:DC]:RANGe[:UPPer]?": numeric(lambda: _RANGE, lambda: meter.setup.full_scale, number),
        "[SENSe:]VOLTage[:DC]:RANGe:AUTO": switch(automatic),
        "[SENSe:]VOLTage[:DC]:RANGe:AUTO?": answer(lambda: str(int(meter.setup.autorange))),
        "INPut:IMPedance:AUTO": switch(high_impedance),
        "INPut:IMPedance:AUTO?": answer(lambda: str(int(meter.setup.high_impedance))),
    }


def _resolving(meter: Meter34401A) -> dict[str, Handler]:
    def resolve(value: Decimal) -> None:
        meter.setup.choose_resolution(value)
        meter.configured()

    def integrate(value: Decimal) -> None:
        meter.setup.choose_cycles(value)
        meter.configured()

    def autozero(arguments: Arguments) -> None:
        word = arguments.word("ON", "OFF", "ONCE", "1", "0")
        arguments.end()
        meter.setup.autozero = word in {"ON", "1"}  # after ONCE it is off
        meter.configured()

    voltage = "[SENSe:]VOLTage[:DC]"
    return {
        f"{voltage}:RESolution": assign(lambda: _wanted_resolution(meter.setup), resolve),
        f"{voltage}:RESolution?": numeric(
            lambda: _existing_resolution(meter.setup), lambda: meter.setup.resolution, number
        ),
        f"{voltage}:NPLCycles": assign(lambda: _CYCLES, integrate),
        f"{voltage}:NPLCycles?": numeric(lambda: _CYCLES, lambda: meter.setup.cycles, number),
        "[SENSe:]ZERO:AUTO": autozero,
        "[SENSe:]ZERO:AUTO?": answer(lambda: str(int(meter.setup.autozero))),
    }
