"""What the window keeps of a run: what is set, what was indicated and when, and nothing that grows without end."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from bench_core.records.events import (
    IndicationTaken,
    PointCompleted,
    PromptAsked,
    RunPaused,
    RunStarted,
    RunSuspended,
    SettingIntended,
    SettingMade,
    SteadyReached,
    TakeIntended,
)
from bench_core.records.folding import fold
from bench_core.records.run_states import RunStatus
from bench_gui.views.watching import LOG, TRACE, Watching


def test_before_the_first_line_nothing_is_seen():
    assert Watching().seen() is None


def test_the_state_is_that_of_every_other_reader(finished):
    state = None
    for line, seen in finished.every():
        state = fold(state, line)
        assert seen.state == state
        assert seen.number == line.number


def test_how_often_the_run_was_held_is_known_also_when_it_goes_on_again(watched):
    for name in ("paused", "suspended"):
        run = watched(name)
        held = sum(isinstance(line.event, RunPaused | RunSuspended) for line in run.lines)
        assert run.last.held == held > 0


def test_what_a_source_was_set_to_last_is_known_by_source(finished):
    seen = finished.after(SettingIntended, 3, action="source")
    assert seen.set_to == {"calibrator": {"dc_voltage": "-9 V"}}


def test_what_a_source_leaves_is_known_until_it_has_answered_that_it_took_what_is_set_next(finished):
    lasting = {"calibrator": {"dc_voltage": "9 V"}}
    for line, seen in finished.every():
        intended = isinstance(line.event, SettingIntended) and line.event.action == "source"
        assert bool(seen.left) is (intended or (bool(seen.left) and not isinstance(line.event, SettingMade)))
    assert finished.after(SettingIntended, 3, action="source").left == lasting
    assert finished.after(SettingMade, 3, action="source").left == {}


def test_what_a_source_was_left_at_is_what_it_took_last_however_often_it_did_not_answer(finished):
    watching = Watching()
    for line in finished.lines:
        watching.take(line, line.mono)
        event = line.event
        if isinstance(event, SettingMade) and event.action == "operate":
            break
    for volts in ("90 V", "5 V"):
        event = SettingIntended("calibrator", "source", {"dc_voltage": volts})
        watching.take(replace(line, event=event), line.mono)
    assert watching.seen().left == {"calibrator": {"dc_voltage": "9 V"}}
    assert watching.seen().set_to == {"calibrator": {"dc_voltage": "5 V"}}


def test_the_last_indication_of_each_instrument_is_known_with_when_it_was_seen(finished):
    for line, seen in finished.every():
        if isinstance(line.event, IndicationTaken):
            assert seen.indicated[line.event.instrument].taken is line.event
            assert seen.indicated[line.event.instrument].at == line.mono
    assert set(finished.last.indicated) == {"calibrator", "meter"}


def test_a_trace_has_time_value_name_and_unit(finished):
    trace = finished.last.trace["meter"]
    taken = [line.event for line in finished.lines if isinstance(line.event, IndicationTaken)]
    meter = [one for one in taken if one.instrument == "meter"]
    assert [(one.time, one.value, one.name, one.unit) for one in trace] == [
        (one.time, float(one.value), one.name, one.unit) for one in meter
    ]


def test_what_is_being_read_is_known_until_it_has_been_read(finished):
    for line, seen in finished.every():
        if isinstance(line.event, TakeIntended):
            assert seen.taking is line.event
        elif isinstance(line.event, SteadyReached | PointCompleted):
            assert seen.taking is None


def test_the_log_leaves_settling_indications_out_and_keeps_the_rest(finished):
    kept = {one.number for one in finished.last.log}
    for line in finished.lines:
        is_settling = isinstance(line.event, IndicationTaken) and line.event.purpose == "settling"
        assert (line.number in kept) is not is_settling


def test_how_long_a_point_took_is_known_without_the_time_in_which_a_person_was_asked(finished):
    seen = finished.last
    assert [one.key for one in seen.spent] == [one.key for one in seen.completed]
    slow = [replace(line, mono=line.mono + (100.0 if line.number > 13 else 0.0)) for line in finished.lines]
    assert isinstance(finished.lines[12].event, PromptAsked)  # the leads of the first point
    watching = Watching()
    for line in slow:
        watching.take(line, line.mono)
    assert [one.seconds for one in watching.seen().spent] == pytest.approx([one.seconds for one in seen.spent])


def test_the_time_in_which_a_person_reads_is_time_that_the_point_takes(read_by_hand):
    first = next(line.number for line in read_by_hand.lines if isinstance(line.event, PromptAsked) and line.event.key)
    asked = next(
        line.number
        for line in read_by_hand.lines
        if line.number >= first and isinstance(line.event, PromptAsked) and line.event.kind == "number"
    )
    slow = [replace(line, mono=line.mono + (30.0 if line.number > asked else 0.0)) for line in read_by_hand.lines]
    watching = Watching()
    for line in slow:
        watching.take(line, line.mono)
    before, after = read_by_hand.last.spent[0], watching.seen().spent[0]
    assert after.seconds - before.seconds == pytest.approx(30.0)


def test_a_run_whose_process_has_gone_is_interrupted_and_an_ended_one_is_not(finished):
    gone = finished.gone_after(PointCompleted)
    assert gone.state.status is RunStatus.INTERRUPTED
    assert not gone.alive
    watching = Watching()
    for line in finished.lines:
        watching.take(line, 0.0)
    assert watching.seen(alive=False).alive
    assert watching.seen(alive=False).state.status is RunStatus.FINISHED


CLOCKS = [("system", 1.0, 2.0), ("scaled", 5.0, 10.0), ("virtual", 9.0, 0.0)]


@pytest.mark.parametrize(("clock", "speed", "passed"), CLOCKS)
def test_the_runs_clock_goes_on_between_two_lines(finished, clock, speed, passed):
    seen = finished.after(TakeIntended)
    running = replace(seen.state, started=replace(seen.state.started, clock=clock, speed=speed))
    seen = replace(seen, state=running)
    assert seen.run_time(seen.at + 2.0) == pytest.approx(seen.state.last_mono + passed)
    assert seen.run_time(seen.at - 2.0) == seen.state.last_mono  # a clock that was set back turns nothing back
    assert replace(seen, alive=False).run_time(seen.at + 2.0) == seen.state.last_mono


@pytest.fixture
def long_watching(finished):
    """Return a watcher in the middle of a settling that goes on for longer than anything is kept, and its last line."""
    watching, last = Watching(), None
    for line in finished.lines:
        watching.take(line, line.mono)
        last = line
        if isinstance(line.event, IndicationTaken) and line.event.purpose == "settling":
            break
    return watching, last


def test_an_endless_flood_of_indications_leaves_memory_flat(long_watching):
    watching, line = long_watching
    for number in range(2, TRACE + 500):
        event = replace(line.event, number=number, time=line.event.time + number * 0.005)
        watching.take(replace(line, event=event, mono=event.time), event.time)
    seen = watching.seen()
    assert len(seen.trace["meter"]) == TRACE
    assert len(seen.log) <= LOG


def test_a_line_and_a_look_cost_little(long_watching):
    watching, line = long_watching
    events = [replace(line.event, number=number, time=line.event.time + number * 0.005) for number in range(2, 1002)]
    lines = [replace(line, event=event, mono=event.time) for event in events]
    state = watching.seen().state
    begin = time.thread_time()
    for one in lines:
        state = fold(state, one)
    folded = time.thread_time() - begin
    begin = time.thread_time()
    for one in lines:
        watching.take(one, one.mono)
    taken = time.thread_time() - begin
    assert (taken - folded) / len(lines) < 200e-6  # 50 µs on a machine that does nothing else
    begin = time.thread_time()
    for _ in range(20):
        watching.seen()
    assert (time.thread_time() - begin) / 20 < 4e-3


def test_what_was_seen_before_does_not_change_any_more(finished):
    watching = Watching()
    for line in finished.lines[:20]:
        watching.take(line, line.mono)
    before = watching.seen()
    kept = (dict(before.set_to), dict(before.indicated), dict(before.trace), before.log, before.completed)
    for line in finished.lines[20:]:
        watching.take(line, line.mono)
    assert kept == (dict(before.set_to), dict(before.indicated), dict(before.trace), before.log, before.completed)


def test_a_record_begins_with_its_plan(finished):
    assert isinstance(finished.after(RunStarted).log[0].event, RunStarted)
    assert isinstance(finished.after(SettingMade).log[-1].event, SettingMade)
