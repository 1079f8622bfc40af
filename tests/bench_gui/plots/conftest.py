"""Plots that are shown, and what is in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bench_gui.plots.drift_plot import DriftPlotPanel
from bench_gui.plots.error_plot import ErrorPlotPanel
from bench_gui.plots.live_plot import LivePlotPanel
from bench_gui.tone import Tone
from bench_gui.views.error_plot import ErrorPlot, GuardBand, PlotPoint
from bench_gui.views.live_plot import LivePlot
from bench_gui.views.review.history import DriftLine, PastResult, Series


def point(number, branch="up", error=10.0, tone=Tone.GOOD, verdict="pass", *, standing=True) -> PlotPoint:
    label = f"{number}: {error} ± 20"
    return PlotPoint("p", f"{number}", 1, float(number), error, 20.0, branch, verdict, tone, standing, label)


def errors(*points: PlotPoint, **changes: object) -> ErrorPlot:
    """Return a plot of points 1 to 4."""
    plot = ErrorPlot(
        item="p",
        title="压力 pressure",
        x_label="Point",
        y_label="Error in % of the MPE",
        ticks=tuple((float(number), f"{number} MPa") for number in range(1, 5)),
        points=points,
        guard=(),
        guard_text="",
        limit_text="±MPE",
        current=None,
        x_range=(0.5, 4.5),
        y_range=(-150.0, 150.0),
        hidden="",
    )
    return replace(plot, **changes)


def signal(times, values, **changes: object) -> LivePlot:
    """Return a plot of a voltage."""
    plot = LivePlot("34401A 1", "Time [s]", "Indication [V]", "V", tuple(times), tuple(values), None, None, "")
    return replace(plot, **changes)


def series(*errors_at: tuple[float, float], line: DriftLine | None = None) -> Series:
    """Return a point over the years."""
    begin = datetime(2023, 5, 4, tzinfo=UTC)
    results = tuple(
        PastResult(
            years, begin + timedelta(days=365.25 * years), error, 0.5, 5.0, 0.1, f"{error} V, U = 0.5 V", "pass",
            Tone.GOOD, Path(f"{years}.calrun"), "as found",
        )
        for years, error in errors_at
    )  # fmt: skip
    return Series("dcv", "10 V", "DC voltage · 10 V", "V", results, "drift of 10 V", line)


GUARD = (GuardBand(1.0, -80.0, 80.0), GuardBand(2.0, -70.0, 70.0))


def show(panel, view) -> None:
    """Show a view at once, however short the time since the last one."""
    panel.show_view(view)
    panel.draw()


def _shown(qtbot, panel, form):
    qtbot.addWidget(panel)
    panel.adopt(form)
    panel.resize(600, 400)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.fixture
def error_plot(qtbot, form_en) -> ErrorPlotPanel:
    return _shown(qtbot, ErrorPlotPanel(), form_en)


@pytest.fixture
def live_plot(qtbot, form_en) -> LivePlotPanel:
    return _shown(qtbot, LivePlotPanel(), form_en)


@pytest.fixture
def drift_plot(qtbot, form_en) -> DriftPlotPanel:
    return _shown(qtbot, DriftPlotPanel(), form_en)
