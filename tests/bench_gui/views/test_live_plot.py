"""The live plot: the signal in floats, its band and set-point, bounded, and nothing for who reads blind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench_core.metrology.quantity import Quantity
from bench_core.records.events import IndicationTaken, RunStarted, SteadyReached
from bench_gui.views.live_plot import live_plot
from bench_gui.views.watching import Traced


def test_before_any_indication_there_is_no_plot(finished, words):
    assert live_plot(finished.after(RunStarted), words) is None


def test_values_are_those_indicated_and_times_count_back_from_the_last(finished, words):
    seen = finished.after(IndicationTaken, 3, purpose="measurement")
    plot = live_plot(seen, words)
    assert plot.title == "34401A MY41001234"
    assert plot.y_label == "Indication [V]"
    assert plot.times[-1] == 0.0
    assert plot.values[-3:] == (9.0000709, 9.0000714, 9.0000762)
    assert plot.times[-2] == pytest.approx(-0.4015)
    assert plot.set_point == 9.0


def test_the_band_is_about_the_latest_values_while_the_run_waits(finished, words):
    seen = finished.after(IndicationTaken, 4, purpose="settling")
    low, high = live_plot(seen, words).band
    assert high - low == pytest.approx(36.5e-6)
    assert low < 9.0000558
    assert high > 9.0000695
    assert live_plot(finished.after(SteadyReached), words).band is None


def test_the_band_follows_what_was_indicated_within_the_last_hold_time_alone(finished, words):
    seen = finished.after(IndicationTaken, 4, purpose="settling")
    last = seen.trace["meter"][-1].time
    trace = tuple(
        Traced(last - ago, value, "uut", "V") for ago, value in ((5.0, 1.0), (1.5, 8.0), (0.9, 9.1), (0.0, 9.3))
    )
    early = replace(seen.steadying, began=last - 60.0)
    low, high = live_plot(replace(seen, trace={"meter": trace}, steadying=early), words).band
    assert (low + high) / 2 == pytest.approx(9.2)


def test_the_band_of_a_thermometer_is_a_difference(finished, words):
    seen = finished.after(IndicationTaken, 4, purpose="settling")
    trace = (Traced(0.0, 20.0, "uut", "°C"), Traced(0.1, 20.02, "uut", "°C"))
    wait = replace(seen.steadying, band=Quantity.parse("0.1 K"), began=0.0)
    assert live_plot(replace(seen, trace={"meter": trace}, steadying=wait), words).band == pytest.approx((19.96, 20.06))


def test_the_set_point_is_in_the_unit_of_the_signal(finished, words):
    seen = finished.after(IndicationTaken, purpose="measurement")
    plot = live_plot(replace(seen, trace={"meter": (Traced(1.0, 9001.0, "uut", "mV"),)}), words)
    assert (plot.unit, plot.set_point) == ("mV", 9000.0)


def test_only_the_last_seconds_are_shown(finished, words):
    seen = finished.after(IndicationTaken, 3, purpose="measurement")
    assert live_plot(seen, words, seconds=0.9).times == pytest.approx((-0.803, -0.4015, 0.0))


def test_no_indication_of_a_long_trace_is_left_out(finished, words):
    seen = finished.after(IndicationTaken, purpose="measurement")
    trace = tuple(Traced(0.005 * number, float(number), "uut", "V") for number in range(6000))
    plot = live_plot(replace(seen, trace={"meter": trace}), words)
    assert plot.values == tuple(float(number) for number in range(6000))
    assert plot.times[-1] == 0.0


def test_another_unit_is_another_signal(finished, words):
    seen = finished.after(IndicationTaken, purpose="measurement")
    trace = (Traced(1.0, 5.0, "uut", "Ω"), Traced(2.0, 1.0, "uut", "V"))
    plot = live_plot(replace(seen, trace={"meter": trace}), words)
    assert plot.values == (1.0,)
    ohms = live_plot(replace(seen, trace={"meter": trace[:1]}), words)
    assert ohms.set_point is None


def test_who_reads_blind_sees_nothing(read_by_hand, words):
    for _, seen in read_by_hand.every():
        plot = live_plot(seen, words)
        if seen.state.ended is None:
            assert (plot.values, plot.set_point) == ((), None)
            assert plot.hidden
