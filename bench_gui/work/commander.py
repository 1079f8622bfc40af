"""Sends commands to a running run, each in a thread of its own: an abort never waits behind another command."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench_core.bilingual import Bilingual
from bench_core.errors import ControlRefused
from bench_gui.qt import QObject, Signal
from sequencer.channel import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

_KNOCKS_EACH_S = 0.2
_ATTEND, _ABORT = "attend", "abort"
_SENT_WITHIN_S = 2.0


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a command.

    Args:
        ticket: that `send` returned.
        command: its name.
        text: as the run says it.
        refused: whether nothing was done.
    """

    ticket: int
    command: str
    text: Bilingual
    refused: bool


class Commander(QObject):
    """The way to one run.

    Args:
        record: of the run.
        tickets: next numbers of commands; none may come twice among commanders that one listener hears.
        parent: that it belongs to.
    """

    told = Signal(object)
    """A `Told`."""

    def __init__(self, record: Path, tickets: Iterator[int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._record = record
        self._tickets = tickets
        self._attending: Terminal | None = None
        self._attends = threading.Lock()
        self._left = threading.Event()
        self._aborting: threading.Thread | None = None

    @property
    def attending(self) -> bool:
        """Whether the run knows that somebody answers prompts at this window."""
        return self._attending is not None

    def attend(self, wanted: Callable[[], bool]) -> None:
        """Say, in a thread of its own, that somebody answers prompts here, as soon as the run can be reached.

        Args:
            wanted: whether the run may still come or go on; asked in that thread.
        """
        threading.Thread(target=self._attend, args=(wanted,), name=_ATTEND, daemon=True).start()

    def send(self, command: str, by: str, **fields: Any) -> int:  # noqa: ANN401  texts and yes or no, as the command has
        """Send a command and return its ticket at once; `told` says what became of it.

        Args:
            command: as `sequencer.commands` names it.
            by: who wants it.
            fields: that belong to it.
        """
        ticket = next(self._tickets)
        message = {"command": command, "by": by, **fields}
        thread = threading.Thread(target=self._send, args=(ticket, message), name=command, daemon=True)
        thread.start()
        if command == _ABORT:
            self._aborting = thread
        return ticket

    def leave(self) -> None:
        """Go away from the run; it is not touched, but an abort on its way is sent: the process may be about to end."""
        self._left.set()
        if self._aborting is not None:
            self._aborting.join(_SENT_WITHIN_S)
        with self._attends:
            terminal, self._attending = self._attending, None
        if terminal is not None:
            terminal.close()

    def _attend(self, wanted: Callable[[], bool]) -> None:
        while wanted() and not self._left.is_set() and not self._attended():
            self._left.wait(_KNOCKS_EACH_S)

    def _attended(self) -> bool:
        """Try to attend; a run that has only just begun, or is about to, cannot be reached yet."""
        try:
            terminal = Terminal(self._record)
        except ControlRefused:
            return False
        try:
            terminal.attend()
        except ControlRefused:
            terminal.close()
            return False
        with self._attends:
            if self._left.is_set():
                terminal.close()
            else:
                self._attending = terminal
        return True

    def _send(self, ticket: int, message: Mapping[str, Any]) -> None:
        name = str(message["command"])
        try:
            with Terminal(self._record) as terminal:
                done = Told(ticket, name, terminal.send(message), refused=False)
        except ControlRefused as refusal:
            why = refusal.told  # without the path: the window shows which run it is
            zh, en = why.zh.removeprefix(f"{self._record}："), why.en.removeprefix(f"{self._record}: ")
            done = Told(ticket, name, Bilingual(zh, en), refused=True)
        self.told.emit(done)
