"""Reads the workplace beside the window, and then the verdicts of its finished runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QObject, Signal
from bench_gui.work.reading import Reading
from bench_gui.work.verdict_reader import VerdictReader

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bench_gui.views.at_hand import Found
    from bench_gui.work.reading import HasRead
    from bench_gui.workplace.work_list import WorkRow


class WorkplaceReader(QObject):
    """Keeps what is known of a workplace: what was read last, with every verdict that became known since.

    Args:
        parent: that it belongs to.
    """

    read = Signal()
    """The workplace was read."""
    refused = Signal(object)
    """Why it could not be read, a `Bilingual`."""
    judged = Signal()
    """One more verdict is known."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: Found | None = None
        self._reading, self._verdicts = Reading(self), VerdictReader(self)
        self._reading.done.connect(self._came)
        self._verdicts.read.connect(self._judged)

    @property
    def found(self) -> Found | None:
        """What is known; None before the first reading."""
        return self._found

    @property
    def busy(self) -> bool:
        """Whether the workplace or verdicts are being read."""
        return self._reading.busy or self._verdicts.busy

    def look(self, folder: Path) -> None:
        """Read a workplace anew.

        Args:
            folder: of the workplace.
        """
        before = self._found

        def read() -> Found:
            from bench_gui.views import at_hand  # noqa: PLC0415  the first picture does not wait for it

            return at_hand.read(folder, before)

        self._reading.start(read)

    def judge(self, rows: Iterable[WorkRow]) -> None:
        """Have the verdicts of finished runs read that are not known yet.

        Args:
            rows: of the work list.
        """
        from bench_gui.views.at_hand import unjudged  # noqa: PLC0415  loaded in the reading thread by now

        if self._found is not None:
            self._verdicts.look(unjudged(self._found, rows))

    def forget(self) -> None:
        """Read nothing that nobody looks at."""
        self._reading.forget()
        self._verdicts.closing()

    def _came(self, came: HasRead) -> None:
        from bench_gui.views.at_hand import with_known  # noqa: PLC0415  as above

        if came.problem:
            self.refused.emit(came.problem)
            return
        self._found = with_known(came.found, self._found)
        self.read.emit()

    def _judged(self, record: Path, verdict: str | None) -> None:
        from bench_gui.views.at_hand import judged  # noqa: PLC0415  as above

        if self._found is not None:
            self._found = judged(self._found, record, verdict)
            self.judged.emit()
