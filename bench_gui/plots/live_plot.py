"""The live plot: the signal of the moment with its band and its set-point, the newest at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg

from bench_gui.plots.axis import NumberAxis
from bench_gui.plots.decimation import thinned
from bench_gui.plots.legend import Entry, Legend, Swatch
from bench_gui.plots.paced import Paced
from bench_gui.plots.plot import Plot, hairline, pen
from bench_gui.plots.ranges import range_of, span_of
from bench_gui.qt import QColor, QGraphicsEllipseItem, QHBoxLayout, QPen, Qt
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.plots.decimation import Thinned
    from bench_gui.plots.ranges import Range
    from bench_gui.qt import QWidget
    from bench_gui.views.live_plot import LivePlot

_FAR = 4.0
"""A set-point so many times the signal's own span away is named, not drawn: the signal would be a line."""
_LATEST = 7.0
_BESIDE = 0.02
"""Room at the right of the newest, of the time that is shown."""


class LivePlotPanel(Panel):
    """Shows a `LivePlot`; it keeps nothing of the ones before.

    Args:
        parent: that it belongs to.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.y_label, self.x_label = Label("heading"), Label("small"), Label("small")
        self.legend = Legend(self.y_label)
        self.plot = Plot(NumberAxis("left"), NumberAxis("bottom"), zooms=False)
        self._band = pg.LinearRegionItem(orientation="horizontal", movable=False)
        self._set_point = pg.InfiniteLine(0.0, angle=0)
        self._curve, self._latest = (
            pg.PlotCurveItem(),
            QGraphicsEllipseItem(-_LATEST / 2, -_LATEST / 2, _LATEST, _LATEST),
        )
        self._latest.setFlag(QGraphicsEllipseItem.GraphicsItemFlag.ItemIgnoresTransformations)
        for item in (self._band, self._set_point, self._curve, self._latest):
            self.plot.addItem(item)
        self._paced = Paced(self, self.draw)
        self._form: Form | None = None
        self._view: LivePlot | None = None
        self._range: tuple[str, Range] | None = None
        self._lay_out()

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        colour = form.tokens.colour
        self.plot.adopt(form)
        self._curve.setPen(hairline(colour.accent))
        self._latest.setPen(QPen(Qt.PenStyle.NoPen))
        self._latest.setBrush(QColor(colour.accent))
        self._set_point.setPen(pen(colour.text, 1.0, Qt.PenStyle.DashLine))
        self._band.setBrush(QColor(colour.band))
        for line in self._band.lines:
            line.setPen(pen(colour.good))
        self._paced.want()

    def show_view(self, view: LivePlot | None) -> None:
        """Show a signal; None while there is none. Nothing is drawn anew for the same one."""
        if view != self._view:
            self._view = view
            self._paced.want()

    def draw(self) -> None:
        """Draw the newest view at once."""
        view, form = self._view, self._form
        if form is None:
            return
        drawn = view is not None and not view.hidden and len(view.values) > 0
        for part in (self.plot, self.x_label):
            part.setVisible(drawn)
        if view is None or not drawn:
            self.legend.show_entries(())
            self.title.say(form.words("Live signal"))
            self.y_label.say(view.hidden if view is not None else form.words("Nothing has been indicated yet."))
            return
        self.title.say(view.title)
        self.plot.setAccessibleName(f"{view.title}: {view.y_label}")
        self.y_label.say(view.y_label)
        self.x_label.say(view.x_label)
        self._draw_signal(view)
        self.legend.show_entries(_entries(view, self.plot.box.viewRange()[1], form))

    def _draw_signal(self, view: LivePlot) -> None:
        columns = max(1, round(self.plot.box.width() * self.plot.devicePixelRatioF()))
        line = thinned(np.asarray(view.times, dtype=float), np.asarray(view.values, dtype=float), columns)
        if not len(line.times):
            return
        joined = {} if line.joined is None else {"connect": line.joined}
        self._curve.setData(line.times, line.values, skipFiniteCheck=True, **({"connect": "all"} | joined))
        self._latest.setPos(float(line.times[-1]), float(line.values[-1]))
        self._band.setVisible(view.band is not None)
        if view.band is not None:
            self._band.setRegion(view.band)
        self._set_range(view, line)

    def _set_range(self, view: LivePlot, line: Thinned) -> None:
        values = [float(line.values.min()), float(line.values.max()), *(view.band or ())]
        low, high = min(values), max(values)
        point, room = view.set_point, _FAR * (high - low)
        drawn = point is not None and low - room <= point <= high + room
        self._set_point.setVisible(drawn)
        if point is not None and drawn:
            self._set_point.setValue(point)
            low, high = min(low, point), max(high, point)
        before = self._range[1] if self._range is not None and self._range[0] == view.unit else None
        shown = range_of(low, high, before)
        self._range = (view.unit, shown)
        span = span_of(-float(line.times[0]))
        self.plot.show_range((-span, _BESIDE * span), shown)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.x_label)
        self.rows.addWidget(self.title)
        self.rows.addWidget(self.legend)
        self.rows.addWidget(self.plot, 1)
        self.rows.addLayout(foot)


def _entries(view: LivePlot, shown: Range, form: Form) -> list[Entry]:
    colours, words, found = form.tokens.colour, form.words, list[Entry]()
    if view.set_point is not None:
        text = words("Set-point")
        if view.set_point > shown[1]:
            text = words("Set-point, above the picture")
        elif view.set_point < shown[0]:
            text = words("Set-point, below the picture")
        found.append(Entry(Swatch("dashes", colours.text), text))
    if view.band is not None:
        found.append(Entry(Swatch("area", colours.band), words("Band of a steady signal")))
    return found
