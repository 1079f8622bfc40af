"""CPU time of one redraw of the live plot, over pyqtgraph alone with the same trace in the same run.

    python benchmarks/redraw.py [--rounds N] [--points N ...]

Each figure is from a new trace, moved on by one indication, to the end of its painting, offscreen, in a window of
1200 by 800 pixels. Ours is the panel of the run screen with all that it shows besides: title, legend, axes, the newest
value, and its own thinning to two points a column of pixels. The peers are a bare plot of pyqtgraph as it is, and one
with its own thinning. The signal settles at one set-point after the other; the noisier it is, the more pixels are to be
painted (`--noise 0.3`: all of them). Traces are given as arrays; the run screen gives tuples of a few thousand numbers.
Only this process takes part in a redraw, so that on an idle machine CPU time is all the time that it takes.
"""

from __future__ import annotations

import argparse
import os
import time
from typing import TYPE_CHECKING, Any, cast

from alternating import alternate, show, show_ratio

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import numpy as np
import pyqtgraph as pg

from bench_gui.app import make_application
from bench_gui.form import Form
from bench_gui.look.fonts import set_fonts
from bench_gui.look.theme import dress
from bench_gui.look.tokens import Theme, tokens_of
from bench_gui.plots.live_plot import LivePlotPanel
from bench_gui.qt import QApplication, QEvent, QObject
from bench_gui.settings import Settings
from bench_gui.views.live_plot import LivePlot
from bench_gui.words import Language, words_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from bench_gui.qt import QWidget

    _Trace = tuple[NDArray[np.float64], NDArray[np.float64]]

_SIZE = (1200, 800)
_SEED = 1
_SET_POINTS = 50


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--noise", type=float, default=0.02, help="of a signal that goes from -1 to 1 (default 0.02)")
    parser.add_argument("--points", type=int, nargs="+", default=[10**3, 10**4, 10**5, 10**6])
    options = parser.parse_args()
    application = make_application(Settings())
    form = Form(words_in(Language.EN), tokens_of(Theme.LIGHT))
    set_fonts(application, form.tokens.size.text)
    dress(application, form.tokens)
    for points in options.points:
        trace = _trace(points + options.rounds + 1, options.noise)
        measures = {
            "pyqtgraph, own thinning": _peer(application, trace, options.rounds, thins=True),
            "the live plot": _ours(application, form, trace, options.rounds),
            "pyqtgraph as it is": _peer(application, trace, options.rounds, thins=False),
        }
        print(f"one redraw with {points:,} points")
        figures = alternate(measures, options.rounds)
        show(figures, "ms")
        show_ratio(figures, "at most 4 ms at 1,000,000 points")


def _ours(application: QApplication, form: Form, trace: _Trace, rounds: int) -> Callable[[], float]:
    panel = LivePlotPanel()
    panel.adopt(form)
    times, values = trace
    points = len(times) - rounds - 1
    before_now = times[:points] - times[points - 1]
    traces = iter(range(rounds + 1))
    painted = _shown(panel, panel.plot.viewport())

    def redraw() -> None:
        first = next(traces)
        last = first + points
        shown = cast("Any", before_now), cast("Any", values[first:last])
        view = LivePlot("8846A", "Time [s]", "Indication [V]", "V", *shown, band=(-0.9, 0.9), set_point=0.0, hidden="")
        panel._view = view  # noqa: SLF001  `show_view` compares tuples, which arrays are not, and waits for its turn
        panel.draw()

    return _timed(application, redraw, painted)


def _peer(application: QApplication, trace: _Trace, rounds: int, *, thins: bool) -> Callable[[], float]:
    plot = pg.PlotWidget()
    curve = plot.plot(pen=pg.mkPen("b", width=1))
    if thins:
        curve.setDownsampling(auto=True, method="peak")
        curve.setClipToView(True)
    times, values = trace
    points = len(times) - rounds - 1
    traces = iter(range(rounds + 1))
    painted = _shown(plot, plot.viewport())

    def redraw() -> None:
        first = next(traces)
        curve.setData(times[first : first + points], values[first : first + points])

    return _timed(application, redraw, painted)


def _timed(application: QApplication, redraw: Callable[[], None], painted: _Painted) -> Callable[[], float]:
    def measure() -> float:
        for _ in range(3):
            application.processEvents()  # what the others left to do is not ours
        painted.yet = False
        begin = time.process_time()
        redraw()
        while not painted.yet:
            application.processEvents()
        return (time.process_time() - begin) * 1e3

    return measure


class _Painted(QObject):
    """Knows whether a widget has been painted.

    Args:
        window: that it is in, which is kept.
        painted: the widget.
    """

    def __init__(self, window: QWidget, painted: QWidget) -> None:
        super().__init__()
        self.yet = False
        self._window = window
        painted.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Note a painting, which is over when the events have been dealt with."""
        if event.type() == QEvent.Type.Paint:
            self.yet = True
        return super().eventFilter(watched, event)


def _shown(window: QWidget, painted: QWidget) -> _Painted:
    window.resize(*_SIZE)
    window.show()
    return _Painted(window, painted)


def _trace(points: int, noise: float) -> _Trace:
    """Return 200 indications a second of a signal that goes from set-point to set-point, 50 in all, and settles."""
    generator = np.random.default_rng(_SEED)
    times = np.arange(points) / 200
    each = -(-points // _SET_POINTS)
    levels = np.repeat(generator.uniform(-1, 1, _SET_POINTS), each)[:points]
    before = np.roll(levels, each)
    settled = np.exp(-(np.arange(points) % each) / each * 8)
    return times, levels + (before - levels) * settled + generator.normal(0, noise, points)


if __name__ == "__main__":
    main()
