"""The banner: where the run is, what it does and what it waits for, whatever happens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench_core.records.events import (
    AbortExplained,
    AbortRequested,
    ConditionRecorded,
    IndicationTaken,
    ItemStarted,
    PointCompleted,
    PointStarted,
    PromptAsked,
    RunEnded,
    RunPaused,
    RunStarted,
    RunSuspended,
    SettingIntended,
    SettingMade,
    StepFailed,
    TakeIntended,
)
from bench_gui.tone import Tone
from bench_gui.views.banner import banner
from bench_gui.views.failing import failure_text
from bench_gui.words import Language, words_in
from tests.bench_gui.views.conftest import with_state


def test_it_names_item_point_how_far_and_set_point(finished, words):
    view = banner(finished.after(PointStarted, 2), 0.0, words)
    assert (view.item, view.point, view.count) == ("DC voltage", "10 V/-90 %", "Point 2 of 3")
    assert (view.set_point, view.branch) == ("-9 V", "")


def test_points_of_several_items_are_counted_on(finished, words):
    seen = finished.after(PointStarted, 2)
    item, started = seen.state.plan.items[0], seen.state.started
    plan = replace(started.plan, items=(replace(item, id="before"), item, replace(item, id="after")))
    assert banner(with_state(seen, started=replace(started, plan=plan)), 0.0, words).count == "Point 5 of 9"


def test_a_further_attempt_is_told(watched, words):
    paused = watched("paused")
    counts = {banner(seen, 0.0, words).count for _, seen in paused.every()}
    assert "Point 1 of 3 · attempt 2" in counts


def test_every_moment_of_a_run_has_words(watched, words):
    for name in ("finished", "by hand", "failed", "suspended", "paused"):
        for _, seen in watched(name).every():
            view = banner(seen, seen.at, words)
            assert view.item
            assert view.doing


@pytest.mark.parametrize(
    ("kind", "number", "fields", "doing", "why"),
    [
        (RunStarted, 1, {}, "Connecting", "Asking who they are: calibrator, meter"),
        (ConditionRecorded, 1, {}, "Checking the conditions", "Nothing is measured before they hold"),
        (ItemStarted, 1, {}, "Preparing the next point", ""),
        (
            PromptAsked,
            1,
            {"kind": "connect"},
            "Waiting for you",
            "Every output is off until you have connected the leads",
        ),
        (SettingIntended, 1, {"action": "select"}, "Setting 34401A MY41001234", "Function and range are selected"),
        (SettingMade, 1, {"action": "operate"}, "Output on", "Waiting until the source says that it has settled"),
        (TakeIntended, 1, {"purpose": "settling"}, "Waiting until the signal is steady", "Waiting for the first two"),
        (TakeIntended, 1, {"purpose": "proof"}, "Proving the leads", "A harmless output must be seen"),
        (IndicationTaken, 1, {"purpose": "measurement"}, "Taking readings", "Waiting for the next indication"),
        (PointCompleted, 1, {}, "Preparing the next point", ""),
        (RunEnded, 1, {}, "Finished", "All outputs are off."),
    ],
)
def test_it_says_what_is_done_and_why(finished, words, kind, number, fields, doing, why):
    seen = finished.after(kind, number, **fields)
    view = banner(seen, seen.at, words)
    assert view.doing == doing
    assert view.why.startswith(why)


def test_a_run_that_finished_out_of_tolerance_is_not_shown_as_good(finished, watched, words):
    good, bad = finished.last, watched("out of tolerance").last
    assert (banner(good, good.at, words).tone, banner(bad, bad.at, words).tone) == (Tone.GOOD, Tone.BAD)
    assert banner(bad, bad.at, words).doing == "Finished"


def test_a_meter_that_keeps_silent_is_told_with_how_long(finished, words):
    seen = finished.after(IndicationTaken, purpose="measurement")
    view = banner(seen, seen.at + 8, words)
    assert (view.doing, view.why, view.tone) == ("Taking readings", "No indication for 8.0 s", Tone.WARNING)


def test_a_suspension_is_named_with_its_cause_and_when_it_goes_on(watched, words):
    suspended = watched("suspended")
    seen = suspended.after(RunSuspended)
    view = banner(seen, seen.at, words)
    assert view.doing == "Suspended"
    assert seen.state.suspended.what.en in view.why
    assert f"It goes on when: {seen.state.suspended.until.en}." in view.why
    asked = banner(suspended.after(PromptAsked, kind="energise"), 0.0, words)
    assert asked.doing == "Suspended: waiting for your word"


def test_a_pause_is_told_and_so_is_one_that_was_only_asked_for(watched, finished, words):
    assert banner(watched("paused").after(RunPaused), 0.0, words).doing == "Paused"
    view = banner(finished.after(IndicationTaken, purpose="measurement"), 0.0, words, pending={"pause"})
    assert view.why.startswith("Pauses after what is under way.")


def test_a_failure_an_abort_and_a_lost_process_are_told(watched, finished, words):
    failing = banner(watched("failed").after(StepFailed), 0.0, words)
    assert (failing.doing, failing.tone) == ("Making the outputs safe", Tone.BAD)
    assert "meter" in failing.why
    left = banner(watched("failed").gone_after(StepFailed), 0.0, words)
    assert (left.doing, left.tone) == ("Interrupted", Tone.BAD)
    assert "meter" in left.why
    assert left.why.endswith("The run can be resumed; look at the outputs first.")
    ended = with_state(finished.last, ended=RunEnded("failed", "no answer", safe=True))
    assert (banner(ended, 0.0, words).doing, banner(ended, 0.0, words).why) == (
        "Failed",
        "All outputs are off. no answer",
    )
    failure = watched("failed").after(StepFailed).state.failure
    in_chinese = with_state(ended, ended=RunEnded("failed", failure.message, safe=True), failure=failure)
    assert banner(in_chinese, 0.0, words_in(Language.ZH)).why == (
        f"所有输出均已断开。 {failure_text(failure, words_in(Language.ZH))}"
    )
    said = AbortExplained("li", "smoke")
    aborted = with_state(finished.last, ended=RunEnded("aborted", "aborted by li: button", safe=True), explained=said)
    assert banner(aborted, 0.0, words).why == "All outputs are off. li on the end of the run: smoke"
    ending = with_state(finished.after(PointStarted), abort=AbortRequested("li", "smoke"))
    assert banner(ending, 0.0, words).why == "li ended the run: smoke"
    gone = banner(finished.gone_after(PointStarted), 0.0, words)
    assert (gone.doing, gone.tone) == ("Interrupted", Tone.BAD)


def test_an_end_with_an_output_that_may_be_on_is_a_hazard(finished, words):
    unsafe = with_state(finished.last, ended=RunEnded("aborted", "smoke", safe=False))
    view = banner(unsafe, 0.0, words)
    assert view.tone is Tone.HAZARD
    assert view.why.startswith("AN OUTPUT MAY STILL BE ON.")


def test_who_reads_blind_sees_neither_point_nor_set_point(read_by_hand, words):
    for line, seen in read_by_hand.every():
        view = banner(seen, seen.at, words)
        if seen.state.ended is None:
            assert (view.point, view.set_point) == ("", ""), line
            assert not [sign for sign in ("50 %", "300", "3 V", "mV", "-3") if sign in f"{view.doing} {view.why}"], view
    number = banner(read_by_hand.after(PromptAsked, kind="number"), 0.0, words)
    assert (number.count, number.doing) == ("Point 1 of 3", "Waiting for you")
