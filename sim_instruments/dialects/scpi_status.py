"""Knows SCPI's status model: register groups with condition, event and enable, and what sums them up.

Source: SCPI 1999.0, volume 1, 9 (status reporting) and volume 2, 20 (STATus subsystem).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim_instruments.dialects.ieee488 import StatusByte, StatusRegisters
from sim_instruments.dialects.scpi_errors import TEXTS, ErrorEntry, ErrorQueue, event_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ALL_BITS = 0x7FFF
_MESSAGE_AVAILABLE = int(StatusByte.MESSAGE_AVAILABLE)


@dataclass(slots=True)
class EventGroup:
    """A condition register, the transition filters behind it, the event register and its enable register.

    Args:
        summary: bit of the status byte that sums up its enabled events.
        condition: what is so now.
        positive: which conditions are noted when they come.
        negative: which conditions are noted when they go.
        event: what was noted since it was last asked for.
        enable: which events are summed up.
    """

    summary: int
    condition: int = 0
    positive: int = _ALL_BITS
    negative: int = 0
    event: int = 0
    enable: int = 0

    def become(self, condition: int) -> None:
        """Take a new condition and note what came and went."""
        risen, fallen = condition & ~self.condition, self.condition & ~condition
        self.event |= risen & self.positive | fallen & self.negative
        self.condition = condition

    def note(self, bits: int) -> None:
        """Note an event that has no condition behind it."""
        self.event |= bits & self.positive

    def take(self) -> int:
        """Return the event register and clear it."""
        event, self.event = self.event, 0
        return event

    def preset(self) -> None:
        """Do what `STATus:PRESet` does to a group."""
        self.enable, self.positive, self.negative = 0, _ALL_BITS, 0


class ScpiStatus:
    """All status of one instrument.

    Args:
        depth: of its error queue.
        groups: by the mnemonic under `STATus`, such as `QUEStionable`.
        queue_bit: of the status byte that says that an error waits; 0 where no bit does.
        texts: what the model calls an error where that is not SCPI's own text.
        write: how the model writes an entry of its queue, from the entry and its text.
        now: world time [s].
    """

    def __init__(
        self,
        depth: int,
        groups: Mapping[str, EventGroup],
        *,
        queue_bit: int = 0,
        texts: Mapping[int, str] | None = None,
        write: Callable[[ErrorEntry, str], str],
        now: Callable[[], float],
    ) -> None:
        self.registers = StatusRegisters()
        self.message_available = False
        """Whether the message under way has given a reply already."""
        self.groups = dict(groups)
        self.errors = ErrorQueue(depth)
        self._queue_bit = queue_bit
        self._texts = texts or {}
        self._write = write
        self._now = now

    def report(self, number: int, detail: str = "") -> None:
        """Put an error into the queue and its class into the event register."""
        self.errors.put(ErrorEntry(number, detail, self._now()))
        self.registers.note(event_of(number))

    def next_error(self) -> str:
        """Remove the oldest error and return it as the instrument writes it."""
        entry = self.errors.take()
        return self._write(entry, entry.detail or self._texts.get(entry.number) or TEXTS[entry.number])

    def clear(self) -> None:
        """Do what `*CLS` does: all events and errors are gone, what is enabled stays."""
        self.errors.clear()
        self.registers.take_events()
        for group in self.groups.values():
            group.take()

    def preset(self) -> None:
        """Do what `STATus:PRESet` does."""
        for group in self.groups.values():
            group.preset()

    def byte(self) -> int:
        """Return the status byte with the master summary in bit 6, as `*STB?` does."""
        return self.registers.byte(self._own_bits())

    def _own_bits(self) -> int:
        bits = self._queue_bit if len(self.errors) else 0
        for group in self.groups.values():
            if group.event & group.enable:
                bits |= group.summary
        return bits | _MESSAGE_AVAILABLE if self.message_available else bits


def signed_entry(entry: ErrorEntry, text: str) -> str:
    """Write an entry as HP, Agilent and Keysight do: `+0,"No error"`."""
    return f'{entry.number:+d},"{text}"'


def plain_entry(entry: ErrorEntry, text: str) -> str:
    """Write an entry with a sign only where it is negative: `0,"No error"`."""
    return f'{entry.number:d},"{text}"'
