"""Knows the numbers, texts and classes of SCPI errors, and the queue that holds them; it knows no command."""

from __future__ import annotations

from collections import deque

from sim_instruments.dialects.ieee488 import EventStatus

# SCPI 1999.0, volume 2, 21.8; those above zero: Agilent 34401A User's Guide, chapter 5 (pages not checked)
TEXTS = {
    0: "No error",
    -101: "Invalid character",
    -102: "Syntax error",
    -103: "Invalid separator",
    -104: "Data type error",
    -108: "Parameter not allowed",
    -109: "Missing parameter",
    -113: "Undefined header",
    -123: "Exponent too large",
    -131: "Invalid suffix",
    -138: "Suffix not allowed",
    -151: "Invalid string data",
    -211: "Trigger ignored",
    -213: "Init ignored",
    -214: "Trigger deadlock",
    -221: "Settings conflict",
    -222: "Data out of range",
    -223: "Too much data",
    -224: "Illegal parameter value",
    -230: "Data stale",
    -350: "Too many errors",
    -410: "Query INTERRUPTED",
    -420: "Query UNTERMINATED",
    521: "Input buffer overflow",
    531: "Insufficient memory",
}


class ScpiError(Exception):
    """A command was refused.

    Args:
        number: of the error.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def ends_message(self) -> bool:
        """Whether the parser has lost its place, so that the rest of the message is dropped."""
        return event_of(self.number) is EventStatus.COMMAND_ERROR


def event_of(number: int) -> EventStatus:
    """Return the bit of the event status register that an error sets; source: SCPI 1999.0, volume 2, 21.8."""
    if -199 <= number <= -100:
        return EventStatus.COMMAND_ERROR
    if -299 <= number <= -200:
        return EventStatus.EXECUTION_ERROR
    if -499 <= number <= -400:
        return EventStatus.QUERY_ERROR
    return EventStatus.DEVICE_ERROR


class ErrorQueue:
    """Errors in the order they came; when it is full, the newest entry says so.

    Args:
        depth: how many entries it holds.
    """

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._numbers: deque[int] = deque()

    def put(self, number: int) -> None:
        """Add an error."""
        if len(self._numbers) < self._depth:
            self._numbers.append(number)
        else:
            self._numbers[-1] = -350

    def take(self) -> int:
        """Remove the oldest error and return its number; 0 when there is none."""
        return self._numbers.popleft() if self._numbers else 0

    def clear(self) -> None:
        """Forget all."""
        self._numbers.clear()

    def __len__(self) -> int:
        return len(self._numbers)
