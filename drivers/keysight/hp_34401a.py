"""Knows the commands of the HP, Agilent and Keysight 34401A multimeter; refuses to know points, limits and budgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.capabilities.instruments import Indication
from bench_core.errors import Overload, RangeInsufficient, UsageError
from bench_core.metrology.quantity import number_text
from drivers.choosing import choose
from drivers.error_queue import ErrorQueue
from drivers.protocols import ieee4882, scpi

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.capabilities.instruments import Identity
    from bench_core.documents.instrument import TypeRecord
    from bench_core.metrology.quantity import Quantity
    from drivers.session import Session

_QUEUE_DEPTH = 20
_FORM = "nrf"


@dataclass(frozen=True, slots=True)
class MeterFunction:
    """How one function is selected and read back.

    Args:
        capability: as procedures write it.
        header: of the function's commands, such as `VOLT:DC`.
        answer: the text that `FUNC?` gives, such as `VOLT`.
        unit: of ranges and indications.
        settings: commands that follow `CONFigure`, each checked.
    """

    capability: str
    header: str
    answer: str
    unit: str
    settings: tuple[str, ...]


_ROWS = (MeterFunction("dc_voltage", "VOLT:DC", "VOLT", "V", ("VOLT:DC:NPLC 10",)),)
FUNCTIONS = {row.capability: row for row in _ROWS}
"""A further function is a further row; 10 power line cycles are the meter's slow 6½-digit mode."""


class Hp34401A:
    """A 34401A multimeter, read one triggered indication at a time at 6½ digits.

    Args:
        session: to the instrument.
        type_record: its functions and ranges.

    Source: Agilent 34401A User's Guide, remote interface reference.
    """

    TYPE_RECORD = "hp_34401a.yaml"

    def __init__(self, session: Session, type_record: TypeRecord) -> None:
        self._session = session
        self._type = type_record
        self._queue = ErrorQueue(session, scpi.ERROR_QUERY, _QUEUE_DEPTH, scpi.QUERY_ERRORS)
        self._selected: MeterFunction | None = None

    def identify(self) -> Identity:
        """Ask the instrument who it is."""
        return self._session.identify()

    def prepare(self) -> None:
        """Reset the meter, empty its error queue and set 10 power line cycles with auto-zero."""
        self._selected = None
        if self._session.resource.upper().startswith("ASRL"):
            self._session.write("SYST:REM")  # over RS-232 the meter else refuses to measure, error 550
        self._session.write("*RST")
        self._session.write("*CLS")
        self._queue.drain()
        for command in ("VOLT:DC:NPLC 10", "ZERO:AUTO ON"):
            self._set(command)

    def select(self, function: str, range_: Quantity, settings: Mapping[str, Quantity]) -> str:
        """Select function and range, read both back, and return the raw read-back.

        Args:
            function: a capability, `dc_voltage`.
            range_: one of the ranges of the type record.
            settings: none are known for direct voltage.

        Returns:
            The replies to `FUNC?` and to the range query, joined by `;`.

        Raises:
            CapabilityMissing: the meter has no such function or setting.
            RangeInsufficient: or no such range.
            InstrumentReported: it refused a setting.
            MalformedReply: it reads back something else.
        """
        row = choose(FUNCTIONS, self._type.functions, function, settings, self._session.who, "indicate")
        wanted = self._range(row, range_)
        self._selected = None
        self._set(f"CONF:{row.header} {number_text(wanted.value)}")
        for command in row.settings:
            self._set(command)
        answer = self._read_back(row, wanted)
        self._selected = row
        return answer

    def indicate(self) -> Indication:
        """Trigger one indication and return it in the unit of the selected function.

        Raises:
            Overload: the input is beyond the range.
            MalformedReply: the reply is not exactly one number.
        """
        row = self._selected
        if row is None:
            raise UsageError(f"{self._session.who}: no function is selected; select one before indications are taken")
        raw, value = self._session.ask("READ?", lambda reply: (reply, ieee4882.number(reply, _FORM)))
        if scpi.over_range(value):
            raise Overload(self._session.who, f"indicates overload, {raw.strip()}; check the connection and the range")
        return Indication(value, row.unit, raw, _FORM)

    def _set(self, command: str) -> None:
        self._session.write(command)
        self._queue.check(command)

    def _range(self, row: MeterFunction, range_: Quantity) -> Quantity:
        function = row.capability
        record = self._type.functions[function]
        if record.named(range_) is None:
            listed = ", ".join(str(other.range) for other in record.ranges)
            raise RangeInsufficient(f"{self._session.who}: has no range {range_} in {function}; choose of {listed}")
        return range_.to(row.unit)

    def _read_back(self, row: MeterFunction, wanted: Quantity) -> str:
        def function(reply: str) -> str:
            if ieee4882.quoted(reply) != row.answer:
                raise ieee4882.malformed(f'"{row.answer}" as it was set', reply)
            return reply

        def range_(reply: str) -> str:
            if ieee4882.number(reply) != wanted.value:
                raise ieee4882.malformed(f"{wanted} as it was set", reply)
            return reply

        return ";".join((self._session.ask("FUNC?", function), self._session.ask(f"{row.header}:RANG?", range_)))
