"""The window is painted before it makes its first screen, which takes longer than all before."""

from __future__ import annotations

import os
import subprocess
import sys

from bench_gui.app import AfterPainting, open_window
from bench_gui.qt import QEvent, QObject


class _Order(QObject):
    """Notes when a widget is painted, and what else is told to it."""

    def __init__(self):
        super().__init__()
        self.noted = []

    def eventFilter(self, watched, event):  # noqa: N802  Qt's name
        if event.type() == QEvent.Type.Paint:
            self.noted.append("painted")
        return super().eventFilter(watched, event)


def _said(code: str, **environment: str) -> list[str]:
    """Return the words that a process says, which has looked at no window yet."""
    process = [sys.executable, "-c", code]
    return subprocess.run(
        process, check=True, capture_output=True, text=True, env=os.environ | environment
    ).stdout.split()


def test_what_comes_after_the_painting_waits_for_it(qapp, session, qtbot):
    window, order = open_window(qapp, session), _Order()
    window.bar.installEventFilter(order)
    kept = AfterPainting(window, lambda: order.noted.append("begun"))
    qtbot.waitUntil(lambda: "begun" in order.noted)
    assert order.noted[0] == "painted"
    assert order.noted.count("begun") == 1
    kept.deleteLater()
    window.close()


def test_nothing_is_waited_for_once_the_window_is_painted(qapp, session, qtbot):
    window, begun = open_window(qapp, session), []
    qtbot.waitExposed(window)
    qapp.processEvents()
    kept = AfterPainting(window, lambda: begun.append(1))
    qtbot.waitUntil(lambda: begun == [1])
    kept.deleteLater()
    window.close()


def test_the_first_picture_waits_for_nothing_that_only_a_screen_needs():
    later = {"numpy", "pyqtgraph", "pydantic", "concurrent.futures", "bench_gui.screens.work"}
    code = f"import sys, bench_gui.app; print(*sorted({later!r} & set(sys.modules)))"
    assert _said(code) == []


def test_the_style_is_the_same_on_every_desktop_before_anything_is_drawn():
    code = (
        "from bench_gui.app import make_application; from bench_gui.settings import Settings;"
        "print(make_application(Settings()).style().name())"
    )
    assert _said(code, QT_STYLE_OVERRIDE="Windows") == ["fusion"]
