"""Beeps so many times, with the sound that this desktop has for it."""

from __future__ import annotations

from bench_gui.qt import QApplication, QObject, QTimer

_APART_MS = 300


class Ringer(QObject):
    """Beeps; what is not over yet when it is to beep again is left out.

    Args:
        parent: that it belongs to.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._left = 0
        self._timer = QTimer(self, interval=_APART_MS)
        self._timer.timeout.connect(self._beep)

    def ring(self, times: int) -> None:
        """Beep so many times, the first time at once."""
        self._left = times
        self._timer.start()
        self._beep()

    def _beep(self) -> None:
        if self._left <= 0:
            self._timer.stop()
            return
        self._left -= 1
        QApplication.beep()
