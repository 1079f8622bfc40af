"""The same events always give the same state, and impossible ones none."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bench_core.bilingual import Bilingual
from bench_core.errors import RecordError
from bench_core.metrology.decision import Verdict
from bench_core.records.events import (
    KINDS,
    AbortRequested,
    Checkpoint,
    IndicationTaken,
    ItemStarted,
    MeasurementKey,
    OutputAsked,
    PointCompleted,
    PointStarted,
    PreliminaryCompleted,
    PromptAnswered,
    PromptAsked,
    ReadingEntered,
    RunEnded,
    RunResumed,
    SettingIntended,
    SettingMade,
    StepFailed,
)
from bench_core.records.folding import fold, fold_record
from bench_core.records.record import Line, read_record
from bench_core.records.run_states import RunStatus

UTC_NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def folded(events):
    state = None
    for number, event in enumerate(events, start=1):
        state = fold(state, Line(number, number, UTC_NOON, float(number), event, ""))
    return state


def until(events, kind, nth=0):
    places = [number for number, event in enumerate(events) if isinstance(event, kind)]
    return events[: places[nth] + 1]


def test_a_point_with_a_result_does_not_come_once_for_its_range(bench):
    events = until(bench.events(), PointCompleted)
    with pytest.raises(RecordError, match="does not come once for its range; it has a result"):
        folded([*events[:-1], PreliminaryCompleted(events[-1].key)])


def test_leads_are_those_that_were_confirmed_last_and_an_interruption_ends_that(bench):
    asked = PromptAsked("c", "connect", "connect.x", Bilingual("", ""), "1", leads={"meter": "HI"})
    said = PromptAnswered("c", "yes", "li", "typed")
    begin = bench.events()[:1]
    assert folded([*begin, asked]).leads is None
    assert folded([*begin, asked, replace(said, answer="no")]).leads is None
    assert folded([*begin, asked, said]).leads == {"meter": "HI"}
    assert folded([*begin, asked, said, RunResumed("li", "", 0.0)]).leads is None


def test_what_a_person_set_is_known_until_an_interruption(bench):
    settings = {"function": "dc_voltage", "range": "10 V"}
    asked = PromptAsked("s", "select", "select.meter", Bilingual("", ""), "1", None, "meter", {}, settings)
    done = [*bench.events()[:1], asked, PromptAnswered("s", "是", "li", "typed")]
    assert folded(done).selected == {"meter": settings}
    assert folded([*done, RunResumed("li", "", 0.0)]).selected == {}


def test_a_whole_run_folds_to_its_results_in_order(finished):
    state = fold_record(read_record(finished))
    assert state.status is RunStatus.FINISHED
    assert list(state.results) == [("dc-voltage", "10 V/+10 %"), ("dc-voltage", "10 V/+30 %")]
    assert state.remaining == ()
    assert state.verdict is Verdict.PASS
    assert state.energised == {"calibrator": False}
    assert state.instruments["meter"].serial == "MY1"
    assert state.conditions["ambient.temperature"].holds
    assert state.answers["1"].answer == "20.3 °C"
    assert isinstance(state.checkpoint, Checkpoint)
    assert state.ended_utc is not None
    assert state.last_mono == read_record(finished).lines[-1].mono


def test_folding_changes_no_earlier_state(bench):
    states, state = [], None
    for number, event in enumerate(bench.events(), start=1):
        state = fold(state, Line(number, number, UTC_NOON, float(number), event, ""))
        states.append((number, state, repr(state)))
    assert all(repr(state) == text for _, state, text in states)
    with pytest.raises(FrozenInstanceError):
        state.item = "x"


def test_a_run_is_ready_until_its_first_item(bench):
    assert folded(bench.events()[:5]).status is RunStatus.READY
    assert folded(until(bench.events(), ItemStarted)).status is RunStatus.RUNNING


def test_there_is_no_verdict_while_a_point_is_missing(bench):
    state = folded(until(bench.events(), PointCompleted))
    assert state.verdict is None
    assert state.remaining == (("dc-voltage", "10 V/+30 %"),)


@pytest.mark.parametrize(
    ("verdicts", "overall"),
    [
        ((Verdict.PASS, Verdict.PASS), Verdict.PASS),
        ((Verdict.PASS, Verdict.UNDETERMINED), Verdict.UNDETERMINED),
        ((Verdict.FAIL, Verdict.UNDETERMINED), Verdict.FAIL),
        ((Verdict.FAIL, Verdict.PASS), Verdict.FAIL),
    ],
)
def test_the_worst_point_decides(bench, verdicts, overall):
    events, found = bench.events(), iter(verdicts)
    for number, event in enumerate(events):
        if isinstance(event, PointCompleted):
            judgements = (replace(event.result.judgements[0], verdict=next(found)),)
            events[number] = replace(event, result=replace(event.result, judgements=judgements))
    assert folded(events).verdict is overall


def test_a_prompt_is_pending_until_its_own_answer(bench):
    events = bench.events()
    assert folded(events[:2]).prompt == events[1]
    assert folded(events[:3]).prompt is None
    with pytest.raises(RecordError, match="line 3: prompt '2' was answered and not asked"):
        folded([*events[:2], PromptAnswered("2", "yes", "x", "typed")])


def test_a_question_asked_again_under_a_new_name_is_answered_under_that_name(bench):
    events = bench.events()
    again = replace(events[1], prompt="1/again")
    answered = replace(events[2], prompt="1/again")
    assert folded([*events[:2], again]).prompt == again
    state = folded([*events[:2], again, answered])
    assert state.prompt is None
    assert state.answers == {"1/again": answered}
    with pytest.raises(RecordError, match="prompt '1' was answered and not asked"):
        folded([*events[:2], again, events[2]])


def test_settling_readings_never_enter_the_readings_of_a_point(bench):
    state = folded(until(bench.events(), IndicationTaken, 6))
    assert list(state.readings) == ["source.output", "x"]
    assert [str(value) for value in state.quantities["x"]] == ["1.000010 V", "1.000030 V", "1.000020 V"]
    assert len(state.settling["uut"]) == 3
    assert state.steady is not None


def test_a_later_attempt_supersedes_the_readings_and_the_result_of_the_first(bench):
    point = bench.plan.items[0].points[0]
    events = until(bench.events(), PointCompleted)
    again = list(bench.point_events(bench.plan, point, bench.values[0], attempt=2))
    state = folded([*events, again[0]])
    assert state.readings == {}
    assert state.results == {}
    assert state.attempts == {("dc-voltage", "10 V/+10 %"): 2}
    done = folded([*events, *again])
    assert done.results["dc-voltage", "10 V/+10 %"].key.attempt == 2
    with pytest.raises(RecordError, match="attempt 1 was already started"):
        folded([*events, *bench.point_events(bench.plan, point, bench.values[0])])


def test_a_point_that_is_not_planned_cannot_start(bench):
    with pytest.raises(RecordError, match="is not in the plan"):
        folded([*bench.events()[:6], PointStarted(MeasurementKey("meter", "dc-voltage", "x"))])


@pytest.mark.parametrize("kind", [IndicationTaken, PointCompleted])
def test_nothing_is_read_at_a_point_that_is_not_under_way(bench, kind):
    events = bench.events()
    stray = until(events, kind)[-1]
    with pytest.raises(RecordError, match="is not under way"):
        folded([*events[:6], stray])


def test_an_output_is_unknown_from_the_intent_until_the_source_answers(bench):
    events = bench.events()[:6]
    on = [SettingIntended("calibrator", "operate", {}), SettingMade("calibrator", "operate", "1", True)]
    assert folded([*events, on[0]]).energised == {"calibrator": None}
    assert folded([*events, on[0]]).setting == on[0]
    assert folded([*events, *on]).energised == {"calibrator": True}
    assert folded([*events, *on]).setting is None
    off = SettingIntended("calibrator", "make_safe", {})
    assert folded([*events, *on, off]).energised == {"calibrator": None}
    assert folded([*events, *on, off, OutputAsked("calibrator", False, "0")]).energised == {"calibrator": False}


def test_after_a_resume_nothing_is_known_of_outputs_and_the_point_is_not_under_way(bench):
    events = until(bench.events(), IndicationTaken, 3)
    state = folded([*events, PromptAsked("2", "confirm", "x", Bilingual("一", "a"), "1"), RunResumed("李四", "", 1.0)])
    assert state.status is RunStatus.RUNNING
    assert state.energised == {"calibrator": None}
    assert (state.key, state.readings, state.prompt) == (None, {}, None)
    assert state.attempts == {("dc-voltage", "10 V/+10 %"): 1}
    assert state.interruptions[0].operator == "李四"


def test_a_run_whose_process_is_gone_is_interrupted_unless_it_ended(bench):
    assert folded(bench.events()[:9]).found_interrupted().status is RunStatus.INTERRUPTED
    assert folded(bench.events()).found_interrupted().status is RunStatus.FINISHED


@pytest.mark.parametrize("state", ["aborted", "failed"])
def test_a_run_may_end_before_it_measures(bench, state):
    events = [*bench.events()[:5], AbortRequested("x", "y"), StepFailed("E", "m"), RunEnded(state, "m", True)]
    ended = folded(events)
    assert ended.status.value == state
    assert ended.abort == events[5]
    assert ended.failure == events[6]


def test_a_run_cannot_finish_before_it_measures(bench):
    with pytest.raises(RecordError, match="line 6: run: it cannot go from ready to finished"):
        folded([*bench.events()[:5], RunEnded("finished", "", True)])


def test_an_ended_run_does_not_go_on(bench):
    with pytest.raises(RecordError, match="cannot go from finished to interrupted"):
        folded([*bench.events(), RunResumed("x", "", 1.0)])


def test_a_reading_entered_by_a_person_counts_as_a_reading(bench):
    events = until(bench.events(), PointStarted)
    entered = ReadingEntered(events[-1].key, "x", 1, Decimal("1.5"), "V", "2")
    assert str(folded([*events, entered]).quantities["x"][0]) == "1.5 V"


def test_the_first_event_must_be_the_start_of_the_run(bench):
    with pytest.raises(RecordError, match="line 1: the first event is not RunStarted"):
        folded(bench.events()[1:])


def test_a_record_without_a_whole_line_has_no_state(bench):
    path = bench.folder / "a"
    path.write_bytes(b'{"body":{')
    with pytest.raises(RecordError, match="the record has no whole line"):
        fold_record(read_record(path))


def test_the_small_run_holds_most_kinds_of_event(bench):
    # what the record tests prove, they prove for these kinds
    seen = {type(event).__name__ for event in bench.events()}
    assert set(KINDS) - seen == {
        "AbortExplained",
        "AbortRequested",
        "Checkpoint",
        "ConcernAccepted",
        "ConditionCorrected",
        "GuardianActed",
        "GuardianReady",
        "HoldWaited",
        "PointSkipped",
        "PreliminaryCompleted",
        "ProgramChanged",
        "ReadingCorrected",
        "ReadingEntered",
        "RetryAsked",
        "RunContinued",
        "RunPaused",
        "RunResumed",
        "RunSuspended",
        "StepFailed",
        "WiringProven",
    }
