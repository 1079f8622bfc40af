"""Opens a window in this process and prints when it was painted first; `window_start.py` starts it anew each time.

    python benchmarks/first_paint.py SINCE (bare | pyqtgraph | calbench [ARGUMENT ...])

SINCE is the time on the system's monotonic clock [s] at which the process was asked for. The command is the real one,
`bench_cli.__main__.main`, with one addition: when the window is painted for the first time, an event is posted that is
delivered before anything else that waits, and says that the painting is over. Another says so of the first screen,
which follows the bar. Then the process ends. Each line names what was painted, the time since then [ms] and the CPU
time of this process [ms].
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_HIGH = 1
"""`Qt.EventPriority.HighEventPriority`; to load the names of `Qt` takes 20 ms, which the bare window does without."""


def main() -> None:
    """Open the window that is asked for."""
    since, what, *arguments = sys.argv[1:]

    def tell(painted: str, *, last: bool) -> None:
        print(painted, (time.monotonic() - float(since)) * 1e3, time.process_time() * 1e3, sep=",", flush=True)
        if last:
            os._exit(0)  # a window that is closed in order would be measured no better

    {"bare": _bare, "pyqtgraph": _with_plot, "calbench": lambda told: _calbench(told, arguments)}[what](tell)


def _bare(tell: Callable[..., None]) -> None:
    """Open what Qt needs at least: one window with a button in it."""
    from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton  # noqa: PLC0415  the import is measured

    application = QApplication([])
    window = QMainWindow()
    window.setCentralWidget(QPushButton("calbench"))
    _open(application, window, window, tell)


def _with_plot(tell: Callable[..., None]) -> None:
    """Open a window with an empty plot in it."""
    os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"
    import pyqtgraph as pg  # noqa: PLC0415  the import is measured
    from PySide6.QtWidgets import QApplication, QMainWindow  # noqa: PLC0415  likewise

    application = QApplication([])
    window = QMainWindow()
    plot = pg.PlotWidget()
    window.setCentralWidget(plot)
    _open(application, window, plot.viewport(), tell)  # it covers the window, which is not painted itself


def _open(application: Any, window: Any, painted: Any, tell: Callable[..., None]) -> None:  # noqa: ANN401  of Qt
    kept = _when_painted(painted, lambda: tell("first paint", last=True))
    window.resize(1280, 800)
    window.show()
    application.exec()
    del kept


def _calbench(tell: Callable[..., None], arguments: list[str]) -> None:
    """Run the command, and be told of the window that it opens and of its first screen."""
    import bench_gui.app  # noqa: PLC0415  the import is measured
    from bench_cli.__main__ import main as command  # noqa: PLC0415  likewise
    from bench_gui.window import Window  # noqa: PLC0415  likewise

    kept = []

    class Watched(Window):
        def __init__(self, session: Any) -> None:  # noqa: ANN401  the window's own
            super().__init__(session)
            kept.append(_when_painted(self, lambda: tell("first paint", last=False)))

        def show_screen(self, name: str) -> None:
            super().show_screen(name)
            kept.append(_when_painted(self.screen_of(name), lambda: tell("first screen", last=True)))

    bench_gui.app.Window = Watched  # type: ignore[misc]
    command(["gui", *arguments])


def _when_painted(widget: Any, then: Callable[[], None]) -> object:  # noqa: ANN401  Qt is not imported here
    """Have something done as soon as a widget, and all that is in it, has been painted once; keep what is returned.

    Only the widget itself is listened to: to listen to all of them would cost a sixth of what is measured.
    """
    from PySide6.QtCore import QCoreApplication, QEvent, QObject  # noqa: PLC0415  the import is measured

    over = QEvent.Type(QEvent.registerEventType())

    class Watch(QObject):
        def eventFilter(self, _painted: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
            if event.type() == QEvent.Type.Paint:
                widget.removeEventFilter(self)
                QCoreApplication.postEvent(self, QEvent(over), _HIGH)
            return False

        def event(self, event: QEvent) -> bool:
            if event.type() == over:
                then()
            return super().event(event)

    watch = Watch()
    widget.installEventFilter(watch)
    return watch


if __name__ == "__main__":
    main()
