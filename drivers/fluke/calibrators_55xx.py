"""Knows the commands of the Fluke 5520A and 5522A calibrators; refuses to know points, limits and times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.capabilities.instruments import Indication, OutputState
from bench_core.errors import (
    CapabilityMissing,
    InstrumentReported,
    LinkClosed,
    LinkRefused,
    LinkTimeout,
    MalformedReply,
    OutputTripped,
    RangeInsufficient,
)
from drivers.error_queue import ErrorQueue
from drivers.protocols import fluke_55xx, ieee4882

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.capabilities.instruments import Identity
    from bench_core.documents.instrument import TypeRecord
    from bench_core.metrology.quantity import Quantity
    from drivers.session import Session

_QUEUE_DEPTH = 16
_SAFE_ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class OutputFunction:
    """How one output is selected and read back.

    Args:
        capability: as procedures write it.
        answer: what `FUNC?` gives, such as `DCV`.
        unit: symbol of the unit in which amplitudes are sent.
        suffix: the instrument's word for that unit, in commands and in the reply to `OUT?`.
    """

    capability: str
    answer: str
    unit: str
    suffix: str


FUNCTIONS = {row.capability: row for row in (OutputFunction("dc_voltage", "DCV", "V", "V"),)}
"""A further output is a further row."""


class Fluke5522A:
    """A 5520A or 5522A calibrator, whose output is selected, energised and asked in separate steps.

    Args:
        session: to the instrument.
        type_record: its functions and ranges.

    Source: Fluke 5522A Operators Manual, remote commands; captured replies of one 5522A.
    """

    TYPE_RECORD = "fluke_5522a.yaml"

    def __init__(self, session: Session, type_record: TypeRecord) -> None:
        self._session = session
        self._type = type_record
        self._queue = ErrorQueue(session, fluke_55xx.ERROR_QUERY, _QUEUE_DEPTH)

    def identify(self) -> Identity:
        """Ask the instrument who it is."""
        return self._session.identify()

    def prepare(self) -> None:
        """Take the output off the terminals, empty the error queue, and ask that the output is off.

        Raises:
            InstrumentReported: the output stays on.
        """
        if self._session.resource.upper().startswith("ASRL"):
            self._session.write("REMOTE")
        self._session.write("STBY")
        self._session.write("*CLS")
        self._queue.drain()
        state = self.output_state()
        if state.energised:
            what = f"OPER? answers {state.raw} after STBY, the output is on; press STBY at the front"
            raise InstrumentReported(self._session.who, what)

    def source(self, function: str, value: Quantity, settings: Mapping[str, Quantity]) -> Indication:
        """Select an output without energising it, and return the setting as read back.

        From 33 V the instrument goes to standby by itself when it was in operate: ask `output_state` afterwards.

        Args:
            function: a capability, `dc_voltage`.
            value: sent with exactly its digits.
            settings: none are known for direct voltage.

        Raises:
            CapabilityMissing: the instrument has no such function or setting.
            RangeInsufficient: the value is beyond its ranges, or has more digits than the range gives.
            InstrumentReported: it refused the setting.
            MalformedReply: it reads back something else.
        """
        row = self._row(function, settings)
        amplitude = self._amplitude(row, value)
        command = fluke_55xx.output_command(amplitude.value, row.suffix)
        self._set(command)
        return self._read_back(row, amplitude)

    def operate(self) -> OutputState:
        """Energise the terminals and return the state as asked.

        Raises:
            InstrumentReported: the instrument refused.
            OutputTripped: it is in standby nevertheless.
        """
        self._set("OPER")
        state = self.output_state()
        if not state.energised:
            what = f"OPER? answers {state.raw} after OPER, the output is off; check the terminals for a load or a short"
            raise OutputTripped(self._session.who, what)
        return state

    def settled(self) -> bool:
        """Ask whether the output has settled (`ISR?`, bit 12)."""
        return self._session.ask("ISR?", fluke_55xx.settled)

    def output_state(self) -> OutputState:
        """Ask whether the terminals are energised (`OPER?`)."""
        return self._session.ask("OPER?", lambda reply: OutputState(ieee4882.boolean(reply), reply))

    def make_safe(self) -> OutputState:
        """Put the instrument in standby, whatever state the link is in, and return the state as asked.

        Raises:
            InstrumentError: the link failed twice; standby was sent all the same, unless nothing can be sent.
        """
        for _ in range(_SAFE_ATTEMPTS - 1):
            try:
                state = self._standby()
            except (LinkTimeout, LinkClosed, LinkRefused, MalformedReply):
                continue
            if not state.energised:
                return state
        return self._standby()

    def _standby(self) -> OutputState:
        self._session.write_at_once("STBY")
        return self.output_state()

    def _set(self, command: str) -> None:
        self._session.write(command)
        self._queue.check(command)

    def _row(self, function: str, settings: Mapping[str, Quantity]) -> OutputFunction:
        row = FUNCTIONS.get(function)
        if row is None or function not in self._type.functions:
            known = ", ".join(name for name in FUNCTIONS if name in self._type.functions)
            raise CapabilityMissing(f"{self._session.who}: does not source {function}; it sources {known}")
        if settings:
            unknown = ", ".join(settings)
            raise CapabilityMissing(f"{self._session.who}: {function} has no setting {unknown}; leave it out")
        return row

    def _amplitude(self, row: OutputFunction, value: Quantity) -> Quantity:
        """Return the value in the unit that is sent; refuse what the instrument would clip or round."""
        record = self._type.functions[row.capability]
        range_ = record.range_for(value)
        if range_ is None:
            largest = record.ranges[-1].maximum
            raise RangeInsufficient(f"{self._session.who}: cannot source {value}; the largest value is {largest}")
        if value.si % range_.resolution.si:
            what = f"cannot source {value} exactly, its {range_.range} range has steps of {range_.resolution}"
            raise RangeInsufficient(f"{self._session.who}: {what}; choose a value with fewer digits")
        return value.to(row.unit)

    def _read_back(self, row: OutputFunction, wanted: Quantity) -> Indication:
        def function(reply: str) -> None:
            if reply.strip() != row.answer:
                raise ieee4882.malformed(f"{row.answer} as it was set", reply)

        def output(reply: str) -> Indication:
            found = fluke_55xx.output_reply(reply)
            alone = found.second == 0 and found.frequency == 0
            if not alone or found.unit != row.suffix or found.amplitude != wanted.value:
                raise ieee4882.malformed(f"{wanted} alone, as it was set,", reply)
            return Indication(found.amplitude, row.unit, reply, fluke_55xx.OUTPUT_FORM)

        self._session.ask("FUNC?", function)
        return self._session.ask("OUT?", output)
