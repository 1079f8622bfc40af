"""Behind each result stand its raw replies, and every attempt, those that count no more too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench_core.bilingual import Bilingual
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import (
    IndicationTaken,
    MeasurementKey,
    PointCompleted,
    ReadingCorrected,
    RetryAsked,
    RunSuspended,
    WiringProven,
)
from bench_core.records.folding import fold_record
from bench_core.records.record import read_record
from bench_gui.times import time_to_ms
from bench_gui.tone import Tone
from bench_gui.views.review.raw import raw_view
from tests.bench_gui.small_runs import rewritten

PLACE = ("dc-voltage", "10 V/+90 %")


def of_place(event) -> bool:
    key = getattr(event, "key", None)
    return isinstance(key, MeasurementKey) and (key.item, key.point) == PLACE


def again(events, second="li"):
    """Take the first point once more, right after its first attempt."""
    end = next(at for at, event in enumerate(events) if isinstance(event, PointCompleted)) + 1
    own = [event for event in events[:end] if of_place(event) and not isinstance(event, WiringProven)]
    copies = [replace(event, key=replace(event.key, attempt=2)) for event in own]
    return [*events[:end], RetryAsked(*PLACE, "zhang", "contact", second), *copies, *events[end:]]


def test_every_reply_of_a_point_is_shown_as_it_came(read, en):
    record, state = read
    (attempt,) = raw_view(record, state, PLACE, en).attempts
    assert (attempt.attempt, attempt.word, attempt.tone, attempt.why) == (1, "stands", Tone.GOOD, "")
    taken = [line for line in record.lines if isinstance(line.event, IndicationTaken) and of_place(line.event)]
    shown = {one.line: one for one in attempt.readings}
    for line in taken:
        one = shown[line.number]
        assert (one.raw, one.value) == (repr(line.event.raw), f"{line.event.value} {line.event.unit}")
        assert one.time == time_to_ms(line.utc)
        assert one.counts == (line.event.purpose in {"measurement", "reference"})
    purposes = {"setting", "wiring proof", "reference value", "settling", "measurement"}
    assert {one.purpose for one in attempt.readings} == purposes
    assert {one.instrument for one in attempt.readings} == {"5522A 1972905", "34401A MY41001234"}
    assert any(one.value == "dc_voltage = 9 V" and one.name == "set value" for one in attempt.readings)


def test_a_superseded_attempt_stays_with_the_cause_of_the_retry(measured, tmp_path, en):
    record = read_record(rewritten(measured, tmp_path / "again.calrun", again))
    first, second = raw_view(record, fold_record(record), PLACE, en).attempts
    assert (first.word, first.tone) == ("superseded", Tone.NEUTRAL)
    assert not any(one.counts for one in first.readings)
    assert (second.word, second.why) == ("stands", "bad contact (zhang, li agrees)")
    assert sum(one.counts for one in second.readings) == sum(one.counts for one in raw_of(measured, en))
    assert len(first.readings) == len(second.readings)


def raw_of(path, en):
    record = read_record(path)
    return raw_view(record, fold_record(record), PLACE, en).attempts[0].readings


def test_an_attempt_that_was_broken_off_or_discarded_says_so(measured, tmp_path, en):
    def broken_off(events):
        end = next(at for at, event in enumerate(events) if isinstance(event, PointCompleted))
        return again([*events[:end], *events[end:]])[: end - 2]

    record = read_record(rewritten(measured, tmp_path / "cut.calrun", broken_off, sealed=False))
    (attempt,) = raw_view(record, fold_record(record), PLACE, en).attempts
    assert (attempt.word, attempt.tone) == ("broken off", Tone.WARNING)

    def discarded(events):
        end = next(at for at, event in enumerate(events) if isinstance(event, PointCompleted)) + 1
        told = Bilingual("温度", "temperature")
        why = RunSuspended("condition", "ambient.temperature", None, told, told, (events[end - 1].key,), safe=True)
        return [*events[:end], why]

    record = read_record(rewritten(measured, tmp_path / "lost.calrun", discarded, sealed=False))
    (attempt,) = raw_view(record, fold_record(record), PLACE, en).attempts
    assert (attempt.word, attempt.tone) == ("discarded", Tone.WARNING)


def test_a_corrected_reading_shows_both_values_who_and_why(measured, tmp_path, en):
    def corrected(events):
        at = [at for at, e in enumerate(events) if isinstance(e, IndicationTaken) and e.purpose == "measurement"][1]
        old = events[at - 1]
        assert (old.number, events[at].number) == (1, 2)
        new = Quantity.parse("9.00002 V")
        change = ReadingCorrected(
            old.key, old.name, old.number, Quantity.of(old.value, "V"), new, "9.00002", "li", "看错", "", None
        )
        return [*events[: at + 1], change]

    record = read_record(rewritten(measured, tmp_path / "corrected.calrun", corrected, sealed=False))
    (attempt,) = raw_view(record, fold_record(record), PLACE, en).attempts
    told = [(one.purpose, one.name[-1], one.corrected) for one in attempt.readings if one.corrected]
    assert len(told) == 1
    assert told[0][:2] == ("measurement", "1")
    assert told[0][2].endswith("→ 9.00002 V (看错; li)")


@pytest.mark.parametrize("place", [("dc-voltage", "nowhere"), ("", "")])
def test_a_place_that_is_not_in_the_plan_has_nothing(read, en, place):
    assert raw_view(*read, place, en).attempts == ()


def test_what_is_read_blind_is_not_shown_before_the_item_is_read(read, en):
    record, state = read
    roles = {name: replace(role, by_person=role.is_uut) for name, role in state.plan.roles.items()}
    plan = replace(state.plan, roles=roles)
    blind = replace(state, started=replace(state.started, plan=plan), ended=None, results={})
    found = raw_view(record, blind, PLACE, en)
    assert found.attempts == ()
    assert found.hidden.startswith("Read blind")
