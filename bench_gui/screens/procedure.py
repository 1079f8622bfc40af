"""A procedure for its author: the text with its mistakes, its points and limits on a bench, and a dry run of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench_core.bilingual import Bilingual
from bench_core.errors import BenchError
from bench_core.failures import told
from bench_gui.panels.bench_choice import BenchChoice
from bench_gui.panels.dry_run import DryRunPanel
from bench_gui.panels.expanded import ExpandedPanel
from bench_gui.panels.marked_text import MarkedText
from bench_gui.panels.procedure_choice import ProcedureChoice
from bench_gui.qt import QHBoxLayout, QSplitter, Qt, QTimer, QVBoxLayout
from bench_gui.screens.screen import Screen
from bench_gui.tone import Tone
from bench_gui.views.procedure_text import expanded, refused
from bench_gui.widgets.button import Button
from bench_gui.widgets.sections import Sections
from bench_gui.widgets.toned import Toned
from bench_gui.words import marked
from bench_gui.work.expanding import Expanding
from bench_gui.work.reading import Reading
from bench_gui.workplace.editing import (
    copy_to_edit,
    forget_unsaved,
    keep_unsaved,
    open_text,
    save_text,
    unsaved_text,
)

if TYPE_CHECKING:
    from bench_gui.form import Form, Formed
    from bench_gui.session import Session
    from bench_gui.views.sight import Sight
    from bench_gui.work.reading import HasRead
    from bench_gui.workplace.editing import OpenedText

_FOLDER = "procedures"
_MARGIN = 8
_WIDTHS = [560, 500]
_EXPAND_AFTER_MS = 700


class ProcedureScreen(Screen):
    """Opens a procedure, and shows beside its text what comes of it.

    Args:
        session: what is chosen and watched.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.text = MarkedText()
        self.editor, self.mistakes = self.text.editor, self.text.mistakes
        self.expanded, self.dry_run = ExpandedPanel(), DryRunPanel(session)
        self._procedures, self._bench = ProcedureChoice(session), BenchChoice(session)
        self._copy, self._save, self._told = Button("plain", "code"), Button("plain", "save"), Toned(wraps=True)
        self._sections = Sections({"expanded": "list", "dry_run": "play"})
        self._opening = Reading(self)
        self._opened: OpenedText | None = None
        self._wanted: Path | None = None
        self._expanding = Expanding(self)
        self._answer: dict[str, Any] | Bilingual | None = None
        self._later = QTimer(self, interval=_EXPAND_AFTER_MS, singleShot=True)
        self._lay_out()
        self._connect()

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        words = form.words
        self._copy.say(words("Copy to edit"))
        self._save.say(words("Save"))
        self._sections.buttons["expanded"].say(words("Points and limits"))
        self._sections.buttons["dry_run"].say(words("Dry run"))
        buttons = (self._copy, self._save, *self._sections.buttons.values())
        panels = (self.text, self.expanded, self.dry_run)
        parts: tuple[Formed, ...] = (*panels, self._procedures, self._bench, self._told)
        for button in buttons:
            button.adopt(form)
        for part in parts:
            part.adopt(form)
        if self._answer is not None:
            self._worked_out(self._answer)
        self._show()

    def enter(self) -> None:
        """Look for procedures and benches."""
        self._procedures.look()
        self._bench.look()
        self.editor.setFocus()

    def refresh(self, sight: Sight | None) -> None:  # noqa: ARG002  a dry run is no watched run
        """Show how far the dry run is."""
        self.dry_run.refresh()

    def abort(self) -> None:
        """End the dry run."""
        self.dry_run.abort()

    def closing(self) -> None:
        """End what was started; a text that was not saved is kept beside its file, for the next time."""
        if self._opened is not None and self.changed:
            keep_unsaved(self._opened, self.editor.toPlainText())
        self._later.stop()
        self._procedures.closing()
        self._opening.forget()
        self.text.closing()
        self._expanding.closing()
        self.dry_run.closing()

    @property
    def opened(self) -> OpenedText | None:
        """The file that is open; None before the first."""
        return self._opened

    @property
    def told(self) -> str:
        """What is told of the file."""
        return self._told.text

    @property
    def busy(self) -> bool:
        """Whether mistakes or points of the newest text are not known yet, or a dry run goes on."""
        return self.dry_run.running or self.text.busy or self._later.isActive() or self._expanding.busy

    @property
    def changed(self) -> bool:
        """Whether the text is not that of the file."""
        return self._opened is not None and self.editor.toPlainText() != self._opened.text

    def open(self, path: Path) -> None:
        """Open a procedure, unless what is open was changed and not saved.

        Args:
            path: of its file.
        """
        if self._keeps_changes():
            return
        self._wanted = path
        self._opening.start(lambda: open_text(path))

    def save(self) -> None:
        """Save the text; what somebody else changed meanwhile is not overwritten."""
        if self._opened is None or self.editor.isReadOnly():
            return
        try:
            self._opened = save_text(self._opened, self.editor.toPlainText())
        except BenchError as problem:
            self._tell(self.session.form.words.of(told(problem)), Tone.BAD)
            return
        forget_unsaved(self._opened)
        self._tell(self.session.form.words("Saved: {file}", file=self._opened.path), Tone.GOOD)
        self._show()

    def copy(self) -> None:
        """Copy the procedure into the workplace, and open the copy."""
        found = self._procedures.opened
        if found is None:
            return
        try:
            made = copy_to_edit(found, self.session.workplace / _FOLDER)
        except BenchError as problem:
            self._tell(self.session.form.words.of(told(problem)), Tone.BAD)
            return
        self._take(made)
        self.enter()

    def begin_dry_run(self) -> None:
        """Run the text as it stands on the chosen bench, if that is simulated."""
        bench = self._bench.bench
        if self._opened is not None and bench is not None and not self.dry_run.running:
            self.dry_run.begin(self._opened, self.editor.toPlainText(), bench)

    def _searched(self) -> None:
        first = self._procedures.wanted
        if self._opened is None and self._wanted is None and first is not None:
            self.open(first)

    def _read(self, read: HasRead) -> None:
        if read.found is None:
            self._tell(self.session.form.words.of(read.problem), Tone.BAD)
        elif not self._keeps_changes():  # somebody may have typed while it was read
            self._take(read.found)

    def _keeps_changes(self) -> bool:
        """Say so and return True where the open text was changed and not saved."""
        if self._opened is None or not self.changed:
            return False
        self._tell(self.session.form.words("Save first, or undo your changes."), Tone.WARNING)
        self._procedures.choose(self._opened.path)
        return True

    def _take(self, opened: OpenedText) -> None:
        """Show a text that was opened."""
        self._opened = opened
        self._told.say("", Tone.NEUTRAL)
        self._told.hide()
        self.editor.setPlainText(opened.text)
        self._restore(opened)
        self._procedures.hold(opened.path)
        self._show()
        self._expand()

    def _restore(self, opened: OpenedText) -> None:
        """Put in what was typed before the window closed last; undo takes it out again."""
        text = unsaved_text(opened)
        if text is None:
            return
        self.text.replace(text)
        words = self.session.form.words
        self._tell(
            words("This is the text that was not saved last time; undo brings the file's own back."), Tone.WARNING
        )

    def _typed(self) -> None:
        if self._opened is not None:
            self.text.look(self._opened.path)
            self._later.start()
        self._show()

    def _expand(self) -> None:
        """Have the points worked out for the text as it stands."""
        bench = self._bench.chosen
        if self._opened is None or bench is None:
            self.expanded.wait(self.session.form.words("Choose a bench to see the points and limits on it."))
            return
        self.expanded.wait("")
        self._expanding.look(self._opened, self.editor.toPlainText(), bench)

    def _worked_out(self, answer: dict[str, Any] | Bilingual) -> None:
        self._answer = answer
        words = self.session.form.words
        self.expanded.show_view(refused(answer, words) if isinstance(answer, Bilingual) else expanded(answer, words))

    def _show(self) -> None:
        """Show what may be done with the file."""
        found, bench = self._procedures.opened, self._bench.bench
        library = found is not None and found.shipped
        self.editor.setReadOnly(library or self._opened is None)
        self._copy.setEnabled(found is not None)
        self._save.setEnabled(self.changed and not library)
        possible = self._opened is not None and bench is not None and bench.simulated
        self.dry_run.allow(possible=possible)
        if bench is not None and not bench.simulated:
            self.dry_run.tell(self.session.form.words("Choose a simulated bench for the dry run."), Tone.NEUTRAL)

    def _tell(self, text: str, tone: Tone) -> None:
        self._told.say(text, tone)
        self._told.show()

    def _picked(self, key: object) -> None:
        if isinstance(key, Path):
            self.open(key)

    def _bench_changed(self) -> None:
        self._show()
        self._expand()

    def _connect(self) -> None:
        self._procedures.picked.connect(self._picked)
        self._copy.clicked.connect(self.copy)
        self._save.clicked.connect(self.save)
        self._procedures.searched.connect(self._searched)
        self._opening.done.connect(self._read)
        self._later.timeout.connect(self._expand)
        self._expanding.done.connect(self._worked_out)
        self._bench.changed.connect(self._bench_changed)
        self.text.typed.connect(self._typed)
        self.dry_run.wanted.connect(self.begin_dry_run)
        self.dry_run.changed.connect(self._show)
        self.on_key("Ctrl+S", marked("Save"), self.save)
        self.on_key("F5", marked("Start the dry run"), self._dry_run_by_key)

    def _dry_run_by_key(self) -> None:
        self._sections.show_section("dry_run")
        self.begin_dry_run()

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        head = QHBoxLayout()
        for widget in (self._procedures, self._copy, self._save):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self._bench)
        rows.addLayout(head)
        rows.addWidget(self._told)
        self._told.hide()
        split = QSplitter(Qt.Orientation.Horizontal)
        self._sections.put("expanded", self.expanded)
        self._sections.put("dry_run", self.dry_run)
        split.addWidget(self.text)
        split.addWidget(self._sections)
        split.setSizes(_WIDTHS)
        split.setChildrenCollapsible(False)
        rows.addWidget(split, 1)
