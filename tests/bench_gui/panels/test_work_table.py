"""The work list as a table: Enter chooses a row, where there is one."""

from bench_gui.panels.work_table import WorkTable
from bench_gui.qt import Qt


def test_enter_where_there_is_no_row_chooses_nothing(qtbot):
    table, chosen = WorkTable(), []
    qtbot.addWidget(table)
    table.chosen.connect(lambda: chosen.append(True))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert (table.row, chosen) == (None, [])
