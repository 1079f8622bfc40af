"""The strict entry shows what it understands while one types, and sends nothing that it does not understand."""

import pytest

from bench_core.metrology.quantity import Quantity
from bench_gui.qt import QApplication, QInputMethodEvent, Qt
from bench_gui.views.entry import EntryForm
from bench_gui.widgets.number_entry import NumberEntry

VOLTS = EntryForm(unit="V", kind="number", display=True, range=Quantity.parse("10 V"))


@pytest.fixture
def entry(qtbot, form_en):
    made = NumberEntry()
    qtbot.addWidget(made)
    made.adopt(form_en)
    made.ask(VOLTS, "Voltage")
    made.sent = []
    made.entered.connect(made.sent.append)
    made.show()
    return made


def commit(entry, text):
    """Have an input method put a text into the line."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(entry.line, event)


def test_a_number_is_shown_back_with_its_unit_and_sent_as_it_was_typed(qtbot, entry):
    qtbot.keyClicks(entry.line, "9.0012")
    assert entry.understood == "Understood as 9.0012 V"
    qtbot.keyClick(entry.line, Qt.Key.Key_Return)
    assert entry.sent == ["9.0012"]


@pytest.mark.parametrize("typed", ["1,5", "1e2", "nine", "9.0 kg", "12345 V"])
def test_what_is_no_such_number_is_refused_in_words_and_not_sent(qtbot, entry, typed):
    qtbot.keyClicks(entry.line, typed)
    assert entry.understood
    assert "Understood" not in entry.understood
    assert entry.line.property("tone") == "bad"
    qtbot.keyClick(entry.line, Qt.Key.Key_Return)
    assert entry.sent == []
    assert entry.line.text() == typed


def test_full_width_digits_of_an_input_method_are_answered_in_words(qtbot, entry):
    commit(entry, "９．００")
    assert entry.understood
    assert "Understood" not in entry.understood
    qtbot.keyClick(entry.line, Qt.Key.Key_Return)
    assert entry.sent == []


def test_an_empty_line_is_neither_refused_nor_sent(qtbot, entry):
    qtbot.keyClick(entry.line, Qt.Key.Key_Return)
    assert entry.understood == ""
    assert entry.sent == []


def test_a_value_that_is_entered_twice_is_sent_once_and_the_first_is_not_shown(qtbot, entry):
    entry.ask(EntryForm(unit="V", kind="number", twice=True), "Voltage")
    qtbot.keyClicks(entry.line, "9.00")
    qtbot.keyClick(entry.line, Qt.Key.Key_Return)
    assert entry.sent == []
    assert entry.line.text() == ""
    assert entry.told
    assert "9.00" not in entry.told
    qtbot.keyClicks(entry.line, "9.00")
    qtbot.keyClick(entry.line, Qt.Key.Key_Return)
    assert entry.sent == ["9.00"]


def test_two_entries_that_differ_send_nothing(qtbot, entry):
    entry.ask(EntryForm(unit="V", kind="number", twice=True), "Voltage")
    for typed in ("9.00", "9.10"):
        qtbot.keyClicks(entry.line, typed)
        qtbot.keyClick(entry.line, Qt.Key.Key_Return)
    assert entry.sent == []
    assert entry.told


def test_a_serial_number_has_no_unit(qtbot, entry):
    entry.ask(EntryForm(unit="", kind="identify"), "Serial number")
    assert not entry._unit.isVisibleTo(entry)
    qtbot.keyClicks(entry.line, "MY41001234")
    qtbot.keyClick(entry.line, Qt.Key.Key_Return)
    assert entry.sent == ["MY41001234"]


def test_another_language_shows_the_same_entry_in_other_words(qtbot, entry, form_zh):
    qtbot.keyClicks(entry.line, "9.00")
    before = entry.understood
    entry.adopt(form_zh)
    assert entry.understood != before
    assert "9.00 V" in entry.understood
