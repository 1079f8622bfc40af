"""A scroll area takes its texts for as high as they are at its width, and not for as high as they could be."""

from __future__ import annotations

from bench_gui.qt import QVBoxLayout, QWidget
from bench_gui.widgets.label import Label
from bench_gui.widgets.scroll import Scroll


def test_what_fits_is_not_scrolled_and_what_is_too_high_is(qtbot):
    inside, text = QWidget(), Label(wraps=True)
    QVBoxLayout(inside).addWidget(text)
    text.say("several words " * 12)
    scroll = Scroll(inside)
    qtbot.addWidget(scroll)
    scroll.resize(600, 120)
    scroll.show()
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() == 0)
    scroll.resize(120, 120)
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() > 0)
    text.say("few")
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() == 0)
