"""The results table: one row for each point, the one under way marked and kept in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.panels.results_model import COLUMNS, Heading, ResultsModel
from bench_gui.qt import (
    QAbstractItemView,
    QAbstractSlider,
    QEvent,
    QFont,
    QFontMetrics,
    QHBoxLayout,
    QKeyEvent,
    QSize,
    Qt,
    Signal,
)
from bench_gui.tone import Tone
from bench_gui.widgets.button import Button
from bench_gui.widgets.key import OwnKey, by_enter
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.table import Table
from bench_gui.widgets.toned import Toned
from bench_gui.words import marked

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.panels.results_model import Shown
    from bench_gui.qt import QModelIndex, QObject
    from bench_gui.views.rows import RowsView

_BESIDE_TEXT = 26
_WIDEST = 420
_BY_HAND = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)


class ResultsPanel(Panel):
    """Shows the results, and says which row a person wants to know more of."""

    row_chosen = Signal(object)
    """A `RowView`: it was clicked, or Enter was pressed on it."""

    def __init__(self) -> None:
        super().__init__()
        self.model = ResultsModel()
        self.table = Table()
        self.table.setModel(self.model)
        self._conclusion = Toned(wraps=True)
        self._back = Button("plain", "down")
        self._back.hide()
        self._form: Form | None = None
        self._view: RowsView | None = None
        self._follows = True
        self._current: int | None = None
        self._widened = False
        self._set_up()
        self._lay_out()

    @property
    def follows(self) -> bool:
        """Whether the point under way is kept in view; not while the person has scrolled away from it."""
        return self._follows

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        self.table.setAccessibleName(form.words("Results"))
        self._back.say(form.words("Back to the current point"))
        self._conclusion.adopt(form)
        self._back.adopt(form)
        self.table.setIconSize(QSize(form.tokens.size.icon, form.tokens.size.icon))
        self.model.adopt(form)
        if self._view is not None:
            view, self._view = self._view, None
            self.show_view(view)

    def show_view(self, view: RowsView) -> None:
        """Show the results; nothing is done where they are the same object as before."""
        if view is self._view:
            return
        self._view = view
        moved, changed = self.model.take(view)
        for number, name in enumerate(COLUMNS):
            self.table.setColumnHidden(number, number in self.model.hidden_columns() and name != "note")
        if moved:
            self._span()
        self._widen(changed)
        self._conclusion.say(view.conclusion, view.tone)
        self._conclusion.setVisible(view.tone is not Tone.NEUTRAL)  # that nothing is concluded yet takes no room
        self._follow()

    def follow(self) -> None:
        """Keep the point under way in view from now on."""
        self._follows, self._current = True, None
        self._back.hide()
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Notice that the person scrolls."""
        if event.type() is QEvent.Type.Wheel:
            self._scrolled()
        if event.type() is QEvent.Type.Resize and watched is self.table.viewport():
            self._current = None
            self._follow()
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() in _BY_HAND:
            self._scrolled()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        current = self.model.current
        if self._follows and current is not None and current != self._current:
            below = min(current + 1, self.model.rowCount() - 1)  # what comes next is seen, and above it what has come
            self.table.scrollTo(self.model.index(below, 0), QAbstractItemView.ScrollHint.PositionAtBottom)
        self._current = current
        self._back.setVisible(not self._follows and current is not None)

    def _scrolled(self) -> None:
        self._follows = False
        self._back.setVisible(self.model.current is not None)

    def _by_bar(self, action: int) -> None:
        if action != QAbstractSlider.SliderAction.SliderNoAction.value:
            self._scrolled()

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            row = self.model.row(index.row())
            if not isinstance(row, Heading):
                self.row_chosen.emit(row)

    def _span(self) -> None:
        self.table.clearSpans()
        for number in self.model.headings:
            self.table.setSpan(number, 0, 1, len(COLUMNS))

    def _widen(self, rows: tuple[Shown, ...]) -> None:
        """Make columns as wide as what is new in them; none becomes narrower while one looks at it."""
        header = self.table.horizontalHeader()
        bold = QFont(self.table.font())
        bold.setBold(True)  # as heads and the row of the point under way are
        metrics = QFontMetrics(bold)
        for number, name in enumerate(COLUMNS[:-1]):
            head = str(self.model.headerData(number, Qt.Orientation.Horizontal) or "")
            texts = [str(getattr(row, name)) for row in rows if not isinstance(row, Heading)]
            longest = max((metrics.horizontalAdvance(text) for text in set(texts)), default=0)
            beside = _BESIDE_TEXT + (self.table.iconSize().width() + 6 if name in {"point", "verdict"} else 0)
            wanted = min(_WIDEST, max(longest + beside, metrics.horizontalAdvance(head) + _BESIDE_TEXT))
            if header.sectionSize(number) < wanted or not self._widened:
                header.resizeSection(number, max(wanted, header.sectionSize(number) if self._widened else 0))
        self._widened = True

    def _set_up(self) -> None:
        table = self.table
        table.horizontalHeader().setStretchLastSection(True)
        table.clicked.connect(self._choose)
        table.verticalScrollBar().actionTriggered.connect(self._by_bar)
        OwnKey(
            "Enter", marked("In a table: choose the row"), by_enter(lambda: self._choose(table.currentIndex())), table
        )
        table.installEventFilter(self)
        table.viewport().installEventFilter(self)
        self._back.clicked.connect(self.follow)

    def _lay_out(self) -> None:
        self.rows.setContentsMargins(6, 6, 6, 6)
        below = QHBoxLayout()
        below.addWidget(self._conclusion, 1)
        below.addWidget(self._back)
        self.rows.addWidget(self.table, 1)
        self.rows.addLayout(below)
        self.setFocusProxy(self.table)
