"""The plot of errors against the MPE: what is beyond a line at 100 % is out of tolerance, at every point alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg

from bench_gui.plots.legend import Entry, Swatch
from bench_gui.plots.marks import Mark
from bench_gui.plots.plot import pen
from bench_gui.plots.point_plot import PointPlotPanel
from bench_gui.qt import QColor, Qt

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.look.tokens import Colours
    from bench_gui.plots.plot import Plot
    from bench_gui.views.error_plot import ErrorPlot, PlotPoint

_LIMIT = 100.0


class ErrorPlotPanel(PointPlotPanel):
    """Shows an `ErrorPlot`; what it emits as `chosen` is a `PlotPoint` of it, by mouse, finger or keyboard."""

    def under(self, plot: Plot) -> None:
        """Add guard bands, limits, zero and the place of the point under way."""
        self._view: ErrorPlot | None = None
        self._guard = pg.BarGraphItem(x=[], height=[], width=1.0)
        self._zero = pg.InfiniteLine(0.0, angle=0)
        self._limits = [pg.InfiniteLine(value, angle=0) for value in (-_LIMIT, _LIMIT)]
        self._current = pg.InfiniteLine(0.0, angle=90)
        for item in (self._guard, self._zero, *self._limits, self._current):
            plot.addItem(item)

    def show_view(self, view: ErrorPlot) -> None:
        """Show a plot; nothing is drawn anew for the same one."""
        if view is not self._view:
            self._view = view
            self.paced.want()

    def draw(self) -> None:
        """Draw the newest view."""
        if self._view is None or self.form is None:
            return
        view, colours = self._view, self.form.tokens.colour
        self.title.say(view.title)
        self.plot.setAccessibleName(f"{view.title}: {view.y_label}")
        self.y_label.say(view.y_label)
        self.x_label.say(view.x_label)
        self.axis.call(view.ticks)
        self.plot.show_range(view.x_range, view.y_range)
        self._draw_ground(view, colours)
        marks = [(_mark(one), one.verdict) for one in view.points]
        self.show_marks([mark for mark, _ in marks], self.form)
        self.legend.show_entries([*self.entries_of(marks, self.form), *_entries(view, self.form)])
        if view.hidden and self.marked is None:
            self.told.say(view.hidden)

    def _draw_ground(self, view: ErrorPlot, colours: Colours) -> None:
        self._guard.setOpts(
            x=np.array([one.x for one in view.guard]),
            y0=np.array([one.lower for one in view.guard]),
            y1=np.array([one.upper for one in view.guard]),
            height=None, width=1.0, pen=None, brush=QColor(colours.band),
        )  # fmt: skip
        self._zero.setPen(pen(colours.line))
        for line in self._limits:
            line.setPen(pen(colours.text, 1.5))
        self._current.setVisible(view.current is not None)
        self._current.setPen(pen(colours.accent, 2.0, Qt.PenStyle.DashLine))
        if view.current is not None:
            self._current.setValue(view.current)


def _mark(point: PlotPoint) -> Mark:
    key = point.item, point.point_id, point.attempt
    return Mark(
        point.x, point.error, point.uncertainty, point.branch, point.tone, point.standing, point.label, key, point
    )


def _entries(view: ErrorPlot, form: Form) -> list[Entry]:
    colours = form.tokens.colour
    found = [Entry(Swatch("line", colours.text), view.limit_text)]
    if view.guard_text:
        found.append(Entry(Swatch("area", colours.band), view.guard_text))
    if view.current is not None:
        found.append(Entry(Swatch("dashes", colours.accent), form.words("under way")))
    return found
