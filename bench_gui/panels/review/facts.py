"""What a run was: who, when, with what, and what to know of it before its results are believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QGridLayout, QGuiApplication, QScrollArea, Qt, QVBoxLayout, QWidget
from bench_gui.widgets.button import Button
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.toned import Toned

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.views.review.reviewed_run import ReviewedRun

_GAP = 6


class FactsPanel(Panel):
    """A list of names and texts, warnings first."""

    def __init__(self) -> None:
        super().__init__()
        self._form: Form | None = None
        self._view: ReviewedRun | None = None
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.copy = Button("plain", "save")
        self.rows.addWidget(self._area, 1)
        self.rows.addWidget(self.copy)
        self.copy.clicked.connect(self._copy)

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        self._area.setAccessibleName(form.words("About this run"))
        self.copy.say(form.words("Copy all of it"))
        self.copy.adopt(form)
        if self._view is not None:
            self.show_view(self._view)

    def show_view(self, view: ReviewedRun) -> None:
        """Show what a run was."""
        if self._form is None:
            return
        self._view = view
        inside = QWidget()
        rows, facts = QVBoxLayout(inside), QGridLayout()
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(_GAP)
        title = Label("heading", wraps=True)
        title.setProperty("as_written", "true")
        title.say(view.title)
        rows.addWidget(title)
        for text, tone in view.warnings:
            warning = Toned(wraps=True)
            warning.adopt(self._form)
            warning.say(text, tone)
            rows.addWidget(warning)
        facts.setColumnStretch(0, 2)
        facts.setColumnStretch(1, 3)
        for number, (name, text) in enumerate(view.facts):
            value = Label(wraps=True)
            value.setProperty("as_written", "true")
            value.say(text)
            label = Label("small", wraps=True)
            label.setProperty("as_written", "true")
            label.say(name)
            facts.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
            facts.addWidget(value, number, 1, Qt.AlignmentFlag.AlignTop)
        rows.addLayout(facts)
        rows.addStretch(1)
        self._area.setWidget(inside)

    def _copy(self) -> None:
        """Copy every fact, with texts of any length."""
        if self._view is not None:
            facts = ("\t".join(fact) for fact in self._view.facts)
            lines = (self._view.title, *(text for text, _ in self._view.warnings), *facts)
            QGuiApplication.clipboard().setText("\n".join(lines))
