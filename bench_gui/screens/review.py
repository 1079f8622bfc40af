"""A run that is over: its results and raw replies, earlier runs, whether it verifies, and its certificate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bench_gui.panels.review.certificate import CertificateSection
from bench_gui.panels.review.comparison import ComparisonSection
from bench_gui.panels.review.history import HistorySection
from bench_gui.panels.review.proof import ProofSection
from bench_gui.panels.review.results import ResultsSection
from bench_gui.panels.review.run_name import full_name, told_apart
from bench_gui.qt import QHBoxLayout, QVBoxLayout
from bench_gui.screens.screen import Screen
from bench_gui.tone import Tone
from bench_gui.views.review.loaded import loaded
from bench_gui.widgets.button import Button
from bench_gui.widgets.choice import Choice
from bench_gui.widgets.sections import Sections
from bench_gui.widgets.toned import Toned
from bench_gui.words import marked
from bench_gui.work.reading import Reading
from bench_gui.workplace.finding import find
from bench_gui.workplace.proposal import repeat
from bench_gui.workplace.workplace import Uut

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.panels.review.section import Section
    from bench_gui.session import Session
    from bench_gui.views.review.loaded import Loaded
    from bench_gui.work.reading import HasRead
    from bench_gui.workplace.workplace import FoundRecord, Workplace

_MARGIN = 8
_ICONS = {
    "results": "list",
    "comparison": "up",
    "history": "chart",
    "proof": "check",
    "certificate": "certificate",
}


class ReviewScreen(Screen):
    """Chooses a run of the workplace and shows it section by section.

    Args:
        session: what is chosen and watched.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.sections = Sections(_ICONS)
        self._parts: dict[str, Section] = {
            "results": ResultsSection(session),
            "comparison": ComparisonSection(session),
            "history": HistorySection(session),
            "proof": ProofSection(session),
            "certificate": CertificateSection(session),
        }
        self._records, self._next, self._told = Choice(), Button("plain", "next"), Toned(wraps=True)
        self._searching, self._reading = Reading(self), Reading(self)
        self._workplace: Workplace | None = None
        self._path: Path | None = None
        self._run: Loaded | None = None
        self._takes_focus = False
        self._shown_at_its_end: Path | None = None
        self._lay_out()
        self._connect()

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        words = form.words
        titles = {
            "results": words("Results of the run"),
            "comparison": words("Before and after"),
            "history": words("Earlier runs"),
            "proof": words("Proof"),
            "certificate": words("Certificate"),
        }
        for name, button in self.sections.buttons.items():
            button.say(titles[name])
            button.adopt(form)
        self._records.setAccessibleName(words("Run"))
        self._next.say(words("Next UUT, same set-up"))
        self._next.adopt(form)
        self._told.adopt(form)
        for part in self._parts.values():
            part.adopt(form)
        self._offer()
        if self._path is not None:
            self.show_record(self._path)

    def enter(self) -> None:
        """Show the run that was asked for, else the one that has just ended, else the newest of the workplace."""
        folder, before = self.session.workplace, self._workplace
        self._searching.start(lambda: find(folder, before))
        self._takes_focus = True
        watch = self.session.watch
        ended = watch is not None and watch.seen is not None and watch.seen.state.ended is not None
        just_ended = watch.record if watch is not None and ended and watch.record != self._shown_at_its_end else None
        wanted = self.session.reviewed or just_ended
        if wanted is not None:
            self.session.reviewed, self._shown_at_its_end = None, just_ended or self._shown_at_its_end
            self.show_record(wanted)

    def closing(self) -> None:
        """End what the sections started; nothing that is still being read begins anything any more."""
        self._reading.forget()
        self._searching.forget()
        for part in self._parts.values():
            part.closing()

    @property
    def run(self) -> Loaded | None:
        """The run that is shown; None before the first was read."""
        return self._run

    @property
    def busy(self) -> bool:
        """Whether the screen or one of its sections waits for something."""
        return self._searching.busy or self._reading.busy or any(part.busy for part in self._parts.values())

    @property
    def told(self) -> str:
        """What stands in place of a run: that it is being read, or why it cannot be."""
        return self._told.text if self._told.isVisibleTo(self) else ""

    def part(self, name: str) -> Section:
        """Return a section by its name."""
        return self._parts[name]

    def show_record(self, path: Path) -> None:
        """Read a record in a thread, and show it then.

        Args:
            path: of the record.
        """
        words = self.session.form.words
        if path != self._path:
            self._tell(words("Reading {file}", file=path.name), Tone.BUSY)
        self._path = path
        self._records.choose(path)
        self._reading.start(lambda: loaded(path, words))

    def _read(self, read: HasRead) -> None:
        self._run = read.found
        if self._run is None:
            self._tell(self.session.form.words.of(read.problem), Tone.BAD)
            return
        self._told.hide()
        self.sections.show()
        for part in self._parts.values():
            part.show_run(self._run)
        self._parts[self.sections.name].enter()
        self._offer()
        if self._takes_focus and self.isVisible():
            self._takes_focus = False
            self.sections.buttons[self.sections.name].setFocus()

    def _found(self, read: HasRead) -> None:
        self._workplace = read.found
        self._offer()
        newest = next((one.path for one in self._listed()), None)
        if self._path is None and newest is not None:
            self.show_record(newest)
        elif self._path is None:
            self._tell(self.session.form.words("No run has ended in this workplace yet."), Tone.NEUTRAL)

    def _listed(self) -> tuple[FoundRecord, ...]:
        found = self._workplace.records if self._workplace is not None else ()
        return tuple(one for one in found if one.ended)

    def _offer(self) -> None:
        words = self.session.form.words
        entries = told_apart(self._listed(), full_name, words)
        if self._path is not None and self._path not in [path for path, _ in entries]:
            entries.insert(0, (self._path, self._path.name))
        self._records.offer(entries)
        self._records.setVisible(bool(entries))
        if self._path is not None:
            self._records.choose(self._path)
        self._next.setEnabled(self._record() is not None)

    def _record(self) -> FoundRecord | None:
        return next((one for one in self._listed() if one.path == self._path), None)

    def _tell(self, text: str, tone: Tone) -> None:
        self._told.say(text, tone)
        self._told.show()
        self.sections.setVisible(False)

    def _repeat(self) -> None:
        """Choose the same set-up for the next unit under test, which the work screen asks for."""
        last = self._record()
        if last is not None and self._workplace is not None:
            self.session.chosen = repeat(self._workplace, last, Uut("", "", ""), None)
            self.session.repeated = last.path
            self.session.go("work")

    def _picked(self, key: object) -> None:
        if isinstance(key, Path):
            self.show_record(key)

    def _connect(self) -> None:
        self._records.picked.connect(self._picked)
        self._next.clicked.connect(self._repeat)
        self._searching.done.connect(self._found)
        self._reading.done.connect(self._read)
        self.sections.shown.connect(lambda name: self._parts[name].enter())
        self.on_key("Ctrl+N", marked("Next UUT, same set-up"), self._next.click)

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        head = QHBoxLayout()
        head.addWidget(self._records)
        head.addStretch(1)
        head.addWidget(self._next)
        rows.addLayout(head)
        rows.addWidget(self._told)
        for name, part in self._parts.items():
            self.sections.put(name, part)
        rows.addWidget(self.sections, 1)
        rows.addStretch(0)
