"""Knows how a Fluke calibrator works through a message, on an instrument bus or before a person's terminal.

Sources: Fluke 5520A Operators Manual, chapter 5 (control characters; input buffer; terminal mode with its echo, its
prompt `1> ` and its `Fault 1300: Bad syntax (REM)`); pages not checked. What happens to the rest of a message after an
error, and at the end of the input buffer, is not from the manual. Ctrl-P and Ctrl-T, the serial poll and the trigger of
its serial interface, are not simulated; Ctrl-C acts when its message has ended.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeAlias

from sim_instruments.dialects.execution import Unended
from sim_instruments.dialects.fluke_language import errors
from sim_instruments.dialects.fluke_language.errors import TEXTS, FlukeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim_instruments.dialects.execution import Execution
    from sim_instruments.dialects.fluke_language.calibrator import Calibrator
    from sim_instruments.dialects.fluke_language.words import Word

_UNIT = re.compile(r"(?P<word>\*?[A-Z][A-Z0-9_]*\??)(?:\s+(?P<rest>.*))?", re.ASCII)
_DEVICE_CLEAR = "\x03"
_CONTROL = re.compile(r"[\x00-\x1f]")
_REMEMBERED = 128
_PROMPT = "1> "

_Step: TypeAlias = "tuple[Word, tuple[str, ...]]"


class FlukeDialect:
    """A Fluke calibrator as a dialect.

    Args:
        calibrator: that obeys.
        words: makes those that it knows, at the first message: an instrument that nobody talks to stays small.
        longest: message that its input buffer holds [characters].
    """

    terminator = b"\r\n"
    serial_clear = b"\x03"  # page not checked
    local_message = "LOCAL"

    def __init__(self, calibrator: Calibrator, words: Callable[[], Mapping[str, Word]], longest: int) -> None:
        self.calibrator = calibrator
        self._make_words = words
        self._longest = longest
        self._steps_of = lru_cache(_REMEMBERED)(self._resolve)  # a bench says the same few messages

    @cached_property
    def _words(self) -> Mapping[str, Word]:
        return self._make_words()

    def execute(self, message: str) -> Execution:
        """Work through one message; after an error the rest of it is dropped."""
        if not (message.isascii() and message.isprintable()):
            message = self._heard(message)
        replies: list[str] = []
        steps, problem = self._steps_of(message)
        self.calibrator.observe()
        try:
            for word, arguments in steps:
                reply = word(arguments)
                if reply is not None and not isinstance(reply, str):
                    reply = yield from reply
                if reply is not None:
                    replies.append(reply)
        except FlukeError as refusal:
            problem = refusal.number
        if problem:
            self.calibrator.report(problem)
        if self.calibrator.body.at_terminal:
            return _at_terminal(message, replies, problem)
        return ";".join(replies) or None

    def _heard(self, message: str) -> str:
        """Return what is left when the eighth bit is ignored, and what comes before a device clear, and controls."""
        seven_bits = "".join(chr(ord(character) & 0x7F) for character in message)
        if _DEVICE_CLEAR in seven_bits:
            self.device_clear()
        return _CONTROL.sub("", seven_bits.rpartition(_DEVICE_CLEAR)[2])

    def _resolve(self, message: str) -> tuple[tuple[_Step, ...], int]:
        """Return the words of a message with their parameters, as far as it is understood, and the error there."""
        if len(message) > self._longest:
            return (), errors.BUFFER_FULL
        steps: list[_Step] = []
        for text in filter(None, (part.strip() for part in message.upper().split(";"))):
            match = _UNIT.fullmatch(text)
            if match is None:
                return tuple(steps), errors.BAD_SYNTAX
            word = self._words.get(match["word"])
            if word is None:
                return tuple(steps), errors.UNKNOWN_COMMAND
            rest = match["rest"]
            steps.append((word, tuple(part.strip() for part in rest.split(",")) if rest else ()))
        return tuple(steps), 0

    def status_byte(self, *, message_available: bool) -> int:
        """Return the status byte."""
        return self.calibrator.status_byte(message_available=message_available)

    def next_change(self) -> float | None:
        """Return when the output will have settled [s]; None where it has."""
        return None if self.calibrator.settled else self.calibrator.body.output.settled_at

    def interrupted(self) -> None:
        """Note that a reply was dropped unread."""
        self.calibrator.report(errors.INTERRUPTED)

    def unterminated(self) -> None:
        """Note that a reply was asked for without a query."""
        self.calibrator.report(errors.UNTERMINATED)

    def overrun(self) -> None:
        """Note that a message did not fit."""
        self.calibrator.report(errors.BUFFER_FULL)

    def device_clear(self) -> None:
        """Become ready for a new message; the output stays as it is."""

    def trip(self) -> None:
        """Leave operate by itself."""
        self.calibrator.trip()


def _at_terminal(message: str, replies: list[str], problem: int) -> Unended:
    fault = [f"Fault {problem}: {TEXTS[problem]} (REM)"] if problem else []
    lines = [message, *replies, *fault]
    return Unended("".join(f"{line}\r\n" for line in lines) + _PROMPT)
