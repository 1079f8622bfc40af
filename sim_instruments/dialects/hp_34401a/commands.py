"""Knows how the 34401A works through a message, and its common and system commands; it knows no reading.

Sources: IEEE 488.2-1992, chapter 10; Agilent 34401A User's Guide, chapter 4 (pages not checked).
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from sim_instruments.dialects.hp_34401a.instrument import IDENTITY, Meter34401A
from sim_instruments.dialects.hp_34401a.measuring import measuring_commands
from sim_instruments.dialects.hp_34401a.triggering import triggering_commands
from sim_instruments.dialects.scpi_binding import answer, assign, lasting, order, switch
from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_message import program_units
from sim_instruments.dialects.scpi_parameters import Arguments, Bounds
from sim_instruments.dialects.scpi_tree import CommandTree, Handler

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Body, Execution

_REGISTER = Bounds(Decimal(0), Decimal(255))
_WIDE_REGISTER = Bounds(Decimal(0), Decimal(65535))
_LONGEST_TEXT = 12
_REQUEST_SERVICE = 64
_REMEMBERED = 128

_Step: TypeAlias = tuple[Handler, tuple[str, ...]]


class Hp34401A:
    """The 34401A as a dialect.

    Args:
        body: what it drives.
    """

    terminator = b"\n"

    def __init__(self, body: Body) -> None:
        self._meter = Meter34401A(body)
        parts = (_common_commands, _system_commands, _status_commands, measuring_commands, triggering_commands)
        self._tree = CommandTree({k: handler for part in parts for k, handler in part(self._meter).items()})
        self._steps_of = lru_cache(_REMEMBERED)(self._resolve)  # a bench says the same few messages

    def execute(self, message: str) -> Execution:
        """Work through one program message; where the parser loses its place, the rest is dropped."""
        replies: list[str] = []
        steps, problem = self._steps_of(message)
        self._meter.catch_up()
        try:
            for handler, arguments in steps:
                reply = yield from self._obey(handler, Arguments(arguments))
                if reply is not None:
                    replies.append(reply)
        except ScpiError as refusal:
            problem = refusal.number
        if problem:
            self._meter.report(problem)
        return ";".join(replies) or None

    def _resolve(self, message: str) -> tuple[tuple[_Step, ...], int]:
        """Return what a message asks for up to its first mistake, and the number of that mistake or 0."""
        steps: list[_Step] = []
        position = self._tree.root
        try:
            for unit in program_units(message):
                handler, position = self._tree.resolve(unit, position)
                steps.append((handler, unit.arguments))
        except ScpiError as problem:
            return tuple(steps), problem.number
        return tuple(steps), 0

    def _obey(self, handler: Handler, arguments: Arguments) -> Execution:
        try:
            reply = handler(arguments)
            if reply is None or isinstance(reply, str):
                return reply
            return (yield from reply)
        except ScpiError as problem:
            if problem.ends_message:
                raise
            self._meter.report(problem.number)
            return None

    def interrupted(self) -> None:
        """Note that a reply was dropped unread."""
        self._meter.report(-410)

    def unterminated(self) -> None:
        """Note that a reply was asked for without a query."""
        self._meter.report(-420)

    def overrun(self) -> None:
        """Note that a message did not fit."""
        self._meter.report(521)

    def device_clear(self) -> None:
        """Return to the idle state; settings and errors stay."""
        self._meter.abort()

    def trip(self) -> None:
        """Do nothing: a meter has no output."""


def _common_commands(meter: Meter34401A) -> dict[str, Handler]:
    status = meter.status

    def enable_events(value: Decimal) -> None:
        status.event_enable = int(value)

    def enable_service(value: Decimal) -> None:
        status.service_enable = int(value) & ~_REQUEST_SERVICE

    def completed() -> Execution:
        yield from meter.complete()
        return "1"

    return {
        "*IDN?": answer(lambda: IDENTITY.format(serial=meter.body.serial)),
        "*RST": order(meter.reset),
        "*CLS": order(meter.clear_status),
        "*OPC": order(meter.note_completion),
        "*OPC?": lasting(completed),
        "*WAI": lasting(meter.complete),
        "*TRG": order(meter.trigger),
        "*TST?": answer(lambda: "+0"),
        "*ESE": assign(lambda: _REGISTER, enable_events),
        "*ESE?": answer(lambda: f"{status.event_enable:+d}"),
        "*ESR?": answer(lambda: f"{status.take_events():+d}"),
        "*SRE": assign(lambda: _REGISTER, enable_service),
        "*SRE?": answer(lambda: f"{status.service_enable:+d}"),
        "*STB?": answer(lambda: f"{meter.status_byte():+d}"),
    }


def _system_commands(meter: Meter34401A) -> dict[str, Handler]:
    def show(arguments: Arguments) -> None:
        text = arguments.string()
        arguments.end()
        if len(text) > _LONGEST_TEXT:
            raise ScpiError(-223)
        meter.display = text

    def show_nothing() -> None:
        meter.display = ""

    def nothing() -> None:
        """Remote or local, lit or dark: nothing of it is heard on the wire."""

    return {
        "SYSTem:ERRor?": answer(meter.next_error),
        "SYSTem:VERSion?": answer(lambda: "1991.0"),
        "SYSTem:REMote": order(nothing),
        "SYSTem:LOCal": order(nothing),
        "SYSTem:RWLock": order(nothing),
        "SYSTem:BEEPer": order(nothing),
        "DISPlay": switch(lambda _: nothing()),
        "DISPlay:TEXT": show,
        "DISPlay:TEXT?": answer(lambda: f'"{meter.display}"'),
        "DISPlay:TEXT:CLEar": order(show_nothing),
        "ROUTe:TERMinals?": answer(lambda: "FRON"),
    }


def _status_commands(meter: Meter34401A) -> dict[str, Handler]:
    def enable(value: Decimal) -> None:
        meter.questionable_enable = int(value)

    def preset() -> None:
        meter.questionable_enable = 0

    return {
        "STATus:QUEStionable[:EVENt]?": answer(lambda: f"{meter.take_questionable():+d}"),
        "STATus:QUEStionable:ENABle": assign(lambda: _WIDE_REGISTER, enable),
        "STATus:QUEStionable:ENABle?": answer(lambda: f"{meter.questionable_enable:+d}"),
        "STATus:PRESet": order(preset),
    }
