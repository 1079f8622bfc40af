"""What a person sees in a workplace without anything in it: what belongs there, and a demonstration to try first."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bench_gui.qt import QHBoxLayout, QProcess
from bench_gui.tone import Tone
from bench_gui.widgets.button import Button
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.toned import Toned

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.session import Session


class EmptyWorkplace(Panel):
    """Says what to put where.

    Args:
        session: whose workplace is empty.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._title, self._folder = Label("heading", wraps=True), Label(wraps=True)
        self._parts = [Toned(wraps=True) for _ in range(3)]
        self._then, self._try_it = Label(wraps=True), Label(wraps=True)
        self._demo = Button("primary", "play")
        self._folder.setProperty("as_written", "true")
        for widget in (self._title, self._folder, *self._parts, self._then, self._try_it):
            self.rows.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self._demo)
        row.addStretch(1)
        self.rows.addLayout(row)
        self.rows.addStretch(1)
        self._demo.clicked.connect(self._open_demonstration)
        self.hide()

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        words = form.words
        self._title.say(words("This workplace is empty"))
        self._folder.say(str(self._session.workplace))
        told = (
            words("Benches: files of kind bench/1, which name the instruments and their addresses."),
            words("Orders: files of kind order/1, which name the instrument, the client and the persons."),
            words("Your own procedures: files of kind procedure/1; those of calbench are there already."),
        )
        for part, text in zip(self._parts, told, strict=True):
            part.adopt(form)
            part.say(text, Tone.NEUTRAL, "folder")
        self._then.say(words("Put them there and press F5."))
        self._try_it.say(words("To see how it works first, on simulated instruments:"))
        self._demo.say(words("Open the demonstration"))
        self._demo.adopt(form)
        for widget in (self._try_it, self._demo):
            widget.setVisible(not self._session.opening.demo)

    def _open_demonstration(self) -> None:
        """Open another window on a workplace of its own: this one stays empty."""
        folder = self._session.workplace.with_name(f"{self._session.workplace.name}-demo")
        words = ["-P", "-m", "bench_cli", "gui", "--demo", str(folder)]
        QProcess.startDetached(sys.executable, words)
