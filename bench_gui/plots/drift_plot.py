"""The drift of one point: its error at each run over the years, the limits of error and the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg

from bench_gui.plots.legend import Entry, Swatch
from bench_gui.plots.marks import Mark
from bench_gui.plots.plot import pen
from bench_gui.plots.point_plot import PointPlotPanel
from bench_gui.plots.ranges import range_of
from bench_gui.qt import Qt
from bench_gui.times import day

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.look.tokens import Colours
    from bench_gui.plots.plot import Plot
    from bench_gui.plots.ranges import Range
    from bench_gui.views.review.history import PastResult, Series

_LEAST_YEARS = 0.5
_BESIDE = 0.12
_FORESEEN = 1.6
"""How much farther than the runs the plot goes at most, to show where the line meets a limit."""


class DriftPlotPanel(PointPlotPanel):
    """Shows a `Series`; what it emits as `chosen` is a `PastResult` of it."""

    def under(self, plot: Plot) -> None:
        """Add limits, zero and the drift line."""
        self._series: Series | None = None
        self._zero = pg.InfiniteLine(0.0, angle=0)
        self._limits = [pg.PlotCurveItem() for _ in range(2)]
        self._line = pg.PlotCurveItem()
        for item in (self._zero, *self._limits, self._line):
            plot.addItem(item)

    def show_view(self, series: Series) -> None:
        """Show a point's errors; nothing is drawn anew for the same ones."""
        if series is not self._series:
            self._series = series
            self.paced.want()

    def draw(self) -> None:
        """Draw the newest series."""
        if self._series is None or self.form is None or not self._series.results:
            return
        series, form = self._series, self.form
        self.title.say(series.title)
        self.y_label.say(form.words("Error [{unit}]", unit=series.unit))
        self.x_label.say(form.words("Date of the run"))
        self.plot.setAccessibleName(f"{series.title}: {self.y_label.text()}")
        self.axis.call([(one.years, day(one.utc)) for one in series.results])
        shown = _years_shown(series)
        self.plot.show_range(shown, _errors_shown(series))
        self._draw_ground(series, shown, form.tokens.colour)
        marks = [(_mark(one), one.word) for one in series.results]
        self.show_marks([mark for mark, _ in marks], form)
        self.legend.show_entries([*self.entries_of(marks, form), *_entries(series, form)])
        if self.marked is None:
            self.told.say(series.drift)

    def _draw_ground(self, series: Series, shown: Range, colours: Colours) -> None:
        years = np.array([shown[0], *(one.years for one in series.results), shown[1]])
        mpe = np.array([series.results[0].mpe, *(one.mpe for one in series.results), series.results[-1].mpe])
        self._zero.setPen(pen(colours.line))
        for sign, line in zip((-1, 1), self._limits, strict=True):
            line.setData(years, sign * mpe, pen=pen(colours.text, 1.5))
        self._line.setVisible(series.line is not None)
        if series.line is not None:
            ends = np.array(shown)
            values = series.line.at_start + series.line.per_year * ends
            self._line.setData(ends, values, pen=pen(colours.accent, 1.5, Qt.PenStyle.DashLine))


def _mark(one: PastResult) -> Mark:
    label = " · ".join(part for part in (day(one.utc), one.stage, one.text, one.word) if part)
    return Mark(one.years, one.error, one.uncertainty, "", one.tone, standing=True, label=label, key=one.record, of=one)


def _years_shown(series: Series) -> Range:
    last = series.results[-1].years
    span = max(last, _LEAST_YEARS)
    met = series.line.limit_reached if series.line is not None else None
    end = met if met is not None and met <= span * _FORESEEN else last
    return -_BESIDE * span, max(end, span) + _BESIDE * span


def _errors_shown(series: Series) -> Range:
    most = max(max(one.mpe, abs(one.error) + one.uncertainty) for one in series.results)
    return range_of(-most, most, None)


def _entries(series: Series, form: Form) -> list[Entry]:
    colours = form.tokens.colour
    found = [Entry(Swatch("line", colours.text), form.words("±MPE"))]
    if series.line is not None:
        found.append(Entry(Swatch("dashes", colours.accent), form.words("Drift line")))
    return found
