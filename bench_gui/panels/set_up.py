"""The set-up of the next run: which instrument, by which procedure, on which bench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.panels.choice_list import ChoiceList
from bench_gui.qt import QHBoxLayout, QVBoxLayout, QWidget, Signal
from bench_gui.tone import Tone
from bench_gui.widgets.button import Button
from bench_gui.widgets.elided import Elided
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.scroll import Scroll
from bench_gui.widgets.toned import Toned

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.views.set_up_view import SetUpView

_GAP = 4


class SetUpPanel(Panel):
    """Shows a set-up and takes other choices of procedure and bench."""

    procedure_picked = Signal(object)
    """A `FoundProcedure`."""
    bench_picked = Signal(object)
    """A `FoundBench`."""
    go_on = Signal()
    """The set-up is as the person wants it."""
    record_wanted = Signal()
    """The person wants to see the latest run of this instrument."""

    def __init__(self) -> None:
        super().__init__()
        self._uut, self._order = Elided("heading"), Elided("quiet")
        self._procedure_name, self._bench_name = Label(), Label()
        self.procedures, self.benches = ChoiceList(), ChoiceList()
        self._why, self._notice = Label("small", wraps=True), Toned(wraps=True)
        self._continue, self._record = Button("primary", "next"), Button("plain", "certificate")
        self._lay_out()
        self.procedures.picked.connect(self.procedure_picked)
        self.benches.picked.connect(self.bench_picked)
        for settled in (self.procedures.settled, self.benches.settled, self._continue.clicked):
            settled.connect(lambda *_: self._go_on())
        self._record.clicked.connect(self.record_wanted)

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        words = form.words
        self._procedure_name.say(words("Procedure"))
        self._bench_name.say(words("Bench"))
        self.procedures.setAccessibleName(words("Procedure"))
        self.benches.setAccessibleName(words("Bench"))
        self._continue.say(words("Continue  Ctrl+Enter"))
        for one in (self.procedures, self.benches, self._notice, self._continue, self._record):
            one.adopt(form)

    def show_view(self, view: SetUpView) -> None:
        """Show a set-up."""
        self._uut.say(view.uut)
        self._order.say(view.order)
        self.procedures.offer(view.procedures, view.procedure)
        self.benches.offer(view.benches, view.bench)
        self._why.say(view.why)
        self._why.setVisible(bool(view.why))
        self._notice.say(view.notice, view.notice_tone)
        self._notice.setVisible(bool(view.notice))
        self._continue.setEnabled(view.complete)
        self._record.say(view.record)
        self._record.setVisible(bool(view.record))
        self.stand(Tone.NEUTRAL)

    def await_choice(self) -> None:
        """Put the focus where the next choice is to be made: to go on, where everything is chosen."""
        if self._continue.isEnabled():
            self._continue.setFocus()
        elif self.procedures.currentRow() < 0:
            self.procedures.setFocus()
        else:
            self.benches.setFocus()

    def press_continue(self) -> None:
        """Go on, where everything is chosen."""
        if self.isVisible():
            self._go_on()

    def _go_on(self) -> None:
        if self._continue.isEnabled():
            self.go_on.emit()

    def _lay_out(self) -> None:
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(_GAP)
        for widget, stretch in (
            (self._order, 0),
            (self._procedure_name, 0),
            (self.procedures, 3),
            (self._bench_name, 0),
            (self.benches, 2),
            (self._why, 0),
        ):
            rows.addWidget(widget, stretch)
        for shown in (self._uut, self._order, self.procedures, self.benches):
            shown.setProperty("as_written", "true")
        row = QHBoxLayout()
        row.addWidget(self._continue, 1)
        row.addWidget(self._record)
        self.rows.addWidget(self._uut)
        self.rows.addWidget(Scroll(inside), 1)
        self.rows.addWidget(self._notice)
        self.rows.addLayout(row)
