"""The results table as Qt asks for it; a row that is the same object as before is not drawn anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_gui.look.icons import icon
from bench_gui.qt import QAbstractTableModel, QBrush, QColor, QFont, QModelIndex, QPersistentModelIndex, Qt
from bench_gui.short import short
from bench_gui.tone import Tone
from bench_gui.views.point_rows import RowKind, RowView

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.qt import QIcon
    from bench_gui.views.rows import Heads, ItemRows, RowsView

    Index = QModelIndex | QPersistentModelIndex

COLUMNS = (
    "point", "verdict", "error", "uncertainty", "mpe", "nominal", "branch", "reference", "indication",
    "hysteresis", "k", "note",
)  # fmt: skip
"""What decides stands first: at a small screen the rest is scrolled to."""
_TEXTS = {"point", "verdict", "branch", "note"}
_FADED = {RowKind.SUPERSEDED, RowKind.OPEN, RowKind.LEFT_OUT}
_ICONS = {RowKind.UNDER_WAY: "play"}


@dataclass(frozen=True, slots=True)
class Heading:
    """The line above the rows of an item."""

    item: str
    text: str
    note: str


Shown = RowView | Heading


class ResultsModel(QAbstractTableModel):
    """The rows of all items below one another, each item under its heading."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Shown] = []
        self._view: RowsView | None = None
        self._heads: Heads | None = None
        self._form: Form | None = None
        self._icons: dict[tuple[str, str], QIcon] = {}
        self._bold = QFont()
        self._bold.setBold(True)

    def adopt(self, form: Form) -> None:
        """Draw it in the colours of a form."""
        self._form = form
        self._icons.clear()
        self._tell(0, len(self._rows) - 1)

    def row(self, number: int) -> Shown:
        """Return what stands in a row."""
        return self._rows[number]

    @property
    def headings(self) -> tuple[int, ...]:
        """Rows that are headings."""
        return tuple(number for number, row in enumerate(self._rows) if isinstance(row, Heading))

    @property
    def current(self) -> int | None:
        """The row of the point under way; None where none is."""
        found = (n for n, row in enumerate(self._rows) if isinstance(row, RowView) and row.kind is RowKind.UNDER_WAY)
        return next(found, None)

    def take(self, view: RowsView) -> tuple[bool, tuple[Shown, ...]]:
        """Show a table.

        Returns:
            Whether rows came or went, and those that are new or changed.
        """
        if view is self._view:
            return False, ()
        self._view = view
        if view.heads != self._heads:
            self._heads = view.heads
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
        return self._put(_flat(view.items, self._rows))

    def hidden_columns(self) -> tuple[int, ...]:
        """Columns without a head, which are not shown."""
        if self._heads is None:
            return ()
        return tuple(n for n, name in enumerate(COLUMNS) if name != "note" and not getattr(self._heads, name))

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802  Qt's name
        """How many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802  Qt's name
        """How many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(  # noqa: N802  Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the head of a column."""
        if orientation is not Qt.Orientation.Horizontal or self._heads is None:
            return None
        name = COLUMNS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(name)
        return getattr(self._heads, name, "") if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # noqa: PLR0911  one per role
        """Return what a cell shows."""
        row, name = self._rows[index.row()], COLUMNS[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _text(row, name)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment("point" if isinstance(row, Heading) else name)
            case Qt.ItemDataRole.DecorationRole:
                return self._icon(row, name)
            case Qt.ItemDataRole.ForegroundRole:
                return self._ink(row, name)
            case Qt.ItemDataRole.BackgroundRole:
                return self._ground(row)
            case Qt.ItemDataRole.FontRole if isinstance(row, Heading) or row.kind is RowKind.UNDER_WAY:
                return self._bold
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every row but a heading be chosen."""
        if isinstance(self._rows[index.row()], Heading):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def _put(self, rows: list[Shown]) -> tuple[bool, tuple[Shown, ...]]:
        old = self._rows
        first, last = _differ(old, rows)
        moved = last[0] != first or last[1] != first
        if last[0] > first:
            self.beginRemoveRows(QModelIndex(), first, last[0] - 1)
            self._rows = old[:first] + old[last[0] :]
            self.endRemoveRows()
        if last[1] > first:
            self.beginInsertRows(QModelIndex(), first, last[1] - 1)
            self._rows = rows
            self.endInsertRows()
        added, before = range(first, last[1]), [*old[:first], *rows[first : last[1]], *old[last[0] :]]
        self._rows = rows
        changed = [n for n, row in enumerate(rows) if n not in added and row is not before[n]]
        for number in changed:
            self._tell(number, number)
        return moved, tuple(rows[n] for n in (*added, *changed))

    def _tell(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1))

    def _icon(self, row: Shown, name: str) -> QIcon | None:
        if isinstance(row, Heading) or self._form is None:
            return None
        drawn = _ICONS.get(row.kind, "") if name == "point" else row.icon if name == "verdict" else ""
        if not drawn:
            return None
        colour = self._form.tokens.colour.of(row.tone if name == "verdict" else Tone.BUSY)
        if (drawn, colour) not in self._icons:
            self._icons[drawn, colour] = icon(drawn, colour, colour, self._form.tokens.size.icon)
        return self._icons[drawn, colour]

    def _ink(self, row: Shown, name: str) -> QBrush | None:
        if self._form is None or isinstance(row, Heading):
            return None
        colour = self._form.tokens.colour
        if name == "verdict" and row.tone is not Tone.NEUTRAL:
            return QBrush(QColor(colour.of(row.tone)))
        return QBrush(QColor(colour.quiet)) if row.kind in _FADED else None

    def _ground(self, row: Shown) -> QBrush | None:
        if self._form is None:
            return None
        colour = self._form.tokens.colour
        if isinstance(row, Heading):
            return QBrush(QColor(colour.raised))
        return QBrush(QColor(colour.selection)) if row.kind is RowKind.UNDER_WAY else None


def _flat(items: tuple[ItemRows, ...], before: list[Shown]) -> list[Shown]:
    """Return headings and rows below one another; a heading that says the same is the same object."""
    known = {row.item: row for row in before if isinstance(row, Heading)}
    flat: list[Shown] = []
    for item in items:
        note = " · ".join(text for text in (f"{item.done}/{item.all}", item.hidden) if text)
        heading = Heading(item.item, item.title, note)
        kept = known.get(item.item)
        flat.append(kept if kept == heading and kept is not None else heading)
        flat.extend(item.rows)
    return flat


def _differ(old: list[Shown], new: list[Shown]) -> tuple[int, tuple[int, int]]:
    """Return where two tables begin to have other rows, and where in each they cease to."""
    first = 0
    while first < min(len(old), len(new)) and _key(old[first]) == _key(new[first]):
        first += 1
    behind = 0
    most = min(len(old), len(new)) - first
    while behind < most and _key(old[-1 - behind]) == _key(new[-1 - behind]):
        behind += 1
    return first, (len(old) - behind, len(new) - behind)


def _key(row: Shown) -> tuple[str, ...]:
    """Tell which row it is, whatever it says: an attempt that is superseded has a row below the one that stands."""
    if isinstance(row, Heading):
        return (row.item,)
    return (row.item, row.point_id, str(row.attempt) if row.kind is RowKind.SUPERSEDED else "")


def _text(row: Shown, name: str) -> str:
    if isinstance(row, Heading):
        return short(f"{row.text}    {row.note}") if name == "point" else ""
    return short(str(getattr(row, name)))


def _alignment(name: str) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if name in _TEXTS else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
