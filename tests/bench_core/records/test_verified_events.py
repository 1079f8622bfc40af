"""A record rewritten under a right chain and key is still caught where its events do not agree with each other."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bench_core.bilingual import Bilingual
from bench_core.errors import ResultDiffers
from bench_core.metrology.quantity import Quantity
from bench_core.records.evaluation import evaluate_point
from bench_core.records.events import (
    ConditionRecorded,
    IndicationTaken,
    InstrumentIdentified,
    ItemStarted,
    MeasurementKey,
    OutputAsked,
    PointCompleted,
    PointStarted,
    PromptAnswered,
    PromptAsked,
    ReadingEntered,
    RetryAsked,
    RunEnded,
    SelectionConfirmed,
    SettingIntended,
    SettingMade,
    SteadyReached,
    TakeIntended,
)
from bench_core.records.given_answers import reading_name
from bench_core.records.plan import Ask, Condition, Confirm, Connect
from bench_core.records.verification import verify

q = Quantity.parse
BLIND = Bilingual("读数", "read the meter")
PRESS = Bilingual("按键", "press the key")


def place(events, kind, nth=0, **fields):
    """Place of an event of this kind with these fields."""
    return [
        at
        for at, event in enumerate(events)
        if isinstance(event, kind) and all(getattr(event, name) == value for name, value in fields.items())
    ][nth]


def refused(bench, events, match, line=None):
    """Write these events with a right chain and signature; verification names the reason and the line."""
    with pytest.raises(ResultDiffers, match=match) as caught:
        verify(bench.write(events, f"{len(list(bench.folder.iterdir()))}.calrun"))
    if line is not None:
        assert caught.value.line == line + 1


def changed(bench, kind, match, *, to, nth=0, **fields):
    events = bench.events()
    at = place(events, kind, nth, **fields)
    events[at] = replace(events[at], **to)
    refused(bench, events, match, at)


@pytest.mark.parametrize("field", ["maker", "model", "serial", "firmware"])
def test_an_identity_must_be_what_the_instrument_answered(bench, field):
    changed(bench, InstrumentIdentified, f"its {field} is .*, recorded is 'other'", to={field: "other"})


def test_an_identity_reply_without_four_fields_is_no_fault_where_no_serial_number_is_claimed(bench):
    events = bench.events()
    at = place(events, InstrumentIdentified)
    events[at] = replace(events[at], raw="HP34401A", serial="")
    verify(bench.write(events))


def test_a_serial_number_that_the_reply_does_not_tell_must_have_been_asked_of_a_person(bench):
    changed(bench, InstrumentIdentified, "nobody was asked for its serial number", to={"raw": "HP34401A"})


@pytest.mark.parametrize("raw", ["0", " 0\r", "0 "])
def test_an_output_that_answered_off_cannot_be_recorded_as_on(bench, raw):
    changed(bench, OutputAsked, "recorded is energised true", to={"raw": raw})
    changed(bench, SettingMade, "recorded is energised true", to={"raw": raw}, action="operate")


def test_an_output_that_answered_on_cannot_be_recorded_as_off(bench):
    changed(bench, SettingMade, "recorded is energised false", to={"raw": "1"}, action="make_safe")


def test_a_setting_read_back_as_1_is_no_answer_about_the_output(bench):
    events = bench.events()
    at = place(events, SettingMade, action="source")
    events[at] = replace(events[at], raw="1")
    verify(bench.write(events))


@pytest.mark.parametrize("said", ["A", "mV", "Ω"])
def test_a_setting_in_another_unit_than_its_reply_is_found(bench, said):
    raw = f"1.000000E+00,{said},0E+00,0,0E+00"
    changed(bench, IndicationTaken, f"is in {said}, recorded is 1.000000 V", to={"raw": raw})


def test_a_reading_in_another_unit_than_the_library_gave_is_found(bench):
    events = bench.events()
    at = place(events, IndicationTaken, purpose="measurement")
    raw, unit = str(events[at].value), events[at].unit
    for said in ("", f" {unit}"):
        events[at] = replace(events[at], form="library", raw=f"{raw}{said}")
        verify(bench.write(events, f"library{len(said)}.calrun"))
    events[at] = replace(events[at], raw=f"{raw} k{unit}")
    refused(bench, events, rf"the library answered '{raw} k{unit}', recorded is {raw} {unit}", at)


@pytest.mark.parametrize("said", ["V", " V", "0", "", "NOWORD"])
def test_a_second_field_that_is_no_other_unit_is_no_fault(bench, said):
    events = bench.events()
    at = place(events, IndicationTaken)
    events[at] = replace(events[at], raw=f"1.000000E+00,{said},0E+00")
    verify(bench.write(events))


def test_a_setting_that_did_not_stay_is_found(bench):
    to = {"value": Decimal("1.000001"), "raw": "1.000001E+00,V,0E+00,0,0E+00"}
    changed(bench, IndicationTaken, "the setting did not stay", to=to, name="source.output", number=2)


def test_records_without_a_second_setting_read_back_still_verify(bench):
    events = [e for e in bench.events() if not (isinstance(e, IndicationTaken) and e.name == "source.output"
                                                and e.number == 2)]  # fmt: skip
    assert len(events) == len(bench.events()) - 2
    verify(bench.write(events))


def test_a_condition_must_be_what_was_answered(bench):
    changed(bench, ConditionRecorded, r"the answer is '20.3 °C'.*recorded is 20.4 °C", to={"value": q("20.4 °C")})
    changed(bench, ConditionRecorded, "was answered by 张三", to={"by": "李四"})
    changed(bench, ConditionRecorded, "holds is recorded wrongly", to={"holds": False})


def test_a_condition_may_be_answered_without_a_unit_or_in_another_one(bench):
    for answer in ("20.3", "293.45 K"):
        events = bench.events()
        at = place(events, PromptAnswered)
        events[at] = replace(events[at], answer=answer)
        verify(bench.write(events, f"{answer}.calrun"))


@pytest.mark.parametrize("answer", ["warm", "20.3 V"])
def test_an_answer_that_is_no_value_of_the_condition_is_found(bench, answer):
    events = bench.events()
    events[place(events, PromptAnswered)] = replace(events[2], answer=answer)
    refused(bench, events, "is no value", place(events, ConditionRecorded))


def test_a_condition_that_nobody_was_asked_for_is_found(bench):
    events = bench.events()
    del events[1:3]
    refused(bench, events, "the answer before it is to another prompt", place(events, ConditionRecorded))


def test_no_point_is_performed_while_a_planned_condition_is_missing(bench):
    plan = replace(bench.plan, conditions=(*bench.plan.conditions, Condition("uut.warm_up", q("1 h"), None, "≥ 1 h")))
    events = bench.events()
    events[0] = replace(events[0], plan=plan)
    refused(bench, events, r"although uut.warm_up \(≥ 1 h\) is not on record", place(events, PointStarted))


def test_no_point_is_performed_while_a_condition_does_not_hold(bench):
    events = bench.events()
    events[place(events, PromptAnswered)] = replace(events[2], answer="22 °C")
    at = place(events, ConditionRecorded)
    events[at] = replace(events[at], value=q("22 °C"), holds=False)
    refused(bench, events, "although ambient.temperature is 22 °C, not 20 °C ± 1 °C", place(events, PointStarted))


def test_the_last_value_of_a_condition_counts(bench):
    events = bench.events()
    cold = [events[1], replace(events[2], answer="18 °C"), replace(events[3], value=q("18 °C"), holds=False)]
    verify(bench.write([*events[:1], *cold, *events[1:]], "cold_first.calrun"))
    at = place(events, PointStarted, 1)
    refused(bench, [*events[:at], *cold, *events[at:]], "is 18 °C, not", at + 3)


def test_a_spread_that_the_settling_indications_do_not_give_is_found(bench):
    changed(bench, SteadyReached, r"spread over 0.000010 V, recorded is 0 V", to={"spread": q("0 V")})


def test_a_band_that_the_plan_does_not_give_is_found(bench):
    changed(bench, SteadyReached, r"the band is 20 µV by the plan, recorded is 1 V", to={"band": q("1 V")})


@pytest.mark.parametrize(
    ("number", "to", "why"),
    [
        (3, {"time": 3.9}, "stayed within 20 µV for 2.9 s only"),
        (2, {"value": Decimal("0.99"), "raw": "0.99"}, "stayed within 20 µV for 0.0 s only"),
        (3, {"number": 4}, "stands where 3 of meter must stand"),
        (3, {"instrument": "calibrator"}, "stands where 3 of meter must stand"),
    ],
)
def test_a_signal_that_was_not_steady_cannot_be_recorded_as_steady(bench, number, to, why):
    events = bench.events()
    at = place(events, IndicationTaken, name="uut", number=number)
    events[at] = replace(events[at], **to)
    refused(bench, events, why, place(events, SteadyReached))


def test_a_signal_that_the_plan_does_not_wait_for_is_found(bench):
    events = bench.events()
    at = place(events, SteadyReached)
    refused(bench, [*events[: at + 1], events[at], *events[at + 1 :]], "does not wait for uut to be steady", at + 1)


@pytest.mark.parametrize("kind", [OutputAsked, SettingMade, SettingIntended, TakeIntended, SteadyReached])
def test_a_record_without_any_event_of_a_kind_that_a_method_leaves_is_refused(bench, kind):
    left = [event for event in bench.events() if not isinstance(event, kind)]
    refused(bench, left, "not on record|not known to be on|never became steady")


def test_a_record_with_nothing_but_its_readings_is_refused(bench):
    gone = (OutputAsked, SettingMade, SettingIntended, TakeIntended, SteadyReached)
    refused(bench, [event for event in bench.events() if not isinstance(event, gone)], "not known to be on")


def left_by_a_method(events):
    kinds = (OutputAsked, SettingMade, SettingIntended, TakeIntended, SteadyReached)
    begin, end = place(events, PointStarted), place(events, PointCompleted)
    return [at for at in range(begin, end) if isinstance(events[at], kinds)]


@pytest.mark.parametrize("nth", range(13))
def test_every_single_event_that_a_method_leaves_is_needed(bench, nth):
    events = bench.events()
    places = left_by_a_method(events)
    assert len(places) == 13
    del events[places[nth]]
    refused(bench, events, "is not on record|must stand|not known to be on|never became steady")


def test_a_step_out_of_its_order_is_found(bench):
    events = bench.events()
    before = place(events, TakeIntended, purpose="measurement")
    asked = events.pop(before - 1)
    events.insert(before + 3, asked)  # after the last reading
    refused(bench, events, r"step 3 of its method \(take\) is not on record", place(events, PointCompleted))


def test_an_event_of_an_earlier_attempt_does_not_stand_in_for_a_missing_one(bench):
    events = bench.events()
    at = place(events, PointCompleted)
    again = list(bench.point_events(bench.plan, bench.plan.items[0].points[0], bench.values[0], attempt=2))
    asked = RetryAsked("dc-voltage", bench.plan.items[0].points[0].id, "li", "contact", "")
    verify(bench.write([*events[: at + 1], asked, *again, *events[at + 1 :]], "twice.calrun"))
    del again[place(again, OutputAsked)]
    refused(bench, [*events[:at], asked, *again, *events[at + 1 :]], "step 3 of its method", at + len(again))


def test_a_reading_of_a_source_that_was_switched_off_meanwhile_is_found(bench):
    events = bench.events()
    at = place(events, IndicationTaken, name="x", number=2)
    off = SettingIntended("calibrator", "make_safe", {})
    refused(bench, [*events[:at], off, *events[at:]], "x 2 was taken while the output of calibrator", at + 1)


@pytest.fixture
def asking(bench):
    """A run of one point whose reading a person takes, after connecting and pressing a key."""
    item = bench.plan.items[0]
    method = (Connect({"uut": "HI"}), *item.method[:2], Confirm(PRESS), Ask("x", BLIND, "mV"))
    item = replace(item, method=method, points=item.points[:1], components=item.components[1:], larger_of=())
    plan = replace(bench.plan, items=(item,))
    whole = bench.events()
    key = MeasurementKey("meter", item.id, item.points[0].id)
    begin, ready = place(whole, PointStarted), place(whole, SteadyReached)
    readings = {"x": (q("1000.01 mV"),), "source.output": (q("1.000000 V"),)}
    reading = PromptAsked("x/1", "number", reading_name(key, "x", 1), BLIND, "mV", key)
    events = [
        *whole[1:begin],
        PointStarted(key),
        SettingIntended("calibrator", "make_safe", {}),
        SettingMade("calibrator", "make_safe", "0", False),
        PromptAsked("c/1", "connect", f"connect.{item.id}", BLIND, "1", key, leads={"meter": "HI"}),
        PromptAnswered("c/1", "yes", "张三", "typed"),
        *whole[begin + 1 : ready + 1],
        PromptAsked("p/1", "confirm", f"confirm.{item.id}", PRESS, "1"),
        PromptAnswered("p/1", "是", "张三", "typed"),
        reading,
        replace(reading, prompt="x/2"),
        PromptAnswered("x/2", "1.00001 V", "张三", "typed"),
        ReadingEntered(key, "x", 1, Decimal("1000.01"), "mV", "x/2"),
        SelectionConfirmed("meter", "", key),
        PointCompleted(key, evaluate_point(plan, item, item.points[0], readings, bench.clock().utc().date())),
    ]
    return [replace(whole[0], plan=plan), *events, *whole[-4:]]


def test_leads_that_were_asked_for_before_a_source_ever_answered_that_it_is_off_are_found(bench, asking):
    at = place(asking, SettingMade, action="make_safe")
    refused(bench, asking[: at - 1] + asking[at + 1 :], "the output of calibrator was not known to be off", at - 1)


@pytest.mark.parametrize(
    ("action", "settings", "why"),
    [
        ("select", {"function": "dc_voltage", "range": "100 V"}, "range 100 V .*the plan has .*range 10 V for"),
        ("select", {"function": "ac_voltage", "range": "10 V"}, "the plan has function dc_voltage"),
        ("source", {"dc_voltage": "3 V"}, r"dc_voltage 3 V \(source\), the plan has dc_voltage 1 V for"),
        ("source", {"dc_voltage": "1 V", "frequency": "50 Hz"}, "the plan has dc_voltage 1 V for"),
    ],
)
def test_a_setting_that_is_not_the_plans_is_found(bench, action, settings, why):
    changed(bench, SettingIntended, why, to={"settings": settings}, action=action)


def test_a_setting_beside_the_plans_is_found(bench):
    events = bench.events()
    at = place(events, TakeIntended)
    strange = SettingIntended("calibrator", "source", {"dc_voltage": "1000 V"}, events[at].key)
    refused(bench, [*events[:at], strange, *events[at:]], "dc_voltage 1000 V", at)


def test_a_setting_for_a_point_that_is_not_under_way_is_found(bench):
    events = bench.events()
    at = place(events, PointStarted, 1)
    key = events[at].key
    early = SettingIntended("calibrator", "operate", {}, key)
    refused(bench, [*events[:at], early, *events[at:]], "for a point that was not under way", at)


def test_an_output_that_went_on_for_no_point_and_no_proof_is_found(bench):
    events = bench.events()
    at = place(events, SettingIntended)
    strange = SettingIntended("calibrator", "operate", {})
    refused(bench, [*events[:at], strange, *events[at:]], "the plan has no operate of it for the proof", at)


def test_a_run_that_says_it_ended_safely_with_an_output_on_is_found(bench):
    events = bench.events()
    at = place(events, RunEnded)
    on = OutputAsked("calibrator", energised=True, raw="1")
    refused(bench, [*events[:at], on, events[at]], "ended safely, but the output of calibrator", at + 1)


def test_a_reading_that_a_person_entered_verifies_with_its_answer(bench, asking):
    assert isinstance(asking[place(asking, ItemStarted)], ItemStarted)
    verify(bench.write(asking))


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ({"value": Decimal("1000.02")}, r"the answer is '1.00001 V' \(asked in mV\), recorded is 1000.02 mV"),
        ({"unit": "V"}, "recorded is 1000.01 V"),
        ({"prompt": "x/1"}, "prompt 'x/1' was not answered"),
        ({"prompt": "p/1"}, "prompt 'p/1' asks for something else"),
    ],
)
def test_a_reading_that_is_not_its_answer_is_found(bench, asking, to, why):
    at = place(asking, ReadingEntered)
    asking[at] = replace(asking[at], **to)
    refused(bench, asking, why, at)


@pytest.mark.parametrize(
    ("prompt", "why"),
    [("c/1", "confirmed are none since the run began"), ("p/1", r"\(confirm\) is not on record")],
)
def test_a_confirmation_that_was_refused_does_not_count(bench, asking, prompt, why):
    at = place(asking, PromptAnswered, prompt=prompt)
    asking[at] = replace(asking[at], answer="no")
    refused(bench, asking, why)


@pytest.mark.parametrize("by", [-1.0, 0.01])
def test_an_indication_is_of_the_time_of_its_line(bench, by):
    events = bench.events()
    at = place(events, IndicationTaken, purpose="measurement")
    path = bench.write([*events[:at], later(events[at], by), *events[at + 1 :]], clocked=events)
    with pytest.raises(ResultDiffers, match=r"reading x 1 has time .* is not between .* s and .* s, when the lines"):
        verify(path)


def later(event, by):
    return replace(event, time=event.time + by)
