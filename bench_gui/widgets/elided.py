"""A line of text that ends in an ellipsis where there is no room; its whole text stands somewhere else too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QSize, QSizePolicy, Qt
from bench_gui.short import short
from bench_gui.tone import Tone
from bench_gui.widgets.label import Label, Role

if TYPE_CHECKING:
    from bench_gui.qt import QResizeEvent, QWidget

_LEAST = 60


class Elided(Label):
    """Shows as much of a line as there is room for; screen readers are told all of it.

    Args:
        role: what the text is in its panel.
        parent: that it belongs to.
    """

    def __init__(self, role: Role = "text", parent: QWidget | None = None) -> None:
        super().__init__(role, parent=parent)
        self._whole, self._tone = "", Tone.NEUTRAL
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def whole(self) -> str:
        """All of the text."""
        return self._whole

    def say(self, text: str, tone: Tone = Tone.NEUTRAL) -> None:
        """Show the beginning of a text."""
        self._tone = tone
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(text)
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Cut the text to the new width."""
        super().resizeEvent(event)
        self._cut()

    def minimumSizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Ask for a line's height, and hardly any width."""
        return QSize(_LEAST, self.fontMetrics().height())

    def _cut(self) -> None:
        room = max(self.contentsRect().width(), _LEAST)
        whole = short(self._whole)  # to measure all of a text without end would take long
        super().say(self.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, room), self._tone)
