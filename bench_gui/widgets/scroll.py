"""Scrolls what is too high for its place, and takes no more height than its texts need at its width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QEvent, QFrame, QScrollArea, Qt

if TYPE_CHECKING:
    from bench_gui.qt import QObject, QResizeEvent, QWidget


class Scroll(QScrollArea):
    """A scroll area without a frame; by itself Qt would take wrapped texts for as high as they are when narrow.

    Args:
        inside: what is scrolled, with its layout.
    """

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Fit the height when what is inside has changed."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Fit the height to the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        inside = self.widget()
        layout = inside.layout() if inside is not None else None
        if layout is None or inside is None:
            return
        width = self.viewport().width()
        needed = layout.totalMinimumHeightForWidth(width) if layout.hasHeightForWidth() else -1
        height = needed if needed >= 0 else layout.totalMinimumSize().height()
        if inside.minimumHeight() != height:
            inside.setMinimumHeight(height)
