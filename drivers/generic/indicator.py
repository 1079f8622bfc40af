"""Knows how to follow the commands of a described instrument that indicates; knows none of them itself."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bench_core.documents.commands import RANGE, IndicatorFunction
from drivers.generic.filling import filled_settings, numbers
from drivers.meter import Meter, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.documents.commands import IndicatorCommands
    from bench_core.documents.instrument import TypeRecord
    from bench_core.metrology.quantity import Quantity
    from drivers.error_queue import Errors
    from drivers.session import Session
    from drivers.setting import Setting


@dataclass(frozen=True, slots=True)
class DescribedIndication:
    """One function of a described indicator.

    Args:
        capability: as procedures write it.
        unit: of numbers on the wire.
        form: how the function is selected.
        reading: the question for one indication.
    """

    capability: str
    unit: str
    form: IndicatorFunction
    reading: Reading


class GenericIndicator(Meter[DescribedIndication]):
    """An instrument that indicates, told and asked as its type record describes.

    Args:
        session: to the instrument.
        type_record: its functions and ranges.
        errors: its error queue.
        commands: of the type record.
    """

    def __init__(self, session: Session, type_record: TypeRecord, errors: Errors, commands: IndicatorCommands) -> None:
        super().__init__(session, type_record, errors, dict(_rows(commands)))
        self._commands = commands

    def _reset(self) -> None:
        for command in self._commands.prepare:
            self._session.write(command.text)

    def _settings(self, row: DescribedIndication, range_: Quantity, frequency: Quantity | None) -> Iterator[Setting]:
        filled = numbers({RANGE: range_}, row.unit, frequency)
        return filled_settings(row.form.select, row.form.read_back, filled)

    def _reading(self, row: DescribedIndication) -> Reading:
        return row.reading


def _rows(commands: IndicatorCommands) -> Iterator[tuple[str, DescribedIndication]]:
    for name, form in commands.functions.items():
        asked = form.indicate or commands.indicate
        if asked is not None:  # else the file was refused
            reading = Reading(asked.ask.text, asked.form, Decimal(str(asked.overload)))
            yield name, DescribedIndication(name, form.symbol(name), form, reading)
