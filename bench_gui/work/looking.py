"""Looks at what a simulated instrument shows to whoever is asked to read it, in a thread that no screen waits for."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.clock import system_clock
from bench_gui.qt import QObject, Signal
from sequencer.looking import look

if TYPE_CHECKING:
    from pathlib import Path

    from bench_core.clock import Clock

_EACH_S = 0.25
_ENDS_WITHIN_S = 2.0


@dataclass(frozen=True, slots=True)
class Shown:
    """What stood where a person is to look.

    Args:
        prompt: that asks the person to read it.
        text: as it stood there; empty where there is nothing to be seen, or the run lets nobody look.
    """

    prompt: str
    text: str


class Looking(QObject):
    """Looks four times in a second, as often as a meter renews its display, while somebody asks for it.

    Args:
        clock: by which it looks.
        parent: that it belongs to.
    """

    shown = Signal(object)
    """A `Shown`."""

    def __init__(self, clock: Clock | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock or system_clock()
        self._next = 0.0
        self._prompt = ""
        self._thread: threading.Thread | None = None

    def look(self, record: Path, prompt: str) -> None:
        """Look again, unless a look is under way, or the last one at this prompt was just now.

        Args:
            record: of the run.
            prompt: that stands.
        """
        now = self._clock.now()
        just_now = prompt == self._prompt and now < self._next
        if just_now or (self._thread is not None and self._thread.is_alive()):
            return
        self._next, self._prompt = now + _EACH_S, prompt
        self._thread = threading.Thread(target=self._look, args=(record, prompt), name="look", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more; the window closes."""
        self.blockSignals(True)  # noqa: FBT003  Qt takes it by position
        if self._thread is not None:
            self._thread.join(_ENDS_WITHIN_S)

    def _look(self, record: Path, prompt: str) -> None:
        self.shown.emit(Shown(prompt, look(record, prompt) or ""))
