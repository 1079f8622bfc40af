"""Knows the status byte of the 3458A; it knows no command and no interface.

Source: Agilent 3458A User's Guide, entries STB?, RQS, EMASK, SRQ and CSB (pages not checked).
"""

from __future__ import annotations

from enum import IntFlag

from sim_instruments.dialects.hp_3458a.errors import ALL


class StatusByte(IntFlag):
    """Bits of the status byte; program memory (1) and limits (2) are not simulated."""

    SRQ_COMMAND = 4
    POWER_ON = 8
    READY = 16
    ERROR = 32
    REQUEST_SERVICE = 64
    DATA_AVAILABLE = 128


class Status:
    """What the status byte remembers, and which of its bits request service."""

    def __init__(self) -> None:
        self._events = StatusByte.POWER_ON
        self.request_mask = 0
        self.error_mask = ALL
        """Errors that set the error bit."""

    def note(self, event: StatusByte) -> None:
        """Remember an event."""
        self._events |= event

    def clear(self) -> None:
        """Do what `CSB` does."""
        self._events = StatusByte(0)

    def byte(self, *, errors: int, ready: bool, available: bool) -> int:
        """Return the status byte.

        Args:
            errors: bits of the error register.
            ready: whether nothing is being worked through.
            available: whether a reading waits.
        """
        byte = self._events
        if errors & self.error_mask:
            byte |= StatusByte.ERROR
        if ready:
            byte |= StatusByte.READY
        if available:
            byte |= StatusByte.DATA_AVAILABLE
        if byte & self.request_mask:
            byte |= StatusByte.REQUEST_SERVICE
        return int(byte)
