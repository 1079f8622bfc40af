"""Knows the commands of the Fluke 5520A and 5522A calibrators; refuses to know points, limits and times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.capabilities.instruments import Indication, OutputState
from bench_core.errors import (
    InstrumentReported,
    LinkClosed,
    LinkRefused,
    LinkTimeout,
    MalformedReply,
    OutputTripped,
    RangeInsufficient,
    UsageError,
)
from drivers.choosing import choose
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
        self._selected: OutputFunction | None = None

    def identify(self) -> Identity:
        """Ask the instrument who it is."""
        return self._session.identify()

    def prepare(self) -> None:
        """Take the output off the terminals, empty the error queue, and ask that the output is off.

        Raises:
            InstrumentReported: the output stays on.
        """
        self._selected = None
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
        row = choose(FUNCTIONS, self._type.functions, function, settings, self._session.who, "source")
        amplitude = self._amplitude(row, value)
        self._selected = None
        self._set(fluke_55xx.output_command(amplitude.value, row.suffix))
        made = self._read_back(row, amplitude)
        self._selected = row
        return made

    def output_setting(self) -> Indication:
        """Ask now for the setting (`FUNC?`, `OUT?`) that `source` has made, and return it as `source` did.

        Another amplitude, such as one edited at the front, is returned as it is: compare it with the one of `source`.

        Raises:
            MalformedReply: another output is selected, or the reply is no setting.
            UsageError: nothing was sourced since `prepare`.
        """
        if self._selected is None:
            raise UsageError(f"{self._session.who}: no output is selected; source one before its setting is asked")
        return self._read_back(self._selected)

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

    def _read_back(self, row: OutputFunction, wanted: Quantity | None = None) -> Indication:
        """Ask function and setting; refuse another output and, where one is wanted, another amplitude."""

        def function(reply: str) -> None:
            if reply.strip() != row.answer:
                raise ieee4882.malformed(f"{row.answer} as it was set", reply)

        def output(reply: str) -> Indication:
            found = fluke_55xx.output_reply(reply)
            if not found.alone or found.unit != row.suffix:
                raise ieee4882.malformed(f"one amplitude in {row.suffix}, as it was set,", reply)
            if wanted is not None and found.amplitude != wanted.value:
                raise ieee4882.malformed(f"{wanted} as it was set", reply)
            return Indication(found.amplitude, row.unit, reply, fluke_55xx.OUTPUT_FORM)

        self._session.ask("FUNC?", function)
        return self._session.ask("OUT?", output)
