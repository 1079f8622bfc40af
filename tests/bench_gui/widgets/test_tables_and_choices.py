"""Tables of texts, choices and sections: what a person reads, chooses and reaches by keyboard."""

from __future__ import annotations

import pytest

from bench_gui.look.theme import style_sheet
from bench_gui.qt import QLabel, QPoint, QPointF, Qt, QWheelEvent
from bench_gui.tone import Tone
from bench_gui.widgets.choice import Choice
from bench_gui.widgets.sections import Sections
from bench_gui.widgets.text_table import Column, TextRow, TextTable

COLUMNS = (Column("Point"), Column("Error", number=True), Column("Reply", fixed=True))
ROWS = (
    TextRow(("DC voltage",), heading=True),
    TextRow(("1 V", "0.1 mV", "'+1'"), {1: Tone.BAD}, key="first"),
    TextRow(("2 V", "0.2 mV", "'+2'"), key="second"),
)


@pytest.fixture
def table(qtbot, form_en):
    made = TextTable("t")
    qtbot.addWidget(made)
    made.adopt(form_en)
    made.show_texts(COLUMNS, ROWS)
    made.show()
    return made


def test_a_table_shows_texts_numbers_at_the_right_and_a_tone_with_its_icon(table):
    model = table.texts
    assert model.index(1, 1).data() == "0.1 mV"
    assert model.index(1, 1).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.index(1, 1).data(Qt.ItemDataRole.DecorationRole) is not None
    assert model.index(2, 1).data(Qt.ItemDataRole.DecorationRole) is None
    assert table.columnSpan(0, 0) == 3


def test_a_heading_stands_at_the_left_though_numbers_below_it_do_not_and_a_column_ends_where_it_is_told(table):
    table.show_texts((Column("Error", number=True, widest=60), Column("Reply")), (ROWS[0], TextRow(("1" * 99, "'+1'"))))
    model = table.texts
    assert model.index(0, 0).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignLeft
    assert model.index(1, 0).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert table.columnWidth(0) == 60


def test_enter_chooses_a_row_and_a_heading_is_none(table, qtbot):
    chosen = []
    table.row_chosen.connect(chosen.append)
    for row in (0, 2):
        table.setCurrentIndex(table.texts.index(row, 0))
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert [one.key for one in chosen] == ["second"]


def test_the_same_rows_are_not_laid_out_again_and_keep_what_is_selected(table):
    table.selectRow(1)
    table.show_texts(COLUMNS, tuple(ROWS))
    assert table.selectionModel().hasSelection()
    table.show_texts(COLUMNS, ROWS[:2])
    assert not table.selectionModel().hasSelection()


def test_a_choice_keeps_what_is_chosen_when_the_list_is_read_again(qtbot):
    choice = Choice()
    qtbot.addWidget(choice)
    choice.offer([(1, "one"), (2, "two")])
    choice.choose(2)
    choice.offer([(0, "zero"), (1, "one"), (2, "two, renamed")])
    assert (choice.chosen, choice.currentText()) == (2, "two, renamed")
    choice.offer([(5, "five")])
    assert choice.chosen == 5
    choice.offer([])
    assert choice.chosen is None


def test_the_name_of_a_run_is_not_cut_off(qtbot, form_en):
    choice = Choice()
    qtbot.addWidget(choice)
    choice.setStyleSheet(style_sheet(form_en.tokens))
    choice.ensurePolished()
    choice.offer([(1, "2026-11-21 23:56 UTC · HEWLETT-PACKARD 34401A (MY41005678) · as found · simulated")])
    assert choice.sizeHint().width() <= choice.maximumWidth()


def test_the_wheel_chooses_nothing(qtbot):
    choice = Choice()
    qtbot.addWidget(choice)
    choice.offer([(1, "one"), (2, "two")])
    none = Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(QPointF(5, 5), QPointF(5, 5), QPoint(0, 0), QPoint(0, -120), Qt.MouseButton.NoButton, none,
                        Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    choice.wheelEvent(event)
    assert choice.chosen == 1


def test_a_section_is_shown_by_its_button_and_by_its_key(qtbot):
    sections = Sections({"a": "list", "b": "chart"})
    qtbot.addWidget(sections)
    first, second = QLabel("first"), QLabel("second")
    sections.put("a", first)
    sections.put("b", second)
    sections.show()
    qtbot.waitExposed(sections)
    assert first.isVisible()
    assert sections.buttons["a"].isChecked()
    with qtbot.waitSignal(sections.shown):
        qtbot.mouseClick(sections.buttons["b"], Qt.MouseButton.LeftButton)
    assert second.isVisible()
    with qtbot.waitActive(sections):
        sections.activateWindow()
    qtbot.keyClick(sections.buttons["b"], Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert first.isVisible()
    assert sections.name == "a"
