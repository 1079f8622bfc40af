"""Knows how messages and replies take turns in one conversation, and what faults do to them; it knows no wire.

Source: IEEE 488.2-1992, chapter 6 (message exchange protocol: INTERRUPTED, UNTERMINATED) and 11.2 (status byte).
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from sim_instruments.dialects.execution import OnDoors, Polled, Unended
from sim_instruments.fault_replies import DisturbedReply

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim_instruments.dialects.execution import Execution
    from sim_instruments.faults import Fault
    from sim_instruments.world import SimulatedInstrument

LONGEST_MESSAGE = 65536
MOST_MESSAGES = 256
TRIGGER = "*TRG"
"""What a trigger of the interface does; source: IEEE 488.2-1992, 10.37."""

_ALWAYS = float("-inf")
_UNKNOWN = "CALBENCH:UNKNOWN"
"""A command that no instrument knows."""
_MESSAGE_AVAILABLE = 16
_REQUEST_SERVICE = 64


class Endless(bytes):
    """A reply without a terminator, such as binary readings."""

    __slots__ = ()


class Part(bytes):
    """A part of a reply, of which more is to come."""

    __slots__ = ()


class Exchange:
    """One conversation with one instrument.

    Args:
        instrument: that is talked to.
        eager: whether a reply leaves by itself as soon as it is complete, as on a raw socket; else it stays in the
            instrument until it is asked for, as on GPIB.
        door: that the conversation came in by: `socket`, `hislip`, `vxi11`, `serial`, or `sim` within the process.
    """

    def __init__(self, instrument: SimulatedInstrument, *, eager: bool, door: str = "sim") -> None:
        self._instrument = instrument
        self._dialect = instrument.dialect
        self._eager = eager
        self._door = door
        self._told = instrument.dialect if isinstance(instrument.dialect, OnDoors) else None
        self._terminator = instrument.dialect.terminator
        if door == "serial":
            self._terminator = getattr(instrument.dialect, "serial_terminator", b"\r\n")
        self._buffer = bytearray()
        self._inbox: deque[tuple[str, int]] = deque()
        self._execution: Execution | None = None
        self._until = _ALWAYS
        self._message = ""
        self._tag = 0
        self._faults: tuple[Fault, ...] = ()
        self._stalled = False
        self._left = False
        self._output: bytes | None = None
        self._wire: deque[tuple[float, bytes, int]] = deque()
        self._summary = False
        self._requests = False
        self.on_interrupt: Callable[[], None] | None = None
        """Called when a reply was dropped because a new message came before it was read."""
        self.on_service_request: Callable[[], None] | None = None
        """Called when the instrument requests service without a reason."""
        self.tag = 0
        """What the message was marked with that the last taken reply answers."""
        self.hung_up = False
        """Whether the instrument has closed the connection."""
        if instrument.faults.armed:
            self._arrive()

    def answer(self, data: bytes) -> bytes | None:
        """Take bytes as `receive` does; where they are one message that is answered at once, return the reply.

        Only for eager conversations; after None there may be something under way.
        """
        simple = (
            not self._buffer
            and not self._instrument.faults.armed
            and self._execution is None
            and not self._inbox
            and not self._wire
            and data.find(b"\n") == len(data) - 1
        )
        if not simple:
            self.receive(data)
            return None
        message = data[:-1].removesuffix(b"\r").decode("latin-1")
        execution = self._dialect.execute(message)
        try:
            self._until = self._resume(execution)
        except StopIteration as end:
            return None if end.value is None else self._on_the_wire(end.value)
        self._message, self._faults, self._execution = message, (), execution
        return None

    def receive(self, data: bytes, tag: int = 0) -> None:
        """Take bytes as they come, in pieces of any size; LF, or CR LF, ends a message.

        Args:
            data: of one message, of several, or of a part of one.
            tag: marks the replies to messages that end here.
        """
        self._buffer += data
        while not self.hung_up and (end := self._buffer.find(b"\n")) >= 0:
            message = bytes(self._buffer[:end]).removesuffix(b"\r")
            del self._buffer[: end + 1]
            self._accept(message.decode("latin-1"), tag)
        if len(self._buffer) > LONGEST_MESSAGE:
            self._buffer.clear()
            self._dialect.overrun()

    def end(self, tag: int = 0) -> None:
        """End the message under way, as END does on an interface that has it."""
        if self._buffer:
            self.receive(b"\n", tag)

    def trigger(self, tag: int = 0) -> None:
        """Trigger the instrument, in turn with its messages."""
        self._accept(getattr(self._dialect, "trigger_message", TRIGGER), tag)

    def run(self) -> None:
        """Go on as far as the present moment allows."""
        while not self.hung_up and self._step():
            if self._eager and not self._inbox:
                self._send_output()

    @property
    def under_way(self) -> bool:
        """Whether something will happen, or has happened that nobody has seen yet."""
        return self._execution is not None or bool(self._wire) or self.hung_up

    @property
    def wake_at(self) -> float | None:
        """When something will happen by itself [s]; None while nothing is under way."""
        if self._execution is None:
            return self._wire[0][0] if self._wire else None
        return min(self._until, self._wire[0][0]) if self._wire else self._until

    def take(self) -> bytes | None:
        """Return the next reply that has come through, with its terminator; None while there is none."""
        if not self._wire or self._wire[0][0] > self._instrument.now():
            return None
        _, reply, self.tag = self._wire.popleft()
        return reply

    def put_back(self, rest: bytes) -> None:
        """Give back the part of a taken reply that was not asked for yet."""
        self._wire.appendleft((_ALWAYS, rest, self.tag))

    def request(self) -> None:
        """Ask for the reply, as a controller does that begins to read."""
        if self._output is not None:
            self._send_output()
        elif self.wake_at is None and not self._stalled and not any(fault.kind == "silent" for fault in self._faults):
            self._execution = self._dialect.unterminated()
            self._until = _ALWAYS
            self.run()

    def offer(self) -> None:
        """Let a complete reply go that a reading controller still waits for."""
        self._send_output()

    def interrupt(self) -> None:
        """Drop the replies that were not read before a new message came; source: IEEE 488.2-1992, 6.3.2.3."""
        self._wire.clear()
        self._drop_output()

    def clear(self) -> None:
        """Drop everything under way in both directions and clear the instrument."""
        self._buffer.clear()
        self._inbox.clear()
        self._wire.clear()
        self._output = None
        self._stalled = False
        if self._execution is not None:
            self._execution.close()
            self._execution = None
        self._dialect.device_clear()

    def abandon(self) -> None:
        """Give the conversation up, as when its wire is cut: what the instrument is busy with for it ends."""
        if self.wake_at is not None:
            self.clear()
        if self._instrument.faults.armed and not self._left:
            self._left = True
            self._instrument.faults.connection_ends()

    @property
    def reply_waits(self) -> bool:
        """Whether a reply is complete that nobody has read."""
        return self._output is not None or bool(self._wire)

    def status_byte(self, *, reply_waits: bool | None = None) -> int:
        """Return the status byte with the master summary in bit 6.

        Args:
            reply_waits: whether a reply has not been read, where the wire knows better.
        """
        waits = self.reply_waits if reply_waits is None else reply_waits
        if isinstance(self._dialect, Polled):
            return self._dialect.status_byte(message_available=waits)
        return _MESSAGE_AVAILABLE if waits else 0

    def notice(self, *, reply_waits: bool | None = None) -> bool:
        """Look at the status byte; return whether there is a new reason to request service."""
        summary = bool(self.status_byte(reply_waits=reply_waits) & _REQUEST_SERVICE)
        new = summary and not self._summary
        self._summary = summary
        self._requests = new or (self._requests and summary)
        return new

    def serial_poll(self, *, reply_waits: bool | None = None) -> int:
        """Return the status byte with the request for service in bit 6, which this takes away.

        Source: IEEE 488.2-1992, 11.2.2 (bit 6 of a serial poll is RQS, not MSS).
        """
        self.notice(reply_waits=reply_waits)
        byte = self.status_byte(reply_waits=reply_waits) & ~_REQUEST_SERVICE
        requests, self._requests = self._requests, False
        return byte | _REQUEST_SERVICE if requests else byte

    def _accept(self, message: str, tag: int) -> None:
        if len(self._inbox) < MOST_MESSAGES:
            self._inbox.append((message, tag))
        else:
            self._dialect.overrun()
        self.run()

    def _drop_output(self) -> None:
        self._output = None
        self._dialect.interrupted()
        if self.on_interrupt is not None:
            self.on_interrupt()

    def _resume(self, execution: Execution) -> float:
        if self._told is not None:
            self._told.door = self._door
        return next(execution)

    def _step(self) -> bool:
        execution = self._execution
        if execution is None:
            if not self._inbox:
                return False
            execution = self._begin(*self._inbox.popleft())
        elif self._instrument.now() < self._until:
            return False
        try:
            self._until = self._resume(execution)
        except StopIteration as end:
            self._execution = None
            self._finish(end.value)
        return True

    def _begin(self, message: str, tag: int) -> Execution:
        if self._output is not None:
            self._drop_output()
        self._message, self._tag = message, tag
        self._faults = ()
        if self._instrument.faults.armed:
            self._faults = self._instrument.faults.of_message(message, self._instrument.now())
            self._stalled = self._stalled or any(fault.kind == "stall" for fault in self._faults)
        self._execution = _deaf() if self._stalled else self._disturbed_execution(message)
        return self._execution

    def _disturbed_execution(self, message: str) -> Execution:
        execution = self._dialect.execute(message)
        for fault in self._faults:
            if fault.kind == "trip":
                self._dialect.trip()
            elif fault.kind == "local" and self._door == "serial":
                self._obey(getattr(self._dialect, "local_message", ""))
            elif fault.kind == "restart":
                self._obey(getattr(self._dialect, "reset_message", "*RST"))
            elif fault.kind == "service_request" and self.on_service_request is not None:
                self.on_service_request()
            elif fault.kind == "busy" and fault.delay is not None:
                execution = _after(self._instrument.now() + float(fault.delay.si), execution)
        return execution

    def _obey(self, message: str) -> None:
        """Work through a message that came by no wire."""
        if self._told is not None:
            self._told.door = self._door
        for _ in self._dialect.execute(message) if message else ():
            pass

    def _arrive(self) -> None:
        """Have happen what happens when a connection opens."""
        for fault in self._instrument.faults.of_connection(self._instrument.now()):
            if fault.kind in {"refuse", "sole_client"}:
                self.hung_up = True
            elif fault.kind == "stale" and fault.reply is not None:
                self._wire.append((_ALWAYS, fault.reply.encode("latin-1", "replace") + self._terminator, 0))
            for _ in range(fault.entries or 0):
                self._obey(_UNKNOWN)

    def _finish(self, reply: str | None) -> None:
        if self._faults:
            self._finish_disturbed(reply)
        elif reply is not None:
            self._output = self._on_the_wire(reply)

    def _finish_disturbed(self, reply: str | None) -> None:
        faults = self._instrument.faults
        disturbed = DisturbedReply(self._faults, self._message, self._instrument.serial, faults.noise)
        self.hung_up = disturbed.closes
        text = disturbed.text(reply)
        if text is None:
            return
        terminator = b"" if isinstance(text, Unended) else self._terminator
        first, *more = disturbed.segments(text.encode("latin-1", "replace"), terminator)
        if not more and first.ends and not first.delay:
            self._output = Endless(first.data) if isinstance(text, Unended) else first.data
            return
        for segment in (first, *more):
            data = segment.data if segment.ends else Part(segment.data)
            self._wire.append((self._instrument.now() + segment.delay, data, self._tag))

    def _on_the_wire(self, reply: str) -> bytes:
        sent = reply.encode("latin-1", "replace")
        return Endless(sent) if isinstance(reply, Unended) else sent + self._terminator

    def _send_output(self) -> None:
        """Put the reply on the wire, behind what is there already."""
        if self._output is not None:
            self._wire.append((self._instrument.now(), self._output, self._tag))
            self._output = None


def _deaf() -> Execution:
    """Work through a message that is not heard."""
    return None
    yield  # what makes it an execution


def _after(moment: float, execution: Execution) -> Execution:
    """Work through a message once the instrument has time for it [s]."""
    yield moment
    return (yield from execution)
