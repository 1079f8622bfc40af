"""A list of benches or procedures: Enter has the marked one stand, also where nobody has moved to it."""

import pytest

from bench_gui.panels.choice_list import ChoiceList
from bench_gui.qt import Qt
from bench_gui.tone import Tone
from bench_gui.workplace.proposal import Choice


@pytest.fixture
def told(qtbot, form_en):
    """A list of two choices, and what it tells."""
    made = ChoiceList()
    qtbot.addWidget(made)
    made.adopt(form_en)
    made.said = []
    made.picked.connect(made.said.append)
    made.settled.connect(lambda: made.said.append("settled"))
    made.offer(tuple(Choice(name, name, True, Tone.NEUTRAL, "") for name in ("one", "two")), "two")
    return made


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_picks_the_marked_one_and_has_it_stand(qtbot, told, key):
    qtbot.keyClick(told, key)
    assert told.said == ["two", "settled"]


def test_an_arrow_picks_another_one_and_nothing_stands_yet(qtbot, told):
    qtbot.keyClick(told, Qt.Key.Key_Up)
    assert told.said == ["one"]
