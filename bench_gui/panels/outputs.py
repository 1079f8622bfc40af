"""The outputs, each source in a line of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QHBoxLayout, QWidget
from bench_gui.tone import Tone
from bench_gui.views.outputs import OutputState
from bench_gui.widgets.elided import Elided
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.toned import Toned

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.views.outputs import OutputsView, OutputView

_ICONS = {
    OutputState.OFF: "off",
    OutputState.ON: "bolt",
    OutputState.SWITCHING: "busy",
    OutputState.UNKNOWN: "question",
}


class OutputsPanel(Panel):
    """Shows what is known of each source's output."""

    def __init__(self) -> None:
        super().__init__()
        self.rows.setSpacing(4)
        self._title = Label("heading")
        self._lines: list[_Line] = []
        self._note = Label("small", wraps=True)
        self._form: Form | None = None
        self.rows.addWidget(self._title)
        self.rows.addWidget(self._note)

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        self._title.say(form.words("Outputs"))
        for line in self._lines:
            line.state.adopt(form)

    def show_view(self, view: OutputsView) -> None:
        """Show every output."""
        while len(self._lines) < len(view.sources):
            self._add()
        for line, source in zip(self._lines, (*view.sources, *[None] * len(self._lines)), strict=False):
            line.setVisible(source is not None)
            if source is not None:
                line.show_view(source)
        self._note.say(view.note)
        self._note.setVisible(bool(view.note))
        self.stand(Tone.HAZARD if view.hazardous else Tone.NEUTRAL)

    def _add(self) -> None:
        line = _Line()
        if self._form is not None:
            line.state.adopt(self._form)
        self._lines.append(line)
        self.rows.insertWidget(len(self._lines), line)


class _Line(QWidget):
    """One source: who it is, and the state of its output."""

    def __init__(self) -> None:
        super().__init__()
        self._called = Elided("quiet")
        self.state = Toned()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._called, 1)
        row.addWidget(self.state)

    def show_view(self, view: OutputView) -> None:
        self._called.say(view.called)
        self.state.say(view.word, view.tone, _ICONS[view.state])
