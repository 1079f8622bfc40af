"""The log: every event that is kept, in a sentence each, to be read, searched with the eye, and copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QColor, QPlainTextEdit, QTextCharFormat, QTextCursor
from bench_gui.tone import Tone
from bench_gui.views.strip import log
from bench_gui.views.watching import LOG
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.views.strip import EntryView
    from bench_gui.views.watching import Seen

_MARKS = {
    Tone.NEUTRAL: "·",
    Tone.BUSY: "·",
    Tone.GOOD: "✓",
    Tone.WARNING: "!",
    Tone.BAD: "✗",
    Tone.HAZARD: "!!",
}


class LogPanel(Panel):
    """Shows the log, and goes on at its end while one looks at the end."""

    def __init__(self) -> None:
        super().__init__()
        self._title = Label("heading")
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setMaximumBlockCount(LOG)
        self._text.setProperty("as_written", "true")
        self._form: Form | None = None
        self._last = 0
        self.rows.addWidget(self._title)
        self.rows.addWidget(self._text, 1)
        self.setFocusProxy(self._text)

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        self._title.say(form.words("Log of the run"))
        self._text.setAccessibleName(form.words("Log of the run"))
        self.forget()

    def forget(self) -> None:
        """Begin anew: another run, or another language."""
        self._last = 0
        self._text.clear()

    def show_seen(self, seen: Seen) -> None:
        """Add what has happened since; called only while one looks at it."""
        if self._form is None or seen.number <= self._last:
            return
        entries = log(seen, self._form.words, self._last)
        self._last = seen.number
        if entries:
            self._add(entries, self._form)

    def _add(self, entries: tuple[EntryView, ...], form: Form) -> None:
        bar = self._text.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 1
        cursor = QTextCursor(self._text.document())
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        for entry in entries:
            look = QTextCharFormat()
            look.setForeground(QColor(form.tokens.colour.of(entry.tone)))
            if not self._text.document().isEmpty():
                cursor.insertBlock()
            cursor.insertText(f"{entry.time}  {_MARKS[entry.tone]}  {entry.text}", look)
        cursor.endEditBlock()
        if at_end:
            bar.setValue(bar.maximum())
