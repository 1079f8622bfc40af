"""The controls: what makes sense now, and why not; abort always."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench_core.records.causes import CAUSES
from bench_core.records.events import (
    AbortRequested,
    IndicationTaken,
    PointCompleted,
    PointStarted,
    PromptAsked,
    RunPaused,
    RunStarted,
    RunSuspended,
    StepFailed,
)
from bench_core.records.given_answers import reading_name
from bench_gui.views.controls import Controls, controls
from bench_gui.words import Language, words_in
from tests.bench_gui.views.conftest import with_state

RUNS = ("finished", "by hand", "failed", "suspended", "paused")


def enabled(view):
    names = ("pause", "pause_now", "resume", "retry", "skip", "correct")
    return {name for name in names if getattr(view, name).enabled}


def test_abort_is_always_enabled(watched, words):
    assert controls(None, words).abort.enabled
    for name in RUNS:
        for _, seen in watched(name).every():
            assert controls(seen, words).abort.enabled


def test_whatever_is_not_enabled_says_why_and_whatever_is_says_what_it_does(watched):
    for language in Language:
        words = words_in(language)
        for name in RUNS:
            for _, seen in watched(name).every()[::7]:
                view = controls(seen, words)
                for one in (view.pause, view.pause_now, view.resume, view.retry, view.skip, view.correct, view.abort):
                    assert one.note
                    assert one.label


def test_before_and_after_a_run_nothing_but_abort_makes_sense(finished, words):
    assert enabled(controls(None, words)) == set()
    assert controls(None, words).pause.note == "The run has not begun yet"
    assert enabled(controls(finished.last, words)) == set()
    assert controls(finished.last, words).retry.note == "The run has ended"


@pytest.mark.parametrize("ending", ["abort", "failure", "gone"])
def test_a_run_that_is_ending_takes_no_wishes(finished, words, ending):
    seen = finished.after(PointStarted)
    if ending == "abort":
        seen = with_state(seen, abort=AbortRequested("li", "smoke"))
    elif ending == "failure":
        seen = with_state(seen, failure=StepFailed("Fault", "it broke"))
    else:
        seen = finished.gone_after(PointStarted)
    assert enabled(controls(seen, words)) == set()


def test_what_makes_sense_while_a_point_is_under_way(finished, words):
    view = controls(finished.after(IndicationTaken, purpose="measurement"), words)
    assert enabled(view) == {"pause", "pause_now", "retry", "skip"} | {"correct"}
    assert view.resume.note == "The run is not paused"


def test_before_the_first_point_there_is_nothing_to_retry_or_skip(finished, words):
    view = controls(finished.after(RunStarted), words)
    assert {"retry", "skip", "correct"} & enabled(view) == set()
    assert view.retry.note == "No point was begun yet"


def test_between_two_points_there_is_nothing_to_skip_unless_the_last_one_was_broken_off(finished, words):
    between = finished.after(PointCompleted)
    assert between.state.key is None
    assert "skip" not in enabled(controls(between, words))
    assert "skip" in enabled(controls(with_state(between, results={}), words))


def test_a_paused_run_can_go_on_and_not_be_paused(watched, words):
    view = controls(watched("paused").after(RunPaused), words)
    assert "resume" in enabled(view)
    assert view.pause.note == "The run is paused already"


def test_a_suspended_run_goes_on_only_when_it_may(watched, words):
    suspended = watched("suspended")
    seen = suspended.after(RunSuspended)
    view = controls(seen, words)
    assert view.resume.note == f"Not before: {seen.state.suspended.until.en}"
    assert "resume" in enabled(controls(suspended.after(PromptAsked, kind="energise"), words))


def test_what_was_asked_for_is_not_asked_for_again(finished, words):
    view = controls(finished.after(PointStarted), words, pending={"pause"})
    assert not view.pause.enabled
    assert view.pause.note == "Asked for; it is carried out next"
    assert view.pause_now.enabled
    again = controls(finished.after(PointStarted), words, pending={"abort", "pause", "skip"})
    assert (again.abort.enabled, again.skip.enabled) == (True, False)  # an abort can be said again whatever was said


def test_the_technical_causes_are_offered_in_the_language(finished, words):
    view = controls(finished.after(PointStarted), words)
    assert [(one.code, one.text) for one in view.causes] == [(code, text.en) for code, text in CAUSES.items()]
    assert controls(finished.last, words_in(Language.ZH)).causes[0].text == "接触不良"


def test_points_that_were_begun_may_be_taken_again(finished, words):
    view = controls(finished.after(PointStarted, 2), words)
    assert [(one.item, one.point, one.text) for one in view.retryable] == [("dc-voltage", "10 V/+90 %", "10 V/+90 %")]


def test_what_a_person_typed_can_be_corrected_by_the_name_of_its_prompt(read_by_hand, words):
    view = controls(read_by_hand.after(PointCompleted, 2), words)
    names = [one.reading for one in view.correctable]
    taken = [line.event for line in read_by_hand.lines if isinstance(line.event, IndicationTaken)]
    mine = [one for one in taken if one.purpose == "measurement" and one.name == "x"][:4]
    assert names == [*(reading_name(one.key, one.name, one.number) for one in mine), "ambient.temperature"]
    assert view.correctable[-1].text.startswith("ambient temperature: 20.")


def test_who_reads_blind_is_not_led_by_the_names_of_points(read_by_hand, words):
    view = controls(read_by_hand.after(PointStarted, 3), words)
    assert [one.text for one in view.retryable] == ["Point 1", "Point 2"]
    assert view.correctable[0].text.startswith("Point 1, reading 1: ")


def test_the_controls_are_made_anew_only_when_they_change(finished, words):
    kept, made = Controls(), set()
    views = [kept.view(seen, words) for _, seen in finished.every()]
    made = {id(view) for view in views}
    assert len(made) < len(views) / 3
    assert kept.view(finished.last, words) == controls(finished.last, words)


def test_readings_of_an_attempt_that_is_taken_again_are_not_corrected_any_more(read_by_hand, words):
    seen = read_by_hand.after(PointCompleted, 2)
    first = next(iter(seen.state.taken.values())).key
    again = with_state(seen, key=replace(first, attempt=2), readings={})
    names = [one.reading for one in controls(again, words).correctable]
    assert not [name for name in names if name.startswith(f"{first.item}/{first.point}/")]
    assert len(names) == len(controls(seen, words).correctable) - 2
