"""The certificate of a run: what keeps it from being issued and how to mend that, its page, and its files."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.failures import unfolded
from bench_gui.panels.review.section import Section
from bench_gui.qt import (
    QDesktopServices,
    QFileDialog,
    QScrollArea,
    QSplitter,
    Qt,
    QTextBrowser,
    QUrl,
    QVBoxLayout,
    QWidget,
)
from bench_gui.tone import Tone
from bench_gui.views.certificate_page import certificate_page
from bench_gui.widgets.button import Button
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.toned import Toned
from bench_gui.work.job import Job
from bench_gui.work.reading import Reading

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.session import Session
    from bench_gui.views.review.blocking import Issue
    from bench_gui.views.review.loaded import Loaded
    from bench_gui.work.job import JobEnd
    from bench_gui.work.reading import HasRead

_MODULE = "bench_cli"
_BEFORE = "calbench certificate: "
_ENDS_WITHIN_MS = 1000
_WIDTHS = [330, 730]


class CertificateSection(Section):
    """Has the certificate made by a process of its own, into a private folder for the preview, or into one chosen.

    Args:
        session: what is chosen and watched.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.page = QTextBrowser()
        self.page.setOpenLinks(False)
        self.page.setProperty("as_written", "true")
        self._state, self._why = Toned("heading", wraps=True), QScrollArea()
        self._export, self._browse = Button("primary", "save"), Button("plain", "next")
        self._told = Toned(wraps=True)
        self._preview: Job | None = None
        self._exporting: tuple[Job, Path] | None = None
        self._folder: Path | None = None
        self._shown: Path | None = None
        self._said: tuple[str, Tone] = ("", Tone.NEUTRAL)
        self._reading = Reading(self)
        self._lay_out()
        self._connect()

    @property
    def busy(self) -> bool:
        """Whether something is being read or made that is not shown yet."""
        return self._preview is not None or self._exporting is not None or self._reading.busy

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        words = form.words
        self._export.say(words("Export XML and page"))
        self._browse.say(words("Open in the browser"))
        self.page.setAccessibleName(words("Preview of the certificate"))
        self._why.setAccessibleName(words("What keeps it from being issued"))
        for one in (self._state, self._told):
            one.adopt(form)
        for button in (self._export, self._browse):
            button.adopt(form)
        self._show()

    def show_run(self, run: Loaded) -> None:
        """Show another run, or the same in another language."""
        if self.run is None or self.run.path != run.path:
            self.closing()
            self._shown, self._said = None, ("", Tone.NEUTRAL)
            self.page.clear()
        self.run = run
        self._show()

    def enter(self) -> None:
        """Have the page made, unless it is there already."""
        run = self.run
        if run is None or not run.issue.possible or self._preview is not None or self._shown is not None:
            return
        self._folder = self._folder or Path(tempfile.mkdtemp(prefix="calbench-"))
        self._preview = Job(_MODULE, ["certificate", "--html", "--out", str(self._folder), str(run.path)], self)
        self._preview.ended.connect(self._previewed)
        self._preview.start()
        self._tell(self.session.form.words("The page is being made"), Tone.BUSY)

    def export_to(self, folder: Path) -> None:
        """Write the DCC as XML and the page into a folder; what is there under the same name is never replaced.

        Args:
            folder: that the person chose.
        """
        if self.run is None or self._exporting is not None:
            return
        job = Job(_MODULE, ["certificate", "--out", str(folder), str(self.run.path)], self)
        self._exporting = (job, folder)
        job.ended.connect(self._exported)
        job.start()
        self._show()

    @property
    def told(self) -> str:
        """What is told of the page and its files."""
        return self._said[0]

    def closing(self) -> None:
        """End what is under way, and take the preview's folder away."""
        self._ask_no_more()
        for job in (self._preview, self._exporting[0] if self._exporting is not None else None):
            if job is not None:
                job.stop()
                job.wait(_ENDS_WITHIN_MS)
        self._preview = self._exporting = None
        self._reading.forget()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _previewed(self, end: JobEnd) -> None:
        self._preview = None
        page = next(iter(self._folder.glob("*.html")), None) if self._folder is not None and not end.code else None
        if page is None:
            self._tell(self._problem(end), Tone.BAD)
            return
        self._shown = page
        self._reading.start(lambda: certificate_page(page.read_text(encoding="utf-8")))
        self._tell("", Tone.NEUTRAL)

    def _laid_out(self, read: HasRead) -> None:
        self.page.setHtml(read.found or "")

    def _exported(self, end: JobEnd) -> None:
        if self._exporting is None:
            return
        folder = self._exporting[1]
        self._exporting = None
        words = self.session.form.words
        if end.code:
            self._tell(self._problem(end), Tone.BAD)
        else:
            self._tell(words("Written into {folder}", folder=folder), Tone.GOOD)

    def _problem(self, end: JobEnd) -> str:
        """Return what the program said to its terminal, in the language of the window."""
        return self.session.form.words.of(unfolded((end.errors or end.output).removeprefix(_BEFORE)))

    def _tell(self, text: str, tone: Tone) -> None:
        self._said = (text, tone)
        self._show()

    def _show(self) -> None:
        self._told.say(*self._said)
        self._told.setVisible(bool(self._said[0]))
        issue = self.run.issue if self.run is not None else None
        self._export.setEnabled(issue is not None and issue.possible and self._exporting is None)
        self._browse.setEnabled(self._shown is not None)
        self.page.setVisible(issue is not None and issue.possible)
        if issue is not None:
            number = f" · {issue.number}" if issue.number else ""
            self._state.say(f"{issue.word}{number}", issue.tone, issue.icon)
            self._why.setWidget(self._reasons(issue))

    def _reasons(self, issue: Issue) -> QWidget:
        """Return what keeps it from being issued, each with what to do."""
        inside, words = QWidget(), self.session.form.words
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        if not issue.blocks:
            free = Label(wraps=True)
            free.say(words("Nothing keeps it from being issued. The persons named in the order sign it."))
            rows.addWidget(free)
        for block in issue.blocks:
            what, fix = Toned(wraps=True), Label("quiet", wraps=True)
            what.adopt(self.session.form)
            what.say(block.what, issue.tone)
            fix.say(words("To do: {fix}", fix=block.fix))
            rows.addWidget(what)
            rows.addWidget(fix)
        rows.addStretch(1)
        return inside

    def _ask_no_more(self) -> None:
        for dialog in self.findChildren(QFileDialog):
            dialog.close()

    def _ask_folder(self) -> None:
        """Ask for a folder beside the window, which stays usable: a run may have to be aborted meanwhile."""
        self._ask_no_more()
        words = self.session.form.words
        dialog = QFileDialog(self, words("Folder for the certificate"), str(self.session.workplace))
        dialog.setLabelText(QFileDialog.DialogLabel.LookIn, words("Look in"))  # Qt has no Chinese for these two
        dialog.setLabelText(QFileDialog.DialogLabel.FileType, words("Type of files"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setWindowModality(Qt.WindowModality.NonModal)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda folder: self.export_to(Path(folder)))
        dialog.show()

    def _open(self) -> None:
        if self._shown is not None and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._shown))):
            told = self.session.form.words("No browser could be started here; export it, and open the page elsewhere.")
            self._tell(told, Tone.WARNING)

    def _connect(self) -> None:
        self._export.clicked.connect(self._ask_folder)
        self._browse.clicked.connect(self._open)
        self._reading.done.connect(self._laid_out)

    def _lay_out(self) -> None:
        self._why.setWidgetResizable(True)
        self._why.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left = Panel()
        left.rows.addWidget(self._state)
        left.rows.addWidget(self._why, 1)
        left.rows.addWidget(self._told)
        for button in (self._export, self._browse):
            left.rows.addWidget(button)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self.page)
        split.setSizes(_WIDTHS)
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(split)
