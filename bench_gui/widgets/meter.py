"""A drawn bar: how much of something there is, and where its limit is; the numbers stand beside it as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QColor, QPainter, QPen, QRectF, QSize, QSizePolicy, QWidget
from bench_gui.tone import Tone
from bench_gui.widgets.gui_thread import require_gui_thread

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.qt import QPaintEvent

_HIGH = 14
_STEPS = 400
"""A change of less than one of so many steps is not drawn anew."""


class Meter(QWidget):
    """A bar from 0 to `full`, with a tick at 1 where there is room beyond it.

    Args:
        full: value at the right end.
    """

    def __init__(self, full: float = 1.0) -> None:
        super().__init__()
        self._full = full
        self._value: float | None = None
        self._tone = Tone.BUSY
        self._form: Form | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def value(self) -> float | None:
        """What it shows; None for nothing."""
        return self._value

    def adopt(self, form: Form) -> None:
        """Draw it in the colours of a form."""
        self._form = form
        self.update()

    def show_value(self, value: float | None, tone: Tone) -> None:
        """Show how much there is.

        Args:
            value: 0 or more; None for nothing. What is beyond the right end fills the bar.
            tone: of the filled part.
        """
        require_gui_thread(self)
        rounded = None if value is None else round(min(max(value, 0.0), self._full) * _STEPS) / _STEPS
        if (rounded, tone) != (self._value, self._tone):
            self._value, self._tone = rounded, tone
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Ask for the height of a line and any width."""
        return QSize(120, _HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  Qt's name and signature
        """Draw the bar."""
        if self._form is None:
            return
        colour = self._form.tokens.colour
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(0.5, 0.5, self.width() - 1, self.height() - 1)
        painter.setPen(QPen(QColor(colour.line), 1))
        painter.setBrush(QColor(colour.raised))
        painter.drawRoundedRect(frame, 3, 3)
        if self._value:
            painter.setPen(QPen(QColor(colour.of(self._tone)), 1))
            painter.setBrush(QColor(colour.of(self._tone)))
            share = self._value / self._full
            painter.drawRoundedRect(QRectF(frame.x(), frame.y(), frame.width() * share, frame.height()), 3, 3)
        if self._full > 1:
            at = frame.x() + frame.width() / self._full
            painter.setPen(QPen(QColor(colour.text), 2))
            painter.drawLine(round(at), 0, round(at), self.height())
        painter.end()
