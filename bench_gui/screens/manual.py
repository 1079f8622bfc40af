"""Working the instruments of a bench by hand, guarded; nothing that is read here can enter a record."""

from __future__ import annotations

import itertools
from dataclasses import asdict
from typing import TYPE_CHECKING

from bench_gui.panels.bench_choice import BenchChoice
from bench_gui.panels.manual_instrument import ManualInstrumentPanel
from bench_gui.panels.manual_log import ManualLogPanel
from bench_gui.qt import QHBoxLayout, QScrollArea, Qt, QVBoxLayout, QWidget
from bench_gui.screens.screen import Screen
from bench_gui.tone import Tone
from bench_gui.views.manual import manual_view
from bench_gui.views.manual_session import ManualSession, Phase, ending, is_hazardous, opened, over, sent, took
from bench_gui.widgets.button import Button
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.toned import Toned
from bench_gui.words import marked
from bench_gui.work.job import Job

if TYPE_CHECKING:
    from pathlib import Path

    from bench_gui.form import Form
    from bench_gui.panels.manual_instrument import Command
    from bench_gui.session import Session
    from bench_gui.views.manual import InstrumentView
    from bench_gui.work.job import JobEnd

_MODULE = "sequencer.manual"
_SAFE_WITHIN_MS = 5000
_MARGIN = 8
_FOLDER = "manual"


class ManualScreen(Screen):
    """Chooses a bench, holds it by a process of its own, and sends that process what the person wants.

    Args:
        session: what is chosen and watched.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._manual = ManualSession()
        self._job: Job | None = None
        self._takes_focus = False
        self._ids = itertools.count(1)
        self._panels: dict[str, ManualInstrumentPanel] = {}
        self._watermark, self._state, self._detail = Toned(wraps=True), Toned("heading"), Toned(wraps=True)
        self._bench, self._open, self._end = BenchChoice(session), Button("primary", "plug"), Button("plain", "cross")
        self._safe, self._stay = Button("danger", "off"), Button("plain", "person")
        self._log = ManualLogPanel()
        self._instruments = QVBoxLayout()
        self._lay_out()
        self._connect()

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        words = form.words
        self._watermark.say(
            words("BY HAND: nothing shown here is a result. No record holds it, and no certificate can be made of it."),
            Tone.WARNING,
        )
        self._open.say(words("Take the bench"))
        self._end.say(words("Give the bench back"))
        self._safe.say(words("ALL OFF (F11)"))
        self._stay.say(words("I am here"))
        self._stay.setAccessibleDescription(words("Keeps outputs on; without a word from you they are switched off."))
        buttons = (self._open, self._end, self._safe, self._stay)
        for one in (*buttons, self._watermark, self._state, self._detail, self._bench, self._log):
            one.adopt(form)
        for panel in self._panels.values():
            panel.adopt(form)
        self._show()

    def enter(self) -> None:
        """Look for benches, unless one is held already."""
        if self._manual.phase is Phase.CLOSED:
            self._bench.look()
            self._takes_focus = True

    def may_be_on(self) -> bool:
        """Return whether an output is on by hand, or not known to be off."""
        return any(one.energised is not False for one in self._manual.outputs)

    def hazardous(self) -> bool:
        """Return whether more than 30 V may be on by hand."""
        return any(is_hazardous(self._manual, one.instrument) for one in self._manual.outputs)

    def abort(self) -> None:
        """Switch every source off."""
        if self._job is not None:
            self._send("safe")

    def closing(self) -> None:
        """End the session and wait until its process has made everything safe; its guardian does if it cannot."""
        job = self._job
        if job is not None:
            job.close()
            job.wait(_SAFE_WITHIN_MS)
            job.stop()

    @property
    def manual(self) -> ManualSession:
        """What is known of the session."""
        return self._manual

    def take(self, bench: Path) -> None:
        """Begin a session on a bench.

        Args:
            bench: its file.
        """
        if self._job is not None:
            return
        self._manual = opened(str(bench))
        out, by = self.session.workplace / _FOLDER, self.session.operator or "window"
        self._job = Job(_MODULE, [str(bench), "--out", str(out), "--by", by], self)
        self._job.line.connect(self._took)
        self._job.ended.connect(self._ended)
        self._job.start()
        self.session.by_hand = True
        self._show()

    def command(self, wanted: Command) -> None:
        """Send what the person wants of an instrument."""
        fields = {key: value for key, value in asdict(wanted).items() if value not in {"", False}}
        self._send(fields.pop("command"), **fields)

    def give_back(self) -> None:
        """End the session: every source goes off, and the bench is free."""
        if self._job is not None and self._manual.phase is not Phase.ENDING:
            self._manual = ending(self._manual)
            self._job.write({"command": "end"})
            self._job.close()
            self._show()

    def _send(self, command: str, **fields: object) -> None:
        if self._job is None or self._manual.phase is Phase.ENDING:
            return
        message = {"command": command, "id": str(next(self._ids)), **fields}
        self._manual = sent(self._manual, message)
        self._job.write(message)
        self._show()

    def _took(self, line: dict[str, object]) -> None:
        opening = self._manual.phase is Phase.OPENING
        self._manual = took(self._manual, line)
        self._show()
        if opening and self._manual.phase is Phase.OPEN and self.isVisible():  # the button that had the focus has gone
            any(panel.take_focus() for panel in self._panels.values())

    def _ended(self, end: JobEnd) -> None:
        self._manual = over(self._manual, end.code, end.errors)
        self._job = None
        self.session.by_hand = False
        self._show()
        if self.isVisible():
            self._open.setFocus()

    def _show(self) -> None:
        """Show the session as it stands."""
        view = manual_view(self._manual, self.session.form.words)
        self._state.say(view.word, view.tone)
        self._detail.say(view.detail, view.detail_tone)
        self._detail.setVisible(bool(view.detail))
        self._bench.setVisible(view.may_open)
        self._open.setVisible(view.may_open)
        self._open.setEnabled(self._bench.chosen is not None)
        self._end.setVisible(not view.may_open)
        self._end.setEnabled(view.open)
        self._safe.setVisible(not view.may_open)
        self._stay.setVisible(view.open and view.any_on)
        self._log.show_view(view)
        self._log.setVisible(bool(view.instruments or view.entries))
        self._show_instruments(view.instruments)

    def _show_instruments(self, views: tuple[InstrumentView, ...]) -> None:
        names = [one.name for one in views]
        if names != list(self._panels):
            self._make_panels(names)
        for view in views:
            self._panels[view.name].show_view(view)

    def _make_panels(self, names: list[str]) -> None:
        for panel in self._panels.values():
            self._instruments.removeWidget(panel)
            panel.hide()
            panel.deleteLater()
        self._panels = {name: ManualInstrumentPanel() for name in names}
        for at, panel in enumerate(self._panels.values()):
            panel.adopt(self.session.form)
            panel.wanted.connect(self.command)
            self._instruments.insertWidget(at, panel)

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        mark = Panel()
        mark.rows.addWidget(self._watermark)
        mark.stand(Tone.WARNING)
        rows.addWidget(mark)
        head = QHBoxLayout()
        for widget in (self._bench, self._open, self._end):
            head.addWidget(widget)
        head.addWidget(self._state, 1)
        for widget in (self._stay, self._safe):
            head.addWidget(widget)
        rows.addLayout(head)
        rows.addWidget(self._detail)
        body = QHBoxLayout()
        inside, area = QWidget(), QScrollArea()
        self._instruments = QVBoxLayout(inside)
        self._instruments.setContentsMargins(0, 0, 0, 0)
        self._instruments.addStretch(1)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body.addWidget(area, 3)
        body.addWidget(self._log, 2)
        rows.addLayout(body, 1)

    def _connect(self) -> None:
        self._bench.changed.connect(self._found)
        self._open.clicked.connect(self._take_chosen)
        self._end.clicked.connect(self.give_back)
        self._safe.clicked.connect(lambda: self._send("safe"))
        self._stay.clicked.connect(lambda: self._send("stay"))
        self.on_key("F11", marked("Every output off"), lambda: self._send("safe"), always=True)

    def _found(self) -> None:
        self._show()
        if self._takes_focus and self.isVisible():
            self._takes_focus = False
            self._open.setFocus()

    def _take_chosen(self) -> None:
        if self._bench.chosen is not None:
            self.take(self._bench.chosen)
