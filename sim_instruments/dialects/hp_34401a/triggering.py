"""Knows the 34401A's commands for when readings are taken and fetched, and for its math; it knows no function.

Source: Agilent 34401A User's Guide, chapters 3 and 4 (pages not checked).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.hp_34401a.calculating import (
    DECIBELS,
    FUNCTIONS,
    REFERENCES,
    VALUES,
    nearest_reference,
)
from sim_instruments.dialects.hp_34401a.setup import MOST_READINGS
from sim_instruments.dialects.scpi_binding import (
    answer,
    lasting,
    number_setting,
    order,
    switch_setting,
    word_setting,
)
from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_meter.meter import OVERLOAD
from sim_instruments.dialects.scpi_meter.replies import scientific
from sim_instruments.dialects.scpi_meter.triggering import TriggerCommands
from sim_instruments.dialects.scpi_parameters import Bounds

if TYPE_CHECKING:
    from sim_instruments.dialects.hp_34401a.instrument import Meter34401A
    from sim_instruments.dialects.scpi_parameters import Arguments
    from sim_instruments.dialects.scpi_tree import Handler

_SAMPLES = Bounds(Decimal(1), MOST_READINGS)
_TRIGGERS = Bounds(Decimal(1), MOST_READINGS, infinite=True)


def triggering_commands(meter: Meter34401A) -> dict[str, Handler]:
    """Return the commands that say when readings are taken."""
    trigger = TriggerCommands(lambda: meter.trigger, meter.configured, meter.own_delay, scientific, _count)
    return {
        "READ?": lasting(meter.read),
        "INITiate[:IMMediate]": order(meter.store),
        "FETCh?": lasting(meter.fetch),
        **trigger.source("TRIGger:SOURce", ("IMMediate", "BUS", "EXTernal")),
        **trigger.samples("SAMPle:COUNt", _SAMPLES),
        **trigger.triggers("TRIGger:COUNt", _TRIGGERS, _count),
        **trigger.delay("TRIGger:DELay"),
        **_memory(meter),
    }


def _memory(meter: Meter34401A) -> dict[str, Handler]:
    def feed(arguments: Arguments) -> None:
        arguments.word("RDG_STORE")
        source = arguments.string().upper()
        arguments.end()
        if source not in {"CALC", "CALCULATE", ""}:
            raise ScpiError(-224)
        meter.storing = bool(source)

    def points() -> str:
        meter.catch_up()
        return f"{len(meter.readings):+d}"

    return {
        "DATA:POINts?": answer(points),
        "DATA:FEED": feed,
        "DATA:FEED?": answer(lambda: '"CALC"' if meter.storing else '""'),
    }


def calculating_commands(meter: Meter34401A) -> dict[str, Handler]:
    """Return the commands of the math operations."""
    calculation = meter.calculation

    def choose(word: str) -> None:
        calculation.function = word
        calculation.switch(calculation.on)
        meter.configured()

    def switch(on: bool) -> None:  # noqa: FBT001  the wire's own ON or OFF
        decibels = calculation.function in {"DB", "DBM"}
        if on and decibels and meter.sense.function.quantity not in {"dc_voltage", "ac_voltage"}:
            raise ScpiError(-221)
        calculation.switch(on)
        meter.configured()

    def mean(of: str) -> Handler:
        return answer(lambda: scientific(getattr(calculation, of)))

    return {
        **word_setting("CALCulate:FUNCtion", FUNCTIONS, lambda: calculation.function, choose),
        **switch_setting("CALCulate:STATe", lambda: calculation.on, switch),
        "CALCulate:AVERage:MINimum?": mean("minimum"),
        "CALCulate:AVERage:MAXimum?": mean("maximum"),
        "CALCulate:AVERage:AVERage?": mean("average"),
        "CALCulate:AVERage:COUNt?": mean("count"),
        **_registers(meter),
    }


def _registers(meter: Meter34401A) -> dict[str, Handler]:
    calculation = meter.calculation

    def register(pattern: str, name: str, bounds: Bounds, needs: str = "") -> dict[str, Handler]:
        def store(value: Decimal) -> None:
            if needs:
                calculation.require(needs)
            setattr(calculation, name, float(value))

        def current() -> Decimal:
            return Decimal(getattr(calculation, name) or 0)

        return number_setting(f"CALCulate:{pattern}", lambda: bounds, current, store, scientific)

    def refer(value: Decimal) -> None:
        calculation.ohms = float(nearest_reference(value))

    return {
        **register("NULL:OFFSet", "null", VALUES, needs="NULL"),
        **register("DB:REFerence", "decibels", DECIBELS, needs="DB"),
        **number_setting(
            "CALCulate:DBM:REFerence", lambda: REFERENCES, lambda: Decimal(calculation.ohms), refer, scientific
        ),
        **register("LIMit:LOWer", "lower", VALUES),
        **register("LIMit:UPPer", "upper", VALUES),
    }


def _count(value: Decimal) -> str:
    return f"{int(value):+d}" if value.is_finite() else scientific(OVERLOAD)
