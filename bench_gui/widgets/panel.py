"""A framed part of a screen, whose frame says how what it shows stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QFrame, QVBoxLayout
from bench_gui.widgets.properties import set_property

if TYPE_CHECKING:
    from bench_gui.qt import QWidget
    from bench_gui.tone import Tone

_MARGIN = 10
_GAP = 8


class Panel(QFrame):
    """A frame with its parts below one another in `rows`.

    Args:
        parent: that it belongs to.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "true")
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        self.rows.setSpacing(_GAP)

    def stand(self, tone: Tone) -> None:
        """Have the frame say how it stands; its text says so too."""
        set_property(self, "tone", tone.value)
