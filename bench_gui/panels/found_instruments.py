"""What a search for instruments has found, beside what the bench file names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import UsageError
from bench_gui.qt import QVBoxLayout, QWidget
from bench_gui.tone import Tone
from bench_gui.views.found_instruments import Search, found_rows, may_be_asked, read_search
from bench_gui.widgets.button import Button
from bench_gui.widgets.flow import Flow
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.scroll import Scroll
from bench_gui.widgets.toned import Toned
from bench_gui.work.job import Job

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench_gui.form import Form
    from bench_gui.views.found_instruments import FoundRow
    from bench_gui.work.job import JobEnd
    from bench_gui.workplace.workplace import BenchPart

_SEARCH = ["discover", "--json"]


class FoundInstruments(Panel):
    """Searches when it is asked to, and asks serial ports with a person's yes alone.

    Args:
        at_work: whether instruments are in use, which no search may ask who they are.
    """

    def __init__(self, at_work: Callable[[], bool]) -> None:
        super().__init__()
        self._at_work = at_work
        self._form: Form | None = None
        self._parts: tuple[BenchPart, ...] = ()
        self._search: Search | None = None
        self._job: Job | None = None
        self._title, self._said = Label("heading"), Toned(wraps=True)
        self._look, self._serial = Button("plain", "search"), Button("plain", "plug")
        self._list = QVBoxLayout()
        self._lay_out()
        self._look.clicked.connect(lambda: self._begin([]))
        self._serial.clicked.connect(lambda: self._begin(["--serial"]))

    @property
    def searching(self) -> bool:
        """Whether instruments are being asked now."""
        return self._job is not None

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        words = form.words
        self._title.say(words("Found instruments"))
        self._look.say(words("Look for instruments  Ctrl+F"))
        self._serial.say(words("Yes, ask serial ports too"))
        for one in (self._look, self._serial, self._said):
            one.adopt(form)
        self._show()

    def compare_with(self, parts: tuple[BenchPart, ...]) -> None:
        """Compare with the instruments of this bench from now on."""
        if parts != self._parts:
            self._parts = parts
            self._show()

    def allow(self, *, search: bool) -> None:
        """Allow a search, or not: nobody may ask an instrument that is at work."""
        self._look.setEnabled(search and not self.searching)
        self._serial.setEnabled(search and not self.searching)

    def look(self) -> None:
        """Search, where it is allowed now."""
        self._look.click()

    def stop(self) -> None:
        """End the search."""
        if self._job is not None:
            self._job.stop()
            self._job = None

    def _begin(self, more: list[str]) -> None:
        if self._at_work():
            if self._form is not None:
                told = self._form.words("Instruments are at work; search when the run, or the work by hand, is over.")
                self._said.say(told, Tone.WARNING)
            return
        self.stop()
        self._job = Job("bench_cli", [*_SEARCH, *more], self)
        self._job.ended.connect(self._ended)
        self._job.start()
        self._show()

    def _ended(self, end: JobEnd) -> None:
        self._job = None
        try:
            self._search = read_search(end.output)
        except UsageError as problem:
            self._search = None
            self._show()
            self._said.say(f"{problem} {end.errors}".strip(), Tone.BAD)
            return
        self._show()

    def _show(self) -> None:
        form = self._form
        if form is None:
            return
        words, search = form.words, self._search
        rows = found_rows(search, self._parts, words)
        self._fill(rows, form)
        self._serial.setVisible(search is not None and may_be_asked(search))
        self._look.setEnabled(not self.searching)
        self._serial.setEnabled(not self.searching)
        if self.searching:
            self._said.say(words("Looking… nothing is sent but *IDN?"), Tone.BUSY)
        elif search is None:
            self._said.say(words("The search sends nothing but *IDN?, and nothing to serial ports."), Tone.NEUTRAL)
        elif may_be_asked(search):
            told = words("What hangs on a serial port may be no instrument, and act on what it is sent.")
            self._said.say(told, Tone.WARNING)
        elif rows:
            self._said.say(words("{n} addresses", n=len(search.found)), Tone.NEUTRAL)
        else:
            self._said.say(words("No instrument was found."), Tone.NEUTRAL)

    def _fill(self, rows: tuple[FoundRow, ...], form: Form) -> None:
        while self._list.count() > 1:
            item = self._list.takeAt(0)
            gone = item.widget() if item is not None else None
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        for number, row in enumerate(rows):
            self._list.insertWidget(number, _FoundLine(row, form))

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setLayout(self._list)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.addStretch(1)
        self.rows.addWidget(self._title)
        self.rows.addWidget(self._said)
        self.rows.addWidget(Scroll(inside), 1)
        buttons = Flow()
        buttons.add(self._look)
        buttons.add(self._serial)
        self.rows.addWidget(buttons)


class _FoundLine(QWidget):
    """One address."""

    def __init__(self, row: FoundRow, form: Form) -> None:
        super().__init__()
        self.setProperty("as_written", "true")
        name, detail, word = Label(wraps=True), Label("small", wraps=True), Toned(wraps=True)
        word.adopt(form)
        name.say(row.name)
        detail.say(row.detail)
        word.say(row.word, row.tone)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        for widget in (name, word, detail):
            lines.addWidget(widget)
