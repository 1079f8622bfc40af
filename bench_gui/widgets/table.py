"""A table that is only looked at: nothing in it is edited, one row is chosen at a time, and Tab leads out of it."""

from __future__ import annotations

from bench_gui.qt import QAbstractItemView, QHeaderView, QTableView
from bench_gui.widgets.key import OwnKey
from bench_gui.words import marked

_ROW = 32


class Table(QTableView):
    """A table as every screen has it.

    Args:
        row_height: of each row [logical pixels].
    """

    def __init__(self, row_height: int = _ROW) -> None:
        super().__init__()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(row_height)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.horizontalHeader().setHighlightSections(False)
        OwnKey("↑ ↓", marked("In a table or list: the row above or below"), {}, self)
