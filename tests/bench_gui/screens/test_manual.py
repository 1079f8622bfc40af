"""Working a simulated bench by hand through the window and the real process that holds it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytestqt.qt_compat import qt_api

from bench_gui.panels.manual_instrument import Command
from bench_gui.qt import QApplication, Qt
from bench_gui.tone import Tone
from bench_gui.widgets.choice import Choice
from bench_gui.words import Language
from drivers.bench import read_bench
from sequencer.bench_lock import bench_held
from tests.bench_gui.inspection import text_everywhere
from tests.conftest import BenchFolder

WITHIN_MS = 30000


@pytest.fixture
def bench(session):
    return BenchFolder(session.workplace)


@pytest.fixture
def manual(window, bench, qtbot):
    """Return the screen with the small bench taken."""
    window.resize(1093, 614)
    window.show_screen("manual")
    screen = window.screen_of("manual")
    qtbot.waitUntil(lambda: screen._bench.ready)
    assert screen._open.hasFocus()
    qtbot.keyClick(screen._open, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: screen.manual.phase != "opening", timeout=WITHIN_MS)
    assert screen.manual.phase == "open"
    assert screen._panels["calibrator"]._function.hasFocus()
    return screen


def answered(screen, qtbot):
    qtbot.waitUntil(lambda: not screen.manual.waiting, timeout=WITHIN_MS)


def border(window):
    window.refresh()
    return window._frame.property("tone")


def test_by_hand_a_voltage_is_set_read_and_made_safe_by_abort(window, manual, finished_record, qtbot):
    source, meter = manual._panels["calibrator"], manual._panels["meter"]
    assert "no certificate can be made of it" in text_everywhere(manual)
    qtbot.keyClicks(source._value, "100")
    assert source._set.hold_s > 0
    qtbot.keyClick(source._value, Qt.Key.Key_Return)  # dangerous: the button must be held
    assert manual.manual.waiting == ()
    source._set.held.emit()
    answered(manual, qtbot)
    assert border(window) == Tone.NEUTRAL.value
    source._operate.held.emit()
    answered(manual, qtbot)
    assert "ON 100 V" in text_everywhere(manual)
    window.session.watch_run(finished_record)
    qtbot.waitUntil(lambda: window.session.sight() is not None and window.session.sight().view.ended)
    window.show_screen("work")
    assert (window.bar._outputs.text, window.bar._outputs.isVisible()) == ("ON by hand", True)
    window.show_screen("manual")
    assert border(window) == Tone.HAZARD.value
    qtbot.mouseClick(meter._read, Qt.MouseButton.LeftButton)
    answered(manual, qtbot)
    assert manual.manual.indication.unit == "V"
    assert abs(float(manual.manual.indication.value) - 100) < 100
    window.abort()
    answered(manual, qtbot)
    assert "Every output is off" in text_everywhere(manual)
    assert border(window) == Tone.NEUTRAL.value
    assert window.bar._outputs.text == "OFF"


def test_f11_switches_every_output_off_also_while_a_list_is_unfolded(window, session, qtbot, monkeypatch):
    window.show_screen("manual")
    screen, said, choice = window.screen_of("manual"), [], Choice(window)
    monkeypatch.setattr(screen, "_send", said.append)
    qtbot.keyClick(window, Qt.Key.Key_F11)
    choice.offer([(1, "one"), (2, "two")])
    choice.show()
    choice.showPopup()
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    unfolded = QApplication.activePopupWidget()
    handle = unfolded.windowHandle()
    qt_api.QtTest.QTest.keyClick(handle, Qt.Key.Key_F11)
    choice.hidePopup()
    assert said == ["safe", "safe"]
    window.show_screen("work")
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert said == ["safe", "safe"], "the screen is not shown"


def test_closing_the_window_makes_the_bench_safe(window, manual, qtbot):
    source = manual._panels["calibrator"]
    qtbot.keyClicks(source._value, "10 V")
    qtbot.keyClick(source._value, Qt.Key.Key_Return)
    answered(manual, qtbot)
    qtbot.mouseClick(source._operate, Qt.MouseButton.LeftButton)
    answered(manual, qtbot)
    assert manual.manual.outputs[0].energised
    log = manual.manual.log
    window.close()
    written = [json.loads(line) for line in Path(log).read_text(encoding="utf-8").splitlines()]
    assert "manual/1" in str(written[0])
    assert "every output is off" in str(written[-1])


def test_a_value_beyond_the_limit_cannot_be_sent(manual, qtbot):
    source = manual._panels["calibrator"]
    qtbot.keyClicks(source._value, "5000")
    assert not source._set.isEnabled()
    assert "beyond the limit" in text_everywhere(manual)
    manual.command(Command("set", "calibrator", "dc_voltage", value="5000 V", confirmed=True))
    answered(manual, qtbot)
    assert manual.manual.entries[0].tone is Tone.BAD  # the process has the last word


def test_a_bench_that_a_run_holds_is_refused_in_words(window, bench, qtbot):
    bench.change("bench.yaml", 'link: "sim:meter"', 'link: "TCPIP0::127.0.0.1::65001::SOCKET"')
    window.show_screen("manual")
    screen = window.screen_of("manual")
    with bench_held(read_bench(bench.path("bench.yaml")), bench.path("run.calrun")):
        screen.take(bench.path("bench.yaml"))
        qtbot.waitUntil(lambda: screen.manual.phase == "closed", timeout=WITHIN_MS)
    assert screen._state.text == "Not begun"
    assert "run.calrun" in text_everywhere(screen)


def test_another_language_shows_everything_in_it_and_the_session_goes_on(manual, session, qtbot):
    session.speak(Language.ZH)
    text = text_everywhere(manual)
    assert "不进入任何记录" in text
    assert "直流电压" in manual._panels["calibrator"]._function.currentText()
    assert "Every output is off" not in text
    assert manual.manual.phase == "open"


def test_giving_the_bench_back_ends_the_session(manual, qtbot):
    qtbot.mouseClick(manual._end, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: manual.manual.phase == "closed", timeout=WITHIN_MS)
    assert manual.manual.refused.en == ""
    assert manual._open.isVisible()
    assert manual._open.hasFocus()
