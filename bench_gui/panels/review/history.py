"""Earlier runs of the same unit under test: the error of each point over the years, with its drift."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.panels.review.section import Section
from bench_gui.qt import QHBoxLayout, QSplitter, Qt, QVBoxLayout
from bench_gui.times import day_and_time
from bench_gui.tone import Tone
from bench_gui.views.review.history import history, read_runs, records_of
from bench_gui.widgets.choice import Choice
from bench_gui.widgets.label import Label
from bench_gui.widgets.text_table import Column, TextRow, TextTable
from bench_gui.widgets.toned import Toned
from bench_gui.work.reading import Reading
from bench_gui.workplace.finding import find
from bench_gui.workplace.record_heads import record_head

if TYPE_CHECKING:
    from pathlib import Path

    from bench_core.records.run_state import RunState
    from bench_gui.form import Form
    from bench_gui.plots.drift_plot import DriftPlotPanel
    from bench_gui.session import Session
    from bench_gui.views.review.history import History, Series
    from bench_gui.views.review.loaded import Loaded
    from bench_gui.words import Words
    from bench_gui.work.reading import HasRead

    _Runs = tuple[tuple[tuple[Path, RunState], ...], tuple[str, ...]]

_HEIGHTS = [330, 110]


class HistorySection(Section):
    """Chooses a point and shows it over the years.

    Args:
        session: what is chosen and watched.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.table = TextTable("history")
        self._point, self._head = Choice(), Label("quiet")
        self._told = Toned(wraps=True)
        self._plot: DriftPlotPanel | None = None
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._reading = Reading(self)
        self._runs: _Runs | None = None
        self._history: History | None = None
        self._searched: Path | None = None
        self._lay_out()
        self._reading.done.connect(self._found)
        self._point.picked.connect(lambda _: self._show_series())

    @property
    def busy(self) -> bool:
        """Whether something is being read or made that is not shown yet."""
        return self._reading.busy

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        words = form.words
        self._head.say(words("Point"))
        self._point.setAccessibleName(words("Point"))
        self.table.setAccessibleName(words("Runs of this point"))
        self.table.adopt(form)
        self._told.adopt(form)
        if self._plot is not None:
            self._plot.adopt(form)
        self._show()

    def show_run(self, run: Loaded) -> None:
        """Show another run, or the same in another language."""
        another = self.run is None or self.run.path != run.path
        self.run = run
        if another:
            self._runs = self._history = self._searched = None
        self._show()

    def enter(self) -> None:
        """Read all runs of this unit under test, unless they are known."""
        run, folder = self.run, self.session.workplace
        if run is None or self._searched == run.path:
            return
        self._searched = run.path
        self._told.say(self.session.form.words("Reading the earlier runs of this instrument"), Tone.BUSY)
        self._told.show()

        def read() -> _Runs:
            at_hand = (record_head(run.path), *find(folder).records)
            records = records_of(at_hand, run.uut, run.state.plan.procedure, simulated=run.state.started.simulated)
            return read_runs(dict.fromkeys((*(one.path for one in records), run.path)))

        self._reading.start(read)

    def _found(self, read: HasRead) -> None:
        self._runs = read.found
        self._show()

    def _show(self) -> None:
        if self._runs is None:
            for widget in (self._split, self._head, self._point):
                widget.hide()
            return
        words, (runs, problems) = self.session.form.words, self._runs
        self._history = history(runs, words)
        self._point.offer((number, one.title) for number, one in enumerate(self._history.series))
        text = _how_many(self._history.runs, words)
        self._told.say("\n".join((text, *problems)), Tone.WARNING if problems else Tone.NEUTRAL)
        for widget in (self._split, self._head, self._point):
            widget.setVisible(bool(self._history.series))
        self._show_series()

    def _series(self) -> Series | None:
        at = self._point.chosen
        if self._history is None or not isinstance(at, int) or at >= len(self._history.series):
            return None
        return self._history.series[at]

    def _show_series(self) -> None:
        series = self._series()
        if series is None:
            return
        words = self.session.form.words
        self._drift_plot().show_view(series)
        heads = (Column(words("Date")), Column(words("Stage")), Column(words("Error and U")), Column(words("Verdict")))
        rows = [
            TextRow((day_and_time(one.utc), one.stage, one.text, one.word), {3: one.tone})
            for one in reversed(series.results)
        ]
        self.table.show_texts(heads, tuple(rows))

    def _drift_plot(self) -> DriftPlotPanel:
        """Return the plot, whose library is loaded when it is first needed."""
        if self._plot is None:
            from bench_gui.plots.drift_plot import DriftPlotPanel  # noqa: PLC0415  half a second

            self._plot = DriftPlotPanel()
            self._plot.adopt(self.session.form)
            self._split.insertWidget(0, self._plot)
            self._split.setSizes(_HEIGHTS)
        return self._plot

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._head)
        head.addWidget(self._point)
        head.addWidget(self._told, 1)
        self._split.addWidget(self.table)
        self._split.setChildrenCollapsible(False)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(head)
        rows.addWidget(self._split, 1)
        rows.addStretch(0)


def _how_many(runs: int, words: Words) -> str:
    """Say how many runs there are that finished."""
    if not runs:
        return words("No run of this instrument by this procedure has finished yet.")
    if runs == 1:
        return words("This is the only finished run of this instrument by this procedure.")
    return words("{n} finished runs", n=runs)
