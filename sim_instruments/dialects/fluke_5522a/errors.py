"""Knows the error numbers of the 5522A and the queue that holds them; it knows no command.

Entries 0, 1 and 1300 and the depth of the queue: Fluke 5520A Operators Manual, chapter 6 and appendix "Error
messages" (pages not checked). All other numbers and texts are chosen in its style and are NOT from the manual.
"""

from __future__ import annotations

from collections import deque

from sim_instruments.dialects.ieee488 import EventStatus

OVERFLOW = 1
TRIPPED = 4000  # not from the manual
OUT_OF_RANGE = 500  # not from the manual
BEYOND_LIMIT = 501  # not from the manual
RANGE_LOCKED = 502  # not from the manual
NOT_SIMULATED = 503  # not from the manual
BAD_SYNTAX = 1300
UNKNOWN_COMMAND = 1301  # not from the manual
BAD_COUNT = 1302  # not from the manual
BAD_KEYWORD = 1303  # not from the manual
BAD_NUMBER = 1304  # not from the manual
BAD_UNIT = 1305  # not from the manual
BAD_VALUE = 1306  # not from the manual
INTERRUPTED = 1308  # not from the manual
UNTERMINATED = 1309  # not from the manual
TOO_LONG = 1314  # not from the manual

TEXTS = {
    0: "No Error",
    OVERFLOW: "Error queue overflow",
    OUT_OF_RANGE: "Magnitude of output out of range",
    BEYOND_LIMIT: "Exceeds output limit",
    RANGE_LOCKED: "Outside locked range",
    NOT_SIMULATED: "Output not available",
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
    TRIPPED: "Output tripped to standby",
}

_DEPTH = 16
_QUERY_ERRORS = frozenset({INTERRUPTED, UNTERMINATED})


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
    if BAD_SYNTAX <= number <= TOO_LONG:
        return EventStatus.COMMAND_ERROR
    if OUT_OF_RANGE <= number <= NOT_SIMULATED:
        return EventStatus.EXECUTION_ERROR
    return EventStatus.DEVICE_ERROR


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
