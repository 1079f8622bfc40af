"""No input method gets the keys of a scanner, and whoever needs Chinese characters gets their input method."""

import pytest

from bench_gui.panels.manual_instrument import ManualInstrumentPanel
from bench_gui.panels.new_uut import NewUutPanel
from bench_gui.panels.reasons import CorrectPanel
from bench_gui.panels.scan_field import ScanField
from bench_gui.qt import QApplication, QInputMethodQueryEvent, QLineEdit, Qt, QVBoxLayout, QWidget
from bench_gui.widgets.key_line import KeyLine
from bench_gui.widgets.number_entry import NumberEntry


@pytest.fixture
def line(qtbot):
    """Return the line, shown beside a note that takes Chinese."""
    page = QWidget()
    rows = QVBoxLayout(page)
    made, made.note = KeyLine(), QLineEdit()
    rows.addWidget(made)
    rows.addWidget(made.note)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    made.page = page
    return made


def takes_input_methods(field):
    """Ask as Qt does before it gives a key to an input method."""
    question = QInputMethodQueryEvent(Qt.InputMethodQuery.ImEnabled | Qt.InputMethodQuery.ImHints)
    QApplication.sendEvent(field, question)
    assert question.value(Qt.InputMethodQuery.ImHints) is not None
    return question.value(Qt.InputMethodQuery.ImEnabled)


def test_input_methods_are_kept_away_from_the_line_and_not_from_a_note_beside_it(line):
    assert not takes_input_methods(line)
    assert takes_input_methods(line.note)


def test_the_key_of_input_methods_switches_one_on_and_off_and_is_no_text(qtbot, line):
    for on in (True, False, True):
        qtbot.keyClick(line, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
        assert takes_input_methods(line) == line.composes == on
    qtbot.keyClicks(line, "a b")
    assert line.text() == "a b"


def test_the_next_scan_is_safe_after_enter_and_after_the_line_was_left(qtbot, line):
    line.compose(on=True)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert not takes_input_methods(line)
    line.compose(on=True)
    line.note.setFocus()
    assert not takes_input_methods(line)


def test_who_awaits_a_scan_gets_it_as_it_is(qtbot):
    field = ScanField()
    qtbot.addWidget(field)
    field.compose(on=True)
    field.await_scan()
    assert not takes_input_methods(field)


def test_all_lines_for_numbers_and_serial_numbers_are_such_lines(qtbot):
    by_hand, new, correction, entry = panels = ManualInstrumentPanel(), NewUutPanel(), CorrectPanel(), NumberEntry()
    for panel in panels:
        qtbot.addWidget(panel)
    for line in (by_hand._value, by_hand._frequency, new._serial, correction.value, entry.line):
        assert not takes_input_methods(line)
    assert takes_input_methods(new._type)
    assert takes_input_methods(correction.why)
