"""Knows how messages and replies take turns in one conversation, and what faults do to them; it knows no wire.

Source: IEEE 488.2-1992, chapter 6 (message exchange protocol: INTERRUPTED, UNTERMINATED).
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Execution
    from sim_instruments.faults import Fault
    from sim_instruments.world import SimulatedInstrument

LONGEST_MESSAGE = 65536
MOST_MESSAGES = 256
_ALWAYS = float("-inf")


class Exchange:
    """One conversation with one instrument.

    Args:
        instrument: that is talked to.
        eager: whether a reply leaves by itself as soon as it is complete, as on a raw socket; else it stays in the
            instrument until it is asked for, as on GPIB.
    """

    def __init__(self, instrument: SimulatedInstrument, *, eager: bool) -> None:
        self._instrument = instrument
        self._eager = eager
        self._buffer = bytearray()
        self._inbox: deque[str] = deque()
        self._execution: Execution | None = None
        self._until = _ALWAYS
        self._message = ""
        self._faults: tuple[Fault, ...] = ()
        self._output: bytes | None = None
        self._wire: deque[tuple[float, bytes]] = deque()
        self.hung_up = False
        """Whether the instrument has closed the connection."""

    def receive(self, data: bytes) -> None:
        """Take bytes as they come, in pieces of any size; LF, or CR LF, ends a message."""
        self._buffer += data
        while not self.hung_up and (end := self._buffer.find(b"\n")) >= 0:
            message = bytes(self._buffer[:end]).removesuffix(b"\r")
            del self._buffer[: end + 1]
            if len(self._inbox) < MOST_MESSAGES:
                self._inbox.append(message.decode("latin-1"))
            else:
                self._instrument.dialect.overrun()
            self.run()
        if len(self._buffer) > LONGEST_MESSAGE:
            self._buffer.clear()
            self._instrument.dialect.overrun()

    def run(self) -> None:
        """Go on as far as the present moment allows."""
        while not self.hung_up and self._step():
            if self._eager and not self._inbox:
                self._send_output()

    @property
    def wake_at(self) -> float | None:
        """When something will happen by itself [s]; None while nothing is under way."""
        moments = [self._wire[0][0]] if self._wire else []
        if self._execution is not None:
            moments.append(self._until)
        return min(moments, default=None)

    def take(self) -> bytes | None:
        """Return the next reply that has come through, with its terminator; None while there is none."""
        if not self._wire or self._wire[0][0] > self._instrument.now():
            return None
        return self._wire.popleft()[1]

    def request(self) -> None:
        """Ask for the reply, as a controller does that begins to read."""
        if self._output is not None:
            self._send_output()
        elif self.wake_at is None and not any(fault.kind == "silent" for fault in self._faults):
            self._instrument.dialect.unterminated()

    def offer(self) -> None:
        """Let a complete reply go that a reading controller still waits for."""
        self._send_output()

    def clear(self) -> None:
        """Drop everything under way in both directions and clear the instrument."""
        self._buffer.clear()
        self._inbox.clear()
        self._wire.clear()
        self._output = None
        if self._execution is not None:
            self._execution.close()
            self._execution = None
        self._instrument.dialect.device_clear()

    def abandon(self) -> None:
        """Give the conversation up, as when its wire is cut: what the instrument is busy with for it ends."""
        if self.wake_at is not None:
            self.clear()

    def _step(self) -> bool:
        if self._execution is None:
            if not self._inbox:
                return False
            self._begin(self._inbox.popleft())
        assert self._execution is not None  # noqa: S101  _begin has just set it
        if self._instrument.now() < self._until:
            return False
        try:
            self._until = next(self._execution)
        except StopIteration as end:
            self._execution = None
            self._finish(end.value)
        return True

    def _begin(self, message: str) -> None:
        if self._output is not None:
            self._output = None
            self._instrument.dialect.interrupted()
        self._message = message
        self._faults = self._instrument.faults.of_message(message, self._instrument.now())
        if any(fault.kind == "trip" for fault in self._faults):
            self._instrument.dialect.trip()
        self._execution = self._instrument.dialect.execute(message)
        self._until = _ALWAYS

    def _finish(self, reply: str | None) -> None:
        kinds = {fault.kind for fault in self._faults}
        self.hung_up = "close" in kinds
        if reply is None or kinds & {"silent", "close"}:
            return
        delay = 0.0
        for fault in self._faults:
            if fault.kind == "garbage" and fault.reply is not None:
                reply = fault.reply
            elif fault.kind == "other_serial" and "*IDN?" in self._message.upper():
                reply = reply.replace(f",{self._instrument.serial},", f",{fault.serial},")
            elif fault.kind == "late" and fault.delay is not None:
                delay = float(fault.delay.si)
        self._output = reply.encode("latin-1", "replace") + self._instrument.dialect.terminator
        if delay:
            self._send_output(delay)

    def _send_output(self, delay: float = 0.0) -> None:
        """Put the reply on the wire, behind what is there already."""
        if self._output is not None:
            self._wire.append((self._instrument.now() + delay, self._output))
            self._output = None
