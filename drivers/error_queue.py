"""Knows how to empty an instrument's error queue and when an entry stops the work; knows no entry's meaning."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, field
from typing import Protocol

from bench_core.errors import InstrumentReported
from drivers.protocols.ieee4882 import QueueEntry, queue_entry
from drivers.session import Session


class Errors(Protocol):
    """Where an instrument says what it has refused."""

    def drain(self) -> tuple[QueueEntry, ...]:
        """Read until nothing is left and return what there was."""

    def check(self, after: str) -> None:
        """Refuse to go on when the instrument has something to say about a command."""


class NoErrors:
    """An instrument that never says what it has refused: only reading back tells."""

    def drain(self) -> tuple[QueueEntry, ...]:
        """Return nothing."""
        return ()

    def check(self, after: str) -> None:
        """Find nothing.

        Args:
            after: the command.
        """


@dataclass(slots=True)
class ErrorQueue:
    """The error queue of one instrument, oldest entry first.

    Args:
        session: to ask.
        query: the command that takes one entry out.
        depth: how many entries the instrument keeps; reading ends at twice as many.
        query_errors: numbers of entries about unread replies, which a resynchronisation leaves behind.
        reader: of one entry.
    """

    session: Session
    query: str
    depth: int
    query_errors: Container[int] = ()
    reader: Callable[[str], QueueEntry] = queue_entry
    _resynchronised: int = field(default=0, init=False)

    def drain(self) -> tuple[QueueEntry, ...]:
        """Read until the queue is empty and return what was in it.

        Raises:
            InstrumentReported: the queue does not become empty.
        """
        entries: list[QueueEntry] = []
        for _ in range(2 * self.depth):
            entry = self.session.ask(self.query, self.reader)
            if entry.number == 0:
                return tuple(entries)
            entries.append(entry)
        raise InstrumentReported(
            self.session.who, f"the error queue does not become empty, last entry {entries[-1]}; switch it off and on"
        )

    def check(self, after: str) -> None:
        """Refuse to go on when the instrument has something to say about a command.

        Args:
            after: the command, for the message.

        Raises:
            InstrumentReported: with every entry.
        """
        entries = self.drain()
        if self.session.resynchronised != self._resynchronised:
            self._resynchronised = self.session.resynchronised
            entries = tuple(entry for entry in entries if entry.number not in self.query_errors)
        if entries:
            listed = "; ".join(str(entry) for entry in entries)
            raise InstrumentReported(
                self.session.who, f"reported {listed} after `{after}`; the setting does not hold, see the manual"
            )
