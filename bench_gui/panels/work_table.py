"""The work list as a table, two lines to a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench_gui.look.icons import pixmap
from bench_gui.qt import (
    QAbstractTableModel,
    QHeaderView,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from bench_gui.short import short
from bench_gui.widgets.key import OwnKey, by_enter
from bench_gui.widgets.table import Table
from bench_gui.words import marked

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.qt import QObject, QResizeEvent
    from bench_gui.workplace.work_list import WorkRow

_ROW = 56
_STATE, _UUT, _PROCEDURE, _DUE = range(4)
_WIDTHS = {_STATE: 150, _DUE: 165}
_NARROW = 720
"""Below it order and day are left out: the set-up beside the table shows them."""
_ROOT = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


class WorkTable(Table):
    """Shows the rows and says which one is chosen."""

    looked_at = Signal()
    """Another row is the current one."""
    chosen = Signal()
    """Enter was pressed on a row, or it was clicked twice."""

    def __init__(self) -> None:
        super().__init__(_ROW)
        self._rows = _Rows(self)
        self.setModel(self._rows)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAlternatingRowColors(True)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            head.resizeSection(column, width)
        self.selectionModel().currentRowChanged.connect(lambda *_: self.looked_at.emit())
        self.doubleClicked.connect(lambda _: self.chosen.emit())
        OwnKey("Enter", marked("In a table: choose the row"), by_enter(self._choose), self)

    @property
    def row(self) -> WorkRow | None:
        """The current row; None where none is."""
        index = self.currentIndex()
        return self._rows.rows[index.row()] if index.isValid() else None

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self.setAccessibleName(form.words("Work list"))
        self._rows.adopt(form)

    def show_rows(self, rows: tuple[WorkRow, ...]) -> None:
        """Show these rows, and keep the current one current where it is still among them."""
        if rows == self._rows.rows:
            return
        before = self.row
        self._rows.show(rows)
        same = [number for number, row in enumerate(rows) if before is not None and _same(row, before)]
        if same:
            self.selectRow(same[0])

    def look_at(self, row: WorkRow) -> None:
        """Make a row the current one."""
        if row in self._rows.rows:
            self.selectRow(self._rows.rows.index(row))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Leave columns out where there is no room for them."""
        for column in (_PROCEDURE, _DUE):
            self.setColumnHidden(column, self.width() < _NARROW)
        super().resizeEvent(event)

    def _choose(self) -> None:
        if self.row is not None:
            self.chosen.emit()


class _Rows(QAbstractTableModel):
    """Gives Qt the rows."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: tuple[WorkRow, ...] = ()
        self._form: Form | None = None

    def adopt(self, form: Form) -> None:
        self._form = form
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def show(self, rows: tuple[WorkRow, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802  Qt's name
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802  Qt's name
        return 0 if parent.isValid() else len((_STATE, _UUT, _PROCEDURE, _DUE))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: N802, ANN401  Qt's
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal or self._form is None:
            return None
        words = self._form.words
        return {
            _STATE: words("State"),
            _UUT: words("UUT, client"),
            _PROCEDURE: words("Order, procedure"),
            _DUE: words("Due"),
        }[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's
        if self._form is None:
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(row, index.column(), self._form)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.word} {_text(row, index.column(), self._form)}"
        if role == Qt.ItemDataRole.DecorationRole and index.column() == _STATE:
            tokens = self._form.tokens
            return pixmap(row.icon, tokens.colour.of(row.tone), tokens.size.icon)
        return None


def _text(row: WorkRow, column: int, form: Form) -> str:
    words = form.words
    number = row.order.number if row.order is not None else ""
    lines = {
        _STATE: (row.word,),
        _UUT: (row.uut_name, row.client or row.detail),
        _PROCEDURE: (number or words("no order"), row.procedure),
        _DUE: (
            words("{day} overdue", day=row.due) if row.overdue else row.due,
            row.received and words("came {day}", day=row.received),
        ),
    }[column]
    return "\n".join(short(line) for line in lines if line)


def _same(row: WorkRow, other: WorkRow) -> bool:
    if row.order is not None or other.order is not None:
        return row.order is not None and other.order is not None and row.order.path == other.order.path
    return row.uut == other.uut and row.uut_name == other.uut_name
