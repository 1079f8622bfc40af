"""Knows the DMM6500's commands for taking readings into buffers and getting them out; it knows no function.

Sources: DMM6500 and DMM7510 Reference Manuals, SCPI commands READ, FETCh, MEASure and TRACe (pages not checked).
"""

from __future__ import annotations

import struct
from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.dmm6500.buffers import DEFAULT, Buffer, Reading
from sim_instruments.dialects.dmm6500.functions import FUNCTIONS
from sim_instruments.dialects.dmm6500.instrument import date_of
from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_meter.replies import finite
from sim_instruments.dialects.scpi_parameters import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sim_instruments.dialects.dmm6500.instrument import Meter6500
    from sim_instruments.dialects.execution import Execution
    from sim_instruments.dialects.scpi_parameters import Arguments
    from sim_instruments.dialects.scpi_tree import Handler

_ELEMENTS = (
    "READing",
    "RELative",
    "FORMatted",
    "UNIT",
    "STATus",
    "TSTamp",
    "DATE",
    "TIME",
    "SEConds",
    "FRACtional",
    "CHANnel",
    "EXTRa",
)
_INDEX = Bounds(Decimal(1), Decimal("1E9"))
_SIZE = Bounds(Decimal(0), Decimal(6000000))
_LARGEST_SIZE = 100000


def reading_commands(meter: Meter6500) -> dict[str, Handler]:
    """Return the commands that take readings and return the last one, or the newest that is there."""

    def read(arguments: Arguments) -> Execution:
        buffer, elements = _where_and_what(arguments)
        yield from meter.measure(buffer)
        return _written(meter, [meter.buffers.named(buffer).readings[-1]], elements)

    def fetch(arguments: Arguments) -> str:
        buffer, elements = _where_and_what(arguments)
        meter.catch_up()
        readings = meter.buffers.named(buffer).readings
        if not readings:
            raise ScpiError(-230)
        return _written(meter, [readings[-1]], elements)

    def measured(name: str) -> Handler:
        def handler(arguments: Arguments) -> Execution:
            meter.select(name)
            return (yield from read(arguments))

        return handler

    return {
        "READ?": read,
        "FETCh?": fetch,
        **{f"MEASure:{function.header}?": measured(name) for name, function in FUNCTIONS.items()},
        "TRACe:TRIGger": _trace_trigger(meter),
    }


def trace_commands(meter: Meter6500) -> dict[str, Handler]:
    """Return the commands of TRACe."""
    return {
        "TRACe:DATA?": _data(meter),
        "TRACe:CLEar": _act(meter, Buffer.clear),
        "TRACe:ACTual?": _ask(meter, lambda buffer: str(len(buffer.readings))),
        "TRACe:ACTual:STARt?": _ask(meter, lambda buffer: str(buffer.start)),
        "TRACe:ACTual:END?": _ask(meter, lambda buffer: str(buffer.end)),
        "TRACe:POINts": _points(meter),
        "TRACe:POINts?": _ask(meter, lambda buffer: str(buffer.size)),
        "TRACe:MAKE": _make(meter),
        "TRACe:DELete": _delete(meter),
        "TRACe:FILL:MODE": _fill(meter),
        "TRACe:FILL:MODE?": _ask(meter, lambda buffer: "ONCE" if buffer.once else "CONT"),
        **{
            f"TRACe:STATistics:{word}?": _statistic(meter, name)
            for word, name in {
                "AVERage": "average",
                "MAXimum": "maximum",
                "MINimum": "minimum",
                "STDDev": "deviation",
                "PK2Pk": "span",
            }.items()
        },
        "TRACe:STATistics:CLEar": _act(meter, lambda buffer: buffer.statistics.clear()),
    }


def name_of(arguments: Arguments) -> str:
    """Take the name of a buffer, which may be left out."""
    return arguments.string() if arguments else DEFAULT


def _where_and_what(arguments: Arguments) -> tuple[str, tuple[str, ...]]:
    buffer = arguments.string() if arguments.starts_string() else DEFAULT
    elements: list[str] = []
    while arguments:
        elements.append(arguments.word(*_ELEMENTS))
    return buffer, tuple(elements) or ("READ",)


def _written(meter: Meter6500, readings: Iterable[Reading], elements: tuple[str, ...]) -> str:
    if meter.form == "ASC":
        return ",".join([_element(meter, reading, name) for reading in readings for name in elements])
    if any(name not in {"READ", "REL"} for name in elements):
        raise ScpiError(1133, "Parameter 4, Syntax error, expected valid name parameters")
    values = [finite(reading.value) if name == "READ" else reading.at for reading in readings for name in elements]
    form = f"{'<' if meter.swapped else '>'}{len(values)}{'d' if meter.form == 'REAL' else 'f'}"
    return "#0" + struct.pack(form, *values).decode("latin-1")


def _element(meter: Meter6500, reading: Reading, name: str) -> str:
    moment = date_of(reading.at)
    texts: dict[str, Callable[[], str]] = {
        "READ": lambda: meter.written(reading.value),
        "REL": lambda: f"{reading.at:.6f}",
        "FORM": lambda: f"{finite(reading.value):+09.5f} {reading.unit}",
        "UNIT": lambda: reading.unit,
        "TST": lambda: moment.strftime("%m/%d/%Y %H:%M:%S.%f"),
        "DATE": lambda: moment.strftime("%m/%d/%Y"),
        "TIME": lambda: moment.strftime("%H:%M:%S"),
        "SEC": lambda: str(int(reading.at)),
        "FRAC": lambda: f"{reading.at % 1:.6f}",
    }
    return texts[name]() if name in texts else "0"


def _data(meter: Meter6500) -> Handler:
    def handler(arguments: Arguments) -> str:
        start, end = arguments.integer(_INDEX), arguments.integer(_INDEX)
        buffer, elements = _where_and_what(arguments)
        meter.catch_up()
        return _written(meter, meter.buffers.named(buffer).between(start, end), elements)

    return handler


def _trace_trigger(meter: Meter6500) -> Handler:
    def handler(arguments: Arguments) -> Execution:
        buffer = name_of(arguments)
        arguments.end()
        return meter.measure(buffer)

    return handler


def _act(meter: Meter6500, act: Callable[[Buffer], None]) -> Handler:
    def handler(arguments: Arguments) -> None:
        buffer = meter.buffers.named(name_of(arguments))
        arguments.end()
        act(buffer)

    return handler


def _ask(meter: Meter6500, ask: Callable[[Buffer], str]) -> Handler:
    def handler(arguments: Arguments) -> str:
        buffer = meter.buffers.named(name_of(arguments))
        arguments.end()
        meter.catch_up()
        return ask(buffer)

    return handler


def _statistic(meter: Meter6500, name: str) -> Handler:
    return _ask(meter, lambda buffer: meter.written(float(getattr(buffer.statistics, name))))


def _points(meter: Meter6500) -> Handler:
    def handler(arguments: Arguments) -> None:
        size = arguments.integer(_SIZE)
        buffer = meter.buffers.named(name_of(arguments))
        arguments.end()
        buffer.size = size or _LARGEST_SIZE
        buffer.clear()

    return handler


def _make(meter: Meter6500) -> Handler:
    def handler(arguments: Arguments) -> None:
        name, size = arguments.string(), arguments.integer(_SIZE)
        if arguments:
            arguments.word("COMPact", "STANdard", "FULL", "WRITable", "FULLWRITable")
        arguments.end()
        meter.buffers.make(name, size or _LARGEST_SIZE)

    return handler


def _delete(meter: Meter6500) -> Handler:
    def handler(arguments: Arguments) -> None:
        name = arguments.string()
        arguments.end()
        meter.buffers.delete(name)

    return handler


def _fill(meter: Meter6500) -> Handler:
    def handler(arguments: Arguments) -> None:
        word = arguments.word("CONTinuous", "ONCE")
        buffer = meter.buffers.named(name_of(arguments))
        arguments.end()
        buffer.once = word == "ONCE"

    return handler
