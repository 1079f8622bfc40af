"""Tells beside the bar what has just become of a command, and faults of the program; nothing moves for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QFrame, QHBoxLayout, QTimer
from bench_gui.tone import Tone
from bench_gui.widgets.button import Button
from bench_gui.widgets.properties import set_property
from bench_gui.widgets.toned import Toned

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.qt import QWidget

_SHOWN_MS = 8000
_MARGIN = 8
_WIDTH = 0.55
"""Of the window's."""
_STAYS = frozenset({Tone.BAD, Tone.HAZARD})


class Notice(QFrame):
    """Shows one sentence until it is old or put away; what is bad stays until it is put away.

    It lies over the screen: a button that moved away under a finger would let another one be pressed.

    Args:
        window: that it lies over.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._over = window
        self.setProperty("panel", "true")
        self._text = Toned(wraps=True)
        self._away = Button("flat", "cross")
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN, _MARGIN // 2, _MARGIN, _MARGIN // 2)
        row.addWidget(self._text, 1)
        row.addWidget(self._away)
        self._top = 0
        self._old = QTimer(self, interval=_SHOWN_MS, singleShot=True)
        self._old.timeout.connect(self.hide)
        self._away.clicked.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        """What it says now; empty while it is put away."""
        return "" if self.isHidden() else self._text.text

    def adopt(self, form: Form) -> None:
        """Show colours and texts in this form from now on."""
        self._text.adopt(form)
        self._away.adopt(form)
        self._away.setAccessibleName(form.words("Put this message away"))

    def say(self, text: str, tone: Tone) -> None:
        """Show a sentence."""
        self._text.say(text, tone)
        set_property(self, "tone", tone.value)
        self.show()
        self.lie()
        if tone in _STAYS:
            self._old.stop()
        else:
            self._old.start()

    def lie(self, top: int | None = None) -> None:
        """Lie at the right edge, no lower than the banner, which keeps its left.

        Args:
            top: upper edge, below the bar [logical pixels]; None for the same as before.
        """
        self._top = self._top if top is None else top
        wide = round(self._over.width() * _WIDTH)
        high = max(self.minimumSizeHint().height(), self.heightForWidth(wide))
        self.setGeometry(self._over.width() - wide - _MARGIN, self._top, wide, high)
        self.raise_()
