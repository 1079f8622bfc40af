"""Knows how a SCPI instrument works through a message; it knows no command of any instrument.

Sources: IEEE 488.2-1992, 6 (message exchange), 7 and 10; SCPI 1999.0, volume 1, 6.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Protocol, TypeAlias

from sim_instruments.dialects.execution import NEVER
from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_message import program_units
from sim_instruments.dialects.scpi_parameters import Arguments
from sim_instruments.dialects.scpi_tree import CommandTree, Handler

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim_instruments.dialects.execution import Execution
    from sim_instruments.dialects.scpi_message import ProgramUnit
    from sim_instruments.dialects.scpi_status import ScpiStatus

_REMEMBERED = 256
_INDEFINITE = frozenset({"*IDN", "*OPT"})

_Step: TypeAlias = tuple[Handler, tuple[str, ...], tuple[int, ...]]


class ScpiInstrument(Protocol):
    """What the language needs to know of the instrument that speaks it."""

    status: ScpiStatus

    def catch_up(self) -> None:
        """Let happen what is due by now."""

    def abort(self) -> None:
        """Give up what is under way."""

    @property
    def due(self) -> float:
        """When something will happen by itself [s]; infinite where nothing will."""


class ScpiDialect:
    """A SCPI instrument as a dialect.

    Args:
        instrument: whose state the commands change.
        commands: returns them by pattern; not asked before the first message, because an instrument that nobody talks
            to should cost next to nothing.
        terminator: that ends each reply.
        colon_before_common: whether `:*CLS` is accepted.
        overrun: number of the error when a message does not fit the input buffer.
    """

    def __init__(
        self,
        instrument: ScpiInstrument,
        commands: Callable[[], Mapping[str, Handler]],
        *,
        terminator: bytes = b"\n",
        colon_before_common: bool = False,
        overrun: int = -363,
    ) -> None:
        self.terminator = terminator
        self._instrument = instrument
        self._status = instrument.status
        self._colon_before_common = colon_before_common
        self._overrun = overrun
        self._commands = commands
        self._steps_of = lru_cache(_REMEMBERED)(self._resolve)  # a bench says the same few messages

    def execute(self, message: str) -> Execution:
        """Work through one program message; where the parser loses its place, the rest is dropped."""
        replies: list[str] = []
        steps, problem = self._steps_of(message)
        status = self._status
        self._instrument.catch_up()
        try:
            for handler, texts, suffixes in steps:
                try:
                    reply = handler(Arguments(texts, suffixes))
                    if reply is not None and not isinstance(reply, str):
                        reply = yield from reply
                except ScpiError as refusal:
                    if refusal.ends_message:
                        raise
                    status.report(refusal.number, refusal.detail)
                    continue
                if reply is not None:
                    replies.append(reply)
                    status.message_available = True
        except ScpiError as refusal:
            problem = refusal.number
        finally:
            status.message_available = False
        if problem:
            status.report(problem)
        return ";".join(replies) or None

    def status_byte(self, *, message_available: bool) -> int:
        """Return the status byte with the master summary in bit 6, as an interface reads it without a message."""
        self._instrument.catch_up()
        self._status.message_available = message_available
        byte = self._status.byte()
        self._status.message_available = False
        return byte

    def next_change(self) -> float | None:
        """Return when the status will change although no message comes [s]; None where it will not."""
        due = self._instrument.due if self._status.registers.service_enable else NEVER
        return None if due == NEVER else due

    def interrupted(self) -> None:
        """Note that a reply was dropped unread."""
        self._status.report(-410)

    def unterminated(self) -> None:
        """Note that a reply was asked for without a query."""
        self._status.report(-420)

    def overrun(self) -> None:
        """Note that a message did not fit."""
        self._status.report(self._overrun)

    def device_clear(self) -> None:
        """Return to the idle state; settings and errors stay."""
        self._instrument.abort()

    def trip(self) -> None:
        """Do nothing: a meter has no output."""

    @cached_property
    def _tree(self) -> CommandTree:
        return CommandTree(self._commands())

    def _resolve(self, message: str) -> tuple[tuple[_Step, ...], int]:
        """Return what a message asks for up to its first mistake, and the number of that mistake or 0."""
        steps: list[_Step] = []
        tree = self._tree
        position = tree.root
        indefinite = False
        try:
            for unit in program_units(message):
                self._allow(unit, after_indefinite=indefinite)
                handler, suffixes, position = tree.resolve(unit, position)
                steps.append((handler, unit.arguments, suffixes))
                indefinite = indefinite or (unit.query and unit.mnemonics[0] in _INDEFINITE)
        except ScpiError as problem:
            return tuple(steps), problem.number
        return tuple(steps), 0

    def _allow(self, unit: ProgramUnit, *, after_indefinite: bool) -> None:
        if unit.common and unit.from_root and not self._colon_before_common:
            raise ScpiError(-102)
        if unit.query and after_indefinite:  # only the terminator tells where the reply before this one ends
            raise ScpiError(-440)
