"""Knows how IEEE 488.2 frames commands and replies as bytes and text; refuses to know instruments, links and time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bench_core.capabilities.instruments import Identity
from bench_core.errors import MalformedReply, NumberInvalid, UsageError
from bench_core.records.reply import read_number

if TYPE_CHECKING:
    from decimal import Decimal

IDENTITY_QUERY = "*IDN?"
_PRINTABLE = re.compile(r"[ -~]+")
_ENTRY = re.compile(r'\s*(?P<number>[+-]?[0-9]{1,5})\s*,\s*"(?P<text>(?:[^"]|"")*)"\s*')
_PLAIN_ENTRY = re.compile(r"\s*(?P<number>[+-]?[0-9]{1,5})\s*(?:,\s*(?P<text>[^,]*?)\s*)?")
_LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One entry of an instrument's error queue; number 0 says that the queue is empty."""

    number: int
    text: str

    def __str__(self) -> str:
        return f'{self.number}, "{self.text}"'


@lru_cache(maxsize=1024)  # the same few questions are asked all the time
def message(command: str, terminator: bytes = b"\n") -> bytes:
    """Return a command as the bytes of one program message.

    Args:
        command: printable ASCII, without a terminator.
        terminator: LF, or CR LF for an instrument that wants it.

    Raises:
        UsageError: a character that would end or garble the message.

    Source: IEEE 488.2 (program message terminator).
    """
    if _PRINTABLE.fullmatch(command) is None:
        raise UsageError(f"{command!r} is not one command of printable ASCII characters")
    return command.encode("ascii") + terminator


def text(reply: bytes) -> str:
    """Return a reply as text with one character per byte, so that no byte is lost or guessed (ISO 8859-1)."""
    return reply.decode("latin-1")


def malformed(expected: str, reply: str) -> MalformedReply:
    """Return the exception for a reply in another form than the manual gives; the session adds who replied."""
    shown = repr(reply if len(reply) <= _LONGEST_SHOWN else reply[:_LONGEST_SHOWN] + "…")
    return MalformedReply("reply", f"expected {expected}, received {shown}")


def number(reply: str, form: str = "nrf") -> Decimal:
    """Return the number of a reply with exactly its digits.

    Args:
        reply: whole reply.
        form: which part of it is the number, a name of `bench_core.records.reply`.

    Raises:
        MalformedReply: the reply does not hold one number in that form.

    Source: IEEE 488.2 (NR1, NR2, NR3).
    """
    try:
        return read_number(form, reply)
    except NumberInvalid as problem:
        raise malformed("one number", reply) from problem


def integer(reply: str) -> int:
    """Return a reply that is one whole number, such as a register.

    Raises:
        MalformedReply: it is not.
    """
    value = number(reply)
    if value != value.to_integral_value():
        raise malformed("a whole number", reply)
    return int(value)


def boolean(reply: str) -> bool:
    """Return a reply that is `0` or `1`.

    Raises:
        MalformedReply: it is neither.
    """
    value = integer(reply)
    if value not in {0, 1}:
        raise malformed("0 or 1", reply)
    return value == 1


def quoted(reply: str) -> str:
    """Return the text of a reply that is one quoted string.

    Raises:
        MalformedReply: it is not.

    Source: IEEE 488.2 (string response data).
    """
    body = reply.strip()
    if len(body) < 2 or body[0] != '"' or body[-1] != '"' or '"' in body[1:-1].replace('""', ""):
        raise malformed("one string in quotation marks", reply)
    return body[1:-1].replace('""', '"')


def fields(reply: str, count: int) -> tuple[str, ...]:
    """Return the comma-separated fields of a reply that has exactly `count` of them.

    Raises:
        MalformedReply: it has another number of fields.
    """
    parts = tuple(part.strip() for part in reply.split(","))
    if len(parts) != count:
        raise malformed(f"{count} fields", reply)
    return parts


def identity(reply: str) -> Identity:
    """Return who an instrument says it is: maker, model, serial number, firmware.

    Raises:
        MalformedReply: not four fields of printable ASCII, or no maker or model.

    Source: IEEE 488.2 (*IDN?).
    """
    maker, model, serial, firmware = fields(reply, 4)
    if not maker or not model or _PRINTABLE.fullmatch(reply.strip()) is None:
        raise malformed("maker, model, serial number and firmware", reply)
    return Identity(maker, model, serial, firmware, reply)


def queue_entry(reply: str) -> QueueEntry:
    """Return one entry of an error queue, number and quoted text.

    Raises:
        MalformedReply: the reply has another form.
    """
    match = _ENTRY.fullmatch(reply)
    if match is None:
        raise malformed('a number and a text in quotation marks, such as 0,"No error"', reply)
    return QueueEntry(int(match["number"]), match["text"].replace('""', '"'))


def plain_queue_entry(reply: str) -> QueueEntry:
    """Return one entry of an error queue without quotation marks: a number, or a number and a text.

    Raises:
        MalformedReply: the reply has another form.
    """
    match = _PLAIN_ENTRY.fullmatch(reply)
    if match is None:
        raise malformed("a number and a text, such as 0, No error", reply)
    return QueueEntry(int(match["number"]), match["text"] or "")
