"""The window makes itself heard once for each thing that begins, and calls nobody who is there."""

from __future__ import annotations

from dataclasses import replace

from bench_core.records.events import PromptAsked, RunEnded, RunSuspended, StepFailed
from bench_gui.views.bell import Bell, Call
from tests.bench_gui.views.conftest import with_state

FAR = 100.0
"""Seconds between two looks after which nobody is taken to be there."""


def heard(run):
    """Return what rings over a whole run of which each line is looked at twice, with a long time between two lines."""
    bell, rung = Bell(), []
    for number, (line, seen) in enumerate(run.every()):
        for look in range(2):
            call = bell.call(seen, number * FAR + look)
            if call is not None:
                rung.append((type(line.event), call))
    return rung


def test_a_prompt_rings_once_and_the_end_once(finished):
    prompts = [line for line in finished.lines if isinstance(line.event, PromptAsked)]
    assert heard(finished) == [*[(PromptAsked, Call.NEEDED)] * len(prompts), (RunEnded, Call.ENDED)]


def test_a_trip_and_a_failure_are_alarms(watched):
    assert (RunSuspended, Call.ALARM) in heard(watched("suspended"))
    assert (StepFailed, Call.ALARM) in heard(watched("failed"))


def test_an_end_with_an_output_that_may_be_on_is_an_alarm(finished):
    bell, last = Bell(), finished.last
    bell.call(finished.every()[-5][1], 0.0)
    assert bell.call(with_state(last, ended=replace(last.state.ended, safe=False)), 1.0) is Call.ALARM


def test_a_process_that_goes_is_an_alarm(finished):
    bell = Bell()
    bell.call(finished.every()[40][1], 0.0)
    assert bell.call(finished.gone_after(PromptAsked), 1.0) is Call.ALARM


def test_who_has_just_answered_is_not_called_to_the_next_prompt(read_by_hand):
    asked = [seen for line, seen in read_by_hand.every() if isinstance(line.event, PromptAsked)]
    bell = Bell()
    assert bell.call(asked[0], 0.0) is Call.NEEDED
    assert bell.call(asked[1], 1.0) is None
    assert bell.call(asked[2], 1.0 + FAR) is None, "the one before was answered this very moment"
    assert bell.call(with_state(asked[2], prompt=None), 2.0 + FAR) is None
    assert bell.call(asked[3], 2.0 + 2 * FAR) is Call.NEEDED


def test_a_run_that_is_seen_for_the_first_time_only_calls_for_who_is_needed(finished, watched):
    assert Bell().call(finished.last, 0.0) is None
    assert Bell().call(watched("failed").last, 0.0) is None
    assert Bell().call(finished.after(PromptAsked), 0.0) is Call.NEEDED


def test_the_more_urgent_beeps_more_often():
    assert Call.NEEDED < Call.ENDED < Call.ALARM
