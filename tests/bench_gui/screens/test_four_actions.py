"""From scan to first indication at most four actions, through the real window, preflight, runner and guardian."""

from __future__ import annotations

from dataclasses import replace

from bench_core.records.events import IndicationTaken
from bench_core.records.record import read_record
from bench_gui.panels.prompt import PromptPanel
from bench_gui.qt import Qt

WITHIN_MS = 30_000


class Person:
    """Somebody at the window, whose actions are counted: a scan with its Enter, and each stroke of a key."""

    def __init__(self, window, qtbot):
        self._window, self._qtbot = window, qtbot
        self.actions = 0

    def scans(self, text):
        self.actions += 1
        self._qtbot.keyClicks(self._window.focusWidget(), text)
        self._qtbot.keyClick(self._window.focusWidget(), Qt.Key.Key_Return)

    def presses(self, expected, key=Qt.Key.Key_Space):
        """Press the key that has the focus, once it has come there by itself."""
        self._qtbot.waitUntil(lambda: expected.hasFocus() and expected.isEnabled(), timeout=WITHIN_MS)
        self.actions += 1
        self._qtbot.keyClick(expected, key)

    def touches(self, button, until):
        """Touch a button, and hold it down where it must be held."""
        self._qtbot.waitUntil(lambda: button.isVisible() and button.isEnabled(), timeout=WITHIN_MS)
        self.actions += 1
        self._qtbot.mousePress(button, Qt.MouseButton.LeftButton)
        if until is not None:
            self._qtbot.waitUntil(until, timeout=WITHIN_MS)
        self._qtbot.mouseRelease(button, Qt.MouseButton.LeftButton)


def test_of_a_first_run_four_actions_from_scan_to_first_indication_are_enough(window, session, small_bench, qtbot):
    small_bench.change("order.yaml", "decision_rule:", "procedure: short\ndecision_rule:")
    small_bench.change("world.yaml", "confirms: true", "confirms: false")
    session.opening = replace(session.opening, demo=True, speed=100.0)
    window.activateWindow()
    window.show_screen("work")
    work = window.screen_of("work")
    qtbot.waitUntil(lambda: work._found is not None and work._scan.hasFocus(), timeout=WITHIN_MS)
    person = Person(window, qtbot)
    person.scans("MY41001234")
    person.presses(work._panel._continue)
    person.presses(window.screen_of("connect")._start)
    qtbot.waitUntil(lambda: window.screen_name == "run", timeout=WITHIN_MS)
    qtbot.waitUntil(lambda: session.sight() is not None and session.sight().view.prompt is not None, timeout=WITHIN_MS)
    asked = window.findChild(PromptPanel)
    held = session.sight().view.prompt.hold_s > 0
    person.touches(asked.yes, (lambda: asked.waits) if held else None)
    record = session.watch.record

    def indicated():
        return any(isinstance(line.event, IndicationTaken) for line in read_record(record).lines)

    qtbot.waitUntil(indicated, timeout=WITHIN_MS)
    assert person.actions <= 4
    session.command("abort", reason="test")
    qtbot.waitUntil(lambda: not session.watch._alive(), timeout=WITHIN_MS)
