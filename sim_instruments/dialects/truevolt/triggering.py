"""Knows Truevolt's commands for when readings are taken, and for its reading memory; it knows no function.

Source: Keysight Truevolt Series Operating and Service Guide, triggering and reading memory (R?: forms of the reply;
TRIGger:COUNt?: form of the reply, page 276; other pages not checked).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.scpi_binding import (
    answer,
    lasting,
    number_setting,
    order,
    word_setting,
)
from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_meter.meter import NOT_A_NUMBER, OVERLOAD
from sim_instruments.dialects.scpi_meter.replies import scientific, scientific_reading
from sim_instruments.dialects.scpi_meter.triggering import TriggerCommands
from sim_instruments.dialects.scpi_parameters import Bounds

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Execution
    from sim_instruments.dialects.scpi_parameters import Arguments
    from sim_instruments.dialects.scpi_tree import Handler
    from sim_instruments.dialects.truevolt.instrument import MeterTruevolt

_UNITS = {
    "dc_voltage": "VDC",
    "ac_voltage": "VAC",
    "dc_current": "ADC",
    "ac_current": "AAC",
    "resistance": "OHM",
    "resistance_4w": "OHM",
    "continuity": "OHM",
    "frequency": "HZ",
    "period": "S",
    "diode": "VDC",
    "temperature": "C",
    "capacitance": "F",
    "ratio": "",
}


def triggering_commands(meter: MeterTruevolt) -> dict[str, Handler]:
    """Return the commands that say when readings are taken."""
    most = meter.model.most_readings
    trigger = TriggerCommands(lambda: meter.trigger, meter.configured, meter.own_delay, scientific, _whole)
    sources = ("IMMediate", "BUS", "EXTernal") + (("INTernal",) if meter.model.digitizes else ())
    return {
        "READ?": lasting(meter.read),
        "INITiate[:IMMediate]": order(meter.initiate),
        "FETCh?": lasting(meter.fetch),
        "ABORt": order(meter.abort),
        **trigger.source("TRIGger:SOURce", sources),
        **trigger.samples("SAMPle:COUNt", Bounds(Decimal(1), most, Decimal(1))),
        **trigger.triggers("TRIGger:COUNt", Bounds(Decimal(1), most, Decimal(1), infinite=True), _count),
        **trigger.delay("TRIGger:DELay"),
        **meter.remembered.words(dict.fromkeys(("TRIGger:SLOPe", "OUTPut:TRIGger:SLOPe"), ("NEGative", "POSitive"))),
        **_timing(meter),
        **(_digitizing(meter) if meter.model.digitizes else {}),
    }


def _timing(meter: MeterTruevolt) -> dict[str, Handler]:
    def fastest() -> Decimal:
        return Decimal(str(round(meter.sampling_time() + float(meter.own_delay()), 9)))

    def words() -> Bounds:  # what MIN means is only recommended: shorter intervals are accepted
        return Bounds(fastest(), Decimal(3600), Decimal(1), "S", lowest=Decimal(0))

    def store(value: Decimal) -> None:
        meter.timer = value
        if meter.trigger.timer is not None:
            meter.trigger.timer = value
        meter.configured()

    return number_setting("SAMPle:TIMer", words, lambda: meter.timer, store, scientific)


def _digitizing(meter: MeterTruevolt) -> dict[str, Handler]:
    def choose(word: str) -> None:
        meter.trigger.timer = meter.timer if word == "TIM" else None
        meter.configured()

    def source() -> str:
        return "IMM" if meter.trigger.timer is None else "TIM"

    return {
        **word_setting("SAMPle:SOURce", ("IMMediate", "TIMer"), source, choose),
        **meter.remembered.numbers(
            {"SAMPle:COUNt:PRETrigger": Bounds(Decimal(0), Decimal(1999999), Decimal(0))}, _whole
        ),
        **meter.remembered.numbers(
            {"TRIGger:LEVel": Bounds(Decimal(-1000), Decimal(1000), Decimal(0), "V")}, scientific
        ),
    }


def memory_commands(meter: MeterTruevolt) -> dict[str, Handler]:
    """Return the commands of the reading memory."""

    def points() -> str:
        meter.catch_up()
        return f"{len(meter.readings):+d}"

    def last() -> str:
        meter.catch_up()
        if not meter.readings:
            return scientific(NOT_A_NUMBER)
        return f"{scientific_reading(meter.readings[-1])} {_UNITS[meter.sense.function.quantity]}".rstrip()

    def threshold(value: Decimal) -> None:
        meter.threshold = int(value)

    many = Bounds(Decimal(1), Decimal(2000000))
    return {
        "DATA:POINts?": answer(points),
        "DATA:LAST?": answer(last),
        "R?": _read_and_erase(meter, many),
        "DATA:REMove?": _remove(meter, many),
        **number_setting(
            "DATA:POINts:EVENt:THReshold", lambda: many, lambda: Decimal(meter.threshold), threshold, _whole
        ),
        **_format_commands(meter),
    }


def _read_and_erase(meter: MeterTruevolt, many: Bounds) -> Handler:
    def handler(arguments: Arguments) -> str:
        most = int(arguments.number(many)) if arguments else int(many.maximum)
        arguments.end()
        meter.catch_up()
        return meter.as_block(meter.remove(most))

    return handler


def _remove(meter: MeterTruevolt, many: Bounds) -> Handler:
    def handler(arguments: Arguments) -> Execution:
        count = int(arguments.number(many))
        waits = bool(arguments) and arguments.word("WAIT") == "WAIT"
        arguments.end()
        meter.catch_up()
        while waits and len(meter.readings) < count and not meter.idle:
            yield meter.due
            meter.catch_up()
        if len(meter.readings) < count:
            raise ScpiError(-222)
        return meter.remove(count)

    return handler


def _format_commands(meter: MeterTruevolt) -> dict[str, Handler]:
    def form(arguments: Arguments) -> None:
        word = arguments.word("ASCii", "REAL")
        if arguments:
            arguments.number(Bounds(Decimal(0), Decimal(64), Decimal(0)))
        arguments.end()
        meter.binary = word == "REAL"

    def swap(word: str) -> None:
        meter.swapped = word == "SWAP"

    return {
        "FORMat[:DATA]": form,
        "FORMat[:DATA]?": answer(lambda: "REAL,64" if meter.binary else "ASC,+9"),
        **word_setting("FORMat:BORDer", ("NORMal", "SWAPped"), lambda: "SWAP" if meter.swapped else "NORM", swap),
    }


def _whole(value: Decimal) -> str:
    return f"{int(value):+d}"


def _count(value: Decimal) -> str:
    return scientific(OVERLOAD if value.is_infinite() else value)
