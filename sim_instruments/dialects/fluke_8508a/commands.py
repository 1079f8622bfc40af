"""Knows the words of the 8508A and how it works through a message; it knows no reading.

Sources: IEEE 488.2-1992, chapter 10; Fluke 8508A Users Manual, chapter 4 (pages not checked); public drivers of the
instrument. That the rest of a message is dropped after a mistake of grammar is not from the manual.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING

from sim_instruments.dialects.fluke_8508a import errors
from sim_instruments.dialects.fluke_8508a.errors import CommandError, ExecutionError
from sim_instruments.dialects.fluke_8508a.instrument import Meter8508A
from sim_instruments.dialects.fluke_8508a.status_words import status_words
from sim_instruments.dialects.fluke_8508a.words import answer, choose, lasting, order
from sim_instruments.dialects.ieee488 import EventStatus

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Body, Execution
    from sim_instruments.dialects.fluke_8508a.setup import FunctionSetup
    from sim_instruments.dialects.fluke_8508a.words import Word

_UNIT = re.compile(r"(?P<word>\*?[A-Z][A-Z_]*\??)(?:\s+(?P<rest>.*))?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d{1,3})?", re.ASCII)
_LONGEST_DELAY = 65000
_MESSAGE_AVAILABLE = 16


class Fluke8508A:
    """The 8508A as a dialect.

    Args:
        body: what it drives.
    """

    terminator = b"\n"

    def __init__(self, body: Body) -> None:
        self._meter = Meter8508A(body)

    @cached_property
    def _words(self) -> dict[str, Word]:
        meter = self._meter  # made at the first message: an instrument that nobody talks to stays small
        return _function_words(meter) | _reading_words(meter) | _input_words(meter) | status_words(meter)

    def execute(self, message: str) -> Execution:
        """Work through one message."""
        replies: list[str] = []
        self._meter.catch_up()
        try:
            for text in filter(None, (part.strip() for part in message.upper().split(";"))):
                reply = yield from self._obey(text)
                if reply is not None:
                    replies.append(reply)
        except CommandError:
            self._meter.status.note(EventStatus.COMMAND_ERROR)
        return ";".join(replies) or None

    def _obey(self, text: str) -> Execution:
        match = _UNIT.fullmatch(text)
        word = self._words.get(match["word"]) if match else None
        if match is None or word is None:
            raise CommandError
        rest = match["rest"]
        try:
            reply = word(tuple(part.strip() for part in rest.split(",")) if rest else ())
            if reply is None or isinstance(reply, str):
                return reply
            return (yield from reply)
        except ExecutionError as problem:
            self._meter.refuse(problem.number)
            return None

    def status_byte(self, *, message_available: bool) -> int:
        """Return the status byte as a serial poll does."""
        return self._meter.status.byte(_MESSAGE_AVAILABLE if message_available else 0)

    def next_change(self) -> float | None:
        """Return when the reading under way is complete [s]."""
        return self._meter.next_change

    def interrupted(self) -> None:
        """Note that a reply was dropped unread."""
        self._meter.status.note(EventStatus.QUERY_ERROR)

    def unterminated(self) -> None:
        """Note that a reply was asked for without a query."""
        self._meter.status.note(EventStatus.QUERY_ERROR)

    def overrun(self) -> None:
        """Note that a message did not fit."""
        self._meter.status.note(EventStatus.COMMAND_ERROR)

    def device_clear(self) -> None:
        """Give up the reading under way; settings and errors stay."""
        self._meter.abort()

    def trip(self) -> None:
        """Do nothing: a meter has no output."""


def _function_words(meter: Meter8508A) -> dict[str, Word]:
    def bind(setup: FunctionSetup) -> Word:
        name = setup.function.name

        def word(arguments: tuple[str, ...]) -> None:
            _set(meter.functions[name], arguments)
            meter.function = meter.functions[name]
            meter.configured()

        return word

    return {name: bind(setup) for name, setup in meter.functions.items()}


def _set(setup: FunctionSetup, arguments: tuple[str, ...]) -> None:
    """Take range and keywords in any order; nothing changes where one of them is refused."""
    changes: dict[str, str | bool | int | Decimal] = {}
    for argument in arguments:
        if argument in setup.function.keywords:
            changes.update([setup.function.keywords[argument]])
        elif argument == "AUTO":
            changes["autorange"] = True
        elif _NUMBER.fullmatch(argument):
            changes["nominal"] = setup.function.range_for(_number(argument))
            changes["autorange"] = False
        else:
            raise CommandError
    for name, change in changes.items():
        setattr(setup, name, change)


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ExecutionError(errors.DATA_ENTRY) from None


def _reading_words(meter: Meter8508A) -> dict[str, Word]:
    def triggered() -> Execution:
        meter.trigger()
        return (yield from meter.recall())

    def source(keyword: str) -> None:
        meter.external = keyword == "EXT"
        meter.configured()

    def delay(arguments: tuple[str, ...]) -> None:
        if len(arguments) != 1:
            raise CommandError
        if arguments[0] == "DFLT":
            meter.delay = None
        elif _NUMBER.fullmatch(arguments[0]):
            seconds = _number(arguments[0])
            if not 0 <= seconds <= _LONGEST_DELAY:
                raise ExecutionError(errors.OUT_OF_LIMIT)
            meter.delay = seconds
        else:
            raise CommandError
        meter.configured()

    def frequency() -> str:
        if not meter.function.function.alternating:
            raise ExecutionError(errors.ONLY_ALTERNATING)
        return meter.frequency()

    return {
        "*TRG": order(meter.trigger),
        "RDG?": lasting(meter.recall),
        "X?": lasting(triggered),
        "FREQ?": answer(frequency),
        "TRG_SRCE": choose(("INT", "EXT"), source),
        "DELAY": delay,
    }


def _input_words(meter: Meter8508A) -> dict[str, Word]:
    def select(keyword: str) -> None:
        meter.input = keyword
        meter.configured()

    def guard(keyword: str) -> None:
        meter.guard = keyword

    def average(keyword: str) -> None:
        del keyword  # OFF is all there is

    def line_frequency(keyword: str) -> None:
        meter.line_frequency = int(keyword)
        meter.configured()

    return {
        "INPUT": choose(("FRONT", "REAR", "OFF"), select),
        "GUARD": choose(("INT", "EXT"), guard),
        "AVG": choose(("OFF",), average),
        "LINEF": choose(("50", "60"), line_frequency),
        "LINEF?": answer(lambda: str(meter.line_frequency)),
    }
