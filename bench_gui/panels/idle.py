"""What stands where a run would be shown while none is watched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import Qt, QVBoxLayout, QWidget, Signal
from bench_gui.widgets.button import Button
from bench_gui.widgets.label import Label

if TYPE_CHECKING:
    from bench_gui.form import Form

_GAP = 14


class IdlePanel(QWidget):
    """Says that nothing runs, and where to begin."""

    work_wanted = Signal()
    """The person wants to choose what to calibrate."""

    def __init__(self) -> None:
        super().__init__()
        self._title, self._told = Label("heading"), Label("quiet")
        self.work = Button("primary", "list")
        self._form: Form | None = None
        self._begins = False
        rows = QVBoxLayout(self)
        rows.setSpacing(_GAP)
        rows.addStretch(1)
        for widget in (self._title, self._told, self.work):
            rows.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addStretch(2)
        self.work.clicked.connect(self.work_wanted)

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        self.work.say(form.words("Choose the work"))
        self.work.adopt(form)
        self.say(begins=self._begins)

    def say(self, *, begins: bool) -> None:
        """Say that no run is under way, or that one is about to begin."""
        self._begins = begins
        if self._form is None:
            return
        words = self._form.words
        if begins:
            self._title.say(words("The run is about to begin"))
            self._told.say(words("It is shown as soon as its record is there."))
        else:
            self._title.say(words("No run is under way here"))
            self._told.say(words("Choose what is to be calibrated; its run is shown here."))
