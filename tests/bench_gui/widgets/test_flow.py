"""Widgets in a flow stand beside one another, and none is cut off where there is little room."""

from __future__ import annotations

import pytest

from bench_gui.qt import QLabel, QPushButton, QVBoxLayout, QWidget
from bench_gui.widgets.flow import Flow


@pytest.fixture
def flow(qtbot):
    made = Flow(10, 4)
    qtbot.addWidget(made)
    for height in (20, 30, 20):
        part = QLabel()
        part.setFixedSize(100, height)
        made.add(part)
    return made


def _places(flow, width):
    flow.resize(width, 300)
    flow.show()
    return [(part.x(), part.y()) for part in flow.findChildren(QLabel)]


def test_one_line_holds_all_where_there_is_room_and_they_stand_on_one_middle(flow):
    assert _places(flow, 320) == [(0, 5), (110, 0), (220, 5)]
    assert flow.heightForWidth(320) == 30


def test_what_has_no_room_goes_on_in_the_next_line(flow):
    assert _places(flow, 319) == [(0, 5), (110, 0), (0, 34)]
    assert flow.heightForWidth(319) == 54
    assert _places(flow, 50) == [(0, 0), (0, 24), (0, 58)]


def test_what_is_hidden_or_taken_out_takes_no_room(flow):
    parts = flow.findChildren(QLabel)
    parts[0].hide()
    flow.drop(parts[1])
    assert _places(flow, 320)[2] == (0, 0)
    assert flow.sizeHint().width() == flow.minimumSizeHint().width() == 100


def test_a_widget_that_wants_another_size_gets_it(flow, qtbot):
    button = QPushButton("a")
    flow.add(button)
    flow.resize(600, 300)
    flow.show()
    button.setText("a much longer text than before")
    qtbot.waitUntil(lambda: button.width() == button.sizeHint().width())


def test_lines_push_down_what_stands_below(qtbot):
    page, flow, below = QWidget(), Flow(10, 4), QLabel("below")
    qtbot.addWidget(page)
    rows = QVBoxLayout(page)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.addWidget(flow)
    rows.addWidget(below)
    rows.addStretch(1)
    for _ in range(3):
        part = QLabel()
        part.setFixedSize(100, 20)
        flow.add(part)
    page.resize(120, 400)
    page.show()
    qtbot.waitUntil(lambda: below.y() >= 68)
