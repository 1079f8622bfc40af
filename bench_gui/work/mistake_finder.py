"""Has the text in an editor looked through for mistakes by a process of its own, a moment after the last key."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from bench_core.bilingual import Bilingual
from bench_gui.qt import QObject, QTimer, Signal
from bench_gui.views.procedure_text import TextMistake
from bench_gui.work.job import Job

if TYPE_CHECKING:
    from pathlib import Path

_MODULE = "bench_gui.mistakes"
_AFTER_MS = 300
_ENDS_WITHIN_MS = 1000


class MistakeFinder(QObject):
    """Asks for the mistakes of the newest text; answers about older ones are dropped.

    Args:
        parent: that it belongs to.
    """

    found = Signal(object)
    """The mistakes of the newest text, a tuple of `TextMistake`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids = itertools.count(1)
        self._newest = 0
        self._job: Job | None = None
        self._asked: tuple[Path, str] | None = None
        self._closed = False
        self._timer = QTimer(self, interval=_AFTER_MS, singleShot=True)
        self._timer.timeout.connect(self._ask)

    @property
    def busy(self) -> bool:
        """Whether the mistakes of the newest text are not known yet."""
        return self._timer.isActive() or bool(self._newest)

    def look(self, path: Path, text: str) -> None:
        """Ask for the mistakes of a text, once it has not changed for a moment.

        Args:
            path: of its file, from which other files are found.
            text: as it stands in the editor.
        """
        self._asked = (path, text)
        self._timer.start()

    def closing(self) -> None:
        """End the process, and begin none any more."""
        self._closed = True
        self._timer.stop()
        if self._job is not None:
            self._job.stop()
            self._job.wait(_ENDS_WITHIN_MS)
            self._job = None

    def _ask(self) -> None:
        if self._asked is None or self._closed:
            return
        if self._job is None:
            self._job = Job(_MODULE, [], self)
            self._job.line.connect(self._took)
            self._job.ended.connect(self._ended)
            self._job.start()
        path, text = self._asked
        self._newest = next(self._ids)
        self._job.write({"id": self._newest, "name": str(path), "text": text})

    def _took(self, answer: dict[str, Any]) -> None:
        if answer.get("id") == self._newest and "mistakes" in answer:
            self._newest = 0
            self.found.emit(tuple(_mistake(one) for one in answer["mistakes"]))

    def _ended(self, _: object) -> None:
        self._job = None  # the next text begins another


def _mistake(fields: dict[str, Any]) -> TextMistake:
    texts = {key: Bilingual(**fields[key]) for key in ("message", "hint")}
    return TextMistake(**{**fields, **texts})
