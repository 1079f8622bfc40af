"""Knows how a Fluke calibrator is selected, energised, asked and made safe; knows no family's own words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from bench_core.capabilities.instruments import OutputState
from bench_core.errors import (
    InstrumentReported,
    LinkClosed,
    LinkRefused,
    LinkTimeout,
    MalformedReply,
    OutputTripped,
    UsageError,
)
from drivers.choosing import choose
from drivers.fluke.outputs import FUNCTIONS, Output, OutputFunction, require_output, smallest
from drivers.protocols import fluke_calibrators, ieee4882
from drivers.protocols.fluke_calibrators import Status, output_command
from drivers.session import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.capabilities.instruments import Identity, Indication
    from bench_core.documents.instrument import TypeRecord
    from bench_core.metrology.quantity import Quantity
    from drivers.error_queue import ErrorQueue
    from drivers.session import Session

_SAFE_ATTEMPTS = 2
_FALLS_WITHIN_S = 5.0
_ASKED_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class _Current:
    """A current that flows, or may flow."""

    function: OutputFunction
    hertz: Fraction


class FlukeCalibrator(ABC):
    """A calibrator whose output is selected, energised and asked in separate steps.

    Args:
        session: to the instrument.
        type_record: its functions and ranges.
        queue: of its errors.
    """

    LANGUAGE: ClassVar[Language] = Language(serial_wake=("REMOTE",), serial_clear=b"\x03")
    """Over RS-232 Ctrl-C is device clear, and `REMOTE` takes the place of the remote line.

    Source: Fluke 5520A Operators Manual, remote commands for the serial interface.
    """

    SAFE_WITHIN_S: ClassVar[float] = 1.0
    """From standby to an output that answers off [s]; the manuals' figure is not checked, standby opens relays."""

    STATE_QUERY: ClassVar[str]
    """The question whether the terminals are energised."""

    def __init__(self, session: Session, type_record: TypeRecord, queue: ErrorQueue) -> None:
        self._session = session
        self._type = type_record
        self._queue = queue
        self._selected: Output | None = None
        self._current: _Current | None = None

    @abstractmethod
    def _program(self, output: Output, command: str) -> None:
        """Select an output with all that belongs to it; the terminals stay as they are.

        Args:
            output: that the calibrator can give.
            command: that sets amplitude and frequency.
        """

    @abstractmethod
    def _read_back(self, output: Output, wanted: Quantity | None = None) -> Indication:
        """Ask for the output that there is now, and refuse another function or frequency.

        Args:
            output: that was selected.
            wanted: amplitude that it must have, or None for whatever there is.

        Raises:
            MalformedReply: it is another.
        """

    @abstractmethod
    def _energised(self, reply: str) -> bool:
        """Tell from the reply to `STATE_QUERY` whether the terminals are energised.

        Raises:
            MalformedReply: it is no such reply.
        """

    @abstractmethod
    def _current_of(self, reply: str) -> Fraction | None:
        """Return from the reply to `OUT?` the frequency of the current that is put out [Hz]; None for another output.

        Raises:
            MalformedReply: it is no such reply.
        """

    def identify(self) -> Identity:
        """Ask the instrument who it is."""
        return self._session.identify()

    def prepare(self) -> None:
        """Take the output off the terminals, empty the error queue, let ranges follow, and ask that the output is off.

        A current that another program has left flowing, such as one that crashed, falls to 0 or the smallest first. The
        connection of LO to earth is left as the bench has it.

        Raises:
            InstrumentReported: the output stays on.
        """
        self._selected = None
        self._current = self._left_flowing()
        if self._current is not None:
            self._let_fall(self._current)
        self._session.write("STBY")
        self._session.write("*CLS")
        self._queue.drain()
        self._set("RANGELCK OFF")
        state = self.output_state()
        if state.energised:
            what = f"{self._answered(state)} after STBY, the output is on; press STBY at the front"
            raise InstrumentReported(self._session.who, what)
        self._current = None

    def source(self, function: str, value: Quantity, settings: Mapping[str, Quantity]) -> Indication:
        """Select an output without energising it, and return the setting as read back.

        The instrument goes to standby by itself when it was in operate and the function changes, or the voltage comes
        to 33 V or more: ask `output_state` afterwards. A current that flows is taken to 0 first.

        Args:
            function: a capability.
            value: sent with exactly its digits.
            settings: `frequency` of an alternating output.

        Raises:
            CapabilityMissing: the instrument has no such function or setting.
            RangeInsufficient: no range holds the value at this frequency, or it has more digits than can be set.
            InstrumentReported: it refused the setting.
            MalformedReply: it reads back something else.
        """
        row = choose(FUNCTIONS, self._type.functions, function, settings, self._session.who, "source")
        output = require_output(row, self._type.functions[function], value, settings, self._session.who)
        if self._current is not None and self._current.function is not row:
            self.make_safe()
        self._selected = None
        hertz = None if row.is_resistance else output.frequency.value
        self._program(output, output_command(output.amplitude.value, row.suffix, hertz))
        made = self._read_back(output, output.amplitude)
        self._selected = output
        return made

    def output_setting(self) -> Indication:
        """Ask now for the setting that `source` has made, and return it as `source` did.

        Another amplitude, such as one edited at the front, is returned as it is: compare it with the one of `source`.

        Raises:
            MalformedReply: another output is selected, or the reply is no setting.
            UsageError: nothing was sourced since `prepare`, or a current was made safe since.
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
        if self._selected is not None and self._selected.function.is_current:
            self._current = _Current(self._selected.function, self._selected.frequency.value)
        self._set("OPER")
        state = self.output_state()
        if not state.energised:
            what = f"{self._answered(state)} after OPER, the output is off; check the terminals for a load or a short"
            raise OutputTripped(self._session.who, what)
        return state

    def settled(self) -> bool:
        """Ask whether the output has settled (`ISR?`, bit 12)."""
        return Status.SETTLED in self._status()

    def output_state(self) -> OutputState:
        """Ask whether the terminals are energised."""
        return self._session.ask(self.STATE_QUERY, lambda reply: OutputState(self._energised(reply), reply))

    def make_safe(self) -> OutputState:
        """Put the instrument in standby, whatever state the link is in, and return the state as asked.

        A current that flows is first taken to 0, or to the smallest there is, so that no lead opens under it.

        Raises:
            InstrumentError: the link failed twice; standby was sent all the same, unless nothing can be sent.
        """
        first = f"{self._to_zero(self._current)};STBY" if self._current is not None else "STBY"
        for _ in range(_SAFE_ATTEMPTS - 1):
            try:
                state = self._standby(first)
            except (LinkTimeout, LinkClosed, LinkRefused, MalformedReply):
                continue
            if not state.energised:
                return state
        return self._standby("STBY")

    def _answered(self, state: OutputState) -> str:
        return f"{self.STATE_QUERY} answers {state.raw.strip()}"

    def _standby(self, command: str) -> OutputState:
        if self._current is not None:
            self._selected = None
        self._session.write_at_once(command)
        state = self.output_state()
        if not state.energised:
            self._current = None
        return state

    def _left_flowing(self) -> _Current | None:
        """Ask for the current that flows although nothing was put out here; where no answer comes, standby is near."""
        try:
            if not self.output_state().energised:
                return None
            hertz = self._session.ask("OUT?", self._current_of)
        except (LinkTimeout, LinkClosed, LinkRefused, MalformedReply):
            return None
        if hertz is None:
            return None
        return _Current(FUNCTIONS["ac_current" if hertz else "dc_current"], hertz)

    def _let_fall(self, current: _Current) -> None:
        """Take a current to 0, or to the smallest there is, and wait until it is there; not for ever."""
        self._session.write(self._to_zero(current))
        for _ in range(round(_FALLS_WITHIN_S / _ASKED_EVERY_S)):
            if self.settled():
                return
            self._session.wait(_ASKED_EVERY_S)

    def _to_zero(self, current: _Current) -> str:
        function = current.function
        least = smallest(function, self._type.functions[function.capability])
        return output_command(least.value, function.suffix, current.hertz)

    def _status(self) -> Status:
        return self._session.ask("ISR?", fluke_calibrators.status)

    def _set(self, command: str) -> None:
        self._session.write(command)
        self._queue.check(command)

    def _ensure(self, word: str, wanted: str) -> None:
        """Set a keyword that the instrument keeps, unless it has it already, and read it back."""

        def require(reply: str) -> None:
            if reply.strip() != wanted:
                raise ieee4882.malformed(f"{wanted} as it was set", reply)

        if self._session.query(f"{word}?").strip() != wanted:
            self._set(f"{word} {wanted}")
            self._session.ask(f"{word}?", require)
