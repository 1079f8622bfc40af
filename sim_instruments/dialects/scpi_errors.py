"""Knows the numbers, texts and classes of SCPI errors, and the queue that holds them; it knows no command."""

from __future__ import annotations

from dataclasses import dataclass

from sim_instruments.dialects.ieee488 import EventStatus

# SCPI 1999.0, volume 2, 21.8
TEXTS = {
    0: "No error",
    -101: "Invalid character",
    -102: "Syntax error",
    -103: "Invalid separator",
    -104: "Data type error",
    -108: "Parameter not allowed",
    -109: "Missing parameter",
    -112: "Program mnemonic too long",
    -113: "Undefined header",
    -114: "Header suffix out of range",
    -121: "Invalid character in number",
    -123: "Exponent too large",
    -131: "Invalid suffix",
    -138: "Suffix not allowed",
    -151: "Invalid string data",
    -171: "Invalid expression",
    -211: "Trigger ignored",
    -213: "Init ignored",
    -214: "Trigger deadlock",
    -221: "Settings conflict",
    -222: "Data out of range",
    -223: "Too much data",
    -224: "Illegal parameter value",
    -230: "Data corrupt or stale",
    -241: "Hardware missing",
    -256: "File name not found",
    -350: "Queue overflow",
    -363: "Input buffer overrun",
    -410: "Query INTERRUPTED",
    -420: "Query UNTERMINATED",
    -440: "Query UNTERMINATED after indefinite response",
}


class ScpiError(Exception):
    """A command was refused.

    Args:
        number: of the error.
        detail: text of its own; the model's text for the number where empty.
    """

    def __init__(self, number: int, detail: str = "") -> None:
        super().__init__(number)
        self.number = number
        self.detail = detail

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


@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """One entry of an error queue.

    Args:
        number: of the error.
        detail: text of its own; the model's text for the number where empty.
        at: world time at which it came [s].
    """

    number: int
    detail: str = ""
    at: float = 0.0


_NO_ERROR = ErrorEntry(0)
_OVERFLOW = -350


class ErrorQueue:
    """Errors in the order they came; when it is full, the newest entry says so.

    Args:
        depth: how many entries it holds.
    """

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._entries: list[ErrorEntry] = []  # few; an empty deque takes ten times the memory

    def put(self, entry: ErrorEntry) -> None:
        """Add an error."""
        if len(self._entries) < self._depth:
            self._entries.append(entry)
        else:
            self._entries[-1] = ErrorEntry(_OVERFLOW, at=entry.at)

    def take(self) -> ErrorEntry:
        """Remove the oldest error and return it; one with the number 0 when there is none."""
        return self._entries.pop(0) if self._entries else _NO_ERROR

    def clear(self) -> None:
        """Forget all."""
        self._entries.clear()

    def __len__(self) -> int:
        return len(self._entries)
