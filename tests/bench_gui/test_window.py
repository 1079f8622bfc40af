"""The window: one bar on every screen, one way to end everything, one form at a time."""

import threading
from types import SimpleNamespace

import pytest
from pytestqt.qt_compat import qt_api

from bench_core.bilingual import Bilingual
from bench_gui.app import FaultTeller
from bench_gui.look.tokens import Theme
from bench_gui.qt import QApplication, QEvent, QKeyEvent, Qt
from bench_gui.tone import Tone
from bench_gui.widgets.choice import Choice
from bench_gui.widgets.gui_thread import WrongThread
from bench_gui.widgets.label import Label
from bench_gui.words import Language
from bench_gui.work.commander import Told


def test_a_click_changes_the_language_at_run_time_and_it_is_kept(window, session, qtbot):
    assert window.bar._abort.text() == "ABORT"
    qtbot.mouseClick(window.bar._language, Qt.MouseButton.LeftButton)
    assert window.bar._abort.text() == "中止"
    assert session.settings.language is Language.ZH


def test_a_click_steps_through_the_themes(window, session, qtbot):
    seen = []
    for _ in Theme:
        qtbot.mouseClick(window.bar._theme, Qt.MouseButton.LeftButton)
        seen.append(session.form.tokens.theme)
    assert seen == [Theme.DARK, Theme.CONTRAST, Theme.LIGHT]


@pytest.mark.parametrize("way", ["click", "F12", "Esc twice"])
def test_one_action_aborts_without_asking(window, session, qtbot, monkeypatch, way):
    sent = []
    monkeypatch.setattr(session, "command", lambda name, **fields: sent.append((name, fields)) or 1)
    if way == "click":
        qtbot.mouseClick(window.bar._abort, Qt.MouseButton.LeftButton)
    else:
        for key in [Qt.Key.Key_F12] if way == "F12" else [Qt.Key.Key_Escape] * 2:
            qtbot.keyClick(window, key)
    assert [name for name, _ in sent] == ["abort"]
    assert "outputs go to their safe state" in window.notice.text


def test_f12_aborts_while_an_unfolded_list_has_the_keyboard(window, session, qtbot, monkeypatch):
    sent = []
    monkeypatch.setattr(session, "command", lambda name, **_: sent.append(name) or 1)
    choice = Choice(window)
    choice.offer([(1, "one"), (2, "two")])
    choice.show()
    choice.showPopup()
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    unfolded = QApplication.activePopupWidget()
    handle = unfolded.windowHandle()
    qt_api.QtTest.QTest.keyClick(handle, Qt.Key.Key_F12)
    choice.hidePopup()
    assert sent == ["abort"]


def test_enter_on_the_abort_of_the_bar_aborts_nothing_and_space_does(window, session, qtbot, monkeypatch):
    sent = []
    monkeypatch.setattr(session, "command", lambda name, **_: sent.append(name) or 1)
    for key, said in ((Qt.Key.Key_Return, []), (Qt.Key.Key_Space, ["abort"])):
        qtbot.keyClick(window.bar._abort, key)
        assert sent == said


@pytest.mark.parametrize(
    ("command", "alive", "ended", "nothing"),
    [("abort", False, False, True), ("pause", False, False, False), ("abort", False, True, False),
     ("abort", True, False, False)],
)  # fmt: skip
def test_only_an_abort_of_a_run_whose_program_has_gone_switched_nothing_off(
    window, session, monkeypatch, command, alive, ended, nothing
):
    sight = SimpleNamespace(seen=SimpleNamespace(alive=alive), view=SimpleNamespace(ended=ended))
    monkeypatch.setattr(session, "sight", lambda: sight)
    window._told(Told(1, command, Bilingual("被拒绝", "refused"), refused=True))
    assert ("SWITCHED NOTHING OFF" in window.notice.text) is nothing
    assert (window.notice.text == "refused") is not nothing


def test_one_stroke_of_escape_aborts_nothing(window, session, qtbot, monkeypatch):
    sent = []
    monkeypatch.setattr(session, "command", lambda name, **_: sent.append(name) or 1)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert sent == []


@pytest.mark.parametrize(("sight", "warns"), [(None, False), (True, False), (False, True)])
def test_the_first_escape_says_what_the_second_does_where_there_is_a_run_to_end(
    window, session, qtbot, monkeypatch, sight, warns
):
    shown = None if sight is None else SimpleNamespace(view=SimpleNamespace(ended=sight))
    monkeypatch.setattr(session, "sight", lambda: shown)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.notice.text == ("Esc twice within 1 s aborts the run." if warns else "")


def test_escape_that_puts_the_help_away_warns_of_nothing(window, session, qtbot, monkeypatch):
    monkeypatch.setattr(session, "sight", lambda: None)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    monkeypatch.setattr(session, "sight", lambda: SimpleNamespace(view=SimpleNamespace(ended=False)))
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.front.helps
    assert window.notice.text == ""


def test_escape_that_is_held_is_one_stroke(window, session, monkeypatch):
    sent = []
    monkeypatch.setattr(session, "command", lambda name, **_: sent.append(name) or 1)
    window.show()
    bare, handle = Qt.KeyboardModifier.NoModifier, window.windowHandle()
    for repeats in (False, True, True):
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, bare, "", repeats)
        qt_api.QtGui.QGuiApplication.sendEvent(handle, key)
    assert sent == []


def test_abort_is_never_greyed_even_when_no_run_is_watched(window, qtbot):
    assert window.bar._abort.isEnabled()
    qtbot.mouseClick(window.bar._abort, Qt.MouseButton.LeftButton)
    assert "No run is watched here" in window.notice.text


def test_a_fault_of_the_window_is_told_in_it_and_stays(window, capsys):
    FaultTeller(window)(ValueError, ValueError("x < y"), None)
    assert "ValueError: x < y" in window.notice.text
    assert not window.notice._old.isActive()
    assert "ValueError" in capsys.readouterr().err


def test_an_interrupt_at_the_terminal_closes_the_window_without_a_fault(window, capsys):
    window.show()
    FaultTeller(window)(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not window.isVisible()
    assert capsys.readouterr().err == ""


def test_every_screen_says_that_instruments_are_simulated_who_works_and_what_is_on(
    window, session, finished_record, qtbot
):
    window.show_screen("work")
    assert not window.bar._simulated.isVisible()
    session.watch_run(finished_record, lambda: False)
    qtbot.waitUntil(lambda: session.sight() is not None and session.sight().view.ended)
    window.refresh()
    assert (window.bar._simulated.isVisible(), window.bar._simulated.text) == (True, "SIMULATED")
    assert (window.bar._who.text(), window.bar._outputs.text) == ("zhang", "OFF")


def test_a_message_goes_away_by_itself_when_it_is_old(window, qtbot):
    window.notice.say("done", Tone.NEUTRAL)
    with qtbot.waitSignal(window.notice._old.timeout):
        window.notice._old.setInterval(0)
    assert window.notice.text == ""


def test_texts_are_never_taken_for_markup(qtbot):
    label = Label()
    qtbot.addWidget(label)
    label.say("<b>MY<br>41</b>")
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_widget_touched_from_another_thread_says_so(qtbot):
    label = Label()
    qtbot.addWidget(label)
    found = []

    def touch():
        try:
            label.say("x")
        except WrongThread as wrong:
            found.append(str(wrong))

    thread = threading.Thread(target=touch)
    thread.start()
    thread.join()
    assert found
    assert "Label is touched from another thread" in found[0]


@pytest.mark.parametrize("size", [(1024, 560), (1093, 614)])
@pytest.mark.parametrize("language", Language)
def test_what_is_on_is_never_cut_however_narrow_the_window_and_long_the_name(window, session, qtbot, language, size):
    session.speak(language)
    window.resize(*size)
    window._timer.stop()
    outputs = SimpleNamespace(word=session.form.words("ON {value}", value="1000 V · 100 kHz"), tone=Tone.HAZARD)
    view = SimpleNamespace(who="Maximilian von Habsburg-Lothringen, group leader", simulated=True, outputs=outputs)
    window.bar.show_sight(SimpleNamespace(view=view))
    qtbot.waitUntil(lambda: window.width() == size[0])
    shown = window.bar._outputs.findChildren(Label)[0]
    qtbot.waitUntil(lambda: shown.width() >= shown.sizeHint().width())
    assert window.bar.rect().contains(window.bar._abort.geometry())


def test_nothing_moves_when_a_message_comes_and_goes(window, qtbot):
    window.show_screen("run")
    qtbot.waitExposed(window)
    stack = window.front
    before = stack.geometry()
    window.notice.say("a message", Tone.NEUTRAL)
    qtbot.waitUntil(window.notice.isVisible)
    assert stack.geometry() == before
    assert window.notice.geometry().top() > window.bar.geometry().bottom()
    assert window.rect().contains(window.notice.geometry())
    window.notice.hide()
    assert stack.geometry() == before
