"""An interrupted run: how far it came, whether its outputs are on now, and what to do with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench_core.bilingual import Bilingual
from bench_core.clock import system_clock
from bench_core.records.run_state import RunState
from bench_gui.panels.interrupted import InterruptedPanel
from bench_gui.panels.operator_entry import OperatorEntry
from bench_gui.qt import QHBoxLayout, QVBoxLayout
from bench_gui.screens.screen import Screen
from bench_gui.tone import Tone
from bench_gui.widgets.button import Button
from bench_gui.widgets.label import Label
from bench_gui.widgets.toned import Toned
from bench_gui.words import marked
from bench_gui.work.job import Job
from bench_gui.work.launching import resume_request
from bench_gui.work.reading import Reading

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.session import Session
    from bench_gui.views.review.interrupted import InterruptedRun, Way
    from bench_gui.views.sight import Sight
    from bench_gui.work.job import JobEnd
    from bench_gui.work.launching import Launch
    from bench_gui.work.reading import HasRead

_MARGIN, _GAP = 10, 8
_OUTPUTS_NOW, _CLOSING = "sequencer.outputs_now", "sequencer.closing"
_ALL_OFF, _MAY_BE_ON = 0, 3
_CLOSED_WITHIN_MS = 10000
_SHOWN_ANEW_AFTER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class _Read:
    """A record at its end."""

    record: Path
    state: RunState


class ResumeScreen(Screen):
    """One interrupted run."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._record: Path | None = None
        self._read: _Read | None = None
        self._answers: dict[str, dict[str, Any]] = {}
        self._job: Job | None = None
        self._launch: Launch | None = None
        self._closing: Job | None = None
        self._closed: tuple[Bilingual, Tone] | None = None
        self._problem: str | Bilingual = ""
        self._hazards: dict[str, datetime] = {}
        """When it was last known of a source, by its resource, that more than 30 V may be on its terminals."""
        self._shown_at = system_clock().utc()
        self._reading = Reading(self)
        self._back, self._title, self._operator = Button("flat", "back"), Label("heading"), OperatorEntry(session)
        self._panel, self._said = InterruptedPanel(), Toned(wraps=True)
        self._ask = Button("plain", "retry")
        self._lay_out()
        self._connect()

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        words = form.words
        self._back.say(words("Back"))
        self._title.say(words("Interrupted run"))
        self._ask.say(words("Ask the outputs again  F5"))
        for one in (self._back, self._operator, self._panel, self._said, self._ask):
            one.adopt(form)
        self._show()

    def enter(self) -> None:
        """Read the record, and ask the instruments whether their outputs are on."""
        self._operator.show_operator()
        if self._launch is not None:
            return
        if self._closing is not None:
            return
        if self.session.interrupted != self._record:
            self._record, self._read, self._closed = self.session.interrupted, None, None
        if self._closed is None:
            self._look()

    def leave(self) -> None:
        """Leave the instruments alone."""
        self._reading.forget()
        self._stop_asking()

    def refresh(self, sight: Sight | None) -> None:  # noqa: ARG002  what is shown here is no run that is watched
        """Have what was asked say how long ago that was."""
        if self._answers and system_clock().utc() - self._shown_at > _SHOWN_ANEW_AFTER:
            self._show()

    def hazardous(self) -> bool:
        """Return whether a source of an interrupted run may have more than 30 V on: nothing newer is known of it."""
        seen = None if self.session.watch is None else self.session.watch.seen
        if self._hazards and seen is not None and (seen.alive or seen.state.ended is not None):
            state = seen.state
            told = {_terminals(state, name) for name, energised in state.energised.items() if energised is not None}
            newer = {one for one, at in self._hazards.items() if one in told and state.last_utc > at}
            self._hazards = {one: at for one, at in self._hazards.items() if one not in newer}
        return bool(self._hazards)

    def closing(self) -> None:
        """End what was started here; a run that goes on again is not touched."""
        self.leave()
        if self._launch is not None:
            self._launch.stop()
        if self._closing is not None:  # it touches no instrument and is nearly done
            self._closing.wait(_CLOSED_WITHIN_MS)

    def _look(self) -> None:
        self._stop_asking()
        self._answers, self._problem = {}, ""
        record = self._record
        if record is not None:

            def read() -> _Read:
                from bench_core.records.folding import fold_record  # noqa: PLC0415  a long record takes its time
                from bench_core.records.record import read_record  # noqa: PLC0415

                return _Read(record, fold_record(read_record(record)))

            self._reading.start(read)
            self._job = Job(_OUTPUTS_NOW, [str(record)], self)
            self._job.line.connect(self._answered)
            self._job.ended.connect(self._asked)
            self._job.start()
        self._show()

    def _came(self, came: HasRead) -> None:
        if came.problem:
            self._problem = came.problem
        else:
            self._read = came.found
        self._show()
        self._panel.await_choice()

    def _answered(self, fields: dict[str, Any]) -> None:
        if "instrument" in fields:
            self._answers[fields["instrument"]] = {**fields, "at": system_clock().utc()}
        elif "refused" in fields:
            self._problem = Bilingual(**fields["refused"])
        self._show()

    def _asked(self, end: JobEnd) -> None:
        self._job = None
        if end.code not in {_ALL_OFF, _MAY_BE_ON} and not self._problem:
            self._problem = end.errors or f"exit code {end.code}"
        self._show()

    def _choose(self, way: Way) -> None:
        from bench_gui.views.review.interrupted import Way  # noqa: PLC0415  loaded by now

        record, operator = self._record, self.session.operator
        if way is Way.LEAVE:
            self.session.go("work")
        elif record is not None and operator and self.session.launch is None and self._closing is None:
            self._stop_asking()
            self._problem = ""
            if way is Way.RESUME:
                self._resume(record, operator)
            else:
                self._close(record, operator)
            self._show()

    def _resume(self, record: Path, operator: str) -> None:
        self._launch = self.session.launch_of(resume_request(record, operator))
        self._launch.began.connect(self._began)
        self._launch.refused.connect(self._not_begun)
        self._launch.start()

    def _close(self, record: Path, operator: str) -> None:
        self._closing = Job(_CLOSING, [str(record), operator, self._panel.reason], self)
        self._closing.line.connect(self._told_of_closing)
        self._closing.ended.connect(self._closing_ended)
        self._closing.start()

    def _told_of_closing(self, fields: dict[str, Any]) -> None:
        if "closed" in fields:
            self._closed = Bilingual(**fields["closed"]), Tone.GOOD if fields["safe"] else self._not_on_record()
        elif "refused" in fields:
            self._problem = Bilingual(**fields["refused"])

    def _not_on_record(self) -> Tone:
        """Return how bad it is that a record does not say that its outputs are off: who is there may have said so."""
        off = self._answers and all(one.get("energised") is False for one in self._answers.values())
        return Tone.WARNING if off else Tone.HAZARD

    def _closing_ended(self, end: JobEnd) -> None:
        self._closing = None
        if self._closed is None and not self._problem:
            self._problem = end.errors or f"exit code {end.code}"
        self._show()
        if self._closed is not None and self.isVisible():
            self._back.setFocus()

    def _began(self) -> None:
        self._launch = self._record = self._read = None
        self.session.interrupted = None

    def _not_begun(self, why: Bilingual) -> None:
        self._launch, self._problem = None, why
        self._show()

    def _show(self) -> None:
        words, read = self.session.form.words, self._read
        if read is not None:
            from bench_gui.views.review.interrupted import interrupted_run  # noqa: PLC0415  as above

            self._shown_at, asking = system_clock().utc(), self._job is not None
            view = interrupted_run(read.record, read.state, self._answers, self._shown_at, words, asking=asking)
            self._panel.show_view(view)
            self._remember(view, read.state)
        self._panel.setVisible(read is not None)
        self._panel.offer_choices(offered=self._closed is None)
        idle = self._launch is None and self._closing is None and self._closed is None
        self._panel.allow(changes=idle and bool(self.session.operator))
        self._ask.setEnabled(idle and self._job is None and self._record is not None)
        self._said.say(*self._standing())
        self._said.setVisible(bool(self._said.text))

    def _remember(self, view: InterruptedRun, state: RunState) -> None:
        """Keep what may be dangerous until something newer is known, whatever is looked at meanwhile."""
        for one in view.outputs:
            if one.hazardous:
                self._hazards[_terminals(state, one.instrument)] = self._shown_at
            elif one.now_tone is not Tone.BUSY:
                self._hazards.pop(_terminals(state, one.instrument), None)

    def _standing(self) -> tuple[str, Tone]:
        words = self.session.form.words
        if self._problem:
            problem = self._problem
            return words.of(problem) if isinstance(problem, Bilingual) else problem, Tone.BAD
        if self._closed is not None:
            told, tone = self._closed
            return words.of(told), tone
        doing = self._doing()
        if doing:
            return doing, Tone.BUSY
        if self._record is None:
            return words("No interrupted run was chosen."), Tone.NEUTRAL
        return ("", Tone.NEUTRAL) if self.session.operator else (words("Enter who works here."), Tone.WARNING)

    def _doing(self) -> str:
        words = self.session.form.words
        if self._launch is not None:
            return words("The run is being resumed…")
        if self._closing is not None:
            return words("The record is being closed…")
        return words("Reading the record…") if self._record is not None and self._read is None else ""

    def _stop_asking(self) -> None:
        if self._job is not None:
            self._job.stop()
            self._job = None

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_MARGIN, _GAP, _MARGIN, _MARGIN)
        rows.setSpacing(_GAP)
        head = QHBoxLayout()
        head.addWidget(self._back)
        head.addWidget(self._title, 1)
        head.addWidget(self._ask)
        head.addWidget(self._operator)
        rows.addLayout(head)
        rows.addWidget(self._said)
        rows.addWidget(self._panel, 1)
        rows.addStretch(0)

    def _connect(self) -> None:
        self._reading.done.connect(self._came)
        self._back.clicked.connect(lambda: self.session.go("work"))
        self._ask.clicked.connect(self._look)
        self._panel.chosen.connect(self._choose)
        self._operator.entry.textChanged.connect(lambda _: self._show())
        self.on_key("F5", marked("Ask the outputs again"), self._ask.click)
        self.on_key("Alt+Left", marked("Back to the work"), self._back.click)


def _terminals(state: RunState, name: str) -> str:
    """Return what tells a source from those of other benches: its resource, or its name where it was not found yet."""
    found = state.instruments.get(name)
    return name if found is None else found.resource
