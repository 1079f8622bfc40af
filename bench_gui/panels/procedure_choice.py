"""Chooses a procedure of the workplace or of the library."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bench_gui.qt import Signal
from bench_gui.widgets.choice import Choice
from bench_gui.work.reading import Reading
from bench_gui.workplace.finding import find

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.session import Session
    from bench_gui.work.reading import HasRead
    from bench_gui.workplace.workplace import FoundProcedure, Workplace


class ProcedureChoice(Choice):
    """A list of the procedures, with the file that is open among them wherever it lies.

    Args:
        session: whose workplace is searched.
    """

    searched = Signal()
    """The workplace was searched."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._searching = Reading(self)
        self._searching.done.connect(self._found)
        self._workplace: Workplace | None = None
        self._opened: Path | None = None

    @property
    def wanted(self) -> Path | None:
        """File to open first: of the session's procedure, else of the first one; None where there is none."""
        procedure = getattr(self._session.chosen, "procedure", None)
        first = procedure.path if procedure is not None else self.chosen
        return first if isinstance(first, Path) else None

    @property
    def opened(self) -> FoundProcedure | None:
        """The open file as it was found; None where it was not."""
        found = self._workplace.procedures if self._workplace is not None else ()
        return next((one for one in found if one.path == self._opened), None)

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self.setAccessibleName(form.words("Procedure"))
        self._offer()

    def look(self) -> None:
        """Search the workplace, in a thread of its own."""
        folder, before = self._session.workplace, self._workplace
        self._searching.start(lambda: find(folder, before))

    def closing(self) -> None:
        """Wait for nothing any more."""
        self._searching.forget()

    def hold(self, opened: Path) -> None:
        """Have a file that was opened chosen, and offered though it may not have been found.

        Args:
            opened: its path.
        """
        self._opened = opened
        self._offer()
        self.choose(opened)

    def _found(self, read: HasRead) -> None:
        self._workplace = read.found
        self._offer()
        self.searched.emit()

    def _offer(self) -> None:
        found = self._workplace.procedures if self._workplace is not None else ()
        shipped = self._session.form.words("library")
        entries = [(one.path, f"{one.path.stem} · {shipped}" if one.shipped else one.path.name) for one in found]
        if self._opened is not None and self._opened not in [path for path, _ in entries]:
            entries.append((self._opened, self._opened.name))
        self.offer(entries)
