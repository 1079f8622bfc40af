"""Reading beside the window: only what was asked for last is told, and a fault is told where faults are."""

from __future__ import annotations

import sys
import threading

from bench_core.bilingual import Bilingual
from bench_core.errors import UsageError
from bench_gui.work.reading import Reading


def test_of_two_readings_only_the_later_one_is_told(qtbot):
    reading, go = Reading(), threading.Event()
    told = []
    reading.done.connect(told.append)
    reading.start(lambda: go.wait(50) and "first")
    last = reading.start(lambda: "second")
    with qtbot.waitSignal(reading.done):
        pass
    go.set()
    qtbot.waitUntil(lambda: not [one for one in threading.enumerate() if one.name == "reading"])
    reading._fetch()
    assert [(one.ticket, one.found) for one in told] == [(last, "second")]
    assert not reading.busy


def test_what_cannot_be_read_is_told_in_words(qtbot):
    reading = Reading()

    def refuse() -> None:
        raise UsageError("a.yaml: is not there")

    with qtbot.waitSignal(reading.done) as told:
        reading.start(refuse)
    assert (told.args[0].found, told.args[0].problem) == (
        None,
        Bilingual("不能使用：a.yaml: is not there", "a.yaml: is not there"),
    )


def test_a_fault_of_the_program_comes_to_the_window(qtbot, monkeypatch):
    reading, raised = Reading(), []
    monkeypatch.setattr(sys, "excepthook", lambda _, fault, __: raised.append(fault))
    with qtbot.captureExceptions() as caught:
        reading.start(lambda: {}["x"])
        qtbot.waitUntil(lambda: bool(caught or raised))
    assert not reading.busy


def test_what_was_forgotten_is_not_told(qtbot):
    reading, told = Reading(), []
    reading.done.connect(told.append)
    reading.start(lambda: 1)
    reading.forget()
    qtbot.waitUntil(lambda: not [one for one in threading.enumerate() if one.name == "reading"])
    reading._fetch()
    assert told == []
