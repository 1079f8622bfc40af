"""Has a workplace made ready beside the window, and knows which of its benches can be used and how fast they go."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench_core.bilingual import Bilingual
from bench_gui.qt import QObject, Signal
from bench_gui.work.job import Job

if TYPE_CHECKING:
    from bench_gui.work.job import JobEnd

_ENDS_WITHIN_MS = 3000


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is known of a bench of the workplace.

    Args:
        speed: of its simulated instruments' clock [s per wall second]; None while or where they do not answer.
        problem: why they will not; None where they do, or where it is not known yet.
    """

    speed: float | None = None
    problem: Bilingual | None = None


class Beside(QObject):
    """The process that makes a workplace ready; it ends by itself, and its simulated instruments outlive it.

    Args:
        command: module and arguments.
        parent: that it belongs to.
    """

    changed = Signal()
    """More is known."""
    refused = Signal(object)
    """A `Bilingual`: why a bench cannot be used, or none."""

    def __init__(self, command: tuple[str, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        module, *arguments = command
        self._job = Job(module, arguments, self)
        self._known: dict[Path, Readiness] = {}
        self._fault: Bilingual | None = None
        self._job.line.connect(self._take)
        self._job.ended.connect(self._ended)

    @property
    def running(self) -> bool:
        """Whether more benches may become ready."""
        return self._job.running

    def start(self) -> None:
        """Begin."""
        self._job.start()

    def stop(self) -> None:
        """End what has not become ready; the window closes."""
        self._job.stop()
        self._job.wait(_ENDS_WITHIN_MS)

    def of(self, bench: Path) -> Readiness:
        """Return what is known of a bench."""
        return self._known.get(bench, Readiness(problem=self._fault))

    def _take(self, fields: dict[str, Any]) -> None:
        said = fields.get("refused")
        problem = None if said is None else Bilingual(said["zh"], said["en"])
        self._known[Path(fields["bench"])] = Readiness(fields.get("speed"), problem)
        if problem is not None:
            self.refused.emit(problem)
        self.changed.emit()

    def _ended(self, end: JobEnd) -> None:
        if end.code and not any(one.problem for one in self._known.values()):
            told = end.errors or f"exit code {end.code}"
            self._fault = Bilingual(f"工作文件夹未能准备好：{told}", f"the workplace was not made ready: {told}")
            self.refused.emit(self._fault)
        self.changed.emit()
