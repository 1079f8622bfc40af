"""A hazardous answer takes a second of holding, by mouse and by key; nothing here waits for that second."""

import pytest
from pytestqt.qt_compat import qt_api

from bench_core.clock import VirtualClock
from bench_gui.qt import QEvent, QKeyEvent, QPoint, Qt
from bench_gui.widgets.hold_button import HoldButton


@pytest.fixture
def clock():
    return VirtualClock()


@pytest.fixture
def button(qtbot, clock, form_en):
    made = HoldButton("primary", "check", clock)
    qtbot.addWidget(made)
    made.adopt(form_en)
    made.say("Connected")
    made.must_be_held(1.0)
    made.said = []
    made.held.connect(lambda: made.said.append("held"))
    made.let_go.connect(lambda: made.said.append("let go"))
    made.show()
    made.setFocus()
    return made


def press(button, key):
    button.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))


def release(button, key):
    button.keyReleaseEvent(QKeyEvent(QEvent.Type.KeyRelease, key, Qt.KeyboardModifier.NoModifier))


def test_a_click_does_nothing_but_say_that_it_was_let_go(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.said == ["let go"]


def test_it_acts_once_when_the_mouse_has_held_it_for_the_time(qtbot, button, clock):
    qtbot.mousePress(button, Qt.MouseButton.LeftButton)
    clock.sleep(0.99)
    button.look()
    assert button.said == []
    assert button.fraction == pytest.approx(0.99)
    clock.sleep(0.01)
    button.look()
    qtbot.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert button.said == ["held"]


def test_a_finger_that_slips_off_lets_go(qtbot, button, clock):
    qtbot.mousePress(button, Qt.MouseButton.LeftButton)
    clock.sleep(0.5)
    qtbot.mouseMove(button, QPoint(-20, -20))
    clock.sleep(1)
    button.look()
    assert button.said == ["let go"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_a_key_holds_it_too_and_its_repeats_count_for_nothing(button, clock, key):
    press(button, key)
    for _ in range(5):
        repeat = QKeyEvent(QEvent.Type.KeyRelease, key, Qt.KeyboardModifier.NoModifier, "", autorep=True)
        button.keyReleaseEvent(repeat)
        again = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", autorep=True)
        button.keyPressEvent(again)
        clock.sleep(0.1)
    assert button.said == []
    clock.sleep(0.5)
    button.look()
    release(button, key)
    assert button.said == ["held"]


def test_a_key_that_is_released_early_lets_go(button, clock):
    press(button, Qt.Key.Key_Space)
    clock.sleep(0.7)
    release(button, Qt.Key.Key_Space)
    clock.sleep(0.5)
    button.look()
    assert button.said == ["let go"]


def test_a_key_that_is_released_just_before_its_time_lets_go(button, clock):
    press(button, Qt.Key.Key_Space)
    clock.sleep(0.97)
    release(button, Qt.Key.Key_Space)
    clock.sleep(0.05)
    button.look()
    assert button.said == []
    clock.sleep(0.05)
    button.look()
    assert button.said == ["let go"]


def test_repeats_that_qt_takes_for_strokes_of_their_own_let_go_nothing(button, clock):
    press(button, Qt.Key.Key_Space)
    for _ in range(11):
        clock.sleep(0.1)
        release(button, Qt.Key.Key_Space)
        button.look()
        press(button, Qt.Key.Key_Space)
    button.look()
    assert button.said == ["held"]


def test_it_is_let_go_when_the_keyboard_goes_elsewhere_or_it_is_hidden(button, clock):
    press(button, Qt.Key.Key_Space)
    button.clearFocus()
    press(button, Qt.Key.Key_Space)
    button.hide()
    clock.sleep(2)
    button.look()
    assert button.said == ["let go", "let go"]


def test_one_that_cannot_be_pressed_counts_nothing(qtbot, button, clock):
    button.setEnabled(False)
    qtbot.mousePress(button, Qt.MouseButton.LeftButton)
    press(button, Qt.Key.Key_Space)
    clock.sleep(2)
    button.look()
    assert button.said == []


def test_with_no_time_to_hold_a_click_or_a_key_acts(qtbot, button):
    button.must_be_held(0)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    press(button, Qt.Key.Key_Return)
    assert button.said == ["held", "held"]


def test_a_finger_holds_it_as_a_mouse_does(qtbot, button, clock):
    touch, window = qt_api.QtTest.QTest, button.windowHandle()
    screen = touch.createTouchDevice()
    touch.touchEvent(window, screen).press(0, QPoint(10, 10), window).commit()
    qtbot.waitUntil(button.isDown)
    clock.sleep(1)
    button.look()
    touch.touchEvent(window, screen).release(0, QPoint(10, 10), window).commit()
    assert button.said == ["held"]


def test_a_key_that_repeats_itself_clicks_nothing_where_nothing_is_held(button):
    button.must_be_held(0.0)
    repeated = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "", autorep=True)
    button.keyPressEvent(repeated)
    assert button.said == []
    press(button, Qt.Key.Key_Return)
    assert button.said == ["held"]


def test_a_scan_confirms_nothing_where_nothing_is_held(qtbot, button):
    button.must_be_held(0.0)
    qtbot.keyClicks(button, "MY4100 1234")
    press(button, Qt.Key.Key_Return)
    assert button.said == []
    press(button, Qt.Key.Key_Return)
    assert button.said == ["held"]
