"""The controls: in one place, each with its key, and never silent about why one cannot be used now."""

from dataclasses import replace

import pytest

from bench_gui.panels.controls import ControlsPanel
from bench_gui.qt import Qt
from bench_gui.views.controls import CauseView, ControlsView, ControlView

NAMES = {
    "pause": "Pause", "pause_now": "Pause now", "resume": "Resume", "retry": "Retry", "skip": "Skip",
    "correct": "Correct", "abort": "ABORT",
}  # fmt: skip


def view(*enabled):
    each = {name: ControlView(name, label, name in enabled, f"note of {name}") for name, label in NAMES.items()}
    return ControlsView(**each, causes=(CauseView("contact", "bad contact"),), retryable=(), correctable=())


@pytest.fixture
def panel(qtbot, form_en):
    made = ControlsPanel()
    qtbot.addWidget(made)
    made.adopt(form_en)
    made.show_view(view("pause", "pause_now", "skip"))
    made.used = []
    made.wanted.connect(made.used.append)
    made.show()
    return made


def test_one_that_makes_sense_now_is_wanted_at_a_click(qtbot, panel):
    qtbot.mouseClick(panel.buttons["pause_now"], Qt.MouseButton.LeftButton)
    assert panel.used == ["pause_now"]


def test_one_that_makes_none_can_be_reached_and_says_why(qtbot, panel):
    assert panel.buttons["resume"].property("available") == "false"
    qtbot.mouseClick(panel.buttons["resume"], Qt.MouseButton.LeftButton)
    assert panel.used == []
    assert panel.note == "Resume: note of resume"


def test_nobody_is_told_why_one_cannot_be_used_since_the_run_has_ended_who_did_not_try(qtbot, panel):
    panel.use("skip")
    assert panel.note == "Skip: note of skip"
    ended = view()
    panel.show_view(replace(ended, skip=replace(ended.skip, note="The run has ended")))
    assert panel.note == ""
    panel.use("skip")
    assert panel.note == "Skip: The run has ended"


def test_each_has_a_key_that_stands_on_it(panel):
    keys = {name: button.text().rpartition("  ")[2] for name, button in panel.buttons.items()}
    assert keys == {"pause": "F6", "pause_now": "F3", "resume": "F5", "retry": "F7", "skip": "F8", "correct": "F2"}


def test_one_that_is_pending_says_so_and_is_not_used_twice(qtbot, panel):
    panel.wait_for(frozenset({"pause"}))
    assert panel.buttons["pause"].property("pending") == "true"
    assert panel.buttons["pause"].text().startswith("Pause …")
    assert panel.note == "Asked for, not carried out yet: Pause"
    qtbot.mouseClick(panel.buttons["pause"], Qt.MouseButton.LeftButton)
    assert panel.used == []
    panel.wait_for(frozenset())
    assert panel.buttons["pause"].text().startswith("Pause  ")


def test_abort_is_never_greyed_and_asks_nothing(qtbot, panel):
    panel.show_view(view())
    aborted = []
    panel.abort.connect(lambda: aborted.append(True))
    assert panel.abort_button.isEnabled()
    qtbot.mouseClick(panel.abort_button, Qt.MouseButton.LeftButton)
    assert aborted == [True]


def test_abort_is_pressed_by_space_and_not_by_enter(qtbot, panel):
    aborted = []
    panel.abort.connect(lambda: aborted.append(True))
    for key, times in ((Qt.Key.Key_Return, 0), (Qt.Key.Key_Space, 1)):
        qtbot.keyClick(panel.abort_button, key)
        assert len(aborted) == times


def test_in_a_low_window_all_stand_side_by_side(qtbot, panel):
    panel.be_compact(compact=True)
    buttons = [*panel.buttons.values(), panel.abort_button]

    def one_row():
        assert max(button.y() for button in buttons) < min(button.geometry().bottom() for button in buttons)

    qtbot.waitUntil(one_row)
