"""What verification proves, and what it finds however it was forged."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bench_core.bilingual import Bilingual
from bench_core.errors import BrokenChain, ResultDiffers, RunUnfinished, SignatureInvalid
from bench_core.metrology.decision import Verdict
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import (
    AbortRequested,
    Checkpoint,
    ConditionRecorded,
    IndicationTaken,
    PointCompleted,
    PromptAsked,
    RunEnded,
    RunStarted,
    StepFailed,
    TakeIntended,
)
from bench_core.records.proved import proved
from bench_core.records.record import read_record
from bench_core.records.run_state import changed
from bench_core.records.verification import verify


def place(events, kind, nth=0):
    return [number for number, event in enumerate(events) if isinstance(event, kind)][nth]


def of_x(events, number=1):
    """Place of a reading of the first point."""
    return next(at for at, event in enumerate(events) if getattr(event, "name", "") == "x"
                and isinstance(event, IndicationTaken) and event.number == number)  # fmt: skip


def forged(bench, change):
    """Write a record with a right chain and signature in which one event was changed."""
    events = bench.events()
    change(events)
    return bench.write(events)


def test_a_whole_record_verifies_and_says_what_stays_open(finished):
    verification = verify(finished)
    assert verification.state.verdict is Verdict.PASS
    assert any("2 results were computed again" in text.en for text in verification.proved)
    assert any("whose key it is" in text.en for text in verification.open)
    assert all(text.zh and text.en for text in (*verification.proved, *verification.open))


def test_a_value_that_its_reply_does_not_say_is_found(bench):
    def change(events):
        at = of_x(events)
        events[at] = replace(events[at], value=Decimal("1.000011"))

    with pytest.raises(ResultDiffers, match=r"reads 1\.000010 V, recorded is 1\.000011 V") as caught:
        verify(forged(bench, change))
    assert caught.value.line == of_x(bench.events()) + 1


def test_an_overload_reply_is_never_a_value(bench):
    def change(events):
        at = place(events, IndicationTaken, 1)
        events[at] = replace(events[at], value=Decimal("+9.90000000E+37"), raw="+9.90000000E+37")

    with pytest.raises(ResultDiffers, match="overload"):
        verify(forged(bench, change))


def test_a_reply_that_is_not_a_number_is_found(bench):
    def change(events):
        at = place(events, IndicationTaken, 1)
        events[at] = replace(events[at], raw="1.0 V")

    with pytest.raises(ResultDiffers, match="gives no number"):
        verify(forged(bench, change))


@pytest.mark.parametrize("field", ["error", "reported_error", "mpe", "reference", "indication", "expanded_uncertainty"])
def test_a_changed_number_of_a_result_is_found(bench, field):
    def change(events):
        at = place(events, PointCompleted)
        value = getattr(events[at].result, field)
        other = value * 1.000001 if isinstance(value, float) else value + Quantity.parse("1 nV")
        events[at] = replace(events[at], result=replace(events[at].result, **{field: other}))

    with pytest.raises(ResultDiffers, match=f"result.{field} is recorded as"):
        verify(forged(bench, change))


def test_a_changed_verdict_is_found(bench):
    def change(events):
        at = place(events, PointCompleted)
        judgement = replace(events[at].result.judgements[0], verdict=Verdict.FAIL)
        events[at] = replace(events[at], result=replace(events[at].result, judgements=(judgement,)))

    with pytest.raises(ResultDiffers, match="recorded as fail, the readings give pass"):
        verify(forged(bench, change))


def test_a_raw_reply_that_was_changed_with_its_value_changes_the_result(bench):
    def change(events):
        at = of_x(events)
        events[at] = replace(events[at], value=Decimal("1.000011"), raw="1.000011")

    with pytest.raises(ResultDiffers, match="the readings give"):
        verify(forged(bench, change))


def test_a_reading_that_was_left_out_is_found(bench):
    def change(events):
        events.pop(of_x(events, 3))
        at = place(events, TakeIntended, 1)
        assert events[at].purpose == "measurement"
        events[at] = replace(events[at], readings=2)

    with pytest.raises(ResultDiffers, match="2 readings of x are on record, the plan asks for 3"):
        verify(forged(bench, change))


def test_a_reading_of_another_instrument_is_found(bench):
    def change(events):
        at = of_x(events, 2)
        events[at] = replace(events[at], instrument="calibrator")

    with pytest.raises(ResultDiffers, match="did not come from meter"):
        verify(forged(bench, change))


def test_a_point_that_was_left_out_of_a_finished_run_is_found(bench):
    with pytest.raises(ResultDiffers, match="no result of dc-voltage 10 V/"):
        verify(forged(bench, lambda events: events.pop(place(events, PointCompleted, 1))))


def test_one_of_a_thing_is_told_in_the_singular(finished):
    verification = verify(finished)
    point = next(iter(verification.state.results.items()))
    prompt = PromptAsked("c/1", "connect", "connect.x", Bilingual("接线", "connect"), "1")
    connected = replace(verification.record.lines[1], event=prompt)
    first = next(line for line in verification.record.lines if isinstance(line.event, IndicationTaken))
    record = replace(verification.record, lines=(verification.record.lines[0], connected, first))
    told = [sentence.en for sentence in proved(record, changed(verification.state, results=dict([point])))]
    assert told[1:6] == [
        "1 embedded text has its recorded digest",
        "1 value equals what its raw reply says",
        "1 point has its conditions and every step of its method on record, in order",
        "1 connection of leads was confirmed by a person, with every output off",
        "1 result was computed again and agrees",
    ]
    several = [sentence.en for sentence in verification.proved]
    assert several[3] == "2 points have their conditions and every step of their method on record, in order"
    assert several[4] == "0 connections of leads were confirmed by a person, with every output off"


def test_an_aborted_run_may_lack_points(bench):
    def change(events):
        events.pop(place(events, PointCompleted, 1))
        reason = "aborted by 张三: lunch"
        ended = [AbortRequested("张三", "lunch"), StepFailed("RunAborted", reason), RunEnded("aborted", reason, True)]
        events[-1:] = ended

    assert verify(forged(bench, change)).state.verdict is None


def test_an_embedded_text_without_its_digest_is_found(bench):
    def change(events):
        text = replace(events[0].texts[0], text="calbench: bench/1\nname: other\n")
        events[0] = replace(events[0], texts=(text,))

    assert isinstance(bench.events()[0], RunStarted)
    with pytest.raises(BrokenChain, match=r"run.calrun:1: the text of bench .bench.yaml. does not have"):
        verify(forged(bench, change))


def test_a_condition_that_does_not_hold_cannot_be_recorded_as_holding(bench):
    def change(events):
        at = place(events, ConditionRecorded)
        events[at] = replace(events[at], value=Quantity.parse("22 °C"))

    with pytest.raises(ResultDiffers, match="whether 20 °C ± 1 °C holds is recorded wrongly"):
        verify(forged(bench, change))


def test_events_out_of_order_are_found(bench):
    def change(events):
        at = of_x(events, 2)
        events[at], events[at + 1] = events[at + 1], events[at]

    with pytest.raises(BrokenChain, match="reading x 3 stands where 2 must stand"):
        verify(forged(bench, change))


def test_a_rewritten_record_needs_the_key(bench):
    events = bench.events()
    path = bench.write([*events, Checkpoint(bench.key.public, "00" * 64)], signed=False)
    with pytest.raises(SignatureInvalid) as caught:
        verify(path)
    assert caught.value.line == len(events) + 1


def test_a_signature_of_another_record_does_not_hold(bench, finished):
    signature = read_record(finished).lines[-1].event
    events = bench.events()
    events[0] = replace(events[0], operator="李四")
    with pytest.raises(SignatureInvalid):
        verify(bench.write([*events, signature], "other.calrun", signed=False))


def test_a_public_key_that_is_no_key_is_refused(bench):
    with pytest.raises(SignatureInvalid):
        verify(bench.write([*bench.events(), Checkpoint("zz", "zz")], signed=False))


def test_an_unfinished_record_is_said_to_be_unfinished(bench):
    events = bench.events()[:12]
    with pytest.raises(RunUnfinished, match=r"run.calrun:13: the record has no signed end"):
        verify(bench.write(events, signed=False))


def test_a_certificate_past_its_due_date_cannot_give_a_result(bench):
    events = bench.events()
    point = bench.plan.items[0].points[0]
    late = replace(point.references["source"], due=point.references["source"].due.replace(year=2025))
    points = (replace(point, references={"source": late}), *bench.plan.items[0].points[1:])
    plan = replace(bench.plan, items=(replace(bench.plan.items[0], points=points),))
    events[0] = replace(events[0], plan=plan)
    with pytest.raises(ResultDiffers, match="its certificate was due on 2025-03-01"):
        verify(bench.write(events))
