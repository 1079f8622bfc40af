"""Knows the status registers that IEEE 488.2 gives every instrument; it knows no error number."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag


class EventStatus(IntFlag):
    """Bits of the standard event status register; source: IEEE 488.2-1992, 11.5.1."""

    OPERATION_COMPLETE = 1
    QUERY_ERROR = 4
    DEVICE_ERROR = 8
    EXECUTION_ERROR = 16
    COMMAND_ERROR = 32
    POWER_ON = 128


class StatusByte(IntFlag):
    """Bits of the status byte that IEEE 488.2 fixes; source: IEEE 488.2-1992, 11.2."""

    MESSAGE_AVAILABLE = 16
    EVENT_STATUS = 32
    MASTER_SUMMARY = 64


_MASTER_SUMMARY = int(StatusByte.MASTER_SUMMARY)  # the complement of a flag knows no bit but the named ones


@dataclass(slots=True)
class StatusRegisters:
    """The standard event status register, its enable register and the service request enable register."""

    events: EventStatus = EventStatus.POWER_ON
    event_enable: int = 0
    service_enable: int = 0

    def note(self, event: EventStatus) -> None:
        """Set a bit of the event register."""
        self.events |= event

    def take_events(self) -> int:
        """Return the event register and clear it, as `*ESR?` does."""
        events, self.events = int(self.events), EventStatus(0)
        return events

    def byte(self, own_bits: int) -> int:
        """Return the status byte.

        Args:
            own_bits: what the instrument itself sums up, such as its error queue.
        """
        byte = own_bits & ~_MASTER_SUMMARY
        if int(self.events) & self.event_enable:
            byte |= int(StatusByte.EVENT_STATUS)
        return byte | _MASTER_SUMMARY if byte & self.service_enable else byte
