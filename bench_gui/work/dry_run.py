"""A dry run: a run of a text that is being edited, on simulated instruments, of which nothing stays."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.errors import BenchError
from bench_core.failures import told
from bench_gui.qt import QObject, QTimer, Signal
from bench_gui.work.commander import Commander
from bench_gui.work.launching import Launch
from bench_gui.work.run_watch import RunWatch
from bench_gui.workplace.dry_run_bench import dry_run_bench
from bench_gui.workplace.editing import private_copy
from sequencer.request import RunRequest

if TYPE_CHECKING:
    from bench_gui.views.watching import Seen
    from bench_gui.workplace.editing import OpenedText
    from bench_gui.workplace.workplace import FoundBench
    from sequencer.launch import Detached

_RECORD = "dry-run.calrun"
_LOOKS_EACH_MS = 20


class DryRun(QObject):
    """One dry run in a private folder, on a virtual clock; the folder goes when the run has ended.

    Args:
        operator: who wants it.
        parent: that it belongs to.
    """

    ended = Signal(object)
    """The run is over: why it did not begin or cannot be watched, a `Bilingual`, or `NOTHING`."""

    def __init__(self, operator: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operator = operator or "window"
        self._folder: Path | None = None
        self._launch: Launch | None = None
        self._watch: RunWatch | None = None
        self._seen: Seen | None = None
        self._run: Detached | None = None
        self._problem = NOTHING
        self._later = QTimer(self, interval=_LOOKS_EACH_MS, singleShot=True)
        self._later.timeout.connect(self._reap)

    @property
    def seen(self) -> Seen | None:
        """What is known of the run; it stays known after its end."""
        return self._watch.seen if self._watch is not None else self._seen

    def start(self, opened: OpenedText, text: str, bench: FoundBench) -> None:
        """Begin; what is wrong is told by `ended`.

        Args:
            opened: procedure as it was read.
            text: as it stands in the editor.
            bench: simulated.
        """
        self._folder = folder = Path(tempfile.mkdtemp(prefix="calbench-"))
        try:
            request = RunRequest(
                record=folder / _RECORD,
                procedure=private_copy(opened, text, folder),
                bench=dry_run_bench(bench, folder),
                operator=self._operator,
                clock="virtual",
            )
        except BenchError as refused:
            self._over(told(refused))
            return
        self._launch = Launch(request, self)
        self._launch.began.connect(self._began)
        self._launch.refused.connect(self._over)
        self._launch.start()

    def abort(self) -> None:
        """End the run at once."""
        if self._watch is not None and self._folder is not None:
            commander = Commander(self._folder / _RECORD, itertools.count(1), self)
            commander.send("abort", self._operator, reason="dry run ended 结束预演")

    def closing(self) -> None:
        """End the run and forget it."""
        self.abort()
        self.blockSignals(True)  # noqa: FBT003  Qt takes it by position
        for one in (self._launch, self._watch):
            if one is not None:
                one.stop()
        self._remove()

    def _began(self, run: Detached) -> None:
        self._run = run
        self._watch = RunWatch(run.record, lambda: run.code() is None, self)
        self._watch.ended.connect(self._over)
        self._watch.start()

    def _over(self, problem: Bilingual) -> None:
        if self._watch is not None:
            self._seen = self._watch.seen
            self._watch = None
        self._problem = problem
        self._reap()

    def _reap(self) -> None:
        """Tell the end once the process is gone, too: until then it writes into the folder."""
        if self._run is not None and self._run.code() is None:
            self._later.start()
            return
        self._run = None
        self._remove()
        self.ended.emit(self._problem)

    def _remove(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
