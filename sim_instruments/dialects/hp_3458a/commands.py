"""Knows how the 3458A works through a message and what a plain read means to it; it knows no word.

Source: Agilent 3458A User's Guide, chapter 4, "Sending Commands" (pages not checked). That a message ends at its first
mistake, and that of several queries in one message the last reply stays, is not from the manual.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from sim_instruments.dialects.hp_3458a import errors
from sim_instruments.dialects.hp_3458a.errors import HpError
from sim_instruments.dialects.hp_3458a.instrument import Meter3458A
from sim_instruments.dialects.hp_3458a.measuring_words import measuring_words
from sim_instruments.dialects.hp_3458a.system_words import system_words
from sim_instruments.dialects.hp_3458a.trigger_words import trigger_words

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Body, Execution
    from sim_instruments.dialects.hp_3458a.words import Word

_COMMAND = re.compile(r"(?P<word>[A-Z]+\??)(?:[\s,]\s*(?P<rest>.*))?", re.ASCII)


class Hp3458A:
    """The 3458A as a dialect.

    Args:
        body: what it drives.
    """

    terminator = b"\r\n"
    trigger_message = "TRIG SGL"
    reset_message = "RESET"
    """What a trigger of the interface does."""

    def __init__(self, body: Body) -> None:
        self._meter = Meter3458A(body)
        self._busy = False

    @cached_property
    def _words(self) -> dict[str, Word]:
        meter = self._meter  # made at the first message: an instrument that nobody talks to stays small
        return measuring_words(meter) | trigger_words(meter) | system_words(meter)

    def execute(self, message: str) -> Execution:
        """Work through one message."""
        reply: str | None = None
        self._busy = True
        self._meter.catch_up()
        try:
            for text in filter(None, (part.strip() for part in message.upper().split(";"))):
                answered = yield from self._obey(text)
                reply = answered if answered is not None else reply
        except HpError as problem:
            self._meter.report(problem.number)
        finally:
            self._busy = False
        return reply

    def unterminated(self) -> Execution:
        """Take a read without a query as the event that it may be: it gives a reading, or nothing."""
        self._busy = True
        try:
            return (yield from self._meter.requested())
        finally:
            self._busy = False

    def _obey(self, text: str) -> Execution:
        match = _COMMAND.fullmatch(text)
        word = self._words.get(match["word"]) if match else None
        if match is None or word is None:
            raise HpError(errors.SYNTAX)
        rest = match["rest"]
        reply = word(tuple(part.strip() for part in rest.split(",")) if rest else ())
        if reply is None or isinstance(reply, str):
            return reply
        return (yield from reply)

    def status_byte(self, *, message_available: bool) -> int:
        """Return the status byte as a serial poll does; bit 7 says that a reply or a reading waits."""
        return self._meter.status_byte(ready=not self._busy, reply_waits=message_available)

    def next_change(self) -> float | None:
        """Return when a reading will be kept although no message comes [s]."""
        return self._meter.next_reading_at

    def interrupted(self) -> None:
        """Do nothing: a reply that nobody read is gone without an error."""

    def overrun(self) -> None:
        """Note that a message did not fit."""
        self._meter.report(errors.SYNTAX)

    def device_clear(self) -> None:
        """Give up the readings under way and those that nobody has read; settings stay."""
        self._meter.stop()

    def trip(self) -> None:
        """Do nothing: a meter has no output."""
