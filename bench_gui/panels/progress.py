"""Progress: a bar, how many points are done, the time left, and when a person is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QHBoxLayout, QWidget
from bench_gui.tone import Tone
from bench_gui.widgets.label import Label
from bench_gui.widgets.meter import Meter
from bench_gui.widgets.toned import Toned

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.views.progress import ProgressView

_GAP = 16


class ProgressPanel(QWidget):
    """One line: bar, points, time left, and when it needs somebody."""

    def __init__(self) -> None:
        super().__init__()
        self._bar = Meter()
        self._text, self._left = Label(), Label("quiet")
        self._needs_you = Toned()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        row.addWidget(self._bar, 1)
        for widget in (self._text, self._left, self._needs_you):
            row.addWidget(widget)

    def adopt(self, form: Form) -> None:
        """Draw it in the colours of a form."""
        self._bar.adopt(form)
        self._needs_you.adopt(form)

    def show_view(self, view: ProgressView) -> None:
        """Show how far the run is."""
        self._bar.show_value(view.fraction, Tone.BUSY)
        self._bar.setAccessibleName(view.text)
        self._text.say(view.text)
        self._left.say(view.left)
        self._left.setVisible(bool(view.left))
        self._needs_you.setVisible(bool(view.needs_you))
        asked = view.needs_you_s == 0
        self._needs_you.say(view.needs_you, Tone.WARNING if asked else Tone.NEUTRAL, "hand" if asked else "clock")
