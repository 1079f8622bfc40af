"""The results of a run, and beside them what the run was, or the raw replies behind the row that was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.panels.results import ResultsPanel
from bench_gui.panels.review.facts import FactsPanel
from bench_gui.panels.review.raw import RawPanel
from bench_gui.panels.review.section import Section
from bench_gui.qt import QSplitter, QStackedWidget, Qt, QVBoxLayout
from bench_gui.views.review.raw import raw_view
from bench_gui.work.reading import Reading

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.session import Session
    from bench_gui.views.point_rows import RowView
    from bench_gui.views.review.loaded import Loaded
    from bench_gui.work.reading import HasRead

_WIDTHS = [700, 360]
_WIDTHS_RAW = [420, 640]
"""With raw replies at the right: what was asked and what came back, whole."""


class ResultsSection(Section):
    """Results at the left, facts or raw replies at the right.

    Args:
        session: what is chosen and watched.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.results, self.facts, self.raw = ResultsPanel(), FactsPanel(), RawPanel()
        self._place: tuple[str, str] | None = None
        self._beside, self._split = QStackedWidget(), QSplitter(Qt.Orientation.Horizontal)
        self._reading = Reading(self)
        self._lay_out()
        self.results.row_chosen.connect(self._chosen)
        self.raw.closed.connect(self._close)
        self._reading.done.connect(self._read)

    @property
    def busy(self) -> bool:
        """Whether something is being read or made that is not shown yet."""
        return self._reading.busy

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        for panel in (self.results, self.facts, self.raw):
            panel.adopt(form)

    def show_run(self, run: Loaded) -> None:
        """Show another run, or the same in another language."""
        another = self.run is None or self.run.path != run.path
        self.run = run
        self.results.show_view(run.run.rows)
        self.facts.show_view(run.run)
        if another:
            self._close()
        elif self._place is not None:
            self._show_raw(self._place)

    @property
    def shows_raw(self) -> bool:
        """Whether raw replies stand beside the results."""
        return self._beside.currentWidget() is self.raw

    def _chosen(self, row: RowView) -> None:
        self._show_raw((row.item, row.point_id))

    def _show_raw(self, place: tuple[str, str]) -> None:
        run, words = self.run, self.session.form.words
        if run is None:
            return
        self._place = place
        self._reading.start(lambda: raw_view(run.record, run.state, place, words))

    def _read(self, read: HasRead) -> None:
        if read.found is not None:
            self.raw.show_view(read.found)
            self._beside.setCurrentWidget(self.raw)
            self._split.setSizes(_WIDTHS_RAW)

    def _close(self) -> None:
        self._place = None
        self._reading.forget()
        self._beside.setCurrentWidget(self.facts)
        self._split.setSizes(_WIDTHS)

    def _lay_out(self) -> None:
        self._beside.addWidget(self.facts)
        self._beside.addWidget(self.raw)
        self._split.addWidget(self.results)
        self._split.addWidget(self._beside)
        self._split.setSizes(_WIDTHS)
        self._split.setChildrenCollapsible(False)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self._split)
