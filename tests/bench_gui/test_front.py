"""What stands in place of a screen: its help, with the keys that are really bound, and that it has to wait."""

from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

import bench_gui
from bench_core.records.events import PromptAsked
from bench_gui.panels.help import HelpPanel
from bench_gui.panels.waiting import WaitingPanel
from bench_gui.qt import QApplication, QLabel, QShortcut, Qt
from bench_gui.settings import read_settings
from bench_gui.views.bell import Call
from bench_gui.views.help import HelpView, Keys, KeyView
from bench_gui.widgets.key import Key, OwnKey, keys_of, own_keys_of
from bench_gui.window import SCREENS
from bench_gui.words import Language
from tests.bench_gui.inspection import focus_astray, text_everywhere
from tests.bench_gui.small_runs import cut_after

ROOM = Path(bench_gui.__file__).parent
DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
ASKED = SimpleNamespace(view=SimpleNamespace(prompt=SimpleNamespace(kind="number")))
"""Stands for the sight of a run that asks for a reading."""


def test_every_key_says_what_it_does(window):
    for name in SCREENS:
        window.screen_of(name)
    bare = [one.key().toString() for one in window.findChildren(QShortcut) if not isinstance(one, Key)]
    assert bare == []
    told = [one.told(window.session.form.words) for one in window.findChildren(Key)]
    assert told
    assert all(told)


def test_keys_are_bound_in_one_place():
    found = [path.relative_to(ROOM).as_posix() for path in ROOM.rglob("*.py") if "QShortcut" in path.read_text("utf-8")]
    assert found == ["widgets/key.py"]  # where each has to say what it does


def test_no_widget_takes_a_key_that_the_help_does_not_tell():
    found = {
        path.relative_to(ROOM).as_posix() for path in ROOM.rglob("*.py") if "keyPressEvent" in path.read_text("utf-8")
    }
    buttons = {"widgets/button.py", "widgets/hold_button.py"}  # the window tells of Enter on them
    assert found == {*buttons, "plots/plot.py", "widgets/code_editor.py"}  # a plot takes none, a text its new line


@pytest.mark.parametrize(("screen", "language"), [*((name, Language.EN) for name in SCREENS), ("work", Language.ZH)])
def test_f1_shows_the_help_for_each_screen_with_every_key_of_it(window, session, qtbot, screen, language):
    session.speak(language)
    window.show_screen(screen)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.front.helps
    words, shown = session.form.words, window.screen_of(screen)

    def untold():
        """Keys that are not in the help; a screen may have loaded its plots, and their keys, in this moment."""
        labels = window.front.currentWidget().findChildren(QLabel)  # also those that are scrolled away
        said = set(pairwise(label.text() for label in labels))
        everywhere = (one for kind in (Key, OwnKey) for one in window.findChildren(kind, options=DIRECT))
        bound = (*keys_of(shown), *own_keys_of(shown), *everywhere)
        return [key.name for key in bound if (key.name, key.told(words)) not in said]

    qtbot.waitUntil(lambda: untold() == [])
    assert list(focus_astray(window)) == []


@pytest.mark.parametrize("way", ["F1", "Esc", "button", "another screen"])
def test_the_help_is_put_away_and_the_focus_is_where_it_was(window, qtbot, way):
    window.show_screen("work")
    before = QApplication.focusWidget()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.front.currentWidget().isAncestorOf(QApplication.focusWidget())
    if way == "button":
        qtbot.mouseClick(window.front.currentWidget().close_button, Qt.MouseButton.LeftButton)
    elif way == "another screen":
        window.show_screen("run")
        window.show_screen("work")
    else:
        qtbot.keyClick(window, Qt.Key.Key_F1 if way == "F1" else Qt.Key.Key_Escape)
    assert not window.front.helps
    assert window.front.currentWidget() is window.screen_of("work")
    assert QApplication.focusWidget() is before


def test_escape_twice_aborts_from_the_help_too(window, session, qtbot, monkeypatch):
    sent = []
    monkeypatch.setattr(session, "command", lambda name, **_: sent.append(name) or 1)
    window.show_screen("work")
    qtbot.keyClick(window, Qt.Key.Key_F1)
    for _ in range(2):
        qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert sent == ["abort"]


@pytest.mark.parametrize("screen", ["review", "procedure"])
def test_what_could_tell_what_to_expect_waits_until_the_reading_is_entered(window, session, qtbot, screen, monkeypatch):
    window.show_screen(screen)
    front, went = window.front, []
    monkeypatch.setattr(session, "go", went.append)
    front.refresh(ASKED)
    assert isinstance(front.currentWidget(), WaitingPanel)
    assert window.screen_name == screen
    assert QApplication.focusWidget() is front.currentWidget()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):  # of somebody who was typing on the screen
        qtbot.keyClick(QApplication.focusWidget(), key)
    assert went == []
    assert list(focus_astray(window)) == []
    qtbot.mouseClick(front.currentWidget().back, Qt.MouseButton.LeftButton)
    assert went == ["run"]
    front.refresh(None)
    assert front.currentWidget() is window.screen_of(screen)


def test_a_screen_that_has_to_wait_is_not_seen_for_a_moment(window):
    window.show_screen("work")
    window._timer.stop()
    seen, review = [], window.screen_of("review")
    window.front.refresh(ASKED)
    window.front.currentChanged.connect(lambda _: seen.append(window.front.currentWidget()))
    window.front.show_screen("review", review)
    assert [type(page) for page in seen] == [WaitingPanel]


def test_the_help_over_a_screen_that_waits_shows_nothing_of_it(window):
    window.show_screen("review")
    window.front.refresh(ASKED)
    window.front.toggle_help()
    assert "Help" in text_everywhere(window.front)
    assert not window.screen_of("review").isVisible()


def test_each_list_of_keys_is_filled_anew_by_itself(qtbot, form_en):
    panel, one, other = HelpPanel(), KeyView("F5", "Check again"), KeyView("F1", "Help, and back")
    qtbot.addWidget(panel)
    panel.adopt(form_en)
    panel.show_view(HelpView("what for", (), (), Keys((one,), (other,), (one,))))
    panel.show_view(HelpView("what for", (), (), Keys((other,), (one,), (other,))))
    assert [grid.itemAtPosition(0, 0).widget().text() for _, grid in panel._lists] == ["F1", "F5", "F1"]


def test_it_beeps_as_often_as_the_call_is_urgent_and_never_goes_on(window, qtbot, monkeypatch):
    beeps = []
    monkeypatch.setattr(QApplication, "beep", lambda: beeps.append(1))
    window._ringer._timer.setInterval(0)
    for call in Call:
        beeps.clear()
        window._ringer.ring(call)
        qtbot.waitUntil(lambda: not window._ringer._timer.isActive())
        assert len(beeps) == call


def test_muted_it_is_silent_and_says_so_and_what_was_missed_does_not_ring_later(
    window, session, qtbot, tmp_path, monkeypatch, cut_at_a_prompt
):
    rung = []
    monkeypatch.setattr(window._ringer, "ring", rung.append)
    qtbot.mouseClick(window.bar._sound, Qt.MouseButton.LeftButton)
    assert not read_settings(tmp_path / "window.json", "").sound
    assert "muted" in window.bar._sound.accessibleName()
    assert window.bar._sound._icon_name == "muted"
    session.watch_run(cut_at_a_prompt, lambda: True)
    qtbot.waitUntil(lambda: (sight := session.sight()) is not None and sight.view.prompt is not None)
    window.refresh()
    assert rung == []
    qtbot.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert read_settings(tmp_path / "window.json", "").sound
    window.refresh()
    assert rung == []


def test_it_rings_once_when_somebody_is_needed(window, session, qtbot, monkeypatch, cut_at_a_prompt):
    rung = []
    monkeypatch.setattr(window._ringer, "ring", rung.append)
    session.watch_run(cut_at_a_prompt, lambda: True)
    qtbot.waitUntil(lambda: (sight := session.sight()) is not None and sight.view.prompt is not None)
    for _ in range(3):
        window.refresh()
    assert rung == [Call.NEEDED]


@pytest.fixture
def cut_at_a_prompt(finished_record, tmp_path):
    """Return the beginning of a record, up to its first prompt."""
    return cut_after(finished_record, tmp_path / "cut.calrun", PromptAsked.__name__, 1)
