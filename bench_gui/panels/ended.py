"""The end of a run: the verdict in words, what the outputs are, and where to go from here; the banner says how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QScrollArea, QVBoxLayout, QWidget, Signal
from bench_gui.tone import Tone
from bench_gui.widgets.button import Button
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.toned import Toned

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.views.run_view import RunView


class EndedPanel(Panel):
    """Says how the run ended and offers what comes next."""

    review_wanted = Signal()
    """The person wants to see the results."""
    next_wanted = Signal()
    """The person wants to calibrate the next UUT."""
    resume_wanted = Signal()
    """The person wants the interrupted run to go on."""

    def __init__(self) -> None:
        super().__init__()
        self._verdict, self._outputs = Toned("question", wraps=True), Toned("question", wraps=True)
        self._note = Label("quiet", wraps=True)
        self.review, self.next = Button("primary", "certificate"), Button("plain", "next")
        self.resume = Button("primary", "play")
        for label in (self._verdict, self._note):
            label.setProperty("as_written", "true")  # people's reasons stand in it
        self._form: Form | None = None
        self._lay_out()
        self.review.clicked.connect(self.review_wanted)
        self.next.clicked.connect(self.next_wanted)
        self.resume.clicked.connect(self.resume_wanted)
        self.setFocusProxy(self.review)

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        words = form.words
        self.review.say(words("Results and certificate"))
        self.next.say(words("Next UUT with the same set-up"))
        self.resume.say(words("Resume the run"))
        for one in (self._verdict, self._outputs, self.review, self.next, self.resume):
            one.adopt(form)

    def show_view(self, view: RunView) -> None:
        """Show how the run ended, or that it was interrupted."""
        self._verdict.say(view.rows.conclusion, view.rows.tone)
        self._verdict.setVisible(bool(view.rows.conclusion))
        said = self._form.words("Outputs: {word}", word=view.outputs.word) if self._form is not None else ""
        self._outputs.say(said, view.outputs.tone)
        self._note.say(view.outputs.note)
        self._note.setVisible(bool(view.outputs.note))
        self.resume.setVisible(not view.ended)
        self.review.setVisible(view.ended)
        self.next.setVisible(view.ended)
        self.stand(view.banner.tone if view.outputs.tone is Tone.GOOD else view.outputs.tone)

    def _lay_out(self) -> None:
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 6, 0)
        rows.setSpacing(12)
        for widget in (self._verdict, self._outputs, self._note):
            rows.addWidget(widget)
        rows.addStretch(1)
        scrolled = QScrollArea()
        scrolled.setWidgetResizable(True)
        scrolled.setWidget(inside)
        self.rows.addWidget(scrolled, 1)
        for button in (self.resume, self.review, self.next):
            self.rows.addWidget(button)
