"""Knows the words of the Fluke 5700 family of calibrators, commands and replies; refuses to know links and time."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from drivers.protocols.fluke_calibrators import OUTPUT_FORM
from drivers.protocols.ieee4882 import QueueEntry, fields, integer, number

ERROR_QUERY = "FAULT?"


@dataclass(frozen=True, slots=True)
class OutputReply:
    """The reply to `OUT?` and to `ADJOUT?`: an amplitude with its unit, and a frequency [Hz].

    Args:
        amplitude: exactly the digits of the reply.
        unit: as replied, such as `OHM`.
        frequency: 0 for a direct quantity [Hz].
    """

    amplitude: Decimal
    unit: str
    frequency: Decimal


def output_reply(reply: str) -> OutputReply:
    """Read the reply to `OUT?`, such as `1.883E-01,A,4.42E+02`.

    Raises:
        MalformedReply: not three fields, or a number is none.
    """
    _, unit, frequency = fields(reply, 3)
    return OutputReply(number(reply, OUTPUT_FORM), unit, number(frequency))


def fault(reply: str) -> QueueEntry:
    """Read the reply to `FAULT?`, the number of the oldest fault; 0 says that there is none.

    Raises:
        MalformedReply: it is not a whole number.
    """
    found = integer(reply)
    return QueueEntry(found, f"fault {found}" if found else "no fault")
