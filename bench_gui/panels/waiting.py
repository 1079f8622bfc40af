"""What stands in place of a screen that waits until a blind reading is entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import Qt, QVBoxLayout, QWidget, Signal
from bench_gui.widgets.button import Button
from bench_gui.widgets.label import Label

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.views.waiting import WaitingView

_GAP = 14


class WaitingPanel(QWidget):
    """Says what is waited for, and leads back to the run."""

    run_wanted = Signal()
    """The person wants to go back to the run."""

    def __init__(self) -> None:
        super().__init__()
        self._title, self._why = Label("heading"), Label()
        self.back = Button("primary", "play")
        rows = QVBoxLayout(self)
        rows.setSpacing(_GAP)
        rows.addStretch(1)
        for widget in (self._title, self._why, self.back):
            rows.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addStretch(2)
        self.back.clicked.connect(self.run_wanted)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # who was typing must not press the button by the next key

    def adopt(self, form: Form) -> None:
        """Show every colour in this form from now on."""
        self.back.adopt(form)

    def show_view(self, view: WaitingView) -> None:
        """Show what is waited for."""
        self._title.say(view.title)
        self.setAccessibleName(view.title)
        self._why.say(view.why)
        self.back.say(view.back)
