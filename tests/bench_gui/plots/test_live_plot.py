"""The live plot shows the newest signal at the right, with its gaps, its band and its set-point."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bench_gui.qt import QEvent, QObject
from tests.bench_gui.plots.conftest import show, signal


def _entries(panel):
    return [entry.text for entry in panel.legend.entries]


def test_the_newest_stands_at_the_right(live_plot):
    show(live_plot, signal([-2.0, -1.0, 0.0], [1.0, 3.0, 2.0]))
    assert live_plot._curve.yData.tolist() == [1.0, 3.0, 2.0]
    assert (live_plot._latest.pos().x(), live_plot._latest.pos().y()) == (0.0, 2.0)
    low, high = live_plot.plot.box.viewRange()[0]
    assert low == -2.0
    assert 0.0 < high < 0.1


def test_a_long_trace_is_drawn_with_two_points_a_pixel_and_every_spike(live_plot):
    values = np.zeros(100_000)
    values[777] = 9.0
    show(live_plot, signal(np.linspace(-60.0, 0.0, 100_000).tolist(), values.tolist()))
    assert len(live_plot._curve.xData) < 2 * live_plot.width() + 3
    assert live_plot._curve.yData.max() == 9.0


def test_a_trace_is_drawn_one_pixel_wide_whatever_its_colour(live_plot, form_zh):
    live_plot.adopt(form_zh)
    assert live_plot._curve.opts["pen"].width() == 0
    assert live_plot._curve.opts["pen"].color().name() == form_zh.tokens.colour.accent


def test_no_line_is_drawn_over_a_gap(live_plot):
    show(live_plot, signal([-3.0, -2.0, -1.0, 0.0], [1.0, 1.0, math.nan, 1.0]))
    assert live_plot._curve.xData.tolist() == [-3.0, -2.0, 0.0]
    assert live_plot._curve.opts["connect"].tolist() == [True, False, False]
    show(live_plot, signal([-1.0, 0.0], [1.0, 1.0]))


def test_the_band_is_shown_while_there_is_one(live_plot):
    show(live_plot, signal([-1.0, 0.0], [1.0, 1.1], band=(0.9, 1.2)))
    assert live_plot._band.isVisible()
    assert live_plot._band.getRegion() == (0.9, 1.2)
    assert _entries(live_plot) == ["Band of a steady signal"]
    show(live_plot, signal([-1.0, 0.0], [1.0, 1.1]))
    assert not live_plot._band.isVisible()


def test_a_set_point_far_away_is_named_and_leaves_the_signal_its_room(live_plot):
    near = signal([-1.0, 0.0], [9.9, 10.1], set_point=10.0)
    show(live_plot, near)
    assert live_plot._set_point.isVisible()
    assert _entries(live_plot) == ["Set-point"]
    show(live_plot, signal([-1.0, 0.0], [9.9, 10.1], set_point=50.0))
    assert not live_plot._set_point.isVisible()
    assert _entries(live_plot) == ["Set-point, above the picture"]
    show(live_plot, signal([-1.0, 0.0], [9.9, 10.1], set_point=-50.0))
    assert _entries(live_plot) == ["Set-point, below the picture"]
    low, high = live_plot.plot.box.viewRange()[1]
    assert high - low < 1.0


def test_what_is_hidden_is_not_drawn_and_the_panel_says_so(live_plot, form_zh):
    show(live_plot, signal([-1.0, 0.0], [1.0, 2.0]))
    assert not live_plot.plot.isHidden()
    show(live_plot, signal([], [], hidden="Hidden while readings are taken blind"))
    assert live_plot.plot.isHidden()
    assert live_plot.y_label.text() == "Hidden while readings are taken blind"
    live_plot.adopt(form_zh)
    show(live_plot, None)
    assert live_plot.y_label.text() == "尚无示值。"


def test_the_same_signal_is_not_drawn_anew(live_plot, monkeypatch):
    show(live_plot, signal([-1.0, 0.0], [1.0, 2.0]))
    monkeypatch.setattr(live_plot._paced, "want", lambda: pytest.fail("drawn again"))
    live_plot.show_view(signal([-1.0, 0.0], [1.0, 2.0]))


def test_only_one_part_of_a_plot_is_drawn_anew_for_it_is_dearer_to_draw_in_many(live_plot, qtbot):
    class Parts(QObject):
        def __init__(self):
            super().__init__()
            self.counted = []

        def eventFilter(self, _, event):  # noqa: N802  Qt's name
            if event.type() == QEvent.Type.Paint:
                self.counted.append(event.region().rectCount())
            return False

    parts = Parts()
    live_plot.plot.viewport().installEventFilter(parts)
    for newest in (1.5, 1.0, 2.0):
        painted = len(parts.counted)
        show(live_plot, signal([-2.0, -1.0, 0.0], [1.0, 2.0, newest]))
        qtbot.waitUntil(lambda: len(parts.counted) > painted)  # noqa: B023  called at once
    assert set(parts.counted) == {1}


def test_another_unit_has_a_scale_of_its_own(live_plot):
    show(live_plot, signal([-1.0, 0.0], [0.0, 1000.0]))
    before = live_plot.plot.box.viewRange()[1]
    show(live_plot, signal([-1.0, 0.0], [100.0, 900.0]))
    assert live_plot.plot.box.viewRange()[1] == before
    show(live_plot, signal([-1.0, 0.0], [100.0, 900.0], unit="Ω"))
    assert live_plot.plot.box.viewRange()[1] != before
