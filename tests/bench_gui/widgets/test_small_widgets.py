"""Small widgets: a line that ends in an ellipsis, a drawn bar, a picture that keeps its shape."""

import pytest

from bench_gui.qt import QColor
from bench_gui.tone import Tone
from bench_gui.widgets.button import Button
from bench_gui.widgets.elided import Elided
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
