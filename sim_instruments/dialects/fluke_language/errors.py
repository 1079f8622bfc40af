"""Knows the error numbers of the Fluke calibrators and the queue that holds them; it knows no command.

Entries 0, 1 and 104 with their classes: Fluke 5522A Operators Manual, appendix D, page D-1. 539: Fluke 5500A Operator
Manual, page 6-17. 725: Fluke 5700A/5720A Series II Operators Manual, page 5-28. 1300 and the depth of the queue: Fluke
5520A Operators Manual (pages not checked). All other numbers and texts are chosen in their style and are NOT from a
manual.
"""

from __future__ import annotations

from collections import deque

from sim_instruments.dialects.ieee488 import EventStatus

OVERFLOW = 1
TRIPPED = 104
OUT_OF_RANGE = 500  # not from a manual
BEYOND_LIMIT = 501  # not from a manual
RANGE_LOCKED = 502  # not from a manual
NOT_SIMULATED = 503  # not from a manual
NO_FREQUENCY = 504  # not from a manual
NO_COMPENSATION = 539
NO_POST = 540  # not from a manual
PROTECTED = 541  # not from a manual
ILLEGAL_LIMIT = 725
BAD_SYNTAX = 1300
UNKNOWN_COMMAND = 1301  # not from a manual
BAD_COUNT = 1302  # not from a manual
BAD_KEYWORD = 1303  # not from a manual
BAD_NUMBER = 1304  # not from a manual
BAD_UNIT = 1305  # not from a manual
BAD_VALUE = 1306  # not from a manual
INTERRUPTED = 1308  # not from a manual
UNTERMINATED = 1309  # not from a manual
TOO_LONG = 1314  # not from a manual
BUFFER_FULL = 1317  # not from a manual

TEXTS = {
    0: "No Error",
    OVERFLOW: "Error queue overflow",
    TRIPPED: "Hardware relay trip occurred",
    OUT_OF_RANGE: "Magnitude of output out of range",
    BEYOND_LIMIT: "Exceeds output limit",
    RANGE_LOCKED: "Outside locked range",
    NOT_SIMULATED: "Output not available",
    NO_FREQUENCY: "Frequency out of range",
    NO_COMPENSATION: "Can't change compensation now",
    NO_POST: "Can't change terminals now",
    PROTECTED: "Calibration switch is not enabled",
    ILLEGAL_LIMIT: "ILLEGAL LIMIT SETTING",
    BAD_SYNTAX: "Bad syntax",
    UNKNOWN_COMMAND: "Unknown command",
    BAD_COUNT: "Bad parameter count",
    BAD_KEYWORD: "Bad keyword",
    BAD_NUMBER: "Bad parameter type",
    BAD_UNIT: "Bad parameter unit",
    BAD_VALUE: "Bad parameter value",
    INTERRUPTED: "488.2 interrupted query",
    UNTERMINATED: "488.2 unterminated command",
    TOO_LONG: "Parameter too long",
    BUFFER_FULL: "Input buffer full",
}

_DEPTH = 16
_QUERY_ERRORS = frozenset({INTERRUPTED, UNTERMINATED, BUFFER_FULL})
_DEVICE_ERRORS = frozenset({OVERFLOW, TRIPPED, NO_COMPENSATION})


class FlukeError(Exception):
    """A command was refused.

    Args:
        number: of the error.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def event_of(number: int) -> EventStatus:
    """Return the bit of the event status register that an error sets."""
    if number in _QUERY_ERRORS:
        return EventStatus.QUERY_ERROR
    if number in _DEVICE_ERRORS:
        return EventStatus.DEVICE_ERROR
    return EventStatus.COMMAND_ERROR if number >= BAD_SYNTAX else EventStatus.EXECUTION_ERROR


class ErrorQueue:
    """Errors in the order they came, 16 at most; the last then says that more came."""

    def __init__(self) -> None:
        self._numbers: deque[int] = deque()

    def put(self, number: int) -> None:
        """Add an error."""
        if len(self._numbers) < _DEPTH:
            self._numbers.append(number)
        else:
            self._numbers[-1] = OVERFLOW

    def take(self) -> int:
        """Remove the oldest error and return its number; 0 when there is none."""
        return self._numbers.popleft() if self._numbers else 0

    def clear(self) -> None:
        """Forget all."""
        self._numbers.clear()

    def __len__(self) -> int:
        return len(self._numbers)
