"""Whether a record verifies: one plain verdict, what it proves, and what it does not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bench_gui.panels.review.section import Section
from bench_gui.qt import QGridLayout, QHBoxLayout, QScrollArea, Qt, QVBoxLayout, QWidget
from bench_gui.tone import Tone
from bench_gui.views.review.verified import verified
from bench_gui.widgets.button import Button
from bench_gui.widgets.choice import Choice
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.toned import Toned
from bench_gui.work.job import Job
from bench_gui.work.reading import Reading
from bench_gui.workplace.public_keys import key_files

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.session import Session
    from bench_gui.views.review.loaded import Loaded
    from bench_gui.work.job import JobEnd
    from bench_gui.work.reading import HasRead

_MODULE = "bench_cli"
_ENDS_WITHIN_MS = 1000


class ProofSection(Section):
    """Has the record verified by a process of its own, and tells what it found.

    Args:
        session: what is chosen and watched.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._verify, self._keys = Button("primary", "check"), Choice()
        self._files: tuple[Path, ...] = ()
        self._reading = Reading(self)
        self._reading.done.connect(self._found)
        self._verdict, self._detail = Toned("banner", wraps=True), Label(wraps=True)
        self._detail.setProperty("as_written", "true")
        self._proved, self._unproved = _List(), _List()
        self._job: Job | None = None
        self._answer: dict[str, object] | None = None
        self._problem = ""
        self._lay_out()
        self._verify.clicked.connect(self.verify)

    @property
    def busy(self) -> bool:
        """Whether something is being read or made that is not shown yet."""
        return self._job is not None or self._reading.busy

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._verify.say(form.words("Verify this record"))
        self._verify.adopt(form)
        self._keys.setAccessibleName(form.words("Public keys"))
        self._verdict.adopt(form)
        self._proved.entitle(form.words("What is proved"))
        self._unproved.entitle(form.words("What is not proved"))
        self._show()

    def show_run(self, run: Loaded) -> None:
        """Show another run, which was not verified yet."""
        if self.run is None or self.run.path != run.path:
            self.closing()
            self._answer, self._problem = None, ""
        self.run = run
        self._show()

    def enter(self) -> None:
        """Look for files of public keys."""
        folder = self.session.workplace
        self._reading.start(lambda: key_files(folder))

    @property
    def verdict(self) -> str:
        """What is told of the record."""
        return self._verdict.text

    def verify(self) -> None:
        """Have the record verified."""
        if self.run is None or self._job is not None:
            return
        self._answer, self._problem = None, ""
        keys = self._keys.chosen
        given = ["--keys", str(keys)] if isinstance(keys, Path) else []
        self._job = Job(_MODULE, ["verify", "--json", *given, str(self.run.path)], self)
        self._job.line.connect(self._took)
        self._job.ended.connect(self._ended)
        self._job.start()
        self._show()

    def closing(self) -> None:
        """End a verification that is under way."""
        if self._job is not None:
            self._job.stop()
            self._job.wait(_ENDS_WITHIN_MS)
            self._job = None

    def _found(self, read: HasRead) -> None:
        self._files = read.found or ()
        self._show()

    def _took(self, line: dict[str, object]) -> None:
        self._answer = line

    def _ended(self, end: JobEnd) -> None:
        self._job = None
        if self._answer is None:
            self._problem = end.errors or end.output
        self._show()

    def _show(self) -> None:
        words = self.session.form.words
        self._verify.setEnabled(self.run is not None and self._job is None)
        without = words("without public keys")
        self._keys.offer([("", without), *((path, words("keys: {file}", file=path.name)) for path in self._files)])
        self._keys.setVisible(bool(self._files))
        self._keys.setEnabled(self._job is None)
        self._detail.say("")
        for texts in (self._proved, self._unproved):
            texts.show_texts(())
        if self._job is not None:
            self._verdict.say(words("Every line is checked, and every result computed anew"), Tone.BUSY)
        elif self._problem:
            self._verdict.say(words("It could not be verified"), Tone.BAD)
            self._detail.say(self._problem)
        elif self._answer is None:
            self._verdict.say(words("Not verified here yet"), Tone.NEUTRAL)
        else:
            found = verified(self._answer, words)
            self._verdict.say(found.word, found.tone, found.icon)
            self._detail.say(found.detail)
            self._proved.show_texts(found.proved)
            self._unproved.show_texts(found.not_proved)
        self._detail.setVisible(bool(self._detail.text()))

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        head, panel = QHBoxLayout(), Panel()
        head.addWidget(self._verdict, 1)
        head.addWidget(self._keys)
        head.addWidget(self._verify)
        panel.rows.addLayout(head)
        panel.rows.addWidget(self._detail)
        rows.addWidget(panel)
        lists = QGridLayout()
        lists.addWidget(self._proved, 0, 0)
        lists.addWidget(self._unproved, 0, 1)
        rows.addLayout(lists, 1)


class _List(Panel):
    """A heading and sentences below one another."""

    def __init__(self) -> None:
        super().__init__()
        self._head, self._area = Label("heading"), QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.addWidget(self._head)
        self.rows.addWidget(self._area, 1)

    def entitle(self, head: str) -> None:
        """Show a heading."""
        self._head.say(head)
        self._area.setAccessibleName(head)

    def show_texts(self, texts: tuple[str, ...]) -> None:
        """Show sentences."""
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        for text in texts:
            label = Label(wraps=True)
            label.say(f"· {text}")
            rows.addWidget(label)
        rows.addStretch(1)
        self._area.setWidget(inside)
