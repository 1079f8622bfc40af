"""A table of ready texts, whose cells may have a tone with its icon."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench_gui.look.icons import icon
from bench_gui.qt import (
    QAbstractTableModel,
    QBrush,
    QColor,
    QFont,
    QGuiApplication,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from bench_gui.short import short
from bench_gui.tone import Tone
from bench_gui.widgets.key import Key, OwnKey, by_enter
from bench_gui.widgets.table import Table
from bench_gui.words import marked

if TYPE_CHECKING:
    from bench_gui.form import Form

    Index = QModelIndex | QPersistentModelIndex

_WIDEST = 520
_LOOKED_AT = 200
"""How many rows decide how wide the columns are."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Args:
        head: its name.
        number: whether it holds numbers, which stand at the right.
        fixed: whether its characters are all as wide as one another.
        widest: width at which it ends by itself [px]; what is longer is shown short.
    """

    head: str
    number: bool = False
    fixed: bool = False
    widest: int = _WIDEST


@dataclass(frozen=True, slots=True)
class TextRow:
    """A row.

    Args:
        cells: a text for each column.
        tones: of the cells that have one, by number of the column; such a cell has the tone's icon.
        heading: whether it is the heading of the rows below it, of one cell as wide as the table.
        key: by which whoever chose the row knows it.
    """

    cells: tuple[str, ...]
    tones: dict[int, Tone] = field(default_factory=dict)
    heading: bool = False
    key: object = None


class TextTable(Table):
    """Shows rows of texts; nothing in it is edited.

    Args:
        name: for tests and style.
    """

    row_chosen = Signal(object)
    """The `TextRow` that was clicked, or on which Enter was pressed."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.texts = _Model()
        self.setModel(self.texts)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setResizeContentsPrecision(_LOOKED_AT)
        self.clicked.connect(self._choose)
        Key("Ctrl+C", marked("Copy the row, whole"), self.copy_row, self, near=True)
        OwnKey("Enter", marked("In a table: choose the row"), by_enter(lambda: self._choose(self.currentIndex())), self)

    def adopt(self, form: Form) -> None:
        """Draw it in the colours of a form."""
        self.setIconSize(QSize(form.tokens.size.icon, form.tokens.size.icon))
        self.texts.adopt(form)

    def show_texts(self, columns: tuple[Column, ...], rows: tuple[TextRow, ...]) -> None:
        """Show other rows; nothing is done where they are equal to those before."""
        if not self.texts.take(columns, rows):
            return
        self.clearSpans()
        for number, row in enumerate(rows):
            if row.heading and len(columns) > 1:
                self.setSpan(number, 0, 1, len(columns))
        self.horizontalHeader().setStretchLastSection(not columns[-1].number)  # a number stands by those before it
        self._widen()

    def copy_row(self) -> None:
        """Copy the current row, with texts of any length."""
        index = self.currentIndex()
        if index.isValid():
            QGuiApplication.clipboard().setText("\t".join(self.texts.row(index.row()).cells))

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid() and not self.texts.row(index.row()).heading:
            self.row_chosen.emit(self.texts.row(index.row()))

    def _widen(self) -> None:
        self.resizeColumnsToContents()
        header = self.horizontalHeader()
        for number in range(header.count() - 1):  # the last one takes what is left
            header.resizeSection(number, min(self.texts.widest(number), header.sectionSize(number)))


class _Model(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self._columns: tuple[Column, ...] = ()
        self._rows: tuple[TextRow, ...] = ()
        self._form: Form | None = None
        self._bold, self._fixed = QFont(), QFont()
        self._bold.setBold(True)

    def adopt(self, form: Form) -> None:
        """Draw it in the colours of a form."""
        from bench_gui.look.fonts import fixed_families  # noqa: PLC0415  asks the system for its fonts

        self._form = form
        self._fixed.setFamilies(fixed_families())
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self._columns) - 1))

    def take(self, columns: tuple[Column, ...], rows: tuple[TextRow, ...]) -> bool:
        """Show other rows and return whether they are others."""
        if (columns, rows) == (self._columns, self._rows):
            return False
        self.beginResetModel()
        self._columns, self._rows = columns, rows
        self.endResetModel()
        return True

    def row(self, number: int) -> TextRow:
        """Return what stands in a row."""
        return self._rows[number]

    def widest(self, column: int) -> int:
        """Return the width at which a column ends by itself [px]."""
        return self._columns[column].widest

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802  Qt's name
        """How many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802  Qt's name
        """How many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def headerData(  # noqa: N802  Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the head of a column."""
        if orientation is not Qt.Orientation.Horizontal or section >= len(self._columns):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return self._columns[section].head if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        row, column = self._rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return short(row.cells[column]) if column < len(row.cells) else ""
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(None if row.heading else column)
            case Qt.ItemDataRole.FontRole:
                return self._bold if row.heading else self._fixed if self._columns[column].fixed else None
            case _:
                return self._toned(row.tones.get(column), role)

    def _toned(self, tone: Tone | None, role: int) -> object:
        if tone is None or self._form is None:
            return None
        colour = self._form.tokens.colour.of(tone)
        if role == Qt.ItemDataRole.DecorationRole:
            return icon(tone.icon, colour, colour, self._form.tokens.size.icon)
        if role == Qt.ItemDataRole.ForegroundRole and tone is not Tone.NEUTRAL:
            return QBrush(QColor(colour))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every row but a heading be chosen."""
        enabled = Qt.ItemFlag.ItemIsEnabled
        return enabled if self._rows[index.row()].heading else enabled | Qt.ItemFlag.ItemIsSelectable

    def _alignment(self, column: int | None) -> Qt.AlignmentFlag:
        """Return where the texts of a column stand; of none, that of a heading."""
        right = column is not None and self._columns[column].number
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
