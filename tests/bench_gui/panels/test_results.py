"""The results table: changed row by row, the point under way in view unless the person looks elsewhere."""

from dataclasses import replace

import pytest

from bench_gui.panels.results import ResultsPanel
from bench_gui.panels.results_model import COLUMNS
from bench_gui.qt import QEvent, Qt
from bench_gui.tone import Tone
from bench_gui.views.point_rows import RowKind, RowView
from bench_gui.views.rows import Heads, ItemRows, RowsView

HEADS = Heads("Point", "Nominal", "", "Reference", "Indication", "Error", "U", "k", "MPE", "", "Verdict")
OPEN = tuple(RowView("dcv", f"P{n}", 0, RowKind.OPEN, f"P{n}", nominal=f"{n} V") for n in range(60))


def table(rows, heads=HEADS):
    return RowsView(heads, (ItemRows("dcv", "DC voltage", tuple(rows), "", (), 0, len(rows)),), "", Tone.NEUTRAL)


def at(number, rows=OPEN):
    """Return the rows with one of them under way."""
    under_way = replace(rows[number], kind=RowKind.UNDER_WAY, attempt=1)
    return (*rows[:number], under_way, *rows[number + 1 :])


def done(row, verdict="pass", tone=Tone.GOOD):
    return replace(row, kind=RowKind.DONE, attempt=1, error="1 µV", verdict=verdict, icon=tone.icon, tone=tone)


@pytest.fixture
def panel(qtbot, form_en):
    made = ResultsPanel()
    qtbot.addWidget(made)
    made.adopt(form_en)
    made.resize(900, 300)
    made.show()
    made.show_view(table(at(0)))
    return made


def cell(panel, row, name, role=Qt.ItemDataRole.DisplayRole):
    return panel.model.index(row, COLUMNS.index(name)).data(role)


def shows(panel, row):
    return panel.table.viewport().rect().intersects(panel.table.visualRect(panel.model.index(row, 0)))


def test_each_point_has_a_row_below_the_heading_of_its_item(panel):
    assert panel.model.rowCount() == len(OPEN) + 1
    assert cell(panel, 0, "point").startswith("DC voltage")
    assert cell(panel, 5, "nominal") == "4 V"


def test_a_verdict_is_a_word_with_an_icon_and_a_colour(panel, form_en):
    panel.show_view(table((done(OPEN[0], "out of tolerance", Tone.BAD), *OPEN[1:])))
    assert cell(panel, 1, "verdict") == "out of tolerance"
    assert not cell(panel, 1, "verdict", Qt.ItemDataRole.DecorationRole).isNull()
    ink = cell(panel, 1, "verdict", Qt.ItemDataRole.ForegroundRole)
    assert ink.color().name() == form_en.tokens.colour.bad


def test_columns_without_a_head_are_not_shown(panel):
    assert panel.table.isColumnHidden(COLUMNS.index("hysteresis"))
    assert not panel.table.isColumnHidden(COLUMNS.index("error"))


def test_only_rows_that_are_other_objects_are_drawn_anew(panel):
    told = []
    panel.model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    rows = list(at(0))
    rows[0], rows[1] = done(OPEN[0]), replace(OPEN[1], kind=RowKind.UNDER_WAY, attempt=1)
    panel.show_view(table(rows))
    assert sorted(told) == [(1, 1), (2, 2)]


def test_the_same_table_is_not_looked_at_twice(panel, monkeypatch):
    view = table(OPEN)
    panel.show_view(view)
    monkeypatch.setattr(panel.model, "take", lambda _: pytest.fail("it looked again"))
    panel.show_view(view)


def test_a_superseded_attempt_comes_in_below_and_the_selection_stays_at_its_row(panel):
    panel.show_view(table((done(OPEN[0]), done(OPEN[1]), *OPEN[2:])))
    panel.table.selectRow(2)
    before = replace(done(OPEN[0]), kind=RowKind.SUPERSEDED)
    panel.show_view(table((replace(done(OPEN[0]), attempt=2), before, done(OPEN[1]), *OPEN[2:])))
    assert panel.model.rowCount() == len(OPEN) + 2
    assert panel.table.currentIndex().row() == 3
    assert panel.model.row(2) is before


def test_another_plan_replaces_every_row(panel):
    others = tuple(replace(row, item="acv", point_id=f"Q{n}") for n, row in enumerate(OPEN[:3]))
    panel.show_view(RowsView(HEADS, (ItemRows("acv", "AC", others, "", (), 0, 3),), "", Tone.NEUTRAL))
    assert [panel.model.row(n) for n in range(1, 4)] == list(others)
    assert panel.model.rowCount() == 4


def test_the_point_under_way_is_kept_in_view(panel):
    panel.show_view(table(at(50)))
    assert shows(panel, 51)


def test_whoever_has_scrolled_away_is_not_taken_back_until_they_ask(qtbot, panel):
    panel.show_view(table(at(50)))
    qtbot.keyClick(panel.table, Qt.Key.Key_Home)
    panel.table.verticalScrollBar().setValue(0)
    panel.show_view(table(at(51)))
    assert not shows(panel, 52)
    qtbot.mouseClick(panel._back, Qt.MouseButton.LeftButton)
    assert shows(panel, 52)
    assert panel._back.isHidden()


def test_a_turn_of_the_wheel_is_scrolling_away(panel):
    panel.eventFilter(panel.table.viewport(), QEvent(QEvent.Type.Wheel))
    assert not panel.follows


def test_a_click_or_enter_says_which_row(qtbot, panel):
    chosen = []
    panel.row_chosen.connect(chosen.append)
    where = panel.table.visualRect(panel.model.index(2, 0)).center()
    qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert [row.point_id for row in chosen] == ["P1", "P1"]


def test_a_heading_is_no_row_to_choose(qtbot, panel):
    chosen = []
    panel.row_chosen.connect(chosen.append)
    where = panel.table.visualRect(panel.model.index(0, 0)).center()
    qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert chosen == []


def test_columns_grow_with_what_comes_into_them_and_never_shrink(panel):
    narrow = panel.table.columnWidth(COLUMNS.index("error"))
    panel.show_view(table((replace(done(OPEN[0]), error="-0.000 000 000 038 V"), *OPEN[1:])))
    wide = panel.table.columnWidth(COLUMNS.index("error"))
    assert wide > narrow
    panel.show_view(table(OPEN))
    assert panel.table.columnWidth(COLUMNS.index("error")) == wide
