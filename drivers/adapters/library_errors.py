"""Knows how the error queue is emptied through a library; knows no entry's meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import InstrumentReported
from drivers.adapters import answers
from drivers.protocols import scpi

if TYPE_CHECKING:
    from bench_core.documents.python_forms import PythonErrorsForm
    from drivers.adapters.foreign import Foreign
    from drivers.protocols.ieee4882 import QueueEntry


class LibraryErrors:
    """The error queue of an instrument of a library, oldest entry first.

    Args:
        foreign: the instrument.
        form: what takes one entry out, and how many there can be.
    """

    def __init__(self, foreign: Foreign, form: PythonErrorsForm) -> None:
        self._foreign = foreign
        self._form = form
        self._opened = 0

    def drain(self) -> tuple[QueueEntry, ...]:
        """Read until the queue is empty and return what was in it.

        Raises:
            InstrumentReported: the queue does not become empty.
        """
        entries: list[QueueEntry] = []
        for _ in range(2 * self._form.depth):
            entry = self._foreign.ask(self._form, self._entry)
            if entry.number == 0:
                return tuple(entries)
            entries.append(entry)
        what = f"the error queue does not become empty, last entry {entries[-1]}; switch it off and on"
        raise InstrumentReported(self._foreign.who, what)

    def check(self, after: str) -> None:
        """Refuse to go on when the instrument has something to say about a step.

        Args:
            after: the step, for the message.

        Raises:
            InstrumentReported: with every entry; once it was opened anew, without those about unread replies.
        """
        entries = self.drain()
        if self._foreign.opened != self._opened:
            self._opened = self._foreign.opened
            entries = tuple(entry for entry in entries if entry.number not in scpi.QUERY_ERRORS)
        if entries:
            listed = "; ".join(str(entry) for entry in entries)
            what = f"reported {listed} after {after}; the setting does not hold, see the manual"
            raise InstrumentReported(self._foreign.who, what)

    def _entry(self, returned: object) -> QueueEntry:
        return answers.queue_entry(returned, quoted=self._form.text == "quoted")
