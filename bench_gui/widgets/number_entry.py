"""A strict entry: what is typed is shown back as it is understood, or refused in words; it has no arrows to turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QHBoxLayout, QVBoxLayout, QWidget, Signal
from bench_gui.tone import Tone
from bench_gui.views.entry import Accepted, DoubleEntry, Refused, read
from bench_gui.widgets.button import Button
from bench_gui.widgets.key import OwnKey
from bench_gui.widgets.key_line import KeyLine
from bench_gui.widgets.label import Label
from bench_gui.widgets.properties import set_property
from bench_gui.widgets.toned import Toned
from bench_gui.words import marked

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.views.entry import EntryForm

_GAP = 6


class NumberEntry(QWidget):
    """A line for a number, or a serial number, with its unit beside and what it is understood as below.

    What is typed is judged by `views.entry`; this only shows what comes of it.
    """

    entered = Signal(object)
    """The text to be sent, once it was entered as often as it must be."""

    def __init__(self) -> None:
        super().__init__()
        self.line = KeyLine()
        self.line.setProperty("role", "entry")
        self._unit = Label("heading")
        self._send = Button("primary", "check")
        self._understood = Toned(wraps=True)
        self._told = Toned(wraps=True)
        self._form: Form | None = None
        self._asked: EntryForm | None = None
        self._double = DoubleEntry()
        self._lay_out()
        self.line.textChanged.connect(self._judge)
        self.line.returnPressed.connect(self.enter)
        OwnKey("Enter", marked("In an entry: enter what was typed"), {}, self.line)
        self._send.clicked.connect(self.enter)

    @property
    def understood(self) -> str:
        """What the person is told of what stands in the line."""
        return self._understood.text if self._understood.isVisibleTo(self) else ""

    @property
    def told(self) -> str:
        """What the person is told of the entry before."""
        return self._told.text

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        self._send.say(form.words("Enter"))
        self._send.adopt(form)
        self._understood.adopt(form)
        self._told.adopt(form)
        self._judge()

    def ask(self, asked: EntryForm, name: str) -> None:
        """Ask for an entry, with an empty line.

        Args:
            asked: what it is judged by.
            name: of what is asked for, for screen readers.
        """
        self._asked, self._double = asked, DoubleEntry()
        self._unit.say(asked.unit)
        self._unit.setVisible(bool(asked.unit))
        self.line.setAccessibleName(name)
        self.line.clear()
        self._tell("")
        self._judge()

    def judge_by(self, asked: EntryForm) -> None:
        """Judge by other rules from now on; what stands in the line stays, and what was entered once is dropped.

        Args:
            asked: the rules.
        """
        if asked != self._asked:
            self._asked, self._double = asked, DoubleEntry()
            self._tell("")
            self._judge()

    def enter(self) -> None:
        """Take what stands in the line, as Enter does."""
        entry = self._read()
        if self._form is None or not isinstance(entry, Accepted):
            self._judge()
            return
        entered = self._double.enter(entry, self._form.words)
        self._double = entered.next
        if entered.clear:
            self.line.clear()
        self._tell(entered.told)
        self._judge()
        if entered.send:
            self.entered.emit(entered.send)

    def _read(self) -> Accepted | Refused | None:
        if self._form is None or self._asked is None:
            return None
        return read(self.line.text(), self._asked, self._form.words)

    def _judge(self) -> None:
        if self._form is None:
            return
        entry = self._read()
        text, tone = "", Tone.NEUTRAL
        if isinstance(entry, Refused):
            text, tone = entry.why, Tone.BAD
        elif isinstance(entry, Accepted):
            understood = self._form.words("Understood as {shown}", shown=entry.shown)
            text, tone = "\n".join((understood, *entry.warnings)), Tone.WARNING if entry.warnings else Tone.GOOD
        self._understood.say(text, tone)
        self._understood.setVisible(bool(text))
        set_property(self.line, "tone", tone.value)

    def _tell(self, text: str) -> None:
        self._told.say(text, Tone.WARNING)
        self._told.setVisible(bool(text))

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(_GAP)
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(self._unit)
        row.addWidget(self._send)
        rows.addWidget(self._told)
        rows.addLayout(row)
        rows.addWidget(self._understood)
        self.setFocusProxy(self.line)
