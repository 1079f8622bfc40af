"""A line under the bar for what has just become of a command, and for faults of the program; it never blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QHBoxLayout, QTimer, QWidget
from bench_gui.tone import Tone
from bench_gui.widgets.button import Button
from bench_gui.widgets.toned import Toned

if TYPE_CHECKING:
    from bench_gui.form import Form

_SHOWN_MS = 8000
_MARGIN = 8
_STAYS = frozenset({Tone.BAD, Tone.HAZARD})


class Notice(QWidget):
    """Shows one sentence until it is old or put away; what is bad stays until it is put away."""

    def __init__(self) -> None:
        super().__init__()
        self._text = Toned(wraps=True)
        self._away = Button("flat", "cross")
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        row.addWidget(self._text, 1)
        row.addWidget(self._away)
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
        self.show()
        if tone in _STAYS:
            self._old.stop()
        else:
            self._old.start()
