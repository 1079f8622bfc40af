"""The longest time for which the window stands still while a run writes 200 indications a second.

    python benchmarks/window_stall.py [--indications N] [--rate N]

A process of its own writes a record as a runner does (`run_writer.py`): indications at the rate, and between them every
event that the demonstration's run writes. The real window watches it and shows its run screen, the errors first, the
signal from the middle on. How long it stands still is the time between two ticks of a timer of 1 ms in its thread;
beside it stands the CPU time of that thread between two ticks, which on a busy machine alone is the window's own. The
floor is an empty window beside the same writer; the peer is the same run screen that is shown anew at each line, as
windows do whose readings arrive as signals. What happens while the run screen opens is told apart.
"""

from __future__ import annotations

import argparse
import gc
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from watched_window import application, template, watching, writer

from bench_gui.qt import QEventLoop, QObject, Qt, QTimer, QWidget, Signal

if TYPE_CHECKING:
    from bench_core.records.record import Line
    from bench_gui.qt import QApplication
    from bench_gui.window import Window

_OPENING_S = 3.0
_SHARES = (0.5, 0.99, 0.999, 1.0)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--indications", type=int, default=4000)
    parser.add_argument("--rate", type=float, default=200.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        bench = _Bench(template(Path(name)), options.indications, options.rate, application())
        print(f"{'stands still for':28}" + "".join(f"{share:>11.1%}" for share in _SHARES) + "    opening")
        for title, measure in (
            ("an empty window", bench.floor),
            ("the window", bench.window),
            ("shown anew at each line", bench.each_line),
        ):
            measure().show(title)
    print("(aim at most 100 ms for the longest)")


class _Stalls:
    """Keeps how long the event loop was away, tick by tick."""

    def __init__(self) -> None:
        self._opening: list[tuple[float, float]] = []
        self._running: list[tuple[float, float]] = []
        self._into = self._opening
        self._last = time.perf_counter(), time.thread_time()
        self._timer = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def opened(self) -> None:
        """Count apart what comes from now on; the program has loaded everything by then, and does the same."""
        gc.freeze()
        self._into = self._running
        self._began = time.perf_counter(), time.process_time()

    def end(self) -> None:
        """Count no more."""
        self._timer.stop()
        wall, cpu = time.perf_counter() - self._began[0], time.process_time() - self._began[1]
        self._share = cpu / wall

    def show(self, title: str) -> None:
        """Print the longest times, and which share of them was how long at most."""
        for kind, name in ((0, title), (1, "  of it CPU of its thread")):
            ordered = sorted(one[kind] for one in self._running)
            parts = [ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in _SHARES]
            worst = max(one[kind] for one in self._opening)
            print(f"{name:28}" + "".join(f"{part:8.1f} ms" for part in (*parts, worst)))
        print(f"{'  CPU of the process':28}{self._share:11.0%}")

    def _tick(self) -> None:
        now = time.perf_counter(), time.thread_time()
        self._into.append(((now[0] - self._last[0]) * 1e3, (now[1] - self._last[1]) * 1e3))
        self._last = now


class _Bench:
    """Runs a writer and something beside it, until the writer has ended.

    Args:
        template: whole record of a run; others are written beside it.
        indications: at least.
        rate: of them in a second.
        application: Qt's.
    """

    def __init__(self, template: Path, indications: int, rate: float, application: QApplication) -> None:
        self._template, self._indications, self._rate = template, indications, rate
        self._application = application

    def floor(self) -> _Stalls:
        """Return how an empty window stands still."""
        empty = QWidget()
        empty.show()
        return self._beside(self._template.with_name("floor.calrun"))

    def window(self) -> _Stalls:
        """Return how the window stands still."""
        record = self._template.with_name("window.calrun")
        window = watching(self._application, record)
        found = self._beside(record, window)
        window.close()
        return found

    def each_line(self) -> _Stalls:
        """Return how a window stands still that is shown anew at each line."""
        record = self._template.with_name("each.calrun")
        window = watching(self._application, record)
        told = _EachLine(window)
        found = self._beside(record, window)
        told.line.disconnect()
        window.close()
        return found

    def _beside(self, record: Path, window: Window | None = None) -> _Stalls:
        rate, indications = self._rate, self._indications
        run = writer(self._template, record, rate=rate, indications=indications, waits_s=_OPENING_S)
        stalls, loop = _Stalls(), QEventLoop()
        looks = QTimer(interval=50)
        looks.timeout.connect(lambda: loop.quit() if run.poll() is not None else None)
        looks.start()
        QTimer.singleShot(round(_OPENING_S * 1e3), stalls.opened)
        if window is not None:
            half_ms = round((_OPENING_S + indications / rate / 2) * 1e3)
            area = window.screen_of("run").area  # type: ignore[attr-defined]
            QTimer.singleShot(half_ms, lambda: area.choose("signal"))
        loop.exec()
        stalls.end()
        if run.returncode:
            raise SystemExit(f"the writer ended with {run.returncode}")
        return stalls


class _EachLine(QObject):
    """Has a window show the run anew at each line of its record.

    Args:
        window: that watches a run.
    """

    line = Signal(object)

    def __init__(self, window: Window) -> None:
        super().__init__()
        watch = window.session.watch
        if watch is None:
            raise AssertionError("the window watches no run")
        take, publish = watch._watching.take, watch._publish  # noqa: SLF001  what a window does that is not ours

        def tell(line: Line, at: float) -> None:
            take(line, at)
            publish(at)
            self.line.emit(line)

        watch._watching.take = tell  # type: ignore[method-assign]  # noqa: SLF001  likewise
        self.line.connect(window.refresh)


if __name__ == "__main__":
    main()
