"""Limited outputs: no longer on than the procedure allows, off at the end of the point, and rested before the next."""

from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import pytest

from bench_core.clock import VirtualClock
from bench_core.errors import OutputOnTooLong, ResultDiffers
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import (
    IndicationTaken,
    PointCompleted,
    PointStarted,
    RetryAsked,
    RunResumed,
    SettingIntended,
    SettingMade,
)
from bench_core.records.plan import MaxOn
from bench_core.records.record import read_record
from bench_core.records.verification import verify
from sequencer.control import Control
from sequencer.on_time import OnTime
from sequencer.request import RunRequest
from sequencer.runner import perform

q = Quantity.parse
LIMIT = MaxOn(q("3 A"), q("30 s"), q("60 s"))
ROWS = "      - {range: 10 V, at: [90 %, -90 %], of: range}\n      - {range: 100 V, at: [90 %], of: range}\n"
LIMITED_FIRST = "      - {range: 100 V, at: [90 %, -90 %], of: range}\n      - {range: 10 V, at: [90 %], of: range}\n"


@pytest.fixture
def limited(bench_folder):
    """The small procedure with two limited points, and one that is not, after them."""
    bench_folder.change("procedure.yaml", ROWS, LIMITED_FIRST)
    limit = "    max_on: {above: 20 V, longest: 30 s, rest: 60 s}\n"
    bench_folder.change("procedure.yaml", "    method:\n", f"{limit}    method:\n")
    return bench_folder


def stretches(lines):
    """When outputs were on for each point, wiring proofs left out: point, on, off [s]."""
    found, on = [], None
    for line in lines:
        event = line.event
        if isinstance(event, SettingMade) and event.action == "operate" and event.energised:
            on = (event.key.point if event.key else "", line.mono)
        elif isinstance(event, SettingMade) and event.action == "make_safe" and on is not None:
            found.append((*on, line.mono))
            on = None
    return found[1:]


@pytest.mark.usefixtures("limited")
def test_outputs_rest_before_the_next_one_is_energised_and_the_record_verifies(run):
    ran = run()
    assert ran.code == 0
    spans = stretches(ran.record.lines)
    assert [point for point, _, _ in spans] == ["100 V/+90 %", "100 V/-90 %", "10 V/+90 %"]
    assert all(off - on <= 30 for _, on, off in spans)
    rests = [after[1] - before[2] for before, after in pairwise(spans)]
    assert rests == pytest.approx([60, 60], abs=1e-5)
    verify(ran.record.path)


@pytest.mark.usefixtures("limited")
def test_a_limited_output_is_off_before_its_point_is_completed_and_others_may_stay_on(run):
    state, at_end = {}, {}
    for event in run().events:
        if isinstance(event, SettingMade) and event.energised is not None:
            state[event.instrument] = event.energised
        elif isinstance(event, PointCompleted):
            at_end[event.key.point] = state["calibrator"]
    assert at_end == {"100 V/+90 %": False, "100 V/-90 %": False, "10 V/+90 %": True}


def test_an_output_that_would_be_on_too_long_is_switched_off_and_the_run_stays_open(run, limited):
    limited.change("procedure.yaml", "longest: 30 s", "longest: 3 s")
    limited.change("world.yaml", "gain: -14 ppm, noise: 40 µV", "gain: -14 ppm, noise: 2 mV")  # long unsteady
    ran = run()
    assert ran.code == 3
    assert ran.state.failure.failure == "OutputOnTooLong"
    assert "the procedure allows 3 s above 20 V" in ran.state.failure.message
    assert ran.state.ended is None
    assert ran.state.energised == {"calibrator": False}
    assert ran.state.results == {}
    (_, on, off), *_ = stretches(ran.record.lines)
    assert off - on < 4


def test_a_run_that_goes_on_rests_first(limited, run, power_cut):
    kinds = run(record=limited.path("whole.calrun")).kinds()
    record = power_cut(kinds.index("SteadyReached"))
    assert perform(RunRequest(record=record, resume=True), Control()) == 0
    lines = read_record(record).lines
    resumed = next(line.mono for line in lines if isinstance(line.event, RunResumed))
    first = next(line.mono for line in lines if line.mono > resumed and is_energising(line.event))
    assert first - resumed >= 60 - 1e-5
    verify(record)


def is_energising(event):
    return isinstance(event, SettingIntended) and event.action == "operate"


@pytest.mark.parametrize(
    ("limit", "why"),
    [
        (MaxOn(q("20 V"), q("2 s"), q("60 s")), r"the output of calibrator was on for \d.\d s, the plan allows 2 s"),
        (MaxOn(q("20 V"), q("30 s"), q("70 s")), r"calibrator was energised \d+.\d s before the end of the rest"),
        (MaxOn(q("5 V"), q("30 s"), q("60 s")), "the output of calibrator was not switched off at the end"),
    ],
)
def test_a_limit_that_was_not_kept_is_found(run, limited, forged, limit, why):
    ran = run()

    def change(lines):
        plan = lines[0].event.plan
        items = (replace(plan.items[0], max_on=limit),)
        lines[0] = replace(lines[0], event=replace(lines[0].event, plan=replace(plan, items=items)))

    assert limited.path("a.calrun").exists()
    with pytest.raises(ResultDiffers, match=why):
        verify(forged(ran, change))


def test_a_run_that_went_on_without_its_rest_is_found(limited, run, power_cut, forged):
    record = power_cut(run(record=limited.path("whole.calrun")).kinds().index("SteadyReached"))
    perform(RunRequest(record=record, resume=True), Control())

    def change(lines):
        at = next(at for at, line in enumerate(lines) if isinstance(line.event, RunResumed))
        first = next(n for n, line in enumerate(lines) if n > at and is_energising(line.event))
        gap = lines[first].mono - lines[first - 1].mono
        return lines[:first] + [replace(line, mono=line.mono - gap) for line in lines[first:]]

    with pytest.raises(ResultDiffers, match="before the end of the rest"):
        verify(forged(SimpleNamespace(record=read_record(record)), change))


@pytest.mark.usefixtures("limited")
def test_an_attempt_that_was_too_long_and_taken_again_is_no_fault_of_the_record(run, forged):
    ran = run()

    def change(lines):
        """The first limited point twice: the earlier attempt with its end far too late."""
        begin = next(at for at, line in enumerate(lines) if isinstance(line.event, PointStarted))
        end = next(at for at, line in enumerate(lines) if isinstance(line.event, PointCompleted))
        first, again = lines[begin:end], [second(line) for line in lines[begin : end + 1]]
        off = max(n for n, line in enumerate(first) if getattr(line.event, "energised", None) is False)
        late = [*first[:off], *(later(line, 100) for line in first[off:])]
        key = lines[begin].event.key
        retry = replace(lines[begin], event=RetryAsked(key.item, key.point, "li", "operation", ""))
        return [*lines[:begin], *late, *(later(line, 300) for line in [retry, *again, *lines[end + 1 :]])]

    def later(line, seconds):
        event = line.event
        moved = replace(event, time=event.time + seconds) if isinstance(event, IndicationTaken) else event
        return replace(line, mono=line.mono + seconds, event=moved)

    def second(line):
        key = getattr(line.event, "key", None)
        return line if key is None else replace(line, event=replace(line.event, key=replace(key, attempt=2)))

    verify(forged(ran, change))


def test_time_is_counted_from_the_first_output_that_goes_on():
    clock = VirtualClock()
    on_time = OnTime(clock)
    on_time.begin(LIMIT, "calibrator")
    clock.sleep(20)
    on_time.begin(LIMIT, "amplifier")
    clock.sleep(10)
    on_time.check()
    clock.sleep(0.1)
    with pytest.raises(OutputOnTooLong, match=r"calibrator: its output is on for 30.1 s"):
        on_time.check()


def test_a_wait_that_would_last_too_long_is_not_begun():
    clock, control = VirtualClock(), Control()
    on_time = OnTime(clock)
    control.guard(on_time.check)
    on_time.begin(LIMIT, "calibrator")
    control.wait(clock, 29)
    with pytest.raises(OutputOnTooLong):
        control.wait(clock, 2)
    assert clock.now() == 29


def test_a_stretch_that_was_too_long_is_told_at_its_end_and_rests_all_the_same():
    clock, control = VirtualClock(), Control()
    on_time = OnTime(clock)
    on_time.begin(LIMIT, "calibrator")
    clock.sleep(31)
    with pytest.raises(OutputOnTooLong):
        on_time.end()
    on_time.rest(control)
    assert clock.now() == 91


def test_what_has_no_limit_may_stay_on_and_needs_no_rest():
    clock, control = VirtualClock(), Control()
    on_time = OnTime(clock)
    on_time.begin(None, "calibrator")
    clock.sleep(1e6)
    on_time.end()
    on_time.rest(control)
    assert clock.now() == 1e6
