"""Knows the 8588A's commands; it knows no reading.

Sources: testgear (SENSe, ROUTe, READ as its author found them on the instrument); Fluke 8588A/8558A Remote Programmer's
Manual, page 10 (traversal of the tree) and tables 8 to 10 (status); everything else is SCPI 1999.0 as this kind of
instrument has it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.fluke_8588a.functions import FILTERS, FUNCTIONS, INTEGRATING, LONGEST_APERTURE
from sim_instruments.dialects.fluke_8588a.instrument import IDENTITY, Meter8588A
from sim_instruments.dialects.scpi_binding import answer, lasting, number_setting, order, word_setting
from sim_instruments.dialects.scpi_common import common_commands, status_commands, unsigned
from sim_instruments.dialects.scpi_dialect import ScpiDialect
from sim_instruments.dialects.scpi_meter.replies import general
from sim_instruments.dialects.scpi_meter.sense_commands import SenseCommands, expected, quoted
from sim_instruments.dialects.scpi_meter.triggering import TriggerCommands
from sim_instruments.dialects.scpi_parameters import Bounds

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Body
    from sim_instruments.dialects.scpi_meter.functions import Sense
    from sim_instruments.dialects.scpi_tree import Handler

_DIGITS = Bounds(Decimal(0), Decimal(8), Decimal(7))
_FILTER = Bounds(min(FILTERS), max(FILTERS), Decimal(40), "HZ")
_GATE = Bounds(Decimal("0.01"), Decimal(10), Decimal(1), "S")
_COUNT = Bounds(Decimal(1), Decimal(1000000), Decimal(1), infinite=True)
_DELAY = Bounds(Decimal(0), Decimal(4000), Decimal(0), "S")
_SENSE = "[SENSe<1>:]"


class Fluke8588A(ScpiDialect):
    """The 8588A as a dialect.

    Args:
        body: what it drives.
    """

    def __init__(self, body: Body) -> None:
        meter = Meter8588A(body)
        super().__init__(meter, lambda: _commands(meter))


def _commands(meter: Meter8588A) -> dict[str, Handler]:
    commands = {
        **common_commands(meter, IDENTITY.format(serial=meter.body.serial), unsigned, meter.test),
        **status_commands(meter.status, unsigned),
        **SenseCommands(meter, general).selection(f"{_SENSE}FUNCtion[:ON]", quoted),
        **_trigger_commands(meter),
        **_system_commands(meter),
    }
    for name in FUNCTIONS:
        commands |= _of_function(meter, name)
    return commands


def _of_function(meter: Meter8588A, name: str) -> dict[str, Handler]:
    function = FUNCTIONS[name]
    build = SenseCommands(meter, general)
    path = f"{_SENSE}{function.header}"
    voltage = ":VOLTage" if function.counts_periods else ""
    commands = {
        **build.range_(f"{path}{voltage}:RANGe", name, expected(function)),
        **build.number(f"{path}:RESolution", name, "digits", lambda: _DIGITS),
    }
    if function.quantity in INTEGRATING:
        commands |= _integration(meter, build, name)
    if function.alternating:
        commands |= build.number(f"{path}:FILTer", name, "bandwidth", lambda: _FILTER, _filter)
    if function.counts_periods:
        commands |= build.number(f"{path}:APERture", name, "gate", lambda: _GATE)
    if function.quantity == "dc_voltage":
        commands |= _impedance(meter, path)
    if function.is_ohms:
        modes = ("NORMal", "TRUE", "HIVoltage") if function.quantity == "resistance_4w" else ("NORMal", "HIVoltage")
        commands |= meter.remembered.words({f"{path}:MODE": modes})
    return commands


def _integration(meter: Meter8588A, build: SenseCommands, name: str) -> dict[str, Handler]:
    path = f"{_SENSE}{FUNCTIONS[name].header}"
    mains = Decimal(str(meter.body.mains_hz))
    cycles = Bounds(Decimal("0.01"), LONGEST_APERTURE * mains, Decimal(10))
    seconds = Bounds(Decimal("0.0002"), LONGEST_APERTURE, Decimal("0.2"), "S")

    def integrate(sense: Sense, value: Decimal) -> None:
        sense.cycles, sense.aperture = value, None
        meter.aperture_modes[name] = "MAN"

    def open_for(sense: Sense, value: Decimal) -> None:
        sense.aperture = value
        meter.aperture_modes[name] = "MAN"

    def shown() -> Decimal:
        sense = meter.senses[name]
        return sense.cycles if sense.aperture is None else sense.aperture * mains

    def mode(word: str) -> None:
        meter.aperture_modes[name] = word
        meter.configured()

    return {
        **number_setting(f"{path}:NPLCycles", lambda: cycles, shown, build.change(name, integrate), general),
        **number_setting(
            f"{path}:APERture",
            lambda: seconds,
            lambda: meter.aperture(meter.senses[name]),
            build.change(name, open_for),
            general,
        ),
        **word_setting(f"{path}:APERture:MODE", ("AUTO", "AFASt", "MANual"), lambda: meter.aperture_modes[name], mode),
    }


def _impedance(meter: Meter8588A, path: str) -> dict[str, Handler]:
    def choose(word: str) -> None:
        meter.input_impedance = word
        meter.configured()

    return word_setting(f"{path}:IMPedance", ("AUTO", "10M", "1M"), lambda: meter.input_impedance, choose)


def _filter(hertz: Decimal) -> Decimal:
    """Return the highest filter that still passes a frequency."""
    return max(setting for setting in FILTERS if setting <= hertz)


def _trigger_commands(meter: Meter8588A) -> dict[str, Handler]:
    trigger = TriggerCommands(
        lambda: meter.trigger, meter.configured, meter.own_delay, general, general, longest_delay=_DELAY
    )
    return {
        "INITiate[:IMMediate]": order(meter.initiate),
        "ABORt": order(meter.abort),
        "READ?": lasting(meter.read),
        "FETCh?": lasting(meter.fetch),
        **trigger.source("TRIGger:SOURce", ("IMMediate", "BUS", "EXTernal", "MANual", "TIMer", "LINE")),
        **trigger.triggers("TRIGger:COUNt", _COUNT, general),
        **trigger.delay("TRIGger:DELay"),
    }


def _system_commands(meter: Meter8588A) -> dict[str, Handler]:
    def select(word: str) -> None:
        meter.terminals = word
        meter.configured()

    return {
        "*OPT?": answer(lambda: "0"),
        "SYSTem:ERRor[:NEXT]?": answer(meter.status.next_error),
        "SYSTem:VERSion?": answer(lambda: "1999.0"),
        **word_setting("ROUTe:TERMinals", ("FRONt", "REAR", "OFF"), lambda: meter.terminals, select),
        **meter.kept.switches({"SYSTem:BEEPer:STATe": True, "DISPlay:ENABle": True}),
    }
