"""Draws at most ten times a second, however often it is asked to, and never what nobody sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QEvent, QObject, QTimer
from bench_gui.widgets.gui_thread import require_gui_thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench_gui.qt import QWidget

_EACH_MS = 100


class Paced(QObject):
    """The pace of one widget's drawing.

    Args:
        widget: that is drawn; while it is hidden nothing is, and at its next showing the newest.
        draw: draws it.
    """

    def __init__(self, widget: QWidget, draw: Callable[[], None]) -> None:
        super().__init__(widget)
        self._widget, self._draw = widget, draw
        self._wanted = False
        self._timer = QTimer(self, singleShot=True)  # ends with the widget, which nothing may touch then
        self._timer.timeout.connect(self._next)
        widget.installEventFilter(self)

    def want(self) -> None:
        """Have it drawn: at once where the last time is long enough ago."""
        require_gui_thread(self._widget)
        self._wanted = True
        if not self._timer.isActive():
            self._next()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Draw what was wanted while the widget was hidden."""
        if event.type() == QEvent.Type.Show and self._wanted and not self._timer.isActive():
            self._timer.start(0)
        return super().eventFilter(watched, event)

    def _next(self) -> None:
        if self._wanted and self._widget.isVisible():
            self._wanted = False
            self._draw()
            self._timer.start(_EACH_MS)
