"""The plot library is loaded beside the window, once, and the window is told."""

from __future__ import annotations

from bench_gui.qt import QObject
from bench_gui.work.plot_library import PlotLibrary


def test_the_window_is_told_when_the_plots_are_there(qtbot):
    library = PlotLibrary()
    with qtbot.waitSignal(library.loaded):
        library.load()
    with qtbot.assertNotEmitted(library.loaded, wait=20):
        library.load()


def test_a_window_that_has_gone_is_told_nothing(qtbot):
    parent = QObject()
    library = PlotLibrary(parent, modules=("json",))
    parent.deleteLater()
    with qtbot.waitSignal(parent.destroyed):
        pass
    library._load()
