"""Knows the words of the 5522A and how it works through a message; it knows no voltage and no time.

Source: Fluke 5520A Operators Manual, chapter 6 (pages not checked).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim_instruments.dialects.fluke_5522a import errors
from sim_instruments.dialects.fluke_5522a.errors import FlukeError
from sim_instruments.dialects.fluke_5522a.instrument import Calibrator5522A
from sim_instruments.dialects.fluke_5522a.output_words import output_words
from sim_instruments.dialects.fluke_5522a.status_words import status_words

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Body, Execution
    from sim_instruments.dialects.fluke_5522a.words import Word

_UNIT = re.compile(r"(?P<word>\*?[A-Z][A-Z0-9_]*\??)(?:\s+(?P<rest>.*))?", re.ASCII)


class Fluke5522A:
    """The 5522A as a dialect.

    Args:
        body: what it drives.
    """

    terminator = b"\r\n"

    def __init__(self, body: Body) -> None:
        self._calibrator = Calibrator5522A(body)
        self._words: dict[str, Word] = output_words(self._calibrator) | status_words(self._calibrator)

    def execute(self, message: str) -> Execution:
        """Work through one message; after an error the rest of the message is dropped (not from the manual)."""
        replies: list[str] = []
        self._calibrator.observe()
        try:
            for text in filter(None, (part.strip() for part in message.upper().split(";"))):
                reply = yield from self._obey(text)
                if reply is not None:
                    replies.append(reply)
        except FlukeError as problem:
            self._calibrator.report(problem.number)
        return ";".join(replies) or None

    def _obey(self, text: str) -> Execution:
        match = _UNIT.fullmatch(text)
        if match is None:
            raise FlukeError(errors.BAD_SYNTAX)
        word = self._words.get(match["word"])
        if word is None:
            raise FlukeError(errors.UNKNOWN_COMMAND)
        rest = match["rest"]
        reply = word(tuple(part.strip() for part in rest.split(",")) if rest else ())
        if reply is None or isinstance(reply, str):
            return reply
        return (yield from reply)

    def interrupted(self) -> None:
        """Note that a reply was dropped unread."""
        self._calibrator.report(errors.INTERRUPTED)

    def unterminated(self) -> None:
        """Note that a reply was asked for without a query."""
        self._calibrator.report(errors.UNTERMINATED)

    def overrun(self) -> None:
        """Note that a message did not fit."""
        self._calibrator.report(errors.TOO_LONG)

    def device_clear(self) -> None:
        """Become ready for a new message; the output stays as it is."""

    def trip(self) -> None:
        """Leave operate by itself."""
        self._calibrator.trip()
