"""The drift plot shows a point's error at each run, with U, the limits of error and the line through the errors."""

from __future__ import annotations

import pytest

from bench_gui.qt import Qt
from bench_gui.views.review.history import DriftLine
from tests.bench_gui.plots.conftest import series, show


def test_each_run_stands_at_its_date_with_its_uncertainty(drift_plot):
    show(drift_plot, series((0.0, 1.0), (1.0, 2.0)))
    assert [(spot.pos().x(), spot.pos().y()) for spot in drift_plot.layers._points.points()] == [(0.0, 1.0), (1.0, 2.0)]
    assert drift_plot.layers._bars[""].opts["top"].tolist() == [0.5, 0.5]
    assert drift_plot.axis.tickStrings([0.0, 1.0], 1.0, 1.0) == ["2023-05-04", "2024-05-03"]
    assert (drift_plot.title.text(), drift_plot.y_label.text()) == ("DC voltage · 10 V", "Error [V]")


def test_the_limits_of_error_are_drawn_on_both_sides(drift_plot):
    show(drift_plot, series((0.0, 1.0), (1.0, 2.0)))
    assert [set(line.yData.tolist()) for line in drift_plot._limits] == [{-5.0}, {5.0}]
    low, high = drift_plot.plot.box.viewRange()[1]
    assert low < -5.0
    assert high > 5.0


def test_the_drift_line_is_drawn_to_where_it_meets_the_limit_if_that_is_near(drift_plot):
    line = DriftLine(1.0, 1.5, 0.2, 2.5)
    show(drift_plot, series((0.0, 1.0), (2.0, 4.0), line=line))
    years, values = drift_plot._line.xData, drift_plot._line.yData
    assert years[-1] > 2.5
    assert values == pytest.approx(1.0 + 1.5 * years)
    assert drift_plot.told.text() == "drift of 10 V"


def test_without_a_line_what_is_told_of_the_drift_stands_there(drift_plot):
    show(drift_plot, series((0.0, 1.0)))
    assert not drift_plot._line.isVisible()
    assert drift_plot.told.text() == "drift of 10 V"
    low, high = drift_plot.plot.box.viewRange()[0]
    assert high - low >= 0.5


def test_a_run_is_chosen_by_the_keyboard(drift_plot, qtbot):
    show(drift_plot, series((0.0, 1.0), (1.0, 2.0)))
    qtbot.keyClick(drift_plot.plot, Qt.Key.Key_Left)
    assert drift_plot.told.text() == "2024-05-03 · as found · 2.0 V, U = 0.5 V · pass"
    with qtbot.waitSignal(drift_plot.chosen) as chosen:
        qtbot.keyClick(drift_plot.plot, Qt.Key.Key_Return)
    assert chosen.args[0].record.name == "1.0.calrun"


def test_the_texts_are_in_the_windows_language(drift_plot, form_zh, qtbot):
    show(drift_plot, series((0.0, 1.0)))
    drift_plot.adopt(form_zh)
    qtbot.waitUntil(lambda: drift_plot.y_label.text() == "示值误差 [V]")
    assert drift_plot.x_label.text() == "校准日期"
