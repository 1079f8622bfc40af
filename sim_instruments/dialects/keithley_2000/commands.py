"""Knows the Keithley 2000's trigger, buffer, format, system and display commands; it knows no function.

Source: Keithley 2000 User's Manual, rev. J, section 5 (pages not checked but for page 5-63, the error queue).
"""

from __future__ import annotations

from decimal import Decimal
from math import inf
from typing import TYPE_CHECKING

from sim_instruments.dialects.keithley_2000.functions import BUFFER, SAMPLES, TRIGGERS
from sim_instruments.dialects.keithley_2000.instrument import IDENTITY, Meter2000
from sim_instruments.dialects.keithley_2000.measuring import measuring_commands
from sim_instruments.dialects.scpi_binding import (
    answer,
    lasting,
    number_setting,
    order,
    switch_setting,
    word_setting,
)
from sim_instruments.dialects.scpi_common import common_commands, status_commands, unsigned
from sim_instruments.dialects.scpi_dialect import ScpiDialect
from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_meter.replies import general
from sim_instruments.dialects.scpi_meter.statistics import Statistics
from sim_instruments.dialects.scpi_meter.triggering import TriggerCommands
from sim_instruments.dialects.scpi_parameters import Bounds

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Body
    from sim_instruments.dialects.scpi_parameters import Arguments
    from sim_instruments.dialects.scpi_tree import Handler

_SAMPLES = Bounds(Decimal(1), SAMPLES, Decimal(1))
_TRIGGERS = Bounds(Decimal(1), TRIGGERS, Decimal(1), infinite=True)
_SECONDS = Bounds(Decimal(0), Decimal("999999.999"), Decimal(0), "S")
_POINTS = Bounds(Decimal(2), Decimal(BUFFER), Decimal(100))
_ELEMENTS = ("READing", "CHANnel", "UNITs")
_STATISTICS = {"NONE": "", "MEAN": "average", "SDEV": "deviation", "MAX": "maximum", "MIN": "minimum"}
_TRIGGER = "TRIGger[:SEQuence<1>]"
_WINDOW = "DISPlay[:WINDow<1>]"
_BYTES_OF_A_READING = 4


class Keithley2000(ScpiDialect):
    """The Keithley 2000 as a dialect.

    Args:
        body: what it drives.
    """

    def __init__(self, body: Body) -> None:
        meter = Meter2000(body)
        super().__init__(meter, lambda: _commands(meter), colon_before_common=True)


def _commands(meter: Meter2000) -> dict[str, Handler]:
    return {
        **common_commands(meter, IDENTITY.format(serial=meter.body.serial), unsigned, meter.test),
        **status_commands(meter.status, unsigned),
        **measuring_commands(meter),
        **_trigger_commands(meter),
        **_trace_commands(meter),
        **_format_commands(meter),
        **_system_commands(meter),
    }


def _trigger_commands(meter: Meter2000) -> dict[str, Handler]:
    trigger = TriggerCommands(
        lambda: meter.trigger, meter.configured, meter.own_delay, general, general, longest_delay=_SECONDS
    )
    return {
        "INITiate[:IMMediate]": order(meter.initiate),
        **switch_setting("INITiate:CONTinuous", lambda: meter.trigger.continuous, meter.switch_continuous),
        "ABORt": order(meter.abort),
        "READ?": lasting(meter.read),
        "FETCh?": lasting(meter.fetch),
        "[SENSe<1>:]DATA[:LATest]?": lasting(meter.fetch),
        "[SENSe<1>:]DATA:FRESh?": lasting(meter.fetch_fresh),
        **trigger.source(f"{_TRIGGER}:SOURce", ("IMMediate", "TIMer", "MANual", "BUS", "EXTernal")),
        **trigger.triggers(f"{_TRIGGER}:COUNt", _TRIGGERS, _count),
        **trigger.delay(f"{_TRIGGER}:DELay"),
        **trigger.samples("SAMPle:COUNt", _SAMPLES),
        **meter.remembered.numbers(
            {f"{_TRIGGER}:TIMer": Bounds(Decimal("0.001"), _SECONDS.maximum, Decimal("0.1"))}, general
        ),
        f"{_TRIGGER}:SIGNal": order(meter.bus_trigger),
    }


def _trace_commands(meter: Meter2000) -> dict[str, Handler]:
    def size(value: Decimal) -> None:
        meter.buffer_size = value.to_integral_value()
        meter.clear_buffer()

    def control(word: str) -> None:
        if word == "NEXT":
            meter.start_storing()
        else:
            meter.storing = False

    def stored() -> str:
        meter.catch_up()
        if not meter.buffer:
            raise ScpiError(-230)
        return meter.written(meter.buffer)

    def free() -> str:
        room = BUFFER - (len(meter.buffer))
        return f"{room * _BYTES_OF_A_READING}, {int(meter.buffer_size) * _BYTES_OF_A_READING}"

    return {
        "TRACe:CLEar": order(meter.clear_buffer),
        "TRACe:FREE?": answer(free),
        "TRACe[:DATA]?": answer(stored),
        **number_setting("TRACe:POINts", lambda: _POINTS, lambda: meter.buffer_size, size, general),
        **meter.remembered.words({"TRACe:FEED": ("SENSe", "SENSe1", "CALCulate", "CALCulate1", "NONE")}),
        **word_setting("TRACe:FEED:CONTrol", ("NEVer", "NEXT"), lambda: "NEXT" if meter.storing else "NEV", control),
        **_statistics_commands(meter),
    }


def _statistics_commands(meter: Meter2000) -> dict[str, Handler]:
    form = "CALCulate2:FORMat"

    def statistic() -> str:
        gathered = Statistics()
        for value in meter.buffer:
            gathered.add(value)
        name = _STATISTICS[str(meter.remembered.get(form))]
        return f"{getattr(gathered, name):+.8E}" if name else "+9.9E37"

    return {
        **meter.remembered.words({form: ("NONE", "MEAN", "SDEViation", "MAXimum", "MINimum")}),
        **meter.kept.switches({"CALCulate2:STATe": False}),
        "CALCulate2:IMMediate?": answer(statistic),
        "CALCulate2:DATA?": answer(statistic),
    }


def _format_commands(meter: Meter2000) -> dict[str, Handler]:
    def choose(arguments: Arguments) -> None:
        chosen = {arguments.word(*_ELEMENTS)}
        while arguments:
            chosen.add(arguments.word(*_ELEMENTS))
        meter.elements = tuple(word for word in ("READ", "CHAN", "UNIT") if word in chosen)

    return {
        **meter.remembered.words(
            {"FORMat[:DATA]": ("ASCii", "SREal", "DREal"), "FORMat:BORDer": ("SWAPped", "NORMal")}
        ),
        "FORMat:ELEMents": choose,
        "FORMat:ELEMents?": answer(lambda: ",".join(meter.elements)),
    }


def _system_commands(meter: Meter2000) -> dict[str, Handler]:

    def autozero(on: bool) -> None:  # noqa: FBT001  the wire's own ON or OFF
        meter.autozero = on
        meter.configured()

    def nothing() -> None:
        """Who has the keys is not heard on the wire."""

    errors = answer(meter.status.next_error)
    return {
        "SYSTem:ERRor?": errors,
        "STATus:QUEue[:NEXT]?": errors,
        "STATus:QUEue:CLEar": order(meter.status.errors.clear),
        "SYSTem:CLEar": order(meter.status.errors.clear),
        "SYSTem:PRESet": order(meter.preset),
        "SYSTem:VERSion?": answer(lambda: "1991.0"),
        "SYSTem:LFRequency?": answer(lambda: f"{meter.body.mains_hz:.0f}"),
        "SYSTem:FRSWitch?": answer(lambda: "1"),
        "SYSTem:LOCal": order(nothing),
        "SYSTem:REMote": order(nothing),
        "SYSTem:RWLock": order(nothing),
        **switch_setting("SYSTem:AZERo:STATe", lambda: meter.autozero, autozero),
        **meter.kept.switches({"SYSTem:BEEPer:STATe": True, "DISPlay:ENABle": True, f"{_WINDOW}:TEXT:STATe": False}),
        **meter.kept.texts({f"{_WINDOW}:TEXT:DATA": 12}),
        **meter.remembered.words({"UNIT:TEMPerature": ("C", "F", "K")}),
        "*OPT?": answer(lambda: "0,0"),
    }


def _count(value: Decimal) -> str:
    return "+9.9E37" if value == inf else general(value)
