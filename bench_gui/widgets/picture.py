"""A picture that an SVG text draws, as large as there is room and never out of shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QByteArray, QPainter, QPointF, QRectF, QSize, QSizeF, QSizePolicy, QSvgRenderer, Qt, QWidget

if TYPE_CHECKING:
    from bench_gui.qt import QPaintEvent

_LEAST = (240, 140)


class Picture(QWidget):
    """Draws an SVG text in the middle of its room."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._renderer = QSvgRenderer(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def text(self) -> str:
        """The SVG text."""
        return self._text

    def draw(self, text: str, told: str) -> None:
        """Show a picture.

        Args:
            text: as SVG; empty for none.
            told: what it shows, for who cannot see it.
        """
        if text != self._text:
            self._text = text
            self._renderer.load(QByteArray(text.encode()))
            self.update()
        self.setAccessibleName(told)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Ask for room in which a picture can still be read."""
        return QSize(*_LEAST)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  Qt's name and signature
        """Draw the picture."""
        size = QSizeF(self._renderer.defaultSize())
        if size.isEmpty():
            return
        size.scale(QSizeF(self.size()), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        painter = QPainter(self)
        self._renderer.render(painter, QRectF(QPointF(left, top), size))
        painter.end()
