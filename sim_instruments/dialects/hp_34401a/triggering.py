"""Knows the 34401A's commands for when readings are taken and fetched; it knows no function and no range.

Source: Agilent 34401A User's Guide, chapters 3 and 4 (pages not checked).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.hp_34401a.instrument import OVERLOAD, number
from sim_instruments.dialects.hp_34401a.setup import LONGEST_DELAY, MOST_READINGS
from sim_instruments.dialects.scpi_binding import answer, assign, choose, lasting, numeric, order, switch
from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_parameters import Bounds

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Execution
    from sim_instruments.dialects.hp_34401a.instrument import Meter34401A
    from sim_instruments.dialects.scpi_tree import Handler

_DELAY = Bounds(Decimal(0), LONGEST_DELAY, unit="S")
_SAMPLES = Bounds(Decimal(1), MOST_READINGS)
_TRIGGERS = Bounds(Decimal(1), MOST_READINGS, infinite=True)


def triggering_commands(meter: Meter34401A) -> dict[str, Handler]:
    """Return the commands that say when readings are taken."""
    return _reading(meter) | _counting(meter) | _delaying(meter)


def _reading(meter: Meter34401A) -> dict[str, Handler]:
    def read() -> Execution:
        if meter.setup.source == "BUS":  # the trigger could never come while this query waits
            raise ScpiError(-214)
        meter.initiate(into_memory=False)
        return (yield from meter.fetch())

    def initiate() -> None:
        meter.initiate(into_memory=True)

    def source(word: str) -> None:
        meter.setup.source = word
        meter.configured()

    return {
        "READ?": lasting(read),
        "INITiate[:IMMediate]": order(initiate),
        "FETCh?": lasting(meter.fetch),
        "TRIGger:SOURce": choose(("IMMediate", "BUS", "EXTernal"), source),
        "TRIGger:SOURce?": answer(lambda: meter.setup.source),
    }


def _counting(meter: Meter34401A) -> dict[str, Handler]:
    def samples(value: Decimal) -> None:
        meter.setup.samples = int(value)
        meter.configured()

    def triggers(value: Decimal) -> None:
        meter.setup.triggers = value if value.is_infinite() else Decimal(int(value))
        meter.configured()

    return {
        "SAMPle:COUNt": assign(lambda: _SAMPLES, samples),
        "SAMPle:COUNt?": numeric(lambda: _SAMPLES, lambda: Decimal(meter.setup.samples), _count),
        "TRIGger:COUNt": assign(lambda: _TRIGGERS, triggers),
        "TRIGger:COUNt?": numeric(lambda: _TRIGGERS, lambda: meter.setup.triggers, _count),
    }


def _delaying(meter: Meter34401A) -> dict[str, Handler]:
    def delay(value: Decimal) -> None:
        meter.setup.delay = value
        meter.configured()

    def automatic(on: bool) -> None:  # noqa: FBT001  the wire's own ON or OFF
        meter.setup.delay = None if on else meter.setup.effective_delay
        meter.configured()

    return {
        "TRIGger:DELay": assign(lambda: _DELAY, delay),
        "TRIGger:DELay?": numeric(lambda: _DELAY, lambda: meter.setup.effective_delay, number),
        "TRIGger:DELay:AUTO": switch(automatic),
        "TRIGger:DELay:AUTO?": answer(lambda: str(int(meter.setup.delay is None))),
    }


def _count(value: Decimal) -> str:
    return f"{int(value):+d}" if value.is_finite() else number(OVERLOAD)
