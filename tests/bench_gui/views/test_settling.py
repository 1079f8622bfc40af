"""The settling indicator follows the rule that the run itself waits by."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from bench_core.records.events import HoldWaited, IndicationTaken, SteadyReached, StepFailed, TakeIntended
from bench_gui.tone import Tone
from bench_gui.views.settling import settling
from bench_gui.views.watching import Watching


def settled(watched):
    """What was seen just before each signal was steady, with the event that says so."""
    before = None
    for line, seen in watched.every():
        if isinstance(line.event, SteadyReached):
            yield before, line.event
        before = seen


def test_it_is_there_while_the_run_waits_for_a_signal_and_only_then(finished, words):
    waiting = False
    for line, seen in finished.every():
        if isinstance(line.event, TakeIntended):
            waiting = line.event.purpose == "settling"
        elif isinstance(line.event, SteadyReached):
            waiting = False
        assert (settling(seen, seen.at, words) is not None) is waiting


def test_band_and_spread_are_those_that_the_run_records(finished):
    found = list(settled(finished))
    assert len(found) == 3
    for seen, reached in found:
        assert seen.steadying.band == reached.band
        assert seen.steadying.spread == reached.spread
        assert seen.steadying.held_s >= 1.0


def test_at_first_it_waits_for_two_indications(finished, words):
    view = settling(finished.after(TakeIntended, purpose="settling"), 7.0, words)
    assert (view.value, view.slope, view.spread) == ("", "", "")
    assert view.why == "Waiting for the first two indications"
    assert view.given_up == "given up in 20 s"


def test_then_it_tells_value_slope_band_spread_and_how_long_it_held(finished, words):
    seen = finished.after(IndicationTaken, 2, purpose="settling")
    view = settling(seen, seen.at, words)
    assert view.value == "9.00005580 V"
    assert view.slope == "-18.2 µV/s"  # -7.3 µV in 0.4015 s
    assert (view.band, view.spread, view.within) == ("≤ 36.5 µV", "7.3 µV", True)
    assert (view.held, view.hold_s) == ("0.4 s of 1 s", 1.0)
    assert view.fraction == pytest.approx(0.4015)
    assert view.spread_ratio == pytest.approx(7.3 / 36.5)
    assert view.why == "Within the band; it must stay there for another 0.6 s"
    assert view.tone is Tone.BUSY


@pytest.mark.parametrize(("times", "within"), [("1", True), ("1.001", False)])
def test_only_a_spread_up_to_the_band_is_within_it(finished, words, times, within):
    seen = finished.after(IndicationTaken, 2, purpose="settling")
    spread = seen.steadying.band * Fraction(times)
    view = settling(replace(seen, steadying=replace(seen.steadying, latest_spread=spread)), seen.at, words)
    assert view.within is within
    assert view.why.startswith("Within the band" if within else "In the last 1 s the signal moved by")


@pytest.mark.parametrize(
    ("slope", "shown"), [(3.1e-22, "+0 V/s"), (-3.1e-13, "+0 V/s"), (-1e-9, "-1 nV/s"), (0.0, "+0 V/s")]
)
def test_what_computing_leaves_of_a_signal_that_stands_still_is_no_slope(finished, words, slope, shown):
    seen = finished.after(IndicationTaken, 2, purpose="settling")
    assert settling(replace(seen, steadying=replace(seen.steadying, slope=slope)), seen.at, words).slope == shown


def test_a_signal_of_a_run_whose_process_has_gone_is_not_waited_for(finished, words):
    seen = finished.after(IndicationTaken, 2, purpose="settling")
    assert settling(replace(seen, alive=False), seen.at, words) is None


@pytest.fixture
def drifting(finished):
    """Return what is seen of a signal that drifts by 1 mV/s, ten indications in a second."""
    watching = Watching()
    for line in finished.lines:
        watching.take(line, line.mono)
        if isinstance(line.event, IndicationTaken) and line.event.purpose == "settling":
            first = line
            break
    for number in range(2, 40):
        time = first.event.time + 0.1 * (number - 1)
        value = first.event.value + type(first.event.value)("0.0001") * (number - 1)
        event = replace(first.event, number=number, time=time, value=value)
        watching.take(replace(first, event=event, mono=time), time)
    return watching.seen()


def test_a_drift_is_told_with_its_slope_and_why_it_is_not_steady(drifting, words):
    view = settling(drifting, drifting.at, words)
    assert view.slope == "+1 mV/s"
    assert not view.within
    assert view.why == "In the last 1 s the signal moved by 1 mV, more than the band of 36.5 µV"
    assert view.fraction < 0.2


def test_little_time_left_is_a_warning(drifting, words):
    running = replace(drifting.state, started=replace(drifting.state.started, clock="system", speed=1.0))
    late = replace(drifting, state=running)
    view = settling(late, late.at + 13.0, words)
    assert view.given_up == "given up in 3 s"
    assert view.tone is Tone.WARNING


def test_where_a_person_reads_only_the_time_is_shown(read_by_hand, words):
    seen = read_by_hand.after(TakeIntended, purpose="settling")
    running = replace(seen.state, started=replace(seen.state.started, clock="system", speed=1.0))
    view = settling(replace(seen, state=running), seen.at + 0.4, words)
    assert (view.value, view.slope, view.band, view.spread) == ("", "", "", "")
    assert view.held == "0.4 s of 1 s"
    assert settling(read_by_hand.after(HoldWaited), 9.0, words) is None


def test_after_a_failure_nothing_is_waited_for(watched, words):
    seen = watched("failed").after(StepFailed)
    assert settling(seen, seen.at, words) is None
