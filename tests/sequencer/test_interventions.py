"""People pause a run, have it go on, take points again and leave points out; each is on record with who and why."""

from typing import Any

import pytest

from bench_core.errors import LinkTimeout
from bench_core.metrology.decision import Verdict
from bench_core.records.events import (
    IndicationTaken,
    PointCompleted,
    PointSkipped,
    PointStarted,
    PromptAsked,
    RetryAsked,
    RunContinued,
    RunPaused,
    RunSuspended,
    SettingMade,
    TakeIntended,
)
from bench_core.records.journal import Journal
from bench_core.records.run_states import RunStatus
from bench_core.records.verification import verify_record
from sequencer import carrying_out
from sequencer.connecting import require_all_off
from sequencer.control import Control
from sim_instruments.physics.converter import Converter

FIRST, SECOND = "10 V/+90 %", "10 V/-90 %"


def say(command: str, **more: object) -> dict[str, Any]:
    return {"command": command, "by": "li", **more}


AGAIN = "is taken again; every attempt stays on record"
GO_ON = (RunPaused, 1, [say("resume")])


def results(ran) -> dict[tuple[str, str], object]:
    return {place: done.result for place, done in ran.state.results.items()}


@pytest.mark.parametrize("now", [True, False])
@pytest.mark.parametrize(("kind", "number"), [(TakeIntended, 2), (IndicationTaken, 9), (SettingMade, 7)])
def test_a_pause_switches_everything_off_and_changes_no_result(run, meddled, bench_folder, kind, number, now):
    whole = run()
    ran, person = meddled((kind, number, [say("pause", now=now)]), GO_ON, record=bench_folder.path("b.calrun"))
    assert person.told() == ["paused; every output is off", "goes on"]
    at = ran.kinds().index("RunPaused")
    assert all(state is False for state in ran.state_after(at).energised.values())
    assert ran.state_after(at).status is RunStatus.PAUSED
    assert isinstance(ran.events[at + 1], RunContinued)
    assert results(ran) == results(whole)
    verify_record(ran.record)


def test_an_urgent_pause_breaks_the_step_off_and_another_lets_it_finish(meddled, bench_folder):
    urgent, _ = meddled((IndicationTaken, 9, [say("pause", now=True)]), GO_ON)
    patient, _ = meddled((IndicationTaken, 9, [say("pause")]), GO_ON, record=bench_folder.path("b.calrun"))
    before = [ran.kinds()[: ran.kinds().index("RunPaused")].count("IndicationTaken") for ran in (urgent, patient)]
    assert before[0] < before[1]


def test_after_a_pause_the_leads_are_asked_for_again(meddled):
    ran, _ = meddled((IndicationTaken, 9, [say("pause", now=True)]), GO_ON)
    after = ran.events[ran.kinds().index("RunContinued") :]
    asked = [event.kind for event in after if isinstance(event, PromptAsked)]
    assert asked[0] == "connect"


def test_a_point_that_was_broken_off_is_taken_again_as_a_further_attempt(meddled):
    ran, _ = meddled((IndicationTaken, 9, [say("pause", now=True)]), GO_ON)
    at = ran.kinds().index("RunPaused")
    broken = [event for event in ran.events[:at] if isinstance(event, PointStarted)][-1]
    again = next(event for event in ran.events[at:] if isinstance(event, PointStarted))
    assert (again.key.point, again.key.attempt) == (broken.key.point, broken.key.attempt + 1)


def test_a_retry_of_the_point_under_way_has_its_cause_on_record(meddled):
    ran, person = meddled((IndicationTaken, 9, [say("retry", cause="contact")]))
    (asked,) = ran.of(RetryAsked)
    assert (asked.by, asked.cause, asked.second) == ("li", "contact", "")
    assert ran.state.attempts[asked.item, asked.point] == 2
    assert person.told() == [f"{asked.item} {asked.point}: {AGAIN}"]
    verify_record(ran.record)


def test_a_retry_of_a_completed_point_is_done_next_and_every_attempt_stays_on_record(meddled):
    wish = say("retry", cause="disturbance", item="dc-voltage", point=FIRST)
    ran, _ = meddled((PointCompleted, 2, [wish]))
    done = [event.key.point for event in ran.of(PointCompleted)]
    assert done[:3] == [FIRST, SECOND, FIRST]
    assert ran.state.attempts["dc-voltage", FIRST] == 2
    verify_record(ran.record)


@pytest.fixture
def spiked(monkeypatch):
    """Have everything that the meter reads be 0.1 % too large until the first point is completed."""
    read, append, completed = Converter.read, Journal.append, []

    def disturbed(converter: Converter, *words: Any, **names: Any) -> float:
        return read(converter, *words, **names) * (1 if completed else 1.001)

    def noted(journal: Journal, event: object) -> None:
        append(journal, event)
        if isinstance(event, PointCompleted):
            completed.append(event)

    monkeypatch.setattr(Converter, "read", disturbed)
    monkeypatch.setattr(Journal, "append", noted)


@pytest.mark.usefixtures("spiked")
def test_without_a_second_person_the_worse_attempt_stands(meddled):
    wish = say("retry", cause="disturbance", item="dc-voltage", point=FIRST)
    ran, _ = meddled((PointCompleted, 1, [wish]))
    attempts = [event for event in ran.of(PointCompleted) if event.key.point == FIRST]
    assert [one.result.verdict for one in attempts] == [Verdict.FAIL, Verdict.PASS]
    assert ran.state.results["dc-voltage", FIRST] == attempts[0]
    assert ran.code == 1
    verify_record(ran.record)


@pytest.mark.usefixtures("spiked")
def test_with_a_second_person_the_new_attempt_stands(meddled):
    wish = say("retry", cause="disturbance", item="dc-voltage", point=FIRST, second="wang")
    ran, _ = meddled((PointCompleted, 1, [wish]))
    assert ran.state.results["dc-voltage", FIRST].result.verdict is Verdict.PASS
    assert ran.code == 0
    verify_record(ran.record)


@pytest.mark.usefixtures("spiked")
def test_a_retry_that_is_given_up_does_not_hide_the_result_before(meddled):
    retry = say("retry", cause="disturbance", item="dc-voltage", point=FIRST, second="wang")
    ran, person = meddled((PointCompleted, 1, [retry]), (PointStarted, 2, [say("skip", reason="no more")]))
    assert person.told()[1].endswith(": is not taken again; its result before stands")
    assert ran.state.results["dc-voltage", FIRST].result.verdict is Verdict.FAIL
    assert ran.state.verdict is Verdict.FAIL
    assert ran.state.skipped == {}
    assert ran.code == 1
    verify_record(ran.record)


def test_a_point_that_is_left_out_is_never_a_pass(meddled):
    ran, person = meddled((IndicationTaken, 9, [say("skip", reason="该点无法测量")]))
    (skipped,) = ran.of(PointSkipped)
    assert (skipped.by, skipped.reason) == ("li", "该点无法测量")
    assert ran.state.verdict is Verdict.UNDETERMINED
    assert (skipped.item, skipped.point) not in ran.state.results
    assert ran.code == 1
    assert person.told() == [f"{skipped.item} {skipped.point}: is left out, which is never a pass"]
    verify_record(ran.record)


@pytest.mark.parametrize(
    ("at", "command", "why"),
    [
        ((PointCompleted, 1), say("resume"), "the run is not paused"),
        ((PointCompleted, 1), say("retry", cause="link", item="dc-voltage", point="100 V/+90 %"), "was never begun"),
        ((PointCompleted, 1), say("retry", cause="link", item="dc-voltage", point="7 V"), "was never begun"),
        ((PointCompleted, 1), say("skip", reason="x"), "no point is under way"),
    ],
)
def test_what_cannot_be_done_now_is_refused_and_leaves_no_trace(meddled, at, command, why):
    ran, person = meddled((*at, [command]))
    assert why in person.told()[0]
    assert ran.code == 0
    assert not {"RunPaused", "RetryAsked", "PointSkipped", "RunContinued"} & set(ran.kinds())


def test_a_paused_run_is_not_paused_twice(meddled):
    ran, person = meddled((IndicationTaken, 9, [say("pause", now=True)]), (RunPaused, 1, [say("pause"), say("resume")]))
    assert person.told()[1:] == ["refused: the run is paused already", "goes on"]
    assert len(ran.of(RunPaused)) == 1


def test_a_wish_is_not_dropped_where_a_source_fails_while_the_point_is_broken_off_for_it(meddled, monkeypatch):
    silent = [LinkTimeout("calibrator (sim:calibrator)", "silent")]

    def fails_once(desk):
        if silent:
            raise silent.pop()
        require_all_off(desk)

    monkeypatch.setattr(Control, "attended", True)
    monkeypatch.setattr(carrying_out, "require_all_off", fails_once)
    ran, person = meddled((IndicationTaken, 9, [say("skip", reason="broken")]))
    assert len(ran.of(RunSuspended)) == len(ran.of(PointSkipped)) == 1
    assert "is left out" in person.told()[0]
    verify_record(ran.record)


def test_what_is_wished_together_with_going_on_is_not_dropped(meddled):
    wish = say("retry", cause="disturbance", item="dc-voltage", point=FIRST)
    ran, person = meddled((PointCompleted, 1, [say("pause")]), (RunPaused, 1, [say("resume"), wish]))
    assert person.told()[1:] == ["goes on", f"dc-voltage {FIRST}: {AGAIN}"]
    assert ran.state.attempts["dc-voltage", FIRST] == 2
    verify_record(ran.record)


def test_a_paused_run_can_be_aborted(meddled):
    ran, _ = meddled((IndicationTaken, 9, [say("pause", now=True)]), (RunPaused, 1, [say("abort", reason="smoke")]))
    assert ran.state.ended.state == "aborted"
    assert ran.state.ended.safe
    assert ran.code == 4


def test_a_run_that_is_killed_while_paused_resumes_to_the_same_results(run, meddled, bench_folder):
    whole = run()
    ran, _ = meddled((IndicationTaken, 9, [say("pause", now=True)]), GO_ON, record=bench_folder.path("b.calrun"))
    for cut in ("RunPaused", "RunContinued"):
        record = bench_folder.path(f"{cut}.calrun")
        lines = ran.record.path.read_bytes().splitlines(keepends=True)
        record.write_bytes(b"".join(lines[: ran.kinds().index(cut) + 1]))
        assert results(run(record=record, resume=True)) == results(whole)
