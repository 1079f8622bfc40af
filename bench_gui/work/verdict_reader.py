"""Has the verdicts of finished runs read by a process of its own: each takes its time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench_gui.qt import QObject, Signal
from bench_gui.work.job import Job

if TYPE_CHECKING:
    from collections.abc import Iterable

_MODULE = "bench_gui.verdicts"
_ENDS_WITHIN_MS = 1000


class VerdictReader(QObject):
    """Reads verdicts, one record after the other.

    Args:
        parent: that it belongs to.
    """

    read = Signal(object, object)
    """The record, and the name of its verdict; None where nothing was to be judged."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._asked: set[Path] = set()
        self._later: list[Path] = []

    @property
    def busy(self) -> bool:
        """Whether records are being read."""
        return self._job is not None

    def look(self, records: Iterable[Path]) -> None:
        """Read the verdicts of records; while others are being read, once that has ended.

        Args:
            records: of runs that have ended.
        """
        wanted = list(records)
        if self._job is not None:
            self._later = [one for one in wanted if one not in self._asked]
            return
        if not wanted:
            return
        self._asked = set(wanted)
        self._job = Job(_MODULE, [], self)
        self._job.line.connect(self._said)
        self._job.ended.connect(self._ended)
        self._job.start()
        for record in wanted:
            self._job.write({"record": str(record)})
        self._job.close()

    def closing(self) -> None:
        """Read no more; another look begins anew."""
        self._later = []
        if self._job is not None:
            self._job.stop()
            self._job.wait(_ENDS_WITHIN_MS)
            self._job = None

    def _said(self, said: dict[str, Any]) -> None:
        self.read.emit(Path(said["record"]), said["verdict"])

    def _ended(self, _: object) -> None:
        self._job = None
        later, self._later = self._later, []
        self.look(later)
