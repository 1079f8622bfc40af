"""Has the points of a text that is being edited worked out on a bench, by a process of its own."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench_core.bilingual import Bilingual
from bench_core.errors import BenchError
from bench_core.failures import told
from bench_gui.qt import QObject, Signal
from bench_gui.work.job import Job
from bench_gui.workplace.editing import private_copy

if TYPE_CHECKING:
    from bench_gui.work.job import JobEnd
    from bench_gui.workplace.editing import OpenedText

_MODULE = "bench_cli"
_ENDS_WITHIN_MS = 1000


class Expanding(QObject):
    """Works out the newest text; answers about older ones are dropped.

    Args:
        parent: that it belongs to.
    """

    done = Signal(object)
    """The object that `calbench expand --json` said, or why there is none, a `Bilingual`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._folder: Path | None = None
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether the newest text is being worked out."""
        return self._job is not None

    def look(self, opened: OpenedText, text: str, bench: Path) -> None:
        """Have a text worked out.

        Args:
            opened: procedure as it was read.
            text: as it stands in the editor.
            bench: its file.
        """
        if self._closed:
            return
        if self._job is not None:
            self._job.stop()
            self._job = None
        self._folder = self._folder or Path(tempfile.mkdtemp(prefix="calbench-"))
        try:
            path = private_copy(opened, text, self._folder)
        except BenchError as problem:
            self.done.emit(told(problem))
            return
        self._job = Job(_MODULE, ["expand", "--json", "--bench", str(bench), str(path)], self)
        self._job.ended.connect(self._ended)
        self._job.start()

    def closing(self) -> None:
        """End what is under way, take the private folder away, and begin nothing any more."""
        self._closed = True
        if self._job is not None:
            self._job.stop()
            self._job.wait(_ENDS_WITHIN_MS)
            self._job = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _ended(self, end: JobEnd) -> None:
        self._job = None
        self.done.emit(self._answer(end))

    def _answer(self, end: JobEnd) -> dict[str, Any] | Bilingual:
        """Return the table, or why there is none, with the name of the file as its author knows it."""
        try:
            found: dict[str, Any] = json.loads(end.output)
        except ValueError:
            return Bilingual(end.errors, end.errors)
        return self._refused(**found["refused"]) if "refused" in found else found

    def _refused(self, zh: str, en: str) -> Bilingual:
        folder = f"{self._folder}/"
        return Bilingual(zh.replace(folder, ""), en.replace(folder, ""))
