"""The raw replies behind one point: what was asked, and each byte that came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QHBoxLayout, Signal
from bench_gui.widgets.button import Button
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.text_table import Column, TextRow, TextTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_gui.form import Form
    from bench_gui.views.review.raw import AttemptView, RawReading, RawView

_VALUE, _REPLY = 170, 200
"""Widths of what one reads first [px]: both are in view, and a long setting does not push the replies out of it."""


class RawPanel(Panel):
    """Shows everything recorded at one point, attempt by attempt, in the order of the record."""

    closed = Signal()
    """The person has seen enough."""

    def __init__(self) -> None:
        super().__init__()
        self.table = TextTable("raw")
        self._title, self._back = Label("heading", wraps=True), Button("flat", "cross")
        self._whole = Label(wraps=True)
        self._whole.setProperty("as_written", "true")
        self._view: RawView | None = None
        self._form: Form | None = None
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._back)
        self.rows.addLayout(head)
        self.rows.addWidget(self.table, 1)
        self.rows.addWidget(self._whole)
        self._back.clicked.connect(self.closed)
        self.table.selectionModel().currentRowChanged.connect(self._show_whole)

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        self._back.adopt(form)
        self._back.setAccessibleName(form.words("Close the raw replies"))
        self.table.adopt(form)
        self.table.setAccessibleName(form.words("Raw replies"))

    def show_view(self, view: RawView) -> None:
        """Show a point."""
        if self._form is None:
            return
        self._view = view
        words = self._form.words
        self._title.say(words("Raw replies: {point}", point=view.point))
        columns = (
            Column(words("Value"), number=True, widest=_VALUE),
            Column(words("Raw reply"), fixed=True, widest=_REPLY),
            Column(words("What")),
            Column(words("Instrument")),
            Column(words("Counts")),
            Column(words("Time ({zone})", zone=view.zone), number=True),
            Column(words("Line"), number=True),
            Column(words("Corrected")),
        )
        self.table.show_texts(columns, tuple(self._rows(view)))
        self._show_whole()

    def _show_whole(self) -> None:
        """Show the chosen row whole below the table, where a long setting or reply has the room."""
        index = self.table.currentIndex()
        cells = self.table.texts.row(index.row()).cells if index.isValid() else ()
        self._whole.say(" · ".join(filter(None, cells)))
        self._whole.setVisible(bool(cells))

    def _rows(self, view: RawView) -> Iterator[TextRow]:
        if self._form is None:
            return
        words = self._form.words
        for attempt in view.once:
            yield TextRow((words("Once for the range: {word}", word=attempt.word),), {}, heading=True)
            yield from map(self._row, attempt.readings)
        for attempt in view.attempts:
            yield TextRow((self._heading(attempt),), {0: attempt.tone}, heading=True)
            yield from map(self._row, attempt.readings)

    def _heading(self, attempt: AttemptView) -> str:
        if self._form is None:
            return ""
        text = self._form.words("Attempt {n}: {word}", n=attempt.attempt, word=attempt.word)
        return f"{text} · {attempt.why}" if attempt.why else text

    def _row(self, one: RawReading) -> TextRow:
        counts = "✓" if one.counts else ""
        what = f"{one.name} · {one.purpose}"
        return TextRow((one.value, one.raw, what, one.instrument, counts, one.time, str(one.line), one.corrected))
