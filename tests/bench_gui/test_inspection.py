"""What looks at the pictures finds what a person would complain about."""

from __future__ import annotations

import pytest

from bench_gui.qt import QComboBox, QLineEdit, QPushButton, QTimer, QWidget
from bench_gui.widgets.label import Label
from bench_gui.words import Language
from tests.bench_gui.inspection import findings

TEXTS = {"Pause": "暂停"}


@pytest.fixture
def page(qapp, qtbot):
    """Return a window of 400 x 300 with nothing to complain about, in no style: that of the window mends buttons."""
    qapp.setStyleSheet("")
    shown = QWidget()
    qtbot.addWidget(shown)
    shown.resize(400, 300)
    place(QPushButton("ABORT", shown), 300, 0, 90, 50).setObjectName("abort")
    shown.show()
    return shown


def place(widget, *where):
    widget.setGeometry(*where)
    widget.show()
    return widget


def found(page, language=Language.EN):
    return [one.partition(":")[0] for one in findings(page, language, TEXTS)]


def test_a_good_page_has_no_findings(page):
    assert found(page) == []


def test_a_text_wider_than_its_label_is_found(page):
    label = Label(parent=page)
    label.say("a text that is much wider than its label")
    place(label, 0, 100, 60, 20)
    assert found(page) == ["clipped"]


def test_a_wrapped_text_higher_than_its_label_is_found(page):
    label = Label(wraps=True, parent=page)
    label.say("many words that need " * 10)
    place(label, 0, 100, 100, 20)
    assert found(page) == ["clipped"]


def test_a_button_narrower_than_its_text_is_found(page):
    place(QPushButton("a long text on a button", page), 0, 100, 50, 50)
    assert found(page) == ["clipped"]


def test_a_choice_that_shows_half_of_itself_is_found(page):
    combo = QComboBox(page)
    combo.addItem("a procedure with quite a long title")
    place(combo, 0, 100, 100, 50)
    assert found(page) == ["clipped"]


@pytest.mark.parametrize(("language", "text"), [(Language.EN, "暂停"), (Language.ZH, "Pause")])
def test_a_text_in_the_other_language_is_found(page, language, text):
    label = Label(parent=page)
    label.say(text)
    place(label, 0, 100, 100, 30)
    assert found(page, language) == ["not in English" if language is Language.EN else "not in Chinese"]


def test_what_a_person_wrote_may_be_in_any_language(page):
    label = Label(parent=page)
    label.setProperty("as_written", True)
    label.say("张三")
    place(label, 0, 100, 100, 30)
    assert found(page) == []


def test_a_character_without_a_picture_is_found(page):
    label = Label(parent=page)
    label.say("𓀀")
    place(label, 0, 100, 100, 30)
    assert found(page) == ["no glyph"]


def test_a_button_that_a_finger_misses_is_found(page):
    place(QPushButton("x", page), 0, 100, 90, 20)
    assert found(page) == ["too small"]


def test_a_button_outside_of_the_window_is_found(page):
    place(QPushButton("x", page), 350, 250, 100, 100)
    assert found(page) == ["outside"]


@pytest.mark.parametrize("way", ["gone", "grey", "half outside"])
def test_an_abort_out_of_reach_is_found(page, way):
    abort = page.findChild(QPushButton, "abort")
    if way == "gone":
        abort.hide()
    elif way == "grey":
        abort.setEnabled(False)
    else:
        abort.move(370, 0)
    assert "abort" in found(page)


def test_a_tab_order_that_goes_back_up_is_found(page):
    lower, upper = QLineEdit(page), QLineEdit(page)
    place(lower, 0, 200, 200, 50)
    place(upper, 0, 100, 200, 50)
    assert found(page) == ["focus"]
    QWidget.setTabOrder(upper, lower)
    assert found(page) == []


def test_a_tab_order_goes_on_at_the_top_of_the_next_column(page):
    place(QLineEdit(page), 0, 200, 90, 50)
    place(QLineEdit(page), 100, 100, 90, 50)
    assert found(page) == []


def test_what_must_come_is_waited_for_with_patience_and_what_must_not_come_no_longer_than_said(qtbot):
    timer = QTimer()
    assert qtbot.waitSignal(timer.timeout, timeout=3, raising=False).timeout == 3
    assert qtbot.waitSignal(timer.timeout, timeout=3).timeout > 3
