"""Runs that want a person: those under way, and those that were interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QHBoxLayout, QWidget, Signal
from bench_gui.widgets.button import Button
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.toned import Toned

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.views.at_hand import RunRow

_MOST = 2


class RunsAtHand(Panel):
    """One line for each run, the most urgent ones alone; the work list has them all."""

    wanted = Signal(object)
    """A `RunRow` whose button was pressed."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = [_Line(self) for _ in range(_MOST)]  # made now: Tab goes by when a widget was made
        self._rows: tuple[RunRow, ...] = ()
        self._form: Form | None = None
        self.rows.setSpacing(2)
        for line in self._lines:
            self.rows.addWidget(line)
        self.hide()

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        rows, self._rows = self._rows, ()
        self.show_view(rows)

    def show_view(self, rows: tuple[RunRow, ...]) -> None:
        """Show these runs; nothing where there are none."""
        if self._form is None or rows == self._rows:
            self._rows = rows
            return
        self._rows = rows
        shown = rows[:_MOST]
        for number, line in enumerate(self._lines):
            line.setVisible(number < len(shown))
            if number < len(shown):
                line.show_run(shown[number], self._form)
        if shown:
            self.stand(shown[0].tone)
        self.setVisible(bool(shown))


class _Line(QWidget):
    """One run with its button."""

    def __init__(self, panel: RunsAtHand) -> None:
        super().__init__(panel)
        self._text, self._button = Toned(wraps=True), Button("plain", "next")
        self._row: RunRow | None = None
        self._text.setProperty("as_written", "true")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._text, 1)
        line.addWidget(self._button)
        self._button.clicked.connect(lambda: panel.wanted.emit(self._row))

    def show_run(self, row: RunRow, form: Form) -> None:
        """Show a run."""
        words = form.words
        self._row = row
        self._text.adopt(form)
        self._button.adopt(form)
        if row.under_way:
            self._text.say(words("A run is under way: {run}", run=row.text), row.tone)
            self._button.say(words("Watch it"))
        else:
            self._text.say(words("A run was interrupted: {run}", run=row.text), row.tone)
            self._button.say(words("What now?"))
