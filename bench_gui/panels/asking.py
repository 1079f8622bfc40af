"""A panel that asks for what a command needs, such as a reason, sends it, and stays until the run has taken it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_gui.qt import QApplication, QHBoxLayout, Qt, QVBoxLayout, QWidget, Signal
from bench_gui.tone import Tone
from bench_gui.widgets.button import Button
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.scroll import Scroll
from bench_gui.widgets.toned import Toned

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.qt import QLineEdit


@dataclass(frozen=True, slots=True)
class Wanted:
    """A command that a person has filled in.

    Args:
        control: by which it was asked for.
        command: as `sequencer.commands` names it.
        fields: that belong to it, by name.
    """

    control: str
    command: str
    fields: tuple[tuple[str, str], ...]


class AskPanel(Panel):
    """Title, what is asked for, and two buttons: send, and leave it.

    Args:
        icon_name: of the button that sends.
    """

    wanted = Signal(object)
    """A `Wanted`."""
    closed = Signal()
    """It is done with: taken by the run, or left."""

    def __init__(self, icon_name: str) -> None:
        super().__init__()
        self.title, self.told_of = Label("heading", wraps=True), Label("quiet", wraps=True)
        self.send_button, self.leave_button = Button("primary", icon_name), Button("plain", "back")
        self._problem = Toned(wraps=True)
        self._problem.setProperty("as_written", "true")  # a run quotes what a person or an instrument said
        self._inside = QWidget()
        self.body = QVBoxLayout(self._inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self._scroll = self._scrolled()
        self._ticket: int | None = None
        self._filled_last: QWidget | None = None
        self.form: Form | None = None
        self._lay_out()
        self.send_button.clicked.connect(self.send)
        self.leave_button.clicked.connect(self.leave)

    @property
    def problem(self) -> str:
        """Why it was not sent, or not taken; empty where neither is so."""
        return self._problem.text

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self.form = form
        for one in (self.send_button, self.leave_button, self._problem):
            one.adopt(form)
        self.leave_button.say(form.words("Leave it"))
        self.speak(form)

    def speak(self, form: Form) -> None:
        """Show the texts of what is asked for."""
        raise NotImplementedError

    def filled(self) -> Wanted | str:
        """Return the command, or what is still missing."""
        raise NotImplementedError

    def begin(self) -> None:
        """Begin anew, with nothing filled in."""
        self._wait_for(None)
        self._complain("")

    def send(self) -> None:
        """Send what is filled in, or say what is missing."""
        if self._ticket is not None:
            return
        filled = self.filled()
        if isinstance(filled, Wanted):
            self._complain("")
            self.wanted.emit(filled)
        else:
            self._complain(filled)

    def leave(self) -> None:
        """Send nothing."""
        self._wait_for(None)
        self.closed.emit()

    def be_compact(self, compact: bool) -> None:  # noqa: FBT001  a Qt layout's yes or no
        """Leave the explanation out, on a small screen."""
        self.told_of.setVisible(not compact)

    def sent(self, ticket: int) -> None:
        """Wait for what the run says to it."""
        self._filled_last = self._inside.focusWidget()
        self._wait_for(ticket)

    def told(self, ticket: int, text: str, *, refused: bool) -> None:
        """Take in what the run said: what it refuses stays, to be mended."""
        if ticket != self._ticket:
            return
        self._wait_for(None)
        if refused:
            self._complain(text)
            here = QApplication.focusWidget()
            if self._filled_last is not None and (here is None or self.isAncestorOf(here)):
                self._filled_last.setFocus()  # which waiting took from it; who has gone elsewhere is not called back
        else:
            self.closed.emit()

    def _wait_for(self, ticket: int | None) -> None:
        self._ticket = ticket
        self._inside.setEnabled(ticket is None)
        self.send_button.setEnabled(ticket is None)
        if self.form is not None and ticket is not None:
            self._say(self.form.words("Sent; waiting for the run"), Tone.BUSY)

    def _complain(self, problem: str) -> None:
        self._say(problem, Tone.BAD)

    def _say(self, text: str, tone: Tone) -> None:
        """Say something above the fields, where it is seen first, and whole however long it is."""
        self._problem.say(text, tone)
        self._problem.setVisible(bool(text))
        if text:
            self._scroll.verticalScrollBar().setValue(0)

    def _scrolled(self) -> Scroll:
        """Return the fields, and above them what is wrong with them, in a place that may be low."""
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 6, 0)
        rows.addWidget(self._problem)
        rows.addWidget(self._inside, 1)
        scroll = Scroll(whole)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return scroll

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.leave_button)
        row.addStretch(1)
        row.addWidget(self.send_button)
        for widget in (self.title, self.told_of):
            self.rows.addWidget(widget)
        self.rows.addWidget(self._scroll, 1)
        self.rows.addLayout(row)


def typed(line: QLineEdit) -> str:
    """Return what was typed in a line, without blanks around it."""
    return line.text().strip()
