"""A dry run of the procedure that is being edited: how far it is, and its errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.clock import system_clock
from bench_gui.qt import QHBoxLayout, QVBoxLayout, Signal
from bench_gui.tone import Tone
from bench_gui.views.error_plot import ErrorPlots
from bench_gui.views.progress import Progress
from bench_gui.views.review.reviewed_run import status_word
from bench_gui.views.rows import Rows
from bench_gui.widgets.button import Button
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.toned import Toned
from bench_gui.work.dry_run import DryRun

if TYPE_CHECKING:
    from bench_core.bilingual import Bilingual
    from bench_gui.form import Form
    from bench_gui.plots.error_plot import ErrorPlotPanel
    from bench_gui.session import Session
    from bench_gui.views.watching import Seen
    from bench_gui.workplace.editing import OpenedText
    from bench_gui.workplace.workplace import FoundBench


class DryRunPanel(Panel):
    """Starts and stops a dry run, and shows it; nothing of it is a result.

    Args:
        session: that knows who works here.
    """

    wanted = Signal()
    """The person wants a dry run."""
    changed = Signal()
    """A dry run has begun or ended."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._clock = session, system_clock()
        self._running: DryRun | None = None
        self._start, self._stop = Button("primary", "play"), Button("plain", "stop")
        self._told, self._mark, self._conclusion = Toned(wraps=True), Label("small", wraps=True), Toned(wraps=True)
        self._told.setProperty("as_written", "true")
        self._plot: ErrorPlotPanel | None = None
        self._room = QVBoxLayout()
        self._views = (ErrorPlots(), Progress(), Rows())
        self._form: Form | None = None
        self._shown: Seen | None = None
        self._lay_out()
        self._start.clicked.connect(self.wanted)
        self._stop.clicked.connect(self.abort)

    @property
    def running(self) -> bool:
        """Whether a dry run goes on."""
        return self._running is not None

    @property
    def told(self) -> str:
        """How far it is, or why there is none."""
        return self._told.text

    @property
    def plotted(self) -> int:
        """How many points the plot shows."""
        return (
            0
            if self._shown is None or self._form is None
            else len(self._views[0].view(self._shown, self._form.words).points)
        )

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        words = form.words
        self._start.say(words("Start the dry run"))
        self._stop.say(words("End the dry run"))
        self._mark.say(words("A dry run on simulated instruments: nothing of it is kept, and no error is a result."),
                       Tone.WARNING)  # fmt: skip
        for one in (self._start, self._stop, self._told, self._conclusion):
            one.adopt(form)
        if self._plot is not None:
            self._plot.adopt(form)
        if self._shown is not None:
            self.show_run(self._shown, 0.0)
        elif not self.told:
            self._told.say(words("Runs the text as it stands, in seconds, with a simulated person."), Tone.NEUTRAL)

    def allow(self, *, possible: bool) -> None:
        """Have the buttons pressed or not."""
        self._start.setEnabled(possible and not self.running)
        self._stop.setEnabled(self.running)

    def begin(self, opened: OpenedText, text: str, bench: FoundBench) -> None:
        """Begin a dry run, and forget the one before.

        Args:
            opened: procedure as it was read.
            text: as it stands in the editor.
            bench: simulated.
        """
        self._views = (ErrorPlots(), Progress(), Rows())
        self._shown = None
        self._conclusion.hide()
        self.tell(self._session.form.words("The dry run begins"), Tone.BUSY)
        self._running = DryRun(self._session.operator, self)
        self._running.ended.connect(self._ended)
        self._running.start(opened, text, bench)
        self.changed.emit()

    def refresh(self) -> None:
        """Show how far it is now."""
        if self._running is not None and self._running.seen is not None:
            self.show_run(self._running.seen, self._clock.now())

    def abort(self) -> None:
        """End it at once."""
        if self._running is not None:
            self._running.abort()

    def closing(self) -> None:
        """End it and forget it."""
        if self._running is not None:
            self._running.closing()

    def tell(self, text: str, tone: Tone) -> None:
        """Say what became of it."""
        self._told.say(text, tone)

    def show_run(self, seen: Seen, now: float) -> None:
        """Show how far it is."""
        if self._form is None:
            return
        self._shown, words = seen, self._form.words
        plots, progress, rows = self._views
        self._error_plot().show_view(plots.view(seen, words))
        if seen.state.ended is None:
            self._told.say(progress.view(seen, now, words).text, Tone.BUSY)
            return
        reason = seen.state.ended.reason
        self._told.say(
            " · ".join(part for part in (status_word(seen.state.status, words), reason) if part), Tone.NEUTRAL
        )
        view = rows.view(seen, words)
        self._conclusion.say(view.conclusion, view.tone)
        self._conclusion.setVisible(bool(view.conclusion))

    def _ended(self, problem: Bilingual) -> None:
        self.refresh()
        self._running = None
        if problem:
            self.tell(self._session.form.words.of(problem), Tone.BAD)
        self.changed.emit()

    def _error_plot(self) -> ErrorPlotPanel:
        if self._plot is None:
            from bench_gui.plots.error_plot import ErrorPlotPanel  # noqa: PLC0415  the plot library takes half a second

            self._plot = ErrorPlotPanel()
            if self._form is not None:
                self._plot.adopt(self._form)
            self._room.addWidget(self._plot)
        return self._plot

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        for button in (self._start, self._stop):
            head.addWidget(button)
        head.addWidget(self._told, 1)
        self.rows.addLayout(head)
        self.rows.addWidget(self._mark)
        self.rows.addWidget(self._conclusion)
        self.rows.addLayout(self._room, 1)
        self.rows.addStretch(0)
        self._conclusion.hide()
