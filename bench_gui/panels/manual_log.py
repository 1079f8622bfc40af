"""The last value that was read by hand, and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QScrollArea, Qt, QVBoxLayout, QWidget
from bench_gui.tone import Tone
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.toned import Toned

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.views.manual import ManualView

_SHOWN = 40


class ManualLogPanel(Panel):
    """Shows the newest indication big, and below it what was done, the newest first."""

    def __init__(self) -> None:
        super().__init__()
        self._of, self._indication, self._raw = Label("quiet", wraps=True), Label("banner", wraps=True), Label("small")
        self._raw.setWordWrap(True)
        self._head, self._log = Label("heading"), Label("small", wraps=True)
        self._entries = tuple(Toned(wraps=True) for _ in range(_SHOWN))
        for widget in (self._of, self._indication, self._raw, self._log, *self._entries):
            widget.setProperty("as_written", "true")
        self._mark = Label("small", wraps=True)
        self._lay_out()

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._head.say(form.words("What was done"))
        for entry in self._entries:
            entry.adopt(form)

    def show_view(self, view: ManualView) -> None:
        """Show the newest indication and what was done."""
        self._of.say(view.indication_of)
        self._indication.say(view.indication or "–")
        self._raw.say(view.raw)
        self._mark.say(view.note, Tone.WARNING)
        self._mark.setVisible(bool(view.note))
        self._log.say(view.log)
        for at, widget in enumerate(self._entries):
            widget.setVisible(at < len(view.entries))
            if at < len(view.entries):
                widget.say(*view.entries[at])

    def _lay_out(self) -> None:
        inside, area = QWidget(), QScrollArea()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        for entry in self._entries:
            rows.addWidget(entry)
        rows.addStretch(1)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for widget in (self._of, self._indication, self._mark, self._raw, self._head):
            self.rows.addWidget(widget)
        self.rows.addWidget(area, 1)
        self.rows.addWidget(self._log)
