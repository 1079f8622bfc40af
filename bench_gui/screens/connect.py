"""Connect and check: what was found before a run, what must be mended first, and the start."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bench_core.bilingual import NOTHING, Bilingual
from bench_gui.panels.check_list import CheckList
from bench_gui.panels.found_instruments import FoundInstruments
from bench_gui.panels.operator_entry import OperatorEntry
from bench_gui.qt import QHBoxLayout, Qt, QVBoxLayout
from bench_gui.screens.screen import Screen
from bench_gui.tone import Tone
from bench_gui.views.preflight import Preflight, broken_off, preflight_view, told
from bench_gui.widgets.button import Button
from bench_gui.widgets.elided import Elided
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.toned import Toned
from bench_gui.words import marked
from bench_gui.work.job import Job
from bench_gui.work.launching import new_request, written
from bench_gui.work.reading import Reading
from sequencer.request import Accepted

if TYPE_CHECKING:
    from pathlib import Path

    from bench_gui.form import Form
    from bench_gui.session import Session
    from bench_gui.views.sight import Sight
    from bench_gui.work.job import JobEnd
    from bench_gui.work.launching import Launch
    from bench_gui.work.reading import HasRead
    from bench_gui.workplace.proposal import SetUp
    from sequencer.request import RunRequest

_MARGIN, _GAP = 10, 8
_RECORDS = "records"
_PREFLIGHT = "sequencer.preflight"


class ConnectScreen(Screen):
    """The preflight of the chosen set-up."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._preflight = Preflight()
        self._reasons: dict[str, str] = {}
        self._given: dict[tuple[str, str], str] = {}
        self._request: RunRequest | None = None
        self._job: Job | None = None
        self._launch: Launch | None = None
        self._refusal, self._ready, self._operator_wanted = NOTHING, False, False
        self._reading = Reading(self)
        self._back, self._title, self._what = Button("flat", "back"), Elided("heading"), Elided("quiet")
        self._operator, self._summary, self._refused = OperatorEntry(session), Toned(wraps=True), Label(wraps=True)
        self._refusal_panel = Panel()
        self._checks, self._found = CheckList(), FoundInstruments(self._instruments_at_work)
        self._why, self._again, self._start = Toned(wraps=True), Button("plain", "retry"), Button("primary", "play")
        self._lay_out()
        self._connect()

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        words = form.words
        self._back.say(words("Back"))
        self._again.say(words("Check again  F5"))
        for one in (
            self._back, self._operator, self._summary, self._checks, self._found, self._why, self._again, self._start,
        ):  # fmt: skip
            one.adopt(form)
        self._show()

    def enter(self) -> None:
        """Check the chosen set-up at once."""
        self._operator.show_operator()
        if self._launch is None:
            self._check()

    def refresh(self, sight: Sight | None) -> None:
        """Keep a search away from instruments that are at work."""
        at_work = sight is not None and sight.seen.alive and not sight.view.ended
        self._found.allow(search=not at_work and self._job is None and self._launch is None)
        self._allow_start()

    def _instruments_at_work(self) -> bool:
        """Whether a run of this workplace, watched here or not, or a person by hand has instruments in use."""
        from bench_gui.work.under_way import runs_under_way  # noqa: PLC0415  the first picture does not wait for it

        return self.session.by_hand or bool(runs_under_way(self.session.workplace))

    def leave(self) -> None:
        """Leave the instruments alone."""
        self._stop()

    def closing(self) -> None:
        """End what was started here; a run that has begun goes on."""
        self._stop()
        if self._launch is not None:
            self._launch.stop()

    @property
    def _set_up(self) -> SetUp | None:
        chosen: SetUp | None = self.session.chosen
        return chosen

    def _check(self) -> None:
        """Make the checks anew."""
        self._stop()
        self._preflight, self._request, self._refusal = Preflight(), None, NOTHING
        self._reasons = {}  # each was given for what was told then; `_given` knows those that stand for the same again
        set_up = self._set_up
        self._show()
        if set_up is None or set_up.bench is None:
            return
        self._found.compare_with(set_up.bench.parts)
        beside = self.session.beside
        known = None if beside is None else beside.of(set_up.bench.path)
        if known is not None and known.problem is not None:
            self._preflight = Preflight(refused=known.problem)
            self._show()
        elif known is None or known.speed is not None or beside is None or not beside.running:
            speed = self.session.opening.speed if known is None or known.speed is None else known.speed
            self._prepare(replace(set_up, operator=self.session.operator), speed)

    def _prepare(self, set_up: SetUp, speed: float) -> None:
        records = self.session.workplace / _RECORDS

        def prepared() -> tuple[RunRequest, Path]:
            request = new_request(set_up, records, speed)
            return request, written(request)

        self._reading.start(prepared)

    def _prepared(self, came: HasRead) -> None:
        if came.problem:
            self._preflight = broken_off(self._preflight, came.problem)
        else:
            self._request, path = came.found
            self._job = Job(_PREFLIGHT, [str(path)], self)
            self._job.line.connect(self._line)
            self._job.ended.connect(self._ended)
            self._job.start()
        self._show()

    def _line(self, fields: dict[str, Any]) -> None:
        self._preflight = told(self._preflight, fields)
        for check in self._preflight.ambers:
            before = self._given.get((check.name, check.told.en), self._practice())
            self._reasons.setdefault(check.name, before)
        self._show()
        if self._preflight.done:
            self._await()

    def _practice(self) -> str:
        """Return the reason that goes without saying: in the demonstration nothing is real."""
        return "演示，仿真仪器 demonstration on simulated instruments" if self.session.opening.demo else ""

    def _ended(self, end: JobEnd) -> None:
        self._job = None
        said = end.errors or end.output or f"exit code {end.code}"
        self._preflight = broken_off(self._preflight, Bilingual(said, said))
        self._show()
        self._await()

    def _await(self) -> None:
        """Put the focus where the person goes on: to a reason or name that is lacking, the start, or to check again."""
        if self._start.isEnabled():
            self._start.setFocus()
        elif not self._checks.await_reason():
            (self._operator.entry if self._operator_wanted else self._again).setFocus()

    def _reason(self, given: tuple[str, str]) -> None:
        name, text = given
        self._reasons[name] = text
        for check in self._preflight.ambers:
            if check.name == name:
                self._given[check.name, check.told.en] = text
        self._show()

    def _begin(self) -> None:
        """Start the run."""
        if self._request is None or self.session.launch is not None or not self._start.isEnabled():
            return
        accepted = tuple(
            Accepted(check.name, check.told, self._reasons[check.name].strip()) for check in self._preflight.ambers
        )
        self._refusal = NOTHING
        self._found.stop()
        request = replace(self._request, operator=self.session.operator, accepted=accepted)
        self._launch = self.session.launch_of(request)
        self._launch.began.connect(self._began)
        self._launch.refused.connect(self._not_begun)
        self._launch.start()
        self._show()

    def _began(self) -> None:
        self._launch = None
        self.session.repeated = None

    def _not_begun(self, why: Bilingual) -> None:
        self._launch, self._refusal = None, why
        self._show()
        self._again.setFocus()

    def _stop(self) -> None:
        self._reading.forget()
        self._found.stop()
        if self._job is not None:
            self._job.stop()
            self._job = None

    def _bench_changed(self) -> None:
        if self.isVisible() and self._request is None and self._job is None and not self._reading.busy:
            self._check()

    def _show(self) -> None:
        words, set_up = self.session.form.words, self._set_up
        starting = self._launch is not None
        view = preflight_view(self._preflight, self._reasons, self.session.operator, words)
        self._title.say("" if set_up is None else set_up.uut.name)
        self._what.say(_described(set_up, self.session.form))
        self._checks.show_view(view, self._reasons)
        self._summary.say(view.summary, view.tone)
        self._summary.setVisible(not self._refusal)
        self._refused.say(words.of(self._refusal), Tone.BAD)
        self._refusal_panel.setVisible(bool(self._refusal))
        self._start.say(words("Starting…") if starting else words("Start  Ctrl+Enter"))
        self._again.setEnabled(not starting)
        chosen = set_up is not None
        self._ready, self._operator_wanted = chosen and view.may_start, view.operator_wanted
        self._allow_start()
        why = view.why_not if chosen else words("Nothing is chosen; go back and choose an instrument.")
        if self._refusal:
            why = words("The run did not begin; see above.")
        self._why.say(why, Tone.BAD if self._refusal else view.why_tone)
        self._why.setVisible(bool(why) and not starting)

    def _allow_start(self) -> None:
        self._start.setEnabled(self._ready and self._launch is None and not self._found.searching)

    def _lay_out(self) -> None:
        self._title.setProperty("as_written", "true")
        self._what.setProperty("as_written", "true")
        self._refused.setProperty("as_written", "true")
        kept = self._why.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self._why.setSizePolicy(kept)
        self._refused.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_MARGIN, _GAP, _MARGIN, _MARGIN)
        rows.setSpacing(_GAP)
        head, texts = QHBoxLayout(), QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self._title)
        texts.addWidget(self._what)
        head.addWidget(self._back)
        head.addLayout(texts, 1)
        head.addWidget(self._operator)
        rows.addLayout(head)
        self._refusal_panel.stand(Tone.BAD)
        self._refusal_panel.rows.addWidget(self._refused)
        rows.addWidget(self._refusal_panel)
        rows.addWidget(self._summary)
        body = QHBoxLayout()
        body.addWidget(self._checks, 5)
        body.addWidget(self._found, 3)
        rows.addLayout(body, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._why, 1)
        foot.addWidget(self._again)
        foot.addWidget(self._start)
        rows.addLayout(foot)

    def _connect(self) -> None:
        if self.session.beside is not None:
            self.session.beside.changed.connect(self._bench_changed)
        self._reading.done.connect(self._prepared)
        self._back.clicked.connect(lambda: self.session.go("work"))
        self._again.clicked.connect(self._check)
        self._start.clicked.connect(self._begin)
        self._checks.reason_given.connect(self._reason)
        self._checks.reasons_given.connect(self._await)
        self._operator.entry.textChanged.connect(lambda _: self._show())
        self._operator.entry.returnPressed.connect(self._await)
        self.on_key("F5", marked("Check again"), self._again.click)
        self.on_key("Ctrl+Return", marked("Start the run"), self._start.click)
        self.on_key("Alt+Left", marked("Back to the work"), self._back.click)
        self.on_key("Ctrl+F", marked("Find instruments"), self._found.look)


def _described(set_up: SetUp | None, form: Form) -> str:
    if set_up is None or set_up.procedure is None or set_up.bench is None:
        return ""
    order = form.words("no order") if set_up.order is None else set_up.order.number
    return " · ".join((form.words.of(set_up.procedure.title), set_up.bench.name, order))
