"""Small widgets: a line that ends in an ellipsis, a drawn bar, a picture that keeps its shape."""

import pytest

from bench_gui.qt import QColor, QEvent, QFocusEvent, QKeyEvent, Qt
from bench_gui.tone import Tone
from bench_gui.widgets.button import AbortButton, Button
from bench_gui.widgets.elided import Elided
from bench_gui.widgets.key import OwnKey, by_enter
from bench_gui.widgets.meter import Meter
from bench_gui.widgets.picture import Picture

SQUARE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" width="10" height="10">
<path fill="#ff0000" d="M0 0h10v10H0z"/></svg>"""


def test_a_line_without_room_ends_in_an_ellipsis_and_is_read_aloud_whole(qtbot):
    line = Elided()
    qtbot.addWidget(line)
    line.resize(80, 20)
    line.say("19:20:56 dc-voltage 10 V/-50 %: error 0.000038 V")
    assert line.text().endswith("…")
    assert line.accessibleName() == line.whole
    line.resize(800, 20)
    line.show()
    assert line.text() == line.whole


@pytest.mark.parametrize(
    ("value", "at", "colour"), [(0.5, 45, "busy"), (0.5, 60, "raised"), (3.0, 95, "busy"), (None, 5, "raised")]
)
def test_a_bar_is_filled_up_to_its_value_and_never_beyond(qtbot, form_en, value, at, colour):
    bar = Meter()
    qtbot.addWidget(bar)
    bar.adopt(form_en)
    bar.resize(100, 14)
    bar.show_value(value, Tone.BUSY)
    assert bar.grab().toImage().pixelColor(at, 7) == QColor(getattr(form_en.tokens.colour, colour))


def test_the_limit_has_a_tick_where_the_bar_goes_beyond_it(qtbot, form_en):
    bar = Meter(2.0)
    qtbot.addWidget(bar)
    bar.adopt(form_en)
    bar.resize(100, 14)
    bar.show_value(0.2, Tone.GOOD)
    assert bar.grab().toImage().pixelColor(50, 7) == QColor(form_en.tokens.colour.text)


def test_a_picture_keeps_its_shape_in_a_wide_room(qtbot):
    picture = Picture()
    qtbot.addWidget(picture)
    picture.resize(300, 100)
    picture.draw(SQUARE, "a square")
    image = picture.grab().toImage()
    assert image.pixelColor(150, 50) == QColor("#ff0000")
    assert image.pixelColor(20, 50) != QColor("#ff0000")
    assert picture.accessibleName() == "a square"


def test_an_ampersand_on_a_button_is_one_and_no_key(qtbot):
    button = Button()
    qtbot.addWidget(button)
    button.say("Rohde & Schwarz")
    assert (button.text(), button.accessibleName()) == ("Rohde && Schwarz", "Rohde & Schwarz")


@pytest.fixture
def pressed(qtbot):
    """A button that counts in `times` how often it was pressed."""

    def counted(button):
        qtbot.addWidget(button)
        button.times = []
        button.clicked.connect(lambda: button.times.append(1))
        return button

    return counted


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_button_is_pressed_by_enter_and_by_space_once_each_time(qtbot, pressed, key):
    button = pressed(Button())
    for _ in range(2):
        qtbot.keyClick(button, key)
    assert len(button.times) == 2


def test_enter_that_is_held_presses_a_button_once(pressed):
    button = pressed(Button())
    for repeats in (False, True, True):
        bare = Qt.KeyboardModifier.NoModifier
        button.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, bare, "\r", repeats))
    assert len(button.times) == 1


def test_a_scan_that_meets_a_button_presses_nothing_and_the_next_enter_does(qtbot, pressed):
    button = pressed(Button())
    qtbot.keyClicks(button, "MY4100 1234")
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert button.times == []
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert len(button.times) == 1


def test_abort_is_pressed_by_space_and_never_by_an_enter_that_was_meant_for_something_else(qtbot, pressed):
    abort = pressed(AbortButton())
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        qtbot.keyClick(abort, key)
    assert abort.times == []
    qtbot.keyClick(abort, Qt.Key.Key_Space)
    assert len(abort.times) == 1


def test_a_letter_that_slipped_in_stops_neither_abort_nor_another_button_at_the_next_blank(qtbot, pressed):
    for button in (pressed(AbortButton()), pressed(Button())):
        for key in (Qt.Key.Key_X, Qt.Key.Key_Space, Qt.Key.Key_Space):
            qtbot.keyClick(button, key)
        assert len(button.times) == 1


def test_an_enter_that_presses_no_abort_ends_a_scan_there_all_the_same(qtbot, pressed):
    abort = pressed(AbortButton())
    for key in (Qt.Key.Key_X, Qt.Key.Key_Return, Qt.Key.Key_Space):
        qtbot.keyClick(abort, key)
    assert len(abort.times) == 1


def test_a_key_with_ctrl_is_no_part_of_a_scan(qtbot, pressed):
    button = pressed(Button())
    control = Qt.KeyboardModifier.ControlModifier
    button.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, control, "\x01"))
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert len(button.times) == 1


def test_blanks_before_the_enter_of_a_scan_are_of_the_scan(qtbot, pressed):
    button = pressed(Button())
    qtbot.keyClicks(button, "MY4100 1234 ")
    qtbot.keyClick(button, Qt.Key.Key_Enter)
    assert button.times == []


def test_a_scan_is_over_once_the_focus_went_elsewhere(qtbot, pressed):
    button = pressed(Button())
    qtbot.keyClicks(button, "MY4100")
    button.focusInEvent(QFocusEvent(QEvent.Type.FocusIn))
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert len(button.times) == 1


def test_a_key_of_a_widgets_own_acts_while_the_widget_gets_it_and_leaves_the_others_to_it(qtbot, form_en):
    button, acted = Button(), []
    qtbot.addWidget(button)
    key = OwnKey("Enter", "Pause", by_enter(lambda: acted.append("own")), button)
    button.clicked.connect(lambda: acted.append("pressed"))
    for pressed_key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        qtbot.keyClick(button, pressed_key)
    assert acted == ["own", "own", "pressed"]
    assert (key.name, key.told(form_en.words)) == ("Enter", "Pause")
