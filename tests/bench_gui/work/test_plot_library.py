"""The plot library is loaded beside the window, once, and the window is told."""

from __future__ import annotations

import threading

from bench_gui.qt import QObject
from bench_gui.work import plot_library
from bench_gui.work.plot_library import PlotLibrary


def test_the_window_is_told_when_the_plots_are_there(qtbot):
    library = PlotLibrary()
    with qtbot.waitSignal(library.loaded):
        library.load()
    with qtbot.assertNotEmitted(library.loaded, wait=20):
        library.load()


def test_classes_of_qt_are_made_in_the_windows_own_thread_before_the_library_is_loaded(qtbot, monkeypatch):
    made = []

    def classes():
        for number in range(3):
            made.append((number, threading.current_thread() is threading.main_thread()))
            yield

    monkeypatch.setattr(plot_library, "each_class", classes)
    monkeypatch.setattr(plot_library, "_SLICE_S", 0.0)  # one a time
    library = PlotLibrary(modules=("json",))
    seen = []
    library.loaded.connect(lambda: seen.extend(made))
    with qtbot.waitSignal(library.loaded):
        library.load()
        assert len(made) == 1
    assert seen == [(0, True), (1, True), (2, True)]


def test_a_window_that_has_gone_is_told_nothing(qtbot):
    parent = QObject()
    library = PlotLibrary(parent, modules=("json",))
    parent.deleteLater()
    with qtbot.waitSignal(parent.destroyed):
        pass
    library._load()
