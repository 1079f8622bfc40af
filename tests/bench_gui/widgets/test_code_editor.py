"""The editor: marks where the mistakes are, and keys that do what an author expects."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench_core.bilingual import NOTHING, Bilingual
from bench_gui.qt import QApplication, QLineEdit, Qt, QTextCursor, QVBoxLayout, QWidget
from bench_gui.views.procedure_text import TextMistake
from bench_gui.widgets.code_editor import CodeEditor

WRONG = Bilingual("错", "wrong")
TEXT = "id: a\nitems:\n  - id: one\n    at: 10 V\n"


@pytest.fixture
def editor(qtbot, form_en):
    room = QWidget()
    rows = QVBoxLayout(room)
    made = CodeEditor()
    rows.addWidget(made)
    rows.addWidget(QLineEdit())
    qtbot.addWidget(room)
    made.adopt(form_en)
    made.setPlainText(TEXT)
    room.show()
    qtbot.waitExposed(room)
    yield made
    room.close()


def test_a_mistake_is_underlined_from_its_column_to_its_end(editor):
    editor.show_mistakes((TextMistake(4, 9, 13, WRONG, NOTHING), TextMistake(1, 1, 2, WRONG, NOTHING, "methods.yaml")))
    (mark,) = editor.extraSelections()
    assert mark.cursor.selectedText() == "10 V"


def test_the_line_that_is_typed_stays_in_sight_when_there_is_less_room(editor):
    editor.setPlainText("a: b\n" * 100)
    editor.window().resize(400, 500)
    editor.window().activateWindow()
    editor.setFocus()
    editor.moveCursor(QTextCursor.MoveOperation.End)
    QApplication.processEvents()
    editor.window().resize(400, 200)
    QApplication.processEvents()
    assert editor.viewport().rect().contains(editor.cursorRect().center())


def test_a_mistake_beyond_the_end_of_a_line_or_of_the_text_is_no_trouble(editor):
    editor.show_mistakes((TextMistake(1, 40, 50, WRONG, NOTHING), TextMistake(99, 1, 2, WRONG, NOTHING)))
    assert len(editor.extraSelections()) == 2
    editor.grab()
    editor.go_to(99, 5)
    assert editor.textCursor().blockNumber() == 4


def test_a_new_line_begins_where_the_one_before_did(editor, qtbot):
    editor.go_to(3, 12)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.keyClicks(editor, "like: x")
    assert editor.toPlainText().split("\n")[3] == "    like: x"


def test_tab_leaves_the_editor(editor, qtbot):
    editor.window().activateWindow()
    editor.setFocus()
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.toPlainText() == TEXT
    assert "\t" not in editor.toPlainText()


def test_the_gutter_has_room_for_the_numbers_of_all_lines(editor):
    narrow = editor.gutter_width()
    editor.setPlainText("\n" * 12000)
    assert editor.gutter_width() > narrow


def test_the_text_begins_where_the_gutter_ends_whatever_font_and_length(editor, form_en):
    larger = replace(form_en.tokens, size=replace(form_en.tokens.size, text=2 * form_en.tokens.size.text))
    for change in (lambda: editor.adopt(replace(form_en, tokens=larger)), lambda: editor.setPlainText("\n" * 12000)):
        change()
        assert editor.viewport().geometry().left() == editor._gutter.geometry().right() + 1
