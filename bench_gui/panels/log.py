"""The log: every event that is kept, in a sentence each, to be read, searched with the eye, and copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QColor, QGuiApplication, QHBoxLayout, QPlainTextEdit, QTextCharFormat, QTextCursor
from bench_gui.short import short
from bench_gui.tone import Tone
from bench_gui.views.strip import log
from bench_gui.views.watching import LOG
from bench_gui.widgets.button import Button
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
        self.copy = Button("plain", "save")
        self._seen: Seen | None = None
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.copy)
        self.rows.addLayout(head)
        self.copy.clicked.connect(self._copy)
        self.rows.addWidget(self._text, 1)
        self.setFocusProxy(self._text)

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        self._text.setAccessibleName(form.words("Log of the run"))
        self.copy.say(form.words("Copy all of it"))
        self.copy.adopt(form)
        self.forget()

    def forget(self) -> None:
        """Begin anew: another run, or another language."""
        self._seen, self._last = None, 0
        self._text.clear()
        if self._form is not None:
            self._title.say(self._form.words("Log of the run"))

    def show_seen(self, seen: Seen) -> None:
        """Add what has happened since; called only while one looks at it."""
        if self._form is None or seen.number <= self._last:
            return
        entries = log(seen, self._form.words, self._last)
        self._seen, self._last = seen, seen.number
        if entries:
            self._add(entries, self._form)

    def _add(self, entries: tuple[EntryView, ...], form: Form) -> None:
        bar = self._text.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 1
        self._title.say(form.words("Log of the run, times in {zone}", zone=entries[-1].zone))
        cursor = QTextCursor(self._text.document())
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        for entry in entries:
            look = QTextCharFormat()
            look.setForeground(QColor(form.tokens.colour.of(entry.tone)))
            if not self._text.document().isEmpty():
                cursor.insertBlock()
            cursor.insertText(_line(entry, short(entry.text)), look)
        cursor.endEditBlock()
        if at_end:
            bar.setValue(bar.maximum())

    def _copy(self) -> None:
        """Copy the whole log, with texts of any length."""
        if self._seen is not None and self._form is not None:
            lines = (_line(entry, entry.text) for entry in log(self._seen, self._form.words))
            QGuiApplication.clipboard().setText("\n".join(lines))


def _line(entry: EntryView, text: str) -> str:
    return f"{entry.time}  {_MARKS[entry.tone]}  {text}"
