"""Loads the plot library in a thread: in the window's own it would stand still for half a second.

The classes of Qt that it takes are made before, a few at a time, in the window's own thread: two threads must not.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

from bench_core.clock import system_clock
from bench_gui.qt import QObject, QTimer, Signal, each_class

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SLICE_S = 0.008
"""The window answers in between [s]."""
_MODULES = ("bench_gui.plots.error_plot", "bench_gui.plots.live_plot", "bench_gui.plots.drift_plot")


class PlotLibrary(QObject):
    """Has the plots loaded.

    Args:
        parent: that it belongs to.
        modules: that are loaded.
    """

    loaded = Signal()
    """The plots can be made now, at once."""

    def __init__(self, parent: QObject | None = None, modules: Sequence[str] = _MODULES) -> None:
        super().__init__(parent)
        self._modules = modules
        self._classes: Iterator[None] | None = None
        self._clock = system_clock()
        self._thread = threading.Thread(target=self._load, name="load plots", daemon=True)

    def load(self) -> None:
        """Begin to load them, the first time; the library is loaded once, however many ask for it."""
        if self._classes is None:
            self._classes = each_class()
            self._make_classes(self._classes)

    def _make_classes(self, classes: Iterator[None]) -> None:
        until = self._clock.now() + _SLICE_S
        for _ in classes:
            if self._clock.now() >= until:
                QTimer.singleShot(0, self, lambda: self._make_classes(classes))
                return
        self._thread.start()

    def _load(self) -> None:
        for module in self._modules:
            import_module(module)
        with suppress(RuntimeError):  # the window may have gone meanwhile
            self.loaded.emit()
